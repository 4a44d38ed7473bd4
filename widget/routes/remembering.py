"""One's own conversations: found, read again, taken along, deleted and brought back."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response, json, make_response, render_template, request

from widget.assistant.archive import conversation_to_data
from widget.errors import WidgetError
from widget.routes.asking import refused
from widget.routes.deps import Viewer, WidgetDeps
from widget.routes.views import turn_views

_TURNS = 50
_THREADS = 50
#: More than anybody has; an export holds everything.
_ALL = 100_000
_ID = 64


@dataclass(frozen=True, slots=True)
class Remembering:
    """The routes over the history; each shows only the person's own in this course."""

    deps: WidgetDeps

    def history(self) -> Response:
        """GET q: one's own threads, those with all words of `q` in their questions."""
        viewer = self.deps.viewer()
        return make_response(self.listed(viewer, request.args.get("q", "")[:100]))

    def conversation(self, conversation_id: str) -> Response:
        """GET: one thread, in place of the one that is shown; the form below it goes on with it."""
        viewer = self.deps.viewer()
        needs = self.deps.needs
        turns = needs.store.turns(viewer.scope, conversation_id, _TURNS)
        html = render_template(
            "widget/thread.html",
            turns=turn_views(needs, viewer.scope, turns),
            conversation_id=conversation_id if turns else "",
            goes_on=_has_form(),
            main=self.deps.main_of(viewer),
        )
        return make_response(html)

    def forget(self) -> Response:
        """POST thread ("" for all): delete, then show what is left and the way back."""
        viewer = self.deps.viewer()
        thread = request.form.get("thread", "")[:_ID]
        try:
            count = self.deps.needs.store.delete(viewer.scope, thread)
        except WidgetError as error:
            return refused(error)
        gone = _has_form() and thread in ("", request.form.get("conversation_id", ""))
        return make_response(self.listed(viewer, "", deleted=count, empties=gone))

    def restore(self) -> Response:
        """POST: bring back what was deleted last."""
        viewer = self.deps.viewer()
        return make_response(self.listed(viewer, "", restored=self.deps.needs.store.restore(viewer.scope)))

    def export(self) -> Response:
        """GET format=html|json: everything one asked and got, as a file that opens without us."""
        viewer = self.deps.viewer()
        store, scope = self.deps.needs.store, viewer.scope
        threads = [(thread, store.turns(scope, thread.id, _ALL)) for thread in store.conversations(scope, "", _ALL)]
        if request.args.get("format") == "json":
            data = [conversation_to_data(thread, turns) for thread, turns in threads]
            response = make_response(json.dumps({"conversations": data}, ensure_ascii=False, indent=1))
            response.headers["Content-Type"] = "application/json; charset=utf-8"
            return _as_file(response, "conversations.json")
        shown = [(thread, turn_views(self.deps.needs, scope, turns)) for thread, turns in threads]
        html = render_template("widget/export.html", threads=shown, language=viewer.language, now=self.deps.needs.now())
        return _as_file(make_response(html), "conversations.html")

    def listed(self, viewer: Viewer, query: str, **shown: object) -> str:
        """The list of threads as a fragment."""
        threads = self.deps.needs.store.conversations(viewer.scope, query, _THREADS)
        values = {"threads": threads, "query": query, "main": self.deps.main_of(viewer), **shown}
        return render_template("widget/history.html", history_url=self._elsewhere(), **values)

    def _elsewhere(self) -> str:
        """The host's page of conversations, unless the person is on it."""
        place = urlsplit(request.headers.get("HX-Current-URL", "")).path or request.path
        return "" if place == self.deps.history_url else self.deps.history_url


def _has_form() -> bool:
    """True when the panel's own form stands beside the list: it sends its thread along."""
    return "conversation_id" in request.values


def _as_file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
