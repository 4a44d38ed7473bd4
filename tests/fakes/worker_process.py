"""A worker process as `boussole worker` runs it, with short leases: `python -m tests.fakes.worker_process`."""

import os
import random
from dataclasses import replace
from datetime import timedelta

from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.staging import Staging
from lti_tool.clock import SystemClock
from lti_tool.db import Database
from lti_tool.gradebook.claiming import Leases
from lti_tool.http import GuardedDoor
from lti_tool.lti.toolkit import make_toolkit
from lti_tool.mail.delivering import Post
from lti_tool.settings import Settings
from lti_tool.worker.jobs import JOBS, Bench
from lti_tool.worker.post import make_post
from lti_tool.worker.queue import open_queue
from lti_tool.worker.running import run_worker

LEASE = timedelta(seconds=2)


def main() -> None:
    settings = Settings.from_environ(os.environ, env_file=None).prepared()
    database = Database(settings.database, pool_size=5)
    door = GuardedDoor(settings.private_networks)
    toolkit = make_toolkit(settings, database, door, SystemClock())
    bench = Bench(
        database,
        Engines(settings.data_dir / "index"),
        toolkit.grades,
        SystemClock(),
        random.SystemRandom(),
        Staging(settings.data_dir / "intake"),
        door,
        leases=Leases(LEASE),
        post=_quick(make_post(settings)),
    )
    run_worker(open_queue(settings), bench, JOBS)


def _quick(post: Post | None) -> Post | None:
    return replace(post, claim=LEASE) if post else None


if __name__ == "__main__":
    main()
