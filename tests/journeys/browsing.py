"""Chromium on the running demonstration: sign in on the campus, open the activity, look inside the frame."""

import re
import shutil
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Error, Frame, FrameLocator, Page, Playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
#: Given after Playwright's own list, which it replaces: what of that matters here, and one more.
FEATURES_OFF = (
    # Chromium throws away presses in a frame of another site for half a second after the frame moved or
    # changed its size, against clickjacking. The tool's frame grows with its content; people wait, tests do not.
    "DiscardInputEventsToRecentlyMovedFrames",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "Translate",
)
NO_THIRD_PARTY_COOKIES = "--test-third-party-cookie-phaseout"
ACTIVITY = "/courses/101/activities/7001"
SECONDS = 15_000


def chromium() -> str | None:
    """Return Debian's Chromium, or None."""
    return shutil.which("chromium")


def launched(playwright: Playwright, *, third_party_cookies: bool) -> Browser:
    """A browser that talks to nobody but this machine."""
    arguments = [
        *QUIET,
        f"--disable-features={','.join(FEATURES_OFF)}",
        *(() if third_party_cookies else (NO_THIRD_PARTY_COOKIES,)),
    ]
    return playwright.chromium.launch(executable_path=chromium(), args=arguments)


def shown_by(context: BrowserContext) -> str:
    """The address and the first words of every frame that is open."""
    return "\n".join(f"{frame.url}\n{_words(frame)}\n" for page in context.pages for frame in page.frames)


def _words(frame: Frame) -> str:
    try:
        return frame.locator("body").inner_text(timeout=1_000)[:800]
    except Error as problem:
        return f"(unreadable: {problem.message.splitlines()[0]})"


@dataclass
class Visit:
    """One person's tab on the campus, with the tool in its frame; complaints of the browser are kept."""

    page: Page
    campus: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, context: BrowserContext, campus: str, person: str) -> "Visit":
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        visit = cls(page, campus)
        page.on("console", lambda message: visit.note(message.type, message.text))
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.goto(campus)
        page.request.post(f"{campus}/sign-in", form={"person": person})
        return visit

    def note(self, kind: str, text: str) -> None:
        # A refused answer is written to the console by Chromium itself; the pages show it.
        if kind in {"error", "warning"} and not re.search(r"the server responded with a status of 4\d\d", text):
            self.complaints.append(text)

    def open_activity(self) -> FrameLocator:
        self.page.goto(f"{self.campus}{ACTIVITY}")
        self.tool.locator("h1").first.wait_for()
        frame = self.page.locator("#tool").element_handle().content_frame()
        assert frame
        frame.wait_for_load_state()
        return self.tool

    @property
    def tool(self) -> FrameLocator:
        return self.page.frame_locator("#tool")

    def to_front(self) -> None:
        """Turn to this tab, and wait until it is painted: a press before that may reach no frame of another site."""
        self.page.bring_to_front()
        for frame in self.page.frames:
            frame.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def back(self) -> None:
        """Press the browser's back button: it walks through the pages inside the frame."""
        self.page.evaluate("history.back()")

    def forward(self) -> None:
        self.page.evaluate("history.forward()")

    def go(self, words: str) -> None:
        """Follow an entry of the tool's navigation."""
        self.tool.get_by_role("navigation").get_by_role("link", name=words).click()

    def grades(self) -> str:
        self.page.goto(f"{self.campus}/courses/101/gradebook")
        return self.page.locator("main").inner_text()
