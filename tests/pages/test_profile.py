"""Goal, skills, time, language, name: optional, kept one by one."""

import pytest

from tests.pages.conftest import Browser, parsed


def value_of(browser: Browser, field: str) -> str:
    [element] = [e for e in parsed(browser.get("/learn/profile")).elements if e.attributes.get("id") == field]
    return element.text if element.tag == "textarea" else element.attributes.get("value", "")


def test_each_field_says_why_it_is_asked(learner: Browser, filled: dict[str, str]) -> None:
    page = learner.page("/learn/profile")
    assert page.count("Why we ask:") == 6
    assert "Only you see this page" in page


def test_an_answer_is_kept_by_itself(learner: Browser, filled: dict[str, str]) -> None:
    response = learner.post("/learn/profile", data={"about": "goal", "text": "Become a care assistant"})
    assert response.status_code == 200
    assert "Saved." in response.get_data(as_text=True)
    learner.post("/learn/profile", data={"about": "time", "hours_per_week": "2,5"})
    assert value_of(learner, "f-text") == "Become a care assistant"
    assert value_of(learner, "f-hours_per_week") == "2.5"


@pytest.mark.parametrize("hours", ["many", "-1", "61", "1e9", "0", "nan"])
def test_a_wrong_number_of_hours_is_said_beside_the_field_and_changes_nothing(learner: Browser, hours: str) -> None:
    learner.post("/learn/profile", data={"about": "time", "hours_per_week": "3"})
    response = learner.post("/learn/profile", data={"about": "time", "hours_per_week": hours})
    assert response.status_code == 422
    assert "from 0.5 to 60" in response.get_data(as_text=True)
    assert "data-wrong" in response.get_data(as_text=True)
    assert value_of(learner, "f-hours_per_week") == "3"


def test_an_emptied_field_is_forgotten(learner: Browser) -> None:
    learner.post("/learn/profile", data={"about": "time", "hours_per_week": "3"})
    learner.post("/learn/profile", data={"about": "time", "hours_per_week": ""})
    assert value_of(learner, "f-hours_per_week") == ""


def test_goal_skills_are_chosen_together_and_unknown_ones_are_left_out(
    learner: Browser, filled: dict[str, str]
) -> None:
    learner.post("/learn/profile", data={"about": "skills", "skills": ["interviews", "x" * 400]})
    chosen = [e for e in parsed(learner.get("/learn/profile")).all("input") if "checked" in e.attributes]
    assert [e.attributes["value"] for e in chosen if e.attributes["name"] == "skills"] == ["interviews"]
    learner.post("/learn/profile", data={"about": "skills"})
    assert not [
        e
        for e in parsed(learner.get("/learn/profile")).all("input")
        if e.attributes["name"] == "skills" and "checked" in e.attributes
    ]


def test_what_one_knows_is_left_out_of_the_path(learner: Browser, filled: dict[str, str]) -> None:
    learner.post("/learn/profile", data={"about": "skills", "skills": ["interviews"]})
    assert "Listening" in learner.page("/learn/path")
    learner.post("/learn/profile", data={"about": "levels", "level:listening": "4"})
    page = learner.page("/learn/path")
    assert "0 of 1 stop done" in page


def test_a_level_outside_the_scale_is_refused(learner: Browser, filled: dict[str, str]) -> None:
    response = learner.post("/learn/profile", data={"about": "levels", "level:listening": "9"})
    assert response.status_code == 422


def test_the_name_one_chooses_greets(learner: Browser) -> None:
    learner.post("/learn/profile", data={"about": "name", "display_name": "  Tommy \x00 W  "})
    assert "Hello Tommy W" in learner.page("/learn/")
    learner.post("/learn/profile", data={"about": "name", "display_name": ""})
    assert "Hello Tom Whitfield" in learner.page("/learn/")


def test_a_name_too_long_is_refused(learner: Browser) -> None:
    response = learner.post("/learn/profile", data={"about": "name", "display_name": "x" * 81})
    assert response.status_code == 422
    assert "Use at most 80 characters." in response.get_data(as_text=True)


def test_a_goal_too_long_is_refused_and_control_characters_do_no_harm(learner: Browser) -> None:
    assert learner.post("/learn/profile", data={"about": "goal", "text": "x" * 2001}).status_code == 422
    assert (
        learner.post("/learn/profile", data={"about": "goal", "text": "a\x00\x1bb\u202ec \U0001f600"}).status_code
        == 200
    )
    assert value_of(learner, "f-text") == "abc \U0001f600"


def test_an_unknown_language_is_refused(learner: Browser) -> None:
    assert learner.post("/learn/profile", data={"about": "language", "language": "xx"}).status_code == 422
