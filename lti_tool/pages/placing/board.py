"""What the picker's form holds: the entries to place, each with its title, its column and its due date, as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from lti_tool.errors import N_, InvalidInputError
from lti_tool.lti.scores import LineItem
from lti_tool.mentoring.meeting_times import instants
from lti_tool.pages.forms import cleaned
from lti_tool.people.picks import Pick

MOST_ENTRIES = 20
MOST_POINTS = 10_000
LONGEST_TITLE = 200
POINTS = "100"

BAD_POINTS = N_("Give the points as a whole number from 1 to 10,000.")
BAD_TITLE = N_("Give the activity a title.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity to place, as typed; `due` is a time on the clock of `Board.zone`."""

    pick: Pick
    title: str = ""
    graded: bool = True
    points: str = POINTS
    label: str = ""
    due: str = ""

    @classmethod
    def of(cls, form: MultiDict[str, str], number: int) -> Self | None:
        """Read one entry; its fields carry its number. None for a pick that this tool never wrote."""
        pick = Pick.read(form.get(f"pick-{number}", ""))
        if pick is None:
            return None
        typed = {name: _one_line(form.get(f"{name}-{number}", "")) for name in ("title", "points", "label", "due")}
        return cls(pick, graded=f"graded-{number}" in form, **typed)

    def problems(self, zone: str, now: datetime, *, gradable: bool) -> dict[str, str]:
        """Return a source sentence per field that cannot be used."""
        found = {} if self.title else {"title": BAD_TITLE}
        if not gradable or not self.graded:
            return found
        if _points(self.points) is None:
            found["points"] = BAD_POINTS
        try:
            _ = self.ends_at(zone, now)
        except InvalidInputError as error:
            found["due"] = error.fields["times"]
        return found

    def ends_at(self, zone: str, now: datetime) -> datetime | None:
        """Return when it is due; `InvalidInputError` for what is no time to come."""
        return instants([self.due], zone, now)[0] if self.due else None

    def line_item(self, zone: str, now: datetime) -> LineItem | None:
        """Return the column that goes with a graded activity; the gradebook finds it by the activity's link."""
        points = _points(self.points) if self.graded else None
        if points is None:
            return None
        return LineItem(label=self.label or self.title, maximum=points, ends_at=self.ends_at(zone, now))


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page holds; `words` is what is searched, `wrong` the sentences per entry and field."""

    entries: tuple[Entry, ...]
    words: str = ""
    zone: str = "UTC"
    wrong: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> Self:
        """Read the form; what cannot be read is left out."""
        entries = (Entry.of(form, number) for number in range(MOST_ENTRIES))
        return cls(
            entries=tuple(entry for entry in entries if entry is not None),
            words=_one_line(form.get("q", "")),
            zone=_zone(form.get("zone", "")),
        )

    @property
    def picked(self) -> frozenset[str]:
        """The picks, as written."""
        return frozenset(str(entry.pick) for entry in self.entries)

    def with_entry(self, entry: Entry, *, several: bool) -> Self:
        """Return the board with one more entry; where one is taken, it stands in the place of the other.

        What was typed about grades goes over to the entry that takes a place.
        """
        if str(entry.pick) in self.picked:
            return self
        if several:
            return replace(self, entries=(*self.entries, entry)[:MOST_ENTRIES])
        if self.entries:
            before = self.entries[0]
            entry = replace(entry, graded=before.graded, points=before.points, due=before.due)
        return replace(self, entries=(entry,))

    def without(self, pick: str) -> Self:
        """Return the board without one entry."""
        return replace(self, entries=tuple(entry for entry in self.entries if str(entry.pick) != pick))

    def checked(self, now: datetime, *, gradable: bool) -> Self:
        """Return the board with the sentences about what cannot be used."""
        found = {number: entry.problems(self.zone, now, gradable=gradable) for number, entry in enumerate(self.entries)}
        return replace(self, wrong={number: wrong for number, wrong in found.items() if wrong})


def _points(typed: str) -> int | None:
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 6
    return int(typed) if is_number and 1 <= int(typed) <= MOST_POINTS else None


def _one_line(text: str) -> str:
    return " ".join(cleaned(text).split())[:LONGEST_TITLE]


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if 0 < len(name) < 64 else "UTC"
    except (ValueError, OSError):  # no such zone, or a path
        return "UTC"
