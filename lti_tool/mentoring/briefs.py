"""What a mentor reads before a session: facts laid out, from what was shared only, each line linked to its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.errors import N_
from lti_tool.mentoring import meetings, notebook, sharing
from lti_tool.mentoring.meeting_models import Action, Meeting, MeetingState
from lti_tool.mentoring.models import Pair, Share
from lti_tool.mentoring.sentences import Sentence

RECENT = timedelta(days=30)

ASK_OPEN = N_("What has been easiest since we last spoke, and what hardest?")
ASK_OVERDUE = N_("“%(action)s” was due: what stood in the way, and does it still make sense?")
ASK_TALK = N_("You wanted to talk about “%(topic)s”: what would make this hour worth it?")
ASK_MISSED = N_("We missed each other last time: is this still a good hour for you?")
ASK_FIRST = N_("What do you hope is different for you in three months?")
LONGEST_TOPIC = 80


@dataclass(frozen=True, slots=True)
class Brief:
    """Facts for one session; `since` is the last session held, or when the pair began."""

    pair: Pair
    since: datetime
    first: bool
    to_talk: Sequence[Share]
    new: Sequence[Share]
    earlier: Sequence[Share]
    overdue: Sequence[Action]
    open: Sequence[Action]
    done: Sequence[Action]
    last: Meeting | None
    questions: Sequence[Sentence]


def brief(session: Session, pair: Pair, now: datetime) -> Brief:
    """Lay out what is shared with the mentor of a pair."""
    over = [one for one in meetings.meetings_of(session, pair.id) if one.state in {"held", "missed"}]
    held = [one for one in over if one.state == MeetingState.HELD and one.starts_at]
    since = max((one.starts_at for one in held if one.starts_at), default=pair.started_at or pair.asked_at)
    items = sharing.shared(session, pair.id)
    actions = notebook.actions_of(session, pair.id)
    overdue = [one for one in actions if notebook.is_overdue(one, now.date())]
    to_talk = [item for item in items if item.for_session and item.shared_at >= since]
    last = max(over, key=lambda one: one.starts_at or one.created_at, default=None)
    return Brief(
        pair=pair,
        since=since,
        first=not held,
        to_talk=to_talk,
        new=[item for item in items if item.shared_at >= since and not item.for_session],
        earlier=[item for item in items if item.shared_at < since],
        overdue=overdue,
        open=[one for one in actions if one.done_at is None and one not in overdue],
        done=[one for one in actions if one.done_at and one.done_at >= since - RECENT],
        last=last,
        questions=_questions(to_talk, overdue, last, first=not held),
    )


def _questions(
    to_talk: Sequence[Share], overdue: Sequence[Action], last: Meeting | None, *, first: bool
) -> list[Sentence]:
    """Return questions to begin with: written by people, filled with what was shared."""
    found = [Sentence(ASK_TALK, {"topic": _short(item.text)}) for item in to_talk[:2]]
    found += [Sentence(ASK_OVERDUE, {"action": _short(action.text)}) for action in overdue[:2]]
    if last is not None and last.state == MeetingState.MISSED:
        found.append(Sentence(ASK_MISSED))
    return [*found, Sentence(ASK_FIRST if first else ASK_OPEN)]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TOPIC else line[: LONGEST_TOPIC - 1].rstrip() + "…"
