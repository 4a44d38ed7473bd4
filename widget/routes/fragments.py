"""The pieces of HTML that a stream brings, and the panel around them."""

import secrets

from flask import render_template
from jinja2_fragments.flask import render_block
from markupsafe import Markup

from widget.assistant.asked import Asked
from widget.assistant.wording import DISCLOSURE
from widget.conversation import AnswerEvent, Message
from widget.routes.deps import Viewer, WidgetDeps
from widget.routes.rendering import render_piece
from widget.routes.views import TurnView, answer_view, say, turn_views

#: Turns of the latest thread that the panel opens with.
OPENING_TURNS = 6
_STREAM = "widget/stream.html"
_TOKEN = Markup('<hx-partial hx-target="#{}-text" hx-swap="beforeend"><span>{}</span></hx-partial>')


def panel(deps: WidgetDeps, viewer: Viewer) -> str:
    """The whole panel, with the end of the latest conversation."""
    needs, scope = deps.needs, viewer.scope
    turns = needs.store.turns(scope, "", OPENING_TURNS)
    return render_template(
        "widget/panel.html",
        turns=turn_views(needs, scope, turns),
        conversation_id=turns[-1].question.conversation_id if turns else "",
        request_id=secrets.token_urlsafe(12),
        left=needs.budget.turns(scope),
        contact=needs.contact.of(scope),
        settings=needs.switches.read(scope),
        disclosure=say(DISCLOSURE),
        embedded=viewer.embedded,
        kept_url=deps.kept_url if viewer.embedded else "",
        main=deps.main_of(viewer),
    )


def opened_fragment(asked: Asked) -> str:
    """The question and an empty, busy answer."""
    turn = TurnView(f"turn-{asked.request_id}", asked.text, asked.language, None)
    return _block("opened", turn=turn)


def token_fragment(asked: Asked, text: str) -> str:
    """Checked sentences to append; comes ten times a second and reader, so without a template."""
    return str(_TOKEN.format(f"turn-{asked.request_id}", render_piece(text)))


def status_fragment(asked: Asked, message: Message, *, failed: bool) -> str:
    """A polite status; `failed` ends the answer with the sentence in its place."""
    return _block("status", dom_id=f"turn-{asked.request_id}", sentence=say(message), failed=failed)


def final_fragment(
    deps: WidgetDeps, viewer: Viewer, asked: Asked, event: AnswerEvent, *, streamed: bool = False
) -> str:
    """The finished turn in place of everything streamed, and a fresh form."""
    needs, scope = deps.needs, viewer.scope
    if event.answer is None:
        return ""
    contact = needs.contact.of(scope)
    dom_id = f"turn-{asked.request_id}"
    answer = answer_view(needs, scope, event.answer, event.answer_id, dom_id, contact)
    return _block(
        "final" if streamed else "whole",
        turn=TurnView(dom_id, asked.text, asked.language, answer),
        main=deps.main_of(viewer),
        request_id=secrets.token_urlsafe(12),
        conversation_id=_thread_of(deps, viewer, event) or asked.conversation_id,
        left=needs.budget.turns(scope),
    )


def _thread_of(deps: WidgetDeps, viewer: Viewer, event: AnswerEvent) -> str:
    if not event.answer_id:
        return ""
    return deps.needs.store.turn_of(viewer.scope, event.answer_id).question.conversation_id


def _block(name: str, **values: object) -> str:
    return str(render_block(_STREAM, name, **values))
