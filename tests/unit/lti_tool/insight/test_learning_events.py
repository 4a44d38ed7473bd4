"""Learning events over real HTTP: each interaction told once, without a word of anybody."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from lti_tool.db import Database
from lti_tool.gradebook import InteractionKind, record_interaction
from lti_tool.http import GuardedDoor
from lti_tool.insight.event_models import EventMark
from lti_tool.privacy.rights import erase
from lti_tool.settings import Settings
from lti_tool.worker.jobs import JOBS, Bench
from lti_tool.worker.listeners import listeners
from tests.factories import people, workbench
from tests.fakes.clock import StillClock
from tests.fakes.learning_store import LearningStore, learning_store

SECRET_SUBJECT = "subject-77"


@pytest.fixture
def store() -> Iterator[LearningStore]:
    with learning_store() as running:
        yield running


def bench_of(database: Database, clock: StillClock, settings: Settings, tmp_path: Path) -> Bench:
    door = GuardedDoor(settings.private_networks)
    return workbench.bench(database, clock, tmp_path, door, listeners=listeners(settings))


@pytest.fixture
def xapi(database: Database, clock: StillClock, settings: Settings, store: LearningStore, tmp_path: Path) -> Bench:
    chosen = settings.model_copy(update={"xapi_url": store.url, "xapi_key": SecretStr("user:password")})
    return bench_of(database, clock, chosen, tmp_path)


@pytest.fixture
def learner(database: Database, clock: StillClock) -> tuple[int, int]:
    """A learner who did two things; person and course."""
    with database.transaction() as session:
        course = people.course(session, title="A course nobody names")
        enrolment = people.learner(session, course, subject=SECRET_SUBJECT, name="Inès Moreau", email="ines@x.example")
        found = enrolment.user_id, course.id
    did(database, clock, found, InteractionKind.SESSION_HELD, "session:1")
    did(database, clock, found, InteractionKind.QUESTION_RATED, "turn:12")
    return found


def did(database: Database, clock: StillClock, who: tuple[int, int], kind: InteractionKind, subject: str) -> None:
    with database.transaction() as session:
        record_interaction(session, kind, user_id=who[0], course_id=who[1], subject=subject, now=clock.now())


def send(bench: Bench) -> None:
    JOBS["send_events"].run(bench)


def test_statements_say_who_and_what_kind_and_no_word(
    xapi: Bench, store: LearningStore, learner: tuple[int, int]
) -> None:
    send(xapi)
    [[met, rated]] = store.received
    assert met["actor"] == {
        "objectType": "Agent",
        "account": {"homePage": "http://localhost:8000", "name": SECRET_SUBJECT},
    }
    assert (met["verb"]["id"], rated["verb"]["id"]) == (
        "http://adlnet.gov/expapi/verbs/attended",
        "http://adlnet.gov/expapi/verbs/interacted",
    )
    assert met["timestamp"] == "2026-03-02T12:00:00+00:00"
    assert store.headers[0]["X-Experience-API-Version"] == "1.0.3"
    assert store.headers[0]["Authorization"] == "Basic dXNlcjpwYXNzd29yZA=="
    said = json.dumps(store.received)
    for private in ("Moreau", "ines@", "nobody names", "turn:12"):
        assert private not in said


def test_caliper_events_come_in_an_envelope(
    database: Database,
    clock: StillClock,
    settings: Settings,
    store: LearningStore,
    tmp_path: Path,
    learner: tuple[int, int],
) -> None:
    values = {"BOUSSOLE_CALIPER_URL": store.url, "BOUSSOLE_CALIPER_KEY": "token"}
    chosen = Settings.from_environ({"BOUSSOLE_PRIVATE_NETWORKS": "127.0.0.0/8", **values}, env_file=None)
    send(bench_of(database, clock, chosen, tmp_path))
    [envelope] = store.received
    assert envelope["dataVersion"] == "http://purl.imsglobal.org/ctx/caliper/v1p2"
    assert {event["type"] for event in envelope["data"]} == {"Event"}
    assert [event["action"] for event in envelope["data"]] == ["Completed", "Used"]
    assert envelope["data"][0]["eventTime"] == "2026-03-02T12:00:00.000Z"
    assert store.headers[0]["Authorization"] == "Bearer token"
    assert "Moreau" not in json.dumps(envelope)


def test_each_thing_is_told_once_and_new_ones_follow(
    database: Database, clock: StillClock, xapi: Bench, store: LearningStore, learner: tuple[int, int]
) -> None:
    send(xapi)
    send(xapi)
    did(database, clock, learner, InteractionKind.EXERCISE_FINISHED, "exercise:1")
    send(xapi)
    assert [len(batch) for batch in store.received] == [2, 1]


@pytest.mark.parametrize("trouble", [500, 401, 429, 0])
def test_trouble_is_waited_out(
    clock: StillClock, xapi: Bench, store: LearningStore, learner: tuple[int, int], trouble: int
) -> None:
    store.answers = [trouble, trouble]
    for minutes, arrived in ((0, 0), (0, 0), (1, 0), (1, 0), (1, 1)):
        clock.advance(minutes=minutes)
        send(xapi)
        assert len(store.received) == arrived
    assert len(store.headers) == 3, "the endpoint rests between tries"


def test_what_was_received_without_our_knowing_is_the_same_event_again(
    database: Database, xapi: Bench, store: LearningStore, learner: tuple[int, int]
) -> None:
    send(xapi)
    with database.transaction() as session:  # as after a kill between the answer and our commit
        session.query(EventMark).delete()
    send(xapi)
    first, again = store.received
    assert [one["id"] for one in first] == [one["id"] for one in again]
    store.answers = [409]
    with database.transaction() as session:
        session.query(EventMark).delete()
    send(xapi)
    with database.transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(EventMark)) == 2


def test_what_is_old_or_erased_is_not_told(
    database: Database, clock: StillClock, xapi: Bench, store: LearningStore, learner: tuple[int, int]
) -> None:
    clock.advance(days=8)
    send(xapi)
    did(database, clock, learner, InteractionKind.RESOURCE_DONE, "resource:1")
    with database.transaction() as session:
        erase(session, learner[0], clock.now() + timedelta(seconds=1))
    send(xapi)
    assert store.received == []


def test_nobody_is_told_where_nothing_is_set(
    database: Database,
    clock: StillClock,
    settings: Settings,
    store: LearningStore,
    tmp_path: Path,
    learner: tuple[int, int],
) -> None:
    send(bench_of(database, clock, settings, tmp_path))
    assert store.headers == []
