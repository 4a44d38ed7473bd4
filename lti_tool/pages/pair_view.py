"""What both people of a pair see of it: sessions, actions, notes, each time on the reader's own clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lti_tool.mentoring import alerts, meetings, notebook, profile_answers, sharing
from lti_tool.mentoring.meeting_models import Action, Alert, Meeting, MeetingState, Note
from lti_tool.mentoring.meeting_times import local
from lti_tool.mentoring.models import Pair, Share
from lti_tool.people.frame_sessions import Viewer
from lti_tool.web.services import services
from lti_tool.web.transactions import db


@dataclass(frozen=True, slots=True)
class Slot:
    """One proposed time: its instant as a value, and the reader's clock."""

    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A session as the reader sees it; `at` is on the reader's clock, without a zone."""

    meeting: Meeting
    at: datetime | None
    slots: Sequence[Slot]
    mine: bool

    @property
    def state(self) -> str:
        """Where the session stands."""
        return str(self.meeting.state)


@dataclass(frozen=True, slots=True)
class PairView:
    """Everything the two share a view of."""

    pair: Pair
    me: int
    other_name: str
    zone: str
    next: MeetingLine | None
    to_close: MeetingLine | None
    past: Sequence[MeetingLine]
    actions: Sequence[Action]
    notes: Sequence[Note]
    shares: Sequence[Share]
    alerts: Sequence[Alert]
    today: Any

    def is_overdue(self, action: Action) -> bool:
        """True for an open action whose day has passed."""
        return notebook.is_overdue(action, self.today)


def view_of(pair: Pair, someone: Viewer) -> PairView:
    """Read a pair for one of its two people."""
    session, now = db(), services().clock.now()
    zone = profile_answers.zone_of(session, someone.course_id, someone.user_id)
    found = meetings.meetings_of(session, pair.id)
    waiting = meetings.to_close(found, now)
    coming = meetings.next_of([one for one in found if one not in waiting], now)
    past = [one for one in found if one.state in {MeetingState.HELD, MeetingState.MISSED}]

    def line(one: Meeting) -> MeetingLine:
        return line_of(one, someone.user_id, zone)

    return PairView(
        pair=pair,
        me=someone.user_id,
        other_name=pair.other(someone.user_id).shown_name,
        zone=zone,
        next=line(coming) if coming else None,
        to_close=line(waiting[-1]) if waiting else None,
        past=[line(one) for one in past],
        actions=notebook.actions_of(session, pair.id),
        notes=notebook.notes_for(session, pair.id, someone.user_id),
        shares=sharing.shared(session, pair.id),
        alerts=alerts.alerts_for_learner(session, pair.id) if someone.user_id == pair.learner_id else (),
        today=local(now, zone).date(),
    )


def line_of(one: Meeting, reader: int, zone: str) -> MeetingLine:
    """Return a session as somebody with a clock in `zone` sees it."""
    slots = [Slot(time, _clock(datetime.fromisoformat(time), zone)) for time in one.times]
    at = _clock(one.starts_at, zone) if one.starts_at else None
    return MeetingLine(one, at, slots, one.proposed_by == reader)


def _clock(instant: datetime, zone: str) -> datetime:
    # Without a zone: the filter that writes dates would move it to UTC otherwise.
    return local(instant, zone).replace(tzinfo=None)
