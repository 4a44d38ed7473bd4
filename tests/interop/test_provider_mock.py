"""`lti-provider-mock` 0.2.3 (MIT) as a platform, in Chromium: from its sign-in page into the tool.

It signs every launch with an empty list of roles, which LTI 1.3 allows and from which nobody's part in a
course follows. So the last check of a launch is the one that fails, and everything before it is what this
shows: login by POST, our cookie across the redirect, its key set, signature, state, nonce, deployment, link.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from sqlalchemy import select

from lti_tool.clock import SystemClock
from lti_tool.db import Database, schema
from lti_tool.demo.processes import Group, answers, free_port
from lti_tool.lti import platforms
from lti_tool.lti.models import LoginAttempt
from lti_tool.settings import Settings
from tests.fakes.graded_campus import environment_of, wait_until
from tests.journeys.browsing import QUIET, chromium

THEIR_PYTHON = Path(__file__).parents[2] / ".venv-provider-mock" / "bin" / "python"
CLIENT_ID = "lti-provider-mock"


@dataclass(frozen=True)
class Mock:
    """The provider at `url`, registered with the tool's database under `platform_id`."""

    url: str
    tool: str
    database: Database
    platform_id: int

    def last_error(self) -> str | None:
        with self.database.transaction(write=False) as session:
            return platforms.get(session, self.platform_id).last_error


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    if not THEIR_PYTHON.exists():
        pytest.skip("lti-provider-mock is not installed: run make interop")
    folder = tmp_path_factory.mktemp("provider-mock")
    port, theirs = free_port(0), free_port(0)
    settings = Settings.from_environ(
        {
            "BOUSSOLE_PUBLIC_URL": f"http://localhost:{port}",
            "BOUSSOLE_DATA_DIR": str(folder / "data"),
            "BOUSSOLE_PRIVATE_NETWORKS": "127.0.0.0/8,::1/128",
        },
        env_file=None,
    ).prepared()
    database, url = Database(settings.database), f"http://127.0.0.1:{theirs}"
    schema.upgrade(database)
    with database.transaction() as session:
        registration = platforms.NewPlatform(
            issuer=url,
            client_id=CLIENT_ID,
            authorization_url=f"{url}/authorize",
            token_url=f"{url}/token",
            keyset_url=f"{url}/jwks",
            name="lti-provider-mock",
            deployments=("1",),
        )
        platform_id = platforms.save(session, registration, SystemClock().now()).id
    provider = _provider(folder, theirs, url, settings.public_url)
    try:
        with Group(folder / "logs", environment_of(settings)) as group:
            group.start("tool", ["lti_tool.cli", "serve", "--host", "127.0.0.1", "--port", str(port)])
            group.wait_until(f"{settings.public_url}/healthz")
            wait_until(lambda: answers(f"{url}/"))
            yield Mock(url, settings.public_url, database, platform_id)
    finally:
        provider.kill()
        provider.wait()
        database.close()


def _provider(folder: Path, port: int, url: str, tool: str) -> subprocess.Popen[bytes]:
    said = {
        "USERS": json.dumps([{"id": "u1", "given_name": "Ines", "family_name": "C", "email": "ines@campus.example"}]),
        "COURSES": json.dumps([{"id": "101", "name": "Transition"}]),
        "LTI__ISS": url,
        "LTI__LOGIN_URL": f"{tool}/lti/login",
        "LTI__LAUNCH_URL": f"{tool}/lti/launch",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with (folder / "provider.log").open("wb") as log:
        return subprocess.Popen(
            [str(THEIR_PYTHON), "-m", "uvicorn", "lti_provider_mock.server:app", "--port", str(port)],
            env={**environment, **{f"LTI_PROVIDER_MOCK__{name}": value for name, value in said.items()}},
            cwd=folder,
            stdout=log,
            stderr=log,
        )


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chrome = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET])
    yield chrome
    chrome.close()


def launched(browser: Browser, mock: Mock, language: str) -> Page:
    page = browser.new_context(locale=language).new_page()
    page.goto(mock.url)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Transition").click()
    page.wait_for_url(f"{mock.tool}/lti/launch")
    return page


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The learning platform gives you no role in this course that we know."),
        ("fr", "ne vous donne dans ce cours aucun rôle"),
    ],
)
def test_everything_but_the_missing_role_is_accepted(
    mock: Mock, browser: Browser, language: str, sentence: str
) -> None:
    page = launched(browser, mock, language)
    expect(page.locator("main")).to_contain_text(sentence)
    expect(page.locator("main")).to_contain_text("message.roles")
    assert mock.last_error() == "message.roles"
    with mock.database.transaction(write=False) as session:
        assert session.scalars(select(LoginAttempt.consumed_at).where(LoginAttempt.consumed_at.is_(None))).all() == []
    page.context.close()


@pytest.mark.browser
def test_a_login_is_used_up_by_its_launch(mock: Mock, browser: Browser) -> None:
    page = launched(browser, mock, "en")
    page.reload()
    expect(page.locator("main")).to_contain_text("This launch was used already.")
    page.context.close()
