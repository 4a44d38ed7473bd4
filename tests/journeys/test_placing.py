"""Placing activities in a browser: the instructor picks in the campus's dialog, the learner opens what was picked."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from lti_tool.demo.demonstration import Site
from tests.journeys.browsing import Visit

ADD = "/courses/101/add?tool=boussole-campus"


def start_choosing(context: BrowserContext, site: Site, teacher: str = "sam") -> Visit:
    visit = Visit.of(context, site.campus, teacher)
    visit.page.goto(f"{site.campus}{ADD}")
    visit.tool.get_by_role("heading", level=1).wait_for()
    return visit


def added(visit: Visit) -> list[str]:
    """What the campus says it added; the picker, which has lists too, may still stand there."""
    titles = visit.tool.locator("main:has(a[target=_top]) > ul > li")
    titles.first.wait_for()
    return titles.all_inner_texts()


def open_placed(page: Page, campus: str, title: str) -> None:
    page.goto(f"{campus}/courses/101")
    page.get_by_role("link", name=title).click()


def test_a_resource_is_placed_and_opens_for_a_learner(desk: BrowserContext, site: Site) -> None:
    """Search while typing, choose, read the preview, add; the learner's first page is that resource."""
    visit = start_choosing(desk, site)
    visit.tool.get_by_label("Search this course").fill("negotiate")
    first = visit.tool.locator("#found .line", has=visit.page.locator(".facts")).first
    title = first.locator("[dir=auto]").first.inner_text()
    first.get_by_role("button", name=re.compile("^(Choose|Also add)")).click()
    entry = visit.tool.locator("#entry-1")
    expect(entry.locator(".preview blockquote")).to_be_visible()
    entry.get_by_label("Title in the course").fill("Read before Monday")
    entry.get_by_label("Points").fill("20")
    visit.tool.locator("#entry-0").get_by_role("button", name=re.compile("^Take away")).click()
    expect(visit.tool.locator("#entry-1")).to_have_count(0)
    expect(visit.tool.locator("#entry-0").get_by_label("Title in the course")).to_have_value("Read before Monday")
    visit.tool.get_by_role("button", name="Add", exact=True).click()
    assert added(visit) == ["Read before Monday"]
    assert visit.complaints == []

    learner = Visit.of(desk, site.campus, "tom")
    open_placed(learner.page, site.campus, "Read before Monday")
    expect(learner.tool.get_by_role("heading", level=1)).to_have_text(title)
    assert learner.complaints == []


def test_the_default_activity_takes_three_clicks(desk: BrowserContext, site: Site) -> None:
    """Choose the tool, add, and back to the course: nothing has to be typed."""
    visit = Visit.of(desk, site.campus, "sam")
    visit.page.goto(f"{site.campus}/courses/101/add")
    visit.page.get_by_role("link", name=re.compile("Boussole")).click()  # 1
    visit.tool.get_by_role("button", name="Add", exact=True).click()  # 2
    assert added(visit) == ["Boussole"]
    visit.tool.get_by_role("link", name=re.compile("course|cours")).click()  # 3
    expect(visit.page.get_by_role("link", name="Boussole").last).to_be_visible()


def test_keys_alone_place_the_assistant_on_a_phone(phone: BrowserContext, site: Site) -> None:
    """Tab and Enter are enough; the focus stays with what was chosen, and nothing is wider than the screen."""
    visit = start_choosing(phone, site, "helene")
    page = visit.page
    choose = visit.tool.get_by_role("button", name=re.compile("L’assistant"))
    choose.focus()
    page.keyboard.press("Enter")
    away = visit.tool.locator("#found").get_by_role("button", name=re.compile("^Retirer.*L’assistant"))
    expect(away).to_be_focused()
    title = visit.tool.locator("#entry-1").get_by_label("Titre dans le cours")
    title.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Questions")
    frame = page.locator("#tool").element_handle().content_frame()
    assert frame
    assert frame.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.keyboard.press("Enter")
    assert added(visit) == ["Boussole", "Questions"]

    learner = Visit.of(phone, site.campus, "ines")
    open_placed(learner.page, site.campus, "Questions")
    expect(learner.tool.get_by_role("heading", level=1)).to_have_text("Interroger l’assistant")


def test_a_proposed_goal_is_taken_and_given_back(desk: BrowserContext, site: Site) -> None:
    """A path activity: one press takes the goal into the path, one gives it back."""
    visit = start_choosing(desk, site)
    visit.tool.get_by_label("Search this course").fill("interview")
    line = visit.tool.locator("#found .line", has_text="Path:").first
    line.get_by_role("button", name=re.compile("^(Choose|Also add)")).click()
    visit.tool.locator("#entry-1").get_by_label("Title in the course").fill("Our goal")
    visit.tool.get_by_role("button", name=re.compile("^Add 2")).click()
    added(visit)

    learner = Visit.of(desk, site.campus, "tom")
    open_placed(learner.page, site.campus, "Our goal")
    learner.tool.get_by_role("button", name="Take this goal").click()
    expect(learner.tool.get_by_role("button", name="Give it back")).to_be_visible()
    expect(learner.tool.locator(".stops .stop").first).to_be_visible()
    learner.tool.get_by_role("button", name="Give it back").click()
    expect(learner.tool.get_by_role("button", name="Take this goal")).to_be_visible()
    assert learner.complaints == []
