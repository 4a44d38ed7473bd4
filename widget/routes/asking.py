"""Ask: the answer as a stream for htmx, as one finished fragment for anyone else."""

import re
import secrets
from collections.abc import Iterator
from contextlib import closing
from itertools import chain

from flask import Response, make_response, render_template, request, stream_with_context

from widget.assistant.answering import Assistant
from widget.assistant.asked import Asked
from widget.assistant.pump import Stop
from widget.assistant.wording import FAILED
from widget.conversation import AnswerEvent, EventKind, Message
from widget.errors import StreamsBusyError, WidgetError
from widget.guardrails.crisis import find_crisis
from widget.routes import sse
from widget.routes.deps import Viewer, WidgetDeps
from widget.routes.fragments import final_fragment, opened_fragment, status_fragment, token_fragment
from widget.routes.streams import Streams
from widget.routes.views import say

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_CONVERSATION_ID = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Asking:
    """The two routes of a running answer: ask and stop."""

    def __init__(self, deps: WidgetDeps) -> None:
        self._deps = deps
        self._streams = Streams(deps.streams)
        self._assistant = Assistant(deps.needs, deps.heartbeat_seconds)

    def ask(self) -> Response:
        """POST question, request_id, conversation_id."""
        if self._streams.are_full and not find_crisis(request.form.get("question", "")):
            # Said before anything is looked up: a crowd must not slow down those who got in.
            return refused(StreamsBusyError())
        with self._assistant.gate:
            viewer = self._deps.viewer()
        asked = _read(viewer)
        streaming = "text/event-stream" in request.headers.get("Accept", "")
        try:
            stop = self._enter(asked)
        except StreamsBusyError as busy:
            return refused(busy)
        events = self._assistant.answer(asked, stop)
        if not streaming:
            return self._whole(viewer, asked, events)
        return self._stream(viewer, asked, events)

    def stop(self) -> Response:
        """POST request_id: end one's own running answer."""
        viewer = self._deps.viewer()
        self._streams.stop(viewer.scope, request.form.get("request_id", ""))
        return make_response("", 204)

    def _enter(self, asked: Asked) -> Stop:
        """A place among the running answers; a sign of crisis never waits for one."""
        if find_crisis(asked.text):
            return Stop()
        return self._streams.enter(asked.scope, asked.request_id)

    def _leave(self, asked: Asked) -> None:
        if not find_crisis(asked.text):
            self._streams.leave(asked.scope, asked.request_id)

    def _whole(self, viewer: Viewer, asked: Asked, events: Iterator[AnswerEvent]) -> Response:
        try:
            last = list(events)[-1]
        finally:
            self._leave(asked)
        if last.kind is EventKind.ERROR and last.message is not None:
            return refused(WidgetError(last.message.text, **last.message.parameters), 422)
        return make_response(final_fragment(self._deps, viewer, asked, last))

    def _stream(self, viewer: Viewer, asked: Asked, events: Iterator[AnswerEvent]) -> Response:
        try:
            first = next(events)
        except BaseException:
            self._leave(asked)
            raise
        if first.kind is EventKind.ERROR and first.message is not None:
            self._leave(asked)
            return refused(WidgetError(first.message.text, **first.message.parameters), 422)
        html = stream_with_context(self._html(viewer, asked, first, events))
        response = Response(sse.encoded(html), headers=sse.HEADERS)
        response.call_on_close(lambda: self._leave(asked))
        return response

    def _html(self, viewer: Viewer, asked: Asked, first: AnswerEvent, events: Iterator[AnswerEvent]) -> Iterator[str]:
        yield sse.message(opened_fragment(asked))
        with closing(events):  # type: ignore[type-var]
            for event in chain((first,), events):
                yield self._one(viewer, asked, event)

    def _one(self, viewer: Viewer, asked: Asked, event: AnswerEvent) -> str:
        match event.kind:
            case EventKind.HEARTBEAT:
                return sse.HEARTBEAT
            case EventKind.TOKEN:
                return sse.message(token_fragment(asked, event.text))
            case EventKind.FINAL:
                return sse.message(final_fragment(self._deps, viewer, asked, event, streamed=True))
            case _:
                failed = event.kind is EventKind.ERROR
                return sse.message(status_fragment(asked, event.message or FAILED, failed=failed))


def refused(error: WidgetError, status: int | None = None) -> Response:
    """An error beside the question, which stays in its box."""
    sentence = say(Message(error.message, error.parameters))
    response = make_response(render_template("widget/refused.html", sentence=sentence), status or error.status)
    response.headers["HX-Retarget"] = "#assistant-refused"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _read(viewer: Viewer) -> Asked:
    request_id = request.form.get("request_id", "")
    conversation_id = request.form.get("conversation_id", "")
    return Asked(
        scope=viewer.scope,
        text=request.form.get("question", ""),
        language=viewer.language,
        request_id=request_id if _REQUEST_ID.fullmatch(request_id) else secrets.token_urlsafe(12),
        conversation_id=conversation_id if _CONVERSATION_ID.fullmatch(conversation_id) else "",
    )
