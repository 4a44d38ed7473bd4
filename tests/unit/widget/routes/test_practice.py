"""Exercises and "I am stuck now" over HTTP."""

import pytest
from flask.testing import FlaskClient

from tests.fakes.widget_host import host
from tests.fakes.widget_ports import ContactInMemory, NotesInMemory, SwitchesInMemory, surroundings
from widget.exercises.library import library
from widget.ports import AssistantSettings, Contact

START = "/widget/exercises/five-minute-start"


@pytest.fixture
def notes() -> NotesInMemory:
    return NotesInMemory()


@pytest.fixture
def browser(notes: NotesInMemory) -> FlaskClient:
    return host(surroundings(notes=notes)).test_client()


def test_the_list_holds_every_exercise_in_the_readers_language(browser: FlaskClient) -> None:
    html = browser.get("/widget/exercises?lang=fr").get_data(as_text=True)
    assert html.count("<li>") == len(library())
    assert "Commencer par cinq minutes" in html


def test_what_is_written_is_kept_and_found_again(browser: FlaskClient, notes: NotesInMemory) -> None:
    response = browser.post(f"{START}?lang=en", data={"step-0": "Open <b>it</b>", "done": "no"})
    assert "Kept. Only you see it." in response.get_data(as_text=True)
    assert not notes.runs["five-minute-start"].finished
    html = browser.get(f"{START}?lang=en").get_data(as_text=True)
    assert "Open &lt;b&gt;it&lt;/b&gt;</textarea>" in html
    assert "Source of the method" in html


def test_a_finished_exercise_is_marked_and_told(browser: FlaskClient, notes: NotesInMemory) -> None:
    response = browser.post(f"{START}?lang=en", data={"done": "yes"})
    assert notes.runs["five-minute-start"].finished
    assert response.headers["HX-Trigger"] == "assistant:counted"
    assert "marked as done" in response.get_data(as_text=True)


def test_the_mentor_sees_nothing_until_it_is_shared(browser: FlaskClient, notes: NotesInMemory) -> None:
    html = browser.post(f"{START}?lang=en", data={"step-0": "x"}).get_data(as_text=True)
    assert "sees nothing of this until you share it" in html
    assert "Stop sharing" in browser.post(f"{START}/share?lang=en", data={"shared": "yes"}).get_data(as_text=True)
    assert notes.runs["five-minute-start"].shared
    browser.post(f"{START}/share", data={"shared": "no"})
    assert not notes.runs["five-minute-start"].shared


def test_without_storage_it_says_that_nothing_is_kept() -> None:
    browser = host(surroundings()).test_client()
    assert "Nothing you write here is kept." in browser.get(f"{START}?lang=en").get_data(as_text=True)
    assert "Kept." not in browser.post(f"{START}?lang=en", data={"step-0": "x"}).get_data(as_text=True)
    assert browser.post(f"{START}/share", data={"shared": "yes"}).status_code == 200


def test_words_of_crisis_in_an_exercise_bring_the_lines_and_are_kept(
    browser: FlaskClient, notes: NotesInMemory
) -> None:
    html = browser.post(START, data={"step-1": "I want to die"}).get_data(as_text=True)
    assert "3114" in html
    assert notes.runs["five-minute-start"].answers[1] == "I want to die"


@pytest.mark.parametrize(("method", "address"), [("GET", ""), ("POST", ""), ("POST", "/share")])
def test_an_unknown_exercise_is_said(browser: FlaskClient, method: str, address: str) -> None:
    response = browser.open(f"/widget/exercises/gone{address}?lang=en", method=method)
    assert response.status_code == 404
    assert "Choose another one" in response.get_data(as_text=True)


def test_stuck_ends_with_a_human(browser: FlaskClient) -> None:
    assert browser.get("/widget/stuck?lang=en").get_data(as_text=True).count('type="radio"') == 10
    html = browser.post("/widget/stuck?lang=en", data={"difficulty": "starting"}).get_data(as_text=True)
    for part in ("Start with five minutes", "Next step:", "Write to Marc", 'href="/help/now"'):
        assert part in html


def test_stuck_without_a_mentor_still_has_a_human() -> None:
    needs = surroundings(contact=ContactInMemory(Contact("/help/now")))
    html = host(needs).test_client().post("/widget/stuck?lang=en", data={"difficulty": "odd"}).get_data(as_text=True)
    assert "I need a human now" in html


def test_stuck_with_words_of_crisis_shows_the_lines_only(browser: FlaskClient) -> None:
    html = browser.post("/widget/stuck", data={"difficulty": "tired", "words": "je veux mourir"}).get_data(as_text=True)
    assert "3114" in html
    assert "Next step" not in html


class TestSwitchedOff:
    @pytest.fixture
    def browser(self, notes: NotesInMemory) -> FlaskClient:
        switches = SwitchesInMemory(AssistantSettings(exercises_on=False))
        return host(surroundings(notes=notes, switches=switches)).test_client()

    def test_nobody_begins_one(self, browser: FlaskClient, notes: NotesInMemory) -> None:
        html = browser.get("/widget/exercises?lang=en").get_data(as_text=True)
        assert "Your teacher switched exercises off in this course." in html
        assert "<li>" not in html
        for response in (browser.get(f"{START}?lang=en"), browser.post(f"{START}?lang=en", data={"step-0": "x"})):
            assert response.status_code == 409
            assert "switched exercises off" in response.get_data(as_text=True)
        assert notes.runs == {}

    def test_what_was_begun_is_found_and_finished(self, browser: FlaskClient, notes: NotesInMemory) -> None:
        host(surroundings(notes=notes)).test_client().post(START, data={"step-0": "Open it"})
        assert browser.get("/widget/exercises?lang=en").get_data(as_text=True).count("<li>") == 1
        assert "Open it</textarea>" in browser.get(f"{START}?lang=en").get_data(as_text=True)
        assert browser.post(START, data={"step-0": "Open it", "done": "yes"}).status_code == 200
        assert notes.runs["five-minute-start"].finished

    def test_words_of_crisis_are_answered_all_the_same(self, browser: FlaskClient) -> None:
        assert "3114" in browser.post(START, data={"step-1": "I want to die"}).get_data(as_text=True)

    def test_stuck_still_names_a_technique_and_a_human(self, browser: FlaskClient) -> None:
        html = browser.post("/widget/stuck?lang=en", data={"difficulty": "starting"}).get_data(as_text=True)
        assert "Start with five minutes" in html
        assert "I need a human now" in html
        assert "Do the whole exercise" not in html
