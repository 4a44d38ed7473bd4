"""The desk's doors: nothing without sign-in, no foreign form, no session brought along, no endless trying."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.db import Database
from lti_tool.people import administrators
from lti_tool.people.administrator_models import DeskSession
from tests.fakes.clock import StillClock
from tests.pages.conftest import Browser
from tests.pages.desk import EMAIL, PASSWORD, Administrator
from tests.pages.test_access import DESK, MATRIX, snapshot

SESSION = "__Host-boussole-desk"
BEFORE = "__Host-boussole-sign-in"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def desk_rows(app: Flask) -> Iterator[tuple[str, str]]:
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if MATRIX.get(rule.endpoint) == DESK:
            for method in sorted((rule.methods or set()) & {"GET", *UNSAFE}):
                yield method, adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, 1), method=method)


def cookies(response: TestResponse) -> dict[str, str]:
    """The cookies that an answer sets, with their attributes."""
    return {line.split("=", 1)[0]: line for line in response.headers.getlist("Set-Cookie")}


def test_every_page_of_the_desk_asks_to_sign_in(app: Flask) -> None:
    for method, address in desk_rows(app):
        response = app.test_client().open(address, method=method)
        assert response.status_code == 401, (method, address)
        page = response.get_data(as_text=True)
        assert 'type="password"' in page
        assert f'name="next" value="{address if method == "GET" else "/admin/"}"' in page


def test_every_form_needs_the_token_of_its_session(app: Flask, desk: Administrator, other_desk: Administrator) -> None:
    before = desk.sessions()
    for method, address in desk_rows(app):
        if method not in UNSAFE:
            continue
        for given in ({}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": other_desk.token()}):
            response = desk.client.open(address, method=method, data=given)
            assert response.status_code == 403, (method, address, given)
    assert desk.sessions() == before
    assert desk.get("/admin/").status_code == 200


def test_the_right_token_is_accepted(desk: Administrator) -> None:
    assert desk.post("/admin/keys").status_code == 303


def test_the_sign_in_form_needs_its_token_too(desk: Administrator, app: Flask) -> None:
    fresh = app.test_client()
    given = {"email": EMAIL, "password": PASSWORD}
    assert fresh.post("/admin/sign-in", data=given).status_code == 403
    fresh.get("/admin/sign-in")
    assert fresh.post("/admin/sign-in", data={**given, "form_token": "0" * 64}).status_code == 403
    assert fresh.post("/admin/sign-in", data={**given, "form_token": desk.token()}).status_code == 403


def test_the_cookie_is_this_hosts_alone_and_no_script_reads_it(anyone: Administrator) -> None:
    response = anyone.sign_in()
    assert response.status_code == 303
    for part in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in cookies(response)[SESSION]
    assert "Domain" not in cookies(response)[SESSION]
    assert "Max-Age" not in cookies(response)[SESSION]


def test_signing_in_makes_a_new_session(anyone: Administrator, database: Database) -> None:
    anyone.sign_in()
    first = anyone.cookie(SESSION)
    anyone.client.delete_cookie(BEFORE)
    anyone.post("/admin/sign-out")
    anyone.client.set_cookie(SESSION, first or "")
    assert anyone.get("/admin/").status_code == 401
    anyone.sign_in()
    assert anyone.cookie(SESSION) != first
    with database.transaction(write=False) as session:
        assert len(session.scalars(select(DeskSession)).all()) == 1


def test_the_cookie_of_the_sign_in_page_opens_nothing(anyone: Administrator) -> None:
    anyone.client.get("/admin/sign-in")
    anyone.client.set_cookie(SESSION, anyone.cookie(BEFORE) or "")
    assert anyone.get("/admin/").status_code == 401


@pytest.mark.parametrize("change", [lambda held: held[:-1] + "!", lambda held: held.split(".")[0], lambda _: "x" * 999])
def test_a_cookie_that_we_did_not_sign_opens_nothing(desk: Administrator, change) -> None:
    desk.client.set_cookie(SESSION, change(desk.cookie(SESSION)))
    assert desk.get("/admin/").status_code == 401


def test_who_signs_out_is_out(desk: Administrator) -> None:
    held = desk.cookie(SESSION)
    response = desk.post("/admin/sign-out")
    assert response.headers["Location"] == "/admin/sign-in"
    desk.client.set_cookie(SESSION, held or "")
    assert desk.get("/admin/").status_code == 401


def test_a_session_ends_after_half_an_hour_of_rest(desk: Administrator, clock: StillClock) -> None:
    clock.advance(minutes=29)
    assert desk.get("/admin/").status_code == 200
    clock.advance(minutes=29)
    assert desk.get("/admin/").status_code == 200
    clock.advance(minutes=31)
    assert desk.get("/admin/").status_code == 401


def test_a_wrong_pair_is_refused_in_one_sentence(anyone: Administrator) -> None:
    for email, password in ((EMAIL, "not the password"), ("nobody@campus.example", PASSWORD), ("", "")):
        response = anyone.sign_in(email, password)
        assert response.status_code == 422
        assert "do not belong together" in response.get_data(as_text=True)
        assert password not in response.get_data(as_text=True) or not password
    assert SESSION not in cookies(response)


def test_trying_ends_after_ten_and_other_accounts_go_on(
    anyone: Administrator, database: Database, clock: StillClock
) -> None:
    with database.transaction() as session:
        administrators.create(session, "second@campus.example", PASSWORD, clock.now())
    answers = [anyone.sign_in(EMAIL.upper() if turn % 2 else EMAIL, "wrong").status_code for turn in range(10)]
    assert answers == [422] * 10
    response = anyone.sign_in()
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "900"
    assert "Wait a quarter of an hour" in response.get_data(as_text=True)
    assert anyone.get("/admin/").status_code == 401
    assert anyone.sign_in("second@campus.example").status_code == 303


def test_the_password_is_not_logged(anyone: Administrator, capsys: pytest.CaptureFixture[str], caplog) -> None:
    anyone.sign_in(password="a wrong secret word")
    anyone.sign_in()
    written = capsys.readouterr()
    for secret in ("a wrong secret word", PASSWORD):
        assert secret not in written.out + written.err + caplog.text


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example", "https://evil.example/admin/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
        "/admin//evil.example", "/admin/\\evil.example", "/admin/%0d%0aSet-Cookie:x", "/admin/\r\nX: y",
        "/admin/../learn", "/admin@evil.example", "admin.evil.example", "/learn/", "/admin/keys\n", " /admin/keys",
    ],
)  # fmt: skip
def test_the_next_page_is_one_of_the_desks(anyone: Administrator, wanted: str) -> None:
    response = anyone.sign_in(wanted=wanted)
    assert (response.status_code, response.headers["Location"]) == (303, "/admin/")
    response = anyone.client.get("/admin/sign-in", query_string={"next": wanted})
    assert (response.status_code, response.headers["Location"]) == (303, "/admin/")


def test_who_was_asked_to_sign_in_gets_the_page_that_was_wanted(anyone: Administrator) -> None:
    assert anyone.sign_in(wanted="/admin/keys").headers["Location"] == "/admin/keys"


def test_the_desk_is_never_in_a_frame(app: Flask, desk: Administrator) -> None:
    for response in (desk.get("/admin/"), app.test_client().get("/admin/"), desk.client.post("/admin/keys")):
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_a_session_of_a_course_opens_no_desk_and_the_desk_no_course(instructor: Browser, desk: Administrator) -> None:
    assert instructor.get("/admin/").status_code == 401
    assert desk.get("/teach/").status_code == 401


def test_reading_the_desk_changes_nothing(app: Flask, desk: Administrator, database: Database) -> None:
    desk.add_platform()
    model_id, site = desk.add_model(), desk.add_site()
    before = snapshot(database)
    for method, address in desk_rows(app):
        if method == "GET":
            number = model_id if "/models/" in address else site if "/sites/" in address else desk.platform_id
            assert desk.get(address.replace("/1", f"/{number}")).status_code == 200, address
    assert snapshot(database) == before
