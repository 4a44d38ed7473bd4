"""A session as an iCalendar object (RFC 5545): opens in any calendar program, times in UTC."""

from datetime import UTC, datetime, timedelta

from lti_tool.mentoring.meeting_models import Meeting, MeetingState

#: Octets of a content line (RFC 5545, 3.1).
LONGEST_LINE = 75


def calendar_file(meeting: Meeting, title: str, now: datetime) -> bytes:
    """Return the .ics of a confirmed or cancelled session; `title` is what the reader's calendar shows."""
    assert meeting.starts_at is not None  # noqa: S101 - only a session with a time has a calendar entry
    cancelled = meeting.state == MeetingState.CANCELLED
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Boussole//Mentoring//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{meeting.public_id}@boussole",
        f"SEQUENCE:{meeting.sequence}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(meeting.starts_at)}",
        f"DTEND:{_utc(meeting.starts_at + timedelta(minutes=meeting.minutes))}",
        f"SUMMARY:{_escaped(title)}",
        *([f"LOCATION:{_escaped(meeting.place)}"] if meeting.place else []),
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


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
