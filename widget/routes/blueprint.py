"""The panel's blueprint: every route under one prefix, every view behind the host's guard."""

from collections.abc import Callable, Iterable

from flask import Blueprint
from flask_babel import format_datetime, format_timedelta
from markupsafe import Markup

from widget.routes import assets
from widget.routes.asking import Asking
from widget.routes.deps import View, WidgetDeps
from widget.routes.embedding import Embedding
from widget.routes.following import Following
from widget.routes.fragments import panel
from widget.routes.practice import Practice
from widget.routes.remembering import Remembering


def create_blueprint(deps: WidgetDeps, url_prefix: str = "/widget") -> Blueprint:
    """The routes, and for templates `assistant_panel()`, `assistant_history()`, `widget_scripts`, `widget_sheets`."""
    blueprint = Blueprint(
        "widget",
        "widget",
        url_prefix=url_prefix,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    asking, following, remembering, practice = Asking(deps), Following(deps), Remembering(deps), Practice(deps)
    rules: list[tuple[str, str, View]] = [
        ("/ask", "POST", asking.ask),
        ("/stop", "POST", asking.stop),
        ("/panel", "GET", following.panel),
        ("/answers/<answer_id>/feedback", "POST", following.feedback),
        ("/answers/<answer_id>/mentor", "GET", following.mentor),
        ("/answers/<answer_id>/mentor", "POST", following.send),
        ("/answers/<answer_id>/mentor/take-back", "POST", following.take_back),
        ("/history", "GET", remembering.history),
        ("/history/export", "GET", remembering.export),
        ("/history/<conversation_id>", "GET", remembering.conversation),
        ("/history/forget", "POST", remembering.forget),
        ("/history/restore", "POST", remembering.restore),
        ("/exercises", "GET", practice.exercises),
        ("/exercises/<exercise_id>", "GET", practice.exercise),
        ("/exercises/<exercise_id>", "POST", practice.write),
        ("/exercises/<exercise_id>/share", "POST", practice.share),
        ("/stuck", "GET", practice.stuck),
        ("/stuck", "POST", practice.unstick),
    ]
    _add(blueprint, rules, deps.guard)
    if deps.sites is not None:
        embedding = Embedding(deps, deps.sites)
        _add(
            blueprint,
            [
                ("/embed.js", "GET", embedding.loader),
                ("/embed/<version>.js", "GET", embedding.pinned_loader),
                ("/frame", "GET", embedding.frame),
                ("/session", "POST", embedding.session),
            ],
            deps.public,
        )

    @blueprint.app_context_processor
    def words() -> dict[str, object]:
        return {
            "assistant_history": lambda query="": Markup(remembering.listed(deps.viewer(), query)),  # noqa: S704 our own
            "assistant_panel": lambda: Markup(panel(deps, deps.viewer())),  # noqa: S704 our own template
            "when": lambda moment: format_datetime(moment, "short"),
            "until": lambda moment: format_timedelta(moment - deps.needs.now(), granularity="minute", threshold=1.2),
            "widget_scripts": assets.scripts(),
            "widget_sheets": assets.sheets(),
        }

    return blueprint


def _add(blueprint: Blueprint, rules: Iterable[tuple[str, str, View]], wrap: Callable[[View], View]) -> None:
    for rule, method, view in rules:
        blueprint.add_url_rule(rule, view.__name__, wrap(view), methods=[method])
