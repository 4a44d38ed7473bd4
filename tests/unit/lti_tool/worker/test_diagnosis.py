"""What doctor and the readiness probe say."""

from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from content_index.search import Embedder
from content_index.search.embedding import ABSENT, BROKEN
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.models import CourseContent
from lti_tool.db import Database, schema
from lti_tool.gradebook import InteractionKind, health, record_interaction
from lti_tool.mail import outbox
from lti_tool.settings import Settings
from lti_tool.worker import diagnosis
from lti_tool.worker.diagnosis import Finding, Level, is_ready
from tests.factories import people
from tests.factories.gradebook import graded_course
from tests.fakes.clock import StillClock
from tests.fakes.embedder import IdeaEmbedder

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def installed(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'installed.sqlite3'}")
    schema.upgrade(database)
    return database


def test_a_database_without_tables_names_the_command(tmp_path: Path) -> None:
    finding = diagnosis.check_database(Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    assert (finding.level, "boussole db upgrade" in finding.sentence) == (Level.BROKEN, True)


def test_a_database_that_does_not_answer_is_said(tmp_path: Path) -> None:
    finding = diagnosis.check_database(Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}"))
    assert finding.level is Level.BROKEN
    assert "DATABASE_URL" in finding.sentence


def test_the_worker_is_missed(database: Database, clock: StillClock) -> None:
    assert "No worker is running" in diagnosis.check_worker(database, clock.now()).sentence
    with database.transaction() as session:
        health.beat(session, "one", clock.now())
    assert diagnosis.check_worker(database, clock.now()).level is Level.GOOD
    finding = diagnosis.check_worker(database, clock.advance(minutes=5))
    assert (finding.level, "12:00:00" in finding.sentence) == (Level.WARNING, True)


def test_letters_that_do_not_leave_are_said(settings: Settings, database: Database, clock: StillClock) -> None:
    assert "Mail is off" in diagnosis.check_mail(settings, database, clock.now()).sentence
    mailing = settings.model_copy(update={"smtp_url": SecretStr("smtp+plain://127.0.0.1:9")})
    with database.transaction() as session:
        draft = outbox.Draft("x", "x", "x", clock.now() + timedelta(days=1))
        outbox.write(session, people.user(session, email="ines@campus.example"), draft, clock.now())
    assert diagnosis.check_mail(mailing, database, clock.advance(minutes=4)).level is Level.GOOD
    finding = diagnosis.check_mail(mailing, database, clock.advance(minutes=2))
    assert (finding.level, "2026-03-02 12:00" in finding.sentence) == (Level.WARNING, True)


def test_scores_that_do_not_leave_are_said(database: Database, clock: StillClock) -> None:
    assert diagnosis.check_outbox(database, clock.now()).level is Level.GOOD
    with database.transaction() as session:
        learner = graded_course(session, now=clock.now()).learner()
        record_interaction(
            session,
            InteractionKind.SESSION_HELD,
            user_id=learner.user_id,
            course_id=learner.course_id,
            subject="session:1",
            now=clock.now(),
        )
    finding = diagnosis.check_outbox(database, clock.now() + timedelta(minutes=7))
    assert (finding.level, "7 minutes" in finding.sentence) == (Level.WARNING, True)


def test_an_index_that_is_missing_is_said(database: Database, tmp_path: Path) -> None:
    engines = Engines(tmp_path / "index")
    assert diagnosis.check_index(database, engines).level is Level.GOOD
    with database.transaction() as session:
        session.add(CourseContent(course_id=people.course(session).id, sequence=3))
    assert "1 search indexes cannot answer" in diagnosis.check_index(database, engines).sentence


@pytest.mark.parametrize(
    ("loaded", "level", "said"),
    [
        ((None, ABSENT), Level.GOOD, "Install boussole-lti[semantic]"),
        ((None, BROKEN), Level.WARNING, "does not start"),
        ((IdeaEmbedder(), ""), Level.GOOD, "0 of 0 passages"),
    ],
)
def test_search_by_meaning_says_how_it_stands(
    database: Database, tmp_path: Path, loaded: tuple[Embedder | None, str], level: Level, said: str
) -> None:
    finding = diagnosis.check_meaning(database, Engines(tmp_path / "index", meaning=lambda: loaded))
    assert (finding.level, said in finding.sentence) == (level, True)


@pytest.mark.parametrize(("free", "level"), [(10**12, Level.GOOD), (5 * 10**8, Level.WARNING), (10**6, Level.BROKEN)])
def test_room_on_the_disk(tmp_path: Path, free: int, level: Level) -> None:
    finding = diagnosis.check_disk(tmp_path, usage=lambda _directory: Usage(0, 0, free))
    assert (finding.level, str(free >> 20) in finding.sentence) == (level, True)


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("https://mentor.example", Level.GOOD),
        ("http://localhost:8000", Level.WARNING),
        ("http://mentor.example", Level.BROKEN),
    ],
)
def test_the_public_address_should_be_https(settings: Settings, url: str, level: Level) -> None:
    finding = diagnosis.check_address(settings.model_copy(update={"public_url": url}))
    assert finding.level is level


def test_a_whole_installation(installed: Database, settings: Settings, clock: StillClock, tmp_path: Path) -> None:
    settings = settings.prepared()
    findings = diagnosis.check_installation(settings, installed, Engines(tmp_path / "index"), clock)
    assert [finding.part for finding in findings] == [
        "database",
        "index",
        "meaning",
        "worker",
        "grades",
        "mail",
        "disk",
        "address",
    ]
    assert is_ready(findings)
    assert findings[0].as_json()["level"] == "good"


def test_an_installation_without_a_schema_is_not_ready(settings: Settings, clock: StillClock, tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    findings = diagnosis.check_installation(settings.prepared(), empty, Engines(tmp_path / "index"), clock)
    assert [finding.part for finding in findings] == ["database", "disk", "address"]
    assert not is_ready(findings)


def test_a_part_that_cannot_be_looked_at_is_a_finding(
    installed: Database, settings: Settings, clock: StillClock, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"data_dir": tmp_path / "gone"})
    findings = diagnosis.check_installation(settings, installed, Engines(tmp_path / "index"), clock)
    disk = next(finding for finding in findings if finding.part == "disk")
    assert disk == Finding("disk", Level.BROKEN, disk.message, {"reason": "FileNotFoundError"})
