"""From an answer to a human: the message that is edited, sent and taken back, and when the two meet."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from tests.fakes.widget_host import host
from tests.fakes.widget_ports import BudgetInMemory, ContactInMemory, LettersInMemory, surroundings

SESSION = datetime(2026, 3, 5, 18, 30, tzinfo=ZoneInfo("Europe/Paris"))
LETTER = "/widget/answers/a1/mentor?lang=en"
WORDS = "Hello Marc,\n\nmay I leave the photo out?"


@pytest.fixture
def letters() -> LettersInMemory:
    return LettersInMemory()


@pytest.fixture
def browser(letters: LettersInMemory) -> FlaskClient:
    contact = ContactInMemory()
    contact.contact = replace(contact.contact, next_session=SESSION)
    client = host(surroundings(letters=letters, contact=contact)).test_client()
    for number in ("request-1", "request-2"):
        client.post("/widget/ask", data={"question": "How long is a cover letter?", "request_id": number})
    return client


def test_the_words_that_were_edited_reach_the_mentor_and_no_others(browser: FlaskClient, letters) -> None:
    preview = browser.get(LETTER).get_data(as_text=True)
    assert "Send this to my mentor" in preview
    assert letters.sent == {}
    page = browser.post(LETTER, data={"text": WORDS}).get_data(as_text=True)
    assert letters.sent == {"l1": WORDS}
    assert "Sent. Marc sees exactly these words" in page


def test_what_was_sent_is_taken_back_and_stands_in_the_box_again(browser: FlaskClient, letters) -> None:
    browser.post(LETTER, data={"text": WORDS})
    again = {"letter_id": "l1", "text": WORDS}
    page = browser.post("/widget/answers/a1/mentor/take-back?lang=en", data=again).get_data(as_text=True)
    assert letters.sent == {}
    assert f"{WORDS}</textarea>" in page
    assert browser.post("/widget/answers/a1/mentor/take-back", data=again).status_code == 404


def test_without_a_mentor_the_words_stay_in_the_box(browser: FlaskClient, letters) -> None:
    letters.somebody_reads = False
    response = browser.post(LETTER, data={"text": WORDS})
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "You have no mentor to send this to" in page
    assert f"{WORDS}</textarea>" in page


def test_a_sign_of_danger_in_the_message_brings_the_help_lines(browser: FlaskClient, letters) -> None:
    page = browser.post(LETTER, data={"text": "I want to die"}).get_data(as_text=True)
    assert "tel:3114" in page
    assert len(letters.sent) == 1


def test_somebody_elses_answer_cannot_be_sent_on(browser: FlaskClient, letters) -> None:
    assert browser.post("/widget/answers/other/mentor", data={"text": WORDS}).status_code == 404
    assert letters.sent == {}


def test_the_next_session_is_said_once_on_the_persons_own_clock(browser: FlaskClient) -> None:
    page = browser.get("/?lang=en").get_data(as_text=True)
    assert page.count("You meet Marc next on 5 March, 18:30.") == 1


def test_questions_that_were_used_say_when_they_come_back() -> None:
    some = host(surroundings(budget=BudgetInMemory(limit=20, used=2))).test_client().get("/?lang=en")
    assert "Questions left today: 18 of 20. They come back in 12 hours." in some.get_data(as_text=True)
    none = host(surroundings(budget=BudgetInMemory(limit=20))).test_client().get("/?lang=en")
    assert "come back" not in none.get_data(as_text=True)
