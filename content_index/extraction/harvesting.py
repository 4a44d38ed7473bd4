"""OAI-PMH 2.0 answers to ListRecords with Dublin Core: descriptions as documents, and what to ask next."""

from collections.abc import Iterator
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from content_index.errors import N_
from content_index.extraction.assembling import Context, Declared, assemble
from content_index.extraction.limits import Limits
from content_index.extraction.markup_tree import local_name
from content_index.extraction.plain_text import text_blocks
from content_index.extraction.prose import clean
from content_index.extraction.refusals import RefusedError
from content_index.extraction.shapes import Extracted, Link, Problem


def read_records(root: Element, context: Context, limits: Limits) -> Extracted:
    """A document per record that has a description; a "more" link while the list goes on.

    Raises `RefusedError` with the repository's own words when it answers with an error.
    """
    error = next((element for element in root if local_name(element) == "error"), None)
    if error is not None and error.get("code") != "noRecordsMatch":
        message = N_("The repository refused: %(reason)s. Check the address and the set.")
        raise RefusedError(message, reason=clean(error.text or error.get("code") or "")[:200])
    parts = list(_records(root, context, limits))
    return Extracted(
        tuple(document for part in parts for document in part.documents),
        tuple(problem for part in parts for problem in part.problems),
        tuple(_next_part(root, context)),
    )


def _records(root: Element, context: Context, limits: Limits) -> Iterator[Extracted]:
    records = (element for element in root.iter() if local_name(element) == "record")
    for order, record in enumerate(records):
        header = next((child for child in record if local_name(child) == "header"), record)
        source = _texts(header, "identifier")[:1] or [f"{context.source}#{order}"]
        if header.get("status") == "deleted" or order >= limits.documents:
            continue
        metadata = next((child for child in record if local_name(child) == "metadata"), None)
        if metadata is None:
            continue
        try:
            yield _record(metadata, source[0][:400], order, context, limits)
        except RefusedError as refused:
            yield Extracted(problems=(Problem(source[0][:400], refused.as_message),))


def _record(metadata: Element, source: str, order: int, context: Context, limits: Limits) -> Extracted:
    urls = [text for text in _texts(metadata, "identifier") if text.startswith(("http://", "https://"))]
    inner = Context(
        source=source,
        title=next(iter(_texts(metadata, "title")), ""),
        language=next(iter(_texts(metadata, "language")), "")[:2] or context.language,
        fallback=context.fallback,
        url=next(iter(urls), ""),
        section=context.section,
        order=order,
        kind="reference",
    )
    description = "\n\n".join(_texts(metadata, "description"))
    declared = Declared(metadata={"subjects": "; ".join(_texts(metadata, "subject"))[:1000]})
    return assemble(text_blocks(description), inner, limits, declared)


def _next_part(root: Element, context: Context) -> Iterator[Link]:
    token = next((clean(e.text or "") for e in root.iter() if local_name(e) == "resumptionToken"), "")
    request = next((clean(e.text or "") for e in root if local_name(e) == "request"), "")
    base = context.url.split("?", 1)[0] or request.split("?", 1)[0]
    if token and base.startswith(("http://", "https://")):
        query = urlencode({"verb": "ListRecords", "resumptionToken": token})
        yield Link(f"{base}?{query}", "", "more", (), context.source)


def _texts(parent: Element, tag: str) -> list[str]:
    return [text for e in parent.iter() if local_name(e) == tag and (text := clean("".join(e.itertext())))]
