"""The administrator's desk in the gallery: signing in, and the states of its pages."""

from urllib.parse import urljoin

from playwright.sync_api import Page, StorageState

EMAIL = "ada@campus.example"
PASSWORD = "a compass on the cover"


#: Sign-ins are counted by account: the gallery signs in once a site, and its other browsers are handed the cookies.
_SIGNED_IN: dict[str, StorageState] = {}


def sign_in(page: Page, tool: str) -> None:
    """Fill in the form as an administrator does, or go on with an earlier sign-in to the same site."""
    if known := _SIGNED_IN.get(tool):
        page.context.add_cookies(known["cookies"])  # type: ignore[arg-type]
        page.goto(f"{tool}/admin/")
    else:
        _fill_in(page, tool)
        _SIGNED_IN[tool] = page.context.storage_state()


def _fill_in(page: Page, tool: str) -> None:
    page.goto(f"{tool}/admin/sign-in")
    page.locator("#f-email").fill(EMAIL)
    page.locator("#f-password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.get_by_role("navigation").wait_for()


def go(page: Page, address: str) -> None:
    page.goto(urljoin(page.url, address))


def test_connection(page: Page) -> None:
    go(page, "/admin/platforms/1")
    page.locator("form[action$='/check'] button").click()
    page.locator("#steps-title").wait_for(timeout=30_000)


def save_nothing(page: Page) -> None:
    go(page, "/admin/platforms/new")
    page.locator("main form button[type=submit]").click()
    page.locator(".field__error").first.wait_for()


def invite(page: Page) -> None:
    go(page, "/admin/invites")
    page.locator("form[action$='/invites'] button").click()
    page.locator("#made-title").wait_for()


def withdraw(page: Page) -> None:
    invite(page)
    page.locator("form[action$='/withdraw'] button").first.click()
    page.locator("form[action$='/restore'] button").wait_for()


def new_site(page: Page) -> None:
    go(page, "/admin/sites/new")
    page.locator("#f-name").fill("Intranet")
    page.locator("#f-course").select_option(index=1)
    page.locator("#f-origins").fill("https://intranet.example")
    page.locator("main form button[type=submit]").click()
    page.locator("#c-secret").wait_for()


def site_without_a_name(page: Page) -> None:
    go(page, "/admin/sites/new")
    page.locator("main form button[type=submit]").click()
    page.locator(".field__error").first.wait_for()


def preview_of_a_site(page: Page) -> None:
    new_site(page)
    go(page, page.locator("a[href$='/preview']").get_attribute("href") or "")
    page.locator("boussole-assistant button").click()
    page.frame_locator("boussole-assistant iframe").locator("#assistant-box").wait_for(timeout=30_000)


def what_is_kept(page: Page) -> None:
    """The frame as people have it, with what is kept of them open."""
    preview_of_a_site(page)
    frame = page.frame_locator("boussole-assistant iframe")
    frame.locator("button[hx-get='/widget/kept']").click()
    frame.locator("#kept").wait_for()


def wrong_password(page: Page) -> None:
    page.locator("#f-email").fill("nobody@campus.example")
    page.locator("main button[type=submit]").click()
    page.locator("[role=alert]").wait_for()
