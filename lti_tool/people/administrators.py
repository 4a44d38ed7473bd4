"""Administrators of the installation: made on the command line, recognised by e-mail address and password."""

import re
import secrets
from datetime import datetime
from functools import cache

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError
from lti_tool.people.administrator_models import Administrator, DeskSession

SHORTEST_PASSWORD = 12
#: Longer ones are refused before any work is done for them.
LONGEST_PASSWORD = 1024
LONGEST_EMAIL = 320
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_SCRYPT = "scrypt:32768:8:1"


def create(session: Session, email: str, password: str, now: datetime) -> Administrator:
    """Add an administrator; `ConflictError` when the address has an account already."""
    address = normal(email)
    _check(address, password)
    if find(session, address) is not None:
        raise ConflictError(N_("This address has an account already. Give it a new password instead."))
    made = Administrator(email=address, password_hash=_hashed(password), created_at=now)
    session.add(made)
    session.flush()
    return made


def of_organisation(session: Session, address: str, now: datetime) -> Administrator:
    """Return the account of somebody whom the organisation vouches for, made at the first sign-in.

    Its password is one that nobody knows: `set_password` may give it another.
    """
    held = find(session, address)
    if held is not None:
        return held
    made = Administrator(
        email=normal(address)[:LONGEST_EMAIL], password_hash=_hashed(secrets.token_urlsafe(32)), created_at=now
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # the same person in a second tab was a moment faster
        return _held(session, address)
    return made


def set_password(session: Session, email: str, password: str) -> None:
    """Replace the password and end every session of this account."""
    held = _held(session, email)
    _check(held.email, password)
    held.password_hash = _hashed(password)
    session.execute(delete(DeskSession).where(DeskSession.administrator_id == held.id))
    session.flush()


def remove(session: Session, email: str) -> None:
    """Remove an account with its sessions."""
    session.delete(_held(session, email))
    session.flush()


def find(session: Session, email: str) -> Administrator | None:
    """Return the account with this address, however it is written."""
    return session.scalars(select(Administrator).where(Administrator.email == normal(email))).one_or_none()


def listed(session: Session) -> list[Administrator]:
    """Return all accounts by address."""
    return list(session.scalars(select(Administrator).order_by(Administrator.email)))


def is_password_of(held: Administrator | None, password: str) -> bool:
    """True when this is the account's password.

    Takes the same work (about 0.2 s) for an address without an account, so that the time of
    an answer does not tell which addresses have one. Call it outside of a writing transaction.
    """
    matches = check_password_hash(held.password_hash if held else _nobodys(), password[:LONGEST_PASSWORD])
    return matches and held is not None and len(password) <= LONGEST_PASSWORD


def normal(email: str) -> str:
    """Return the address as it is stored."""
    return email.strip().lower()


def _held(session: Session, email: str) -> Administrator:
    held = find(session, email)
    if held is None:
        raise NotFoundError(N_("No administrator has this address."))
    return held


def _check(email: str, password: str) -> None:
    fields: dict[str, str] = {}
    if not _EMAIL.fullmatch(email) or len(email) > LONGEST_EMAIL:
        fields["email"] = N_("This is not an e-mail address.")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        fields["password"] = N_("A password has at least 12 characters.")
    if fields:
        raise InvalidInputError(fields=fields)


def _hashed(password: str) -> str:
    return generate_password_hash(password, _SCRYPT)


@cache
def _nobodys() -> str:
    return _hashed("nobody has this password")
