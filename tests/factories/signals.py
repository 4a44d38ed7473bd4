"""Check-ins, consents, a switch that is on, and readers of text that say what a test wants."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.people import consents
from lti_tool.people.consents import Purpose
from lti_tool.people.models import Enrolment
from lti_tool.signals import checkins, mood_switch
from lti_tool.signals.checkins import Answers
from lti_tool.signals.models import CheckIn
from lti_tool.signals.mood.result import NGRAMS, Reading
from lti_tool.signals.voice.report import Delivery, Pause

START = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)
DECISION = {
    "basis": "Article 6(1)(a) of the GDPR, consent; decided by the board.",
    "responsible": "Hélène Roux, data protection officer",
    "decided_on": "2025-10-01",
}


def switched_on(session: Session, now: datetime = START) -> None:
    mood_switch.switch_on(session, mood_switch.Decision(**DECISION, figures_read=True), "ada@campus.example", now)


def agreed(session: Session, who: Enrolment, purpose: Purpose = Purpose.MOOD, now: datetime = START) -> None:
    consents.decide(session, who.user_id, who.course_id, purpose, now, granted=True)


def checked_in(
    session: Session, who: Enrolment, now: datetime = START, words: str = "It went well.", **answers: object
) -> CheckIn:
    typed = {"energy": "3", "progress": "3", "may_be_read": True, "words": words, **answers}
    return checkins.write(session, who.user_id, who.course_id, Answers(**typed), now)  # type: ignore[arg-type]


def weeks_of(session: Session, who: Enrolment, words: Sequence[str], apart: timedelta = timedelta(days=4)) -> datetime:
    """Write one check-in after the other; return when the last was written."""
    for number, line in enumerate(words):
        checked_in(session, who, START + number * apart, line)
    return START + (len(words) - 1) * apart


def reads(distress: Callable[[str], float], language: str = "en") -> Callable[[Sequence[str]], list[Reading]]:
    """A reader for which a line's distress is what the test says."""

    def read(texts: Sequence[str]) -> list[Reading]:
        return [Reading(0.0, distress(text), 0.9, language, NGRAMS) for text in texts]

    return read


def delivery(**values: object) -> Delivery:
    facts = {
        "seconds": 12.0,
        "speech_rate": 3.4,
        "articulation_rate": 4.4,
        "pause_ratio": 0.2,
        "pauses": [Pause(2.0, 0.6), Pause(5.5, 1.2)],
        "pitch_hz_median": 140.0,
        "pitch_semitone_sd": 2.1,
        "loudness_db_sd": 5.0,
        "lead_seconds": 0.4,
        "trail_seconds": 0.2,
        "pace": [{"start": float(second), "per_second": 3.0 + second % 2} for second in range(0, 12, 2)],
    }
    return Delivery(**{**facts, **values})  # type: ignore[arg-type]
