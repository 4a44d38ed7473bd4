"""A text with its quotes marked, and what changed between two of them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.drafts.reading import Change, difference, marked

TEXT = "One two three. Four five six."


@pytest.mark.parametrize(
    ("quotes", "found"),
    [
        ([], [(TEXT, ())]),
        ([(1, "two three")], [("One ", ()), ("two three", (1,)), (". Four five six.", ())]),
        (
            [(1, "two three. Four"), (2, "Four five")],
            [("One ", ()), ("two three. ", (1,)), ("Four", (1, 2)), (" five", (2,)), (" six.", ())],
        ),
        ([(1, "One"), (2, "absent"), (3, "")], [("One", (1,)), (" two three. Four five six.", ())]),
        ([(1, TEXT)], [(TEXT, (1,))]),
    ],
    ids=["none", "one", "overlapping", "absent", "all"],
)
def test_quotes_are_marked_where_they_stand(
    quotes: list[tuple[int, str]], found: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [(piece.text, piece.marks) for piece in marked(TEXT, quotes)] == found


@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=5))
def test_marking_loses_no_sign(text: str, quotes: list[str]) -> None:
    assert "".join(piece.text for piece in marked(text, list(enumerate(quotes)))) == text


def test_what_changed_is_told_word_by_word() -> None:
    found = difference("I sold shoes in Lyon.\n\nI liked it.", "I sold warm shoes in Lyon.\n\nI liked that.")
    told = [(one.change, one.text.strip()) for one in found if one.change is not Change.SAME]
    assert told == [(Change.ADDED, "warm"), (Change.REMOVED, "it."), (Change.ADDED, "that.")]


words = st.lists(st.sampled_from(["a", "b", "the", "end.", "\n"]), max_size=30).map(" ".join)


@given(words, words)
def test_each_side_can_be_read_back_from_the_difference(old: str, new: str) -> None:
    found = difference(old, new)
    after = "".join(one.text for one in found if one.change is not Change.REMOVED)
    before = "".join(one.text for one in found if one.change is not Change.ADDED)
    assert after == new
    assert before.split() == old.split()


def test_a_text_of_one_repeated_word_takes_no_seconds() -> None:
    begun = time.monotonic()
    difference("a " * 6000, "a " * 5999 + "b")
    assert time.monotonic() - begun < 2.0
