"""A draft in a browser: written, commented, handed over, validated by the mentor, on the campus as a score."""

import re

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from lti_tool.demo.demonstration import Site
from tests.journeys.browsing import Visit
from tests.journeys.drafting import LETTERS, Caller
from tests.journeys.test_main_job import wait_for_score

STORED = "() => Object.keys(localStorage).filter(key => key.startsWith('boussole:draft:')).length"
LETTER = LETTERS["en"]


@pytest.fixture(scope="module")
def counted(site: Site) -> Site:
    """Validated drafts are what counts; Grace works with Joanna since the beginning."""
    chosen = {"grade_policy": "validated_drafts", "participation_target": "2", "drafts_on": "on", "assistant_on": "on"}
    Caller.of(site, "helene").post("/teach/settings", **chosen)
    return site


def begin(visit: Visit, kind: str) -> None:
    tool = visit.open_activity()
    tool.get_by_role("link", name="My drafts").click()
    tool.get_by_role("button", name=re.compile(f"^Begin.*{kind}")).click()
    expect(tool.get_by_role("heading", level=1)).to_have_text(kind)


def test_from_the_first_words_to_the_score_on_the_campus(
    desk: BrowserContext, phone: BrowserContext, counted: Site
) -> None:
    """The learner at a desk, the mentor on a phone."""
    visit = Visit.of(desk, counted.campus, "grace")
    begin(visit, "Cover letter")
    tool = visit.tool
    tool.get_by_label("Your text").fill(LETTER)
    expect(tool.locator("#state-draft")).to_contain_text("Saved.")

    tool.get_by_role("button", name="Ask for comments").click()
    expect(tool.locator("#comments")).to_contain_text("automatic checks")
    expect(tool.get_by_text("Begin with this one")).to_be_visible()
    expect(tool.get_by_label("Your text")).to_have_value(LETTER)

    tool.get_by_text("Show it to my mentor").click()
    tool.get_by_label("With the comments by software").check()
    tool.get_by_role("button", name="Hand it to my mentor").click()
    expect(tool.locator(".state", has_text="with your mentor")).to_be_visible()

    mentor = Visit.of(phone, counted.campus, "joanna")
    theirs = mentor.open_activity()
    theirs.get_by_role("link", name="Cover letter").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Cover letter")
    theirs.get_by_role("button", name=re.compile("^I share it")).first.click()
    expect(theirs.get_by_text("You share it")).to_be_visible()
    theirs.get_by_label("What do you want to say?").fill("This is you at your best.")
    theirs.get_by_label("About which words").fill("customers came back because somebody knew their name")
    theirs.get_by_role("button", name="Add this comment").click()
    expect(theirs.locator(".mentor-words__one", has_text="This is you at your best.")).to_be_visible()
    theirs.get_by_label("A word to the learner").fill("Send it on Monday.")
    theirs.get_by_role("button", name="Validate it").click()
    expect(theirs.locator(".state", has_text="validated by you")).to_be_visible()

    tool = visit.open_activity()
    expect(tool.locator("#graded .count")).to_contain_text("1 of 2")
    tool.get_by_role("link", name="My drafts").click()
    tool.get_by_role("link", name="Cover letter").click()
    expect(tool.locator(".mentor-words")).to_contain_text("Send it on Monday.")
    expect(tool.locator(".state").first).to_contain_text("validated by Joanna")

    grades = wait_for_score(visit, "1 draft validated by the mentor")
    assert "50 / 100" in grades
    # A database that is busy for long refuses a save; the page keeps the words and sends them again.
    assert [one for one in (*visit.complaints, *mentor.complaints) if "503" not in one] == []


def test_nothing_is_lost_offline_and_nothing_stays_on_the_device(desk: BrowserContext, counted: Site) -> None:
    visit = Visit.of(desk, counted.campus, "grace")
    begin(visit, "Pitch")
    tool = visit.tool
    box = tool.get_by_label("Your text")
    box.fill("Saved words.")
    expect(tool.locator("#state-draft")).to_contain_text("Saved.")
    frame = next(one for one in visit.page.frames if one.url.startswith(counted.tool))
    assert frame.evaluate(STORED) == 0
    desk.set_offline(True)
    box.fill("Saved words. And words of the train.")
    expect(tool.locator("#status")).to_contain_text("The connection was lost.")
    assert frame.evaluate(STORED) == 1
    desk.set_offline(False)
    frame.wait_for_function(f"() => ({STORED})() === 0")
    expect(tool.locator("#state-draft")).to_contain_text("7 words")


def test_a_session_that_ended_offers_the_words_at_the_next_opening(desk: BrowserContext, counted: Site) -> None:
    visit = Visit.of(desk, counted.campus, "grace")
    begin(visit, "CV summary")
    tool = visit.tool
    tool.get_by_label("Your text").fill("First.")
    expect(tool.locator("#state-draft")).to_contain_text("Saved.")
    visit.page.route("**/learn/drafts/*/text", lambda route: route.continue_(headers=_without_bearer(route)))
    tool.get_by_label("Your text").fill("First. Then the session ended.")
    expect(tool.locator("#status")).to_contain_text("Your session has ended.")
    expect(tool.get_by_label("Your text")).to_have_value("First. Then the session ended.")
    visit.page.unroute("**/learn/drafts/*/text")

    tool = visit.open_activity()
    tool.get_by_role("link", name="My drafts").click()
    tool.get_by_role("link", name="CV summary").click()
    expect(tool.get_by_label("Your text")).to_have_value("First.")
    expect(tool.locator("[data-unsaved]")).to_contain_text("First. Then the session ended.")
    tool.get_by_role("button", name="Put them into the draft").click()
    expect(tool.get_by_label("Your text")).to_have_value("First. Then the session ended.")
    expect(tool.locator("#state-draft")).to_contain_text("Saved.")
    expect(tool.locator("[data-unsaved]")).to_be_hidden()


def _without_bearer(route: Route) -> dict[str, str]:
    return {name: value for name, value in route.request.headers.items() if name.lower() != "authorization"}
