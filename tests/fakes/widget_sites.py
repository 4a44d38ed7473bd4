"""An organisation's page and the tool it embeds, on two origins, for tests of the embed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask, Response, abort, g, request
from flask_babel import Babel

from tests.fakes.widget_host import Sentences, served
from tests.fakes.widget_ports import LEARNER, surroundings
from widget.assistant.needs import AssistantNeeds
from widget.loader.sites import Session, SessionRefusedError, Site
from widget.routes import Viewer, WidgetDeps, create_blueprint

TOKEN = "aaaa.bbbb.cccc"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; img-src data:"


@dataclass
class SitesInMemory:
    """One site; accepts `TOKEN`, hands out numbered bearers, remembers what it was shown."""

    site: Site
    shown: list[tuple[str, str]] = field(default_factory=list)
    live: set[str] = field(default_factory=set)
    signed_in: set[str] = field(default_factory=set)
    #: Other sites of the same organisation.
    also: tuple[str, ...] = ()

    def find(self, site_id: str) -> Site | None:
        return replace(self.site, id=site_id) if site_id in (self.site.id, *self.also) else None

    def open_session(self, site_id: str, kind: str, value: str) -> Session | None:
        self.shown.append((kind, value))
        if kind == "number" and value not in self.signed_in:
            return None
        if kind == "jwt" and value != TOKEN:
            raise SessionRefusedError
        bearer = f"bearer-{len(self.shown)}"
        self.live.add(bearer)
        return Session(bearer, 900)


def tool(sites: SitesInMemory, needs: AssistantNeeds) -> Flask:
    """The tool's side: routes of the widget behind bearers, frames for the site's origins only."""
    app = Flask("tool")
    Babel(app, locale_selector=lambda: g.get("language", "en")).domain_instance = Sentences()

    def viewer() -> Viewer:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if bearer not in sites.live:
            abort(401)
        return Viewer(LEARNER, "en", embedded=True)

    deps = WidgetDeps(
        viewer=viewer,
        needs=needs,
        sites=sites,
        human_url="/help/now",
        allow_frames=lambda origins: setattr(g, "origins", list(origins)),
        use_language=lambda language: setattr(g, "language", language),
    )
    app.register_blueprint(create_blueprint(deps))

    @app.after_request
    def policy(response: Response) -> Response:
        ancestors = " ".join(g.get("origins", [])) or "'none'"
        response.headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors {ancestors}"
        return response

    return app


@dataclass
class Intranet:
    """The organisation's page; `policy` is its CSP, `token` what its endpoint answers."""

    policy: str = ""
    token: tuple[int, str] = (200, f'{{"token": "{TOKEN}"}}')
    snippet: str = ""
    asked: int = 0

    def app(self) -> Flask:
        app = Flask("intranet")

        @app.get("/")
        def page() -> Response:
            head = '<!doctype html><html lang="en"><head><title>Intranet</title></head>'
            html = f"{head}<body><h1>Hi</h1>{self.snippet}</body></html>"
            headers = {"Content-Security-Policy": self.policy} if self.policy else {}
            return Response(html, headers=headers)

        @app.post("/mentor-token")
        def token() -> Response:
            self.asked += 1
            return Response(self.token[1], self.token[0], content_type="text/html")

        return app


@dataclass
class Buffering:
    """A proxy that waits for the whole answer."""

    behind: Any

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        answer = self.behind(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()


@dataclass
class World:
    """Everything a test of the embed looks at."""

    page: str
    tool: str
    sites: SitesInMemory
    intranet: Intranet


@contextmanager
def world(
    *,
    allowed: bool = True,
    anonymous: bool = False,
    named: bool = True,
    needs: AssistantNeeds | None = None,
    sign_in_url: str = "",
    also: tuple[str, ...] = (),
    buffering: bool = False,
) -> Iterator[World]:
    """An intranet on localhost and the tool on 127.0.0.1: two sites for a browser.

    `buffering` puts a proxy before the tool that hands on nothing before an answer is whole.
    """
    with ExitStack() as stack:
        intranet = Intranet()
        page = stack.enter_context(served(intranet.app())).replace("127.0.0.1", "localhost")
        origins = (page if allowed else "https://elsewhere.example",)
        sites = SitesInMemory(Site("acme", origins, anonymous=anonymous, sign_in_url=sign_in_url), also=also)
        app = tool(sites, needs or surroundings())
        if buffering:
            app.wsgi_app = Buffering(app.wsgi_app)  # type: ignore[method-assign]
        address = stack.enter_context(served(app))
        token = ' data-token-url="/mentor-token"' if named else ""
        intranet.snippet = (
            f'<script src="{address}/widget/embed.js" async data-site="acme"{token} data-lang="en"></script>'
        )
        yield World(page, address, sites, intranet)
