"""Near duplicates in one import are noted, and both are kept."""

import random

from content_index.extraction import Block, Document, Extracted, Limits
from content_index.extraction.duplicates import notes_about_duplicates
from content_index.extraction.gathering import gathered

CHANCE = random.Random(1)
WORDS = [f"word{number}" for number in range(400)]
LONG = " ".join(CHANCE.choice(WORDS) for _ in range(300))


def a_document(source: str, text: str) -> Document:
    return Document(source, f"Title of {source}", "en", (Block(text),))


def noted(*texts: str) -> list[tuple[str, object]]:
    documents = [a_document(str(number), text) for number, text in enumerate(texts)]
    return [(note.source, note.message.parameters["title"]) for note in notes_about_duplicates(documents)]


def test_the_same_text_with_a_few_words_changed_is_noted() -> None:
    edited = LONG.replace(LONG.split()[150], "another", 1) + " and an end"
    assert noted(LONG, "something else " * 30, edited.upper()) == [("2", "Title of 0")]


def test_half_of_a_text_another_text_and_short_texts_are_not() -> None:
    half = " ".join(LONG.split()[:150])
    other = " ".join(CHANCE.choice(WORDS) for _ in range(300))
    assert noted(LONG, half, other) == []
    assert noted("Fill in the form below.", "Fill in the form below.", "") == []


def test_an_import_keeps_both_and_says_so() -> None:
    documents = (a_document("a", LONG), a_document("b", LONG))
    extracted = gathered([Extracted(documents)], "folder", Limits())
    assert len(extracted.documents) == 2
    (note,) = extracted.problems
    assert (note.source, note.severity) == ("b", "note")
