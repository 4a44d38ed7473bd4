"""Search while one types."""

import pytest

from tests.pages.conftest import Arrive, Browser, parsed, words


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
