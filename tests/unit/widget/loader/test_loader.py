"""The loader's budget, its line to copy, exact origins, and the embed's routes."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from tests.fakes.widget_ports import surroundings
from tests.fakes.widget_sites import TOKEN, SitesInMemory, tool
from widget.loader import script
from widget.loader.sites import Site, is_origin
from widget.routes.assets import SCRIPTS, SHEETS

SITE = Site("acme", ("https://intranet.example", "not an origin"), language="fr", sign_in_url="/embed/sign-in")


@pytest.fixture
def sites() -> SitesInMemory:
    return SitesInMemory(SITE)


@pytest.fixture
def browser(sites: SitesInMemory) -> FlaskClient:
    return tool(sites, surroundings()).test_client()


def test_the_loader_is_at_most_4_kilobytes() -> None:
    assert len(gzip.compress(script.source(), 9)) <= 4096


def test_the_frame_is_at_most_40_kilobytes(browser: FlaskClient) -> None:
    parts = [browser.get("/widget/frame?site=acme").data]
    parts += [browser.get(f"/widget/static/{name}").data for name in (*SCRIPTS, *SHEETS, "frame.js", "frame.css")]
    assert sum(len(gzip.compress(part, 9)) for part in parts) <= 40 * 1024


@pytest.mark.parametrize(
    "origin",
    ["https://intranet.example", "https://intranet.example:8443", "http://localhost:8000", "http://[::1]:80"],
)
def test_exact_origins(origin: str) -> None:
    assert is_origin(origin)


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "*", "https://*.example", "https://intranet.example/", "https://intranet.example.",
        "http://intranet.example", "https://user@intranet.example", "https://intranet.example:99999",
        "https://intranet.example:x", "https://münchen.example", "HTTPS://intranet.example", "ftp://localhost",
        "https://intranet.example?x", "https://intranet.example https://evil.example",
    ],
)  # fmt: skip
def test_what_is_not_an_origin(text: str) -> None:
    assert not is_origin(text)


def test_the_line_to_copy() -> None:
    line = script.snippet("https://tool.example", 'a"b', "fr", "/mentor-token")
    assert line == (
        '<script src="https://tool.example/widget/embed.js" async data-site="a&quot;b"'
        ' data-token-url="/mentor-token" data-lang="fr"></script>'
    )


def test_a_pinned_line_names_version_and_hash() -> None:
    line = script.snippet("https://tool.example", "acme", "en", pinned=True)
    assert f"/widget/embed/{script.version()}.js" in line
    assert f'integrity="{script.integrity()}" crossorigin="anonymous"' in line


def test_the_loader_is_cached_and_revalidated(browser: FlaskClient) -> None:
    first = browser.get("/widget/embed.js")
    assert first.content_type == "text/javascript; charset=utf-8"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert browser.get("/widget/embed.js", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_version_never_changes_and_others_do_not_exist(browser: FlaskClient) -> None:
    assert "immutable" in browser.get(f"/widget/embed/{script.version()}.js").headers["Cache-Control"]
    assert browser.get("/widget/embed/000000000000.js").status_code == 404


def test_only_exact_origins_may_hold_the_frame(browser: FlaskClient) -> None:
    response = browser.get("/widget/frame?site=acme&named=1")
    assert response.headers["Content-Security-Policy"].endswith("frame-ancestors https://intranet.example")
    html = response.get_data(as_text=True)
    assert 'data-origins="[&#34;https://intranet.example&#34;]"' in html
    assert '<html lang="fr">' in html
    assert "Un instant." in html
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", html)


def test_the_page_may_choose_the_language(browser: FlaskClient) -> None:
    assert '<html lang="en">' in browser.get("/widget/frame?site=acme&lang=en-GB").get_data(as_text=True)


def test_an_unknown_site_has_no_frame(browser: FlaskClient) -> None:
    response = browser.get("/widget/frame?site=gone")
    assert response.status_code == 404
    assert response.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_a_pages_word_becomes_a_bearer(browser: FlaskClient, sites: SitesInMemory) -> None:
    answer = browser.post("/widget/session", data={"site": "acme", "kind": "jwt", "value": TOKEN})
    assert answer.get_json() == {"bearer": "bearer-1", "seconds": 900}
    panel = browser.get("/widget/panel", headers={"Authorization": "Bearer bearer-1"}).get_data(as_text=True)
    assert "assistant--frame" in panel
    assert 'target="_blank"' in panel


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"site": "acme", "kind": "jwt", "value": "other"}, 401),
        ({"site": "acme", "kind": "number", "value": "n 123456"}, 202),
        ({"site": "gone", "kind": "jwt", "value": TOKEN}, 400),
        ({"site": "acme", "kind": "nonce", "value": "n"}, 400),
        ({"site": "acme", "kind": "password", "value": "x"}, 400),
        ({"site": "acme", "kind": "jwt", "value": "x" * 9000}, 400),
        ({}, 400),
    ],
)
def test_what_is_not_accepted(browser: FlaskClient, form: dict[str, str], status: int) -> None:
    assert browser.post("/widget/session", data=form).status_code == status


def test_no_bearer_no_panel(browser: FlaskClient) -> None:
    assert browser.get("/widget/panel").status_code == 401
