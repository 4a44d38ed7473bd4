"""RSS and Atom: entries with their whole text are documents, the others are links to fetch."""

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import feedparser

from content_index.errors import N_, Message
from content_index.extraction.assembling import Context, assemble
from content_index.extraction.html import html_blocks
from content_index.extraction.limits import Limits
from content_index.extraction.prose import clean, word_count
from content_index.extraction.refusals import RefusedError
from content_index.extraction.shapes import Extracted, Link, Problem

#: Fewer words are a teaser: the page itself has to be fetched.
_WHOLE_TEXT_WORDS = 120


def read_feed(data: bytes, context: Context, limits: Limits) -> Extracted:
    """Documents and links of a feed; the entry's own id is the source of its document."""
    if re.search(rb"<!ENTITY", data[:100_000], re.IGNORECASE):
        raise RefusedError(N_("This feed declares XML entities, which harm readers. It was not read."))
    # As a stream: a short text would be taken for an address or a file name.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries and feed.bozo:
        raise RefusedError(N_("This feed is broken. Check its address in a browser."))
    language = context.language or str(feed.feed.get("language", ""))
    parts = list(_entries(feed, context, language, limits))
    return Extracted(
        tuple(document for part in parts for document in part.documents),
        tuple(problem for part in parts for problem in part.problems),
        tuple(link for part in parts for link in part.links) + tuple(_further(feed, context)),
    )


def _entries(feed: Any, context: Context, language: str, limits: Limits) -> Iterator[Extracted]:
    for order, entry in enumerate(feed.entries):
        if order >= limits.documents:
            message = N_("Only the first %(count)d entries of this feed were looked at.")
            yield Extracted(problems=(Problem(context.source, Message(message, {"count": order})),))
            return
        url = _address(context.url, str(entry.get("link", "")))
        title = clean(str(entry.get("title", "")))
        markup = max([str(part.get("value", "")) for part in entry.get("content", [])], key=len, default="")
        if word_count(clean(re.sub(r"<[^>]*>", " ", markup))) >= _WHOLE_TEXT_WORDS:
            source = str(entry.get("id") or url or f"{context.source}#{order}")[:400]
            inner = Context(source, title, True, language, context.fallback, url, context.section, order)
            try:
                yield assemble(html_blocks(markup), inner, limits)
            except RefusedError as refused:
                yield Extracted(problems=(Problem(source, refused.as_message),))
        elif url:
            yield Extracted(links=(Link(url, title, "page", context.section, context.source),))


def _further(feed: Any, context: Context) -> Iterator[Link]:
    """The next part of a paged feed (RFC 5005)."""
    for link in feed.feed.get("links", []):
        url = _address(context.url, str(link.get("href", "")))
        if link.get("rel") == "next" and url:
            yield Link(url, "", "more", (), context.source)


def _address(base: str, href: str) -> str:
    url = urljoin(base, clean(href)) if href else ""
    return url if url.startswith(("http://", "https://")) else ""
