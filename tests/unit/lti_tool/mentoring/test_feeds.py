"""The private calendar feed: its key, what stands in it, and clocks that change, as another program reads them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.mentoring import feeds, meetings, pairs
from lti_tool.mentoring.calendar_file import Entry, feed
from lti_tool.mentoring.feeds import CalendarFeed
from lti_tool.mentoring.models import Pair
from tests.factories import mentoring, people
from tests.factories.mentoring import ASKED

NOON = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def pair(session: Session) -> Pair:
    course = people.course(session)
    return mentoring.active(session, mentoring.waiting(session, course, locale="fr"), mentoring.mentor(session, course))


def opened(packed: bytes) -> icalendar.Calendar:
    found = icalendar.Calendar.from_ical(packed)
    assert isinstance(found, icalendar.Calendar)
    return found


def instants(calendar: icalendar.Calendar) -> list[datetime]:
    """Return when events begin, by the zone that the calendar itself describes and nothing else."""
    zones = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}
    found = []
    for one in calendar.walk("VEVENT"):
        at, name = one["DTSTART"].dt, one["DTSTART"].params.get("TZID")
        found.append((at.replace(tzinfo=zones[name]) if name else at).astimezone(UTC))
    return found


def test_it_holds_what_is_agreed_and_nothing_that_was_written(session: Session, pair: Pair) -> None:
    first = mentoring.held(session, pair, NOON - timedelta(days=7))
    first.recap = "a private word"
    mentoring.confirmed(session, pair, NOON + timedelta(days=7))
    meetings.propose(session, pair, pair.mentor_id, [NOON + timedelta(days=9)], 45, "", ASKED)
    meetings.cancel(session, mentoring.confirmed(session, pair, NOON + timedelta(days=8)), pair.mentor_id, ASKED)
    packed = feeds.read(session, feeds.make(session, pair.learner_id, ASKED), ASKED)
    calendar = opened(packed)
    assert instants(calendar) == [NOON - timedelta(days=7), NOON + timedelta(days=7)]
    assert {str(one["SUMMARY"]) for one in calendar.walk("VEVENT")} == {"Séance de mentorat"}
    for private in ("private", "Lenoir", "Moreau", "Course"):
        assert private not in packed.decode()
    pairs.end(session, pair.id, pair.learner_id, "", ASKED)
    assert instants(opened(feeds.read(session, feeds.make(session, pair.mentor_id, ASKED), ASKED))) == [
        NOON - timedelta(days=7)
    ]


def test_a_new_key_ends_the_old_one_and_none_is_stored(session: Session, pair: Pair) -> None:
    first = feeds.make(session, pair.learner_id, ASKED)
    second = feeds.make(session, pair.learner_id, ASKED)
    assert feeds.read(session, second, ASKED).startswith(b"BEGIN:VCALENDAR")
    kept = session.scalars(select(CalendarFeed.token_hash)).one()
    assert second not in kept
    for wrong in (first, kept, "", "x" * 10_000):
        with pytest.raises(NotFoundError):
            feeds.read(session, wrong, ASKED)
    feeds.revoke(session, pair.learner_id)
    with pytest.raises(NotFoundError):
        feeds.read(session, second, ASKED)


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Paris",
        "America/Montreal",
        "Europe/Dublin",
        "Africa/Casablanca",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "UTC",
    ],
)
def test_every_hour_around_a_change_of_clocks_is_the_same_instant_elsewhere(zone: str) -> None:
    there, at = ZoneInfo(zone), datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    changes = []
    while at.year < 2028:
        if at.astimezone(there).utcoffset() != (at + timedelta(hours=1)).astimezone(there).utcoffset():
            changes.append(at)
        at += timedelta(hours=1)
    wanted = sorted({change + timedelta(minutes=30 * step) for change in [*changes, at] for step in range(-6, 7)})
    entries = [Entry(f"{number}@x", 0, instant, 45, "Session") for number, instant in enumerate(wanted)]
    assert instants(opened(feed(entries, zone, "Mentoring", NOON))) == wanted


def test_half_past_two_that_stands_twice_is_told_apart() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    packed = feed(
        [Entry("a@x", 0, first, 45, "S"), Entry("b@x", 0, first + timedelta(hours=1), 45, "S")],
        "Europe/Paris",
        "M",
        NOON,
    ).decode()
    assert "DTSTART;TZID=Europe/Paris:20261025T023000" in packed
    assert "DTSTART:20261025T013000Z" in packed


def test_an_empty_feed_is_a_calendar_too() -> None:
    assert opened(feed([], "Europe/Paris", "Mentoring", NOON)).walk("VEVENT") == []
