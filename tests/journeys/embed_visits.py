"""A visit to an organisation's page that holds the assistant, in a real browser without third-party cookies."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, FrameLocator, Page, Playwright, expect

from tests.fakes.widget_sites import World

LAUNCHER = "boussole-assistant button"
QUESTION = "How long is a cover letter?"


def started(playwright: Playwright, *more: str, **options: Any) -> Browser:
    """Chromium, with `more` of its switches."""
    switches = ["--no-sandbox", "--test-third-party-cookie-phaseout", "--disable-features=LocalNetworkAccessChecks"]
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*switches, *more], **options)


@contextmanager
def visiting(
    browser: Browser, place: World, address: str = "", *, clock: bool = False, **options: Any
) -> Iterator[Page]:
    """The page with its button; `clock` lets the test move the time."""
    page = browser.new_page(locale="en-GB", **options)
    if clock:
        page.clock.install()
    page.goto(address or place.page)
    expect(page.locator(LAUNCHER).first).to_have_text("Ask the assistant")
    yield page
    page.close()


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("boussole-assistant iframe")


def opened(page: Page) -> FrameLocator:
    """Press the button and wait for the box to ask in."""
    page.locator(LAUNCHER).click()
    expect(frame_of(page).locator("#assistant-box")).to_be_visible()
    return frame_of(page)


def ask(frame: FrameLocator, question: str = QUESTION) -> None:
    frame.locator("#assistant-box").fill(question)
    frame.locator("#assistant-box").press("Enter")
