"""Learning events reach an endpoint of the institution: whatever happened lately and is not marked as received.

The interactions themselves are the outbox. A batch is sent, then marked; a worker killed in between
sends it again with the same ids. What is a week old is not sent any more.
"""

import json
import logging
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.gradebook.models import Interaction
from lti_tool.http import HttpDoor
from lti_tool.http.errors import HttpError
from lti_tool.insight.event_models import EventEndpoint, EventMark
from lti_tool.insight.learning_events import XAPI_VERSION, Happening, caliper_event, envelope, statement
from lti_tool.lti.models import Platform
from lti_tool.people.models import Course, User

log = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=2)
TOO_OLD = timedelta(days=7)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
#: An LRS says this of statements it holds already.
ALREADY_THERE = 409


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where events go: `body` makes what is posted of a batch, at an instant."""

    name: str
    url: str
    #: The tool's public address.
    tool: str
    body: Callable[[Sequence[Happening], datetime], Any]
    headers: dict[str, str] = field(default_factory=dict, repr=False)


def xapi_endpoint(url: str, key: str, tool: str) -> Endpoint:
    """Return an LRS: `url` is its statements resource, `key` its "user:password"."""
    headers = {"X-Experience-API-Version": XAPI_VERSION}
    if key:
        headers["Authorization"] = f"Basic {b64encode(key.encode()).decode()}"
    return Endpoint("xapi", url, tool, lambda found, _now: [statement(one, tool) for one in found], headers)


def caliper_endpoint(url: str, key: str, tool: str) -> Endpoint:
    """Return a Caliper endpoint; `key` is its bearer token."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return Endpoint(
        "caliper",
        url,
        tool,
        lambda found, now: envelope([caliper_event(one, tool) for one in found], tool, now),
        headers,
    )


def deliver_batch(database: Database, door: HttpDoor, endpoint: Endpoint, clock: Clock) -> int:
    """Send what waits, at most a batch; return how many events were received. Raises nothing of the network."""
    with database.transaction() as session:
        if not _claim(session, endpoint.name, clock.now()):
            return 0
        waiting = _waiting(session, endpoint.name, endpoint.tool, clock.now())
    if not waiting:
        _settle(database, endpoint.name, "", clock.now())
        return 0
    body = json.dumps(endpoint.body([one for _, one in waiting], clock.now())).encode()
    try:
        answer = door.post(endpoint.url, body=body, headers={"Content-Type": "application/json", **endpoint.headers})
        reason = "" if answer.is_ok or answer.status == ALREADY_THERE else f"HTTP {answer.status}"
    except HttpError as error:
        reason = type(error).__name__
    _settle(database, endpoint.name, reason, clock.now(), () if reason else [number for number, _ in waiting])
    return 0 if reason else len(waiting)


def _claim(session: Session, name: str, now: datetime) -> bool:
    """Take an endpoint for this worker alone; False while another has it or its time has not come."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    made = insert(EventEndpoint).values(name=name, failures=0, next_attempt_at=now, reason="")
    session.execute(made.on_conflict_do_nothing())
    row = session.get_one(EventEndpoint, name, with_for_update=True)
    if row.next_attempt_at > now or (row.lease_until is not None and row.lease_until > now):
        return False
    row.lease_until = now + LEASE
    return True


def _waiting(session: Session, name: str, tool: str, now: datetime) -> list[tuple[int, Happening]]:
    marked = exists().where(EventMark.interaction_id == Interaction.id, EventMark.endpoint == name)
    rows = session.execute(
        select(Interaction, User.subject, Platform.issuer, Course.context_id)
        .join(User, User.id == Interaction.user_id)
        .join(Course, Course.id == Interaction.course_id)
        .outerjoin(Platform, Platform.id == User.platform_id)
        .where(~marked, Interaction.at > now - TOO_OLD)
        .order_by(Interaction.id)
        .limit(BATCH)
    )
    return [
        (one.id, Happening(one.kind, one.key, one.at, issuer or tool, subject, f"{issuer or tool} {context}"))
        for one, subject, issuer, context in rows
    ]


def _settle(database: Database, name: str, reason: str, now: datetime, received: Sequence[int] = ()) -> None:
    with database.transaction() as session:
        row = session.get_one(EventEndpoint, name)
        row.lease_until, row.reason = None, reason
        row.failures = row.failures + 1 if reason else 0
        row.next_attempt_at = now + _wait(row.failures) if reason else now
        still_there = session.scalars(select(Interaction.id).where(Interaction.id.in_(received))).all()
        session.add_all(EventMark(endpoint=name, interaction_id=number, sent_at=now) for number in still_there)
    if reason:
        log.warning("events not sent to %s (%s)", name, reason)


def _wait(failures: int) -> timedelta:
    return min(FIRST_WAIT * (1 << min(failures, 12) - 1), LONGEST_WAIT)
