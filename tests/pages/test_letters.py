"""Mail and calendar: one's own switch, the private feed, the link in a letter, moving a session."""

from datetime import timedelta

import pytest
from flask import Flask

from lti_tool.db import Database
from lti_tool.mail.choices import PURPOSE, sealed, wants_mail
from lti_tool.mentoring import meetings
from lti_tool.people.models import Enrolment, User
from lti_tool.people.roles import Role
from lti_tool.settings import Settings
from tests.factories import mentoring
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, parsed, words

PLACE = "/together/mail/"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that sends mail."""
    values = {"BOUSSOLE_SMTP_URL": "smtp+plain://127.0.0.1:9", "BOUSSOLE_MAIL_FROM": "no-reply@campus.example"}
    given = {str(field.alias): getattr(settings, name) for name, field in Settings.model_fields.items()}
    return Settings.model_validate({**given, **values})


@pytest.fixture
def waits(arrive: Arrive, database: Database) -> Browser:
    browser = arrive(Role.LEARNER)
    assert browser.person is not None
    with database.transaction() as session:
        session.get_one(User, browser.person.viewer.user_id).email = "tom@campus.example"
    return browser


def address_of(browser: Browser) -> str:
    document = parsed(browser.post(PLACE + "feed"))
    [field] = [one for one in document.all("input") if one.attributes.get("id") == "f-address"]
    return field.attributes["value"].removeprefix("http://localhost:8000")


def test_mail_is_switched_off_and_on(waits: Browser) -> None:
    assert "You get mail tom@campus.example" in waits.page(PLACE)
    assert "You get no mail" in words(waits.post(PLACE))
    assert "You get no mail" in waits.page(PLACE)
    assert "You get mail tom@campus.example" in words(waits.post(PLACE, data={"wanted": "on"}))


def test_without_an_address_the_page_says_so(mentor: Browser) -> None:
    assert "gives us no e-mail address" in mentor.page(PLACE)


def test_the_feed_is_shown_once_rotated_and_taken_back(waits: Browser, nobody: Browser) -> None:
    first = address_of(waits)
    assert nobody.get(first).mimetype == "text/calendar"
    assert first not in waits.page(PLACE)
    assert "An address is in use" in waits.page(PLACE)
    second = address_of(waits)
    assert nobody.get(first).status_code == 404
    assert nobody.get(second).status_code == 200
    waits.post(PLACE + "feed/revoke")
    assert nobody.get(second).status_code == 404
    assert nobody.get("/calendar.ics").status_code == 404


def test_the_link_in_a_letter_stops_mail_only_when_it_is_pressed(
    waits: Browser, nobody: Browser, settings: Settings, database: Database
) -> None:
    assert waits.person is not None
    user_id = waits.person.viewer.user_id
    link = f"/mail/stop?token={sealed(settings.derived_key(PURPOSE), user_id)}"

    def wanted() -> bool:
        with database.transaction(write=False) as session:
            return wants_mail(session, user_id)

    assert nobody.get(link).status_code == 200
    assert wanted()
    assert "You get no more mail" in words(nobody.post(link, data={"List-Unsubscribe": "One-Click"}))
    assert not wanted()
    nobody.post(link, data={"wanted": "on"})
    assert wanted()


@pytest.mark.parametrize("token", ["", "1", "1-", "1-abc", "x-y", "999999999999999999999-a", "1-é"])
def test_a_link_that_is_not_ours_opens_nothing(waits: Browser, nobody: Browser, token: str) -> None:
    assert nobody.get(f"/mail/stop?token={token}").status_code == 404
    assert nobody.post(f"/mail/stop?token={token}").status_code == 404


def test_a_key_is_in_no_log(app: Flask, waits: Browser, nobody: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    address = address_of(waits)
    nobody.get(address)
    nobody.get(address + "x")
    said = capsys.readouterr()
    assert address.split("=")[1] not in said.out + said.err


def test_an_agreed_session_is_moved(waits: Browser, mentor: Browser, database: Database, clock: StillClock) -> None:
    assert waits.person is not None
    assert mentor.person is not None
    with database.transaction() as session:
        learner = session.get_one(Enrolment, waits.person.viewer.enrolment_id)
        helper = session.get_one(Enrolment, mentor.person.viewer.enrolment_id)
        for one in (learner, helper):
            mentoring.say(session, one, goals=mentoring.GOALS)
        pair = mentoring.active(session, learner, helper)
        public_id = mentoring.confirmed(session, pair, clock.now() + timedelta(days=4)).public_id
    place = f"/together/sessions/{public_id}/move"
    assert "Ask for another time" in waits.page("/learn/mentor/")
    refused = waits.post(place, data={"move1": "2026-03-29T02:30"})
    assert refused.status_code == 422
    assert "clocks go forward" in words(refused)
    assert "Moved. The other person confirms" in words(waits.post(place, data={"move1": "2026-03-09T18:30"}))
    assert waits.post(place, data={"move1": "2026-03-09T18:30"}).status_code == 409
    assert mentor.post(place, data={"move1": "2026-03-09T18:30"}).status_code == 409
    with database.transaction() as session:
        meeting = meetings.find_meeting(session, public_id, mentor.person.viewer.user_id)
        [time] = meeting.times
    assert "Confirmed." in words(mentor.post(f"/together/sessions/{public_id}/confirm", data={"time": time}))


def test_a_stranger_cannot_move_it(arrive: Arrive, waits: Browser) -> None:
    assert arrive(Role.LEARNER).post("/together/sessions/none/move", data={"move1": "x"}).status_code == 404
