"""How it is going, in browsers: agreed, said, shared, read by the mentor, withdrawn, gone; a pitch recorded."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from lti_tool.demo.demonstration import Site
from tests.factories import speech
from tests.factories.signals import DECISION
from tests.journeys import desk_pages
from tests.journeys.browsing import QUIET, Visit, chromium


@pytest.fixture(scope="module")
def switched_on(site: Site, strict_browser: Browser) -> Site:
    """An administrator has switched readings on at the desk."""
    create = ["lti_tool.cli", "admin", "create", "--email", desk_pages.EMAIL, "--password-stdin"]
    site.group.run(create, given=desk_pages.PASSWORD)
    context = strict_browser.new_context(locale="en-GB")
    page = context.new_page()
    desk_pages.sign_in(page, site.tool)
    desk_pages.go(page, "/admin/readings")
    page.get_by_label("Legal basis").fill(DECISION["basis"])
    page.get_by_label("Who answers for it").fill(DECISION["responsible"])
    page.get_by_label("Day of the decision").fill(DECISION["decided_on"])
    page.get_by_label("I have read the figures above").check()
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_text("Nothing is read of anybody who has not agreed.")).to_be_visible()
    context.close()
    return site


def check_ins(visit: Visit) -> None:
    tool = visit.open_activity()
    tool.get_by_role("navigation").get_by_role("link", name="Mentor", exact=True).click()
    tool.get_by_role("link", name="How is it going?").click()
    expect(tool.get_by_role("heading", level=1)).to_have_text("How is it going?")


def of_grace(mentor: Visit) -> None:
    """Open Grace's page on the mentor's desk, anew; again where the worker's first round keeps the database."""
    for _ in range(5):
        tool = mentor.open_activity()
        link, title = tool.get_by_role("link", name=re.compile("^Grace")).first, tool.get_by_role("heading", level=1)
        if link.count() == 0:
            continue
        link.click()
        expect(title).to_contain_text(re.compile("Grace|We cannot save anything right now"))
        if "Grace" in title.inner_text():
            break
    expect(title).to_contain_text("Grace")


def test_from_the_yes_to_the_share_to_the_no_to_nothing(desk: BrowserContext, switched_on: Site) -> None:
    learner = Visit.of(desk, switched_on.campus, "grace")
    check_ins(learner)
    tool = learner.tool
    tool.get_by_text("Have your words read?").click()
    expect(tool.get_by_text(DECISION["responsible"])).to_be_visible()
    tool.get_by_role("button", name="I agree, until I withdraw it").click()
    expect(tool.get_by_text("You see the result first, and you alone.")).to_be_visible()

    tool.get_by_role("group", name="My energy").get_by_role("radio", name="low", exact=True).check(force=True)
    tool.get_by_role("group", name="My progress").get_by_role("radio", name="high", exact=True).check(force=True)
    tool.get_by_label("In my own words").fill("Everything at once, and I sleep badly.")
    tool.get_by_role("button", name="Keep it").click()
    expect(tool.get_by_text("Kept. Only you see it.")).to_be_visible()
    mentor = Visit.of(desk, switched_on.campus, "joanna")  # the campus knows one person at a time in a browser
    of_grace(mentor)
    expect(mentor.tool.get_by_text("Everything at once")).to_have_count(0)

    item = tool.locator("[id^='check-in-']").first
    item.get_by_text("Share with Joanna").click()
    item.get_by_label("Your mentor will read").fill("I have too much at once. Can we sort it?")
    item.get_by_role("button", name="Share this").click()
    expect(tool.get_by_text("Your mentor sees it now.")).to_be_visible()
    of_grace(mentor)
    expect(mentor.tool.get_by_text("I have too much at once. Can we sort it?").first).to_be_visible()
    expect(mentor.tool.get_by_text("Everything at once")).to_have_count(0)

    tool.get_by_role("link", name="Who sees what").click()
    expect(tool.locator("#purpose-mood")).to_contain_text("yes, since")
    expect(tool.get_by_text("Joanna").first).to_be_visible()
    tool.locator("#purpose-mood").get_by_role("button", name=re.compile("^Withdraw and delete")).click()
    expect(tool.locator("#purpose-mood")).to_contain_text("no")
    tool.get_by_role("button", name=re.compile("^Take back")).first.click()
    expect(tool.get_by_text("Taken back. Its text is deleted.")).to_be_visible()
    of_grace(mentor)
    expect(mentor.tool.get_by_text("too much at once")).to_have_count(0)
    assert learner.complaints == []


@pytest.fixture
def speaking(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser whose microphone hears a voice with three pauses."""
    sound = tmp_path / "voice.wav"
    sound.write_bytes(speech.wav(speech.speech()[0]))
    arguments = [
        *QUIET,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={sound}",
    ]
    browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
    yield browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    browser.close()


def recorder(visit: Visit, context: BrowserContext) -> Page:
    """Agree, and open the recorder in its tab."""
    tool = visit.open_activity()
    tool.get_by_role("navigation").get_by_role("link", name="Mentor", exact=True).click()
    tool.get_by_role("link", name="Your pitch").click()
    tool.get_by_role("button", name="I agree, let me begin").click()
    with context.expect_page() as opened:
        tool.get_by_role("button", name="Record in a new tab").click()
    return opened.value


def test_a_pitch_is_recorded_described_and_deleted(speaking: BrowserContext, site: Site) -> None:
    visit = Visit.of(speaking, site.campus, "grace")
    tab = recorder(visit, speaking)
    tab.get_by_role("button", name="Record").click()
    expect(tab.locator("[data-time]")).to_have_text(re.compile("0:0[5-9]"))
    tab.get_by_role("button", name="Stop").click()
    expect(tab.locator("[data-sound]")).to_be_visible()
    tab.get_by_role("button", name="Send for reading").click()
    expect(tab.get_by_text("Read, and the sound is deleted.")).to_be_visible(timeout=60_000)
    expect(tab.locator("svg.chart").first).to_be_visible()
    assert tab.locator(".chart__pause").count() >= 1
    tab.get_by_role("button", name="Keep the figures").click()
    expect(tab.get_by_text("Later takes are compared with it.")).to_be_visible()
    assert tab.locator("[data-record='start']").is_visible()
    tab.get_by_role("button", name="Delete").first.click()
    expect(tab.get_by_text("Deleted, also for your mentor.")).to_be_visible()
    expect(tab.get_by_text("No take yet")).to_be_visible()
    assert visit.complaints == []
