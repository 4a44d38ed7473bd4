"""The picker: what a course has is searched, chosen, previewed and placed, and opens again for learners."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.catalogue import holdings
from lti_tool.people.models import Course
from tests.factories.installation import Installation
from tests.factories.lti import payload_of
from tests.launches.pages import failed_check
from tests.launches.test_choosing import DL, field
from tests.pages.conftest import parsed, words
from tests.pages.policing import read

HTMX = {"HX-Request": "true"}


class Picker:
    """The page as a browser holds it: the fields of its form are sent with every press."""

    def __init__(self, installed: Installation, **settings: Any) -> None:
        self.installed = installed
        asked = {
            "deep_link_return_url": "https://campus.example/dl",
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe"],
            **settings,
        }
        self.page = installed.open(
            "helene", message="deep_linking", claims={"deep_linking_settings": asked, "locale": "en"}
        )
        assert self.page.status_code == 200, self.page.get_data(as_text=True)
        self.policy = self.page.headers["Content-Security-Policy"]

    @property
    def text(self) -> str:
        return words(self.page)

    def fields(self) -> dict[str, str]:
        found = {}
        for one in read(self.page.get_data(as_text=True)).all("input"):
            ticked = one.attributes.get("type") != "checkbox" or "checked" in one.attributes
            if "name" in one.attributes and ticked:
                found[one.attributes["name"]] = one.attributes.get("value", "")
        return found

    def press(self, address: str, **form: str) -> TestResponse:
        answer = self.installed.client.post(address, data={**self.fields(), **form}, headers=HTMX)
        return self.installed.policed(answer)

    def change(self, **form: str) -> None:
        self.page = self.press("/lti/choose/change", **form)
        assert self.page.status_code == 200

    def found(self, typed: str) -> str:
        return words(self.press("/lti/choose/find", q=typed))

    def place(self, **form: str) -> dict[str, Any]:
        sent = self.installed.client.post("/lti/choose", data={**self.fields(), **form})
        assert sent.status_code == 200, sent.get_data(as_text=True)
        return payload_of(field(self.installed.policed(sent), "JWT"))


def test_the_course_is_offered(installed: Installation, lessons: dict[str, str]) -> None:
    """The page lists the tool itself, the assistant, the paths and the resources of the launch's course."""
    picker = Picker(installed)
    for title in ("The assistant", "Each learner’s own path", "Path: Interviews", "Prepare an interview"):
        assert f"Choose: {title}" in picker.text
    assert "frame-ancestors https://campus.example" in picker.policy


def test_the_default_activity_is_three_clicks_away(installed: Installation, lessons: dict[str, str]) -> None:
    """Opening the tool in the course's chooser, adding, and the platform's own saving: nothing else is needed."""
    (item,) = Picker(installed).place()[f"{DL}content_items"]
    assert (item["title"], item["lineItem"]["scoreMaximum"]) == ("Boussole", 100)
    assert "custom" not in item


def test_a_resource_is_chosen_seen_and_placed(installed: Installation, lessons: dict[str, str]) -> None:
    """Choosing shows what learners will see; the item carries the pick, and its launch opens the resource."""
    picker = Picker(installed)
    picker.change(**{"add": f"resource:{lessons['interview']}", "points-0": "20"})
    assert "Prepare three stories for a job interview." in picker.text
    (item,) = picker.place()[f"{DL}content_items"]
    assert item["title"] == "Prepare an interview"
    assert item["lineItem"]["scoreMaximum"] == 20
    assert item["custom"] == {"boussole_opens": f"resource:{lessons['interview']}"}
    opened = installed.open("tom", opens=item["custom"]["boussole_opens"])
    assert "Prepare an interview" in words(opened)


def test_the_platform_takes_what_was_picked_and_sends_it_back(installed: Installation, lessons: dict[str, str]) -> None:
    """The whole way over the campus: its check of the answer, its new activity, its launch."""
    page = installed.open("helene", message="deep_linking")
    ticket = field(page, "ticket")
    form = {"ticket": ticket, "pick-0": "path:interviews", "title-0": "Vers l’entretien", "points-0": "10"}
    sent = installed.client.post("/lti/choose", data=form)
    action = re.search(r'action="https://campus\.example(/deep-linking/[^"]+)"', sent.get_data(as_text=True))
    assert action
    campus = installed.door.apps["campus.example"].test_client()
    assert campus.post(action[1], data={"JWT": field(sent, "JWT")}).status_code == 200
    [placed] = [one for one in installed.campus.state.activities.values() if one.title == "Vers l’entretien"]
    opened = installed.open("tom", placed.id)
    assert "A goal from your teacher: Interviews" in words(opened)


def test_several_are_placed_where_the_platform_takes_several(installed: Installation, lessons: dict[str, str]) -> None:
    """accept_multiple: each entry keeps its own title, grades and pick; the answer has them in order."""
    picker = Picker(installed, accept_multiple=True)
    picker.change(add=f"resource:{lessons['listening']}")
    picker.change(**{"add": "assistant", "title-1": "Listening first"})
    assert "Add 3 activities" in picker.text
    picker.change(drop="home")
    items = picker.place()[f"{DL}content_items"]
    assert [item["title"] for item in items] == ["Listening first", "The assistant"]
    assert [item["custom"]["boussole_opens"] for item in items] == [f"resource:{lessons['listening']}", "assistant"]


def test_one_is_placed_where_the_platform_takes_one(installed: Installation, lessons: dict[str, str]) -> None:
    """Without accept_multiple a choice takes the place of the other, and a form with two sends one."""
    picker = Picker(installed)
    picker.change(add="assistant")
    assert list(picker.fields()).count("pick-0") == 1
    assert "pick-1" not in picker.fields()
    items = picker.place(**{"pick-1": "home", "title-1": "Second"})[f"{DL}content_items"]
    assert [item["title"] for item in items] == ["The assistant"]


def test_the_same_thing_is_picked_once(installed: Installation, lessons: dict[str, str]) -> None:
    """Choosing again changes nothing; the list says that it is picked."""
    picker = Picker(installed, accept_multiple=True)
    picker.change(add="assistant")
    picker.change(add="assistant")
    assert [name for name in picker.fields() if name.startswith("pick-")] == ["pick-0", "pick-1"]
    assert "picked" in picker.text


def test_search_finds_titles_skills_and_texts(installed: Installation, lessons: dict[str, str]) -> None:
    """Words are looked for in titles and skills, and in the texts; what fits nothing says so."""
    picker = Picker(installed)
    by_text = picker.found("stake")
    assert "Prepare an interview" in by_text
    assert "Listen so that" not in by_text
    assert "Path: Interviews" in picker.found("interviews")
    assert "Nothing in this course fits" in picker.found("photosynthesis")
    assert "The assistant" in picker.found("")


def test_what_learners_cannot_open_is_not_offered(installed: Installation, lessons: dict[str, str]) -> None:
    """Hidden and removed resources are neither listed nor taken from a form that names them."""
    with installed.database.transaction() as session:
        course_id = session.scalars(select(Course.id).where(Course.context_id == "101")).one()
        holdings.hide(session, course_id, lessons["interview"], installed.clock.now())
        holdings.remove(session, course_id, lessons["listening"], installed.clock.now())
    picker = Picker(installed)
    assert "Prepare an interview" not in picker.text
    assert "Listen so that" not in picker.text
    picker.change(add=f"resource:{lessons['interview']}")
    assert picker.fields()["pick-0"] == "home"


@pytest.mark.parametrize("pick", ["resource:none", "path:astronomy", "portal", "", "home:x"])
def test_a_pick_that_is_not_of_the_course_is_not_placed(
    installed: Installation, lessons: dict[str, str], pick: str
) -> None:
    """A form that names something else gets the page again, and no answer is signed."""
    picker = Picker(installed)
    form = {**picker.fields(), "pick-0": pick, "title-0": "Mine"}
    sent = installed.client.post("/lti/choose", data=form)
    assert sent.status_code == 422
    assert 'name="JWT"' not in installed.policed(sent).get_data(as_text=True)


def test_what_was_removed_meanwhile_is_said(installed: Installation, lessons: dict[str, str]) -> None:
    """A resource that went away between choosing and adding: the page names it, and the rest is kept."""
    picker = Picker(installed)
    picker.change(add=f"resource:{lessons['interview']}")
    with installed.database.transaction() as session:
        course_id = session.scalars(select(Course.id).where(Course.context_id == "101")).one()
        holdings.remove(session, course_id, lessons["interview"], installed.clock.now())
    sent = installed.client.post("/lti/choose", data={**picker.fields(), "title-0": "Mine"})
    assert sent.status_code == 422
    assert "“Mine” is no longer in the course." in words(sent)


def test_an_empty_course_says_what_can_be_placed(installed: Installation) -> None:
    """Without content the tool itself and the assistant are there, and the way to more is said."""
    text = Picker(installed).text
    assert "This course has no content yet." in text
    assert "Path:" not in text


def test_a_request_without_a_course_offers_the_tool_itself(installed: Installation) -> None:
    """Deep linking outside a course: the default activity, nothing to search."""
    page = installed.open("helene", message="deep_linking", remove=["context"], claims={"locale": "en"})
    assert "Search this course" not in words(page)
    assert 'name="pick-0" value="home"' in page.get_data(as_text=True)


def test_the_page_speaks_the_language_of_the_launch(installed: Installation, lessons: dict[str, str]) -> None:
    """French stays French while one searches and chooses, whatever the browser prefers."""
    page = installed.open("helene", message="deep_linking")
    assert parsed(page).all("html")[0].attributes["lang"] == "fr"
    data = {"ticket": field(page, "ticket"), "add": "assistant"}
    changed = installed.client.post("/lti/choose/change", data=data, headers=HTMX)
    assert "L’assistant" in words(installed.policed(changed))


@pytest.mark.parametrize("address", ["/lti/choose/change", "/lti/choose/find", "/lti/choose"])
@pytest.mark.parametrize("ticket", ["", "x", "gAAAAA"])
def test_every_part_of_the_page_needs_the_ticket(installed: Installation, address: str, ticket: str) -> None:
    """Without the sealed ticket of a launch nothing of a course is shown."""
    refused = installed.client.post(address, data={"ticket": ticket, "q": "a", "pick-0": "home"}, headers=HTMX)
    assert failed_check(refused) == "choice.ended"


def test_a_learner_makes_no_choice(installed: Installation) -> None:
    """A learner's deep linking request is refused before anything is written."""
    refused = installed.launch("tom", message="deep_linking", claims={"locale": "en"})
    assert failed_check(refused) == "choice.role"
    with installed.database.transaction(write=False) as session:
        assert session.scalars(select(Course)).all() == []
