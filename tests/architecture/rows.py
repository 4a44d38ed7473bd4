"""Fill any table with one row that belongs to a given person, parents included, from the schema alone."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, LargeBinary, String, Table, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.types import JSON

from lti_tool.db import UtcDateTime
from lti_tool.tables import metadata

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_numbers = count(1)


def reaches_people(table: Table) -> bool:
    """True when a chain of required or own references leads from the table to a user."""
    return any(
        key.column.table.name == "users" or (not key.parent.nullable and reaches_people(key.column.table))
        for key in table.foreign_keys
        if key.column.table is not table
    )


class Filler:
    """Adds rows that all belong to one person; every text holds a mark by which it is found again."""

    def __init__(self, session: Session, user_id: int, others: dict[str, int]) -> None:
        self.session = session
        self.rows: dict[str, Any] = {"users": user_id, **others}

    def add(self, table: Table) -> str:
        """Insert one row and return its mark."""
        mark = f"mark{next(_numbers):04d}x"
        values = {
            column.name: self._value(column, mark) for column in table.columns if not self._made_by_itself(column)
        }
        self.session.execute(insert(table).values(**values))
        if len(table.primary_key.columns) == 1:
            key = next(iter(table.primary_key.columns))
            self.rows[table.name] = values.get(key.name) or self.session.scalar(
                select(key).order_by(key.desc()).limit(1)
            )
        return mark

    def _made_by_itself(self, column: Column[Any]) -> bool:
        return column.primary_key and not column.foreign_keys and isinstance(column.type, Integer)

    def _value(self, column: Column[Any], mark: str) -> Any:
        for key in column.foreign_keys:
            parent = key.column.table
            if parent.name not in self.rows:
                self.add(parent)
            return self.rows[parent.name]
        return self._plain(column, mark)

    def _plain(self, column: Column[Any], mark: str) -> Any:
        kind = column.type
        if isinstance(kind, UtcDateTime):
            return NOW
        if isinstance(kind, Date):
            return date(2026, 3, 2)
        if isinstance(kind, Boolean):
            return True
        if isinstance(kind, Integer):
            return next(_numbers)
        if isinstance(kind, Float):
            return 1.0
        if isinstance(kind, LargeBinary):
            return mark.encode()
        if isinstance(kind, JSON):
            return {"mark": mark}
        assert isinstance(kind, String), f"{column}: teach this test about {kind!r}"
        return mark[: kind.length] if kind.length and kind.length < len(mark) else mark


def person_tables() -> list[Table]:
    """Return every table that reaches a person, parents before children."""
    return [table for table in metadata.sorted_tables if table.name != "users" and reaches_people(table)]
