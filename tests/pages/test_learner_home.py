"""A learner's first page."""

import pytest

from tests.pages.conftest import Arrive, Browser, parsed, words


def test_an_empty_course_says_so_kindly(learner: Browser) -> None:
    page = learner.page("/learn/")
    assert "Your course is being prepared" in page
    assert "Suggestions for you" not in page


def test_a_newcomer_is_asked_where_to_go_and_may_look_around_first(learner: Browser, filled: dict[str, str]) -> None:
    page = learner.page("/learn/")
    assert "Where do you want to go?" in page
    assert "Look around first" in page
    assert "Prepare an interview" in page  # suggestions come without a goal too


@pytest.fixture
def aiming(learner: Browser, filled: dict[str, str]) -> Browser:
    saved = learner.post("/learn/profile", data={"about": "skills", "skills": ["interviews"]})
    assert saved.status_code == 200
    return learner


def test_the_next_step_stands_first_and_leads_to_its_resource(aiming: Browser, filled: dict[str, str]) -> None:
    response = aiming.get("/learn/")
    assert [h.text.strip() for h in parsed(response).all("h1")] == ["Your next step"]
    assert f"/learn/resources/{filled['listening']}" in response.get_data(as_text=True)
    assert "Stop 1 of 2 · Listening" in words(response)


def test_the_path_is_a_line_of_stops_with_the_goal_last(aiming: Browser) -> None:
    page = aiming.page("/learn/")
    assert "Listening you are here" in page
    assert "Interviews your goal" in page


def test_suggestions_carry_a_reason(aiming: Browser) -> None:
    document = parsed(aiming.get("/learn/"))
    suggestions = [e for e in document.elements if "suggestion" in e.attributes.get("class", "").split()]
    assert suggestions
    reasons = [e for e in document.elements if e.attributes.get("class") == "reason" and "li" in e.inside]
    assert len(reasons) == len(suggestions)


def test_names_the_person_and_greets_a_nameless_one_without_a_gap(arrive: Arrive, learner: Browser) -> None:
    assert "Hello Tom Whitfield" in learner.page("/learn/")
    assert "Welcome" in arrive(name="").page("/learn/")


def test_without_a_gradebook_it_says_that_nothing_is_graded(learner: Browser) -> None:
    assert "Nothing you do here is graded." in learner.page("/learn/")


def test_the_graded_part_alone_is_a_fragment_and_the_page_without_htmx(learner: Browser) -> None:
    fragment = learner.get("/learn/graded", htmx=True, target="graded")
    assert fragment.get_data(as_text=True).strip().startswith("<section")
    assert "<!doctype html>" in learner.get("/learn/graded").get_data(as_text=True)


def test_is_french_for_a_french_person(arrive: Arrive, filled: dict[str, str]) -> None:
    response = arrive(locale="fr", name="Inès").get("/learn/")
    assert '<html lang="fr">' in response.get_data(as_text=True)
    assert "Où voulez-vous aller\u00a0?" in response.get_data(as_text=True)


def test_what_was_shown_is_noted_by_a_request_of_its_own(aiming: Browser) -> None:
    assert aiming.post("/learn/shown").status_code == 204


def test_says_what_others_see(learner: Browser) -> None:
    assert "only what three people or more ask the assistant in the same words, without names" in learner.page(
        "/learn/"
    )


def test_a_switched_off_part_is_not_there(learner: Browser, instructor: Browser, filled: dict[str, str]) -> None:
    chosen = {"grade_policy": "participation", "participation_target": "10"}
    assert instructor.post("/teach/settings", data=chosen).status_code == 200
    page = learner.page("/learn/")
    assert "Suggestions for you" not in page
    assert "Your teacher switched the assistant off here." in page
    assert "Your teacher switched paths off" in learner.page("/learn/path")


class TestProposedGoal:
    """A goal that an activity proposes: `/learn/path?goal=...`."""

    def test_is_taken_and_given_back_beside_ones_own(self, learner: Browser, filled: dict[str, str]) -> None:
        learner.post("/learn/profile", data={"about": "skills", "skills": "listening"})
        assert "A goal from your teacher: Interviews" in learner.page("/learn/path?goal=interviews")
        taken = words(learner.post("/learn/path/goal", data={"goal": "interviews", "act": "take"}))
        assert "It is among your goals." in taken
        assert "Give it back" in taken
        back = words(learner.post("/learn/path/goal", data={"goal": "interviews", "act": "drop"}))
        assert "Take this goal" in back
        assert "Interviews" not in learner.page("/learn/path")
        assert "Listening" in learner.page("/learn/path")

    @pytest.mark.parametrize("goal", ["astronomy", "", "' or 1=1"])
    def test_of_no_skill_here_is_not_there(self, learner: Browser, filled: dict[str, str], goal: str) -> None:
        assert "A goal from your teacher" not in words(learner.get("/learn/path", query_string={"goal": goal}))
        assert learner.post("/learn/path/goal", data={"goal": goal}).status_code == 404


def test_the_assistant_has_a_page(learner: Browser, filled: dict[str, str]) -> None:
    assert "It answers from your course and shows its sources." in learner.page("/learn/assistant")
