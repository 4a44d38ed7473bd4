"""What `doctor` and the readiness probe look at: each part of the installation, in a plain sentence.

Everything here reads only and never raises: what goes wrong is the answer.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.catalogue import meaning
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.models import CourseContent
from lti_tool.clock import Clock
from lti_tool.db import Database, schema
from lti_tool.errors import N_, BoussoleError
from lti_tool.gradebook import health
from lti_tool.mail import outbox
from lti_tool.mail.models import LetterState
from lti_tool.settings import Settings

#: Scores that should have left this long ago: deliveries are in trouble.
LATE_SECONDS: Final = 300.0
LETTERS_SINCE: Final = timedelta(days=7)
LITTLE_SPACE: Final = 1024**3
NO_SPACE: Final = 100 * 1024**2


class Level(StrEnum):
    """How good a finding is."""

    GOOD = "good"
    WARNING = "warning"
    BROKEN = "broken"


NO_MODEL: Final = (
    Level.GOOD,
    N_("Content is found by its own words. Install boussole-lti[semantic] to find what says it in other words."),
)
BROKEN_MODEL: Final = (
    Level.WARNING,
    N_("Search by meaning is installed but does not start; words are searched. Install boussole-lti[semantic] again."),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of one part; `message` is an English source sentence with its parameters."""

    part: str
    level: Level
    message: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence in English, filled."""
        return self.message % self.parameters if self.parameters else self.message

    def as_json(self) -> dict[str, str]:
        """Return the finding as a machine reads it."""
        return {"part": self.part, "level": str(self.level), "message": self.sentence}


def check_database(database: Database) -> Finding:
    """The database answers and its schema is this program's."""
    try:
        with database.transaction(write=False) as session:
            session.execute(text("SELECT 1"))
        revision = schema.check(database)
    except BoussoleError as error:
        return Finding("database", Level.BROKEN, error.message, error.parameters)
    except SQLAlchemyError as error:
        reason = type(getattr(error, "orig", None) or error).__name__
        return Finding(
            "database",
            Level.BROKEN,
            N_("The database does not answer (%(reason)s). Check that it runs and that DATABASE_URL is right."),
            {"reason": reason},
        )
    return Finding("database", Level.GOOD, N_("The database answers, version %(revision)s."), {"revision": revision})


def check_index(database: Database, engines: Engines) -> Finding:
    """Every course's search index can answer and is up to date."""
    with database.transaction(write=False) as session:
        recorded = session.execute(select(CourseContent.course_id, CourseContent.sequence)).all()
    behind = broken = 0
    for course_id, sequence in recorded:
        state = engines.of(course_id).state()
        broken += not state.ready and sequence > 0
        behind += state.ready and state.sequence < sequence
    if broken or behind:
        return Finding(
            "index",
            Level.WARNING,
            N_("%(broken)s search indexes cannot answer and %(behind)s are behind. The worker puts that right."),
            {"broken": broken, "behind": behind},
        )
    numbers = {"count": len(recorded), "engine": engines.kind}
    return Finding("index", Level.GOOD, N_("Courses that can be searched: %(count)s, with %(engine)s."), numbers)


def check_meaning(database: Database, engines: Engines) -> Finding:
    """Search by meaning is absent, broken, or so far along."""
    if engines.embedder is None:
        return Finding("meaning", *(NO_MODEL if engines.misses_extra else BROKEN_MODEL))
    with database.transaction(write=False) as session:
        so_far = meaning.progress_of(session, engines)
    numbers = {"embedded": so_far.embedded, "passages": so_far.passages}
    return Finding("meaning", Level.GOOD, N_("%(embedded)s of %(passages)s passages are read for meaning."), numbers)


def check_worker(database: Database, now: datetime) -> Finding:
    """A worker is running."""
    with database.transaction(write=False) as session:
        last = health.last_beat(session)
        alive = health.is_worker_alive(session, now)
    if alive:
        return Finding("worker", Level.GOOD, N_("The worker is running."))
    if last is None:
        return Finding(
            "worker",
            Level.WARNING,
            N_("No worker is running: grades and the search index wait. Start it with: boussole worker"),
        )
    return Finding(
        "worker",
        Level.WARNING,
        N_("The worker stopped at %(time)s UTC: grades and the search index wait. Start it with: boussole worker"),
        {"time": last.strftime("%Y-%m-%d %H:%M:%S")},
    )


def check_outbox(database: Database, now: datetime) -> Finding:
    """Scores leave."""
    with database.transaction(write=False) as session:
        state = health.backlog(session, now)
    numbers = {"waiting": state.pending + state.in_flight, "dead": state.dead}
    if state.oldest_due > LATE_SECONDS:
        return Finding(
            "grades",
            Level.WARNING,
            N_("%(waiting)s grades wait, the oldest for %(minutes)s minutes; %(dead)s were refused."),
            {**numbers, "minutes": int(state.oldest_due // 60)},
        )
    message = N_("Grades that wait to be sent: %(waiting)s; refused, for an instructor to look at: %(dead)s.")
    return Finding("grades", Level.GOOD, message, numbers)


def check_mail(settings: Settings, database: Database, now: datetime) -> Finding:
    """Letters leave, where mail is on."""
    if not settings.smtp_url.get_secret_value():
        return Finding("mail", Level.GOOD, N_("Mail is off: people see sessions and reminders in the tool only."))
    with database.transaction(write=False) as session:
        late = outbox.oldest_due(session)
        counts = outbox.figures(session, now - LETTERS_SINCE)
    numbers = {"waiting": counts.get(LetterState.WAITING, 0), "failed": counts.get(LetterState.FAILED, 0)}
    if late is not None and (now - late).total_seconds() > LATE_SECONDS:
        return Finding(
            "mail",
            Level.WARNING,
            N_("%(waiting)s letters wait, the oldest since %(time)s UTC: check BOUSSOLE_SMTP_URL and the worker."),
            {**numbers, "time": late.strftime("%Y-%m-%d %H:%M")},
        )
    message = N_("%(waiting)s letters wait; %(failed)s were refused within a week.")
    return Finding("mail", Level.GOOD, message, numbers)


class Usage(Protocol):
    """How full a disk is."""

    @property
    def free(self) -> int:
        """Bytes left."""
        ...


def check_disk(directory: Path, usage: Callable[[Path], Usage] = shutil.disk_usage) -> Finding:
    """There is room for data."""
    free = usage(directory).free
    level = Level.BROKEN if free < NO_SPACE else Level.WARNING if free < LITTLE_SPACE else Level.GOOD
    return Finding("disk", level, N_("%(megabytes)s MB are free in the data directory."), {"megabytes": free >> 20})


def check_address(settings: Settings) -> Finding:
    """People reach the tool over https, which platforms and browsers ask for."""
    if settings.is_secure:
        return Finding("address", Level.GOOD, N_("The public address is %(url)s."), {"url": settings.public_url})
    local = settings.public_url.startswith(("http://localhost", "http://127.0.0.1", "http://[::1]"))
    return Finding(
        "address",
        Level.WARNING if local else Level.BROKEN,
        N_(
            "The public address %(url)s is not https. Browsers then refuse the tool inside a learning platform; "
            "that is fine only on this machine. Set BOUSSOLE_PUBLIC_URL."
        ),
        {"url": settings.public_url},
    )


def check_installation(settings: Settings, database: Database, engines: Engines, clock: Clock) -> list[Finding]:
    """Look at every part that needs no network."""
    first = check_database(database)
    if first.level is not Level.GOOD:
        return [first, check_disk(settings.data_dir), check_address(settings)]
    parts: Sequence[tuple[str, Callable[[], Finding]]] = (
        ("index", lambda: check_index(database, engines)),
        ("meaning", lambda: check_meaning(database, engines)),
        ("worker", lambda: check_worker(database, clock.now())),
        ("grades", lambda: check_outbox(database, clock.now())),
        ("mail", lambda: check_mail(settings, database, clock.now())),
        ("disk", lambda: check_disk(settings.data_dir)),
        ("address", lambda: check_address(settings)),
    )
    return [first, *_all(parts)]


def is_ready(findings: Sequence[Finding]) -> bool:
    """True when nothing is broken."""
    return all(finding.level is not Level.BROKEN for finding in findings)


def _all(parts: Sequence[tuple[str, Callable[[], Finding]]]) -> Iterator[Finding]:
    for part, look in parts:
        try:
            yield look()
        except (SQLAlchemyError, OSError) as error:
            message = N_("This part cannot be looked at (%(reason)s).")
            yield Finding(part, Level.BROKEN, message, {"reason": type(error).__name__})
