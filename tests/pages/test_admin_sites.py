"""The administrator's desk for sites: made, shown, changed, given new keys, looked at, tried, switched off."""

import json
import re

import pytest
from flask import Flask
from joserfc.jwk import OKPKey

from lti_tool.db import Database
from lti_tool.people.models import Course
from tests.fakes.doors import AppDoor
from tests.pages.conftest import words
from tests.pages.desk import Administrator

PLACE = "/admin/sites"
SITE = {
    "name": "Acme intranet",
    "origins": "https://intranet.example\nhttps://www.intranet.example/",
    "language": "fr",
    "side": "start",
    "label": "Une question ?",
    "accent": "#7A1F5C",
    "algorithm": "HS256",
}


@pytest.fixture
def intranet() -> Flask:
    return Flask("intranet")


@pytest.fixture
def door(intranet: Flask) -> AppDoor:
    return AppDoor({"intranet.example": intranet})


@pytest.fixture
def course(app: Flask, database: Database, course_id: int) -> str:
    with database.transaction(write=False) as session:
        return session.get_one(Course, course_id).key


@pytest.fixture
def site(desk: Administrator, course: str) -> str:
    """The address of a site that was just made."""
    page = made(desk, course)
    found = re.search(r"/admin/sites/([0-9a-f]{16})/switch", page)
    assert found
    return f"{PLACE}/{found[1]}"


def made(desk: Administrator, course: str, **changed: str) -> str:
    response = desk.post(f"{PLACE}/new", **{**SITE, "course": course, **changed})
    assert response.status_code == 200, words(response)
    return response.get_data(as_text=True)


def read(desk: Administrator, address: str) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_without_sites_the_page_says_what_to_do(desk: Administrator) -> None:
    page = words(desk.get(PLACE))
    assert "No site yet" in page
    assert "Add a site" in page


def test_a_new_site_shows_its_line_and_its_secret_once(desk: Administrator, course: str) -> None:
    page = made(desk, course)
    for part in ("data-lang=&#34;fr&#34;", "data-accent=&#34;#7a1f5c&#34;", "data-side=&#34;start&#34;"):
        assert part in page
    secret = re.search(r'id="c-secret" type="text" value="([\w-]{64})"', page)
    assert secret
    listed = read(desk, PLACE)
    assert "https://www.intranet.example" in listed
    address = re.search(r'href="(/admin/sites/[0-9a-f]{16})"', listed)
    assert address
    assert secret[1] not in read(desk, address[1])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Give the site a name"),
        ({"origins": "https://intranet.example/path"}, "Give exact origins"),
        ({"origins": ""}, "Give exact origins"),
        ({"course": "nowhere"}, "Choose the course"),
        ({"accent": "#ffee00"}, "White words on this colour"),
        ({"side": "top"}, "Choose one of the sides"),
        ({"language": "xx"}, "The language is fr or en"),
        ({"algorithm": "none"}, "Choose how the site signs"),
        ({"algorithm": "EdDSA"}, "needs a file with its public keys"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    desk: Administrator, course: str, changed: dict[str, str], said: str
) -> None:
    response = desk.post(f"{PLACE}/new", **{**SITE, "course": course, "label": "Kept words", **changed})
    assert response.status_code == 422
    assert said in words(response)
    assert "Kept words" in response.get_data(as_text=True)
    assert "No site yet" in words(desk.get(PLACE))


def test_a_site_is_changed_and_a_mistake_changes_nothing(desk: Administrator, course: str, site: str) -> None:
    wrong = desk.post(site, **{**SITE, "course": course, "name": "New name", "origins": "ftp://x"})
    assert wrong.status_code == 422
    assert "New name" in wrong.get_data(as_text=True)
    assert '<h1 dir="auto">Acme intranet' in wrong.get_data(as_text=True)
    assert desk.post(site, **{**SITE, "course": course, "name": "New name", "accent": ""}).status_code == 303
    page = read(desk, site)
    assert "New name" in page
    assert "data-accent" not in page


def test_new_keys_leave_the_old_ones_a_week_or_end_them(desk: Administrator, site: str) -> None:
    rotated = desk.post(f"{site}/keys", action="rotate")
    assert "until" in words(rotated)
    assert 'id="c-secret"' in rotated.get_data(as_text=True)
    ended = desk.post(f"{site}/keys", action="forget")
    assert words(ended).count("Counts no more") == 2


def test_a_site_with_a_pair_of_its_own_takes_public_keys_only(desk: Administrator, course: str) -> None:
    pair = OKPKey.generate_key("Ed25519")
    private, public = (json.dumps(pair.as_dict(private=kept)) for kept in (True, False))
    refused = desk.post(f"{PLACE}/new", **{**SITE, "course": course, "algorithm": "EdDSA", "jwks": private})
    assert "holds a private key" in words(refused)
    page = made(desk, course, algorithm="EdDSA", jwks=public)
    assert 'id="c-secret"' not in page
    found = re.search(r"/admin/sites/([0-9a-f]{16})/switch", page)
    assert found
    site = f"{PLACE}/{found[1]}"
    assert desk.post(f"{site}/keys", action="rotate", jwks="{}").status_code == 422
    assert desk.post(f"{site}/keys", action="rotate", jwks=public).status_code == 303
    assert "which the tool does not have" in words(desk.get(f"{site}/preview"))


def test_off_and_on_again(desk: Administrator, app: Flask, site: str) -> None:
    key = site.rpartition("/")[2]
    frame = f"/widget/frame?site={key}"
    assert app.test_client().get(frame).status_code == 200
    assert desk.post(f"{site}/switch", action="off").status_code == 303
    assert app.test_client().get(frame).status_code == 404
    assert "Switched off" in words(desk.get(site))
    assert desk.post(f"{site}/switch", action="on").status_code == 303
    assert app.test_client().get(frame).status_code == 200


def test_the_check_names_what_the_page_blocks(desk: Administrator, intranet: Flask, site: str) -> None:
    line = re.search(r'id="c-line" type="text" value="([^"]+)"', read(desk, site))
    assert line
    html = line[1].replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
    policy = ["frame-src 'self'"]
    intranet.add_url_rule("/home", view_func=lambda: (html, {"Content-Security-Policy": policy[0]}), endpoint="home")
    blocked = words(desk.post(f"{site}/check", url="https://intranet.example/home"))
    assert "Something keeps the assistant away" in blocked
    assert "to frame-src in the page’s Content-Security-Policy" in blocked
    policy[0] = "default-src * 'unsafe-inline'"
    assert "The page is ready" in words(desk.post(f"{site}/check", url="https://intranet.example/home"))
    assert "cannot reach this page" in words(desk.post(f"{site}/check", url="https://elsewhere.example/"))
    assert "beginning with https://" in words(desk.post(f"{site}/check", url="<script>"))


def test_the_preview_vouches_for_the_administrator_and_for_nobody_else(
    desk: Administrator, app: Flask, site: str
) -> None:
    key = site.rpartition("/")[2]
    assert f'data-token-url="{site}/preview/token"' in read(desk, f"{site}/preview")
    refused = desk.client.post(f"{site}/preview/token", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    answer = desk.client.post(f"{site}/preview/token", headers={"Sec-Fetch-Site": "same-origin"})
    token = answer.get_json()["token"]
    opened = app.test_client().post("/widget/session", data={"site": key, "kind": "jwt", "value": token})
    assert opened.status_code == 200
    assert opened.get_json()["bearer"].startswith("embed.")


def test_a_site_that_does_not_exist_is_said(desk: Administrator) -> None:
    for address in (f"{PLACE}/{'0' * 16}", f"{PLACE}/x", f"{PLACE}/{'0' * 16}/preview"):
        assert desk.get(address).status_code == 404


@pytest.fixture
def published(intranet: Flask) -> OKPKey:
    """A key that the intranet publishes at /keys.json."""
    key = OKPKey.generate_key("Ed25519")
    intranet.add_url_rule("/keys.json", "keys", lambda: {"keys": [key.as_dict(private=False)]})
    return key


def test_a_site_that_publishes_its_keys_needs_no_pasting(desk: Administrator, course: str, published: OKPKey) -> None:
    there = {"algorithm": "EdDSA", "jwks_url": "https://intranet.example/keys.json"}
    page = made(desk, course, **there)
    assert 'value="https://intranet.example/keys.json"' in page
    wrong = desk.post(f"{PLACE}/new", **{**SITE, "course": course, "algorithm": "ES256", "jwks_url": there["jwks_url"]})
    assert (wrong.status_code, "no public key that fits" in words(wrong)) == (422, True)
    nowhere = desk.post(f"{PLACE}/new", **{**SITE, "course": course, **there, "jwks_url": "https://nowhere.example/k"})
    assert (nowhere.status_code, "No public keys could be read" in words(nowhere)) == (422, True)


def test_the_address_of_keys_is_changed_once_it_answers(desk: Administrator, course: str, published: OKPKey) -> None:
    jwks = json.dumps({"keys": [OKPKey.generate_key("Ed25519").as_dict(private=False)]})
    found = re.search(r"/admin/sites/[0-9a-f]{16}/keys-address", made(desk, course, algorithm="EdDSA", jwks=jwks))
    assert found
    wrong = desk.post(found[0], jwks_url="https://nowhere.example/keys.json")
    assert (wrong.status_code, 'value="https://nowhere.example/keys.json"' in wrong.text) == (422, True)
    done = desk.post(found[0], jwks_url="https://intranet.example/keys.json")
    assert "The keys at this address count" in words(desk.get(done.headers["Location"]))
    gone = desk.post(found[0], jwks_url="")
    assert "Only the keys that were pasted" in words(desk.get(gone.headers["Location"]))
