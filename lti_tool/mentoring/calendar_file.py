"""Sessions as iCalendar objects (RFC 5545): one in UTC for a letter or a download, many on a clock for a feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lti_tool.mentoring.meeting_models import Meeting, MeetingState
from lti_tool.mentoring.meeting_times import local
from lti_tool.mentoring.time_zone_text import time_zone_lines

#: Octets of a content line (RFC 5545, 3.1).
LONGEST_LINE = 75
#: How often programs should ask for a feed again (RFC 7986, 5.7).
REFRESH = "PT1H"


@dataclass(frozen=True, slots=True)
class Entry:
    """One session as calendars know it; `title` is what the reader's calendar shows."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    title: str
    place: str = ""
    cancelled: bool = False

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


def entry_of(meeting: Meeting, title: str, *, starts_at: datetime | None = None, cancelled: bool = False) -> Entry:
    """Return a session's entry; `starts_at` is the time it had where it has none now (it was moved)."""
    starts_at = meeting.starts_at or starts_at
    assert starts_at is not None  # noqa: S101 - only a session with a time has a calendar entry
    return Entry(
        f"{meeting.public_id}@boussole",
        meeting.sequence,
        starts_at,
        meeting.minutes,
        title,
        meeting.place,
        cancelled=cancelled or meeting.state == MeetingState.CANCELLED,
    )


def calendar_file(entry: Entry, now: datetime) -> bytes:
    """Return one session as a file: to add it, or to take it out when it was cancelled or moved."""
    return _object([f"METHOD:{'CANCEL' if entry.cancelled else 'PUBLISH'}", *_event(entry, now)])


def feed(entries: Sequence[Entry], zone: str, name: str, now: datetime) -> bytes:
    """Return a calendar to subscribe to: times on the clock of `zone`, whose changes come along (3.6.5)."""
    lines = [
        f"X-WR-CALNAME:{_escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    if entries:
        first, last = min(one.starts_at for one in entries), max(one.ends_at for one in entries)
        lines += time_zone_lines(zone, first.year, last.year)
    for entry in entries:
        lines += _event(entry, now, zone)
    return _object(lines)


def _object(lines: Sequence[str]) -> bytes:
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Boussole//Mentoring//EN", *lines, "END:VCALENDAR"]
    return "".join(_folded(line) + "\r\n" for line in whole).encode()


def _event(entry: Entry, now: datetime, zone: str = "") -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART{_at(entry.starts_at, zone)}",
        f"DTEND{_at(entry.ends_at, zone)}",
        f"SUMMARY:{_escaped(entry.title)}",
        *([f"LOCATION:{_escaped(entry.place)}"] if entry.place else []),
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _at(instant: datetime, zone: str) -> str:
    there = local(instant, zone) if zone else instant
    # The second of two equal hours cannot be written on a clock (3.3.5 takes the first): UTC says which.
    if not zone or there.fold:
        return f":{_utc(instant)}"
    return f";TZID={zone}:{there:%Y%m%dT%H%M%S}"


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Escape a TEXT value (3.3.11); control characters end up as blanks."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    text = text.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _folded(line: str) -> str:
    """Fold a line after at most 75 octets, between characters (3.1)."""
    parts: list[str] = []
    current, room = "", LONGEST_LINE
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append(current)
            current, room = "", LONGEST_LINE - 1
        current, room = current + sign, room - size
    return "\r\n ".join([*parts, current])
