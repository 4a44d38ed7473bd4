"""When the ground gives way: storage locked, full, read-only; an unforeseen error, a damaged index, a huge request."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from lti_tool.db import Database
from lti_tool.people.roles import Role
from tests.pages.conftest import Arrive, words


@contextmanager
def somebody_else_writes(database: Database) -> Iterator[None]:
    """Hold SQLite's write lock as another process would."""
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def _only_sqlite(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("a lock on the whole database is SQLite's")


@pytest.mark.parametrize(
    ("locale", "said"), [("en", "We cannot save anything right now"), ("fr", "Nous ne pouvons rien enregistrer")]
)
def test_a_locked_database_says_try_again_and_reading_goes_on(
    database: Database, arrive: Arrive, locale: str, said: str
) -> None:
    _only_sqlite(database)
    learner = arrive(Role.LEARNER, locale=locale)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    with somebody_else_writes(database):
        refused = learner.post("/learn/profile", data={"about": "goal", "text": "Become a nurse"})
        assert refused.status_code == 503
        assert said in words(refused)
        assert learner.get("/learn/profile").status_code == 200
    assert learner.post("/learn/profile", data={"about": "goal", "text": "Become a nurse"}).status_code == 200


@contextmanager
def no_room_left(database: Database) -> Iterator[None]:
    """Let no connection add a page to the database file: SQLite then says what it says of a full disk."""

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    event.listen(database.engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(database.engine, "checkout", limit)
        database.engine.dispose()


def test_a_full_disk_says_try_again_and_reading_goes_on(database: Database, arrive: Arrive) -> None:
    _only_sqlite(database)
    learner = arrive(Role.LEARNER)
    long = {f"step-{number}": "I worry about the rent. " * 160 for number in range(3)}
    with no_room_left(database):
        refused = learner.post("/widget/exercises/worry-time", data=long)
        assert refused.status_code == 503
        assert "We cannot save anything right now" in words(refused)
        assert learner.get("/learn/").status_code == 200
    assert learner.post("/widget/exercises/worry-time", data=long).status_code == 200


def test_a_read_only_database_is_no_crash(database: Database, arrive: Arrive) -> None:
    _only_sqlite(database)
    learner = arrive()
    database.engine.dispose()
    path = Path(str(database.url.database))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    path.chmod(0o444)
    folder = path.parent
    folder.chmod(0o555)
    try:
        answer = learner.post("/learn/profile", data={"about": "goal", "text": "Become a nurse"})
    finally:
        folder.chmod(0o755)
        path.chmod(0o644)
    # Root may write everywhere: then the answer is a success, never a crash.
    assert answer.status_code in {200, 503}


def test_what_nobody_foresaw_is_a_page_with_a_number_and_no_trace(app: Flask, arrive: Arrive) -> None:
    view = app.view_functions["help.human"]

    def breaks() -> str:
        raise ZeroDivisionError("the secret of the house")

    app.view_functions["help.human"] = breaks
    try:
        answer = arrive().get("/help/now")
    finally:
        app.view_functions["help.human"] = view
    assert answer.status_code == 500
    assert answer.headers["X-Correlation-Id"] in answer.text
    assert "secret of the house" not in answer.text
    assert "Traceback" not in answer.text


def test_a_request_of_megabytes_is_refused_in_words(arrive: Arrive) -> None:
    answer = arrive().post("/learn/profile", data={"about": "goal", "text": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "too large" in words(answer)


def test_an_unknown_address_and_a_wrong_method_are_pages_too(arrive: Arrive) -> None:
    assert arrive().get("/learn/nowhere").status_code == 404
    assert arrive().post("/learn/path").status_code == 405


def test_somebody_whose_session_ran_out_is_told_what_to_do(arrive: Arrive, clock) -> None:
    learner = arrive()
    clock.advance(minutes=31)
    answer = learner.get("/learn/")
    assert answer.status_code == 401
    assert "Open the activity again from your course" in words(answer)


def test_use_keeps_a_session_alive(arrive: Arrive, clock) -> None:
    learner = arrive()
    for _ in range(4):
        clock.advance(minutes=20)
        assert learner.get("/learn/profile").status_code == 200


def test_a_token_of_any_shape_is_no_crash(app: Flask) -> None:
    client = app.test_client()
    for header in ("Bearer", "Bearer ", "Bearer " + "x" * 5000, "Basic abc", "bearer \u00e9", "Bearer a b c"):
        answer = client.get("/learn/", headers={"Authorization": header.encode("utf-8").decode("latin-1")})
        assert answer.status_code == 401, header
