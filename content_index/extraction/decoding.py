"""Bytes to text: the encodings that people's files really have."""

import codecs
import re

from content_index.errors import N_
from content_index.extraction.refusals import RefusedError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, *, declared: bool = False) -> str:
    """Text of `data`: byte-order mark, then a `charset=` when `declared`, UTF-8, Windows-1252.

    Raises `RefusedError` when the bytes are not text at all.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if _is_binary(data):
        raise RefusedError(N_("This is not a text file. Check its type, then import it again."))
    for encoding in (*_declared_encodings(data, declared=declared), "utf-8"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", errors="replace")


def _declared_encodings(data: bytes, *, declared: bool) -> list[str]:
    match = _DECLARED.search(data[:2048]) if declared else None
    if match is None:
        return []
    name = match.group(1).decode("ascii")
    try:
        # Text encodings only: "zip" and "hex" are codecs too.
        return [name] if codecs.lookup(name)._is_text_encoding else []  # noqa: SLF001 - no public name
    except LookupError:
        return []


def _is_binary(data: bytes) -> bool:
    head = data[:65536]
    return len(_CONTROL.findall(head)) > len(head) // 200
