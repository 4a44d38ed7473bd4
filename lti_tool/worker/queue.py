"""The job queue: embedded in the data directory, or Redis where there are several machines.

It only carries "look now" signals. Losing all of it loses nothing: every job also runs by the
clock and finds its work in the database.
"""

import logging
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.gradebook.outbox import SCORES_WAITING
from lti_tool.settings import Settings

if TYPE_CHECKING:  # slow to load (it brings Redis's client along): a web process needs it at its first signal
    from huey import Huey

log = logging.getLogger(__name__)

NAME = "boussole"
#: Name of the one huey task; its argument names the job.
TASK = "run_job"
#: More signals than this in the queue say nothing new.
ENOUGH_SIGNALS = 20


class Signals(Protocol):
    """Whatever can tell the worker to look for work now."""

    def wake(self, job: str) -> None:
        """Ask for one run of a job soon; never raises."""
        ...


def open_queue(settings: Settings) -> "Huey":
    """Open the queue that the settings name."""
    from huey import RedisHuey, SqliteHuey  # noqa: PLC0415 - see above

    if settings.redis_url:
        return RedisHuey(NAME, url=settings.redis_url, results=False)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(NAME, filename=str(settings.data_dir / "jobs.sqlite3"), results=False)


class QueueSignals:
    """Signals by way of the queue. A queue that is gone delays work until the worker's next round.

    `opened` opens the queue: it is called at the first signal, once for each process.
    """

    def __init__(self, opened: "Callable[[], Huey]") -> None:
        self._opened = cache(lambda: _sending(opened()))

    def wake(self, job: str) -> None:
        """Ask for one run of a job soon; never raises."""
        try:
            queue, run = self._opened()
            if queue.pending_count() < ENOUGH_SIGNALS:
                run(job)
        except Exception:  # noqa: BLE001 - any trouble of Redis or the disk: the sweep finds the work
            log.warning("no signal to the worker; its next round finds the work", extra={"job": job})


def wake_after_commits(database: Database, signals: Signals, job: str) -> None:
    """Signal `job` whenever a committed transaction leaves scores to deliver."""

    def committed(session: Session) -> None:
        if session.info.get(SCORES_WAITING):
            signals.wake(job)

    def rolled_back(session: Session) -> None:
        session.info.pop(SCORES_WAITING, None)

    database.listen("after_commit", committed)
    database.listen("after_rollback", rolled_back)


def _sending(queue: "Huey") -> "tuple[Huey, Callable[[str], object]]":
    return queue, register(queue, _elsewhere)


def register(queue: "Huey", run: Callable[[str], None]) -> Callable[[str], object]:
    """Make `run` what the queue's one task does in this process; returns how to enqueue it."""

    def task(job: str) -> None:
        run(job)

    enqueue: Callable[[str], object] = queue.task(name=TASK)(task)
    return enqueue


def _elsewhere(job: str) -> None:
    """Stand in for the jobs in processes that only send signals."""
