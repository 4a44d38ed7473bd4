"""What the worker's jobs work with, on doubles of what lies outside."""

import random
from pathlib import Path
from typing import Any

from flask import Flask

from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.staging import Staging
from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.http import HttpDoor
from lti_tool.worker.jobs import Bench
from tests.fakes.doors import AppDoor
from tests.fakes.grades import FakeGrades


def bench(database: Database, clock: Clock, folder: Path, http: HttpDoor | None = None, **more: Any) -> Bench:
    """A bench with indexes and files in `folder`; without `http` there is one site, site.example."""
    door = http or AppDoor({"site.example": Flask("site")})
    return Bench(
        database,
        Engines(folder / "index"),
        FakeGrades(),
        clock,
        random.Random(1),
        Staging(folder / "intake"),
        door,
        **more,
    )
