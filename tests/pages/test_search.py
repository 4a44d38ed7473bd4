"""Search while one types."""

from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lti_tool.catalogue.engines import Meaning
from lti_tool.catalogue.meaning import embed_round
from lti_tool.catalogue.sync import sync_course
from lti_tool.db import Database
from tests.factories import catalogue
from tests.fakes.clock import StillClock
from tests.fakes.embedder import IdeaEmbedder
from tests.pages.conftest import Arrive, Browser, held, parsed, words


def test_without_words_everything_is_there_to_look_around(learner: Browser, filled: dict[str, str]) -> None:
    page = learner.page("/learn/search")
    assert "Everything there is to read" in page
    assert "Prepare an interview" in page


def test_an_empty_course_says_so(learner: Browser) -> None:
    assert "Nothing to search yet" in learner.page("/learn/search")


def test_words_asked_for_are_marked_and_lead_to_the_passage(learner: Browser, filled: dict[str, str]) -> None:
    response = learner.get("/learn/search?q=stories")
    document = parsed(response)
    assert [e.text for e in document.all("mark")] == ["stories"]
    assert f"/learn/resources/{filled['interview']}#p-0" in [e.attributes.get("href") for e in document.all("a")]


def test_while_typing_only_the_results_come(learner: Browser, filled: dict[str, str]) -> None:
    response = learner.get("/learn/search?q=silence", htmx=True, target="hits")
    assert "<form" not in response.get_data(as_text=True)
    assert "Listen so that people tell you more" in words(response)


def test_french_words_are_found_without_their_accents(arrive: Arrive, filled: dict[str, str]) -> None:
    assert "Écouter vraiment" in words(arrive(locale="fr").get("/learn/search?q=ecoute"))


def test_the_language_can_be_chosen(learner: Browser, filled: dict[str, str]) -> None:
    page = learner.page("/learn/search?language=fr")
    assert "Écouter vraiment" in page
    assert "Prepare an interview" not in page


def test_nothing_found_offers_a_human(learner: Browser, filled: dict[str, str]) -> None:
    page = learner.page("/learn/search?q=photosynthesis")
    assert "Nothing found in your course" in page
    assert "ask your mentor or your teacher" in page


@pytest.mark.parametrize(
    "typed",
    ["", " ", '"', "AND OR NOT", "title:(", "*", "\x00", "😀", "<b>x</b>", "'; DROP TABLE users; --", "x" * 5000],
)
def test_whatever_is_typed_gets_a_page(learner: Browser, filled: dict[str, str], typed: str) -> None:
    assert learner.get("/learn/search", query_string={"q": typed}).status_code == 200


def test_hidden_resources_are_not_found(learner: Browser, instructor: Browser, filled: dict[str, str]) -> None:
    instructor.post(f"/teach/content/{filled['interview']}", data={"action": "hide"})
    assert "Prepare an interview" not in learner.page("/learn/search?q=stories")


class TestNarrowing:
    def test_choices_say_how_many_they_keep(self, learner: Browser, filled: dict[str, str]) -> None:
        document = parsed(learner.get("/learn/search"))
        options = [" ".join(element.text.split()) for element in document.all("option")]
        assert "Lesson (3)" in options
        assert "English (2)" in options
        assert "Listening (2)" in options

    def test_skills_are_named_in_the_readers_language(self, arrive: Arrive, filled: dict[str, str]) -> None:
        document = parsed(arrive(locale="fr").get("/learn/search"))
        assert "Écoute active (2)" in [" ".join(element.text.split()) for element in document.all("option")]

    @pytest.mark.parametrize(
        ("choice", "kept"),
        [
            ("skill=interviews", ["Prepare an interview"]),
            ("language=fr", ["Écouter vraiment"]),
            ("seen=yes", ["Prepare an interview"]),
            ("seen=no", ["Listen so that people tell you more", "Écouter vraiment"]),
            ("kind=exercise", []),
            ("minutes=5", ["Listen so that people tell you more", "Prepare an interview", "Écouter vraiment"]),
        ],
    )
    @pytest.mark.parametrize("asked", ["", "silence stories écoute"])
    def test_each_choice_keeps_what_it_says(
        self, learner: Browser, filled: dict[str, str], asked: str, choice: str, kept: list[str]
    ) -> None:
        learner.post(f"/learn/resources/{filled['interview']}/opened")
        page = learner.page(f"/learn/search?q={asked}&{choice}")
        titles = ("Listen so that people tell you more", "Prepare an interview", "Écouter vraiment")
        assert [title for title in titles if title in page] == kept

    def test_they_stand_in_the_address_and_can_be_cleared(self, learner: Browser, filled: dict[str, str]) -> None:
        response = learner.get("/learn/search?q=silence&kind=&skill=listening&minutes=", htmx=True, target="hits")
        assert response.headers["HX-Replace-Url"] == "/learn/search?q=silence&skill=listening"
        clear = next(element for element in parsed(response).all("a") if "Clear all" in element.text)
        assert clear.attributes["href"] == "/learn/search?q=silence"

    def test_nothing_that_fits_says_what_to_do(self, learner: Browser, filled: dict[str, str]) -> None:
        assert "Take one of them back" in learner.page("/learn/search?kind=exercise")

    @pytest.mark.parametrize("choice", ["minutes=-1", "minutes=9e99", "seen=maybe", "kind=%00", "skill=" + "x" * 5000])
    def test_a_choice_that_makes_no_sense_gets_a_page(
        self, learner: Browser, filled: dict[str, str], choice: str
    ) -> None:
        assert learner.get(f"/learn/search?q=silence&{choice}").status_code == 200


class TestMeaning:
    @pytest.fixture
    def meaning(self) -> Meaning:
        return lambda: (IdeaEmbedder(), "")

    @pytest.fixture
    def rights(self, app: Flask, database: Database, clock: StillClock, course_id: int, filled: dict[str, str]) -> str:
        """A lesson that says it in other words than people do, read for its meaning."""
        with database.transaction() as session:
            row = catalogue.resource(session, course_id, "Your rights", text="A dismissal opens rights.")
            name = row.public_id
        sync_course(database, held(app).engines, clock, course_id)
        embed_round(database, held(app).engines)
        return name

    def refinement(self, response: TestResponse) -> str:
        asks = (element.attributes.get("hx-get") or "" for element in parsed(response).all("div"))
        return next((address for address in asks if "refined=" in address), "")

    def test_words_answer_first_then_meaning(self, learner: Browser, rights: str) -> None:
        first = learner.get("/learn/search?q=I+was+fired", htmx=True, target="hits")
        assert "Looking for what says it in other words" in words(first)
        assert "Nothing found" not in words(first)
        second = learner.get(self.refinement(first), htmx=True, target="hits")
        assert "Your rights" in words(second)
        assert self.refinement(second) == ""

    def test_a_list_that_meaning_leaves_alone_is_not_exchanged(self, learner: Browser, rights: str) -> None:
        first = learner.get("/learn/search?q=dismissal+opens+rights", htmx=True, target="hits")
        assert "Your rights" in words(first)
        assert learner.get(self.refinement(first), htmx=True, target="hits").status_code == 204

    def test_what_only_comes_close_is_said_to(self, learner: Browser, rights: str) -> None:
        address = "/learn/search?q=salary+and+calm+flowers+that+opens+everywhere"
        first = learner.get(address, htmx=True, target="hits")
        assert "may not speak of this" in words(learner.get(self.refinement(first), htmx=True, target="hits"))


@pytest.mark.parametrize("page", ["/learn/search", "/teach/content?q=cv"])
def test_what_fits_into_the_field_fits_into_an_address(
    learner: Browser, instructor: Browser, filled: dict[str, str], page: str
) -> None:
    """The server reads 4,094 bytes of a request's first line, whatever was pasted."""
    reader = learner if page.startswith("/learn") else instructor
    [field] = [one for one in parsed(reader.get(page)).all("input") if one.attributes.get("name") == "q"]
    most = quote("編" * int(field.attributes["maxlength"]))
    response = reader.get(f"{page.partition('?')[0]}?q={most}&kind=lesson&language=fr&minutes=30&seen=no")
    assert response.status_code == 200
    assert len(most) < 3700
