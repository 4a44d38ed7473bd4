"""One database session per request, committed in one place: here.

GET and HEAD run in a read-only transaction, which the database enforces: a page view that
writes is a defect, and a forged link cannot change anything. Other methods commit when the
answer is a success and roll back when it is a refusal.
"""

from collections.abc import Callable

from flask import Response, g, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lti_tool.errors import UnavailableError
from lti_tool.web.services import services

READING = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_REFUSAL = 400


def db() -> Session:
    """Return the session of this request."""
    if "session" not in g:
        writes = request.method not in READING and not g.get("only_reads", False)
        g.session = services().database.open(write=writes)
    session: Session = g.session
    return session


def only_read() -> None:
    """Answer this request from a read-only transaction, though it is a POST: what it asks by fits in no address."""
    g.only_reads = True


def finish_early() -> None:
    """Commit what was done so far and let go of the database.

    For views that go on to call what opens transactions of its own (imports, the assistant's
    storage): two writers of one request would wait for each other.
    """
    if "session" in g:
        session = g.pop("session")
        session.commit()
        session.close()


def in_transaction(answer: Callable[[], Response]) -> Response:
    """Run the view; commit what it did before the answer leaves."""
    try:
        response = answer()
        if "session" in g and response.status_code < FIRST_REFUSAL:
            g.session.commit()
        return response
    except OperationalError as error:
        # Locked, read-only or full disk, lost server: the person can try again, nothing was half-saved.
        raise UnavailableError from error
    finally:
        if "session" in g:
            g.pop("session").close()
