"""The ledger: shares, looks, consents with their dates, what was derived, and the archive."""

import io
import json
import re
import zipfile

import pytest

from lti_tool.db import Database
from lti_tool.mentoring import sharing
from lti_tool.people.roles import Role
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, words
from tests.pages.couples import couple

PAGE = "/learn/who-sees/"


@pytest.fixture
def together(learner: Browser, mentor: Browser, database: Database) -> str:
    return couple(database, learner, mentor)


def shared(learner: Browser) -> str:
    page = learner.post("/learn/check-ins/", data={"energy": "1", "progress": "2"}).get_data(as_text=True)
    made = re.findall(r"/learn/check-ins/(\d+)/share", page)[0]
    page = learner.post(f"/learn/check-ins/{made}/share", data={"text": "Low this week"}).get_data(as_text=True)
    return re.findall(r"/learn/who-sees/shares/(\d+)/take-back", page)[0]


def test_a_share_stands_there_until_taken_back_and_then_its_dates(
    learner: Browser, mentor: Browser, together: str
) -> None:
    item = shared(learner)
    assert "Low this week" in learner.page(PAGE)
    assert "You shared how it is going." in learner.page(PAGE)
    mentor.page(together)
    assert "Marc Delorme" in learner.page(PAGE)
    page = words(learner.post(f"{PAGE}shares/{item}/take-back"))
    assert "Low this week" not in page
    assert "taken back on 2 March 2026, 12:00. Its text is deleted." in page
    assert "You shared how it is going." not in page


def test_an_archive_written_by_an_administrator_stands_there(
    learner: Browser, database: Database, clock: StillClock
) -> None:
    assert learner.person
    with database.transaction() as session:
        sharing.note_export(session, learner.person.viewer.user_id, None, "command", clock.now())
    assert "An administrator · everything, written into an archive" in learner.page(PAGE)


def test_nobody_takes_anothers_share_back(learner: Browser, together: str, arrive: Arrive) -> None:
    item = shared(learner)
    assert arrive(Role.LEARNER).post(f"{PAGE}shares/{item}/take-back").status_code == 404
    assert "Low this week" in learner.page(PAGE)


def test_each_consent_has_its_date_and_its_way_back(learner: Browser) -> None:
    assert "yes, since" not in learner.page(PAGE)
    learner.post("/learn/pitch/consent")
    assert "yes, since 2 March 2026, 12:00" in learner.page(PAGE)
    page = words(learner.post(f"{PAGE}consents/voice/withdraw"))
    assert "yes, since" not in page
    assert "My recordings are described, for me – no" in page
    assert learner.post(f"{PAGE}consents/everything/withdraw").status_code == 404


def test_the_archive_holds_the_check_ins_and_nobody_elses(learner: Browser, arrive: Arrive) -> None:
    learner.post("/learn/check-ins/", data={"energy": "1", "progress": "2", "words": "mine alone"})
    for browser, held in ((learner, True), (arrive(Role.LEARNER), False)):
        response = browser.get(f"{PAGE}everything.zip")
        assert response.headers["Content-Type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(response.data)) as packed:
            data = packed.read("data.json").decode()
            assert ("mine alone" in data) is held
            assert bool(json.loads(data)["signals"]["check_ins"]) is held
            assert "index.html" in packed.namelist()
