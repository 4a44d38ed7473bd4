"""A learner shares the path, a mentor agrees on it, the learner sees that and may plan without it."""

import pytest

from lti_tool.db import Database
from lti_tool.people.roles import Role
from tests.pages.conftest import Arrive, Browser, parsed, words
from tests.pages.couples import couple


@pytest.fixture
def together(learner: Browser, mentor: Browser, database: Database, filled: dict[str, str]) -> str:
    person = couple(database, learner, mentor)
    learner.post("/learn/profile", data={"about": "skills", "skills": ["interviews"]})
    return person


@pytest.fixture
def path(learner: Browser, together: str) -> str:
    """The address of the shared path on the mentor's desk."""
    assert "Your mentor sees it now." in words(learner.post("/learn/path/share", data={"share": "yes"}))
    return f"{together}/path"


def test_a_path_is_before_the_mentor_only_while_it_is_shared(learner: Browser, mentor: Browser, together: str) -> None:
    assert mentor.get(f"{together}/path").status_code == 404
    assert "Marc Delorme does not see your path." in learner.page("/learn/path")
    for _ in range(2):  # twice is once
        learner.post("/learn/path/share", data={"share": "yes"})
    assert "Marc Delorme sees this page as it stands" in learner.page("/learn/path")
    assert mentor.page(together).count("See the path and agree on it") == 1
    assert "Prepare an interview" in mentor.page(f"{together}/path")
    assert "Marc Delorme · your path" in learner.page("/learn/who-sees/")
    assert "no longer sees your path" in words(learner.post("/learn/path/share", data={"share": "no"}))
    assert mentor.get(f"{together}/path").status_code == 404
    assert mentor.post(f"{together}/path", data={"skill": "listening", "action": "remove"}).status_code == 404


def test_it_can_be_taken_back_where_everything_shared_stands(learner: Browser, mentor: Browser, path: str) -> None:
    forms = [form.attributes["action"] for form in parsed(learner.get("/learn/mentor/")).all("form")]
    [back] = [address for address in forms if address.endswith("/withdraw")]
    learner.post(back)
    assert mentor.get(path).status_code == 404


def test_nobody_else_opens_or_changes_it(path: str, learner: Browser, arrive: Arrive, instructor: Browser) -> None:
    stranger = arrive(Role.MENTOR)
    for browser, status in ((stranger, 404), (learner, 403), (instructor, 403)):
        assert browser.get(path).status_code == status
        assert browser.post(path, data={"skill": "listening", "action": "remove"}).status_code == status
        assert browser.post(f"{path}/drop", data={"skill": "listening"}).status_code == status


def test_without_a_mentor_there_is_nobody_to_share_with(learner: Browser, filled: dict[str, str]) -> None:
    assert "Your mentor and this path" not in learner.page("/learn/path")
    assert learner.post("/learn/path/share", data={"share": "yes"}).status_code == 409


def test_what_was_agreed_is_marked_kept_and_taken_back_by_either(
    learner: Browser, mentor: Browser, path: str, filled: dict[str, str]
) -> None:
    learner.post("/learn/path/seen")
    answer = {"skill": "listening", "action": "keep", "resources": filled["ecoute"], "note": "In French, as we said."}
    assert "Agreed. The learner sees it as such" in words(mentor.post(path, data=answer))
    page = learner.page("/learn/path")
    assert "You and your mentor chose other resources for “Listening”." in page
    assert "agreed with your mentor" in page
    assert "In French, as we said." in page
    assert page.index("Écouter vraiment") < page.index("other way")
    taken = learner.post("/learn/path/agreed", data={"skill": "listening"})
    assert "Planned without it." in words(taken)
    assert "agreed with your mentor" not in words(taken)
    back = words(learner.post("/learn/path/agreed", data={"skill": "listening", "back": "yes"}))
    assert "In French, as we said." in back
    assert "Taken back. The path proposes again." in words(mentor.post(f"{path}/drop", data={"skill": "listening"}))
    assert "agreed with your mentor" not in learner.page("/learn/path")


def test_a_stop_left_out_is_said_with_its_reason_and_can_be_put_back(
    learner: Browser, mentor: Browser, path: str
) -> None:
    learner.post("/learn/path/seen")
    assert "Left out, as you agreed Listening" in words(
        mentor.post(path, data={"skill": "listening", "action": "remove"})
    )
    page = learner.page("/learn/path")
    assert "You and your mentor took “Listening” out." in page
    assert "Left out, as you and your mentor agreed Listening" in page
    back = words(learner.post("/learn/path/agreed", data={"skill": "listening"}))
    assert "Left out" not in back
    assert "Nothing has to come before it." in back


def test_a_stop_is_added_from_the_skills_of_the_course(
    learner: Browser, mentor: Browser, together: str, filled: dict[str, str]
) -> None:
    learner.post("/learn/profile", data={"about": "skills", "skills": ["listening"]})
    learner.post("/learn/path/share", data={"share": "yes"})
    path = f"{together}/path"
    offered = [option.text for option in parsed(mentor.get(path)).all("option")]
    assert offered[-1] == "Interviews"
    assert offered.count("Listening") == 0
    mentor.post(path, data={"skill": "interviews", "action": "add", "note": "Soon."})
    page = learner.page("/learn/path")
    assert "You and your mentor added this step." in page
    assert "Soon." in page


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"skill": "listening", "action": "keep", "note": "x" * 501}, "Use at most 500 characters."),
        ({"skill": "listening", "action": "keep", "resources": "none"}, "Choose among the resources that stand here."),
        ({"skill": "astronomy", "action": "add"}, "This skill is not in the course."),
        ({"skill": "listening", "action": "burn"}, ""),
    ],
)
def test_what_cannot_be_agreed_is_said_and_changes_nothing(
    learner: Browser, mentor: Browser, path: str, answer: dict[str, str], sentence: str
) -> None:
    response = mentor.post(path, data=answer)
    assert response.status_code == 422
    assert sentence in words(response)
    assert "agreed with your mentor" not in learner.page("/learn/path")


def test_a_level_the_mentor_sees_is_read_by_the_learner_moves_the_path_and_is_taken_back(
    learner: Browser, mentor: Browser, path: str
) -> None:
    place = path.replace("/path", "/level")
    page = words(mentor.post(place, data={"skill": "listening", "level": "3"}))
    assert "Kept. The learner reads it beside that skill." in page
    assert "0 of 1 stop done" in page
    assert "Seen by your mentor: I manage alone" in learner.page("/learn/profile")
    assert "0 of 2 stops done" in words(mentor.post(place, data={"skill": "listening", "level": ""}))
    assert "Seen by your mentor" not in learner.page("/learn/profile")
    for wrong in ({"skill": "listening", "level": "9"}, {"skill": "astronomy", "level": "3"}):
        assert mentor.post(place, data=wrong).status_code == 422


def test_nothing_agreed_is_nothing_to_drop(learner: Browser, mentor: Browser, path: str) -> None:
    assert mentor.post(f"{path}/drop", data={"skill": "listening"}).status_code == 404
    assert learner.post("/learn/path/agreed", data={"skill": "listening"}).status_code == 404


def test_the_mentor_reads_in_the_mentors_language(
    learner: Browser, arrive: Arrive, database: Database, filled: dict[str, str]
) -> None:
    french = arrive(Role.MENTOR, locale="fr", name="Marc")
    person = couple(database, learner, french)
    learner.post("/learn/profile", data={"about": "skills", "skills": ["interviews"]})
    learner.post("/learn/path/share", data={"share": "yes"})
    page = french.page(f"{person}/path")
    assert "Écoute active" in page
    assert "Listen so that people tell you more" in page  # the lesson stays in the learner's language
    assert page.index("Listen so that people tell you more") < page.index("Écouter vraiment")
