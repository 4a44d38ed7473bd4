"""An order of skills set by hand on the page: added, refused, taken out, put back."""

import io

import pytest

from lti_tool.db import Database
from lti_tool.people.roles import Role
from tests.factories import viewers
from tests.pages.conftest import Arrive, Browser, parsed, words

ORDER = "/teach/skills/order"
NAMED = "/teach/skills/named"
LIST = b"skill,name,prerequisites\nbudget,Keep a budget,\nsaving,Save money,budget\ndebt,Pay debts,\n"


@pytest.fixture
def listed(instructor: Browser) -> Browser:
    instructor.post("/teach/skills", data={"file": (io.BytesIO(LIST), "skills.csv")})
    return instructor


def edge_of(browser: Browser, names: str) -> str:
    """The address of the button that takes an order out, by the skills it names."""
    [button] = [
        one for one in parsed(browser.get("/teach/skills")).all("button") if one.text.strip().endswith(f": {names}")
    ]
    return button.attributes["hx-post"]


def test_an_order_is_added_and_paths_follow_it(listed: Browser, learner: Browser) -> None:
    page = words(listed.post(ORDER, data={"first": "debt", "skill": "saving"}))
    assert "Paths follow this order from now on." in page
    assert "Save moneyPay debtsset by hand" in page
    learner.post("/learn/profile", data={"about": "skills", "skills": ["saving"]})
    stops = [one.text for one in parsed(learner.get("/learn/path")).all("h2")]
    assert stops.index("Pay debts") < stops.index("Save money")


def test_what_stands_already_stays_as_it_is(listed: Browser) -> None:
    assert "Save moneyKeep a budgetgiven in the list" in words(
        listed.post(ORDER, data={"first": "budget", "skill": "saving"})
    )


@pytest.mark.parametrize(
    ("first", "skill", "sentence"),
    [
        ("saving", "budget", "“Save money” builds on “Keep a budget” already, so this would be a circle."),
        ("budget", "budget", "Choose two different skills of this list."),
        ("", "budget", "Choose two different skills of this list."),
        ("astronomy", "budget", "Choose two different skills of this list."),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(listed: Browser, first: str, skill: str, sentence: str) -> None:
    response = listed.post(ORDER, data={"first": first, "skill": skill})
    assert response.status_code == 422
    assert sentence in words(response)
    assert "set by hand" not in listed.page("/teach/skills")


def test_an_order_is_taken_out_and_put_back_as_it_was(listed: Browser) -> None:
    place = edge_of(listed, "Keep a budget, Save money")
    page = words(listed.post(place, data={"was": "given"}))
    assert "Taken out: it no longer orders paths" in page
    assert "given in the list" not in page
    assert listed.post(place, data={"was": "given"}).status_code == 404
    back = words(listed.post(place, data={"was": "given", "back": "yes"}))
    assert "Save moneyKeep a budgetgiven in the list" in back
    assert listed.post(place, data={"back": "yes"}).status_code == 404


def test_what_was_taken_out_can_be_said_again_by_hand(listed: Browser) -> None:
    listed.post(edge_of(listed, "Keep a budget, Save money"), data={"was": "given"})
    page = words(listed.post(ORDER, data={"first": "budget", "skill": "saving"}))
    assert "Save moneyKeep a budgetset by hand" in page


def test_another_course_changes_nothing_here(listed: Browser, arrive: Arrive, database: Database) -> None:
    stranger = arrive(Role.INSTRUCTOR, into=viewers.course(database, "Another course"))
    assert stranger.post(edge_of(listed, "Keep a budget, Save money"), data={"was": "given"}).status_code == 404
    assert stranger.post(ORDER, data={"first": "debt", "skill": "saving"}).status_code == 422


def test_one_skill_alone_has_no_order(instructor: Browser) -> None:
    assert "Say yourself what comes first" not in instructor.page("/teach/skills")


class TestNaming:
    """A skill without a list."""

    def test_it_is_listed_and_can_be_taken_back_while_nothing_is_built_on_it(self, listed: Browser) -> None:
        page = words(listed.post(NAMED, data={"name": "  Read a  payslip "}))
        assert "It is among the skills of this course." in page
        assert "Read a payslip nothing yet" in page.replace("payslip", "payslip ").replace("  ", " ")
        back = words(listed.post(f"{NAMED}/back", data={"key": "read-a-payslip"}))
        assert "Read a payslip" not in back
        assert listed.post(f"{NAMED}/back", data={"key": "read-a-payslip"}).status_code == 404
        assert listed.post(f"{NAMED}/back", data={"key": "budget"}).status_code == 409

    def test_content_that_named_it_in_words_is_about_it(self, instructor: Browser, filled: dict[str, str]) -> None:
        assert "Listening" in instructor.page("/teach/skills")
        page = words(instructor.post(NAMED, data={"name": "LISTENING"}))
        assert "“LISTENING” is among the skills of this course already." in page

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [("  ", "Write the name of the skill."), ("x" * 121, "Use at most 120 characters."), ("save MONEY", "already")],
    )
    def test_what_is_no_new_name_is_said_and_stays_as_typed(self, listed: Browser, name: str, sentence: str) -> None:
        response = listed.post(NAMED, data={"name": name})
        assert response.status_code == 422
        assert sentence in words(response)
        [field] = [one for one in parsed(response).all("input") if one.attributes.get("name") == "name"]
        assert field.attributes["value"] == name
