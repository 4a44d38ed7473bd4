"""The desk of a mentor with 30 learners and two years of history: time of the page, in one process.

    python -m tests.bench.mentor_desk [--rounds N]

Needs no data. Target: p95 of `/mentor/` below 150 ms.
"""

import argparse
import json
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient

from lti_tool.app import create_app
from lti_tool.db import Database, schema
from lti_tool.mentoring import notebook, sharing
from lti_tool.mentoring.models import View
from lti_tool.settings import Settings
from tests.factories import mentoring, people, viewers
from tests.fakes.clock import StillClock

PEOPLE, WEEKS = 30, 104
BEGAN = mentoring.ASKED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--data", default="", help="not needed")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environ({"BOUSSOLE_DATA_DIR": folder, "BOUSSOLE_LOG_LEVEL": "ERROR"}, env_file=None)
        database = Database(f"sqlite:///{Path(folder) / 'desk.sqlite3'}")
        schema.upgrade(database)
        clock = StillClock(BEGAN + timedelta(weeks=WEEKS))
        mentor, pair_id = history(database, clock)
        client = create_app(settings, clock=clock, database=database).test_client()
        for name, address in (("desk", "/mentor/"), ("one person", f"/mentor/people/{pair_id}")):
            print(json.dumps({"benchmark": "mentor_desk", "page": name, **taken(client, mentor, address, rounds)}))


def taken(client: FlaskClient, mentor: viewers.Person, address: str, rounds: int) -> dict[str, float]:
    """Return milliseconds of a page, and those in which this process worked: others share the machine."""
    times, work = [], []
    for _ in range(rounds):
        begins, busy = time.perf_counter(), time.process_time()
        answer = client.get(address, headers=mentor.headers)
        times.append((time.perf_counter() - begins) * 1000)
        work.append((time.process_time() - busy) * 1000)
        assert answer.status_code == 200, answer.status_code
    cuts, busy_cuts = statistics.quantiles(times[5:], n=20), statistics.quantiles(work[5:], n=20)
    return {
        "p50_ms": round(cuts[9], 1),
        "p95_ms": round(cuts[18], 1),
        "p95_cpu_ms": round(busy_cuts[18], 1),
        "bytes": len(answer.data),
    }


def history(database: Database, clock: StillClock) -> tuple[viewers.Person, int]:
    """Thirty pairs that met every other week and shared, noted and agreed something every week."""
    with database.transaction() as session:
        course = people.course(session)
        mentor = mentoring.mentor(session, course, capacity=PEOPLE)
        for number in range(PEOPLE):
            pair = mentoring.active(session, mentoring.waiting(session, course, name=f"Learner {number}"), mentor)
            for week in range(WEEKS):
                at = BEGAN + timedelta(weeks=week, hours=1)
                if week % 2:
                    mentoring.held(session, pair, at)
                sharing.share(session, pair, "talk", f"What I would like to talk about in week {week}", at)
                notebook.write_note(
                    session, pair, pair.mentor_id, f"What we said in week {week}", for_both=True, now=at
                )
                notebook.add_action(
                    session, pair, pair.learner_id, f"Something to do in week {week}", f"{at:%Y-%m-%d}", at
                )
                if week % 3:
                    notebook.mark_action(session, pair, notebook.actions_of(session, pair.id)[0].id, done=True, now=at)
                session.add(
                    View(user_id=pair.learner_id, course_id=course.id, viewer_id=pair.mentor_id, what="brief", at=at)
                )
        return viewers.opened(session, mentor, clock.now()), pair.id


if __name__ == "__main__":
    main()
