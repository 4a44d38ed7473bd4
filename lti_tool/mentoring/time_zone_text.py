"""A time zone as iCalendar describes it (RFC 5545, 3.6.5), from the machine's own zone data.

Each change of the clock in the years asked for stands there by itself: rules of recurrence would
have to be guessed, and governments change them.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=64)
def time_zone_lines(zone: str, first: int, last: int) -> tuple[str, ...]:
    """Return the VTIMEZONE lines that hold from the year before `first` to the year after `last`."""
    there = ZoneInfo(zone)
    at, end = datetime(first - 1, 1, 1, tzinfo=UTC), datetime(last + 2, 1, 1, tzinfo=UTC)
    offset = _offset(at, there)
    lines = [*_observance(at, at, there, offset)]
    while at < end:
        after = at + _DAY
        if _offset(after, there) != offset:
            change = _change(at, after, there)
            lines += _observance(change, change, there, offset)
            offset = _offset(after, there)
        at = after
    return ("BEGIN:VTIMEZONE", f"TZID:{zone}", *lines, "END:VTIMEZONE")


def _observance(onset: datetime, at: datetime, zone: ZoneInfo, before: timedelta) -> list[str]:
    """Return one stretch of a clock; its onset is written on the clock that ends there (3.6.5)."""
    now = at.astimezone(zone)
    kind = "DAYLIGHT" if now.dst() else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{(onset + before):%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_text(before)}",
        f"TZOFFSETTO:{_text(_offset(at, zone))}",
        f"TZNAME:{now.tzname()}",
        f"END:{kind}",
    ]


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first second on the new clock."""
    old = _offset(before, zone)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)


def _text(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours:02d}{minutes:02d}" + (f"{seconds:02d}" if seconds else "")
