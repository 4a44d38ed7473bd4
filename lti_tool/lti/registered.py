"""A registration as launches read it: plain values, so that no session has to be opened for them.

A launch is three short transactions. With mapped objects most of its time went into the sessions;
docs/decisions/0150-launches-without-a-session.md has the figures.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.orm import Session

from lti_tool.lti.models import Platform

#: What statements about launches are run on: a bare connection, or the session of a longer piece of work.
Statements: TypeAlias = Connection | Session


@dataclass(frozen=True, slots=True)
class Registered:
    """One issuer and client id of `lti_platform`, as it stood when the login or launch was looked up."""

    id: int
    issuer: str
    client_id: str
    family: str
    authorization_url: str
    token_url: str
    keyset_url: str
    extra_origins: list[str]
    status: str
    accepts_new_deployments: bool
    last_launch_at: datetime | None


_TABLE = Platform.metadata.tables[Platform.__tablename__]
COLUMNS = tuple(_TABLE.c[field.name] for field in fields(Registered))
_OF_ISSUER = select(*COLUMNS).where(_TABLE.c.issuer == bindparam("issuer")).order_by(_TABLE.c.id)


def of_issuer(statements: Statements, issuer: str) -> list[Registered]:
    """Return the registrations of one issuer, oldest first."""
    return [from_row(row) for row in statements.execute(_OF_ISSUER, {"issuer": issuer})]


def from_row(row: Row[Any]) -> Registered:
    """Return the registration whose `COLUMNS` are the first of this row."""
    return Registered(*row[: len(COLUMNS)])
