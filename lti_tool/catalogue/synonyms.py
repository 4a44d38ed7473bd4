"""Other words of a course: who types one finds what says another."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from lti_tool.catalogue.changes import content_of
from lti_tool.catalogue.models import CourseContent
from lti_tool.errors import N_, InvalidInputError

MOST = 200
LONGEST = 60
TOO_MANY = N_("Keep at most 200 words, each with at most 10 others of up to 60 characters.")
_MOST_OTHERS = 10


def read(session: Session, course_id: int) -> dict[str, tuple[str, ...]]:
    """Return each word with what else it is called."""
    content = session.get(CourseContent, course_id)
    return {word: tuple(others) for word, others in content.synonyms.items()} if content else {}


def save(session: Session, course_id: int, words: Mapping[str, Sequence[str]]) -> None:
    """Store the course's words in the place of earlier ones; empty ones are left out.

    Raises `InvalidInputError` when there are too many or they are too long. They count from the
    next search on: the index does not hold them.
    """
    kept = {word.strip(): [other.strip() for other in others if other.strip()] for word, others in words.items()}
    kept = {word: others for word, others in kept.items() if word and others}
    parts = [part for word, others in kept.items() for part in (word, *others)]
    if len(kept) > MOST or any(len(others) > _MOST_OTHERS for others in kept.values()):
        raise InvalidInputError(TOO_MANY, fields={"synonyms": TOO_MANY})
    if any(len(part) > LONGEST for part in parts):
        raise InvalidInputError(TOO_MANY, fields={"synonyms": TOO_MANY})
    content_of(session, course_id).synonyms = kept
    session.flush()
