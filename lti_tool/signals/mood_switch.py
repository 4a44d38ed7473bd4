"""The institution's switch for readings of text: off until somebody answers for it by name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, InvalidInputError
from lti_tool.signals.models import MoodSwitch
from lti_tool.signals.mood.result import SHIPPED

LONGEST_BASIS, LEAST_BASIS, LONGEST_NAME = 2_000, 20, 255
NO_BASIS = N_("Write the legal basis in a sentence: at least 20 and at most 2,000 characters.")
NO_NAME = N_("Name the person who answers for it.")
NO_DAY = N_("Give the day of the decision; it cannot lie in the future.")
IS_OFF = N_("Readings of words are switched off here, or you have not agreed to them.")
NOT_READ = N_("Confirm that you have read the figures.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What has to be said before it is switched on; `decided_on` as YYYY-MM-DD."""

    basis: str = ""
    responsible: str = ""
    decided_on: str = ""
    figures_read: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """How often one reader is right on lines kept apart; shares from 0 to 1, intervals of 95 %."""

    language: str
    reader: str
    lines: int
    auroc: float
    auroc_interval: Sequence[float]
    #: Of ten lines that speak of distress, how many are found when one other line in a hundred is flagged.
    recall: float
    recall_interval: Sequence[float]
    #: Where one line in fifty speaks of distress: the share of flags that are wrong.
    wrong_flags: float


#: The share of lines that speak of distress for which `wrong_flags` is worked out, and the false positives.
PREVALENCE, FALSE_POSITIVES = 0.02, 0.01


def latest(session: Session) -> MoodSwitch | None:
    """Return the decision that holds; None before there was one."""
    return session.scalars(select(MoodSwitch).order_by(MoodSwitch.id.desc()).limit(1)).first()


def on_since(session: Session) -> datetime | None:
    """Return since when readings are on, None while they are off. An older consent does not count."""
    row = latest(session)
    return row.at if row is not None and row.is_on else None


def record(session: Session) -> Sequence[MoodSwitch]:
    """Return every decision, the newest first."""
    return session.scalars(select(MoodSwitch).order_by(MoodSwitch.id.desc())).all()


def switch_on(session: Session, decision: Decision, entered_by: str, now: datetime) -> MoodSwitch:
    """Switch readings on; `InvalidInputError` with a sentence per field."""
    wrong = {}
    if not LEAST_BASIS <= len(decision.basis.strip()) <= LONGEST_BASIS:
        wrong["basis"] = NO_BASIS
    if not decision.responsible.strip() or len(decision.responsible.strip()) > LONGEST_NAME:
        wrong["responsible"] = NO_NAME
    if not _is_past_day(decision.decided_on, now):
        wrong["decided_on"] = NO_DAY
    if not decision.figures_read:
        wrong["figures_read"] = NOT_READ
    if wrong:
        raise InvalidInputError(fields=wrong)
    row = MoodSwitch(
        is_on=True,
        basis=decision.basis.strip(),
        responsible=decision.responsible.strip(),
        decided_on=decision.decided_on,
        entered_by=entered_by,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def note_off(session: Session, entered_by: str, now: datetime) -> None:
    """Note that readings are off; who calls it deletes what was derived."""
    session.add(MoodSwitch(is_on=False, entered_by=entered_by, decided_on=now.date().isoformat(), at=now))
    session.flush()


@cache
def figures() -> Sequence[Figures]:
    """Return the figures of the readers that ship, from the committed evaluation."""
    heads = json.loads((SHIPPED / "evaluation.json").read_text())["heads"]
    return tuple(_figures(name, heads[name]) for name in sorted(heads))


def _figures(name: str, measured: Mapping[str, object]) -> Figures:
    language, reader = name.split(".")
    lines, of = measured["lines"], measured["distress"]
    assert isinstance(lines, int)  # noqa: S101 - our own file
    assert isinstance(of, dict)  # noqa: S101
    recall = of["recall_at_1_percent_false_positives"]
    found, wrong = recall * PREVALENCE, FALSE_POSITIVES * (1 - PREVALENCE)
    return Figures(
        language=language,
        reader=reader,
        lines=lines,
        auroc=of["auroc"],
        auroc_interval=of["auroc_interval"],
        recall=recall,
        recall_interval=of["recall_interval"],
        wrong_flags=wrong / (found + wrong),
    )


def _is_past_day(text: str, now: datetime) -> bool:
    try:
        return date.fromisoformat(text) <= now.date()
    except ValueError:
        return False
