"""Jobs run by the clock, not too many at once, and a failing one disturbs no other."""

import os
import signal
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from lti_tool.db import Database
from lti_tool.gradebook import InteractionKind, health, record_interaction
from lti_tool.gradebook.claiming import claim
from lti_tool.gradebook.models import DeliveryWorker, ScoreRow, ScoreState
from lti_tool.lti import keys
from lti_tool.lti.models import AccessToken, LoginAttempt
from lti_tool.lti.vault import Vault
from lti_tool.people import frame_sessions
from lti_tool.people.models import FrameSession
from lti_tool.settings import Settings
from lti_tool.worker.jobs import JOBS, Bench, Job, clean_up, deliver_scores, rotate_keys, sync_index, tidy_index
from lti_tool.worker.queue import open_queue
from lti_tool.worker.running import JobRunner, Ticker, run_worker
from tests.factories import workbench
from tests.factories.gradebook import graded_course
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor

HOUR = timedelta(hours=1)


@pytest.fixture
def bench(database: Database, clock: StillClock, tmp_path: Path) -> Bench:
    return workbench.bench(database, clock, tmp_path, AppDoor({}))


def _earn(bench: Bench, learners: int = 1) -> None:
    with bench.database.transaction() as session:
        course = graded_course(session, now=bench.clock.now())
        for _ in range(learners):
            learner = course.learner()
            record_interaction(
                session,
                InteractionKind.SESSION_HELD,
                user_id=learner.user_id,
                course_id=learner.course_id,
                subject="session:1",
                now=bench.clock.now(),
            )


def _states(bench: Bench) -> list[str]:
    with bench.database.transaction(write=False) as session:
        return list(session.scalars(select(ScoreRow.state).order_by(ScoreRow.id)))


def test_every_due_score_is_delivered(bench: Bench) -> None:
    _earn(bench, 3)
    deliver_scores(bench)
    assert _states(bench) == [ScoreState.SENT] * 3
    deliver_scores(bench)


def test_a_worker_that_is_asked_to_end_begins_no_delivery(bench: Bench) -> None:
    _earn(bench)
    bench.stopping.set()
    deliver_scores(bench)
    assert _states(bench) == [ScoreState.PENDING]


def test_what_somebody_else_is_at_is_left_to_them(bench: Bench) -> None:
    _earn(bench, 2)
    with bench.database.transaction() as session:
        claim(session, bench.clock.now())
    deliver_scores(bench)
    assert _states(bench) == [ScoreState.IN_FLIGHT, ScoreState.PENDING]


def test_what_ran_out_is_deleted(bench: Bench, clock: StillClock) -> None:
    with bench.database.transaction() as session:
        course = graded_course(session, now=clock.now())
        for number, expires in enumerate((clock.now() - HOUR, clock.now() + HOUR)):
            session.add(
                LoginAttempt(
                    state=f"state-{number}",
                    platform_id=course.platform.id,
                    nonce="n",
                    target_link_uri="https://tool.example/",
                    binding_hash="h",
                    expires_at=expires,
                )
            )
            session.add(
                AccessToken(
                    key=f"key-{number}", platform_id=course.platform.id, token=b"t", scopes="", expires_at=expires
                )
            )
        frame_sessions.open_session(session, course.learner(), now=clock.now() - 26 * HOUR, deployment_id="1")
        frame_sessions.open_session(session, course.learner(), now=clock.now(), deployment_id="1")
    clean_up(bench)
    with bench.database.transaction(write=False) as session:
        for table in (LoginAttempt, AccessToken, FrameSession):
            assert session.scalar(select(func.count()).select_from(table)) == 1


def test_scores_that_were_replaced_are_forgotten_after_a_month(bench: Bench, clock: StillClock) -> None:
    _earn(bench, 2)
    with bench.database.transaction() as session:
        session.scalars(select(ScoreRow).order_by(ScoreRow.id).limit(1)).one().state = ScoreState.SUPERSEDED
    clean_up(bench)
    assert len(_states(bench)) == 2
    clock.advance(days=31)
    clean_up(bench)
    assert _states(bench) == [ScoreState.PENDING]


def test_keys_are_rotated_once_the_waiting_one_is_old_enough(bench: Bench, clock: StillClock) -> None:
    rotate_keys(bench)
    bench = replace(bench, vault=Vault(Fernet.generate_key()))

    def kids() -> list[str]:
        with bench.database.transaction(write=False) as session:
            return [str(key["kid"]) for key in keys.published(session)]

    assert kids() == []
    rotate_keys(bench)
    first = kids()
    rotate_keys(bench)
    assert kids() == first
    clock.advance(days=90)
    rotate_keys(bench)
    assert len(kids()) == len(first) + 1


def test_the_index_jobs_have_nothing_to_do_without_content(bench: Bench) -> None:
    sync_index(bench)
    tidy_index(bench)


class TestRunner:
    """What huey's threads call."""

    def test_a_job_that_fails_is_logged_and_runs_again(self, bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
        ran: list[int] = []

        def broken(_bench: Bench) -> None:
            ran.append(1)
            raise LookupError

        runner = JobRunner(bench, {"broken": Job(broken, HOUR)})
        runner.run("broken")
        runner.run("broken")
        assert ran == [1, 1]
        assert "job failed" in caplog.text

    def test_a_job_does_not_run_beside_itself(self, bench: Bench) -> None:
        ran: list[int] = []

        def nested(_bench: Bench) -> None:
            ran.append(1)
            runner.run("nested")

        runner = JobRunner(bench, {"nested": Job(nested, HOUR)})
        runner.run("nested")
        assert ran == [1]

    def test_a_job_of_another_version_is_left_alone(self, bench: Bench) -> None:
        JobRunner(bench, {}).run("unknown")


class TestTicker:
    """Asks for jobs by the clock."""

    def test_each_job_is_asked_for_when_its_time_has_come(self, bench: Bench) -> None:
        asked: list[str] = []
        ticker = Ticker(bench, JOBS, asked.append)
        ticker.tick(100.0)
        assert asked == list(JOBS)
        asked.clear()
        ticker.tick(101.0)
        assert asked == []
        ticker.tick(102.0)
        assert asked == ["deliver_scores", "read_imports"]

    def test_it_says_that_the_worker_lives_and_when_it_ends(self, bench: Bench) -> None:
        ticker = Ticker(bench, {}, lambda job: None, name="one")
        ticker.tick(0.0)
        with bench.database.transaction(write=False) as session:
            assert health.is_worker_alive(session, bench.clock.now())
        bench.stopping.set()
        ticker.run()
        with bench.database.transaction(write=False) as session:
            assert session.scalars(select(DeliveryWorker)).all() == []

    def test_it_renews_what_is_being_delivered(self, bench: Bench, clock: StillClock) -> None:
        _earn(bench)
        with bench.database.transaction() as session:
            row = session.get_one(ScoreRow, claim(session, clock.now()))
            token = str(row.lease_token)
        bench.leases.hold(token, clock.now())
        clock.advance(seconds=15)
        Ticker(bench, {}, lambda job: None).tick(0.0)
        with bench.database.transaction(write=False) as session:
            row = session.scalars(select(ScoreRow)).one()
            assert row.lease_until == clock.now() + bench.leases.length

    def test_a_queue_or_database_in_trouble_does_not_end_it(
        self, bench: Bench, caplog: pytest.LogCaptureFixture
    ) -> None:
        def refuse(job: str) -> None:
            raise OperationalError("", {}, Exception())

        Ticker(bench, JOBS, refuse).tick(0.0)
        assert "worker tick: OperationalError" in caplog.text


def test_the_worker_runs_jobs_until_it_is_told_to_end(bench: Bench, settings: Settings) -> None:
    ran: list[int] = []

    def end(_bench: Bench) -> None:
        ran.append(1)
        os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        run_worker(open_queue(settings), bench, {"end": Job(end, HOUR)})
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert ran == [1]
    assert bench.stopping.is_set()
