"""What a person asks to be called; it wins over the name the platform sends."""

from sqlalchemy.orm import Session

from lti_tool.errors import N_, InvalidInputError
from lti_tool.people.models import User

LONGEST_NAME = 80
TOO_LONG = N_("Use at most 80 characters.")


def call_me(session: Session, user_id: int, name: str) -> str:
    """Keep the name a person chose; an empty one gives the platform's name back. Returns the name shown.

    Raises `InvalidInputError` for a name longer than 80 characters.
    """
    wanted = " ".join(name.split())
    if len(wanted) > LONGEST_NAME:
        raise InvalidInputError(fields={"display_name": TOO_LONG})
    user = session.get_one(User, user_id)
    user.display_name = wanted
    session.flush()
    return user.shown_name


def chosen_name(session: Session, user_id: int) -> str:
    """Return the name a person chose, empty when none."""
    return session.get_one(User, user_id).display_name
