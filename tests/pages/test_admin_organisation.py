"""Signing in at the desk with the organisation's account, against a provider of its own over real HTTP."""

import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Playwright
from pydantic import SecretStr
from sqlalchemy import func, select
from werkzeug.serving import make_server

from lti_tool.app import create_app
from lti_tool.clock import SystemClock
from lti_tool.db import Database
from lti_tool.people import administrators
from lti_tool.people.administrator_models import Administrator as Account
from lti_tool.settings import Settings
from tests.fakes.clock import StillClock
from tests.fakes.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider
from tests.journeys.browsing import chromium
from tests.pages.conftest import held, words
from tests.pages.desk import EMAIL, PASSWORD, Administrator
from tests.pages.policing import PolicingClient

BACK = "http://localhost:8000/admin/sign-in/organisation/back"
ENTER = "/admin/sign-in/organisation/enter"


def with_provider(settings: Settings, theirs: IdentityProvider, *allowed: str, **changed: object) -> Settings:
    return settings.model_copy(
        update={
            "oidc_issuer": theirs.issuer,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": SecretStr(CLIENT_SECRET),
            "oidc_admins": allowed or ("ada@campus.example",),
            **changed,
        }
    )


@pytest.fixture
def theirs(clock: StillClock) -> Iterator[IdentityProvider]:
    with identity_provider(BACK) as provider:
        provider.signs_in, provider.now = "ada", lambda: clock.now().timestamp()
        yield provider


@pytest.fixture
def app(settings: Settings, database: Database, clock: StillClock, theirs: IdentityProvider) -> Iterator[Flask]:
    made = create_app(with_provider(settings, theirs), clock=clock, database=database)
    made.test_client_class = PolicingClient
    yield made
    held(made).engines.close()


@pytest.fixture
def browser(app: Flask, database: Database) -> Administrator:
    return Administrator(app.test_client(), database)  # type: ignore[arg-type]


class _Stop(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def at_the_provider(address: str) -> str:
    """Go to the provider as the browser does; return where it sends back to, without our host."""
    try:
        urllib.request.build_opener(_Stop).open(address)
    except urllib.error.HTTPError as answer:
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"
    raise AssertionError("the provider sends nobody back")


def leave(browser: Administrator, wanted: str = "") -> str:
    response = browser.get(f"/admin/sign-in/organisation?next={wanted}")
    assert response.status_code == 303
    return response.headers["Location"]


def come_back(browser: Administrator, address: str, **changed: str) -> Any:
    """Show the page that the provider leads to and send its form."""
    page = browser.get(address)
    assert page.status_code == 200
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.get_data(as_text=True)))
    return browser.client.post(ENTER, data={**fields, **changed})


def sign_in(browser: Administrator, wanted: str = "") -> Any:
    return come_back(browser, at_the_provider(leave(browser, wanted)))


def accounts(database: Database) -> list[str]:
    with database.transaction(write=False) as session:
        return list(session.scalars(select(Account.email).order_by(Account.email)))


def test_somebody_on_the_list_comes_in_and_goes_on_where_they_wanted(
    browser: Administrator, database: Database
) -> None:
    assert "Sign in at 127.0.0.1" in words(browser.get("/admin/keys"))
    response = sign_in(browser, "/admin/keys")
    assert (response.status_code, response.headers["Location"]) == (303, "/admin/keys")
    assert "Signing keys" in words(browser.get("/admin/keys"))
    assert accounts(database) == ["ada@campus.example"]
    assert browser.sessions() == 1


def test_the_second_time_it_is_the_same_account(browser: Administrator, database: Database, clock: StillClock) -> None:
    with database.transaction() as session:
        administrators.create(session, EMAIL, PASSWORD, clock.now())
    sign_in(browser)
    browser.post("/admin/sign-out")
    sign_in(browser)
    assert accounts(database) == [EMAIL]
    browser.post("/admin/sign-out")
    assert browser.sign_in().status_code == 303, "address and password go on working"


def test_an_account_of_the_organisation_has_no_password_that_anybody_knows(
    browser: Administrator, database: Database
) -> None:
    sign_in(browser)
    browser.post("/admin/sign-out")
    assert browser.sign_in("ada@campus.example", "").status_code == 422


@pytest.mark.parametrize("person", ["eve", "zoe"])
def test_who_is_not_on_the_list_stays_out(
    browser: Administrator, theirs: IdentityProvider, database: Database, person: str
) -> None:
    """Zoé claims the address of the list, which her provider has not verified."""
    theirs.signs_in = person
    response = sign_in(browser)
    assert response.status_code == 403
    assert "not on the list" in words(response)
    assert accounts(database) == []


def test_a_subject_may_be_listed_instead_of_an_address(
    settings: Settings, theirs: IdentityProvider, database: Database, clock: StillClock
) -> None:
    theirs.signs_in = "zoe"
    app = create_app(with_provider(settings, theirs, "sub:zoe"), clock=clock, database=database)
    app.test_client_class = PolicingClient
    assert sign_in(Administrator(app.test_client(), database)).status_code == 303  # type: ignore[arg-type]
    assert accounts(database) == ["zoe (127.0.0.1)"]
    held(app).engines.close()


def test_only_the_browser_that_began_comes_in(browser: Administrator, app: Flask, database: Database) -> None:
    """A link with somebody else's code signs nobody in as somebody else."""
    address = at_the_provider(leave(browser))
    other = Administrator(app.test_client(), database)  # type: ignore[arg-type]
    response = come_back(other, address)
    assert response.status_code == 400
    assert "started elsewhere" in words(response)
    leave(other)
    assert come_back(other, address).status_code == 400, "its own sign-in has another state"
    assert come_back(browser, address, state="").status_code == 400
    assert browser.sessions() == 0


def test_coming_back_changes_nothing_before_the_form_is_sent(browser: Administrator, theirs: IdentityProvider) -> None:
    address = at_the_provider(leave(browser))
    for _ in range(2):
        assert browser.get(address).status_code == 200
    assert "/token" not in theirs.asked
    fields = {"code": "x", "state": parse_qs(urlsplit(address).query)["state"][0]}
    assert browser.client.post(ENTER, data=fields).status_code == 403, "a form of another site"
    assert browser.sessions() == 0


def test_one_return_is_one_try(browser: Administrator) -> None:
    address = at_the_provider(leave(browser))
    assert come_back(browser, address).status_code == 303
    browser.post("/admin/sign-out")
    assert come_back(browser, address).status_code == 400


def test_ten_minutes_are_enough(browser: Administrator, clock: StillClock) -> None:
    address = at_the_provider(leave(browser))
    clock.advance(minutes=11)
    assert "longer than ten minutes" in words(come_back(browser, address))


def test_giving_up_at_the_provider_is_no_error(browser: Administrator, theirs: IdentityProvider) -> None:
    theirs.refuses = "access_denied"
    response = sign_in(browser)
    assert response.status_code == 422
    assert "was given up" in words(response)


def test_what_the_provider_cannot_vouch_for_is_refused(browser: Administrator, theirs: IdentityProvider) -> None:
    theirs.deviations = {"aud": "another tool"}
    response = sign_in(browser)
    assert response.status_code == 403
    assert "cannot be trusted" in words(response)


def test_a_provider_that_does_not_answer(browser: Administrator, theirs: IdentityProvider) -> None:
    theirs.described = {"issuer": "https://elsewhere.example"}
    response = browser.client.get("/admin/sign-in/organisation", headers={"Accept-Language": "fr"})
    assert response.status_code == 502
    assert "La connexion de votre organisation ne répond pas" in words(response)
    assert 'type="password"' in response.get_data(as_text=True)


def test_trying_is_counted(browser: Administrator, theirs: IdentityProvider) -> None:
    theirs.signs_in = "eve"
    assert [sign_in(browser).status_code for _ in range(11)] == [403] * 10 + [429]


def test_the_next_page_is_one_of_the_desks(browser: Administrator) -> None:
    for wanted in ("//evil.example", "https://evil.example", "/teach/", "/admin/%0d%0aX:y"):
        assert sign_in(browser, wanted).headers["Location"] == "/admin/"
        browser.post("/admin/sign-out")


def test_the_sealed_cookie_is_ours_alone(browser: Administrator) -> None:
    address = at_the_provider(leave(browser))
    sealed = browser.cookie("__Host-boussole-organisation") or ""
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert state not in sealed
    for held_instead in ("", "x", sealed[:-4] + "AAAA", "é"):
        browser.client.set_cookie("__Host-boussole-organisation", held_instead)
        assert come_back(browser, address).status_code == 400


def test_without_a_provider_these_pages_are_not_there(
    settings: Settings, database: Database, clock: StillClock
) -> None:
    app = create_app(settings, clock=clock, database=database)
    app.test_client_class = PolicingClient
    client = app.test_client()
    assert client.get("/admin/sign-in/organisation").status_code == 404
    assert client.get("/admin/sign-in/organisation/back?code=x").status_code == 404
    assert client.post(ENTER).status_code == 404
    assert "organisation" not in client.get("/admin/sign-in").get_data(as_text=True)
    held(app).engines.close()


@pytest.mark.browser
def test_in_a_real_browser_the_strict_cookies_hold(
    playwright: Playwright, settings: Settings, database: Database
) -> None:
    """From the page of another site back into the desk: our cookies are SameSite=Strict."""
    server = make_server("127.0.0.1", 0, lambda *_: [b""], threaded=True)
    url = f"http://localhost:{server.server_port}"
    with identity_provider(f"{url}/admin/sign-in/organisation/back") as theirs:
        wired = with_provider(settings, theirs, public_url=url)
        app = create_app(wired, clock=SystemClock(), database=database)
        server.app = app
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chrome = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        try:
            page = chrome.new_page(locale="en")
            page.goto(f"{url}/admin/keys")
            page.get_by_role("link", name="Sign in at 127.0.0.1").click()
            page.get_by_role("button", name="Ada Lovelace").click()
            page.get_by_role("heading", name="Signing keys").wait_for()
            assert page.url == f"{url}/admin/keys"
            page.go_back()
            page.wait_for_load_state()
            assert "code=" not in page.url, "no code is left in the history of this tab"
        finally:
            chrome.close()
            server.shutdown()
            server.server_close()
            held(app).engines.close()
    with database.transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1
