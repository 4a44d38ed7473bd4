"""Spread what is to be done over weeks, each within 10 % of the time that was asked."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from content_index.paths.shapes import PlanRequest, Week, WeekItem

#: The resource id of the time kept free for the mentor.
SESSION = "session"
_MOST_WEEK_MINUTES = 100 * 60
_TOLERANCE = 0.1


@dataclass(frozen=True, slots=True)
class Task:
    """A resource to do for a skill."""

    skill: str
    resource_id: str
    minutes: int


@dataclass(slots=True)
class _OpenWeek:
    number: int
    items: list[WeekItem] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)


def week_minutes(hours_per_week: float) -> int:
    """Minutes of one week; 0 when the hours are no usable number."""
    if not math.isfinite(hours_per_week) or hours_per_week <= 0:
        return 0
    return max(1, min(round(hours_per_week * 60), _MOST_WEEK_MINUTES))


def has_room_for_sessions(request: PlanRequest) -> bool:
    """Whether sessions with the mentor leave at least half of their week for learning."""
    return 0 < request.session_minutes * 2 <= week_minutes(request.hours_per_week)


def schedule(tasks: Iterable[Task], request: PlanRequest) -> tuple[Week, ...]:
    """Weeks that hold `tasks` in order; a task that does not fit goes on in the next week.

    Only the last week may hold less than 90 % of what was asked; none holds more than 110 %.
    """
    budget = week_minutes(request.hours_per_week)
    if not budget:
        return ()
    return tuple(
        Week(week.number, _first_day(request.starts_on, week.number), week.minutes, tuple(week.items))
        for week in _filled(tasks, request, budget)
    )


def last_day(starts_on: date | None, week: int) -> date | None:
    """The Sunday of a plan that began on a Monday, and so on."""
    first = _first_day(starts_on, week)
    return first + timedelta(days=6) if first else None


def _first_day(starts_on: date | None, week: int) -> date | None:
    try:
        return starts_on + timedelta(weeks=week - 1) if starts_on else None
    except OverflowError:
        return None


def _filled(tasks: Iterable[Task], request: PlanRequest, budget: int) -> Iterator[_OpenWeek]:
    week = _opened(1, request)
    for task in tasks:
        left = task.minutes
        while left > 0:
            part = _part(left, week.minutes, budget)
            if part:
                week.items.append(WeekItem(task.skill, task.resource_id, part, left < task.minutes))
                left -= part
            if left > 0 or week.minutes >= budget:
                yield week
                week = _opened(week.number + 1, request)
    if any(item.skill for item in week.items):
        yield week


def _part(left: int, used: int, budget: int) -> int:
    """How much of a task goes in: all of it, nothing when the week is nearly full, or what fills it."""
    if used + left <= budget * (1 + _TOLERANCE):
        return left
    return 0 if used >= budget * (1 - _TOLERANCE) else budget - used


def _opened(number: int, request: PlanRequest) -> _OpenWeek:
    week = _OpenWeek(number)
    if has_room_for_sessions(request) and number % max(1, request.session_every) == 0:
        week.items.append(WeekItem("", SESSION, request.session_minutes))
    return week
