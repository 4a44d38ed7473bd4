"""What the page of check-ins shows: one's own history, plain facts, and readings where they are on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_date

from lti_tool import course_settings
from lti_tool.mentoring import pairs, signal_shares
from lti_tool.mentoring.models import PairState, Share
from lti_tool.mentoring.plain_facts import plain_facts
from lti_tool.pages.signals import pictures
from lti_tool.people import consents
from lti_tool.people.consents import Purpose
from lti_tool.people.frame_sessions import Viewer
from lti_tool.signals import checkins, mood_following, mood_switch
from lti_tool.signals.baseline import WEIGHT
from lti_tool.signals.checkins import LEVELS, OBSTACLES, Answers
from lti_tool.signals.models import CheckIn
from lti_tool.web.i18n import _, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db

#: Check-ins listed with what can be done to them.
LISTED = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure as a picture, and whether it fell below the usual (None: too early to say)."""

    key: str
    name: str
    picture: pictures.Run
    averages: Sequence[float]
    fell: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """One check-in with the text that sharing it would send, and what is shared of it now."""

    row: CheckIn
    text: str
    shared: Share | None


def contents(someone: Viewer, **values: Any) -> dict[str, Any]:
    """Return what the page shows; `values` say what came of a form."""
    session, now = db(), services().clock.now()
    person = someone.user_id, someone.course_id
    rows = checkins.history(session, *person)
    pair = pairs.pair_of_learner(session, someone.course_id, someone.user_id)
    return {
        "is_on": is_on(someone),
        "levels": _levels(),
        "obstacles": [(key, said(words)) for key, words in OBSTACLES.items()],
        "rows": rows,
        "measures": _measures(rows),
        "lines": [_line(row, someone.user_id) for row in reversed(rows[-LISTED:])],
        "facts": plain_facts(session, *person, now),
        "mentor": pair.mentor.shown_name if pair and pair.state == PairState.ACTIVE else None,
        "reading": _reading(*person),
        "crisis_card": None,
        "errors": {},
        "typed": Answers(may_be_read=True),
        **values,
    }


def is_on(someone: Viewer) -> bool:
    """True where the instructor lets learners note check-ins; what was noted stays theirs either way."""
    return course_settings.read(db(), someone.course_id).checkin_on


def text_of(row: CheckIn) -> str:
    """Return a check-in in words, as it would reach the mentor."""
    head = _(
        "Check-in of %(day)s. Energy: %(energy)s of 5. Progress: %(progress)s of 5.",
        day=format_date(row.at, "d MMMM"),
        energy=row.energy,
        progress=row.progress,
    )
    parts = [head]
    if row.obstacle:
        parts.append(_("In the way: %(what)s.", what=said(OBSTACLES[row.obstacle])))
    return "\n".join([" ".join(parts), *([row.words] if row.words else [])])


def _line(row: CheckIn, user_id: int) -> Line:
    return Line(row, text_of(row), signal_shares.standing_source(db(), user_id, f"check-in:{row.id}"))


def _levels() -> list[tuple[int, str]]:
    words = (_("very low"), _("low"), _("middling"), _("high"), _("very high"))
    return list(zip(LEVELS, words, strict=True))


def _measures(rows: Sequence[CheckIn]) -> list[Measure]:
    names = {"energy": _("Energy"), "progress": _("Progress")}
    found = []
    for key, name in names.items() if rows else ():
        course = checkins.course_of(rows, key)
        usual = -course.trend.usual if course.trend.usual is not None else None
        picture = pictures.run([float(getattr(row, key)) for row in rows], course.averages, 1, 5, usual)
        known = course.trend.deviation is not None
        found.append(Measure(key, name, picture, course.averages, course.trend.fell_out if known else None))
    return found


def _reading(user_id: int, course_id: int) -> dict[str, Any] | None:
    """Return how readings of words stand; None while the institution has them switched off."""
    switch = mood_switch.latest(db())
    if switch is None or not switch.is_on:
        return None
    on = mood_following.is_on_for(db(), user_id, course_id)
    rows = mood_following.readings_of(db(), user_id, course_id) if on else []
    averages: list[float] = []
    for row in rows:
        averages.append(row.distress if not averages else WEIGHT * row.distress + (1 - WEIGHT) * averages[-1])
    return {
        "switch": switch,
        "figures": mood_switch.figures(),
        "consent": consents.latest(db(), user_id, course_id, Purpose.MOOD) if on else None,
        "rows": rows,
        "picture": pictures.run([row.distress * 100 for row in rows], [one * 100 for one in averages], 0, 100),
        "silent": mood_following.trend_of(rows).deviation is None,
        "prompt": mood_following.standing_prompt(db(), user_id, course_id) if on else None,
        "shared": signal_shares.standing_source(db(), user_id, signal_shares.MOOD),
    }
