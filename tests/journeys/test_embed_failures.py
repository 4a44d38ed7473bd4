"""What can go wrong with the embed, case by case, on two sites in a real browser: words, never a blank box.

The list of cases and where each is tested stands in docs/embed.md.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.fakes.provider import GatedProvider
from tests.fakes.widget_host import served
from tests.fakes.widget_ports import StoreInMemory, SwitchesInMemory, surroundings
from tests.fakes.widget_sites import world
from tests.journeys.embed_visits import LAUNCHER, QUESTION, ask, frame_of, opened, started, visiting
from widget.assistant.needs import AssistantNeeds
from widget.conversation import Answer, Scope
from widget.ports import AssistantSettings

NO_STORAGE = """for (const name of ["localStorage", "sessionStorage", "indexedDB"])
  Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });
Object.defineProperty(Document.prototype, "cookie", {
  get() { throw new DOMException("blocked", "SecurityError"); } });"""
#: The second letter is Cyrillic.
FOREIGN_HOST = "lоcalhost".encode("idna").decode()


class Answered(StoreInMemory):
    """Says when an answer was stored."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()

    def store_answer(self, scope: Scope, question_id: str, answer: Answer) -> str:
        answer_id = super().store_answer(scope, question_id, answer)
        self.answered.set()
        return answer_id


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = started(playwright, f"--host-resolver-rules=MAP {FOREIGN_HOST} 127.0.0.1")
    yield chromium
    chromium.close()


def expect_the_loaders_words(page: Page) -> None:
    page.locator(LAUNCHER).click()
    page.clock.fast_forward(11_000)
    expect(page.locator("boussole-assistant [role=alert]")).to_contain_text("cannot be reached")


def modelled(provider: GatedProvider, store: StoreInMemory | None = None) -> AssistantNeeds:
    switches = SwitchesInMemory(AssistantSettings(model_on=True))
    return surroundings(switches=switches, providers=[provider], store=store or StoreInMemory())


class TestWhoMayHoldTheFrame:
    @pytest.mark.parametrize("kind", ["port", "subdomain", "trailing dot", "letters of another alphabet"])
    def test_an_origin_that_looks_like_the_right_one(self, browser: Browser, kind: str) -> None:
        with world() as place, served(place.intranet.app()) as other:
            port, other_port = place.page.rsplit(":", 1)[1], other.rsplit(":", 1)[1]
            address = {
                "port": f"http://localhost:{other_port}",
                "subdomain": f"http://sub.localhost:{port}",
                "trailing dot": f"http://localhost.:{port}",
                "letters of another alphabet": f"http://{FOREIGN_HOST}:{port}",
            }[kind]
            with visiting(browser, place, address, clock=True) as page:
                expect_the_loaders_words(page)
                assert place.sites.shown == []

    def test_a_page_without_an_origin(self, browser: Browser) -> None:
        with world() as place:
            place.intranet.policy = "sandbox allow-scripts"
            with visiting(browser, place, clock=True) as page:
                assert page.evaluate("window.origin") == "null"
                expect_the_loaders_words(page)
                assert place.sites.shown == []

    def test_a_right_page_inside_a_strangers_page(self, browser: Browser) -> None:
        with world() as place, outer(f'<iframe src="{place.page}" width="500" height="700"></iframe>') as stranger:
            page = browser.new_page(locale="en-GB")
            page.clock.install()
            page.goto(stranger)
            inner = page.frame_locator("iframe")
            inner.locator(LAUNCHER).click()
            page.clock.fast_forward(11_000)
            expect(inner.locator("boussole-assistant [role=alert]")).to_contain_text("cannot be reached")
            assert place.sites.shown == []
            page.close()

    def test_an_origin_that_is_taken_off_while_the_page_is_open(self, browser: Browser) -> None:
        with world() as place, visiting(browser, place, clock=True) as page:
            opened(page)
            place.sites.site = type(place.sites.site)("acme", ("https://elsewhere.example",))
            page.reload()
            expect_the_loaders_words(page)


class TestThePageStandsInTheWay:
    def test_storage_and_cookies_are_blocked(self, browser: Browser) -> None:
        with world() as place, browser.new_context(locale="en-GB") as context:
            context.add_init_script(NO_STORAGE)
            page = context.new_page()
            page.goto(place.page)
            frame = opened(page)
            ask(frame)
            expect(frame.locator(".assistant-sources li")).to_have_count(2)

    @pytest.mark.parametrize("kind", ["hash", "policy", "blocker"])
    def test_the_script_is_kept_out_and_the_page_does_not_suffer(self, browser: Browser, kind: str) -> None:
        with world() as place:
            page = browser.new_page(locale="en-GB")
            broken: list[str] = []
            page.on("pageerror", lambda error: broken.append(str(error)))
            if kind == "hash":
                wrong = f'integrity="sha384-{"A" * 64}" crossorigin="anonymous" async'
                place.intranet.snippet = place.intranet.snippet.replace("async", wrong)
            elif kind == "policy":
                place.intranet.policy = "script-src 'self'"
            else:
                page.route("**/widget/embed.js", lambda route: route.abort("blockedbyclient"))
            page.goto(place.page, wait_until="load")
            expect(page.locator("h1")).to_have_text("Hi")
            expect(page.locator("boussole-assistant")).to_have_count(0)
            assert broken == []
            page.close()

    def test_two_widgets_do_not_mix(self, browser: Browser) -> None:
        with world(also=("annex",)) as place:
            second = place.intranet.snippet.replace('"acme"', '"annex" data-side="start"')
            place.intranet.snippet += second
            with visiting(browser, place) as page:
                for site in ("acme", "annex"):
                    page.locator(f"boussole-assistant[data-site={site}] button").click()
                frames = [page.frame_locator(f"[data-site={site}] iframe") for site in ("acme", "annex")]
                for frame in frames:
                    expect(frame.locator("#assistant-box")).to_be_visible()
                ask(frames[0])
                expect(frames[0].locator(".assistant-sources li")).to_have_count(2)
                expect(frames[1].locator(".assistant-sources li")).to_have_count(0)

    def test_messages_of_the_page_change_nothing(self, browser: Browser) -> None:
        with world() as place, visiting(browser, place) as page:
            frame = opened(page)
            box = page.locator("boussole-assistant iframe").bounding_box()
            page.evaluate(
                """() => {
                  const frame = document.querySelector('boussole-assistant').shadowRoot.querySelector('iframe');
                  for (const data of [{type: 'boussole:height', height: 1e9}, {type: 'height', height: -1}, null, 7,
                    'x'.repeat(1e6), {type: 'boussole:port'}, {type: 'boussole:ready'}, {type: {}}]) {
                    frame.contentWindow.postMessage(data, '*');
                    window.postMessage(data, '*');
                  }
                }"""
            )
            ask(frame)
            expect(frame.locator(".assistant-sources li")).to_have_count(2)
            assert page.locator("boussole-assistant iframe").bounding_box() == box

    def test_back_from_the_browsers_cache(self, playwright: Playwright) -> None:
        """Playwright sees no frame of a page that came back from the cache: mouse, keys and the tool's storage tell."""
        chromium, store = started(playwright, ignore_default_args=["--disable-back-forward-cache"]), Answered()
        with world(needs=surroundings(store=store)) as place, visiting(chromium, place) as page:
            box = opened(page).locator("#assistant-box").bounding_box()
            assert box
            page.evaluate("addEventListener('pageshow', event => { window.fromCache = event.persisted; })")
            page.goto(f"{place.page}/nowhere")
            page.evaluate("history.back()")
            page.wait_for_function("window.fromCache === true")
            page.mouse.click(box["x"] + 20, box["y"] + 10)
            page.keyboard.type(QUESTION)
            page.keyboard.press("Enter")
            assert store.answered.wait(20)
        chromium.close()


class TestTheToolOrTheEndpointFails:
    @pytest.mark.parametrize("kind", ["error", "offline"])
    def test_the_frame_does_not_come(self, browser: Browser, kind: str) -> None:
        with world() as place, visiting(browser, place, clock=True) as page:
            page.route("**/widget/frame*", failing(kind))
            expect_the_loaders_words(page)
            page.unroute_all()
            page.locator(LAUNCHER).click()
            opened(page)

    @pytest.mark.parametrize(("status", "state"), [(500, "unknown"), (503, "busy"), (429, "busy")])
    def test_the_session_does_not_open(self, browser: Browser, status: int, state: str) -> None:
        with world() as place, visiting(browser, place) as page:
            page.route("**/widget/session", lambda route: route.fulfill(status=status, body="oops"))
            page.locator(LAUNCHER).click()
            expect(frame_of(page).locator(f"[data-state={state}]")).to_be_visible()
            page.unroute_all()
            frame_of(page).locator(f"[data-state={state}] [data-do=again]").click()
            expect(frame_of(page).locator("#assistant-box")).to_be_visible()

    @pytest.mark.parametrize("kind", ["error", "offline"])
    def test_the_panel_does_not_come(self, browser: Browser, kind: str) -> None:
        with world() as place, visiting(browser, place) as page:
            page.route("**/widget/panel*", failing(kind))
            page.locator(LAUNCHER).click()
            expect(frame_of(page).locator("[data-state=offline]")).to_be_visible()
            page.unroute_all()
            frame_of(page).locator("[data-state=offline] [data-do=again]").click()
            expect(frame_of(page).locator("#assistant-box")).to_be_visible()

    def test_the_endpoint_for_tokens_hangs(self, browser: Browser) -> None:
        with world() as place, visiting(browser, place, clock=True) as page:
            page.route("**/mentor-token", lambda route: None)
            with page.expect_request("**/mentor-token"):
                page.locator(LAUNCHER).click()
            page.clock.fast_forward(13_000)
            expect(frame_of(page).locator("[data-state=unknown]")).to_be_visible()

    def test_the_connection_is_lost_while_asking(self, browser: Browser) -> None:
        with world() as place, visiting(browser, place) as page:
            frame = opened(page)
            page.context.set_offline(True)
            ask(frame)
            expect(frame.locator("#assistant-status")).to_contain_text("The connection was lost.")
            expect(frame.locator("#assistant-box")).to_have_value(QUESTION)
            page.context.set_offline(False)
            frame.locator("#assistant-box").press("Enter")
            expect(frame.locator(".assistant-sources li")).to_have_count(2)

    def test_a_proxy_holds_answers_back_until_they_are_whole(self, browser: Browser) -> None:
        with world(buffering=True) as place, visiting(browser, place) as page:
            frame = opened(page)
            ask(frame)
            expect(frame.locator(".assistant-sources li")).to_have_count(2)
            expect(frame.locator("#assistant-status")).to_contain_text("The answer is ready")


class TestSigningInElsewhere:
    def test_the_window_is_blocked(self, playwright: Playwright) -> None:
        chromium = started(playwright, "--block-new-web-contents")
        with world(named=False, sign_in_url="/sign-in") as place, visiting(chromium, place) as page:
            page.locator(LAUNCHER).click()
            frame_of(page).locator("[data-state=signin] [data-do=signin]").click()
            expect(frame_of(page).locator("[data-state=popup]")).to_contain_text("blocked the sign-in window")
        chromium.close()

    def test_the_window_is_closed_and_opened_again(self, browser: Browser) -> None:
        with world(named=False, sign_in_url="/sign-in") as place, visiting(browser, place) as page:
            page.locator(LAUNCHER).click()
            for state in ("signin", "window"):
                with page.context.expect_page() as window:
                    frame_of(page).locator(f"[data-state={state}] [data-do=signin]").click()
                window.value.close()
                expect(frame_of(page).locator("[data-state=window]")).to_be_visible()


class TestWhileAnAnswerRuns:
    def test_stop_keeps_what_was_shown(self, browser: Browser) -> None:
        provider = GatedProvider()
        with world(needs=modelled(provider)) as place, visiting(browser, place) as page:
            frame = opened(page)
            ask(frame)
            expect(frame.locator(".assistant-text")).to_contain_text(provider.FIRST)
            frame.locator("#assistant-stop").click()
            expect(frame.locator(".assistant-note")).to_have_text("You stopped this answer.")
            expect(frame.locator(".assistant-text")).to_contain_text(provider.FIRST)
        provider.gate.set()

    def test_a_session_that_ends_lets_the_answer_end_and_the_next_question_stays(self, browser: Browser) -> None:
        provider = GatedProvider()
        with world(needs=modelled(provider)) as place, visiting(browser, place) as page:
            frame = opened(page)
            ask(frame)
            expect(frame.locator(".assistant-text")).to_contain_text(provider.FIRST)
            place.sites.live.clear()
            provider.gate.set()
            expect(frame.locator(".assistant-text")).to_contain_text(provider.LAST)
            ask(frame, "Who reads a cover letter?")
            frame.locator("[data-state=again] [data-do=back]").click()
            expect(frame.locator("#assistant-box")).to_have_value("Who reads a cover letter?")
            frame.locator("#assistant-box").press("Enter")
            expect(frame.locator(".assistant-turn")).to_have_count(2)

    def test_enter_pressed_twice_asks_once(self, browser: Browser) -> None:
        store = StoreInMemory()
        with world(needs=surroundings(store=store)) as place, visiting(browser, place) as page:
            frame = opened(page)
            frame.locator("#assistant-box").fill(QUESTION)
            frame.locator("#assistant-form").evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
            expect(frame.locator("#assistant-status")).to_contain_text("The answer is ready")
            expect(frame.locator(".assistant-turn")).to_have_count(1)
            assert len(store.rows) == 1


class TestHowSomebodyReads:
    @pytest.mark.parametrize(
        "options",
        [
            {"viewport": {"width": 320, "height": 256}},
            {"forced_colors": "active"},
            {"reduced_motion": "reduce"},
        ],
        ids=["400 %", "forced colours", "reduced motion"],
    )
    def test_it_can_be_opened_asked_and_closed(self, browser: Browser, options: dict[str, object]) -> None:
        with world() as place, visiting(browser, place, **options) as page:
            frame = opened(page)
            expect(page.locator(LAUNCHER)).to_be_in_viewport(ratio=1)
            expect(page.locator("boussole-assistant iframe")).to_be_in_viewport(ratio=1)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            ask(frame)
            expect(frame.locator(".assistant-sources li")).to_have_count(2)
            assert frame.locator("html").evaluate("html => html.scrollWidth <= innerWidth")
            page.locator(LAUNCHER).click()
            expect(page.locator("boussole-assistant iframe")).to_be_hidden()

    def test_a_page_from_right_to_left_has_it_on_its_own_end(self, browser: Browser) -> None:
        with world() as place:
            place.intranet.snippet = f'<script>document.dir = "rtl"</script>{place.intranet.snippet}'
            with visiting(browser, place) as page:
                frame = opened(page)
                button, box = page.locator(LAUNCHER).bounding_box(), page.locator("iframe").bounding_box()
                assert button
                assert box
                assert button["x"] < 20
                assert box["x"] >= 0
                ask(frame)
                expect(frame.locator(".assistant-sources li")).to_have_count(2)


def failing(kind: str):  # type: ignore[no-untyped-def]
    def answer(route: Route) -> None:
        if kind == "offline":
            route.abort("connectionfailed")
        else:
            route.fulfill(status=500, content_type="text/html", body="<h1>oops</h1>")

    return answer


@contextmanager
def outer(html: str) -> Iterator[str]:
    """Somebody else's page, on a site of its own."""
    app = Flask("stranger")
    app.add_url_rule("/", view_func=lambda: Response(f"<!doctype html><title>x</title>{html}"))
    with ExitStack() as stack:
        yield re.sub("127.0.0.1", "sub.localhost", stack.enter_context(served(app)))
