"""Letters about sessions and offers: who gets which, in whose language, on whose clock; what calendars make of them."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError
from lti_tool.mail.models import Letter
from lti_tool.mentoring import meetings, offers, pairs
from lti_tool.mentoring.meeting_models import MeetingState
from lti_tool.mentoring.models import Pair
from lti_tool.mentoring.reminders import remind
from tests.factories import mentoring, people
from tests.factories.mentoring import ASKED

DAY = timedelta(days=1)
#: The Friday before clocks change in Europe, half past six in Paris; and the Monday after.
FRIDAY = datetime(2026, 3, 27, 17, 30, tzinfo=UTC)
MONDAY = datetime(2026, 3, 30, 16, 30, tzinfo=UTC)


@pytest.fixture
def pair(session: Session) -> Pair:
    """Inès in Paris reads French, her mentor in Montréal English; what told them of the offer is gone."""
    course = people.course(session, title="Transition")
    learner = mentoring.waiting(session, course, email="ines@campus.example", locale="fr")
    mentor = mentoring.mentor(session, course, email="marc@campus.example")
    mentoring.say(session, mentor, goals=mentoring.GOALS, zone="America/Montreal")
    made = mentoring.active(session, learner, mentor)
    letters(session)
    return made


def letters(session: Session, kind: str = "") -> dict[str, Letter]:
    """Return the letters of a kind since the last look, by the name before the @; all are taken out."""
    every = session.scalars(select(Letter).order_by(Letter.id)).all()
    found = [one for one in every if one.key.startswith(kind)]
    kept = {parseaddr(one.user.email)[1].split("@")[0]: one for one in found}
    assert len(kept) == len(found), [one.subject for one in found]
    for one in every:
        session.delete(one)
    session.flush()
    return kept


def event(letter: Letter) -> tuple[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(letter.calendar)
    [found] = calendar.walk("VEVENT")
    assert isinstance(found, icalendar.Event)
    return str(calendar["METHOD"]), found


def text_of(letter: Letter) -> str:
    return f"{letter.subject}\n{letter.text}".replace("\xa0", " ")


def test_times_are_told_on_the_readers_clock_and_in_the_readers_language(session: Session, pair: Pair) -> None:
    meetings.propose(session, pair, pair.mentor_id, [FRIDAY, MONDAY], 45, "Room 2", ASKED)
    told = letters(session)
    assert told.keys() == {"ines"}
    words = text_of(told["ines"])
    assert "Marc Lenoir propose des horaires pour une séance" in words
    assert "vendredi 27 mars 2026, 18:30 (Europe/Paris)" in words
    assert "lundi 30 mars 2026, 18:30 (Europe/Paris)" in words
    assert "Room 2" in words
    assert told["ines"].calendar == ""


def test_an_agreed_time_reaches_both_with_a_calendar_file(session: Session, pair: Pair) -> None:
    mentoring.confirmed(session, pair, MONDAY)
    told = letters(session, "confirmed")
    assert told.keys() == {"ines", "marc"}
    assert "Monday 30 March 2026, 12:30 (America/Montreal)" in text_of(told["marc"])
    method, entry = event(told["ines"])
    assert (method, entry.start, entry["SUMMARY"]) == ("PUBLISH", MONDAY, "Séance avec Marc Lenoir")


def test_a_moved_session_leaves_calendars_and_comes_back_as_the_same(session: Session, pair: Pair) -> None:
    made = mentoring.confirmed(session, pair, FRIDAY)
    _, first = event(session.scalars(select(Letter).where(Letter.calendar != "")).all()[0])
    session.query(Letter).delete()
    meetings.move(session, made, pair.learner_id, [MONDAY], ASKED)
    assert (made.state, made.starts_at) == (MeetingState.PROPOSED, None)
    told = letters(session)
    assert "asks for another time" in told["marc"].subject
    assert "Vous avez déplacé" in told["ines"].subject
    assert "Friday 27 March 2026, 13:30 (America/Montreal)" in text_of(told["marc"])
    method, gone = event(told["marc"])
    assert (method, gone["STATUS"], gone.start) == ("CANCEL", "CANCELLED", FRIDAY)
    with pytest.raises(ConflictError):
        meetings.confirm(session, made, pair.learner_id, MONDAY.isoformat(), ASKED)
    meetings.confirm(session, made, pair.mentor_id, MONDAY.isoformat(), ASKED)
    _, again = event(letters(session)["ines"])
    assert {str(one["UID"]) for one in (first, gone, again)} == {f"{made.public_id}@boussole"}
    assert first["SEQUENCE"] < gone["SEQUENCE"] < again["SEQUENCE"]
    assert again.start == MONDAY


def test_a_session_that_began_cannot_be_moved(session: Session, pair: Pair) -> None:
    made = mentoring.confirmed(session, pair, FRIDAY)
    with pytest.raises(ConflictError):
        meetings.move(session, made, pair.learner_id, [MONDAY], FRIDAY)


def test_calling_off_reaches_both_calendars_and_a_proposal_only_the_other(session: Session, pair: Pair) -> None:
    made = mentoring.confirmed(session, pair, FRIDAY)
    session.query(Letter).delete()
    meetings.cancel(session, made, pair.learner_id, ASKED)
    told = letters(session)
    assert {name: event(one)[0] for name, one in told.items()} == {"ines": "CANCEL", "marc": "CANCEL"}
    proposal = meetings.propose(session, pair, pair.mentor_id, [MONDAY], 45, "", ASKED)
    session.query(Letter).delete()
    meetings.cancel(session, proposal, pair.learner_id, ASKED)
    assert letters(session).keys() == {"marc"}


def test_the_end_of_a_pair_calls_off_what_was_planned(session: Session, pair: Pair) -> None:
    made = mentoring.confirmed(session, pair, FRIDAY)
    session.query(Letter).delete()
    pairs.end(session, pair.id, pair.mentor_id, "", ASKED)
    assert made.state == MeetingState.CANCELLED
    assert letters(session).keys() == {"ines", "marc"}


def test_the_day_before_both_are_reminded_once(session: Session, pair: Pair) -> None:
    mentoring.confirmed(session, pair, FRIDAY)
    session.query(Letter).delete()
    assert remind(session, FRIDAY - timedelta(hours=25)) == 0
    assert remind(session, FRIDAY - timedelta(hours=23)) == 1
    assert remind(session, FRIDAY - timedelta(hours=22)) == 0
    assert "Reminder: session with" in letters(session)["marc"].subject


def test_who_agrees_within_a_day_needs_no_reminder(session: Session, pair: Pair) -> None:
    mentoring.confirmed(session, pair, FRIDAY, FRIDAY - timedelta(hours=5))
    assert remind(session, FRIDAY - timedelta(hours=1)) == 0


def test_an_offer_is_told_and_on_day_three_to_who_has_not_answered(session: Session) -> None:
    course = people.course(session)
    learner = mentoring.waiting(session, course, email="ines@campus.example")
    mentor = mentoring.mentor(session, course, email="marc@campus.example")
    made = mentoring.asked(session, learner, mentor)
    assert letters(session).keys() == {"ines", "marc"}
    pairs.answer(session, made.id, made.learner_id, yes=True, now=ASKED)
    offers.run_clock(session, ASKED + 3 * DAY)
    offers.run_clock(session, ASKED + 3 * DAY)
    assert {name: one.subject for name, one in letters(session).items()} == {
        "marc": "Inès Moreau still waits for your answer"
    }


def test_nobody_without_an_address_is_written_to(session: Session) -> None:
    course = people.course(session)
    mentoring.active(session, mentoring.waiting(session, course), mentoring.mentor(session, course))
    assert letters(session) == {}
