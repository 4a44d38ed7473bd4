"""A small host page for the panel: Flask, Flask-Babel, a strict content security policy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from babel.support import NullTranslations
from flask import Flask, Response, render_template_string, request
from flask_babel import Babel, Domain, get_locale
from werkzeug.serving import make_server

from lti_tool.translations import translations_for
from tests.fakes.widget_ports import LEARNER
from widget.assistant.needs import AssistantNeeds
from widget.routes import Viewer, WidgetDeps, create_blueprint

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'"
)
PAGE = """<!doctype html><html lang="{{ lang }}"><head><meta charset="utf-8"><title>Course</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="htmx-config" content='{"includeIndicatorCSS": false}'>
{% for script in widget_scripts -%}
<script src="{{ script.url }}" integrity="{{ script.integrity }}" defer></script>
{% endfor %}
{% for sheet in widget_sheets %}<link rel="stylesheet" href="{{ sheet }}">{% endfor %}
<link rel="icon" href="data:,">{{ extra_head | safe }}</head>
<body><main id="main"><h1>Course</h1>{{ assistant_panel() }}</main></body></html>"""


class Sentences(Domain):  # type: ignore[misc]
    """The product's own French."""

    def get_translations(self) -> NullTranslations:
        return translations_for(str(get_locale()))


def host(needs: AssistantNeeds, *, streams: int = 10, heartbeat_seconds: float = 12.0, extra_head: str = "") -> Flask:
    """An application whose every visitor is Ada; `?lang=fr` or Accept-Language chooses the language."""
    app = Flask("host")
    language = lambda: request.args.get("lang") or request.accept_languages.best_match(["en", "fr"], "en")  # noqa: E731
    Babel(app, locale_selector=language).domain_instance = Sentences()
    deps = WidgetDeps(
        viewer=lambda: Viewer(LEARNER, language()),
        needs=needs,
        streams=streams,
        heartbeat_seconds=heartbeat_seconds,
    )
    app.register_blueprint(create_blueprint(deps))

    @app.get("/")
    def page() -> str:
        return render_template_string(PAGE, lang=language(), extra_head=extra_head)

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port, for a real browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
