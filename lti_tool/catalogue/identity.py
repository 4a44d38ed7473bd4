"""Which resource a document is: the same at each import of the same thing, safe in an address."""

import hashlib
import json
import re

from content_index.extraction import Document

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def given_id(document: Document) -> str:
    """Return the id the author gave (a `.jsonl` line's, or `id:` in a header); else the place in the source."""
    return document.metadata.get("id", "") or document.source


def public_id(document: Document, origin: str) -> str:
    """Return the public id of a document.

    An id that the author gave names it in the whole course; anything else is known by where it
    came from and its place there, so that two folders may hold the same name.
    """
    if "id" in document.metadata or origin.lower().endswith(".jsonl"):
        given = given_id(document)
        return given if _SAFE.fullmatch(given) else _digest(given)
    return _digest(f"{origin}\0{document.source}")


def content_hash(document: Document, skills: tuple[str, ...]) -> str:
    """Return a digest of everything that is stored, so that what did not change is left alone."""
    parts = [
        document.title,
        document.language,
        document.kind,
        document.url,
        skills,
        document.minutes,
        document.section,
        document.order,
        sorted(document.metadata.items()),
        [(block.kind, block.level, block.anchor, block.text) for block in document.blocks],
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _digest(text: str) -> str:
    return "r" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
