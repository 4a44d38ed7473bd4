"""How paths and recommendations are shown, for people and for machines, in the language asked for."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from lti_tool.catalogue.records import PathPage, PathStep, Recommended, StepItem
from lti_tool.errors import N_
from lti_tool.translations import translate

STEP = N_("%(number)s. %(skill)s: %(titles)s")
STEP_OF_WEEK = N_("%(number)s. %(skill)s (week %(week)s): %(titles)s")
NOTHING_TEACHES_IT = N_("nothing teaches it yet")
DIFFERENT = N_("something different")
NOTHING_TO_RECOMMEND = N_("Nothing to recommend: the course has no resource this learner has not done or set aside.")


class Sentence(Protocol):
    """A reason or note of the catalogue: an English source sentence whose places `parameters` fill."""

    @property
    def text(self) -> str: ...

    @property
    def parameters(self) -> Mapping[str, str | int | float]: ...


def item_data(item: Recommended, language: str) -> dict[str, object]:
    """Return one recommendation as JSON values."""
    return {
        "id": item.card.id,
        "title": item.card.title,
        "language": item.card.language,
        "minutes": item.card.minutes,
        "skills": [skill.key for skill in item.card.skills],
        "reason": _said(item.reasons[0], language),
        "reasons": [_said(reason, language) for reason in item.reasons],
        "slot": "different" if item.different else "regular",
        "new": item.new,
        "score": round(item.score, 4),
        "parts": {name: round(value, 4) for name, value in item.parts.items()},
    }


def path_data(page: PathPage, language: str) -> dict[str, object]:
    """Return a path as JSON values."""
    return {
        "goals": [goal.key for goal in page.goals],
        "steps": [
            {
                "skill": step.skill.key,
                "name": step.skill.name,
                "resources": [_step_item(item, language) for item in step.items],
                "alternatives": [_step_item(item, language) for item in step.alternatives],
                "why": " ".join(_said(reason, language) for reason in step.why),
                "prerequisites": [skill.key for skill in step.prerequisites],
                "week": step.week,
                "last_week": step.last_week,
                "minutes": step.minutes,
                "starts_on": step.starts_on.isoformat() if step.starts_on else None,
                "ends_on": step.ends_on.isoformat() if step.ends_on else None,
                "origin": "agreed" if step.agreed else "proposed",
            }
            for step in page.steps
        ],
        "missing": [_said(message, language) for message in page.missing],
        "notes": [_said(message, language) for message in page.notes],
        "cycles": [_said(message, language) for message in page.cycles],
        "minutes": page.total_minutes,
        "ends_on": page.ends_on.isoformat() if page.ends_on else None,
    }


def _step_item(item: StepItem, language: str) -> dict[str, object]:
    why = _said(item.why, language)
    return {"id": item.card.id, "title": item.card.title, "minutes": item.card.minutes, "why": why}


def path_text(page: PathPage, language: str) -> str:
    """Return a path as lines."""
    lines = [_step_line(number, step, language) for number, step in enumerate(page.steps, start=1)]
    lines += [_said(message, language) for message in (*page.missing, *page.notes, *page.cycles)]
    return "\n".join(lines)


def items_text(items: Sequence[Recommended], language: str) -> str:
    """Return recommendations as lines: the title, and why it is recommended."""
    if not items:
        return translate(language, NOTHING_TO_RECOMMEND)
    different = f"  ({translate(language, DIFFERENT)})"
    return "\n".join(
        f"{number}. {item.card.title} [{item.card.id}]{different if item.different else ''}\n"
        f"   {_said(item.reasons[0], language)}"
        for number, item in enumerate(items, start=1)
    )


def _step_line(number: int, step: PathStep, language: str) -> str:
    titles = "; ".join(item.card.title for item in step.items) or translate(language, NOTHING_TEACHES_IT)
    sentence = STEP_OF_WEEK if step.week else STEP
    return translate(language, sentence, number=number, skill=step.skill.name, week=step.week, titles=titles)


def _said(message: Sentence, language: str) -> str:
    return translate(language, message.text, **message.parameters)
