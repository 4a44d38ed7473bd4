"""How a learner reaches the mentor from the assistant: who it is, when they meet, and a message."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.errors import BoussoleError, InvalidInputError
from lti_tool.mentoring import meetings, pairs, profile_answers, sharing
from lti_tool.mentoring.meeting_models import Meeting, MeetingState, Note
from lti_tool.mentoring.meeting_times import local
from lti_tool.mentoring.models import Pair, PairState
from widget.conversation import Scope
from widget.errors import LetterRefusedError, UnknownAnswerError

KIND = "talk"


@dataclass(frozen=True, slots=True)
class Reachable:
    """A learner's mentor: `next_session` on the learner's own clock, `last_exchange` in UTC."""

    name: str
    next_session: datetime | None
    last_exchange: datetime


def mentor_of(session: Session, course_id: int, user_id: int, now: datetime) -> Reachable | None:
    """Return the mentor with whom a learner has an active pair."""
    pair = pairs.pair_of_learner(session, course_id, user_id)
    if pair is None or pair.state != PairState.ACTIVE or pair.paused_at is not None:
        return None
    coming = meetings.next_of(meetings.meetings_of(session, pair.id), now)
    starts_at = coming.starts_at if coming and coming.state == MeetingState.CONFIRMED else None
    zone = profile_answers.zone_of(session, course_id, user_id)
    return Reachable(
        name=pair.mentor.shown_name,
        next_session=local(starts_at, zone) if starts_at else None,
        last_exchange=_last_exchange(session, pair),
    )


class MentorLetters:
    """A `widget.ports.Letters`: what is sent is an item the learner shares, with the same way to take it back."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def send(self, scope: Scope, text: str) -> str:
        """Share exactly these words, to be talked about at the next session."""
        course_id, user_id = int(scope.course), int(scope.person)
        try:
            with self._database.transaction() as session:
                pair = pairs.pair_of_learner(session, course_id, user_id)
                if pair is None:
                    raise LetterRefusedError
                return str(sharing.share(session, pair, KIND, text, self._clock.now(), for_session=True).id)
        except InvalidInputError as error:
            raise LetterRefusedError(error.fields.get("text")) from error
        except BoussoleError as error:
            raise LetterRefusedError from error

    def take_back(self, scope: Scope, letter_id: str) -> None:
        """Delete the words; that something was shared stays in the ledger."""
        try:
            with self._database.transaction() as session:
                sharing.withdraw(session, _number(letter_id), int(scope.person), self._clock.now())
        except BoussoleError as error:
            raise UnknownAnswerError from error


def _last_exchange(session: Session, pair: Pair) -> datetime:
    """Return when the two last had to do with each other; their beginning counts."""
    met = session.scalar(
        select(func.max(Meeting.starts_at)).where(Meeting.pair_id == pair.id, Meeting.state == MeetingState.HELD)
    )
    wrote = session.scalar(
        select(func.max(Note.written_at)).where(
            Note.pair_id == pair.id, Note.author_id == pair.mentor_id, Note.for_both.is_(True)
        )
    )
    return max(moment for moment in (pair.started_at, pair.asked_at, met, wrote) if moment is not None)


def _number(text: str) -> int:
    """Return a row's number; what is none belongs to nobody."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
