"""Sitemaps (sitemaps.org 0.9): pages to fetch, and further sitemaps."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from content_index.errors import N_, Message
from content_index.extraction.assembling import Context
from content_index.extraction.limits import Limits
from content_index.extraction.markup_tree import local_name
from content_index.extraction.prose import clean
from content_index.extraction.shapes import Extracted, Link, Problem


def read_sitemap(root: Element, context: Context, limits: Limits) -> Extracted:
    """The links of a `urlset` or a `sitemapindex`, each address once."""
    role = "sitemap" if local_name(root) == "sitemapindex" else "page"
    urls = list(dict.fromkeys(_locations(root)))
    links = tuple(
        Link(url, "", "sitemap" if role == "sitemap" else "page", context.section, context.source)
        for url in urls[: limits.documents]
    )
    if len(urls) <= limits.documents:
        return Extracted(links=links)
    message = Message(N_("Only the first %(count)d addresses of this sitemap were kept."), {"count": limits.documents})
    return Extracted(links=links, problems=(Problem(context.source, message),))


def _locations(root: Element) -> Iterator[str]:
    for entry in root:
        for child in entry:
            url = clean(child.text or "")
            # Pictures and videos have locations too, in namespaces of their own and deeper down.
            if local_name(child) == "loc" and url.startswith(("http://", "https://")):
                yield url
