"""Check-ins, the pitch and the ledger in the gallery: filled, refused, shared."""

from typing import Protocol

from playwright.sync_api import Page

from tests.factories import speech


class Screen(Protocol):
    """The part of a gallery's screen that is used here."""

    page: Page

    def go(self, address: str) -> None:
        """Load a part of the tool."""
        ...


def check_ins(screen: Screen) -> None:
    """Say how it is going, three times."""
    page = screen.page
    for energy, progress in ((2, 3), (4, 3), (3, 5)):
        screen.go("/learn/check-ins/")  # anew each time: the word of the last one says nothing of this one
        page.locator(f"#f-energy-{energy}").check(force=True)
        page.locator(f"#f-progress-{progress}").check(force=True)
        page.locator("#f-obstacle").select_option("time")
        page.locator("form.card--first button[type=submit]").click()
        page.locator("[role=status] .notice--good").wait_for()
    page.locator("svg.chart").first.wait_for()


def nothing_chosen(screen: Screen) -> None:
    """Send the form empty."""
    screen.go("/learn/check-ins/")
    screen.page.locator("form.card--first button[type=submit]").click()
    screen.page.locator(".field__error").first.wait_for()


def pitch(screen: Screen) -> None:
    """Agree, unless that was done before, and send a recording."""
    _send(screen, "take.wav", speech.wav(speech.speech()[0]))
    screen.page.locator("svg.chart").first.wait_for(timeout=60_000)


def not_a_recording(screen: Screen) -> None:
    """Send something that is no sound."""
    _send(screen, "notes.txt", b"not a sound at all")
    screen.page.locator("[role=alert] .notice--danger").wait_for()


def who_sees(screen: Screen) -> None:
    """Share a check-in first, so that something stands there."""
    check_ins(screen)
    screen.go("/learn/check-ins/")  # the saved form answers with the list anew: no press may fall between
    first = screen.page.locator("[id^=check-in-]").first
    if first.locator("textarea").count():
        first.locator("summary").click()
        first.locator("details button[type=submit]").click()
        screen.page.locator("[role=status] .notice--good").wait_for()
    screen.go("/learn/who-sees/")


def _send(screen: Screen, name: str, data: bytes) -> None:
    screen.go("/learn/pitch/")
    page = screen.page
    page.locator("form[action$='/consent'] button, #recorder").first.wait_for()
    if not page.locator("#recorder").count():
        page.locator("form[action$='/consent'] button").click()
    page.locator("#recorder details summary").click()
    page.locator("#f-recording").set_input_files([{"name": name, "mimeType": "audio/wav", "buffer": data}])
    page.locator("[data-sends-recording] button[type=submit]").click()
