"""The whole embed in a real browser: an organisation's page on one site, the tool itself on another."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import FrameLocator, Page, Playwright, expect

from lti_tool.db import Database
from lti_tool.embed import sites
from lti_tool.embed.keys import PURPOSE
from lti_tool.lti.vault import Vault
from lti_tool.settings import Settings
from tests.factories import embed
from tests.factories.embed import Signer
from tests.fakes.clock import StillClock
from tests.fakes.widget_host import served
from tests.fakes.widget_sites import Intranet
from widget.loader.script import snippet

pytestmark = pytest.mark.browser
LAUNCHER = "boussole-assistant button"


@dataclass
class Visit:
    """A person on the organisation's page, and the endpoint that vouches for them."""

    page: Page
    intranet: Intranet
    signer: Signer

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("boussole-assistant iframe")

    def vouch(self, clock: StillClock) -> None:
        self.intranet.token = (200, json.dumps({"token": self.signer.token(clock.now(), locale="en")}))

    def ask(self, question: str) -> None:
        self.frame.locator("#assistant-box").fill(question)
        self.frame.locator("#assistant-box").press("Enter")


@pytest.fixture
def visit(
    app: Flask,
    database: Database,
    settings: Settings,
    filled: dict[str, str],
    course_id: int,
    clock: StillClock,
    playwright: Playwright,
) -> Iterator[Visit]:
    intranet = Intranet()
    with served(intranet.app()) as host, served(app) as tool:
        page_address = host.replace("127.0.0.1", "localhost")
        vault = Vault(settings.derived_key(PURPOSE))
        signer = embed.site(database, course_id, vault, clock.now(), origins=[page_address])
        intranet.snippet = snippet(tool, signer.site, "en", "/mentor-token", pinned=True)
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--test-third-party-cookie-phaseout", "--disable-features=LocalNetworkAccessChecks"],
        )
        page = chromium.new_page(locale="en-GB")
        visit = Visit(page, intranet, signer)
        visit.vouch(clock)
        page.goto(page_address)
        page.locator(LAUNCHER).click()
        expect(visit.frame.locator("#assistant-box")).to_be_visible(timeout=15_000)
        yield visit
        chromium.close()


def test_somebody_the_page_vouches_for_is_answered(visit: Visit) -> None:
    visit.ask("How do I prepare an interview?")
    expect(visit.frame.locator(".assistant-sources li").first).to_contain_text("Prepare an interview", timeout=15_000)
    expect(visit.frame.locator(".assistant-sources a")).to_have_count(0)


def test_a_session_that_ended_is_renewed_by_the_page(visit: Visit, clock: StillClock) -> None:
    clock.advance(minutes=16)
    visit.vouch(clock)
    visit.ask("How do I prepare an interview?")
    visit.frame.locator("[data-state=again] [data-do=back]").click(timeout=15_000)
    expect(visit.frame.locator("#assistant-box")).to_have_value("How do I prepare an interview?")
    visit.frame.locator("#assistant-box").press("Enter")
    expect(visit.frame.locator(".assistant-sources li").first).to_contain_text("Prepare an interview", timeout=15_000)


def test_a_site_that_is_switched_off_while_it_is_open_says_so(
    visit: Visit, database: Database, clock: StillClock
) -> None:
    with database.transaction() as session:
        sites.switch(session, visit.signer.site, clock.now(), on=False)
    visit.ask("How do I prepare an interview?")
    expect(visit.frame.locator("[data-state=signin]")).to_be_visible(timeout=15_000)


def test_a_token_that_does_not_count_shows_words_and_opens_nothing(
    visit: Visit, database: Database, settings: Settings, course_id: int, clock: StillClock
) -> None:
    used = json.loads(visit.intranet.token[1])["token"]
    now, theirs = clock.now(), visit.signer
    other = embed.site(database, course_id, Vault(settings.derived_key(PURPOSE)), now)
    for token in (
        used,
        theirs.token(now - timedelta(minutes=10)),
        theirs.token(now + timedelta(minutes=10)),
        other.token(now),
        other.token(now, iss=theirs.site),
        theirs.token(now, {"alg": "none"}),
        theirs.token(now, {"alg": "EdDSA"}),
        theirs.token(now, name="x" * 9000),
        theirs.token(now, aud="https://elsewhere.example"),
    ):
        visit.intranet.token = (200, json.dumps({"token": token}))
        visit.page.reload()
        visit.page.locator(LAUNCHER).click()
        expect(visit.frame.locator("[data-state=unknown]")).to_be_visible(timeout=15_000)
    visit.vouch(clock)
    visit.frame.locator("[data-state=unknown] [data-do=again]").click()
    expect(visit.frame.locator("#assistant-box")).to_be_visible(timeout=15_000)


def test_what_is_kept_is_saved_as_a_file_and_erased_in_the_frame(visit: Visit) -> None:
    visit.ask("How do I prepare an interview?")
    expect(visit.frame.locator(".assistant-sources li").first).to_be_visible(timeout=15_000)
    visit.frame.locator("button[hx-get='/widget/kept']").click()
    expect(visit.frame.locator("#kept .assistant-threads li")).to_have_count(1, timeout=15_000)
    with visit.page.expect_download(timeout=15_000) as saved:
        visit.frame.locator("#kept a[href$='archive.zip']").click()
    assert saved.value.suggested_filename == "boussole.zip"
    visit.frame.locator("#kept-sure").check()
    visit.frame.locator("#kept form[action$='/erase'] button").click()
    begin = visit.frame.locator("[data-do=again]:visible")
    expect(begin).to_be_visible(timeout=15_000)
