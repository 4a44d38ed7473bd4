"""The instructor's figures: use, exposure, searches in vain, dead links."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from lti_tool.catalogue import desk, holdings, progress
from lti_tool.catalogue.learner_models import Exposure
from lti_tool.catalogue.link_checks import EVERY, SOONER, check_links
from lti_tool.catalogue.models import ResourceRow
from lti_tool.db import Database
from lti_tool.http import TooLargeError
from lti_tool.people.models import Course
from tests.factories import catalogue as make
from tests.factories import people
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor

NOW = make.STORED


@pytest.fixture
def course(session: Session) -> Course:
    return people.course(session)


def show(session: Session, row: ResourceRow, times: int) -> None:
    user = people.user(session)
    session.add(
        Exposure(
            user_id=user.id,
            course_id=row.course_id,
            resource_id=row.id,
            slot="regular",
            times=times,
            first_at=NOW,
            last_at=NOW,
        )
    )
    session.flush()


class TestUse:
    def test_showings_and_acts_are_counted_per_resource(self, session: Session, course: Course) -> None:
        first, second = make.resource(session, course.id, "First"), make.resource(session, course.id, "Second")
        for _ in range(2):
            learner = people.user(session)
            progress.mark(session, learner.id, course.id, second.public_id, "opened", NOW)
            progress.mark(session, learner.id, course.id, second.public_id, "liked", NOW)
        show(session, second, 3)
        show(session, first, 1)
        uses = desk.use(session, course.id, "en")
        assert [(one.card.title, one.shown, one.opened, one.liked, one.done) for one in uses] == [
            ("Second", 3, 2, 2, 0),
            ("First", 1, 0, 0, 0),
        ]

    def test_what_nobody_opened_is_named_once_it_had_time(self, session: Session, course: Course) -> None:
        old, opened = make.resource(session, course.id, "Old"), make.resource(session, course.id, "Opened")
        hidden = make.resource(session, course.id, "Hidden")
        holdings.hide(session, course.id, hidden.public_id, NOW)
        progress.mark(session, people.user(session).id, course.id, opened.public_id, "opened", NOW)
        assert desk.never_opened(session, course.id, "en", NOW) == ()
        found = desk.never_opened(session, course.id, "en", NOW + desk.SETTLED)
        assert [card.title for card in found] == [old.title]


class TestExposure:
    def test_even_is_0_and_one_that_has_all_is_near_1(self, session: Session, course: Course) -> None:
        assert desk.exposure(session, course.id) == desk.Exposed(0, 0.0, 0.0)
        rows = [make.resource(session, course.id, f"R{number}") for number in range(4)]
        show(session, rows[0], 8)
        assert desk.exposure(session, course.id) == desk.Exposed(4, 0.25, 0.75)
        for row in rows[1:]:
            show(session, row, 8)
        assert desk.exposure(session, course.id) == desk.Exposed(4, 1.0, 0.0)


class TestSearches:
    def test_many_askings_are_shown_and_few_are_not(self, session: Session, course: Course) -> None:
        for number in range(3):
            desk.note_search(session, course.id, "Lettre  de motivation", 0, NOW + timedelta(hours=number))
            desk.note_search(session, course.id, "C.V.", 4, NOW)
        desk.note_search(session, course.id, "my name is Inès", 0, NOW)
        desk.note_search(session, course.id, "  ", 0, NOW)
        assert [(one.text, one.times, one.found) for one in desk.asked(session, course.id)] == [
            ("c v", 3, True),
            ("lettre de motivation", 3, False),
        ]
        assert [one.text for one in desk.asked(session, course.id, in_vain=True)] == ["lettre de motivation"]

    def test_what_is_found_now_is_no_longer_in_vain(self, session: Session, course: Course) -> None:
        for found in (0, 0, 0, 1):
            desk.note_search(session, course.id, "budget", found, NOW)
        assert desk.asked(session, course.id, in_vain=True) == ()


class TestLinks:
    def test_addresses_are_asked_once_a_week_and_the_dead_are_named(
        self, database: Database, clock: StillClock
    ) -> None:
        site = Flask("site")
        answers = {"gone": ("", 404)}
        site.add_url_rule("/fine", "fine", lambda: "fine")
        site.add_url_rule("/gone", "gone", lambda: answers["gone"])
        door = AppDoor({"a.example": site})
        with database.transaction() as session:
            course_id = people.course(session).id
            for title, url in [
                ("Fine", "https://a.example/fine"),
                ("Gone", "https://a.example/gone"),
                ("Nobody", "https://b.example/"),
                ("Here", ""),
            ]:
                make.resource(session, course_id, title, url=url)

        assert check_links(database, door, clock) == 3
        assert check_links(database, door, clock) == 0

        with database.transaction(write=False) as session:
            dead = desk.dead_links(session, course_id, "en")
        assert [(link.card.title, link.status, link.checked_at) for link in dead] == [
            ("Gone", 404, clock.now()),
            ("Nobody", 0, clock.now()),
        ]
        answers["gone"] = ("here again", 200)
        clock.advance(seconds=SOONER.total_seconds() + 1)
        assert check_links(database, door, clock) == 2  # the two that did not answer
        with database.transaction(write=False) as session:
            assert [link.card.title for link in desk.dead_links(session, course_id, "en")] == ["Nobody"]
        clock.advance(seconds=EVERY.total_seconds() + 1)
        assert check_links(database, door, clock, limit=2) == 2

    def test_more_than_asked_for_is_an_answer(self, database: Database, clock: StillClock) -> None:
        door = AppDoor({}, failures=[TooLargeError(host="a.example")])
        with database.transaction() as session:
            course_id = people.course(session).id
            make.resource(session, course_id, "Big", url="https://a.example/big")
        check_links(database, door, clock)
        with database.transaction(write=False) as session:
            assert desk.dead_links(session, course_id, "en") == ()
