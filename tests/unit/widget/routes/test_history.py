"""One's own conversations: found, read again, deleted, brought back, taken along."""

import json

import pytest
from flask.testing import FlaskClient

from tests.fakes.widget_host import host
from tests.fakes.widget_ports import surroundings

LETTER, PHOTO = "How long is a cover letter?", "La photo est-elle facultative ?"
#: What the panel's form sends along.
FORM = {"conversation_id": "c1"}


@pytest.fixture
def browser() -> FlaskClient:
    client = host(surroundings()).test_client()
    for number, question in enumerate((LETTER, PHOTO), start=1):
        client.post("/widget/ask?lang=en", data={"question": question, "request_id": f"request-{number}"})
    return client


def listed(browser: FlaskClient, query: str = "") -> str:
    return browser.get(f"/widget/history?lang=en&q={query}").get_data(as_text=True)


def test_threads_are_found_by_words_and_read_again(browser: FlaskClient) -> None:
    assert all(title in listed(browser) for title in (LETTER, "La photo"))
    assert LETTER not in listed(browser, "photo")
    assert "No conversation with these words." in listed(browser, "zzz")
    assert "three paragraphs" in browser.get("/widget/history/c1").get_data(as_text=True)


def test_a_deleted_thread_is_gone_and_comes_back(browser: FlaskClient) -> None:
    page = browser.post("/widget/history/forget?lang=en", data={"thread": "c1"}).get_data(as_text=True)
    assert "1 conversation deleted. You can bring it back for an hour." in page
    assert LETTER not in page
    assert "no longer here" in browser.get("/widget/history/c1?lang=en").get_data(as_text=True)
    back = browser.post("/widget/history/restore?lang=en").get_data(as_text=True)
    assert "Everything is back." in back
    assert LETTER in back
    assert "The hour is over" in browser.post("/widget/history/restore?lang=en").get_data(as_text=True)


def test_all_of_it_is_deleted_with_one_button(browser: FlaskClient) -> None:
    page = browser.post("/widget/history/forget?lang=en", data={"thread": ""}).get_data(as_text=True)
    assert "2 conversations deleted." in page
    assert "No earlier conversation." in page


@pytest.mark.parametrize(("thread", "empties"), [("c1", True), ("", True), ("c2", False)])
def test_deleting_the_thread_that_is_shown_empties_the_panel(browser: FlaskClient, thread: str, empties: bool) -> None:
    page = browser.post("/widget/history/forget?lang=en", data={"thread": thread, **FORM}).get_data(as_text=True)
    assert ("Your questions and answers will stand here" in page) is empties


def test_a_page_without_the_panel_is_not_told_about_its_form(browser: FlaskClient) -> None:
    assert "hx-partial" not in browser.get("/widget/history/c1").get_data(as_text=True)
    assert 'value="c1"' in browser.get("/widget/history/c1?conversation_id=c2").get_data(as_text=True)


def test_everything_can_be_taken_along_to_read(browser: FlaskClient) -> None:
    response = browser.get("/widget/history/export?format=html&lang=fr")
    page = response.get_data(as_text=True)
    assert response.headers["Content-Disposition"] == 'attachment; filename="conversations.html"'
    for part in (LETTER, PHOTO, "The cover letter", "three paragraphs", '<html lang="fr">', "réponse par recherche"):
        assert part in page
    assert "<script" not in page


def test_everything_can_be_taken_along_as_data(browser: FlaskClient) -> None:
    response = browser.get("/widget/history/export?format=json")
    assert response.content_type.startswith("application/json")
    threads = json.loads(response.get_data(as_text=True))["conversations"]
    assert [thread["title"] for thread in threads] == [PHOTO, LETTER]
    [turn] = threads[1]["turns"]
    assert turn["question"] == LETTER
    assert turn["answer"]["citations"][0]["title"] == "The cover letter"
    assert turn["feedback"] is None


def test_an_export_without_conversations_says_so() -> None:
    page = host(surroundings()).test_client().get("/widget/history/export?lang=en").get_data(as_text=True)
    assert "No earlier conversation." in page
