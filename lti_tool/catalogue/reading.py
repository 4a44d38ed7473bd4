"""Open a resource: its passages as plain paragraphs, each with an anchor that citations lead to."""

from sqlalchemy.orm import Session

from lti_tool.catalogue import holdings
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.models import PassageRow
from lti_tool.catalogue.records import Reading, Section
from lti_tool.catalogue.text_shapes import parts_of


def open_resource(
    session: Session,
    course_id: int,
    public_id: str,
    *,
    language: str,
    user_id: int | None = None,
    learner: bool = True,
) -> Reading:
    """Return a resource of the course to read; `learner=False` also opens what is hidden.

    The text is plain: what the source held as markup was taken out at import, and templates
    escape what is left. Raises `NotFoundError`.
    """
    row = holdings.find_readable(session, course_id, public_id, learner=learner)
    sections: list[Section] = []
    for passage in row.passages:
        # A heading is said once, above its first passage.
        heading = passage.heading if not sections or passage.heading != _heading(row.passages, passage) else ""
        sections.append(
            Section(
                fragment=fragment(passage.ordinal),
                passage_id=passage.public_id,
                heading=heading,
                parts=parts_of(passage.text, passage.shape),
            )
        )
    return Reading(Cards.of(session, course_id, language, user_id).one(row), tuple(sections))


def fragment(ordinal: int) -> str:
    """Return the anchor of a passage on its resource's page."""
    return f"p-{ordinal}"


def _heading(passages: list[PassageRow], passage: PassageRow) -> str:
    return passages[passage.ordinal - 1].heading
