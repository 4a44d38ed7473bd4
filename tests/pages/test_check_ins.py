"""A learner's check-ins through the pages: written, read by oneself, shared one by one, taken back, deleted."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lti_tool.db import Database
from lti_tool.mentoring.models import Pair, Share
from lti_tool.people import frame_sessions
from lti_tool.people.roles import Role
from lti_tool.signals import mood_following
from lti_tool.signals.models import CheckIn, MoodPrompt, MoodReading
from tests.factories import mentoring, signals
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, words
from tests.pages.couples import couple, enrolled

TODAY = {"energy": "2", "progress": "4", "obstacle": "time", "words": "Too many things at once <b>now</b>."}
PAGE = "/learn/check-ins/"


@pytest.fixture
def paired(learner: Browser, mentor: Browser, database: Database) -> str:
    """The learner and the mentor are together; the address of the learner on the mentor's desk."""
    return couple(database, learner, mentor)


def awake(database: Database, clock: StillClock, browser: Browser) -> None:
    """Keep a session open that rests for days: a person would launch again."""
    assert browser.person
    with database.transaction() as session:
        frame_sessions.touch(session, browser.person.viewer.session_id, clock.now())


def number(page: str, what: str) -> str:
    return re.findall(rf"/learn/check-ins/(\d+)/{what}", page)[0]


class TestWriting:
    def test_it_stands_there_for_oneself_alone(self, learner: Browser, mentor: Browser, paired: str) -> None:
        assert "Your weeks will stand here" in learner.page(PAGE)
        page = learner.post(PAGE, data=TODAY)
        assert "Kept. Only you see it." in words(page)
        assert "Energy: 2 of 5. Progress: 4 of 5. In the way: time." in words(page)
        assert "&lt;b&gt;now" in page.get_data(as_text=True)
        assert "Too many things" not in mentor.page(paired)

    def test_what_lacks_is_said_and_what_was_typed_stays(self, learner: Browser, database: Database) -> None:
        response = learner.post(PAGE, data={"energy": "9", "words": "kept in the form"})
        assert response.status_code == 422
        assert "Choose one of the five." in words(response)
        assert "kept in the form" in response.get_data(as_text=True)
        with database.transaction(write=False) as session:
            assert session.scalar(select(func.count()).select_from(CheckIn)) == 0

    def test_words_of_despair_bring_help_and_tell_nobody(self, learner: Browser, mentor: Browser, paired: str) -> None:
        page = learner.post(PAGE, data={**TODAY, "words": "I want to die"}).get_data(as_text=True)
        assert "tel:3114" in page
        assert "I want to die" not in mentor.page(paired)
        assert "shared how it is going" not in mentor.page("/mentor/")

    def test_a_day_without_words_is_enough(self, learner: Browser) -> None:
        assert learner.post(PAGE, data={"energy": "3", "progress": "3"}).status_code == 200

    def test_the_picture_has_its_numbers(self, learner: Browser, clock: StillClock) -> None:
        for energy in "135":
            learner.post(PAGE, data={**TODAY, "energy": energy})
            clock.advance(minutes=20)
        page = learner.get(PAGE).get_data(as_text=True)
        assert page.count('class="chart__dot"') == 6
        assert "The last one stands at 2.6 of 5." in page

    def test_plain_facts_are_counted(self, learner: Browser, mentor: Browser, paired: str, database: Database) -> None:
        with database.transaction() as session:
            pair = session.scalars(select(Pair)).one()
            mentoring.held(session, pair, mentoring.ASKED - timedelta(days=3), was_held=False)
        assert "0 sessions held, 1 missed" in learner.page(PAGE)


class TestSharing:
    def test_exactly_these_words_reach_the_mentor_until_taken_back(
        self, learner: Browser, mentor: Browser, paired: str
    ) -> None:
        made = number(learner.post(PAGE, data=TODAY).get_data(as_text=True), "share")
        page = learner.post(f"/learn/check-ins/{made}/share", data={"text": "I have too little time."})
        assert "Your mentor sees this" in words(page)
        seen = mentor.page(paired)
        assert "I have too little time." in seen
        assert "Too many things" not in seen
        assert "The learner shared how it is going." in mentor.page("/mentor/")
        share = re.findall(r"/learn/who-sees/shares/(\d+)/take-back", page.get_data(as_text=True))[0]
        answer = learner.post(f"/learn/who-sees/shares/{share}/take-back", data={"back": "check_ins"})
        assert "How is it going?" in words(answer)
        assert "too little time" not in mentor.page(paired)
        assert "shared how it is going" not in mentor.page("/mentor/")

    def test_empty_or_endless_words_are_refused_beside_the_field(self, learner: Browser, paired: str) -> None:
        made = number(learner.post(PAGE, data=TODAY).get_data(as_text=True), "share")
        for text, why in ((" ", "Write what you want to share first."), ("x" * 4001, "at most 4,000")):
            response = learner.post(f"/learn/check-ins/{made}/share", data={"text": text})
            assert response.status_code == 422
            assert why in words(response)

    def test_without_a_mentor_it_cannot_be_shared(self, learner: Browser) -> None:
        page = learner.post(PAGE, data=TODAY).get_data(as_text=True)
        assert "/share" not in page
        made = number(page, "delete")
        assert learner.post(f"/learn/check-ins/{made}/share", data={"text": "x"}).status_code == 409

    def test_deleting_reaches_the_mentor_and_can_be_undone_for_oneself(
        self, learner: Browser, mentor: Browser, paired: str
    ) -> None:
        made = number(learner.post(PAGE, data=TODAY).get_data(as_text=True), "share")
        learner.post(f"/learn/check-ins/{made}/share", data={"text": "word for word"})
        assert "Deleted, also for your mentor." in words(learner.post(f"/learn/check-ins/{made}/delete"))
        assert "word for word" not in mentor.page(paired)
        assert learner.post(f"/learn/check-ins/{made}/share", data={"text": "x"}).status_code == 409
        assert "Too many things" in words(learner.post(f"/learn/check-ins/{made}/restore"))
        assert "word for word" not in mentor.page(paired)

    def test_anothers_check_in_does_not_exist(self, learner: Browser, arrive: Arrive, paired: str) -> None:
        made = number(learner.post(PAGE, data=TODAY).get_data(as_text=True), "share")
        stranger = arrive(Role.LEARNER, name="Aïcha")
        for what in ("share", "delete", "restore"):
            assert stranger.post(f"/learn/check-ins/{made}/{what}", data={"text": "x"}).status_code == 404


class TestReadings:
    @pytest.fixture
    def on(self, app: Flask, database: Database, clock: StillClock) -> None:
        with database.transaction() as session:
            signals.switched_on(session, clock.now() - timedelta(days=100))

    def read(self, database: Database, clock: StillClock) -> None:
        reader = signals.reads(lambda text: 0.8 if "low" in text else 0.05)
        mood_following.follow(database, reader, clock.now, stopping=lambda: False)

    def test_off_they_are_nowhere_and_cannot_be_agreed_to(self, learner: Browser) -> None:
        assert "Have your words read?" not in learner.page(PAGE)
        assert learner.post(f"{PAGE}readings/consent", data={"granted": "yes"}).status_code == 409
        assert learner.post(f"{PAGE}readings/share", data={"text": "x"}).status_code == 409

    def test_the_page_prints_basis_name_and_error_rates(self, learner: Browser, on: None) -> None:
        page = learner.page(PAGE)
        assert "Article 6(1)(a)" in page
        assert "Hélène Roux" in page
        assert "90%" in page
        assert "67%" in page  # of the English flags at 2 % prevalence

    def test_from_the_yes_to_the_prompt_to_the_share_to_the_no(
        self,
        learner: Browser,
        mentor: Browser,
        paired: str,
        on: None,
        database: Database,
        clock: StillClock,
    ) -> None:
        assert "Your next check-ins are read." in words(
            learner.post(f"{PAGE}readings/consent", data={"granted": "yes"})
        )
        for number_ in range(19):
            text = "a low week" if number_ > 14 else "an ordinary week"
            learner.post(PAGE, data={**TODAY, "words": text, "may_be_read": "on"})
            clock.advance(days=4)
            awake(database, clock, learner)
        self.read(database, clock)
        awake(database, clock, mentor)
        page = learner.page(PAGE)
        assert "Your last messages read lower than your usual" in page
        assert "lower than your usual" not in mentor.page(paired)
        assert "Your mentor sees it now." in words(
            learner.post(f"{PAGE}readings/share", data={"text": "My messages read low."})
        )
        assert "My messages read low." in mentor.page(paired)
        answer = words(learner.post(f"{PAGE}readings/consent", data={"granted": "no"}))
        assert "Every reading is deleted" in answer
        assert "My messages read low." not in mentor.page(paired)
        assert "shared how it is going" not in mentor.page("/mentor/")
        with database.transaction(write=False) as session:
            assert session.scalar(select(func.count()).select_from(MoodReading)) == 0
            assert session.scalar(select(func.count()).select_from(MoodPrompt)) == 0
            assert session.scalars(select(Share.text)).all() == [""]
        self.read(database, clock)
        assert "Have your words read?" in learner.page(PAGE)

    def test_an_answer_takes_the_prompt_away(
        self, learner: Browser, on: None, database: Database, clock: StillClock
    ) -> None:
        learner.post(f"{PAGE}readings/consent", data={"granted": "yes"})
        with database.transaction() as session:
            who = enrolled(session, learner)
            session.add(MoodPrompt(user_id=who.user_id, course_id=who.course_id, at=clock.now()))
        assert "from one in three to four in five" in learner.page(PAGE)
        page = words(learner.post(f"{PAGE}readings/answer", data={"useful": "no"}))
        assert "from one in three to four in five" not in page
        with database.transaction(write=False) as session:
            assert session.scalars(select(MoodPrompt.was_useful)).all() == [False]
