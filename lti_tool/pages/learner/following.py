"""Opening a source of an answer follows the question up, which counts as a meaningful interaction."""

from lti_tool.conversations.store import DatabaseConversationStore
from lti_tool.web.services import services
from widget.conversation import Scope
from widget.errors import UnknownAnswerError

LONGEST_ID = 32


def follow(scope: Scope, answer_id: str) -> bool:
    """Note it; False when the answer is not this person's, which is no reason to disturb a reader."""
    held = services()
    store = DatabaseConversationStore(held.database, held.clock)
    try:
        store.follow(scope, answer_id[:LONGEST_ID])
    except UnknownAnswerError:
        return False
    return True
