"""Looking at an organisation's page: each thing that keeps the assistant away is named."""

from lti_tool.embed.page_check import Asked, Step, check
from lti_tool.http import Headers, Response, UnreachableError
from tests.fakes.doors import AppDoor
from widget.loader.script import snippet, version

TOOL = "https://tool.example"
PAGE = "https://intranet.example/home"
KEY = "0123456789abcdef"
ASKED = Asked(KEY, ("https://intranet.example",), TOOL)
LINE = snippet(TOOL, KEY, "fr")


def look(body: str = LINE, *, status: int = 200, url: str = PAGE, asked: Asked = ASKED, **headers: str) -> list[Step]:
    named = Headers((name.replace("_", "-"), value) for name, value in headers.items())
    return check(AppDoor({}, [Response(status, url, named, body.encode())]), PAGE, asked)


def failed(steps: list[Step]) -> list[str]:
    return [step.label for step in steps if not step.is_ok]


def test_a_page_with_the_line_and_nothing_in_the_way_is_ready() -> None:
    steps = look(f"<!doctype html><title>Home</title>{LINE}", Content_Security_Policy=f"default-src 'self' {TOOL}")
    assert failed(steps) == []
    assert len(steps) == 6


def test_an_address_that_is_none_is_said_before_anything_is_asked() -> None:
    door = AppDoor({})
    assert failed(check(door, "intranet", ASKED)) == ["The address"]
    assert door.asked == []


def test_a_page_that_cannot_be_reached_or_wants_a_sign_in() -> None:
    nobody = AppDoor({}, [UnreachableError(host="intranet.example", detail="nobody there")])
    assert failed(check(nobody, PAGE, ASKED)) == ["The page can be read"]
    for elsewhere in (look(status=401), look(url="https://login.example/start"), look(status=500)):
        assert failed(elsewhere) == ["The page can be read"]
        assert len(elsewhere) == 1


def test_an_address_that_is_not_on_the_list() -> None:
    steps = look(asked=Asked(KEY, ("https://other.example",), TOOL))
    assert failed(steps) == ["Its address is on the site’s list"]
    assert steps[1].parameters == {"origin": "https://intranet.example"}


def test_a_missing_line_another_sites_line_and_an_older_version() -> None:
    older = snippet(TOOL, KEY, "fr", pinned=True).replace(version(), "0" * 12)
    other = snippet(TOOL, "f" * 16, "fr")
    found = [look("<p>no line</p>"), look(other), look(older), look(LINE.replace(TOOL, "https://evil.example"))]
    assert [failed(steps) for steps in found] == [["The line of HTML is there"]] * 4
    assert "another site" in found[1][2].advice
    assert "older version" in found[2][2].advice


def test_policies_of_the_header_and_of_the_page_itself() -> None:
    blocked = look(Content_Security_Policy="script-src 'self'; frame-src 'self'")
    assert failed(blocked) == ["Its security policy lets the script in", "Its security policy lets the frame in"]
    inside = f"<meta http-equiv=Content-Security-Policy content=\"frame-src 'none'\">{LINE}"
    assert failed(look(inside)) == ["Its security policy lets the frame in"]


def test_a_page_that_isolates_itself() -> None:
    steps = look(Cross_Origin_Embedder_Policy="require-corp")
    assert failed(steps) == ["It lets frames of other sites in"]


def test_broken_markup_is_read_as_far_as_it_goes() -> None:
    assert failed(look(f"<div <<script>{LINE}<![if")) in ([], ["The line of HTML is there"])
