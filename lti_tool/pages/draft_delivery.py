"""How a pitch was spoken, as its speaker and the mentor read it beside the draft: the same figures for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime

from lti_tool.drafts import delivery
from lti_tool.drafts.models import Draft
from lti_tool.signals import takes
from lti_tool.signals.models import DeliveryTake
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db


@dataclass(frozen=True, slots=True)
class SpokenView:
    """Figures of one take: no pace, which is too inexact alone, and no label of any kind."""

    at: datetime
    seconds: float
    pauses: int
    pause_ratio: float
    longest: float
    semitones: float | None


def spoken(draft: Draft) -> SpokenView | None:
    """Return the figures that go with a draft."""
    row = delivery.take_with(db(), draft)
    return _view(row) if row is not None else None


def choices(draft: Draft) -> Sequence[tuple[int, str]]:
    """Return the speaker's takes to choose from, the newest first, as (number, words)."""
    rows = takes.takes_of(db(), draft.user_id, draft.course_id, services().clock.now())
    return [(row.id, _words(row)) for row in rows]


def _words(row: DeliveryTake) -> str:
    words: str = _(
        "%(day)s, %(seconds)s seconds",
        day=format_datetime(row.at, "d MMMM, HH:mm"),
        seconds=round(takes.delivery_of(row).seconds),
    )
    return words


def _view(row: DeliveryTake) -> SpokenView:
    facts = takes.delivery_of(row)
    return SpokenView(
        at=row.at,
        seconds=facts.seconds,
        pauses=len(facts.pauses),
        pause_ratio=facts.pause_ratio,
        longest=max((pause.seconds for pause in facts.pauses), default=0.0),
        semitones=facts.pitch_semitone_sd,
    )
