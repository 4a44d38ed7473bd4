"""No table that reaches a person can be left out of the export or survive the erasure."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from lti_tool.privacy.rights import erase, export
from tests.architecture.rows import NOW, Filler, person_tables
from tests.factories import people

#: Tables whose content says nothing about a person that their owner could read: each with its reason.
NOT_EXPORTED = {
    "frame_tickets": "a secret's hash that lives for a minute",
}

#: Where somebody can be erased from: each is loaded by a process that loads little else.
DOORS = ("lti_tool.app", "lti_tool.worker.jobs", "lti_tool.cli.person", "lti_tool.cli.retention")
UNKNOWN_TABLES = """
import {door}
from lti_tool.db import Base
known = set(Base.metadata.tables)
from lti_tool.tables import metadata
print(*sorted(set(metadata.tables) - known))
"""


def _own_keys(table: Table) -> list[str]:
    """Required references to a user: the row is that person's own, not only signed by them."""
    return [
        key.parent.name for key in table.foreign_keys if key.column.table.name == "users" and not key.parent.nullable
    ]


def _fill(session: Session) -> tuple[int, dict[str, str]]:
    user, course = people.user(session), people.course(session)
    filler = Filler(session, user.id, {"courses": course.id})
    return user.id, {table.name: filler.add(table) for table in person_tables() if table.name not in filler.rows}


@pytest.mark.parametrize("name", [table.name for table in person_tables() if _own_keys(table)])
def test_every_table_that_reaches_a_person_is_exported(session: Session, name: str) -> None:
    table = next(table for table in person_tables() if table.name == name)
    filler = Filler(session, people.user(session).id, {"courses": people.course(session).id})
    filler.add(table)
    with_row = json.dumps(export(session, filler.rows["users"]), default=str, sort_keys=True)
    session.execute(delete(table))
    session.expire_all()
    without = json.dumps(export(session, filler.rows["users"]), default=str, sort_keys=True)
    assert (with_row != without) is (name not in NOT_EXPORTED)


def test_nothing_of_an_erased_person_is_left(session: Session) -> None:
    user_id, _ = _fill(session)
    erase(session, user_id, NOW)
    session.flush()
    left = {}
    for table in person_tables():
        for key in table.foreign_keys:
            if key.column.table.name == "users":
                left[f"{table.name}.{key.parent.name}"] = session.scalar(
                    select(func.count()).select_from(table).where(key.parent == user_id)
                )
    assert {place: rows for place, rows in left.items() if rows} == {}


def test_erasing_one_person_leaves_the_others(session: Session) -> None:
    one, _ = _fill(session)
    other, _ = _fill(session)
    before = json.dumps(export(session, other), default=str, sort_keys=True)
    erase(session, one, NOW)
    session.expire_all()
    assert json.dumps(export(session, other), default=str, sort_keys=True) == before


@pytest.mark.parametrize("door", DOORS)
def test_whoever_erases_knows_every_table(door: str) -> None:
    """A table whose module nobody loaded would keep the signature, or end the command with a trace."""
    command = [sys.executable, "-c", UNKNOWN_TABLES.format(door=door)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() == ""
