"""The two sides: Open edX's library in its own process, and our server and worker in theirs."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from lti_tool.clock import SystemClock
from lti_tool.db import Database, schema
from lti_tool.demo.platform.visitor import Page, Visitor
from lti_tool.demo.processes import Group, free_port
from lti_tool.http import GuardedDoor
from lti_tool.lti import platforms
from lti_tool.lti.ags import AgsClient
from lti_tool.lti.toolkit import LtiToolkit, make_toolkit
from lti_tool.settings import Settings
from tests.fakes.graded_campus import environment_of

HERE = Path(__file__).parent
THEIR_PYTHON = HERE.parents[1] / ".venv-interop" / "bin" / "python"


@dataclass(frozen=True)
class Sides:
    """Open edX at `openedx["url"]`, registered with our tool at `settings.public_url`."""

    openedx: dict[str, str]
    settings: Settings
    database: Database
    platform_id: int

    def visitor(self) -> Visitor:
        return Visitor(self.openedx["url"], "nobody")

    def control(self, name: str, **query: str) -> Any:
        return self.visitor().get(f"{self.openedx['url']}/control/{name}?{urlencode(query)}").json()

    def sign(self, visitor: Visitor, **launch: str) -> Page:
        """Go from the launch link through our login to the page with Open edX's signed answer."""
        return visitor.get(self.control("preflight", **launch)["url"])

    def launch(self, **launch: str) -> Page:
        visitor = self.visitor()
        [form] = self.sign(visitor, **launch).forms()
        return visitor.submit(form)

    def toolkit(self) -> LtiToolkit:
        door = GuardedDoor(self.settings.private_networks)
        return make_toolkit(self.settings, self.database, door, SystemClock())

    def grades(self) -> AgsClient:
        return self.toolkit().grades


@pytest.fixture(scope="session")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    if not THEIR_PYTHON.exists():
        pytest.skip("Open edX's library is not installed: run make interop")
    directory = tmp_path_factory.mktemp("interop")
    port = free_port(0)
    settings = Settings.from_environ(
        {
            "BOUSSOLE_PUBLIC_URL": f"http://localhost:{port}",
            "BOUSSOLE_DATA_DIR": str(directory / "data"),
            "BOUSSOLE_PRIVATE_NETWORKS": "127.0.0.0/8,::1/128",
        },
        env_file=None,
    ).prepared()
    openedx = _openedx(settings.public_url, directory)
    values = json.loads(openedx.stdout.readline())  # type: ignore[union-attr]
    database = Database(settings.database)
    schema.upgrade(database)
    with database.transaction() as session:
        platform = platforms.save(
            session,
            platforms.NewPlatform(
                issuer=values["issuer"],
                client_id=values["client_id"],
                authorization_url=values["auth_url"],
                token_url=values["token_url"],
                keyset_url=values["jwks_url"],
                name="Open edX",
                deployments=(values["deployment"],),
            ),
            SystemClock().now(),
        )
        platform_id = platform.id
    with Group(directory / "logs", environment_of(settings)) as group:
        group.start("tool", ["lti_tool.cli", "serve", "--host", "127.0.0.1", "--port", str(port)])
        group.start("worker", ["lti_tool.cli", "worker"])
        group.wait_until(f"{settings.public_url}/healthz")
        yield Sides(values, settings, database, platform_id)
    openedx.kill()
    openedx.wait()


def _openedx(tool: str, directory: Path) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO"))}
    with (directory / "openedx.log").open("w") as log:
        return subprocess.Popen(
            [str(THEIR_PYTHON), str(HERE / "openedx_platform.py"), "--tool", tool, "--data", str(directory)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).is_relative_to(HERE):
            item.add_marker(pytest.mark.interop)
