"""Ten minutes of bad days for the score outbox: `python -m tests.soak.outbox [seconds] [--kills N] [--database URL]`.

Web and worker processes are killed with SIGKILL at random while a fifth of the platform's answers are
faults: 503, 429, stored and then cut, dripped slowly, a web page with 200. Then the faults end and the
outbox may empty itself. Prints one JSON line; exit 0 only when no acknowledged interaction was lost and
every final grade on the platform is right.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import IO

from sqlalchemy import func, select

from lti_tool import course_settings
from lti_tool.clock import SystemClock
from lti_tool.db import Database
from lti_tool.demo.platform.faults import Fault, Kind
from lti_tool.demo.platform.people import PEOPLE, Person
from lti_tool.gradebook.models import Interaction, ScoreRow, ScoreState
from lti_tool.gradebook.policies import points
from lti_tool.settings import Settings
from lti_tool.tables import metadata
from tests.fakes.graded_campus import GradedCampus, environment_of, graded_campus

LEARNERS = 40
TARGET = 200
WORKERS = 2
PER_SECOND = 4.0
FAULTY_SHARE = 0.2
KINDS: tuple[Kind, ...] = ("unavailable", "too_many", "reset_after_store", "slow_drip", "html")
DRAIN_SECONDS = 240


@dataclass
class Soak:
    """The processes under fire and what they acknowledged."""

    rig: GradedCampus
    chance: random.Random
    acknowledged: set[tuple[int, str]] = field(default_factory=set)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    producer: subprocess.Popen[str] | None = None
    killed: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        self.workers = [self.rig.start_worker() for _ in range(WORKERS)]
        self.producer = self._produce()

    def kill_one(self) -> None:
        place = self.chance.randrange(WORKERS + 1)
        if place == WORKERS:
            assert self.producer is not None
            self.producer.send_signal(signal.SIGKILL)
            self.producer.wait()
            self.producer = self._produce()
            self.killed["web"] += 1
        else:
            self.rig.kill(self.workers[place])
            self.workers[place] = self.rig.start_worker()
            self.killed["worker"] += 1

    def stop_producing(self) -> None:
        assert self.producer is not None
        self.producer.kill()
        self.producer.wait()

    def _produce(self) -> subprocess.Popen[str]:
        users = ",".join(str(user) for user in self.rig.users.values())
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.producer", str(self.rig.course_id), users, str(PER_SECOND)],
            env={**os.environ, **environment_of(self.rig.settings)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        threading.Thread(target=self._listen, args=(process.stdout,), daemon=True).start()
        return process

    def _listen(self, output: IO[str]) -> None:
        for line in output:
            user, _, subject = line.strip().partition(" ")
            if len(subject) == 16:
                self.acknowledged.add((int(user), subject))


def main() -> int:
    asked = _asked()
    with tempfile.TemporaryDirectory() as directory:
        settings = _settings(Path(directory), asked.database)
        database = Database(settings.database)
        metadata.create_all(database.engine)
        learners = _more_people(LEARNERS)
        with graded_campus(database, settings, learners=learners) as rig:
            figures = _run(rig, asked.seconds, asked.kills, random.Random(asked.seed))
    print(json.dumps(figures))
    return 0 if figures["lost"] == figures["wrong_final"] == figures["left"] == 0 else 1


def _run(rig: GradedCampus, seconds: float, kills: int, chance: random.Random) -> dict[str, object]:
    with rig.database.transaction() as session:
        course_settings.save(session, rig.course_id, {"participation_target": TARGET}, None, now=SystemClock().now())
    share = 1 - (1 - FAULTY_SHARE) ** (1 / len(KINDS))
    for kind in KINDS:
        rig.campus.faults.add(Fault(kind, share=share, seconds=1.0 if kind == "too_many" else 0.02))
    soak = Soak(rig, chance)
    soak.start()
    started = time.monotonic()
    for moment in sorted(chance.uniform(0.02, 1) * seconds for _ in range(kills)):
        time.sleep(max(0.0, started + moment - time.monotonic()))
        soak.kill_one()
    time.sleep(max(0.0, started + seconds - time.monotonic()))
    soak.stop_producing()
    met = dict(rig.campus.faults.met)
    rig.campus.faults.clear()
    drained = _drain(rig.database)
    return {
        "seconds": seconds,
        "database": rig.database.engine.dialect.name,
        "kills": dict(soak.killed),
        "faults": met,
        "drained_in": drained,
        **_figures(rig, soak.acknowledged),
    }


def _drain(database: Database) -> float:
    started = time.monotonic()
    while _left(database) and time.monotonic() - started < DRAIN_SECONDS:
        time.sleep(0.25)
    return round(time.monotonic() - started, 1)


def _left(database: Database) -> int:
    with database.transaction(write=False) as session:
        query = select(func.count()).where(ScoreRow.state.in_([ScoreState.PENDING, ScoreState.IN_FLIGHT]))
        return session.scalar(query) or 0


def _figures(rig: GradedCampus, acknowledged: set[tuple[int, str]]) -> dict[str, object]:
    with rig.database.transaction(write=False) as session:
        stored = {
            (user, key.partition(":")[2]) for user, key in session.execute(select(Interaction.user_id, Interaction.key))
        }
        states = Counter(session.scalars(select(ScoreRow.state)))
        reasons = Counter(
            str(code) for code in session.scalars(select(ScoreRow.failure).where(ScoreRow.state == "dead"))
        )
        sent = session.execute(
            select(ScoreRow.created_at, ScoreRow.sent_at).where(ScoreRow.state == ScoreState.SENT)
        ).all()
    counts = Counter(user for user, _ in stored)
    wrong = [
        person
        for person, user in rig.users.items()
        if counts[user] and not _is_right(rig, person, points(counts[user], TARGET, 100.0))
    ]
    delays = sorted((at - created).total_seconds() for created, at in sent if at is not None)
    cuts = quantiles(delays, n=20) if len(delays) > 1 else [0.0] * 19
    return {
        "acknowledged": len(acknowledged),
        "interactions": len(stored),
        "lost": len(acknowledged - stored),
        "learners": sum(1 for user in rig.users.values() if counts[user]),
        "wrong_final": len(wrong),
        "left": states["pending"] + states["in_flight"],
        "delivered": states["sent"],
        "superseded": states["superseded"],
        "dead": states["dead"],
        "dead_reasons": dict(reasons),
        "accepted_by_platform": sum(grade.accepted for grade in rig.campus.state.grades.values()),
        "seconds_to_platform": {"p50": round(cuts[9], 2), "p95": round(cuts[18], 2)},
    }


def _is_right(rig: GradedCampus, person: str, expected: float) -> bool:
    grade = rig.grade(person)
    return grade is not None and grade.given is not None and abs(grade.given - expected) < 0.01


def _more_people(number: int) -> tuple[str, ...]:
    """Fill the campus with learners; a course of this size keeps many deliveries under way."""
    for place in range(number):
        PEOPLE[f"learner-{place}"] = Person(f"learner-{place}", 1000 + place, "Learner", str(place), "en_us")
    return tuple(f"learner-{place}" for place in range(number))


def _settings(directory: Path, database: str) -> Settings:
    return Settings.from_environ(
        {
            "BOUSSOLE_DATA_DIR": str(directory / "data"),
            "BOUSSOLE_PRIVATE_NETWORKS": "127.0.0.0/8",
            "DATABASE_URL": database,
        },
        env_file=None,
    ).prepared()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.soak.outbox", description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=600.0)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite without it")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
