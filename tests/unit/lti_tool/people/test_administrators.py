"""Administrators and their sessions: only the password opens one, only its holder uses it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.people import administrators, desk_sessions
from lti_tool.people.administrator_models import Administrator, DeskSession

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PASSWORD = "a compass on the cover"


@pytest.fixture
def ada(session: Session) -> Administrator:
    return administrators.create(session, " Ada@Campus.example ", PASSWORD, NOW)


def test_only_the_password_opens_and_it_is_not_stored(session: Session, ada: Administrator) -> None:
    assert ada.email == "ada@campus.example"
    assert administrators.find(session, "ADA@campus.example") is ada
    assert administrators.is_password_of(ada, PASSWORD)
    assert not administrators.is_password_of(ada, PASSWORD + " ")
    assert not administrators.is_password_of(ada, PASSWORD.upper())
    assert not administrators.is_password_of(None, PASSWORD)
    assert ada.password_hash.startswith("scrypt:")
    assert PASSWORD not in ada.password_hash


def test_nobody_signs_in_with_the_stand_ins_password() -> None:
    assert not administrators.is_password_of(None, "nobody has this password")


def test_a_password_beyond_the_limit_is_not_cut_to_fit(session: Session) -> None:
    longest = "x" * administrators.LONGEST_PASSWORD
    held = administrators.create(session, "long@campus.example", longest, NOW)
    assert administrators.is_password_of(held, longest)
    assert not administrators.is_password_of(held, longest + "y")


@pytest.mark.parametrize("email", ["", "ada", "a b@campus.example", "@", "a@b@c", f"{'a' * 320}@campus.example"])
def test_what_is_no_address_is_refused(session: Session, email: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        administrators.create(session, email, PASSWORD, NOW)
    assert set(caught.value.fields) == {"email"}


@pytest.mark.parametrize("password", ["", "elevensigns", "x" * 1025])
def test_short_and_endless_passwords_are_refused(session: Session, ada: Administrator, password: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        administrators.set_password(session, ada.email, password)
    assert set(caught.value.fields) == {"password"}
    assert administrators.is_password_of(ada, PASSWORD)


def test_one_account_per_address(session: Session, ada: Administrator) -> None:
    with pytest.raises(ConflictError):
        administrators.create(session, ada.email.upper(), PASSWORD, NOW)


def test_a_new_password_ends_what_was_open(session: Session, ada: Administrator) -> None:
    secret = desk_sessions.open_session(session, ada, NOW)
    administrators.set_password(session, ada.email, "another long password")
    assert desk_sessions.find(session, secret, NOW) is None
    assert not administrators.is_password_of(ada, PASSWORD)


def test_a_removed_account_is_gone_with_its_sessions(session: Session, ada: Administrator) -> None:
    secret = desk_sessions.open_session(session, ada, NOW)
    administrators.remove(session, ada.email)
    session.expire_all()
    assert desk_sessions.find(session, secret, NOW) is None
    assert administrators.listed(session) == []
    with pytest.raises(NotFoundError):
        administrators.remove(session, "ada@campus.example")


def test_the_secret_opens_the_session_and_is_not_stored(session: Session, ada: Administrator) -> None:
    secret = desk_sessions.open_session(session, ada, NOW)
    found = desk_sessions.find(session, secret, NOW)
    assert found is not None
    assert (found.email, found.touch_due) == (ada.email, False)
    stored = session.scalars(select(DeskSession)).one()
    assert secret not in {str(value) for value in vars(stored).values()}
    assert desk_sessions.find(session, secret[:-1] + ("A" if secret[-1] != "A" else "B"), NOW) is None
    assert ada.last_sign_in_at == NOW


def test_a_session_ends_by_rest_by_age_and_by_leaving(session: Session, ada: Administrator) -> None:
    secret = desk_sessions.open_session(session, ada, NOW)
    viewer = desk_sessions.find(session, secret, NOW + desk_sessions.IDLE_LIMIT)
    assert viewer is not None
    assert viewer.touch_due
    assert desk_sessions.find(session, secret, NOW + desk_sessions.IDLE_LIMIT + timedelta(seconds=1)) is None
    late = NOW + desk_sessions.LONGEST
    desk_sessions.touch(session, viewer.session_id, late)
    session.expire_all()
    assert desk_sessions.find(session, secret, late) is not None
    assert desk_sessions.find(session, secret, late + timedelta(seconds=1)) is None
    desk_sessions.end(session, secret)
    assert session.scalars(select(DeskSession)).all() == []


def test_opening_drops_what_is_over(session: Session, ada: Administrator) -> None:
    desk_sessions.open_session(session, ada, NOW)
    later = NOW + desk_sessions.IDLE_LIMIT + timedelta(minutes=1)
    desk_sessions.open_session(session, ada, later)
    assert [row.created_at for row in session.scalars(select(DeskSession))] == [later]
