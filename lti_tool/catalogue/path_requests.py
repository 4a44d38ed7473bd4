"""What a path is planned from: a learner's facts, what was agreed, and both as stored values."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from content_index.paths import MentorEdit, PlanRequest
from lti_tool.catalogue.facts import Facts
from lti_tool.catalogue.learner_models import FeedbackKind

#: Hours a week of somebody who did not say.
USUAL_HOURS = 3.0

_SETS = ("known", "done", "started", "disliked", "later", "failed")


def request_of(
    facts: Facts,
    goals: Sequence[str],
    edits: Sequence[Any],
    language: str,
    today: date,
    skills_of: Mapping[str, Sequence[str]],
) -> PlanRequest:
    """Return the request for a learner's path, beginning on the Monday of this week.

    `skills_of` are the skills that each resource teaches.
    A missed week needs no special case: what is not done is planned again from this week on.
    """
    done = facts.did(FeedbackKind.DONE)
    return PlanRequest(
        goals=tuple(goals),
        known=facts.known,
        hours_per_week=facts.hours_per_week or USUAL_HOURS,
        starts_on=monday(today),
        language=facts.language or language,
        done=done,
        started=facts.did(FeedbackKind.OPENED) - done,
        disliked=facts.did(FeedbackKind.NOT_FOR_ME),
        later=frozenset(facts.later),
        failed=facts.failed(skills_of),
        edits=edits_from(edits),
        reader=language,
    )


def monday(day: date) -> date:
    """Return the first day of the week."""
    return day - timedelta(days=day.weekday())


def edits_from(stored: Sequence[Any]) -> tuple[MentorEdit, ...]:
    """Return agreed edits from what the database holds, without those that were dropped since."""
    return tuple(
        MentorEdit(edit["skill"], edit["action"], tuple(edit["resources"]), edit["before"], edit["note"])
        for edit in stored
        if not edit.get("dropped")
    )


def edits_as_json(edits: Sequence[MentorEdit]) -> list[dict[str, Any]]:
    """Return agreed edits as the database holds them."""
    return [
        {
            "skill": edit.skill,
            "action": edit.action,
            "resources": list(edit.resources),
            "before": edit.before,
            "note": edit.note,
        }
        for edit in edits
    ]


def as_json(request: PlanRequest) -> dict[str, Any]:
    """Return a request as plain values, to plan the same path again later."""
    values: dict[str, Any] = {name: sorted(getattr(request, name)) for name in _SETS}
    return values | {
        "goals": list(request.goals),
        "hours_per_week": request.hours_per_week,
        "starts_on": request.starts_on.isoformat() if request.starts_on else None,
        "language": request.language,
        "edits": edits_as_json(request.edits),
        "session_minutes": request.session_minutes,
    }


def from_json(values: dict[str, Any], reader: str) -> PlanRequest:
    """Return a request from its plain values, for somebody who reads this language today."""
    return PlanRequest(
        goals=tuple(values["goals"]),
        hours_per_week=values["hours_per_week"],
        starts_on=date.fromisoformat(values["starts_on"]) if values["starts_on"] else None,
        language=values["language"],
        edits=edits_from(values["edits"]),
        known=frozenset(values["known"]),
        done=frozenset(values["done"]),
        started=frozenset(values["started"]),
        disliked=frozenset(values["disliked"]),
        later=frozenset(values["later"]),
        failed=frozenset(values["failed"]),
        session_minutes=values.get("session_minutes", 0),
        reader=reader,
    )
