"""Transactions: what commits, what is refused, what time stamps keep."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.people.models import Course
from tests.factories import people

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def _titles(database: Database) -> list[str]:
    with database.transaction(write=False) as session:
        return list(session.scalars(select(Course.title).order_by(Course.title)))


def test_returning_commits(database: Database) -> None:
    with database.transaction() as session:
        people.course(session, "kept")
    assert _titles(database) == ["Kept"]


def test_raising_rolls_back(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as session:
            people.course(session, "lost")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert _titles(database) == []


def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.transaction(write=False) as session:
        people.course(session, "forged")
    assert _titles(database) == []


def test_a_connection_writes_again_after_a_reading_transaction(database: Database) -> None:
    _titles(database)
    with database.transaction() as session:
        people.course(session, "later")
    assert _titles(database) == ["Later"]


def test_an_instant_keeps_its_zone_and_microseconds(session: Session) -> None:
    paris = timezone(timedelta(hours=1))
    made = people.course(session, created_at=datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=paris))
    session.flush()
    session.expire(made)
    assert made.created_at == datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)
    assert made.created_at.tzinfo is not None


def test_a_time_without_a_zone_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        people.course(session, created_at=datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001 - the point of the test


def test_sqlite_is_durable_and_checks_references(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("these are SQLite's settings")
    with database.transaction() as session:
        found = [
            session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


def test_an_address_of_postgresql_gets_our_driver() -> None:
    for address in ("postgres://u@h/d", "postgresql://u@h/d"):
        assert Database(address).url.drivername == "postgresql+psycopg"
