"""The whole product on this machine, new for each module, and browsers that look at it.

The widget's panel and the embed are tried against hosts of their own instead.
"""

from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from lti_tool.demo.demonstration import Site, running_site
from lti_tool.settings import Settings
from tests.journeys.browsing import launched, shown_by

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs all that share the demonstration's site; the rest need no such thing."""
    for item in items:
        if "tests/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)
        if "tests/journeys/" in str(item.path) and not item.path.name.startswith(("test_embed", "test_widget")):
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what every open page showed to the report of a failure: an assertion tells of one element only."""
    report = yield
    if report.when == "call" and report.failed:
        for name in ("desk", "phone"):
            context = item.funcargs.get(name) if isinstance(item, pytest.Function) else None
            if isinstance(context, BrowserContext):
                report.sections.append((f"pages of {name}", shown_by(context)))
        running = item.funcargs.get("site") if isinstance(item, pytest.Function) else None
        if isinstance(running, Site):
            report.sections.extend((f"log of {one.name}", one.tail()) for one in running.group.started)
    return report


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration: campus, tool and worker, each a process of its own."""
    base = Settings.from_environ({"BOUSSOLE_LOG_LEVEL": "WARNING", "BOUSSOLE_DAILY_TURNS": "500"}, env_file=None)
    with running_site(tmp_path_factory.mktemp("site"), base, fixed_ports=False) as running:
        yield running


@pytest.fixture(scope="session")
def strict_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that blocks third-party cookies, as browsers come to do by default."""
    browser = launched(playwright, third_party_cookies=False)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def lenient_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that lets frames keep cookies."""
    browser = launched(playwright, third_party_cookies=True)
    yield browser
    browser.close()


@pytest.fixture
def desk(strict_browser: Browser) -> Iterator[BrowserContext]:
    context = strict_browser.new_context(viewport=DESK, locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def phone(strict_browser: Browser) -> Iterator[BrowserContext]:
    context = strict_browser.new_context(viewport=PHONE, locale="fr-FR", has_touch=True)
    yield context
    context.close()
