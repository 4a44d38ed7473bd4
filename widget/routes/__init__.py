"""The panel over HTTP: the only part of the widget that knows Flask."""

from widget.routes.blueprint import create_blueprint
from widget.routes.deps import Viewer, WidgetDeps

__all__ = ["Viewer", "WidgetDeps", "create_blueprint"]
