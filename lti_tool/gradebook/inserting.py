"""Insert a row unless it is there: what two requests at once may both try."""

from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from lti_tool.db.base import Base


def insert_if_absent(session: Session, table: type[Base], **values: object) -> bool:
    """Insert the row; False, and nothing changed, when a unique key of it exists already."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    values_given = insert(table).values(**values).on_conflict_do_nothing()
    statement: ReturningInsert[Any] = values_given.returning(literal_column("1"))
    return session.execute(statement).first() is not None
