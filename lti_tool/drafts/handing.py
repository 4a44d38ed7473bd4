"""A draft goes to the mentor as one version, with software's comments only where the learner chose so."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.drafts import letters, versions, writing
from lti_tool.drafts.counting import count
from lti_tool.drafts.models import Draft, DraftState, DraftVersion
from lti_tool.errors import N_, ConflictError, InvalidInputError
from lti_tool.gradebook.models import InteractionKind
from lti_tool.mentoring import pairs
from lti_tool.mentoring.models import PairState
from widget.assistant.reviewing import DraftKind, count_words, rubric_of

NO_MENTOR = N_("You have no mentor at the moment who could read it. Your draft is kept here.")
TOO_SHORT = N_("Write at least %(least)s words of your own first. You have %(words)s.")
NOT_THERE = N_("This draft is not with your mentor.")


def hand_over(session: Session, draft: Draft, now: datetime, *, with_comments: bool) -> DraftVersion:
    """Put the text as it stands before the mentor; handing in counts, in the same transaction."""
    writing.check_open(draft)
    pair = pairs.pair_of_learner(session, draft.course_id, draft.user_id)
    if pair is None or pair.state != PairState.ACTIVE:
        raise ConflictError(NO_MENTOR)
    words, least = count_words(draft.text), rubric_of(DraftKind(draft.kind)).attempt
    if words < least:
        raise InvalidInputError(TOO_SHORT, fields={"text": TOO_SHORT}, least=least, words=words)
    version = versions.keep(session, draft, now)
    version.handed_at = now
    version.with_comments = with_comments and bool(versions.comments_on(session, version.id))
    draft.state, draft.pair = DraftState.WITH_MENTOR, pair
    session.flush()
    count(session, draft, InteractionKind.DRAFT_HANDED_IN, now)
    letters.handed(session, draft, version, now)
    return version


def take_back(session: Session, draft: Draft) -> None:
    """Take a draft back before the mentor has decided; what the mentor had begun to write stays unsaid."""
    if draft.state != DraftState.WITH_MENTOR:
        raise ConflictError(NOT_THERE)
    letters.recall_handed(session, draft)
    draft.state, draft.pair = DraftState.DRAFT, None
    session.flush()
