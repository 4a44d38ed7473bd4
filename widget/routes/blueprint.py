"""The panel's blueprint: every route under one prefix, every view behind the host's guard."""

from flask import Blueprint
from flask_babel import format_datetime
from markupsafe import Markup

from widget.routes import assets
from widget.routes.asking import Asking
from widget.routes.deps import WidgetDeps
from widget.routes.following import Following
from widget.routes.fragments import panel
from widget.routes.practice import Practice


def create_blueprint(deps: WidgetDeps, url_prefix: str = "/widget") -> Blueprint:
    """The routes, and `assistant_panel()`, `widget_scripts` and `widget_sheets` for templates."""
    blueprint = Blueprint(
        "widget",
        "widget",
        url_prefix=url_prefix,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    asking, following, practice = Asking(deps), Following(deps), Practice(deps)
    for rule, method, view in (
        ("/ask", "POST", asking.ask),
        ("/stop", "POST", asking.stop),
        ("/panel", "GET", following.panel),
        ("/answers/<answer_id>/feedback", "POST", following.feedback),
        ("/answers/<answer_id>/mentor", "GET", following.mentor),
        ("/history", "GET", following.history),
        ("/history/<conversation_id>", "GET", following.conversation),
        ("/history/forget", "POST", following.forget),
        ("/exercises", "GET", practice.exercises),
        ("/exercises/<exercise_id>", "GET", practice.exercise),
        ("/exercises/<exercise_id>", "POST", practice.write),
        ("/exercises/<exercise_id>/share", "POST", practice.share),
        ("/stuck", "GET", practice.stuck),
        ("/stuck", "POST", practice.unstick),
    ):
        blueprint.add_url_rule(rule, view.__name__, deps.guard(view), methods=[method])

    @blueprint.app_context_processor
    def words() -> dict[str, object]:
        return {
            "assistant_panel": lambda: Markup(panel(deps, deps.viewer())),  # noqa: S704 our own template
            "when": lambda moment: format_datetime(moment, "short"),
            "widget_scripts": assets.scripts(),
            "widget_sheets": assets.sheets(),
        }

    return blueprint
