"""Office files (OOXML): checked as archives before a library opens them."""

import io
import re
import zipfile

from content_index.errors import N_
from content_index.extraction.limits import MEGABYTE, Limits
from content_index.extraction.refusals import EncryptedError, RefusedError, TooLargeError, WrongFormatError

_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 256 * 1024


def checked_office_file(data: bytes, limits: Limits, expected: str) -> io.BytesIO:
    """`data` ready for a library, once every part was counted and none declares entities.

    Raises `RefusedError`: not an Office file, protected by a password, larger than the limits when
    unpacked, or with XML entities, which Office never writes.
    """
    if data.startswith(_OLE):
        # A protected .docx is an OLE container; an old .doc is one too.
        raise EncryptedError if b"E\x00n\x00c\x00r\x00y\x00p\x00t" in data else WrongFormatError(expected=expected)
    if not data.startswith(b"PK"):
        raise WrongFormatError(expected=expected)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > limits.entries:
                raise RefusedError(N_("This file has far too many parts. Save it again."))
            left = limits.archive_bytes
            for entry in entries:
                left -= _checked_part(archive, entry, left, limits)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise RefusedError(N_("This file is damaged. Open it, save it again, and import it once more.")) from error
    return io.BytesIO(data)


def _checked_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, limits: Limits) -> int:
    size = 0
    last = b""
    xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > min(left, limits.file_bytes):
                raise TooLargeError(limit=limits.file_bytes // MEGABYTE)
            if xml and _DTD.search((last + chunk).replace(b"\x00", b"")):
                message = N_("This file has XML entities, which harm readers. Save it again from Word or PowerPoint.")
                raise RefusedError(message)
            last = chunk[-32:]
    return size
