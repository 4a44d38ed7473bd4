"""The embed on two sites in a real browser: the handshake, and words for every failure."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.fakes.widget_sites import TOKEN, world
from tests.journeys.embed_visits import LAUNCHER, frame_of, started, visiting


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = started(playwright)
    yield chromium
    chromium.close()


def test_two_requests_before_the_click_and_an_answer_after_it(browser: Browser) -> None:
    with world() as place:
        page = browser.new_page(locale="en-GB")
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(place.page)
        expect(page.locator(LAUNCHER)).to_be_visible()
        assert [url for url in requests if url.startswith(place.tool)] == [f"{place.tool}/widget/embed.js"]
        start = time.monotonic()
        page.locator(LAUNCHER).click()
        frame = frame_of(page)
        expect(frame.locator("#assistant-box")).to_be_visible()
        expect(frame.get_by_role("link", name="I need a human now")).to_have_count(1)
        assert time.monotonic() - start < 5
        frame.locator("#assistant-box").fill("How long is a cover letter?")
        frame.locator("#assistant-box").press("Enter")
        expect(frame.locator(".assistant-sources li")).to_have_count(2)
        expect(frame.locator(".assistant-sources a").first).to_have_attribute("target", "_blank")
        assert place.sites.shown == [("jwt", TOKEN)]
        page.close()


@pytest.mark.parametrize("token", [(401, "no"), (500, "oops"), (200, "<html>login</html>"), (200, "{"), (200, "")])
def test_a_page_that_cannot_vouch_is_told_so(browser: Browser, token: tuple[int, str]) -> None:
    with world() as place, visiting(browser, place) as page:
        place.intranet.token = token
        page.locator(LAUNCHER).click()
        expect(frame_of(page).locator("[data-state=unknown]")).to_be_visible()
        place.intranet.token = (200, TOKEN)
        frame_of(page).locator("[data-state=unknown] [data-do=again]").click()
        expect(frame_of(page).locator("#assistant-box")).to_be_visible()


def test_a_token_that_is_refused_shows_words(browser: Browser) -> None:
    with world() as place, visiting(browser, place) as page:
        place.intranet.token = (200, "other.token.here")
        page.locator(LAUNCHER).click()
        expect(frame_of(page).locator("[data-state=unknown]")).to_be_visible()


def test_visitors_come_in_without_a_name_only_where_the_site_lets_them(browser: Browser) -> None:
    with world(named=False, anonymous=True) as place, visiting(browser, place) as page:
        page.locator(LAUNCHER).click()
        expect(frame_of(page).locator("#assistant-box")).to_be_visible()
        assert place.sites.shown == [("anonymous", "")]
    with world(named=False) as place, visiting(browser, place) as page:
        page.locator(LAUNCHER).click()
        expect(frame_of(page).locator("[data-state=signin]")).to_be_visible()
        expect(frame_of(page).get_by_role("link", name="I need a human now")).to_be_visible()
        assert place.sites.shown == []


def test_a_page_that_is_not_allowed_gets_words_from_the_loader(browser: Browser) -> None:
    with world(allowed=False) as place, visiting(browser, place, clock=True) as page:
        page.locator(LAUNCHER).click()
        page.clock.fast_forward(11_000)
        expect(page.locator("boussole-assistant [role=alert]")).to_contain_text("cannot be reached")
        human = page.locator("boussole-assistant a")
        expect(human).to_have_text("I need a human now")
        expect(human).to_have_attribute("href", "https://findahelpline.com")
        assert place.sites.shown == []


def test_a_policy_of_the_page_without_us_gets_words(browser: Browser) -> None:
    with world() as place:
        place.intranet.policy = f"default-src 'self'; script-src 'self' {place.tool}"
        with visiting(browser, place, clock=True) as page:
            page.locator(LAUNCHER).click()
            page.clock.fast_forward(11_000)
            expect(page.locator("boussole-assistant [role=alert]")).to_be_visible()


def test_a_strict_policy_that_names_us_is_enough(browser: Browser) -> None:
    with world() as place:
        place.intranet.policy = (
            f"default-src 'none'; script-src {place.tool}; frame-src {place.tool}; connect-src 'self'; style-src 'none'"
        )
        complaints: list[str] = []
        page = browser.new_page(locale="en-GB")
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        page.goto(place.page)
        page.locator(LAUNCHER).click()
        expect(frame_of(page).locator("#assistant-box")).to_be_visible()
        assert [text for text in complaints if "favicon" not in text] == []
        page.close()


def test_forged_messages_open_nothing(browser: Browser) -> None:
    with world() as place, visiting(browser, place) as page:
        page.locator(LAUNCHER).click()
        expect(frame_of(page).locator("#assistant-box")).to_be_visible()
        page.evaluate("window.postMessage({type: 'boussole:ready', nonce: 'x'}, '*')")
        page.evaluate(
            """() => {
              const frame = document.querySelector('boussole-assistant').shadowRoot.querySelector('iframe');
              const channel = new MessageChannel();
              window.stolen = [];
              channel.port1.onmessage = (event) => window.stolen.push(event.data);
              frame.contentWindow.postMessage({type: 'boussole:port', nonce: 'guess'}, '*', [channel.port2]);
              frame.contentWindow.postMessage({type: 'boussole:code', nonce: 'guess', code: 'evil'}, '*');
            }"""
        )
        page.wait_for_timeout(300)
        assert page.evaluate("window.stolen") == []
        assert place.sites.shown == [("jwt", TOKEN)]
        assert place.intranet.asked == 1


def test_a_session_that_ends_is_renewed_once_and_the_question_kept(browser: Browser) -> None:
    with world() as place, visiting(browser, place) as page:
        page.locator(LAUNCHER).click()
        frame = frame_of(page)
        frame.locator("#assistant-box").fill("How long is a cover letter?")
        place.sites.live.clear()
        frame.locator("#assistant-box").press("Enter")
        expect(frame.locator("[data-state=again]")).to_be_visible()
        frame.locator("[data-do=back]").click()
        expect(frame.locator("#assistant-box")).to_have_value("How long is a cover letter?")
        frame.locator("#assistant-box").press("Enter")
        expect(frame.locator(".assistant-sources li")).to_have_count(2)


def test_the_script_twice_is_one_launcher_and_a_moved_one_lives(browser: Browser) -> None:
    with world() as place:
        place.intranet.snippet *= 2
        with visiting(browser, place) as page:
            expect(page.locator("boussole-assistant")).to_have_count(1)
            page.evaluate("document.body.prepend(document.querySelector('boussole-assistant'))")
            page.locator(LAUNCHER).click()
            expect(frame_of(page).locator("#assistant-box")).to_be_visible()
            page.evaluate("window.kept = document.querySelector('boussole-assistant'); window.kept.remove()")
            page.wait_for_timeout(100)
            page.evaluate("document.body.append(window.kept)")
            expect(page.locator(LAUNCHER)).to_have_text("Ask the assistant")
            page.locator(LAUNCHER).click()
            expect(frame_of(page).locator("#assistant-box")).to_be_visible()


def test_escape_closes_and_the_focus_returns_to_the_button(browser: Browser) -> None:
    with world() as place, visiting(browser, place) as page:
        page.locator(LAUNCHER).click()
        frame_of(page).locator("#assistant-box").press("Escape")
        expect(page.locator(LAUNCHER)).to_have_text("Ask the assistant")
        expect(page.locator(LAUNCHER)).to_be_focused()
        assert page.locator(LAUNCHER).get_attribute("aria-expanded") == "false"


def test_the_frame_alone_and_a_site_that_is_off_say_so(browser: Browser) -> None:
    with world() as place:
        page = browser.new_page(locale="en-GB")
        page.goto(f"{place.tool}/widget/frame?site=acme&lang=fr")
        expect(page.locator("[data-state=alone]")).to_contain_text("L’assistant s’ouvre dans la page")
        page.goto(f"{place.tool}/widget/frame?site=gone")
        expect(page.locator("[role=alert]")).to_contain_text("switched off")
        page.close()
