"""The shell: the first page of a launch, tickets for a new tab, help, failures, the session that ended."""

import json

import pytest
from flask import Flask
from sqlalchemy import event

from lti_tool.db import Database
from lti_tool.lti.models import Platform
from lti_tool.pages.home import first_page
from lti_tool.people import frame_sessions
from lti_tool.people.models import FrameSession
from lti_tool.people.roles import Role
from tests.factories import catalogue, people, viewers
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, parsed, words
from tests.pages.desk import Administrator
from tests.pages.policing import police

FIRST = {Role.LEARNER: "/learn/", Role.MENTOR: "/mentor/", Role.INSTRUCTOR: "/teach/"}


@pytest.mark.parametrize("role", list(Role))
def test_a_launch_shows_the_first_page_with_the_token_in_its_body(app: Flask, arrive: Arrive, role: Role) -> None:
    person = arrive(role).person
    assert person
    with app.test_request_context("/lti/launch", method="POST"):
        response = app.process_response(first_page(person.viewer, person.token))
        html = response.get_data(as_text=True)
    assert f'data-session="{person.token}"' in html
    assert f'data-home="{FIRST[role]}"' in html
    assert html.count(person.token) == 1
    assert person.token not in str(response.headers)
    police(app, response)  # type: ignore[arg-type]


def test_later_pages_do_not_hold_the_token(learner: Browser) -> None:
    assert learner.person
    assert learner.person.token not in learner.get("/learn/").get_data(as_text=True)


def ticket(browser: Browser) -> str:
    response = browser.post("/frame/ticket")
    assert response.status_code == 204
    value: str = json.loads(response.headers["HX-Trigger"])["boussole:ticket"]["value"]
    return value


def token_in(html: str) -> str:
    return html.split('data-session="')[1].split('"', maxsplit=1)[0]


def test_a_ticket_opens_the_same_place_in_a_session_of_its_own(learner: Browser, nobody: Browser) -> None:
    assert learner.person
    response = nobody.client.post("/frame/open", data={"ticket": ticket(learner)})
    assert response.status_code == 200
    token = token_in(response.get_data(as_text=True))
    assert token != learner.person.token
    again = nobody.client.get("/learn/", headers={"Authorization": f"Bearer {token}"})
    assert "Hello Tom Whitfield" in words(again)


def test_a_ticket_works_once(learner: Browser, nobody: Browser) -> None:
    value = ticket(learner)
    assert nobody.client.post("/frame/open", data={"ticket": value}).status_code == 200
    assert nobody.client.post("/frame/open", data={"ticket": value}).status_code == 401


def test_a_ticket_works_for_a_minute(learner: Browser, nobody: Browser, clock: StillClock) -> None:
    value = ticket(learner)
    clock.advance(seconds=60)
    assert nobody.client.post("/frame/open", data={"ticket": value}).status_code == 401


@pytest.mark.parametrize("value", ["", "x", "x" * 10_000, "\x00"])
def test_a_made_up_ticket_opens_nothing(nobody: Browser, value: str) -> None:
    assert nobody.client.post("/frame/open", data={"ticket": value}).status_code == 401


def test_a_ticket_of_a_session_that_ended_opens_nothing(
    learner: Browser, nobody: Browser, database: Database, clock: StillClock
) -> None:
    assert learner.person
    value = ticket(learner)
    with database.transaction() as session:
        frame_sessions.end_sessions(session, learner.person.viewer.enrolment_id, clock.now())
    assert nobody.client.post("/frame/open", data={"ticket": value}).status_code == 401


def test_a_ticket_of_somebody_who_left_opens_nothing(learner: Browser, nobody: Browser, database: Database) -> None:
    assert learner.person
    value = ticket(learner)
    with database.transaction() as session:
        row = session.get_one(FrameSession, learner.person.viewer.session_id)
        session.get_one(frame_sessions.Enrolment, row.enrolment_id).active = False
    assert nobody.client.post("/frame/open", data={"ticket": value}).status_code == 401


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_another_site_cannot_post_a_ticket(learner: Browser, nobody: Browser, site: str) -> None:
    """Otherwise somebody could be put into a session that is not theirs."""
    response = nobody.client.post("/frame/open", data={"ticket": ticket(learner)}, headers={"Sec-Fetch-Site": site})
    assert response.status_code == 403


def test_our_own_page_can_post_one(learner: Browser, nobody: Browser) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    assert nobody.client.post("/frame/open", data={"ticket": ticket(learner)}, headers=headers).status_code == 200


def test_help_is_open_to_everyone_and_names_whom_to_call(nobody: Browser) -> None:
    response = nobody.get("/help/now")
    assert response.status_code == 200
    assert "tel:3114" in response.get_data(as_text=True)
    assert "Nobody is told by this tool." in words(response)


@pytest.mark.parametrize("address", ["/learn/", "/learn/search?q=cv", "/mentor/", "/teach/"])
def test_help_is_one_tap_away_on_every_page(arrive: Arrive, address: str) -> None:
    role = {"/mentor/": Role.MENTOR, "/teach/": Role.INSTRUCTOR}.get(address, Role.LEARNER)
    links = [e.attributes.get("href") for e in parsed(arrive(role).get(address)).all("a")]
    assert "/help/now" in links


def test_help_is_one_tap_away_on_every_page_that_anybody_can_open(app: Flask, nobody: Browser) -> None:
    """Launches that failed, sign-in pages, the frame of a site that is off, what is not found: wherever one ends up."""
    pages, routes = 0, app.url_map.bind("localhost")
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    for address in [routes.build(rule.endpoint, dict.fromkeys(rule.arguments, 1)) for rule in rules]:
        response = nobody.get(address)
        if response.mimetype == "text/html" and b"<html" in response.data:
            pages += 1
            assert "/help/now" in [e.attributes.get("href") for e in parsed(response).all("a")], address
    assert pages > 80


def test_help_is_one_tap_away_at_the_administrators_desk(desk: Administrator) -> None:
    for address in ("/admin/", "/admin/models", "/admin/sites", "/admin/sites/new", "/admin/nothing"):
        assert 'href="/help/now"' in desk.get(address).get_data(as_text=True), address


def test_the_way_back_to_the_course_leaves_the_frame(learner: Browser) -> None:
    [link] = [e for e in parsed(learner.get("/learn/")).all("a") if "Back to the course" in e.text]
    assert link.attributes["href"] == "https://campus.example/course/101"
    assert link.attributes["target"] == "_top"


def test_the_page_one_is_on_is_marked(learner: Browser) -> None:
    [current] = [e for e in parsed(learner.get("/learn/path")).all("a") if e.attributes.get("aria-current") == "page"]
    assert current.text.strip() == "Path"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "Votre session est terminée. Rouvrez l’activité depuis votre cours."), ("en", "Your session has ended.")],
)
def test_without_a_session_the_page_says_what_to_do_in_the_browsers_language(
    nobody: Browser, language: str, sentence: str
) -> None:
    response = nobody.client.get("/learn/", headers={"Accept-Language": language})
    assert response.status_code == 401
    assert sentence in words(response)
    fragment = nobody.client.get("/learn/", headers={"Accept-Language": language, "HX-Request": "true"})
    assert fragment.status_code == 401
    assert fragment.get_data(as_text=True).strip().startswith("<section")
    assert sentence in words(fragment)


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [("/nowhere", 404, "This page does not exist"), ("/teach/", 403, "Your role in this course does not allow this.")],
)
def test_a_refusal_is_a_page_with_the_navigation_and_a_number(
    learner: Browser, address: str, status: int, sentence: str
) -> None:
    response = learner.get(address)
    assert response.status_code == status
    assert sentence in words(response)
    assert response.headers["X-Correlation-Id"] in words(response)
    assert parsed(response).all("nav")


def test_a_wrong_method_is_said(learner: Browser) -> None:
    response = learner.get("/learn/shown")
    assert response.status_code == 405
    assert response.headers["Allow"]


def test_a_database_that_is_gone_is_said_without_asking_it(learner: Browser, database: Database) -> None:
    def gone(connection: object, cursor: object, statement: str, *_: object) -> None:
        raise database.engine.dialect.loaded_dbapi.OperationalError("disk I/O error")

    event.listen(database.engine, "before_cursor_execute", gone)
    try:
        response = learner.get("/learn/")
    finally:
        event.remove(database.engine, "before_cursor_execute", gone)
    assert response.status_code == 503
    assert "try again in a minute" in words(response)


@pytest.mark.parametrize(("family", "told"), [("canvas", "https://campus.example"), ("moodle", "")])
def test_only_canvas_is_told_the_height_and_only_at_its_own_address(
    arrive: Arrive, database: Database, clock: StillClock, family: str, told: str
) -> None:
    with database.transaction() as session:
        platform = Platform(
            issuer="https://campus.example",
            client_id=family,
            family=family,
            authorization_url="https://campus.example/auth",
            token_url="https://campus.example/token",
            keyset_url="https://campus.example/keys",
            created_at=clock.now(),
        )
        session.add(platform)
        session.flush()
        course = people.course(session, platform_id=platform.id).id
    response = arrive(into=course).get("/learn/")
    [body] = parsed(response).all("body")
    assert body.attributes["data-platform"] == told


EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{70707*7}}'


@pytest.mark.parametrize("role", list(Role))
def test_names_titles_and_addresses_are_only_ever_text(
    app: Flask, arrive: Arrive, database: Database, role: Role
) -> None:
    """The client refuses a page in which any of them became markup."""
    course = viewers.course(database, EVIL)
    with database.transaction() as session:
        catalogue.skill(session, course, "evil", name=EVIL)
        row = catalogue.resource(session, course, EVIL, text=f"{EVIL} and more words", url="javascript:alert(1)")
        public_id = row.public_id
    browser = arrive(role, into=course, name=EVIL)
    addresses = {
        Role.LEARNER: ["/learn/", "/learn/path", "/learn/profile", "/learn/search"],
        Role.MENTOR: ["/mentor/"],
        Role.INSTRUCTOR: ["/teach/", "/teach/content", "/teach/learners", "/teach/preview", "/teach/settings"],
    }
    for address in (*addresses[role], f"/learn/resources/{public_id}", f"/learn/search?q={EVIL}", f"/{EVIL}"):
        response = browser.get(address)
        assert "494949" not in words(response)
