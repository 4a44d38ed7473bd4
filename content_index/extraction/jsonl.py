"""`.jsonl`: one resource a line, {"id","title","text","language"?,"url"?,"skills"?,"minutes"?}."""

import json
from collections.abc import Iterator

from content_index.errors import N_, Message
from content_index.extraction.assembling import Context, Declared, assemble
from content_index.extraction.decoding import decode
from content_index.extraction.front_matter import as_minutes
from content_index.extraction.limits import Limits
from content_index.extraction.markdown import looks_like_markdown, markdown_blocks
from content_index.extraction.plain_text import text_blocks
from content_index.extraction.prose import clean
from content_index.extraction.refusals import EmptyError, RefusedError
from content_index.extraction.shapes import Extracted, Problem

_LONGEST_ID = 300


def read_jsonl(data: bytes, context: Context, limits: Limits) -> Extracted:
    """A document per good line; the `id` of the line becomes the document's `source`."""
    extracted = list(_lines(decode(data), context, limits))
    if not any(part.documents or part.problems for part in extracted):
        raise EmptyError
    return Extracted(
        tuple(document for part in extracted for document in part.documents),
        tuple(problem for part in extracted for problem in part.problems),
    )


def _lines(text: str, context: Context, limits: Limits) -> Iterator[Extracted]:
    seen: set[str] = set()
    # Not splitlines(): JSON strings may hold U+2028 and the like.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{context.source}:{number}"
        if len(seen) >= limits.documents:
            message = N_("Only the first %(count)d lines were kept. Split the file to import the rest.")
            yield Extracted(problems=(Problem(place, Message(message, {"count": limits.documents})),))
            return
        try:
            yield _row(line, len(seen), seen, context, limits)
        except RefusedError as refused:
            yield Extracted(problems=(Problem(place, refused.as_message),))


def _row(line: str, order: int, seen: set[str], context: Context, limits: Limits) -> Extracted:
    row = _parsed(line)
    identifier, text = _text(row, "id"), _text(row, "text")
    if not identifier or len(identifier) > _LONGEST_ID:
        raise RefusedError(N_("This line has no “id”, or one that is too long. Give each line a short id of its own."))
    if identifier in seen:
        raise RefusedError(N_("The id “%(id)s” was used on an earlier line. Give each line its own."), id=identifier)
    inner = Context(
        source=identifier,
        title=_text(row, "title"),
        language=_text(row, "language") or context.language,
        fallback=context.fallback,
        url=_web_address(_text(row, "url")),
        section=context.section,
        order=order,
        kind=_text(row, "kind") or context.kind,
    )
    blocks = markdown_blocks(text) if looks_like_markdown(text) else text_blocks(text)
    declared = Declared(skills=_skills(row.get("skills")), minutes=as_minutes(row.get("minutes")))
    extracted = assemble(blocks, inner, limits, declared)
    seen.add(identifier)
    return extracted


def _parsed(line: str) -> dict[str, object]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RefusedError(N_("This line is not valid JSON. Check its quotes and commas.")) from error
    if not isinstance(row, dict):
        raise RefusedError(N_("This line is not a JSON object with “id”, “title” and “text”."))
    return row


def _text(row: dict[str, object], name: str) -> str:
    value = row.get(name)
    if isinstance(value, str):
        return value if name == "text" else clean(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _skills(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(";")
    found = [clean(skill) for skill in value if isinstance(skill, str)] if isinstance(value, list) else []
    return tuple(dict.fromkeys(skill for skill in found if skill))


def _web_address(url: str) -> str:
    """`url` when it is one that a reader can safely follow."""
    return url if url.startswith(("https://", "http://")) else ""
