"""XML that is not content of its own: feeds, sitemaps, repositories' answers, told by their root."""

import zlib

from content_index.extraction.assembling import Context
from content_index.extraction.feeds import read_feed
from content_index.extraction.harvesting import read_records
from content_index.extraction.limits import MEGABYTE, Limits
from content_index.extraction.markup_tree import local_name, parse_xml
from content_index.extraction.refusals import RefusedError, TooLargeError, UnknownFormatError
from content_index.extraction.shapes import Extracted
from content_index.extraction.sitemaps import read_sitemap

_FEEDS = frozenset(("rss", "feed", "rdf"))


def read_xml(data: bytes, context: Context, limits: Limits) -> Extracted:
    """What an XML answer holds; a gzipped one (sitemaps often are) is unpacked under the limits."""
    data = _unpacked(data, limits) if data.startswith(b"\x1f\x8b") else data
    try:
        root = parse_xml(data)
    except RefusedError:
        if b"<rss" in data[:2000] or b"<feed" in data[:2000]:
            # Many feeds are not well-formed; their reader forgives.
            return read_feed(data, context, limits)
        raise
    name = local_name(root).lower()
    if name in _FEEDS:
        return read_feed(data, context, limits)
    if name in ("urlset", "sitemapindex"):
        return read_sitemap(root, context, limits)
    if name == "oai-pmh":
        return read_records(root, context, limits)
    raise UnknownFormatError


def _unpacked(data: bytes, limits: Limits) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(data, limits.file_bytes + 1)
    except zlib.error as error:
        raise RefusedError from error
    if len(plain) > limits.file_bytes:
        raise TooLargeError(limit=limits.file_bytes // MEGABYTE)
    return plain
