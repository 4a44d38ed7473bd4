"""What there is to read, for those who look around: the reader's language first."""

from lti_tool.catalogue import holdings
from lti_tool.catalogue.records import ResourceCard
from lti_tool.people.frame_sessions import Viewer
from lti_tool.web.i18n import language
from lti_tool.web.transactions import db


def shelf(someone: Viewer, wanted: str = "", limit: int | None = None) -> tuple[ResourceCard, ...]:
    """Return what learners can read in `wanted`, else in the reader's language, else in any."""
    found = holdings.resources(db(), someone.course_id, language(), user_id=someone.user_id, learners_only=True)
    own = tuple(card for card in found if card.language == (wanted or language()))
    return (own or found)[:limit]
