"""What the campus's pages do for a tool in a real browser: frames, cookies, platform storage, sizes, closing."""

import shutil

import pytest

from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.profiles import PROFILES
from lti_tool.demo.platform.server import running
from lti_tool.demo.platform.tools import Tool
from tests.fakes.bare_tool import BareTool

pytestmark = pytest.mark.browser

ASK = """([target, subject, more]) => new Promise((resolve) => {
  const id = crypto.randomUUID();
  const heard = (event) => {
    if (event.data?.message_id !== id) return;
    window.removeEventListener("message", heard);
    resolve({ ...event.data, origin: event.origin });
  };
  window.addEventListener("message", heard);
  setTimeout(() => resolve(null), 1000);
  const frame = target === "_parent" ? parent : parent.frames[target];
  frame.postMessage({ subject, message_id: id, ...more }, "*");
})"""


@pytest.fixture(scope="module")
def chromium(playwright):
    blocked = ["--no-sandbox", "--test-third-party-cookie-phaseout"]
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=blocked)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def tool():
    with BareTool().running() as tool:
        yield tool


@pytest.fixture
def canvas(tool, campus_key):
    with running(CampusConfig(profile=PROFILES["canvas"], tools=(Tool.at(tool.root),), keys=(campus_key,))) as campus:
        tool.authorize, tool.changes, tool.page = campus.addresses.authorize, {}, "<!doctype html><title>tool</title>"
        yield campus


@pytest.fixture
def page(chromium, canvas):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.goto(canvas.root)
    page.click("button[value=helene]")
    yield page
    assert page.trouble == []
    context.close()


def opened(page, address, tool):
    page.goto(address)
    return framed(page, f"{tool.root}/lti/launch")


def framed(page, beginning):
    for _ in range(200):
        for frame in page.frames:
            if frame.url.startswith(beginning):
                frame.wait_for_load_state()
                return frame
        page.wait_for_timeout(25)
    raise AssertionError(f"no frame shows {beginning}: {[frame.url for frame in page.frames]}")


def test_a_frame_on_another_site_keeps_partitioned_cookies_only(page, canvas, tool):
    opened(page, f"{canvas.root}/courses/101/activities/7001", tool)
    assert tool.cookies[-1] == ["__Host-bound"]


def test_a_new_window_keeps_every_cookie(page, canvas, tool):
    page.goto(f"{canvas.root}/courses/101/activities/7001")
    with page.context.expect_page() as window:
        page.get_by_text("nouvelle fenêtre").click()
    window.value.wait_for_url(f"{tool.root}/lti/launch")
    assert {"__Host-bound", "unpartitioned"} <= set(tool.cookies[-1])


def test_platform_storage_keeps_a_value_for_the_tools_origin(page, canvas, tool):
    frame = opened(page, f"{canvas.root}/courses/101/activities/7001", tool)
    target = canvas.profile.storage_target
    put = frame.evaluate(ASK, [target, "lti.put_data", {"key": "state", "value": "abc"}])
    assert (put["subject"], put["value"], put["origin"]) == ("lti.put_data.response", "abc", canvas.root)
    got = frame.evaluate(ASK, [target, "lti.get_data", {"key": "state"}])
    assert (got["subject"], got["value"]) == ("lti.get_data.response", "abc")
    own = page.frame(name=target).evaluate("""() => new Promise((resolve) => {
      window.addEventListener("message", ({ data }) => data.subject.endsWith("response") && resolve(data.value));
      window.postMessage({ subject: "lti.get_data", message_id: "1", key: "state" }, "*");
    })""")
    assert own is None
    assert frame.evaluate(ASK, [target, "lti.put_data", {"value": "no key"}])["error"]["code"] == "bad_request"


def test_the_page_says_what_it_can_do_and_which_frame_stores(page, canvas, tool):
    frame = opened(page, f"{canvas.root}/courses/101/activities/7001", tool)
    said = frame.evaluate(ASK, ["_parent", "lti.capabilities", {}])
    assert {"subject": "lti.put_data", "frame": "post_message_forwarding"} in said["supported_messages"]


def test_a_tool_chooses_its_height_within_reason(page, canvas, tool):
    frame = opened(page, f"{canvas.root}/courses/101/activities/7001", tool)
    high = """(height) => new Promise((resolve) => {
      parent.postMessage({ subject: "lti.frameResize", height }, "*");
      setTimeout(resolve, 100);
    })"""
    size = "() => document.getElementById('tool').getBoundingClientRect().height"
    assert page.evaluate(size) == 750
    frame.evaluate(high, 900)
    assert page.evaluate(size) == 900
    frame.evaluate(high, 10)
    assert page.evaluate(size) == 150
    frame.evaluate(high, "tall")
    assert page.evaluate(size) == 150


def test_messages_of_others_are_not_heard(page, canvas, tool):
    opened(page, f"{canvas.root}/courses/101/activities/7001", tool)
    page.evaluate("window.postMessage({subject: 'lti.frameResize', height: 900}, '*')")
    page.wait_for_timeout(100)
    assert page.evaluate("document.getElementById('tool').getBoundingClientRect().height") == 750


def test_the_picker_opens_in_a_dialog(page, canvas, tool):
    opened(page, f"{canvas.root}/courses/101/add?tool=boussole-campus", tool)
    assert page.locator("dialog[open]").count() == 1


def test_a_registration_ends_with_the_close_message(page, canvas, tool):
    page.get_by_text("Changer de personne").click()
    page.click("button[value=sam]")
    page.goto(f"{canvas.root}/admin/tools")
    page.fill("input[name=address]", f"{tool.root}/lti/register")
    page.get_by_role("button", name="Register").click()
    frame = framed(page, f"{tool.root}/lti/register")
    assert "registration_token=" in frame.url
    frame.evaluate("(window.opener || window.parent).postMessage({subject: 'org.imsglobal.lti.close'}, '*')")
    page.wait_for_url(f"{canvas.root}/admin/tools")


@pytest.mark.parametrize("path", ["/courses/101", "/courses/101/people", "/courses/101/gradebook"])
def test_pages_fit_a_telephone(page, canvas, path):
    page.goto(canvas.root + path)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
