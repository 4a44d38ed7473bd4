"""Look at an organisation's page from outside and name what keeps the assistant from showing there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from lti_tool.embed.page_policy import allows, split_header
from lti_tool.errors import N_
from lti_tool.http import HttpDoor, HttpError, Response
from lti_tool.lti.origins import origin_of
from widget.loader import script

MAX_BYTES = 2_000_000
LONGEST_ADDRESS = 2000
UNREACHABLE = N_(
    "The tool cannot reach this page. On an internal network that is usual: let the tool’s server reach it, or allow "
    "its network in BOUSSOLE_PRIVATE_NETWORKS."
)
ELSEWHERE = N_(
    "The page sends visitors elsewhere or refuses them (%(status)s at %(place)s). A page behind a sign-in cannot be "
    "looked at from here: try a public page of the same site."
)
ISOLATED = N_(
    "The page sends Cross-Origin-Embedder-Policy: %(value)s, which blocks the frame. Leave that header out on pages "
    "with the assistant."
)
NO_LINE = N_(
    "Copy the line of this site into the page. A page that adds it by a script of its own shows it only in a browser."
)
_PINNED = re.compile(r"/widget/embed/([0-9a-f]{12})\.js")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which site's line should stand on the page, and where the tool is."""

    site_key: str
    origins: Sequence[str]
    tool: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked at; where `is_ok` is False, `advice` says what to change."""

    label: str
    is_ok: bool
    advice: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


def check(http: HttpDoor, url: str, asked: Asked) -> list[Step]:
    """Return the steps up to the first that makes the others meaningless; the network is asked once."""
    origin = origin_of(url) if len(url) <= LONGEST_ADDRESS else None
    if origin is None:
        return [Step(N_("The address"), False, N_("Give the page’s full address, beginning with https://."))]
    try:
        answer = http.get(url, headers={"Accept": "text/html"}, follow_redirects=True, max_bytes=MAX_BYTES)
    except HttpError:
        return [
            Step(
                N_("The page can be read"),
                False,
                UNREACHABLE,
            )
        ]
    return list(_steps(answer, origin, asked))


def _steps(answer: Response, origin: str, asked: Asked) -> Iterator[Step]:
    landed = origin_of(answer.url) or origin
    if not answer.is_ok or landed != origin:
        yield Step(
            N_("The page can be read"),
            False,
            ELSEWHERE,
            {"status": str(answer.status), "place": landed},
        )
        return
    yield Step(N_("The page can be read"), True)
    page = _Page()
    page.feed(answer.body.decode("utf-8", "replace"))
    yield Step(
        N_("Its address is on the site’s list"),
        origin in asked.origins,
        N_("Add %(origin)s to the addresses of this site: only these may show the assistant."),
        {"origin": origin},
    )
    yield from _line(page, asked)
    policies = [*split_header(answer.headers.get("Content-Security-Policy", "")), *page.policies]
    for directive, label in (
        ("script-src", N_("Its security policy lets the script in")),
        ("frame-src", N_("Its security policy lets the frame in")),
    ):
        yield Step(
            label,
            allows(policies, directive, asked.tool),
            N_("Add %(tool)s to %(directive)s in the page’s Content-Security-Policy."),
            {"tool": asked.tool, "directive": directive},
        )
    isolating = answer.headers.get("Cross-Origin-Embedder-Policy", "").partition(";")[0].strip().lower()
    yield Step(
        N_("It lets frames of other sites in"),
        isolating not in ("require-corp", "credentialless"),
        ISOLATED,
        {"value": isolating},
    )


def _line(page: "_Page", asked: Asked) -> Iterator[Step]:
    label = N_("The line of HTML is there")
    ours = [
        one for one in page.scripts if origin_of(one.get("src", "")) == asked.tool and "/widget/embed" in one["src"]
    ]
    if not ours:
        yield Step(
            label,
            False,
            NO_LINE,
        )
        return
    mine = [one for one in ours if one.get("data-site") == asked.site_key]
    if not mine:
        yield Step(
            label,
            False,
            N_("The line on this page names another site (%(found)s). Copy the line of this site."),
            {"found": ours[0].get("data-site", "")[:40]},
        )
        return
    pinned = _PINNED.search(mine[0]["src"])
    if pinned and pinned[1] != script.version():
        yield Step(label, False, N_("The line names an older version of the script by its hash. Copy the line again."))
        return
    yield Step(label, True)


class _Page(HTMLParser):
    """Keeps the scripts of a page and the policies in its head."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[dict[str, str]] = []
        self.policies: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what matters of a tag."""
        given = {name: value or "" for name, value in attrs}
        if tag == "script":
            self.scripts.append(given)
        if tag == "meta" and given.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(given.get("content", ""))
