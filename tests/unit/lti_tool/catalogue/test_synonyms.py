"""Other words of a course: kept, limited, left out when empty."""

import pytest
from sqlalchemy.orm import Session

from lti_tool.catalogue import synonyms
from lti_tool.errors import InvalidInputError
from tests.factories import people


def test_words_are_kept_and_empty_ones_left_out(session: Session) -> None:
    course = people.course(session).id
    assert synonyms.read(session, course) == {}
    synonyms.save(session, course, {" cv ": ["résumé ", ""], "": ["x"], "pitch": [" "]})
    assert synonyms.read(session, course) == {"cv": ("résumé",)}
    synonyms.save(session, course, {})
    assert synonyms.read(session, course) == {}


@pytest.mark.parametrize(
    "words",
    [
        {f"w{number}": ["x"] for number in range(201)},
        {"w": [f"x{number}" for number in range(11)]},
        {"w" * 61: ["x"]},
        {"w": ["x" * 61]},
    ],
    ids=["many words", "many others", "long word", "long other"],
)
def test_too_much_is_refused(session: Session, words: dict[str, list[str]]) -> None:
    with pytest.raises(InvalidInputError):
        synonyms.save(session, people.course(session).id, words)
