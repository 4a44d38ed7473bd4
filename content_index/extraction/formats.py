"""Which reader reads what, and the one place where a reader's failure becomes a problem."""

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePosixPath
from typing import TypeAlias

from content_index.errors import N_, Message
from content_index.extraction.assembling import Context
from content_index.extraction.items import Item
from content_index.extraction.limits import Limits
from content_index.extraction.refusals import RefusedError, UnknownFormatError, WrongFormatError
from content_index.extraction.shapes import Extracted, Problem

Reader: TypeAlias = Callable[[bytes, Context, Limits], Extracted]

#: Module and function of each reader: loaded when the first file of its kind is read, since their
#: libraries take a second to load that no web page should wait for.
READERS = {
    "docx": ("word", "read_word"),
    "html": ("html", "read_html"),
    "jsonl": ("jsonl", "read_jsonl"),
    "markdown": ("markdown", "read_markdown"),
    "pdf": ("pdf", "read_pdf"),
    "pptx": ("slides", "read_slides"),
    "text": ("plain_text", "read_plain_text"),
    "transcript": ("transcripts", "read_transcript"),
    "xml": ("xml_kinds", "read_xml"),
}
#: File endings per reader.
ENDINGS = {
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "md": "markdown",
    "markdown": "markdown",
    "pdf": "pdf",
    "txt": "text",
    "text": "text",
    "docx": "docx",
    "pptx": "pptx",
    "srt": "transcript",
    "vtt": "transcript",
    "xml": "xml",
    "rss": "xml",
    "atom": "xml",
}
_MEDIA_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
    "text/vtt": "transcript",
    "application/x-subrip": "transcript",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/rss+xml": "xml",
    "application/atom+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/x-ndjson": "jsonl",
}
_ASSETS = frozenset(
    (
        *("png", "jpg", "jpeg", "gif", "webp", "svg", "ico", "bmp", "tif", "tiff", "css", "js", "map", "woff"),
        *("woff2", "ttf", "otf", "eot", "mp3", "mp4", "m4a", "m4v", "ogg", "ogv", "wav", "webm", "mov", "avi"),
        *("swf", "xsd", "dtd", "lock", "db", "ini"),
    )
)
_MAGIC = ((b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"), (b"\x1f\x8b", "gzip"), (b"\xd0\xcf\x11\xe0", "ole"))
_TEXTUAL = {"html": "HTML", "jsonl": "JSONL", "markdown": "Markdown", "text": "TXT", "transcript": "SRT"}


def format_of(name: str, head: bytes = b"") -> str:
    """The reader for a file of that name, by its ending or else its first bytes; empty: none."""
    known = ENDINGS.get(PurePosixPath(name.lower()).suffix.lstrip("."), "")
    if known or PurePosixPath(name).suffix:
        return known
    start = head[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset")):
        return "xml"
    return "pdf" if head.startswith(b"%PDF-") else ""


def format_of_media_type(media_type: str) -> str:
    """The reader for a `Content-Type`; empty when it says nothing usable."""
    return _MEDIA_TYPES.get(media_type.partition(";")[0].strip().lower(), "")


def is_asset(name: str) -> bool:
    """Whether a file of that name is a picture, sound, script or the like: left out without a word."""
    path = PurePosixPath(name.lower())
    hidden = any(part.startswith((".", "__macosx", "~$")) for part in path.parts)
    return hidden or path.suffix.lstrip(".") in _ASSETS


def reader_of(name: str) -> Reader:
    """The reader for a format of `READERS`."""
    module, function = READERS[name]
    reader: Reader = getattr(import_module(f"content_index.extraction.{module}"), function)
    return reader


def read_item(item: Item, limits: Limits) -> Extracted:
    """The documents of `item`; whatever goes wrong with it is one problem."""
    source = item.context.source
    try:
        return _read(item, limits)
    except RefusedError as refused:
        return Extracted(problems=(Problem(source, refused.as_message),))
    except MemoryError:
        message = N_("This file needs more memory than is allowed. Split it, or save it in a simpler format.")
        return Extracted(problems=(Problem(source, Message(message)),))
    except Exception:  # noqa: BLE001 - readers of foreign files fail in ways that have no common name
        return Extracted(problems=(Problem(source, RefusedError().as_message),))


def _read(item: Item, limits: Limits) -> Extracted:
    if item.format not in READERS:
        raise UnknownFormatError
    data = item.load()
    _check_magic(item.format, data)
    return reader_of(item.format)(data, item.context, limits)


def _check_magic(name: str, data: bytes) -> None:
    found = next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")
    if found and name in _TEXTUAL:
        raise WrongFormatError(expected=_TEXTUAL[name])
