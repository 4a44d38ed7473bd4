"""What is written for a passage: the Whoosh schema, its version, and the record kept with it.

One combined field per language (title twice, heading, text) ranked best of the layouts tried;
it keeps positions for phrases. Folded, unstemmed words stand in the matrix beside each segment
only: they serve beginnings of words and spelling. Everything needed to show, filter or write a passage
again is stored, so hiding a resource needs no help from the database.
"""

from collections.abc import Iterator
from typing import Any, TypedDict

from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, STORED, TEXT, Schema

from content_index.documents import LANGUAGES, Passage, Resource
from content_index.schema.analysis import analyser
from content_index.schema.folding import compose

#: Raise it when analysis or fields change: older indexes then ask to be rebuilt.
VERSION = 2
#: Field suffix of passages in a language without analysis of its own.
OTHER = "xx"
#: How often the title counts in the combined field.
TITLE_WEIGHT = 2
#: What stands between title, heading and text: no phrase reaches over it.
APART = "\f"
GAP = 100
#: Key of the one document that holds the index's own state.
STATE_KEY = "\x00state"


class Record(TypedDict):
    """What is stored with a passage."""

    passage: str
    resource: str
    title: str
    heading: str
    text: str
    anchor: str
    url: str
    language: str
    kind: str
    minutes: int | None
    skills: tuple[str, ...]
    visible: bool


def field_language(language: str) -> str:
    """The field suffix for a language tag: "fr-CA" is indexed as "fr", Basque as "xx"."""
    primary = language.partition("-")[0].lower()
    return primary if primary in LANGUAGES else OTHER


class PassageAnalyzer(Analyzer):  # type: ignore[misc]
    """Our analysis as Whoosh wants it: the stems of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        """Whoosh passes modes as keywords; indexing and asking are the same here."""
        out = Token(positions=True, chars=True, boost=1.0, mode="index")
        base = 0
        for stretch in value.split(APART):
            for token in analyser(self.language).tokens(stretch):
                out.text = token.stem
                out.pos, out.startchar, out.endchar = base + token.position, token.start, token.end
                yield out
            base += len(stretch) + GAP


def schema() -> Schema:
    """The fields of version `VERSION`."""
    fields: dict[str, Any] = {"passage": ID(), "resource": ID(), "record": STORED()}
    for language in (*LANGUAGES, OTHER):
        fields[f"text_{language}"] = TEXT(analyzer=PassageAnalyzer(language), phrase=True)
        fields[f"title_{language}"] = TEXT(analyzer=PassageAnalyzer(language), phrase=False)
    return Schema(**fields)


def combined(record: Record) -> str:
    """The text of the combined field."""
    return APART.join((*(record["title"],) * TITLE_WEIGHT, record["heading"], record["text"]))


def records(resource: Resource) -> Iterator[Record]:
    """The record of each passage; a resource without text is still found by its title."""
    passages = resource.passages or (Passage(f"{resource.id}#0", resource.id, 0, ""),)
    for passage in passages:
        yield Record(
            passage=passage.id,
            resource=resource.id,
            title=compose(resource.title),
            heading=compose(passage.heading),
            text=compose(passage.text),
            anchor=passage.anchor,
            url=resource.url,
            language=resource.language.lower(),
            kind=resource.kind,
            minutes=resource.minutes,
            skills=tuple(resource.skills),
            visible=resource.visible,
        )


def fields(record: Record) -> dict[str, Any]:
    """The Whoosh document of a record."""
    language = field_language(record["language"])
    text = combined(record)
    return {
        "passage": record["passage"],
        "resource": record["resource"],
        f"text_{language}": text,
        f"title_{language}": record["title"],
        "record": record,
    }
