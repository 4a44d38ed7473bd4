"""Running the worker: huey's threads do the jobs, a ticker asks for each one when its time has come."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

from huey import Huey
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.gradebook import health
from lti_tool.worker.jobs import Bench, Job
from lti_tool.worker.queue import register

log = logging.getLogger(__name__)

#: Deliveries and syncing keep a thread while an import, links, suggestions and the index are looked at.
THREADS: Final = 8
TICK_SECONDS: Final = 0.5
BEAT_SECONDS: Final = 10.0
RENEWAL_SECONDS: Final = 5.0
SHUTDOWN_SECONDS: Final = 60


class JobRunner:
    """Runs jobs by name, each in no more threads at once than its table allows."""

    def __init__(self, bench: Bench, jobs: Mapping[str, Job]) -> None:
        self._bench = bench
        self._jobs = jobs
        self._places = {name: threading.Semaphore(job.at_once) for name, job in jobs.items()}

    def run(self, name: str) -> None:
        """Run one job; an unknown one (of another version) and one that runs already are left alone."""
        job, places = self._jobs.get(name), self._places.get(name)
        if job is None or places is None or not places.acquire(blocking=False):
            return
        try:
            job.run(self._bench)
        except Exception:
            # The work is still in the database: the next round tries again.
            log.exception("job failed", extra={"job": name})
        finally:
            places.release()


class Ticker:
    """Asks for every job when its time has come, and says that the worker is alive."""

    def __init__(
        self, bench: Bench, jobs: Mapping[str, Job], ask: Callable[[str], object], *, name: str | None = None
    ) -> None:
        self._bench = bench
        self._jobs = jobs
        self._ask = ask
        self.name = name or f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"[:128]
        self._due = dict.fromkeys(jobs, 0.0)
        self._renewal_due = self._beat_due = 0.0

    def run(self) -> None:
        """Tick until the bench is stopping."""
        while not self._bench.stopping.wait(TICK_SECONDS):
            self.tick(time.monotonic())
        self._leave()

    def tick(self, seconds: float) -> None:
        """Ask for what is due at `seconds` of a clock that never goes back."""
        for name, job in self._jobs.items():
            if seconds >= self._due[name]:
                self._due[name] = seconds + job.every.total_seconds()
                self._try(lambda name=name: self._ask(name))  # type: ignore[misc]
        if seconds >= self._renewal_due:
            self._renewal_due = seconds + RENEWAL_SECONDS
            self._try(self._renew)
        if seconds >= self._beat_due:
            self._beat_due = seconds + BEAT_SECONDS
            self._try(self._beat)

    def _renew(self) -> None:
        """Keep what this worker is delivering from being taken for abandoned."""
        if self._bench.leases.any():
            with self._bench.database.transaction() as session:
                self._bench.leases.renew(session, self._bench.clock.now())

    def _beat(self) -> None:
        with self._bench.database.transaction() as session:
            health.beat(session, self.name, self._bench.clock.now())

    def _leave(self) -> None:
        def retire() -> None:
            with self._bench.database.transaction() as session:
                health.retire(session, self.name)

        self._try(retire)

    @staticmethod
    def _try(step: Callable[[], object]) -> None:
        try:
            step()
        except (SQLAlchemyError, OSError) as error:
            log.warning("worker tick: %s", type(error).__name__)


class GracefulConsumer(Consumer):  # type: ignore[misc]
    """Tells the jobs to end after what they are at, before it waits for its threads."""

    bench: Bench

    def stop(self, graceful: bool = False) -> None:
        """Stop: no new work, then wait for the work under way."""
        self.bench.stopping.set()
        super().stop(graceful)


def run_worker(queue: Huey, bench: Bench, jobs: Mapping[str, Job]) -> None:
    """Run until SIGTERM or SIGINT: the work under way is finished, at most a minute long."""
    ask = register(queue, JobRunner(bench, jobs).run)
    ticker = Ticker(bench, jobs, ask)
    consumer = GracefulConsumer(
        queue,
        workers=THREADS,
        periodic=False,
        max_delay=0.5,
        shutdown_timeout=SHUTDOWN_SECONDS,
        graceful_signal="TERM",
    )
    consumer.bench = bench
    thread = threading.Thread(target=ticker.run, name="ticker")
    thread.start()
    try:
        consumer.run()
    finally:
        bench.stopping.set()
        thread.join()
