"""The pretend campus over real HTTP with a course of ours on it, and worker processes that can be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lti_tool.clock import SystemClock
from lti_tool.db import Database
from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.profiles import PROFILES
from lti_tool.demo.platform.server import running
from lti_tool.demo.platform.state import Grade
from lti_tool.demo.platform.tools import Tool
from lti_tool.gradebook import InteractionKind, record_interaction, remember_endpoints
from lti_tool.lti import keys
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.models import Platform
from lti_tool.lti.vault import PURPOSE, Vault
from lti_tool.people.models import Course, Enrolment, User
from lti_tool.people.roles import Role
from lti_tool.settings import Settings
from tests.factories.gradebook import ALL_GRADES

COURSE = "101"


@dataclass
class GradedCampus:
    """A running campus whose course 101 is known to the tool's database, with these learners."""

    campus: Campus
    database: Database
    settings: Settings
    course_id: int
    users: dict[str, int]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def earn(self, person: str, subject: str) -> None:
        """Commit one interaction and its score, as a request does."""
        with self.database.transaction() as session:
            record_interaction(
                session,
                InteractionKind.EXERCISE_FINISHED,
                user_id=self.users[person],
                course_id=self.course_id,
                subject=subject,
                now=SystemClock().now(),
            )

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker process with short leases."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.worker_process"],
            env={**os.environ, **environment_of(self.settings)},
            stdin=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
        )
        self.workers.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a worker as a power cut would."""
        process.send_signal(signal.SIGKILL)
        process.wait()

    def grade(self, person: str) -> Grade | None:
        """Return what the campus's gradebook shows."""
        with self.campus.lock:
            return next((grade for (_, key), grade in self.campus.state.grades.items() if key == person), None)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment that hands these settings to a process."""
    return {
        "BOUSSOLE_PUBLIC_URL": settings.public_url,
        "BOUSSOLE_DATA_DIR": str(settings.data_dir),
        "BOUSSOLE_SECRET_KEY": settings.secret_key.get_secret_value(),
        "BOUSSOLE_PRIVATE_NETWORKS": "127.0.0.0/8",
        "DATABASE_URL": settings.database_url,
    }


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Look again and again until it is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


@contextmanager
def graded_campus(
    database: Database, settings: Settings, *, profile: str = "moodle", learners: tuple[str, ...] = ("ines", "tom")
) -> Iterator[GradedCampus]:
    """Run a campus and make its course known, as launches would."""
    settings = settings.prepared()
    tool = Tool.at(settings.public_url)
    vault = Vault(settings.derived_key(PURPOSE))

    def our_keys(_address: str) -> dict[str, object]:
        with database.transaction(write=False) as session:
            return {"keys": keys.published(session)}

    with running(CampusConfig(profile=PROFILES[profile], tools=(tool,), fetch=our_keys)) as campus:
        for person in learners:
            campus.enrol(COURSE, person, "learner")
        with database.transaction() as session:
            keys.ensure(session, vault, SystemClock().now())
        course_id, users = _known(database, campus, tool, learners)
        made = GradedCampus(campus, database, settings, course_id, users)
        try:
            yield made
        finally:
            for worker in made.workers:
                if worker.poll() is None:
                    worker.kill()
                    worker.wait()


def _known(database: Database, campus: Campus, tool: Tool, learners: tuple[str, ...]) -> tuple[int, dict[str, int]]:
    now = SystemClock().now()
    values = campus.addresses.values(tool)
    with database.transaction() as session:
        platform = Platform(
            issuer=values["issuer"],
            client_id=values["client_id"],
            name="Campus",
            family=campus.profile.name,
            authorization_url=values["auth_url"],
            token_url=values["token_url"],
            keyset_url=values["jwks_url"],
            created_at=now,
        )
        session.add(platform)
        session.flush()
        course = Course(key="101", platform_id=platform.id, context_id=COURSE, title="Transition", created_at=now)
        session.add(course)
        session.flush()
        users = {}
        for person in learners:
            user = User(
                platform_id=platform.id,
                subject=campus.subject(person),
                name=person,
                locale="en",
                created_at=now,
                last_seen_at=now,
            )
            session.add(user)
            session.flush()
            session.add(
                Enrolment(
                    user_id=user.id,
                    course_id=course.id,
                    role=Role.LEARNER,
                    active=True,
                    created_at=now,
                    last_seen_at=now,
                )
            )
            users[person] = user.id
        offered = AgsEndpoint(scopes=ALL_GRADES, line_items=campus.addresses.line_items(COURSE, tool))
        remember_endpoints(session, course.id, None, offered, now=now, deployment="1")
        return course.id, users
