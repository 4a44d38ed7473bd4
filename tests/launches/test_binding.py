"""The login belongs to one browser: cookie, then the platform's storage, then a new window."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from lti_tool.db import Database
from lti_tool.demo.platform.profiles import CANVAS
from lti_tool.settings import Settings
from tests.factories.lti import CLIENT_ID, World, make_world
from tests.fakes.clock import StillClock
from tests.launches.pages import assert_accepted, assert_refused


@pytest.fixture
def storing(settings: Settings, database: Database, clock: StillClock) -> World:
    """A platform that keeps data for tools whose cookies are blocked."""
    return make_world(settings, database, clock, CANVAS)


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, text
    return found[1]


def data(text: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', text)
    assert found, text
    return found[1].replace("&amp;", "&")


def begin_by_page(world: World, client: FlaskClient) -> tuple[str, str, str]:
    """Begin a login on a page that stores the secret; returns state, nonce and secret."""
    text = world.login(client).response.get_data(as_text=True)
    nonce = re.search(r"nonce=([\w-]+)", data(text, "next"))
    assert nonce
    return data(text, "key"), nonce[1], data(text, "value")


def test_the_cookie_has_every_attribute_that_keeps_it_safe(world: World) -> None:
    """The binding cookie is __Host-, Secure, HttpOnly, SameSite=None, Partitioned and for the whole host."""
    cookie = world.login().response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-boussole-login-")
    for attribute in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/", "Max-Age=600"):
        assert f"; {attribute}" in cookie
    assert "Domain" not in cookie


def test_another_browser_is_not_let_in(world: World) -> None:
    """A launch in a browser that did not begin the login is refused, with a way on: never silently let in."""
    begun = world.login()
    response = world.send(world.mint(begun.nonce), begun.state, world.browser())
    assert response.status_code == 403
    assert world.arrived == []
    assert "Continue in a new window" in response.get_data(as_text=True)
    assert world.campus.key.kid not in response.get_data(as_text=True)


def test_the_cookie_of_another_login_does_not_help(world: World) -> None:
    """The cookie of one login does not open another one."""
    begun = world.login(world.browser())
    world.login()
    assert world.send(world.mint(begun.nonce), begun.state).status_code == 403
    assert world.arrived == []


def test_a_new_window_begins_the_login_again(world: World) -> None:
    """The new window gets a login of its own, first-party, and the launch there is accepted."""
    begun = world.login()
    elsewhere = world.browser()
    page = world.send(world.mint(begun.nonce), begun.state, elsewhere).get_data(as_text=True)
    form = {"state": hidden(page, "state"), "ticket": hidden(page, "ticket")}
    again = elsewhere.post("/lti/continue", data=form)
    text = again.get_data(as_text=True)
    assert again.status_code == 200
    address = data(text, "next")
    assert address.startswith("https://campus.example/lti/authorize?")
    assert "login_hint=11&lti_message_hint=%7B" in address
    state, nonce = re.search(r"state=([\w-]+)", address), re.search(r"nonce=([\w-]+)", address)
    assert state
    assert nonce
    assert state[1] != begun.state
    assert_accepted(world, world.send(world.mint(nonce[1]), state[1], elsewhere))


def test_a_new_window_needs_the_ticket_and_works_once(world: World) -> None:
    """Without the ticket, or a second time, no login begins again."""
    begun = world.login()
    elsewhere = world.browser()
    page = world.send(world.mint(begun.nonce), begun.state, elsewhere).get_data(as_text=True)
    form = {"state": begun.state, "ticket": hidden(page, "ticket")}
    assert_refused(world, elsewhere.post("/lti/continue", data={"state": begun.state, "ticket": "x"}), "state.unknown")
    assert_refused(world, elsewhere.post("/lti/continue", data={"state": begun.state}), "state.unknown")
    assert elsewhere.post("/lti/continue", data=form).status_code == 200
    assert_refused(world, elsewhere.post("/lti/continue", data=form), "state.replayed")


def test_a_framed_browser_is_checked_before_the_platforms_address_is_spent(world: World) -> None:
    """In a frame the first login makes sure that the cookie comes back, then goes on; later ones are not checked."""
    fields = world.campus.begin("ines", "7001").fields
    frame = {"Sec-Fetch-Dest": "iframe"}
    response = world.client.post("/lti/login", data=fields, headers=frame)
    assert response.status_code == 303
    on = world.client.get(response.headers["Location"])
    assert on.status_code == 302
    assert on.headers["Location"].startswith("https://campus.example/lti/authorize?")
    assert "__Host-boussole-keeps" in on.headers["Set-Cookie"]
    later = world.client.post("/lti/login", data=world.campus.begin("ines", "7001").fields, headers=frame)
    assert later.headers["Location"].startswith("https://campus.example/")


def test_a_framed_browser_that_keeps_nothing_gets_the_new_window_in_time(world: World) -> None:
    """A browser that blocks every cookie is offered the new window before the platform's one-use address is spent."""
    fields = world.campus.begin("ines", "7001").fields
    response = world.client.post("/lti/login", data=fields, headers={"Sec-Fetch-Dest": "iframe"})
    page = world.browser().get(response.headers["Location"])
    assert page.status_code == 403
    assert "Continue in a new window" in page.get_data(as_text=True)


def test_the_platforms_storage_keeps_the_secret(storing: World) -> None:
    """Without the cookie the secret comes back from the platform's storage, with a one-time ticket."""
    state, nonce, secret = begin_by_page(storing, storing.client)
    elsewhere = storing.browser()
    page = storing.send(storing.mint(nonce), state, elsewhere)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert storing.arrived == []
    assert data(text, "target") == "post_message_forwarding"
    assert data(text, "origin") == "https://campus.example"
    assert data(text, "key") == state
    assert secret not in text
    done = storing.send(hidden(text, "id_token"), state, elsewhere, ticket=hidden(text, "ticket"), stored=secret)
    assert_accepted(storing, done)


@pytest.mark.parametrize(
    ("ticket", "stored"), [(True, ""), (True, "wrong"), (False, "right"), (False, ""), (False, "wrong")]
)
def test_the_storage_answers_wrongly(storing: World, ticket: bool, stored: str) -> None:
    """An empty or wrong answer of the storage, or one without the ticket, ends at the new window."""
    state, nonce, secret = begin_by_page(storing, storing.client)
    elsewhere = storing.browser()
    text = storing.send(storing.mint(nonce), state, elsewhere).get_data(as_text=True)
    given = {
        "ticket": hidden(text, "ticket") if ticket else "guessed",
        "stored": secret if stored == "right" else stored,
    }
    response = storing.send(hidden(text, "id_token"), state, elsewhere, **given)
    assert response.status_code == 403
    assert "Continue in a new window" in response.get_data(as_text=True)
    assert storing.arrived == []


def test_the_cookie_is_enough_where_there_is_a_storage_too(storing: World) -> None:
    """Where the cookie came back the storage is not asked."""
    state, nonce, _ = begin_by_page(storing, storing.client)
    assert_accepted(storing, storing.send(storing.mint(nonce), state))


def test_the_pages_of_the_ladder_run_no_inline_script(storing: World) -> None:
    """Scripts come from files; the policy allows nothing else."""
    response = storing.login().response
    assert "script-src 'self';" in response.headers["Content-Security-Policy"]
    assert "<script>" not in response.get_data(as_text=True)
    assert "https://*.instructure.com" in response.headers["Content-Security-Policy"]


# Once only


def test_a_launch_is_used_once(world: World) -> None:
    """The same token and state a second time are refused."""
    begun = world.login()
    token = world.mint(begun.nonce)
    assert world.send(token, begun.state).status_code == 200
    world.arrived.clear()
    assert_refused(world, world.send(token, begun.state), "state.replayed")


def test_twenty_at_once_and_one_wins(world: World) -> None:
    """Of twenty identical launches that arrive together exactly one is accepted."""
    world.launch()
    world.arrived.clear()
    begun = world.login()
    token = world.mint(begun.nonce)
    cookie = begun.response.headers["Set-Cookie"].partition(";")[0]

    def send(_: int) -> int:
        client = world.app.test_client(use_cookies=False)
        form = {"id_token": token, "state": begun.state}
        return client.post("/lti/launch", data=form, headers={"Cookie": cookie}).status_code

    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(pool.map(send, range(20)))
    assert statuses == [200] + [400] * 19
    assert len(world.arrived) == 1


def test_a_failed_launch_uses_the_login_up(world: World) -> None:
    """After a refusal the login cannot be tried again with a better token."""
    begun = world.login()
    assert_refused(world, world.send(world.mint(begun.nonce, alg="none"), begun.state), "token.algorithm")
    assert_refused(world, world.send(world.mint(begun.nonce), begun.state), "state.replayed")


def test_a_login_lives_ten_minutes(world: World) -> None:
    """A launch after more than ten minutes is refused, also with a fresh token."""
    begun = world.login()
    world.clock.advance(minutes=10)
    assert_refused(world, world.send(world.mint(begun.nonce), begun.state), "state.expired")


def test_old_logins_are_forgotten(world: World) -> None:
    """Rows of logins long gone are deleted by later logins."""
    begun = world.login()
    world.clock.advance(hours=2)
    for _ in range(200):  # one in sixteen sweeps
        world.login()
    assert_refused(world, world.send(world.mint(begun.nonce), begun.state), "state.unknown")


@pytest.mark.parametrize("state", ["", "x", "../etc", "\x00" * 43, "é" * 43, "a" * 43, "a" * 10000])
def test_an_unknown_state(world: World, state: str) -> None:
    """A state that we never gave is refused."""
    assert_refused(world, world.send("a.b.c", state), "state.unknown")


def test_two_tabs_do_not_disturb_each_other(world: World) -> None:
    """Two logins in one browser are both good, in any order."""
    first, second = world.login(), world.login(activity="7002")
    assert world.send(world.mint(second.nonce, activity="7002"), second.state).status_code == 200
    assert world.send(world.mint(first.nonce), first.state).status_code == 200
    assert len(world.arrived) == 2


def test_the_launch_address_takes_no_get(world: World) -> None:
    """Nothing is launched by GET."""
    assert world.client.get("/lti/launch").status_code == 405


def test_the_login_of_one_platform_is_not_the_launch_of_another(storing: World) -> None:
    """A token of another platform does not fit a login of this one."""
    state, nonce, _ = begin_by_page(storing, storing.client)
    token = storing.campus.mint("ines", "7001", nonce, claims={"iss": "https://campus.example"})
    assert_refused(storing, storing.send(token, state), "token.issuer")
    assert storing.campus.tool(CLIENT_ID).active
