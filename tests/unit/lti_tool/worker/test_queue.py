"""Signals to the worker: sent after a commit, never in the way of one."""

import contextlib
from functools import partial
from pathlib import Path

from huey import RedisHuey

from lti_tool.db import Database
from lti_tool.gradebook import InteractionKind, record_interaction
from lti_tool.settings import Settings
from lti_tool.worker.queue import ENOUGH_SIGNALS, QueueSignals, open_queue, register, wake_after_commits
from tests.factories.gradebook import graded_course
from tests.fakes.clock import StillClock


class Heard:
    """Signals kept in a list."""

    def __init__(self) -> None:
        self.jobs: list[str] = []

    def wake(self, job: str) -> None:
        self.jobs.append(job)


def _earn(database: Database, clock: StillClock, *, fail: bool = False) -> None:
    with database.transaction() as session:
        learner = graded_course(session, now=clock.now()).learner()
        record_interaction(
            session,
            InteractionKind.SESSION_HELD,
            user_id=learner.user_id,
            course_id=learner.course_id,
            subject="session:1",
            now=clock.now(),
        )
        if fail:
            raise LookupError


def test_a_commit_with_scores_wakes_and_one_without_does_not(database: Database, clock: StillClock) -> None:
    heard = Heard()
    wake_after_commits(database, heard, "deliver")
    with database.transaction() as session:
        graded_course(session)
    assert heard.jobs == []
    _earn(database, clock)
    assert heard.jobs == ["deliver"]


def test_a_rollback_wakes_nobody(database: Database, clock: StillClock) -> None:
    heard = Heard()
    wake_after_commits(database, heard, "deliver")
    with contextlib.suppress(LookupError):
        _earn(database, clock, fail=True)
    with database.transaction() as session:
        graded_course(session)
    assert heard.jobs == []


def _settings(directory: Path, **more: str) -> Settings:
    return Settings.from_environ({"BOUSSOLE_DATA_DIR": str(directory), **more}, env_file=None)


def test_a_signal_reaches_the_other_process(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "data")
    done: list[str] = []
    worker = open_queue(settings)
    register(worker, done.append)
    QueueSignals(partial(open_queue, settings)).wake("deliver")
    worker.execute(worker.dequeue())
    assert done == ["deliver"]


def test_signals_do_not_pile_up_while_no_worker_runs(tmp_path: Path) -> None:
    queue = open_queue(_settings(tmp_path))
    signals = QueueSignals(lambda: queue)
    for _ in range(ENOUGH_SIGNALS + 5):
        signals.wake("deliver")
    assert queue.pending_count() == ENOUGH_SIGNALS


def test_a_queue_that_is_gone_is_no_trouble(tmp_path: Path) -> None:
    settings = _settings(tmp_path, REDIS_URL="redis://127.0.0.1:1/0")
    queue = open_queue(settings)
    assert isinstance(queue, RedisHuey)
    QueueSignals(lambda: queue).wake("deliver")


def test_the_placeholder_of_a_signalling_process_does_nothing(tmp_path: Path) -> None:
    queue = open_queue(_settings(tmp_path))
    QueueSignals(lambda: queue).wake("deliver")
    assert queue.execute(queue.dequeue()) is None
