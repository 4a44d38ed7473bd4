"""The instructor's pages: is it working, content, learners, settings, preview."""

import pytest

from lti_tool.catalogue.models import ResourceRow
from lti_tool.db import Database
from lti_tool.gradebook import health
from lti_tool.people.roles import Role
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, parsed, words

FORM = {"grade_policy": "participation", "participation_target": "10", "assistant_on": "on", "path_on": "on"}


def test_an_empty_course_asks_for_its_first_files(instructor: Browser) -> None:
    page = instructor.page("/teach/")
    assert "Add the first files" in page
    assert "There is no content yet." in page


def test_counts_what_needs_the_instructor(
    instructor: Browser, filled: dict[str, str], database: Database, clock: StillClock
) -> None:
    assert "2 things need you" in instructor.page("/teach/")  # no gradebook, no worker
    with database.transaction() as session:
        health.beat(session, "worker-1", clock.now())
    page = instructor.page("/teach/")
    assert "1 thing needs you" in page
    assert "running" in page
    assert "3 resources" in page


def test_says_why_grades_are_off(instructor: Browser) -> None:
    assert "Grades are off: this course is not connected to a learning platform." in instructor.page("/teach/")


def test_lists_content_and_finds_by_title_or_skill(instructor: Browser, filled: dict[str, str]) -> None:
    assert "Prepare an interview" in instructor.page("/teach/content")
    typed = instructor.get("/teach/content?q=listening", htmx=True, target="resources")
    assert "<form" not in typed.get_data(as_text=True)
    assert "Listen so that people tell you more" in words(typed)
    assert "Prepare an interview" not in words(typed)
    assert "No title and no skill holds these words." in instructor.page("/teach/content?q=astronomy")


def test_says_when_and_by_whom_each_was_added(instructor: Browser, database: Database, filled: dict[str, str]) -> None:
    assert instructor.person is not None
    with database.transaction() as session:
        row = session.query(ResourceRow).filter_by(public_id=filled["interview"]).one()
        row.added_by = instructor.person.viewer.user_id
    page = instructor.page("/teach/content")
    assert "Added on 2 March 2026 by Claire Dubois" in page
    assert page.count("Added on 2 March 2026") == 3


@pytest.mark.parametrize("page", ["", "0", "-3", "x", "99999999999999999999", "²"])
def test_any_page_number_gets_a_page(instructor: Browser, filled: dict[str, str], page: str) -> None:
    assert instructor.get("/teach/content", query_string={"page": page}).status_code == 200


def test_hides_and_shows_with_the_way_back(instructor: Browser, learner: Browser, filled: dict[str, str]) -> None:
    address = f"/teach/content/{filled['interview']}"
    assert "Learners no longer see it." in words(instructor.post(address, data={"action": "hide"}))
    assert "Prepare an interview" not in learner.page("/learn/search")
    assert "Learners see it again." in words(instructor.post(address, data={"action": "show"}))
    assert "Prepare an interview" in learner.page("/learn/search")


def test_takes_out_and_brings_back(instructor: Browser, learner: Browser, filled: dict[str, str]) -> None:
    address = f"/teach/content/{filled['interview']}"
    line = instructor.post(address, data={"action": "remove"})
    assert "Taken out: Prepare an interview" in words(line)
    assert "Undo" in words(line)
    assert learner.get(f"/learn/resources/{filled['interview']}").status_code == 404
    assert "It is back." in words(instructor.post(address, data={"action": "restore"}))
    assert learner.get(f"/learn/resources/{filled['interview']}").status_code == 200


def test_pins_and_unpins(instructor: Browser, filled: dict[str, str]) -> None:
    address = f"/teach/content/{filled['interview']}"
    assert "recommended to all" in words(instructor.post(address, data={"action": "pin"}))
    assert "recommended to all" not in words(instructor.post(address, data={"action": "unpin"}))


def test_an_unknown_action_is_refused(instructor: Browser, filled: dict[str, str]) -> None:
    assert instructor.post(f"/teach/content/{filled['interview']}", data={"action": "burn"}).status_code == 422


def test_learners_and_where_their_scores_stand(
    instructor: Browser, learner: Browser, arrive: Arrive, filled: dict[str, str]
) -> None:
    learner.post(f"/learn/resources/{filled['interview']}/marks", data={"kind": "done"})
    arrive(Role.LEARNER, name="")
    page = instructor.page("/teach/learners")
    assert "Tom Whitfield – What was done 1 of 10" in page
    assert "1 resource done. 1 of 10." in page
    assert "No name given" in page
    assert "nothing to send" in page


def test_nobody_there_yet(instructor: Browser) -> None:
    assert "Nobody has come yet" in instructor.page("/teach/learners")


def test_sending_again_says_what_happened(instructor: Browser, learner: Browser) -> None:
    assert learner.person
    response = instructor.post(f"/teach/learners/{learner.person.viewer.user_id}/resend", target="table")
    assert "There is nothing to send for this person." in words(response)
    assert "0 scores are sent again." in words(instructor.post("/teach/learners/resend", target="table"))


def test_the_table_comes_as_csv(instructor: Browser, arrive: Arrive) -> None:
    arrive(Role.LEARNER, name="=1+1")
    response = instructor.get("/teach/learners.csv")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    assert "'=1+1" in response.get_data(as_text=True)


def test_settings_are_kept(instructor: Browser) -> None:
    response = instructor.post(
        "/teach/settings", data=FORM | {"participation_target": "6", "scope": "Changing jobs", "retention_months": "6"}
    )
    assert "Saved." in words(response)
    values = {e.attributes.get("name"): e.attributes.get("value") for e in parsed(response).all("input")}
    assert values["participation_target"] == "6"
    assert values["scope"] == "Changing jobs"
    languages = [e for e in parsed(response).all("input") if e.attributes.get("name") == "default_language"]
    assert [e.attributes.get("value") for e in languages] == ["", "fr", "en"]
    assert values["retention_months"] == "6"
    assert "6 activities for full points" in instructor.page("/teach/") or "Grades are off" in instructor.page(
        "/teach/"
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("participation_target", "many", "Give a whole number from 1 to"),
        ("participation_target", "0", "Give a whole number from 1 to"),
        ("scope", "x" * 501, "Use at most 500 characters."),
        ("daily_turns", "-1", "Give a whole number from 1 to 1000"),
        ("retention_months", "0", "Give a whole number of months from 1 to 120."),
    ],
)
def test_a_wrong_setting_is_said_beside_its_field_and_keeps_what_was_typed(
    instructor: Browser, field: str, value: str, sentence: str
) -> None:
    response = instructor.post("/teach/settings", data=FORM | {field: value})
    assert response.status_code == 422
    assert sentence in words(response)
    [typed] = [e for e in parsed(response).all("input") if e.attributes.get("name") == field]
    assert typed.attributes["value"] == value
    assert typed.attributes["aria-invalid"] == "true"
    assert "Nothing was saved yet." in words(response)


def test_two_people_editing_at_once_notice(instructor: Browser) -> None:
    assert (
        instructor.post("/teach/settings", data=FORM | {"version": "0", "participation_target": "7"}).status_code == 200
    )
    assert (
        instructor.post("/teach/settings", data=FORM | {"version": "0", "participation_target": "8"}).status_code == 409
    )


def test_the_preview_shows_the_learners_page_with_nothing_to_press(instructor: Browser, filled: dict[str, str]) -> None:
    response = instructor.get("/teach/preview")
    assert "This is what a learner sees on the first visit." in words(response)
    assert "Where do you want to go?" in words(response)
    [home] = [e for e in parsed(response).elements if e.attributes.get("class") == "home"]
    assert "inert" in home.attributes


def test_the_preview_speaks_the_language_of_the_course(instructor: Browser, filled: dict[str, str]) -> None:
    assert "Where do you want to go?" in instructor.page("/teach/preview")
    instructor.post("/teach/settings", data=FORM | {"default_language": "fr"})
    assert "Où voulez-vous aller" in instructor.page("/teach/preview")
    assert "Settings of this course" in instructor.page("/teach/settings")


def test_the_mentors_page_is_honest(mentor: Browser, filled: dict[str, str]) -> None:
    page = mentor.page("/mentor/")
    assert "Hello Marc Delorme" in page
    assert "Prepare an interview" in page
    assert "You see what people share with you, not what they ask the assistant" in page
