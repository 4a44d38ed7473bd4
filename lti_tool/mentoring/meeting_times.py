"""Times as people type them, in their own zone, and the instants they stand for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lti_tool.errors import N_, InvalidInputError

MOST_TIMES = 3
FARTHEST = timedelta(days=365)
NO_TIME = N_("Give at least one day and time.")
BAD_TIME = N_("Give day and time like 2026-03-09T18:30.")
NO_SUCH_TIME = N_("This hour does not exist on that day: clocks go forward. Choose another one.")
PAST = N_("Choose a time that is still to come, within a year.")


def instants(texts: Sequence[str], zone: str, now: datetime) -> list[datetime]:
    """Return instants (UTC, in order, each once) for up to three local times; empty ones are left out.

    An hour that stands twice on a day (clocks go back) is the first of the two; one that does
    not exist is refused. Raises `InvalidInputError` for the field "times".
    """
    found = sorted({_instant(text.strip(), zone) for text in texts if text.strip()})
    if not found:
        raise InvalidInputError(fields={"times": NO_TIME})
    if any(not now < instant < now + FARTHEST for instant in found):
        raise InvalidInputError(fields={"times": PAST})
    return found[:MOST_TIMES]


def local(instant: datetime, zone: str) -> datetime:
    """Return an instant as a clock in `zone` shows it."""
    return instant.astimezone(ZoneInfo(zone))


def _instant(text: str, zone: str) -> datetime:
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(fields={"times": BAD_TIME}) from None
    if typed.tzinfo is not None:
        return typed.astimezone(UTC)
    there = typed.replace(tzinfo=ZoneInfo(zone))
    instant = there.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != typed:
        raise InvalidInputError(fields={"times": NO_SUCH_TIME})
    return instant
