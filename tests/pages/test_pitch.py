"""The spoken pitch through the pages: agreed to, sent, described, kept or gone, shared; the sound is nowhere."""

import io
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.errors import UnavailableError
from lti_tool.people.roles import Role
from lti_tool.signals import listening, takes
from lti_tool.signals.models import DeliveryTake
from lti_tool.signals.voice.report import Delivery
from lti_tool.tables import metadata
from lti_tool.web import services
from tests.factories import signals, speech
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, held, words
from tests.pages.couples import couple

PAGE = "/learn/pitch/"
SOUND = speech.wav(speech.speech()[0])


@pytest.fixture
def agreed(learner: Browser) -> Browser:
    assert "Noted." in words(learner.post(f"{PAGE}consent"))
    return learner


@pytest.fixture
def together(learner: Browser, mentor: Browser, database: Database) -> str:
    """The learner and the mentor are together; the address of the learner on the mentor's desk."""
    return couple(database, learner, mentor)


def send(browser: Browser, sound: bytes = SOUND, name: str = "take.wav", **fields: str):
    return browser.post(f"{PAGE}takes", data={"recording": (io.BytesIO(sound), name), **fields})


def number(response, what: str = "keep") -> str:
    return re.findall(rf"/learn/pitch/takes/(\d+)/{what}", response.get_data(as_text=True))[0]


class Scripted:
    """A listener that says what a test wants."""

    def __init__(
        self, *answers: Delivery | Exception, there: bool = True, meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        self.answers = list(answers)
        self.meanwhile = meanwhile
        self.there = there

    def is_there(self) -> bool:
        return self.there

    def describe(self, recording: bytes, declared_seconds: float | None) -> Delivery:
        answer = self.answers.pop(0)
        self.meanwhile()
        if isinstance(answer, Exception):
            raise answer
        return answer


def withdraw(browser: Browser) -> None:
    assert browser.post("/learn/who-sees/consents/voice/withdraw").status_code == 200


def listen_with(app: Flask, listener: listening.Listener) -> None:
    services.install(app.extensions, replace(held(app), listener=listener))


class TestATake:
    def test_nothing_is_read_before_the_yes(self, learner: Browser) -> None:
        page = learner.page(PAGE)
        assert "thrown away at once" in page
        assert "Send for reading" not in page
        assert send(learner).status_code == 409

    def test_of_a_recording_only_figures_are_left(self, agreed: Browser, database: Database, tmp_path: Path) -> None:
        def files() -> set[Path]:
            return {path for path in tmp_path.rglob("*") if path.is_file() and ".sqlite3" not in path.name}

        before = files()
        response = send(agreed, seconds="9.4", device="mic")
        page = words(response)
        assert "Read, and the sound is deleted." in page
        assert "9 seconds; 3 pauses, 20% of the time, the longest 0.9 s" in page
        assert "Pitch of the voice: 140 Hz" in page
        assert response.get_data(as_text=True).count('class="chart__pause"') == 3
        assert files() == before
        with database.engine.connect() as connection:
            for table in metadata.sorted_tables:
                for row in connection.execute(select(table)):
                    assert not any(isinstance(value, bytes) and SOUND[200:400] in value for value in row), table.name
        with database.transaction(write=False) as session:
            [row] = session.scalars(select(DeliveryTake)).all()
            assert set(row.delivery) == set(signals.delivery().as_dict())

    def test_what_is_not_kept_is_gone_in_an_hour(
        self, app: Flask, agreed: Browser, database: Database, clock: StillClock
    ) -> None:
        listen_with(app, Scripted(signals.delivery(), signals.delivery()))
        kept, _left = number(send(agreed)), number(send(agreed))
        agreed.post(f"{PAGE}takes/{kept}/keep")
        clock.advance(minutes=20)
        agreed.get(PAGE)
        with database.transaction() as session:
            takes.forget_unkept(session, clock.now() + timedelta(minutes=50))
            assert [str(row.id) for row in session.scalars(select(DeliveryTake))] == [kept]

    def test_the_third_take_is_compared_with_ones_own(self, app: Flask, agreed: Browser, clock: StillClock) -> None:
        calm, rushed = signals.delivery(), signals.delivery(pause_ratio=0.05, articulation_rate=5.0)
        listen_with(app, Scripted(calm, calm, rushed))
        for _ in range(2):
            agreed.post(f"{PAGE}takes/{number(send(agreed))}/keep")
            clock.advance(minutes=1)
        page = words(send(agreed))
        assert "Pauses: less than your usual (−75 %, measured to about ±20 %, against 2 takes)." in page
        assert "Pace: no change that can be measured (+14 %, measured to about ±43 %" in page
        assert "loudness" not in page.split("Against your own takes")[1].split("Delete")[0]

    def test_deleted_it_comes_back_for_oneself_alone(
        self,
        app: Flask,
        agreed: Browser,
        mentor: Browser,
        together: str,
    ) -> None:
        listen_with(app, Scripted(signals.delivery()))
        made = number(send(agreed))
        shared = words(agreed.post(f"{PAGE}takes/{made}/share", data={"text": "Pauses: 2, 20 %"}))
        assert "Your mentor sees it now." in shared
        assert "Pauses: 2, 20 %" in mentor.page(together)
        assert "Deleted, also for your mentor." in words(agreed.post(f"{PAGE}takes/{made}/delete"))
        assert "Pauses: 2, 20 %" not in mentor.page(together)
        assert agreed.post(f"{PAGE}takes/{made}/share", data={"text": "x"}).status_code == 409
        assert "Against your own takes" in words(agreed.post(f"{PAGE}takes/{made}/restore"))
        assert "Pauses: 2, 20 %" not in mentor.page(together)

    def test_a_withdrawal_deletes_every_take_and_copy(
        self,
        app: Flask,
        agreed: Browser,
        mentor: Browser,
        together: str,
        database: Database,
    ) -> None:
        listen_with(app, Scripted(signals.delivery()))
        made = number(send(agreed))
        agreed.post(f"{PAGE}takes/{made}/share", data={"text": "my figures"})
        assert "Withdrawn." in words(agreed.post("/learn/who-sees/consents/voice/withdraw"))
        assert "my figures" not in mentor.page(together)
        assert send(agreed).status_code == 409
        with database.transaction(write=False) as session:
            assert session.scalars(select(DeliveryTake)).all() == []

    def test_a_withdrawal_during_the_reading_leaves_nothing(
        self, app: Flask, agreed: Browser, database: Database
    ) -> None:
        listen_with(app, Scripted(signals.delivery(), meanwhile=lambda: withdraw(agreed)))
        response = send(agreed)
        assert response.status_code == 409
        assert "140 Hz" not in words(response)
        with database.transaction(write=False) as session:
            assert session.scalars(select(DeliveryTake)).all() == []
        page = agreed.page(PAGE)
        assert "Send for reading" not in page
        assert "thrown away at once" in page, "the page asks again before another recording is read"

    def test_anothers_take_does_not_exist(self, app: Flask, agreed: Browser, arrive: Arrive) -> None:
        listen_with(app, Scripted(signals.delivery()))
        made = number(send(agreed))
        stranger = arrive(Role.LEARNER, name="Aïcha")
        for what in ("keep", "delete", "restore", "share"):
            assert stranger.post(f"{PAGE}takes/{made}/{what}", data={"text": "x"}).status_code == 404


def long_wav(seconds: int) -> bytes:
    """Eight-bit sound of a thousand samples a second: long, and small."""
    head = b"RIFF" + struct.pack("<I", 36 + 1000 * seconds) + b"WAVEfmt "
    return (
        head
        + struct.pack("<IHHIIHH", 16, 1, 1, 1000, 1000, 1, 8)
        + b"data"
        + struct.pack("<I", 1000 * seconds)
        + b"\x80\xff" * (500 * seconds)
    )


class TestBadInput:
    @pytest.mark.parametrize(
        ("sound", "why"),
        [
            (b"", "The recording is empty."),
            (SOUND[: len(SOUND) // 2], "stops before its end"),
            (b"RIFF\xff\xff\xff\xffWAVE" + b"\x00" * 500, "damaged"),
            (b"\x1aE\xdf\xa3" + b"\xff" * 5000, "damaged"),
            (b"#EXTM3U\nhttp://169.254.169.254/latest/", "not a recording we can read"),
            (b"<svg onload=alert(1)>", "not a recording we can read"),
            (long_wav(600), "longer than two minutes"),
            (speech.wav(speech.speech()[0] * 0), "We hear no voice"),
        ],
        ids=["empty", "truncated", "no-sound", "hostile", "playlist", "script", "ten-minutes", "silence"],
    )
    def test_is_said_in_words_and_leaves_nothing(
        self, agreed: Browser, database: Database, sound: bytes, why: str
    ) -> None:
        response = send(agreed, sound, "../../<script>.wav")
        assert response.status_code == 422
        assert why in words(response)
        assert "A new take" in words(response)
        with database.transaction(write=False) as session:
            assert session.scalars(select(DeliveryTake)).all() == []

    def test_a_lost_end_is_noticed_by_the_seconds_that_were_counted(self, agreed: Browser) -> None:
        assert "part of it got lost" in words(send(agreed, seconds="60"))

    @pytest.mark.parametrize("extra", [1, 1024 * 1024])
    def test_too_large_is_said(self, agreed: Browser, extra: int) -> None:
        response = send(agreed, SOUND + b"\x00" * (10 * 1024 * 1024 - len(SOUND) + extra))
        assert response.status_code == 422
        assert "larger than 10 MB" in words(response)

    def test_no_file_at_all(self, agreed: Browser) -> None:
        response = agreed.post(f"{PAGE}takes", data={"seconds": "nan"})
        assert response.status_code == 422
        assert "There is no file to read." in words(response)

    def test_a_busy_machine_keeps_the_take_in_the_browser(self, app: Flask, agreed: Browser) -> None:
        listen_with(app, Scripted(listening.BusyError()))
        response = send(agreed)
        assert response.status_code == UnavailableError.status
        assert "Yours is still here" in words(response)


def test_without_the_extra_the_page_says_so(app: Flask, agreed: Browser) -> None:
    listen_with(app, Scripted(there=False))
    page = agreed.page(PAGE)
    assert "Recordings cannot be read here" in page
    assert "Send for reading" not in page


class TestTheMicrophone:
    def ticket(self, browser: Browser) -> str:
        return re.findall(r'"value": "([^"]+)"', browser.post(f"{PAGE}ticket").headers["HX-Trigger"])[0]

    def test_is_open_in_the_recorders_tab_alone(self, agreed: Browser, nobody: Browser) -> None:
        assert "microphone=()" in agreed.get(PAGE).headers["Permissions-Policy"]
        opened = nobody.post("/frame/open", data={"ticket": self.ticket(agreed), "to": "recorder"}, htmx=False)
        assert "microphone=(self)" in opened.headers["Permissions-Policy"]
        assert "camera=()" in opened.headers["Permissions-Policy"]
        assert "Record in a new tab" not in words(opened)
        assert 'data-record="start"' in opened.get_data(as_text=True)
        usual = nobody.post("/frame/open", data={"ticket": self.ticket(agreed)}, htmx=False)
        assert "microphone=()" in usual.headers["Permissions-Policy"]

    def test_a_mentors_ticket_opens_no_recorder(self, mentor: Browser, nobody: Browser) -> None:
        value = re.findall(r'"value": "([^"]+)"', mentor.post("/frame/ticket").headers["HX-Trigger"])[0]
        opened = nobody.post("/frame/open", data={"ticket": value, "to": "recorder"}, htmx=False)
        assert "microphone=()" in opened.headers["Permissions-Policy"]
