"""axe on every page in both languages, light and dark, phone and desk; a journey with keys alone.

axe-core (MPL-2.0) comes with the package `axe-playwright-python`; it is a tool of these tests and is not shipped.
"""

import re
from importlib.resources import files
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lti_tool.demo.demonstration import Site
from tests.journeys.gallery import PAGES, PEOPLE, Screen, Shown, fits, furnish, launched

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SIZES = {"phone": (360, 740), "desk": (1280, 800)}


@pytest.fixture(scope="module", autouse=True)
def furnished(site: Site) -> None:
    furnish(site)


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds, one line each."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", rules)
    return [
        f"{one['id']}: {one['help']} ({node['html'][:120]}) {node['failureSummary'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


VISITS = sorted(
    {
        (shown.role, shown.activity, language, size)
        for shown, language, size in product(PAGES, ("fr", "en"), SIZES)
        if shown.is_checked(language, size)
    }
)


@pytest.mark.parametrize(("role", "activity", "language", "size"), VISITS)
def test_axe_finds_nothing_and_everything_fits(
    lenient_browser: Browser, site: Site, role: str, activity: str, language: str, size: str
) -> None:
    """Every page of one role; all rules in the light, those about colour again in the dark."""
    width, height = SIZES[size]
    tab = lenient_browser.new_context(
        viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce"
    )
    screen = launched(tab, site, PEOPLE[role][language], activity)
    found = {
        shown.name: problems
        for shown in PAGES
        if (shown.role, shown.activity) == (role, activity)
        and shown.is_checked(language, size)
        and (problems := look_at(screen, shown))
    }
    tab.close()
    assert found == {}


def look_at(screen: Screen, shown: Shown) -> list[str]:
    screen.page.emulate_media(color_scheme="light")
    screen.go(screen.home)
    shown.prepare(screen)
    screen.settle()
    problems = [] if fits(screen) else ["something stands out of the screen"]
    problems += violations(screen.page, RULES)
    screen.page.emulate_media(color_scheme="dark")
    return problems + violations(screen.page, COLOURS)


@pytest.mark.parametrize("width", [320, 256])
def test_reflows_on_the_narrowest_screens(lenient_browser: Browser, site: Site, width: int) -> None:
    """320 CSS pixels are WCAG's 400 % zoom of a desk (1.4.10)."""
    tab = lenient_browser.new_context(viewport={"width": width, "height": 400}, locale="fr")
    screen = launched(tab, site, "ines")
    for address in ("/learn/", "/learn/path", "/learn/profile", "/learn/search?q=entretien", "/help/now"):
        screen.go(address)
        assert fits(screen), address
    tab.close()


def press(page: Page, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def tab_to(page: Page, name: str, presses: int = 60) -> None:
    """Press Tab until the focus stands on something of this name; its outline must be seen."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement; return [e.innerText || e.labels?.[0]?.innerText || '',"
            " getComputedStyle(e).outlineStyle, e.matches('.chip input')] }"
        )
        if re.search(name, " ".join(focused[0].split())):
            assert focused[1] != "none" or focused[2], f"{name}: the focus cannot be seen"
            return
    raise AssertionError(f"Tab never reaches {name!r}")


def test_the_main_job_with_keys_alone(lenient_browser: Browser, site: Site) -> None:
    tab = lenient_browser.new_context(viewport={"width": 1280, "height": 800}, locale="en")
    page = launched(tab, site, "priya").page
    tab_to(page, "^Say where you want to go")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where do you want to go?")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    tab_to(page, "^Your goal, in your own words")
    page.keyboard.type("Speak without fear")
    tab_to(page, "^Speaking with ease")
    press(page, "Space")
    expect(page.locator("#state-skills")).to_contain_text("Saved.")
    tab_to(page, "^Show my next step")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your next step")
    tab_to(page, "^Begin")
    press(page, "Enter")
    page.locator(".passage").first.wait_for()
    tab_to(page, "^I have read this")
    press(page, "Enter")
    expect(page.locator(".marks__said")).to_be_visible()
    expect(page.locator(".marks button, .marks a").first).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#graded .count")).to_contain_text("1 of 10")
    tab_to(page, "^Your question")
    page.keyboard.type("How do I ask for feedback?")
    press(page, "Enter")
    expect(page.locator(".assistant-sources li").first).to_be_visible()
    tab_to(page, "^Helpful")
    press(page, "Enter")
    expect(page.locator("#graded .count")).to_contain_text("2 of 10")
    tab.close()


def test_targets_are_large_enough(lenient_browser: Browser, site: Site) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 CSS pixels, links inside sentences excepted."""
    tab = lenient_browser.new_context(viewport={"width": 360, "height": 740}, locale="fr")
    screen = launched(tab, site, "ines")
    for address in ("/learn/", "/learn/profile", "/learn/path"):
        screen.go(address)
        assert small_targets(screen) == [], address
    tab.close()


def small_targets(screen: Screen) -> list[str]:
    found: list[str] = screen.page.evaluate(
        """() => [...document.querySelectorAll('button, summary, select, input:not([type=hidden]), nav a, .button')]
             .filter(e => e.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }))
             .filter(e => { const r = e.getBoundingClientRect(); return r.width && (r.width < 24 || r.height < 24) })
             .map(e => e.outerHTML.slice(0, 120))"""
    )
    return found
