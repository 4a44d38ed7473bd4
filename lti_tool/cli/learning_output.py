"""How paths and recommendations are shown, for people and for machines."""

from lti_tool.catalogue.records import PathPage, Recommended, StepItem


def item_data(item: Recommended) -> dict[str, object]:
    """Return one recommendation as JSON values."""
    return {
        "id": item.card.id,
        "title": item.card.title,
        "language": item.card.language,
        "minutes": item.card.minutes,
        "skills": [skill.key for skill in item.card.skills],
        "reason": str(item.reasons[0]),
        "reasons": [str(reason) for reason in item.reasons],
        "slot": "different" if item.different else "regular",
        "new": item.new,
        "score": round(item.score, 4),
        "parts": {name: round(value, 4) for name, value in item.parts.items()},
    }


def path_data(page: PathPage) -> dict[str, object]:
    """Return a path as JSON values."""
    return {
        "goals": [goal.key for goal in page.goals],
        "steps": [
            {
                "skill": step.skill.key,
                "name": step.skill.name,
                "resources": [_step_item(item) for item in step.items],
                "alternatives": [_step_item(item) for item in step.alternatives],
                "why": " ".join(str(reason) for reason in step.why),
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
        "missing": [str(message) for message in page.missing],
        "notes": [str(message) for message in page.notes],
        "cycles": [str(message) for message in page.cycles],
        "minutes": page.total_minutes,
        "ends_on": page.ends_on.isoformat() if page.ends_on else None,
    }


def _step_item(item: StepItem) -> dict[str, object]:
    return {"id": item.card.id, "title": item.card.title, "minutes": item.card.minutes, "why": str(item.why)}


def path_text(page: PathPage) -> str:
    """Return a path as lines."""
    lines = []
    for number, step in enumerate(page.steps, start=1):
        titles = "; ".join(item.card.title for item in step.items) or "nothing teaches it yet"
        when = f" (week {step.week})" if step.week else ""
        lines.append(f"{number}. {step.skill.name}{when}: {titles}")
    lines += [str(message) for message in (*page.missing, *page.notes, *page.cycles)]
    return "\n".join(lines)
