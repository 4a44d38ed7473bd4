"""The binding ladder in a real browser: tool and platform on two sites, third-party cookies blocked."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, Playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from lti_tool.db import Database
from lti_tool.demo.platform.profiles import CANVAS, MOODLE, Profile
from lti_tool.settings import Settings
from tests.factories.lti import World, make_world
from tests.fakes.clock import StillClock

pytestmark = pytest.mark.browser
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(app: Any, port: int) -> Iterator[None]:
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def forgetful(app: Wsgi, first: list[bool]) -> Wsgi:
    """The app as a browser sees it that keeps no cookie in the frame; a new window keeps them."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if first[0]:
            environ.pop("HTTP_COOKIE", None)
        return app(environ, start)

    return answer


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    flags = ["--no-sandbox", "--test-third-party-cookie-phaseout"]
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
    yield browser
    browser.close()


class Stage:
    """A world on two sites, and a page of an enrolled person on the campus."""

    def __init__(self, world: World, page: Page, blocked: list[bool]) -> None:
        self.world, self.page, self.blocked = world, page, blocked

    def open(self) -> None:
        self.page.goto(f"{self.world.campus.root}/courses/101/activities/7001")

    def frame(self, title: str, page: Page | None = None) -> Frame:
        """Wait for a frame of the tool that shows a page with this title."""
        for _ in range(1200):
            for frame in (page or self.page).frames:
                try:
                    if title in frame.title():
                        return frame
                except Exception:  # noqa: BLE001, S112 - the frame is between two pages
                    continue
            self.page.wait_for_timeout(25)
        raise AssertionError([(frame.url, frame.title()) for frame in self.page.frames])


@pytest.fixture
def on_stage(
    chromium: Browser, settings: Settings, database: Database, clock: StillClock
) -> Iterator[Callable[[Profile], Stage]]:
    closing: list[Any] = []

    def raise_curtain(profile: Profile) -> Stage:
        tool_port, campus_port = free_port(), free_port()
        ours = settings.model_copy(update={"public_url": f"http://127.0.0.1:{tool_port}"})
        world = make_world(ours, database, clock, profile, campus_url=f"http://localhost:{campus_port}")
        blocked = [False]
        for app, port in ((forgetful(world.app, blocked), tool_port), (world.door.apps["localhost"], campus_port)):
            server = serving(app, port)
            server.__enter__()
            closing.append(server)
        context = chromium.new_context(locale="en-GB")
        closing.append(context)
        page = context.new_page()
        page.goto(world.campus.root)
        page.click("button[value=ines]")
        return Stage(world, page, blocked)

    yield raise_curtain
    for thing in reversed(closing):
        thing.close() if hasattr(thing, "close") else thing.__exit__(None, None, None)


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    path = tmp_path / "boussole.sqlite3"
    shutil.copy(sqlite_template, path)
    fresh = Database(f"sqlite:///{path}")
    yield fresh
    fresh.close()


@pytest.mark.parametrize("profile", [MOODLE, CANVAS], ids=["moodle", "canvas"])
def test_a_partitioned_cookie_is_enough_where_third_party_cookies_are_blocked(
    on_stage: Callable[[Profile], Stage], profile: Profile
) -> None:
    """In a frame on another site, with third-party cookies blocked, the launch arrives."""
    stage = on_stage(profile)
    stage.open()
    stage.frame("arrived")
    assert [launch.resource_link.id for launch in stage.world.arrived if launch.resource_link] == ["7001"]


def test_the_platforms_storage_helps_where_no_cookie_is_kept(on_stage: Callable[[Profile], Stage]) -> None:
    """Without any cookie the secret goes to the platform's storage and comes back, and the launch arrives."""
    stage = on_stage(CANVAS)
    stage.blocked[0] = True
    stage.open()
    stage.frame("arrived")
    assert len(stage.world.arrived) == 1


def test_a_new_window_helps_where_nothing_is_kept(on_stage: Callable[[Profile], Stage]) -> None:
    """Without cookie and storage the frame offers a new window, which begins again and arrives."""
    stage = on_stage(MOODLE)
    stage.blocked[0] = True
    stage.open()
    frame = stage.frame("Continue in a new window")
    assert stage.world.arrived == []
    with stage.page.context.expect_page() as opened:
        stage.blocked[0] = False
        frame.click("text=Continue in a new window >> nth=-1")
    stage.frame("arrived", opened.value)
    assert len(stage.world.arrived) == 1


def test_a_silent_storage_ends_at_the_new_window(on_stage: Callable[[Profile], Stage]) -> None:
    """A platform that announces storage and never answers (mobile apps) leads to the new window after a while."""
    stage = on_stage(CANVAS)
    stage.blocked[0] = True
    stage.page.route("**/post_message_forwarding*", lambda route: route.abort())
    stage.open()
    stage.frame("Continue in a new window")
    assert stage.world.arrived == []
