"""What people say for matching: read from a form, checked, kept; who wants a mentor joins the waiting list."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lti_tool.errors import N_, InvalidInputError
from lti_tool.mentoring import waiting
from lti_tool.mentoring.models import DEFAULT_ZONE, MentoringProfile
from lti_tool.people.roles import Role
from lti_tool.translations import LANGUAGES

LONGEST_ITEM = 80
MOST_ITEMS = 12
MOST_LEARNERS = 50
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS_OF_DAY = ("am", "pm", "eve")
SLOTS = tuple(f"{day}-{part}" for day in DAYS for part in PARTS_OF_DAY)

TOO_MANY = N_("Give at most 12, separated by commas, each at most 80 characters long.")
BAD_CAPACITY = N_("Give a whole number from 0 to 50.")
BAD_ZONE = N_("This time zone is not known. Choose one like Europe/Paris.")


@dataclass(frozen=True, slots=True)
class MentoringAnswers:
    """What the form brings: lists as typed, separated by commas."""

    profession: str = ""
    values: str = ""
    goals: str = ""
    languages: Sequence[str] = ()
    slots: Sequence[str] = ()
    capacity: str = "1"
    wanted: bool = True
    zone: str = DEFAULT_ZONE

    def problems(self) -> dict[str, str]:
        """Return a sentence per field that cannot be used."""
        fields = {
            **{name: TOO_MANY for name in ("profession", "values", "goals") if not _fits(listed(getattr(self, name)))},
            "capacity": "" if _capacity(self.capacity) is not None else BAD_CAPACITY,
            "zone": "" if is_zone(self.zone) else BAD_ZONE,
        }
        return {name: sentence for name, sentence in fields.items() if sentence}


def read_profile(session: Session, course_id: int, user_id: int) -> MentoringProfile | None:
    """Return what somebody said, None before they said anything."""
    return session.scalars(
        select(MentoringProfile).where(MentoringProfile.course_id == course_id, MentoringProfile.user_id == user_id)
    ).first()


def save_profile(
    session: Session, course_id: int, user_id: int, role: Role, answers: MentoringAnswers, now: datetime
) -> None:
    """Keep the answers. Raises `InvalidInputError` with a sentence per field, and keeps nothing then.

    A learner who wants a mentor waits from now on; one who does not leaves the list. A mentor
    may go below the number of present learners: they stay, nobody new comes.
    """
    if wrong := answers.problems():
        raise InvalidInputError(fields=wrong)
    row = read_profile(session, course_id, user_id)
    if row is None:
        row = MentoringProfile(course_id=course_id, user_id=user_id)
        session.add(row)
    row.profession, row.values, row.goals = listed(answers.profession), listed(answers.values), listed(answers.goals)
    row.languages = [language for language in LANGUAGES if language in answers.languages]
    row.slots = [slot for slot in SLOTS if slot in answers.slots]
    row.capacity = _capacity(answers.capacity) or 0
    row.paused, row.zone, row.updated_at = not answers.wanted, answers.zone, now
    session.flush()
    if role is Role.LEARNER:
        waiting.follow_wish(session, course_id, user_id, wanted=answers.wanted, now=now)


def keep_answers(
    session: Session,
    course_id: int,
    user_id: int,
    said: Mapping[str, str | Sequence[str]],
    now: datetime,
    *,
    first_language: str,
) -> dict[str, str]:
    """Keep the answers that `said` names (fields of `MentoringAnswers` without `wanted`); the others stay as they are.

    Returns a sentence for each that cannot be used; that one stays as it was, too. Who says something
    for the first time speaks `first_language`, and asks for nobody by it: that is `follow_wish`.
    """
    wrong = MentoringAnswers(**said).problems()  # type: ignore[arg-type]
    values = {name: _kept(name, value) for name, value in said.items() if name not in wrong}
    if not values:
        return wrong
    row = read_profile(session, course_id, user_id) or _begun(session, course_id, user_id, first_language, now)
    for name, value in values.items():
        setattr(row, name, value)
    row.updated_at = now
    session.flush()
    return wrong


def follow_wish(
    session: Session,
    course_id: int,
    user_id: int,
    role: Role,
    now: datetime,
    *,
    wanted: bool,
    first_language: str,
    waited_since: datetime | None = None,
) -> None:
    """Note whether a learner wants a mentor, or a mentor takes people; a learner's place in the list follows.

    `waited_since` gives a learner who left by mistake the earlier place back.
    """
    row = read_profile(session, course_id, user_id) or _begun(session, course_id, user_id, first_language, now)
    row.paused, row.updated_at = not wanted, now
    session.flush()
    if role is Role.LEARNER:
        waiting.follow_wish(session, course_id, user_id, wanted=wanted, now=waited_since or now)


def zone_of(session: Session, course_id: int, user_id: int) -> str:
    """Return the IANA name of somebody's time zone."""
    row = read_profile(session, course_id, user_id)
    return row.zone if row else DEFAULT_ZONE


def listed(text: str) -> list[str]:
    """Return the items of a text separated by commas, semicolons or lines, each once."""
    for sign in (";", "\n"):
        text = text.replace(sign, ",")
    items = (" ".join(unicodedata.normalize("NFC", item).split()) for item in text.split(","))
    return list(dict.fromkeys(item for item in items if item))


def is_zone(name: str) -> bool:
    """True for a time zone that this machine knows."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return bool(name)


def _begun(session: Session, course_id: int, user_id: int, first_language: str, now: datetime) -> MentoringProfile:
    """Return the row of somebody who says something for the first time, perhaps in two fields at once."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(MentoringProfile).values(
        course_id=course_id, user_id=user_id, languages=[first_language], paused=True, updated_at=now
    )
    session.execute(row.on_conflict_do_nothing())
    return session.scalars(
        select(MentoringProfile).where(MentoringProfile.course_id == course_id, MentoringProfile.user_id == user_id)
    ).one()


def _kept(name: str, value: str | Sequence[str]) -> str | int | list[str]:
    """Return an answer that was checked as its column holds it."""
    if name in {"languages", "slots"}:
        return [one for one in (LANGUAGES if name == "languages" else SLOTS) if one in value]
    text = str(value)
    if name == "capacity":
        return _capacity(text) or 0
    return text if name == "zone" else listed(text)


def _fits(items: Sequence[str]) -> bool:
    return len(items) <= MOST_ITEMS and all(len(item) <= LONGEST_ITEM for item in items)


def _capacity(text: str) -> int | None:
    digits = text.strip()
    return (
        int(digits)
        if digits.isascii() and digits.isdigit() and len(digits) < 4 and int(digits) <= MOST_LEARNERS
        else None
    )
