"""Check in the worker that the addresses of resources still answer."""

from datetime import timedelta

from sqlalchemy import and_, or_, select, update

from lti_tool.catalogue.models import ResourceRow
from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.http import HttpDoor, HttpError, TooLargeError

#: An address is asked again after this.
EVERY = timedelta(days=7)
#: One that did not answer may have rested: it is asked again sooner.
SOONER = timedelta(days=1)
#: The beginning of a page is enough to know that it is there.
ENOUGH_BYTES = 64 * 1024
BAD_STATUS = 400


def check_links(database: Database, door: HttpDoor, clock: Clock, limit: int = 50) -> int:
    """Ask the addresses that were not asked for a week (dead ones: a day), at most `limit`; returns how many were."""
    now = clock.now()
    dead = or_(ResourceRow.url_status == 0, ResourceRow.url_status >= BAD_STATUS)
    with database.transaction(write=False) as session:
        due = session.execute(
            select(ResourceRow.id, ResourceRow.url)
            .where(
                ResourceRow.url != "",
                ResourceRow.removed_at.is_(None),
                or_(
                    ResourceRow.url_checked_at.is_(None),
                    ResourceRow.url_checked_at < now - EVERY,
                    and_(dead, ResourceRow.url_checked_at < now - SOONER),
                ),
            )
            .order_by(ResourceRow.url_checked_at.is_not(None), ResourceRow.url_checked_at, ResourceRow.id)
            .limit(limit)
        ).all()
    for row_id, url in due:
        status = _status(door, url)
        with database.transaction() as session:
            session.execute(
                update(ResourceRow).where(ResourceRow.id == row_id).values(url_status=status, url_checked_at=now)
            )
    return len(due)


def _status(door: HttpDoor, url: str) -> int:
    """Return the HTTP status, 0 when nothing answered."""
    try:
        return door.get(url, follow_redirects=True, max_bytes=ENOUGH_BYTES).status
    except TooLargeError:
        return 200  # it answers, with more than we want to know
    except HttpError:
        return 0
