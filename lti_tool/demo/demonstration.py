"""One demonstration: where its data is, at which ports, with which settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lti_tool.clock import SystemClock
from lti_tool.db import Database, schema
from lti_tool.demo.processes import LOOPBACK, Group, free_port, start_campus
from lti_tool.settings import Settings

if TYPE_CHECKING:
    from lti_tool.demo.seeding import Seeded

TOOL_PORT = 8000
CAMPUS_PORT = 8001


@dataclass(frozen=True, slots=True)
class Site:
    """A running demonstration."""

    tool: str
    campus: str
    seeded: "Seeded"
    group: Group


def settings_for(data_dir: Path, port: int, base: Settings) -> Settings:
    """Return the demonstration's settings: everything on this machine, the model from `base` when one is set."""
    return base.model_copy(
        update={
            # Another host name than the campus's: to the browser the frame is a third party, as in real life.
            "public_url": f"http://localhost:{port}",
            "data_dir": data_dir,
            "database_url": "",
            "search_engine": "whoosh",
            "redis_url": "",
            "private_networks": Settings.from_environ(
                {"BOUSSOLE_PRIVATE_NETWORKS": "127.0.0.0/8,::1/128"}, None
            ).private_networks,
        }
    ).prepared()


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment that hands these settings to a process."""
    return {
        "BOUSSOLE_PUBLIC_URL": settings.public_url,
        "BOUSSOLE_DATA_DIR": str(settings.data_dir.resolve()),
        "BOUSSOLE_SECRET_KEY": settings.secret_key.get_secret_value(),
        "BOUSSOLE_PRIVATE_NETWORKS": ",".join(map(str, settings.private_networks)),
        "BOUSSOLE_LOG_LEVEL": settings.log_level,
        "BOUSSOLE_DAILY_TURNS": str(settings.daily_turns),
        "BOUSSOLE_STREAM_LIMIT": str(settings.stream_limit),
        "BOUSSOLE_MODEL": settings.model,
        "OPENAI_API_KEY": settings.openai_api_key.get_secret_value(),
        "OPENAI_BASE_URL": settings.openai_base_url,
        "DATABASE_URL": "",
        "BOUSSOLE_SEARCH_ENGINE": settings.search_engine,
        "REDIS_URL": "",
    }


@contextmanager
def running_site(data_dir: Path, base: Settings, *, fixed_ports: bool = True) -> Iterator[Site]:
    """Bring up database, content, campus, tool and worker; take all of them down at the end."""
    port = free_port(TOOL_PORT if fixed_ports else 0)
    settings = settings_for(data_dir, port, base)
    database = Database(settings.database)
    if schema.current_revision(database) != schema.newest_revision():
        schema.upgrade(database)
    note = data_dir / "sample-course"
    with Group(data_dir / "logs", environment_of(settings)) as group:
        # What was filled before is there at once; a first start fills the course before anybody looks.
        filled = note.is_file()
        if filled:
            _start_tool(group, port)
        values = start_campus(
            group, free_port(CAMPUS_PORT if fixed_ports else 0), settings.public_url, data_dir / "campus.json"
        )
        seeded = _fill(database, values, data_dir / "index", note, first=not filled)
        database.close()
        if not filled:
            _start_tool(group, port)
        group.wait_until(f"http://{LOOPBACK}:{port}/healthz")
        # Nobody waits for the worker: it starts when the pages answer, so that they have both cores until then.
        group.start("worker", ["lti_tool.cli", "worker"])
        yield Site(settings.public_url, values["url"], seeded, group)


def _start_tool(group: Group, port: int) -> None:
    group.start("tool", ["lti_tool.cli", "serve", "--host", LOOPBACK, "--port", str(port)])


def _fill(database: Database, values: dict[str, str], index: Path, note: Path, *, first: bool) -> "Seeded":
    # Loaded while the other processes start already.
    from lti_tool.catalogue.engines import Engines  # noqa: PLC0415
    from lti_tool.demo.seeding import bring_people_together, fill_course, register_campus  # noqa: PLC0415

    platform_id = register_campus(database, SystemClock(), values)
    seeded = fill_course(database, Engines(index), SystemClock(), note)
    if first:
        bring_people_together(database, SystemClock(), seeded.course_id, platform_id)
    return seeded
