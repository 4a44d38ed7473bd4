"""What is held of a person, part by part, as it is shown to them: the same that the archive has."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.people.models import User
from lti_tool.privacy import rights
from lti_tool.privacy.archive_words import label_of


@dataclass(frozen=True, slots=True)
class Held:
    """One part: the source sentence of its name, and how many entries."""

    words: str
    count: int


def held_of(session: Session, person: User) -> list[Held]:
    """Return the parts that hold something; none for a forgotten person."""
    named = {name: rows for parts in rights.export(session, person.id).values() for name, rows in parts.items() if rows}
    if set(named) == {"account"} and not (person.name or person.email or person.display_name):
        return []
    return [Held(label_of(name), len(rows) if isinstance(rows, list) else 1) for name, rows in named.items()]
