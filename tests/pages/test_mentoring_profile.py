"""What people say for matching is kept one answer at a time; joining and leaving are acts of their own."""

import re

import pytest

from lti_tool.db import Database
from lti_tool.mentoring import waiting
from lti_tool.mentoring.profile_answers import read_profile
from lti_tool.people.roles import Role
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, parsed, words

LEARNER, MENTOR = "/learn/mentor/profile", "/mentor/profile"


def said(browser: Browser, address: str = LEARNER) -> dict[str, object]:
    """Return what the page shows as said, by name of the field."""
    found: dict[str, object] = {"languages": [], "slots": []}
    for element in parsed(browser.get(address)).all("input"):
        name, value = element.attributes.get("name", ""), element.attributes.get("value", "")
        if element.attributes.get("type") == "checkbox":
            ticked = found[name]
            assert isinstance(ticked, list)
            ticked += [value] if "checked" in element.attributes else []
        elif element.attributes.get("type") != "hidden":
            found[name] = value
    return found


def one(browser: Browser, about: str, address: str = LEARNER, **fields: object):
    """Let a field keep itself as the page does: the whole form comes along."""
    return browser.post(address, data={"about": about, **fields}, htmx=True)


def wish(browser: Browser, wanted: str, address: str = LEARNER, **fields: str):
    return browser.post(f"{address}/wish", data={"wanted": wanted, **fields}, htmx=True)


class TestOneAnswer:
    def test_is_kept_alone_whatever_else_stands_in_the_form(self, learner: Browser) -> None:
        one(learner, "goals", goals="write a CV", zone="Europe/Paris")
        response = one(learner, "values", goals="old words of this tab", values="calm, learning", zone="Asia/Tokyo")
        assert words(response) == "Saved."
        assert (said(learner)["goals"], said(learner)["values"]) == ("write a CV", "calm, learning")
        assert said(learner)["zone"] == "Europe/Paris"

    def test_of_ticks_is_kept_and_the_last_one_taken_away(self, learner: Browser) -> None:
        one(learner, "slots", slots=["mon-am", "tue-eve", "never"], languages="en")
        assert said(learner)["slots"] == ["mon-am", "tue-eve"]
        one(learner, "slots", languages="en")
        assert said(learner)["slots"] == []
        assert said(learner)["languages"] == ["en"]

    @pytest.mark.parametrize(
        ("about", "wrong", "sentence"),
        [
            ("zone", "Mars/Base", "not known"),
            ("goals", "x" * 81, "at most 12"),
            ("values", "a," * 3 + "y" * 99, "at most"),
        ],
    )
    def test_that_cannot_be_used_is_said_beside_it_and_changes_nothing(
        self, learner: Browser, about: str, wrong: str, sentence: str
    ) -> None:
        one(learner, "goals", goals="write a CV")
        before = said(learner)
        response = one(learner, about, **{about: wrong})
        assert response.status_code == 422
        assert sentence in words(response)
        assert "data-wrong" in response.get_data(as_text=True)
        assert said(learner) == before

    def test_that_is_bad_elsewhere_holds_no_other_up(self, mentor: Browser) -> None:
        assert one(mentor, "goals", MENTOR, goals="interviews", capacity="many").status_code == 200
        assert one(mentor, "capacity", MENTOR, goals="interviews", capacity="many").status_code == 422
        assert (said(mentor, MENTOR)["goals"], said(mentor, MENTOR)["capacity"]) == ("interviews", "1")

    def test_about_no_field_of_the_page_changes_nothing(self, learner: Browser) -> None:
        before = said(learner)
        one(learner, "paused", paused="yes", wanted="yes", goals="x")
        assert said(learner) == before

    def test_says_where_it_will_be_announced(self, learner: Browser) -> None:
        document = parsed(learner.get(LEARNER))
        lines = {e.attributes["id"] for e in document.elements if "data-state-of" in e.attributes}
        live = [
            e for e in document.elements if "data-state-of" in e.attributes and e.attributes.get("role") == "status"
        ]
        assert len(live) == len(lines) == 6
        [goals] = [e for e in document.all("input") if e.attributes.get("name") == "goals"]
        assert "state-goals" in goals.attributes["aria-describedby"].split()

    def test_that_says_danger_brings_the_help_lines(self, learner: Browser) -> None:
        assert "Help, now" in one(learner, "goals", goals="I want to kill myself").get_data(as_text=True)


class TestTheButtonForAll:
    def test_keeps_everything_without_a_script_and_shows_the_page(self, learner: Browser) -> None:
        response = learner.post(
            LEARNER, data={"goals": "write a CV", "languages": ["fr"], "zone": "Europe/London"}, htmx=False
        )
        assert "<html" in response.get_data(as_text=True)
        assert "Saved." in words(response)
        assert (said(learner)["goals"], said(learner)["zone"]) == ("write a CV", "Europe/London")
        assert said(learner)["languages"] == ["fr"]

    def test_keeps_the_good_ones_and_what_was_typed_in_the_bad_one(self, learner: Browser) -> None:
        response = learner.post(LEARNER, data={"goals": "write a CV", "zone": "Mars/Base"})
        assert response.status_code == 422
        assert 'value="Mars/Base"' in response.get_data(as_text=True)
        assert "The others are saved." in words(response)
        assert (said(learner)["goals"], said(learner)["zone"]) == ("write a CV", "Europe/Paris")

    def test_leaves_alone_what_another_tab_changed(self, learner: Browser) -> None:
        form = parsed(learner.get(LEARNER)).all("input")
        sent = {
            e.attributes["name"]: e.attributes.get("value", "")
            for e in form
            if e.attributes.get("type") != "checkbox" and e.attributes["name"] != "wanted"
        }
        one(learner, "goals", goals="from the other tab")
        one(learner, "slots", slots=["mon-am"])
        own = parsed(one(learner, "values", values="mine")).all("input")
        sent |= {e.attributes["name"]: e.attributes["value"] for e in own} | {"values": "mine"}
        one(learner, "values", values="theirs")
        learner.post(LEARNER, data={**sent, "languages": ["en"], "profession": "nurse"})
        now = said(learner)
        assert now["values"] == "theirs", "what this tab kept before is no change of it any more"
        assert (now["goals"], now["profession"], now["slots"]) == ("from the other tab", "nurse", ["mon-am"])


class TestTheWish:
    def test_no_answer_joins_or_leaves_the_list(self, learner: Browser) -> None:
        one(learner, "goals", goals="write a CV")
        learner.post(LEARNER, data={"goals": "write a letter", "wanted": "on"})
        assert "You are not on the list" in learner.page(LEARNER)
        wish(learner, "yes")
        one(learner, "goals", goals="find a network")
        learner.post(LEARNER, data={"goals": "write a CV"})
        assert "You are on the list" in learner.page(LEARNER)

    def test_who_left_takes_the_place_back(self, learner: Browser, arrive: Arrive, clock: StillClock) -> None:
        place = self._left(learner, arrive, clock)
        assert "2 is your place" in words(wish(arrive(Role.LEARNER, name="Aïcha"), "yes"))
        page = wish(learner, "yes", place=place)
        assert "1 is your place" in words(page)
        assert "<h1" not in page.get_data(as_text=True), "only this part of the page changes"

    def test_after_an_hour_one_waits_from_the_end(self, learner: Browser, arrive: Arrive, clock: StillClock) -> None:
        place = self._left(learner, arrive, clock)
        for _ in range(4):
            clock.advance(minutes=20)
            learner.get(LEARNER)
        assert "2 is your place" in words(wish(learner, "yes", place=place))

    def test_anothers_place_or_a_made_up_one_is_worth_nothing(
        self, learner: Browser, arrive: Arrive, clock: StillClock
    ) -> None:
        place = self._left(learner, arrive, clock)
        stranger = arrive(Role.LEARNER, name="Aïcha")
        for token in (place, place[:-2], "x", ""):
            assert "2 is your place" in words(wish(stranger, "yes", place=token))
            wish(stranger, "no")

    def test_a_mentor_takes_people_only_by_saying_so(self, mentor: Browser, database: Database) -> None:
        one(mentor, "capacity", MENTOR, capacity="3")
        assert "You take nobody new" in mentor.page(MENTOR)
        assert "You take nobody new" in mentor.page("/mentor/")
        assert "You take new people" in words(wish(mentor, "yes", MENTOR))
        one(mentor, "goals", MENTOR, goals="interviews")
        assert "You take new people" in mentor.page(MENTOR)
        assert "Take nobody new" in mentor.page(MENTOR)
        assert "I take new people" in words(wish(mentor, "no", MENTOR))
        assert mentor.person
        someone = mentor.person.viewer
        with database.transaction(write=False) as session:
            row = read_profile(session, someone.course_id, someone.user_id)
            assert row is not None
            assert (row.paused, row.capacity, row.goals) == (True, 3, ["interviews"])
            assert waiting.place_of(session, someone.course_id, someone.user_id) is None

    def test_without_a_script_the_whole_page_answers(self, learner: Browser) -> None:
        page = learner.post(f"{LEARNER}/wish", data={"wanted": "yes"}, htmx=False).get_data(as_text=True)
        assert "<html" in page
        assert "You are on the list" in page

    def _left(self, learner: Browser, arrive: Arrive, clock: StillClock) -> str:
        """Two wait, the first leaves; return what the button to come back holds."""
        wish(learner, "yes")
        clock.advance(minutes=1)
        wish(arrive(Role.LEARNER, name="Bao"), "yes")
        clock.advance(minutes=1)
        answer = wish(learner, "no").get_data(as_text=True)
        assert "You left the list" in answer
        return re.findall(r'name="place" value="([^"]+)"', answer)[0]
