"""The panel in a real browser: keys, stream, Stop, refusal, focus, narrow screens, no policy violation."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.fakes.provider import GatedProvider, ScriptedProvider
from tests.fakes.widget_host import host, served
from tests.fakes.widget_ports import LETTER, NotesInMemory, PassagesInMemory, SwitchesInMemory, surroundings
from widget.assistant.needs import AssistantNeeds
from widget.ports import AssistantSettings

FIRST, LAST = GatedProvider.FIRST, GatedProvider.LAST


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    yield chromium
    chromium.close()


@contextmanager
def opened(browser: Browser, needs: AssistantNeeds, width: int = 1000) -> Iterator[Page]:
    """The page with the panel; any console error but a refused form's is a failure."""
    complaints: list[str] = []
    with served(host(needs)) as address:
        page = browser.new_page(viewport={"width": width, "height": 800}, locale="en-GB")
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}/?lang=en")
        yield page
        page.close()
    assert [text for text in complaints if "422" not in text] == []


def modelled(provider: ScriptedProvider) -> AssistantNeeds:
    return surroundings(switches=SwitchesInMemory(AssistantSettings(model_on=True)), providers=[provider])


def test_enter_sends_and_the_answer_stands_with_its_sources(browser: Browser) -> None:
    with opened(browser, surroundings()) as page:
        page.locator("#assistant-box").fill("How long is a cover letter?")
        page.keyboard.press("Shift+Enter")
        expect(page.locator("#assistant-box")).to_have_value("How long is a cover letter?\n")
        page.keyboard.press("Enter")
        expect(page.locator(".assistant-sources li")).to_have_count(2)
        expect(page.locator("#assistant-box")).to_have_value("")
        expect(page.locator("#assistant-box")).to_be_focused()
        expect(page.locator("#assistant-status")).to_have_text("The answer is ready: search answer, sources: 2.")
        expect(page.locator("#assistant-left")).to_have_text(
            "Questions left today: 19 of 20. They come back in 12 hours."
        )


def test_sentences_appear_while_the_model_writes_and_stop_is_in_reach(browser: Browser) -> None:
    provider = GatedProvider()
    with opened(browser, modelled(provider)) as page:
        page.locator("#assistant-box").fill("How long is a cover letter?")
        page.keyboard.press("Enter")
        busy = page.locator(".assistant-answer[aria-busy=true]")
        expect(busy).to_contain_text(FIRST)
        expect(page.locator("#assistant-stop")).to_be_visible()
        expect(page.locator("#assistant-send")).to_be_disabled()
        provider.gate.set()
        expect(page.locator(".assistant-text")).to_contain_text(LAST)
        expect(page.locator(".assistant-answer[aria-busy]")).to_have_count(0)
        expect(page.locator("#assistant-stop")).to_be_hidden()
        assert "1482" not in page.inner_text("body")


def test_stop_keeps_what_was_shown(browser: Browser) -> None:
    provider = GatedProvider()
    with opened(browser, modelled(provider)) as page:
        page.locator("#assistant-box").fill("How long is a cover letter?")
        page.keyboard.press("Enter")
        expect(page.locator(".assistant-text")).to_contain_text(FIRST)
        page.locator("#assistant-stop").press("Enter")
        expect(page.locator(".assistant-note")).to_have_text("You stopped this answer.")
        expect(page.locator(".assistant-text")).to_contain_text(FIRST)
        expect(page.locator("#assistant-box")).to_be_focused()
    provider.gate.set()


def test_a_refused_question_stays_in_its_box(browser: Browser) -> None:
    with opened(browser, surroundings()) as page:
        page.locator("#assistant-box").fill("🎉")
        page.keyboard.press("Enter")
        expect(page.locator("#assistant-refused")).to_contain_text("There are no words in your question.")
        expect(page.locator("#assistant-box")).to_have_value("🎉")
        page.locator("#assistant-box").fill("How long is a cover letter?")
        page.keyboard.press("Enter")
        expect(page.locator("#assistant-refused")).to_be_empty()


def test_an_offline_moment_keeps_the_question(browser: Browser) -> None:
    with served(host(surroundings())) as address:
        page = browser.new_page(locale="en-GB")
        page.goto(f"{address}/?lang=en")
        page.context.set_offline(True)
        page.locator("#assistant-box").fill("How long is a cover letter?")
        page.keyboard.press("Enter")
        expect(page.locator("#assistant-status")).to_contain_text("The connection was lost.")
        expect(page.locator("#assistant-box")).to_have_value("How long is a cover letter?")
        page.context.set_offline(False)
        page.keyboard.press("Enter")
        expect(page.locator(".assistant-sources li")).to_have_count(2)
        page.close()


def test_a_second_question_goes_on_in_the_same_thread(browser: Browser) -> None:
    needs = surroundings()
    with opened(browser, needs) as page:
        for text in ("How long is a cover letter?", "Who reads it?"):
            page.locator("#assistant-box").fill(text)
            page.keyboard.press("Enter")
            expect(page.locator("#assistant-status")).to_contain_text("The answer is ready")
            expect(page.locator("#assistant-send")).to_be_enabled()
        page.locator(".assistant-history summary").click()
        expect(page.locator(".assistant-threads li")).to_have_count(1)


def test_hostile_material_runs_nothing(browser: Browser) -> None:
    attack = "<img src=x onerror=document.title='pwned'> A cover letter is long. <b hx-get='/x' hx-trigger='load'>x</b>"
    needs = surroundings(passages=PassagesInMemory([replace(LETTER, title=attack, text=attack)]))
    with opened(browser, needs) as page:
        page.locator("#assistant-box").fill("How long is a cover letter?")
        page.keyboard.press("Enter")
        expect(page.locator("#assistant-status")).to_contain_text("The answer is ready")
        assert page.title() == "Course"


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, width: int) -> None:
    with opened(browser, surroundings(), width) as page:
        page.locator("#assistant-box").fill("How long is a cover letter, " + "really" * 40 + "?")
        page.keyboard.press("Enter")
        expect(page.locator("#assistant-status")).to_contain_text("The answer is ready")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def complaints_of_axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document.getElementById('assistant'), rules)", RULES)
    return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_axe_finds_nothing_in_any_state(browser: Browser, scheme: Literal["light", "dark"], lang: str) -> None:
    needs = surroundings(notes=NotesInMemory())
    head = '<link rel="stylesheet" href="/widget/static/frame.css">'
    with served(host(needs, extra_head=head)) as address:
        page = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)
        page.goto(f"{address}/?lang={lang}")
        page.set_extra_http_headers({"Accept-Language": lang})
        assert complaints_of_axe(page) == []
        for question, state in (
            ("How long is a cover letter?", ".assistant-sources"),
            ("🎉", "#assistant-refused:not(:empty)"),
            ("I want to die", ".assistant-crisis"),
        ):
            page.locator("#assistant-box").fill(question)
            page.keyboard.press("Enter")
            page.locator(state).wait_for()
            assert complaints_of_axe(page) == []
        page.locator(".assistant-verdict summary").click()
        page.locator(".assistant-next button").click()
        page.locator(".assistant-message").wait_for()
        assert complaints_of_axe(page) == []
        for button, state in ((0, "#stuck-title"), (1, "#exercises-title")):
            page.locator("button[hx-target='#assistant-side']").nth(button).click()
            page.locator(state).wait_for()
            assert complaints_of_axe(page) == []
        page.locator(".assistant-side button").first.click()
        page.locator("#exercise-title").wait_for()
        expect(page.locator("#exercise-title")).to_be_focused()
        assert complaints_of_axe(page) == []
        page.close()
