"""Letters over real sockets to a real SMTP server: each arrives once, and trouble is told from trouble."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from lti_tool.clock import SystemClock
from lti_tool.db import Database
from lti_tool.demo.processes import free_port
from lti_tool.mail import outbox
from lti_tool.mail.choices import choose
from lti_tool.mail.delivering import Post, deliver_next
from lti_tool.mail.models import Letter, LetterState
from lti_tool.mail.smtp import MailUnavailableError, SmtpMailer, SmtpServer
from lti_tool.people.models import User
from lti_tool.privacy.rights import erase
from lti_tool.settings import Settings
from lti_tool.worker.post import make_post
from tests.factories import people
from tests.fakes.clock import StillClock
from tests.fakes.graded_campus import environment_of, wait_until
from tests.fakes.mail_server import MailServer, mail_server

ADDRESS = "ines@campus.example"
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def mailing(settings: Settings, server: MailServer) -> Settings:
    return Settings.from_environ(
        {
            "BOUSSOLE_SECRET_KEY": settings.secret_key.get_secret_value(),
            "BOUSSOLE_DATA_DIR": str(settings.data_dir),
            "DATABASE_URL": settings.database_url,
            "BOUSSOLE_SMTP_URL": server.url,
            "BOUSSOLE_MAIL_FROM": "Boussole <no-reply@campus.example>",
        },
        env_file=None,
    )


@pytest.fixture
def post(mailing: Settings) -> Post:
    made = make_post(mailing)
    assert made is not None
    return made


def written(database: Database, clock: StillClock | SystemClock, count: int = 1, **values: str) -> list[int]:
    """Commit letters, each to a person of its own."""
    made = []
    with database.transaction() as session:
        for number in range(count):
            person = people.user(session, **{"email": f"{number}.{ADDRESS}" if number else ADDRESS, **values})
            draft = outbox.Draft(
                f"test:{number}", "Séance avec Marc", "À vendredi.", clock.now() + timedelta(days=1), CALENDAR
            )
            assert outbox.write(session, person, draft, clock.now())
            made.append(person.id)
    return made


def states(database: Database) -> list[LetterState]:
    with database.transaction(write=False) as session:
        return [LetterState(state) for state in session.scalars(select(Letter.state).order_by(Letter.id))]


def send_all(database: Database, post: Post, clock: StillClock) -> None:
    while deliver_next(database, post, clock):
        pass


def test_a_letter_arrives_with_its_parts(database: Database, clock: StillClock, post: Post, server: MailServer) -> None:
    written(database, clock, locale="fr")
    send_all(database, post, clock)
    [letter] = server.letters
    assert server.recipients == [ADDRESS]
    assert (letter["Subject"], letter["From"]) == ("Séance avec Marc", "Boussole <no-reply@campus.example>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    text, calendar = letter.iter_parts()
    assert "À vendredi." in text.get_content()
    assert f"Ne plus recevoir d’e-mails : {letter['List-Unsubscribe'].strip('<>')}" in text.get_content().replace(
        "\xa0", " "
    )
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "PUBLISH"
    assert "METHOD:PUBLISH" in calendar.get_content()
    with database.transaction(write=False) as session:
        row = session.scalars(select(Letter)).one()
        assert (row.state, row.subject, row.text, row.calendar) == (LetterState.SENT, "", "", "")


def test_what_has_arrived_is_not_sent_again_and_one_thing_is_written_once(
    database: Database, clock: StillClock, post: Post, server: MailServer
) -> None:
    [person_id] = written(database, clock)
    send_all(database, post, clock)
    with database.transaction() as session:
        draft = outbox.Draft("test:0", "x", "x", clock.now() + timedelta(days=1))
        assert not outbox.write(session, session.get_one(User, person_id), draft, clock.now())
    clock.advance(days=1)
    send_all(database, post, clock)
    assert len(server.letters) == 1


def test_who_is_refused_for_good_is_not_asked_again(
    database: Database, clock: StillClock, post: Post, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    written(database, clock)
    server.answers = ["550 no such mailbox"]
    send_all(database, post, clock)
    assert states(database) == [LetterState.FAILED]
    assert "SMTP 550" in caplog.text
    assert ADDRESS not in caplog.text
    clock.advance(hours=5)
    send_all(database, post, clock)
    assert server.letters == []


def test_who_is_busy_is_asked_again_later(
    database: Database, clock: StillClock, post: Post, server: MailServer
) -> None:
    written(database, clock)
    server.answers = ["451 greylisted", "451 still"]
    for minutes, arrived in ((0, 0), (1, 0), (4, 0), (1, 1)):
        clock.advance(minutes=minutes)
        send_all(database, post, clock)
        assert len(server.letters) == arrived, minutes
    assert states(database) == [LetterState.SENT]


def test_without_a_server_a_letter_waits(database: Database, clock: StillClock, post: Post) -> None:
    written(database, clock)
    port = free_port(0)
    away = replace(post, mailer=SmtpMailer(SmtpServer.of(f"smtp+plain://127.0.0.1:{port}")))
    send_all(database, away, clock)
    assert states(database) == [LetterState.WAITING]
    clock.advance(minutes=1)
    with mail_server(port) as back:
        send_all(database, away, clock)
        assert len(back.letters) == 1


def test_what_nobody_wants_or_needs_any_more_is_dropped(
    database: Database, clock: StillClock, post: Post, server: MailServer
) -> None:
    stopped, gone, _late = written(database, clock, 3)
    with database.transaction() as session:
        choose(session, stopped, wanted=False, now=clock.now())
        erase(session, gone, clock.now())
        late = session.scalars(select(Letter).order_by(Letter.id.desc()).limit(1)).one()
        late.expires_at = clock.now()
    send_all(database, post, clock)
    assert server.letters == []
    assert states(database) == [LetterState.DROPPED, LetterState.DROPPED]


def test_a_name_cannot_add_a_recipient(database: Database, clock: StillClock, post: Post, server: MailServer) -> None:
    written(database, clock, name="Eve\r\nBcc: all@campus.example")
    written_to_nobody = "eve@campus.example, all@campus.example"
    with database.transaction() as session:
        person = people.user(session, email=written_to_nobody)
        outbox.write(session, person, outbox.Draft("x", "a\nb", "x", clock.now() + timedelta(days=1)), clock.now())
    send_all(database, post, clock)
    assert server.recipients == [ADDRESS]
    assert server.letters[0]["Bcc"] is None
    assert states(database) == [LetterState.SENT, LetterState.FAILED]


def test_a_password_is_never_sent_in_the_clear(server: MailServer) -> None:
    mailer = SmtpMailer(SmtpServer.of(f"smtp://ada:secret@127.0.0.1:{server.port}"))
    with pytest.raises(MailUnavailableError):
        mailer.send(EmailMessage(), ADDRESS)
    assert SmtpServer.of("smtp://mail.example").starts_tls
    assert "secret" not in repr(SmtpServer.of("smtps://ada:secret@mail.example"))


def test_many_workers_send_each_letter_once(
    database: Database, clock: StillClock, post: Post, server: MailServer
) -> None:
    written(database, clock, 24)
    threads = [threading.Thread(target=send_all, args=(database, post, clock)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.recipients) == 24
    assert len(set(server.recipients)) == 24


def start_worker(mailing: Settings) -> subprocess.Popen[bytes]:
    environ = {
        **os.environ,
        **environment_of(mailing),
        "BOUSSOLE_SMTP_URL": mailing.smtp_url.get_secret_value(),
        "BOUSSOLE_MAIL_FROM": mailing.mail_from,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.worker_process"],
        env=environ,
        stdin=subprocess.DEVNULL,
        cwd=Path(__file__).parents[4],
    )


def killed(worker: subprocess.Popen[bytes]) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def test_killed_before_the_letter_was_taken_it_arrives_once(
    database: Database, mailing: Settings, server: MailServer
) -> None:
    written(database, SystemClock())
    server.slow.set()
    worker = start_worker(mailing)
    assert server.begun.wait(30)
    killed(worker)
    server.slow.clear()
    assert server.letters == []
    worker = start_worker(mailing)
    try:
        wait_until(lambda: states(database) == [LetterState.SENT], 60)
    finally:
        killed(worker)
    assert len(server.letters) == 1


def test_killed_before_the_servers_yes_was_kept_it_is_the_same_letter_again(
    database: Database, mailing: Settings, server: MailServer
) -> None:
    written(database, SystemClock())
    server.silent.set()
    worker = start_worker(mailing)
    wait_until(lambda: len(server.letters) == 1, 30)
    killed(worker)
    server.silent.clear()
    worker = start_worker(mailing)
    try:
        wait_until(lambda: states(database) == [LetterState.SENT], 60)
    finally:
        killed(worker)
    assert len({letter["Message-ID"] for letter in server.letters}) == 1
