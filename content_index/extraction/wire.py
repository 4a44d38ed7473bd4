"""Extracted records as JSON and back: what the parsing process may say to the one that trusts it.

JSON and not pickle: a process that was taken over by a hostile file must not be able to run
anything in its parent. What does not have the expected shape raises `ValueError`.
"""

from dataclasses import asdict
from typing import Any

from content_index.errors import Message
from content_index.extraction.shapes import Block, Document, Extracted, Link, Problem

_KINDS = frozenset(("heading", "paragraph", "item", "code", "row"))


def to_wire(extracted: Extracted) -> dict[str, Any]:
    """Plain lists and dictionaries."""
    return asdict(extracted)


def from_wire(value: object) -> Extracted:
    """The records again; raises `ValueError` on anything else."""
    try:
        return _extracted(value)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("not an extraction result") from error


def _extracted(value: Any) -> Extracted:
    return Extracted(
        tuple(_document(document) for document in value["documents"]),
        tuple(_problem(problem) for problem in value["problems"]),
        tuple(_link(link) for link in value["links"]),
    )


def _document(value: Any) -> Document:
    return Document(
        source=_string(value["source"]),
        title=_string(value["title"]),
        language=_string(value["language"]),
        blocks=tuple(_block(block) for block in value["blocks"]),
        kind=_string(value["kind"]),
        url=_string(value["url"]),
        skills=_strings(value["skills"]),
        minutes=_number(value["minutes"]),
        section=_strings(value["section"]),
        order=_number(value["order"]),
        metadata={_string(name): _string(text) for name, text in value["metadata"].items()},
    )


def _block(value: Any) -> Block:
    kind = value["kind"]
    if kind not in _KINDS:
        raise ValueError("unknown block")
    return Block(_string(value["text"]), kind, _number(value["level"]), _string(value["anchor"]))


def _problem(value: Any) -> Problem:
    parameters = {
        _string(name): part if isinstance(part, int | float) else _string(part)
        for name, part in value["message"]["parameters"].items()
    }
    message = Message(_string(value["message"]["text"]), parameters)
    return Problem(_string(value["source"]), message, "note" if value["severity"] == "note" else "refused")


def _link(value: Any) -> Link:
    role = value["role"]
    return Link(
        url=_string(value["url"]),
        title=_string(value["title"]),
        role=role if role in ("sitemap", "more") else "page",
        section=_strings(value["section"]),
        source=_string(value["source"]),
    )


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(_string(part) for part in value)


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("number expected")
    return value
