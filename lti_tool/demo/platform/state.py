"""What the campus remembers, and its JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from lti_tool.demo.platform.keys import SigningKey
from lti_tool.demo.platform.people import Activity, Course, sample_activities, sample_courses
from lti_tool.demo.platform.tools import Tool


@dataclass
class LineItem:
    """One column of the gradebook. `activity` None: made by a tool for no link in particular."""

    id: int
    course: str
    client_id: str
    label: str
    maximum: float
    activity: str | None = None
    resource_id: str | None = None
    tag: str | None = None
    start: str | None = None
    end: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Grade:
    """One cell of the gradebook, on the line item's scale. `given` None: no grade to show."""

    item: int
    person: str
    given: float | None
    comment: str
    activity_progress: str
    grading_progress: str
    timestamp: str
    accepted: int = 1
    # A teacher typed this grade: scores are noted and no longer change it.
    overridden: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.timestamp)


@dataclass
class State:
    """The campus's memory. Callers hold the campus's lock."""

    courses: dict[str, Course]
    tools: dict[str, Tool] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    line_items: dict[int, LineItem] = field(default_factory=dict)
    grades: dict[tuple[int, str], Grade] = field(default_factory=dict)
    keys: list[SigningKey] = field(default_factory=list)
    next_id: int = 501
    # Every arrival and departure, in order: (course, person). A tool may ask for what came after a point.
    roster_changes: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def sample(cls, tools: tuple[Tool, ...]) -> State:
        """Return the sample campus: activities open the first tool."""
        activities = sample_activities(tools[0].client_id) if tools else {}
        return cls(sample_courses(), {tool.client_id: tool for tool in tools}, activities)

    def new_id(self) -> int:
        """Return an id that nothing on this campus has had."""
        self.next_id += 1
        return self.next_id - 1


def dump(state: State) -> str:
    """Return the state as JSON."""
    return json.dumps(
        {
            "courses": [asdict(course) for course in state.courses.values()],
            "tools": [asdict(tool) for tool in state.tools.values()],
            "activities": [asdict(activity) for activity in state.activities.values()],
            "line_items": [asdict(item) for item in state.line_items.values()],
            "grades": [asdict(grade) for grade in state.grades.values()],
            "keys": [{"kid": key.kid, "pem": key.pem()} for key in state.keys],
            "next_id": state.next_id,
            "roster_changes": state.roster_changes,
        },
        ensure_ascii=False,
        indent=1,
    )


def load(text: str) -> State:
    """Read what `dump` wrote."""
    kept: Mapping[str, Any] = json.loads(text)
    return State(
        courses={row["id"]: Course(**row) for row in kept["courses"]},
        tools={row["client_id"]: Tool(**row) for row in kept["tools"]},
        activities={row["id"]: Activity(**row) for row in kept["activities"]},
        line_items={row["id"]: LineItem(**row) for row in kept["line_items"]},
        grades={(row["item"], row["person"]): Grade(**row) for row in kept["grades"]},
        keys=[SigningKey.from_pem(row["pem"], row["kid"]) for row in kept["keys"]],
        next_id=kept["next_id"],
        roster_changes=[(course, person) for course, person in kept["roster_changes"]],
    )


def write(state: State, path: Path) -> None:
    """Write the state in one step: a reader sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.touch(mode=0o600)
    draft.write_text(dump(state), encoding="utf-8")
    draft.replace(path)
