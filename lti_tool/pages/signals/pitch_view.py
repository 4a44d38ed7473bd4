"""What the page of the pitch shows: the newest take in words and pictures, what changed, the earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_date, format_decimal, format_percent

from lti_tool import course_settings
from lti_tool.drafts import delivery as delivery_of_drafts
from lti_tool.mentoring import pairs, signal_shares
from lti_tool.mentoring.models import PairState, Share
from lti_tool.pages.signals import pictures
from lti_tool.people import consents
from lti_tool.people.consents import Purpose
from lti_tool.people.frame_sessions import Viewer
from lti_tool.signals import takes
from lti_tool.signals.models import DeliveryTake
from lti_tool.signals.voice.comparing import Change
from lti_tool.signals.voice.report import Delivery
from lti_tool.web.i18n import _, ngettext
from lti_tool.web.services import services
from lti_tool.web.transactions import db


@dataclass(frozen=True, slots=True)
class TakeView:
    """One take: the facts, the pictures, what differs from the speaker's own kept takes, what is shared."""

    row: DeliveryTake
    delivery: Delivery
    picture: pictures.Talk
    changes: Sequence[str]
    text: str
    shared: Share | None
    #: True while the figures go with a draft.
    attached: bool

    @property
    def paces(self) -> Sequence[float]:
        """The pace of each stretch, 1.0 being the mean of the take."""
        return pictures.relative_pace(self.delivery)

    @property
    def longest(self) -> float:
        """Seconds of the longest pause."""
        return max((pause.seconds for pause in self.delivery.pauses), default=0.0)


def contents(someone: Viewer, *, in_tab: bool = False, **values: Any) -> dict[str, Any]:
    """Return what the page shows; `in_tab`: this document may use the microphone."""
    session, now = db(), services().clock.now()
    person = someone.user_id, someone.course_id
    rows = takes.takes_of(session, *person, now)
    shown = values.pop("shown", None) or next(iter(rows), None)
    pair = pairs.pair_of_learner(session, someone.course_id, someone.user_id)
    granted = consents.is_granted(session, *person, Purpose.VOICE)
    return {
        "is_on": is_on(someone),
        "installed": services().listener.is_there(),
        "consent": consents.latest(session, *person, Purpose.VOICE) if granted else None,
        "take": _view(shown, rows) if shown is not None else None,
        "earlier": [_view(row, rows) for row in rows if row is not shown],
        "mentor": pair.mentor.shown_name if pair and pair.state == PairState.ACTIVE else None,
        "in_tab": in_tab,
        "errors": {},
        **values,
    }


def is_on(someone: Viewer) -> bool:
    """True where the instructor lets learners record pitches; figures that were kept stay theirs either way."""
    return course_settings.read(db(), someone.course_id).pitch_on


def text_of(row: DeliveryTake, delivery: Delivery) -> str:
    """Return the figures of a take in words, as they would reach the mentor: no pace, which is too inexact alone."""
    words: str = _(
        "Take of %(day)s, %(seconds)s seconds. Pauses: %(count)s, %(share)s of the time. "
        "My voice moves by %(spread)s semitones.",
        day=format_date(row.at, "d MMMM"),
        seconds=round(delivery.seconds),
        count=len(delivery.pauses),
        share=format_percent(delivery.pause_ratio),
        spread=_number(delivery.pitch_semitone_sd),
    )
    return words


def _view(row: DeliveryTake, rows: Sequence[DeliveryTake]) -> TakeView:
    delivery = takes.delivery_of(row)
    return TakeView(
        row=row,
        delivery=delivery,
        picture=pictures.talk(delivery),
        changes=[_change(one) for one in takes.changes(row, rows)],
        text=text_of(row, delivery),
        shared=signal_shares.standing_source(db(), row.user_id, f"take:{row.id}"),
        attached=delivery_of_drafts.is_attached(db(), row.id),
    )


def _change(change: Change) -> str:
    names = {
        "pause_ratio": _("Pauses"),
        "articulation_rate": _("Pace"),
        "pitch_hz_median": _("Pitch of the voice"),
        "pitch_semitone_sd": _("Movement of the pitch"),
        "loudness_db_sd": _("Movement of the loudness, same microphone"),
    }
    if not change.beyond_error:
        how = _("no change that can be measured")
    elif change.difference > 0:
        how = _("more than your usual") if change.measure != "articulation_rate" else _("faster than your usual")
    else:
        how = _("less than your usual") if change.measure != "articulation_rate" else _("slower than your usual")
    words: str = _(
        "%(name)s: %(how)s (%(difference)s %%, measured to about %(error)s %%, against %(takes)s).",
        name=names[change.measure],
        how=how,
        difference=_signed(change.difference, change.usual),
        error=_part(change.error, change.usual),
        takes=ngettext("%(num)s take", "%(num)s takes", change.takes),
    )
    return words


def _signed(difference: float, usual: float) -> str:
    percent = round(100 * difference / usual) if usual else 0
    return f"{'+' if percent > 0 else '−' if percent < 0 else ''}{abs(percent)}"


def _part(error: float, usual: float) -> str:
    return f"±{round(100 * error / usual)}" if usual else "±100"


def _number(value: float | None) -> str:
    return str(format_decimal(round(value, 1))) if value is not None else "–"
