"""People of a site sign in in a window of their own, with a provider of its own, over real HTTP."""

import re
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Playwright, expect
from sqlalchemy import select
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from lti_tool.app import create_app
from lti_tool.clock import SystemClock
from lti_tool.db import Database
from lti_tool.embed import sites
from lti_tool.embed.keys import PURPOSE
from lti_tool.embed.models import EmbedPerson, EmbedSignIn
from lti_tool.lti.vault import Vault
from lti_tool.settings import Settings
from tests.factories import embed
from tests.fakes.clock import StillClock
from tests.fakes.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider
from tests.fakes.widget_host import served
from tests.fakes.widget_sites import Intranet
from tests.journeys.browsing import chromium
from tests.pages.conftest import held, words
from tests.pages.policing import PolicingClient
from widget.loader.script import snippet

PLACE = "/widget/signin"
NONCE = "0123456789abcdef" * 2
COOKIE = "__Host-boussole-embed"


class _Stop(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass
class Window:
    """The window that a frame opened, and what the frame can do with what it left."""

    client: PolicingClient
    site: str

    def leave(self, nonce: str = NONCE) -> TestResponse:
        return self.client.get(f"{PLACE}?site={self.site}&nonce={nonce}")

    def come_back(self, address: str, **changed: str) -> TestResponse:
        """Follow the provider's page back, and send the form that stands there."""
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.build_opener(_Stop).open(address, timeout=10)
        back = urlsplit(answer.value.headers["Location"])
        page = self.client.get(f"{back.path}?{back.query}").get_data(as_text=True)
        given = dict(re.findall(r'name="(code|state|error)" value="([^"]*)"', page))
        return self.client.post(f"{PLACE}/enter", data={**given, **changed})

    def sign_in(self, nonce: str = NONCE) -> str:
        """Sign in and return the page at the end."""
        page = self.come_back(self.leave(nonce).headers["Location"])
        assert page.status_code == 200, words(page)
        return page.get_data(as_text=True)

    def exchange(self, kind: str, value: str) -> TestResponse:
        return self.client.post("/widget/session", data={"site": self.site, "kind": kind, "value": value})


def code_in(page: str) -> str:
    found = re.search(r'data-code="([\w-]{43})"', page)
    assert found
    return found[1]


def number_in(page: str) -> str:
    found = re.search(r"<strong>(\d{3} \d{3})</strong>", page)
    assert found
    return found[1]


@pytest.fixture
def theirs(clock: StillClock) -> Iterator[IdentityProvider]:
    with identity_provider(f"http://localhost:8000{PLACE}/back") as provider:
        provider.signs_in, provider.now = "ada", lambda: clock.now().timestamp()
        yield provider


@pytest.fixture
def app(settings: Settings, database: Database, clock: StillClock) -> Iterator[Flask]:
    made = create_app(settings, clock=clock, database=database)
    made.test_client_class = PolicingClient
    yield made
    held(made).engines.close()


def site_with(database: Database, settings: Settings, course_id: int, theirs: IdentityProvider, **values: Any) -> str:
    vault = Vault(settings.derived_key(PURPOSE))
    made = embed.site(database, course_id, vault, SystemClock().now(), **values).site
    with database.transaction() as session:
        sites.set_sign_in(session, made, sites.SignIn(theirs.issuer, CLIENT_ID, CLIENT_SECRET), vault)
    return made


@pytest.fixture
def window(app: Flask, database: Database, settings: Settings, course_id: int, theirs: IdentityProvider) -> Window:
    return Window(app.test_client(), site_with(database, settings, course_id, theirs))  # type: ignore[arg-type]


def test_the_code_opens_a_session_once(window: Window, database: Database) -> None:
    code = code_in(window.sign_in())
    opened = window.exchange("code", code)
    assert opened.status_code == 200
    assert opened.get_json()["bearer"].startswith("embed.")
    assert window.exchange("code", code).status_code == 401
    with database.transaction(write=False) as session:
        assert session.scalars(select(EmbedPerson.subject)).one().startswith("oidc:")


def test_the_second_time_it_is_the_same_person(window: Window, database: Database) -> None:
    for _ in range(2):
        assert window.exchange("code", code_in(window.sign_in())).status_code == 200
    with database.transaction(write=False) as session:
        assert len(session.scalars(select(EmbedPerson.id)).all()) == 1


def test_the_number_opens_it_where_the_window_was_cut_off(window: Window) -> None:
    assert window.exchange("number", f"{NONCE} 000000").status_code == 202
    number = number_in(window.sign_in())
    assert window.exchange("number", f"{NONCE} {number}").status_code == 200
    assert window.exchange("number", f"{NONCE} {number}").status_code == 202


def test_the_nonce_alone_opens_nothing(window: Window) -> None:
    """Or whoever made somebody sign in with a nonce of theirs would be let in as that person."""
    number = number_in(window.sign_in())
    for value in (NONCE, f"{NONCE} ", f"{NONCE} 12345", f"{'f' * 32} {number}"):
        assert window.exchange("number", value).status_code == 202
    assert window.exchange("code", NONCE).status_code == 401


def test_five_wrong_numbers_end_it(window: Window) -> None:
    number = number_in(window.sign_in())
    wrong = "000000" if number != "000 000" else "000001"
    for _ in range(5):
        assert window.exchange("number", f"{NONCE} {wrong}").status_code == 202
    assert window.exchange("number", f"{NONCE} {number}").status_code == 202


def test_two_minutes_are_enough(window: Window, clock: StillClock) -> None:
    page = window.sign_in()
    clock.advance(minutes=2)
    assert window.exchange("code", code_in(page)).status_code == 401
    assert window.exchange("number", f"{NONCE} {number_in(page)}").status_code == 202


def test_what_was_left_for_one_site_opens_nothing_at_another(
    window: Window, app: Flask, database: Database, settings: Settings, course_id: int, theirs: IdentityProvider
) -> None:
    other = Window(window.client, site_with(database, settings, course_id, theirs))
    page = window.sign_in()
    assert other.exchange("code", code_in(page)).status_code == 401
    assert other.exchange("number", f"{NONCE} {number_in(page)}").status_code == 202
    assert window.exchange("code", code_in(page)).status_code == 200


def test_only_the_browser_that_began_comes_in(window: Window, app: Flask) -> None:
    address = window.leave().headers["Location"]
    stranger = Window(app.test_client(), window.site)  # type: ignore[arg-type]
    assert stranger.come_back(address).status_code == 400


def test_a_changed_state_and_a_second_try_are_refused(window: Window) -> None:
    address = window.leave().headers["Location"]
    assert window.come_back(address, state="x").status_code == 400
    assert window.come_back(address).status_code == 400


def test_giving_up_and_a_token_that_cannot_be_trusted_leave_nothing(
    window: Window, database: Database, theirs: IdentityProvider
) -> None:
    theirs.refuses = "access_denied"
    assert "given up" in words(window.come_back(window.leave().headers["Location"]))
    theirs.refuses, theirs.deviations = "", {"aud": ["boussole", "stranger"]}
    assert window.come_back(window.leave().headers["Location"]).status_code == 403
    with database.transaction(write=False) as session:
        assert session.scalars(select(EmbedSignIn.id)).all() == []


def test_without_a_provider_a_site_or_a_nonce_there_is_no_such_page(
    window: Window, app: Flask, database: Database, settings: Settings, course_id: int, clock: StillClock
) -> None:
    plain = embed.site(database, course_id, Vault(settings.derived_key(PURPOSE)), clock.now()).site
    client = app.test_client()
    for query in (f"site={plain}&nonce={NONCE}", f"site=x&nonce={NONCE}", f"site={window.site}&nonce=<script>", ""):
        assert client.get(f"{PLACE}?{query}").status_code == 404
    answer = client.post("/widget/session", data={"site": plain, "kind": "number", "value": f"{NONCE} 000000"})
    assert answer.status_code == 401


def test_a_provider_that_does_not_answer_is_said(window: Window, database: Database, settings: Settings) -> None:
    gone = sites.SignIn("http://127.0.0.1:9", CLIENT_ID)
    with database.transaction() as session:
        sites.set_sign_in(session, window.site, gone, Vault(settings.derived_key(PURPOSE)))
    answer = window.leave()
    assert answer.status_code == 502
    assert "does not answer right now" in words(answer)


@pytest.mark.browser
@pytest.mark.parametrize("cut_off", [False, True], ids=["told by the window", "number typed"])
def test_in_a_real_browser_on_three_sites(
    playwright: Playwright, settings: Settings, database: Database, course_id: int, *, cut_off: bool
) -> None:
    """The intranet, the tool and the provider; where the provider's pages cut the link, the number is typed."""
    server = make_server("127.0.0.1", 0, lambda *_: [b""], threaded=True)
    url = f"http://localhost:{server.server_port}"
    intranet = Intranet()
    with served(intranet.app()) as host, identity_provider(f"{url}{PLACE}/back") as theirs:
        theirs.signs_in = "ada"
        theirs.cuts_off = cut_off
        wired = settings.model_copy(update={"public_url": url})
        site = site_with(database, wired, course_id, theirs, origins=[host])
        app = create_app(wired, clock=SystemClock(), database=database)
        server.app = app
        threading.Thread(target=server.serve_forever, daemon=True).start()
        intranet.snippet = snippet(url, site, "en")
        chrome = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--test-third-party-cookie-phaseout"],
        )
        try:
            page = chrome.new_page(locale="en-GB")
            page.goto(host)
            page.locator("boussole-assistant button").click()
            frame = page.frame_locator("boussole-assistant iframe")
            with page.context.expect_page() as opened:
                frame.locator("[data-state=signin] [data-do=signin]").click(timeout=15_000)
            if cut_off:
                number = opened.value.locator("[data-code] strong")
                expect(number).to_be_visible(timeout=15_000)
                frame.get_by_label("If that window shows a number").fill("000 000")
                frame.get_by_role("button", name="Go on").click()
                expect(frame.locator("#frame-number-said")).to_be_visible(timeout=15_000)
                frame.get_by_label("If that window shows a number").fill(number.inner_text())
                frame.get_by_role("button", name="Go on").click()
            expect(frame.locator("#assistant-box")).to_be_visible(timeout=15_000)
        finally:
            chrome.close()
            server.shutdown()
            server.server_close()
            held(app).engines.close()
