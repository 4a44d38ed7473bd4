"""The table of jobs: what the worker does, how often, and what it needs for it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Final

from sqlalchemy import delete, select

import lti_tool.tables  # noqa: F401 - erasing looks for a person's signature in every table
from lti_tool.catalogue import assessment_reading, link_checks, meaning, reading_runs, suggestions, sync
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.staging import Staging
from lti_tool.clock import Clock
from lti_tool.conversations.store import forget_deleted
from lti_tool.db import Database
from lti_tool.drafts import writing as drafts
from lti_tool.embed.sessions import forget_visitors
from lti_tool.gradebook.claiming import Leases, is_due
from lti_tool.gradebook.delivery import deliver_next
from lti_tool.gradebook.models import ScoreRow, ScoreState
from lti_tool.gradebook.settling import Random
from lti_tool.http import HttpDoor
from lti_tool.insight.event_delivery import Endpoint, deliver_batch
from lti_tool.lti import keys
from lti_tool.lti.models import AccessToken, LoginAttempt, ToolKey
from lti_tool.lti.roster import RosterService
from lti_tool.lti.scores import GradeService
from lti_tool.lti.vault import Vault
from lti_tool.mail import outbox
from lti_tool.mail.delivering import Post
from lti_tool.mail.delivering import deliver_next as send_next
from lti_tool.mentoring import absences, alerts, offers, reminders
from lti_tool.people import roster_sync
from lti_tool.people.frame_sessions import IDLE_LIMIT
from lti_tool.people.models import FrameSession
from lti_tool.privacy import retention
from lti_tool.signals import checkins, mood_following, takes
from lti_tool.signals.mood.result import Reading

log = logging.getLogger(__name__)

ROTATE_KEYS_EVERY = timedelta(days=90)
#: Scores that a newer one replaced say nothing after this.
KEEP_REPLACED = timedelta(days=30)
#: Ended sessions are kept a while, so that "session ended" can be told from "never existed".
KEEP_SESSIONS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bench:
    """What jobs work with; `stopping` is set when the worker has been asked to end."""

    database: Database
    engines: Engines
    grades: GradeService
    clock: Clock
    random: Random
    staging: Staging
    http: HttpDoor
    vault: Vault | None = None
    stopping: Event = field(default_factory=Event)
    leases: Leases = field(default_factory=Leases)
    roster: RosterService | None = None
    #: None: this installation sends no mail.
    post: Post | None = None
    #: Where the institution wants to hear what learners did.
    listeners: Sequence[Endpoint] = ()


def read_words(texts: Sequence[str]) -> Sequence[Reading]:
    """Read lines of text; numerical libraries are loaded when the first line is there."""
    from lti_tool.signals.mood.reading import read_with_what_is_there  # noqa: PLC0415

    return read_with_what_is_there(texts)


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work. Safe to run at any time, any number of times, in any number of workers."""

    run: Callable[[Bench], None]
    every: timedelta
    #: How many threads of one worker may run it at once.
    at_once: int = 1


def deliver_scores(bench: Bench) -> None:
    """Deliver every score that is due."""
    while not bench.stopping.is_set():
        with bench.database.transaction(write=False) as session:
            if not is_due(session, bench.clock.now()):
                return
        if deliver_next(bench.database, bench.grades, bench.clock, bench.random, bench.leases) is None:
            return


def sync_index(bench: Bench) -> None:
    """Bring the search index in step with the database."""
    sync.sync_pending(bench.database, bench.engines, bench.clock)


def check_index(bench: Bench) -> None:
    """Look for what a crash or a disk did to the indexes; the first round comes when the worker starts."""
    sync.check_all(bench.database, bench.engines, bench.clock)


def tidy_index(bench: Bench) -> None:
    """Merge the segments of indexes where that pays."""
    sync.tidy(bench.database, bench.engines)


def read_meaning(bench: Bench) -> None:
    """Read passages for their meaning, as many as fit in one round; nothing where the extra is absent."""
    meaning.embed_round(bench.database, bench.engines, stop=bench.stopping.is_set)


def read_imports(bench: Bench) -> None:
    """Read what instructors sent, up to the preview they decide about."""
    reading_runs.read_waiting(bench.database, bench.staging, bench.http, bench.clock)


def sweep_imports(bench: Bench) -> None:
    """Drop previews that nobody decided about, and files that nobody waits for."""
    reading_runs.sweep(bench.database, bench.staging, bench.clock)


def look_for_skills(bench: Bench) -> None:
    """Suggest skills and prerequisites where the content changed."""
    suggestions.look_where_needed(bench.database)


def check_links(bench: Bench) -> None:
    """Ask whether the addresses of resources still answer."""
    link_checks.check_links(bench.database, bench.http, bench.clock)


def clean_up(bench: Bench) -> None:
    """Delete logins under way that ran out, expired tokens, sessions long ended, what people deleted an hour ago,
    and visitors without a name who left."""
    now = bench.clock.now()
    with bench.database.transaction() as session:
        session.execute(delete(LoginAttempt).where(LoginAttempt.expires_at < now))
        session.execute(delete(AccessToken).where(AccessToken.expires_at < now))
        forget_deleted(session, now)
        checkins.forget_deleted(session, now)
        takes.forget_unkept(session, now)
        drafts.forget_deleted(session, now)
        outbox.tidy(session, now)
        forget_visitors(session, now)
        session.execute(delete(FrameSession).where(FrameSession.last_used_at < now - IDLE_LIMIT - KEEP_SESSIONS))
        session.execute(
            delete(ScoreRow).where(ScoreRow.state == ScoreState.SUPERSEDED, ScoreRow.created_at < now - KEEP_REPLACED)
        )


def rotate_keys(bench: Bench) -> None:
    """Let the waiting key sign once it has been published for long, and publish a new one."""
    if bench.vault is None:
        return
    now = bench.clock.now()
    with bench.database.transaction() as session:
        session.scalars(select(ToolKey).with_for_update()).all()  # two workers at once would rotate twice
        keys.ensure(session, bench.vault, now)
        if keys.is_rotation_due(session, now, ROTATE_KEYS_EVERY):
            keys.rotate(session, bench.vault, now)


def sync_rosters(bench: Bench) -> None:
    """Read the members of courses from their platforms: where an instructor asked, and of all by night."""
    if bench.roster is None:
        return
    read = 0
    while not bench.stopping.is_set() and roster_sync.sync_next(bench.database, bench.roster, bench.clock):
        read += 1
    if read:
        with bench.database.transaction() as session:
            absences.follow(session, bench.clock.now())


def read_assessments(bench: Bench) -> None:
    """Read, of learners who allow it, what the gradebook holds about skills."""
    while not bench.stopping.is_set() and assessment_reading.read_next(bench.database, bench.grades, bench.clock):
        pass


def accompany(bench: Bench) -> None:
    """Remind of unanswered offers and of sessions, offer free places, look whether somebody could use more company."""
    with bench.database.transaction() as session:
        absences.follow(session, bench.clock.now())
        offers.run_clock(session, bench.clock.now())
        alerts.watch(session, bench.clock.now())
        reminders.remind(session, bench.clock.now())


def send_letters(bench: Bench) -> None:
    """Send the letters that are due; without a server for mail nothing is kept for later."""
    if bench.post is None:
        with bench.database.transaction(write=False) as session:
            some = outbox.any_waiting(session)
        if some:
            with bench.database.transaction() as session:
                outbox.drop_waiting(session)
        return
    while not bench.stopping.is_set() and send_next(bench.database, bench.post, bench.clock):
        pass


def read_check_ins(bench: Bench) -> None:
    """Read the words of check-ins whose writers agreed, where the institution switched it on."""
    mood_following.follow(bench.database, read_words, bench.clock.now, stopping=bench.stopping.is_set)


def send_events(bench: Bench) -> None:
    """Tell the institution's own endpoints what learners did."""
    for endpoint in bench.listeners:
        while not bench.stopping.is_set() and deliver_batch(bench.database, bench.http, endpoint, bench.clock):
            pass


def keep_no_longer(bench: Bench) -> None:
    """Delete what courses keep no longer; the log says how much, never what."""
    with bench.database.transaction(write=False) as session:
        courses = retention.courses(session)
    for course_id in courses:
        if bench.stopping.is_set():
            return
        with bench.database.transaction() as session:
            swept = retention.sweep_course(session, course_id, bench.clock.now())
        if not swept.is_empty:
            log.info("retention in %s, before %s: %s", swept.course, swept.before.date(), swept.counts())


DELIVER: Final = "deliver_scores"

JOBS: Final[dict[str, Job]] = {
    DELIVER: Job(deliver_scores, timedelta(seconds=2), at_once=3),
    "sync_index": Job(sync_index, timedelta(seconds=5)),
    "check_index": Job(check_index, timedelta(days=1)),
    "tidy_index": Job(tidy_index, timedelta(minutes=10)),
    "read_meaning": Job(read_meaning, timedelta(seconds=10)),
    "read_imports": Job(read_imports, timedelta(seconds=2)),
    "sweep_imports": Job(sweep_imports, timedelta(hours=1)),
    "look_for_skills": Job(look_for_skills, timedelta(minutes=10)),
    "check_links": Job(check_links, timedelta(minutes=10)),
    "sync_rosters": Job(sync_rosters, timedelta(seconds=10)),
    "read_assessments": Job(read_assessments, timedelta(minutes=1)),
    "accompany": Job(accompany, timedelta(minutes=15)),
    "send_letters": Job(send_letters, timedelta(seconds=10)),
    "send_events": Job(send_events, timedelta(seconds=30)),
    "read_check_ins": Job(read_check_ins, timedelta(minutes=1)),
    "clean_up": Job(clean_up, timedelta(minutes=15)),
    "keep_no_longer": Job(keep_no_longer, timedelta(days=1)),
    "rotate_keys": Job(rotate_keys, timedelta(hours=6)),
}
