"""After an answer: a verdict, and the message to the mentor."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

from widget.assistant.human import crisis_card, message_to_mentor
from widget.conversation import Feedback, Message
from widget.errors import LetterRefusedError, WidgetError
from widget.guardrails.crisis import find_crisis
from widget.ports import Letters
from widget.routes.asking import refused
from widget.routes.deps import Viewer, WidgetDeps
from widget.routes.fragments import panel
from widget.routes.views import answer_view, say

_REASON_CHARACTERS = 500
_LETTER_CHARACTERS = 8000
_VERDICTS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Following:
    """The routes that look back at answers; each shows only the person's own."""

    deps: WidgetDeps

    def panel(self) -> Response:
        """GET: the panel, for a page that loads it after itself."""
        return make_response(panel(self.deps, self.deps.viewer()))

    def feedback(self, answer_id: str) -> Response:
        """POST verdict=yes|no|source, reason, source=N."""
        viewer = self.deps.viewer()
        source = request.form.get("source", "")
        feedback = Feedback(
            helpful=_VERDICTS.get(request.form.get("verdict", "")),
            reason=request.form.get("reason", "")[:_REASON_CHARACTERS].strip(),
            wrong_source=int(source) if source.isdigit() and len(source) < 4 else None,
        )
        try:
            self.deps.needs.store.give_feedback(viewer.scope, answer_id, feedback)
        except WidgetError as error:
            return refused(error)
        response = make_response(render_template("widget/thanks.html", feedback=feedback))
        response.headers["HX-Trigger"] = "assistant:counted"
        return response

    def mentor(self, answer_id: str) -> Response:
        """GET: the message to the mentor, to be edited before it goes anywhere."""
        viewer = self.deps.viewer()
        needs = self.deps.needs
        try:
            turn = needs.store.turn_of(viewer.scope, answer_id)
        except WidgetError as error:
            return refused(error)
        opening, question = message_to_mentor(turn, needs.contact.of(viewer.scope))
        return self._letter(viewer, answer_id, text=f"{say(opening)}\n\n{question}")

    def send(self, answer_id: str) -> Response:
        """POST text: exactly these words go to the mentor; what is refused stays in its box."""
        viewer = self.deps.viewer()
        text = request.form.get("text", "")[:_LETTER_CHARACTERS]
        needs = self.deps.needs
        try:
            needs.store.turn_of(viewer.scope, answer_id)
            letter_id = self._letters().send(viewer.scope, text)
        except LetterRefusedError as error:
            return self._letter(viewer, answer_id, text=text, wrong=say(Message(error.message)), status=error.status)
        except WidgetError as error:
            return refused(error)
        return self._letter(viewer, answer_id, text=text, letter_id=letter_id)

    def take_back(self, answer_id: str) -> Response:
        """POST letter_id, text: delete what was sent; the words stand in the box again."""
        viewer = self.deps.viewer()
        needs = self.deps.needs
        try:
            needs.store.turn_of(viewer.scope, answer_id)
            self._letters().take_back(viewer.scope, request.form.get("letter_id", "")[:64])
        except WidgetError as error:
            return refused(error)
        text = request.form.get("text", "")[:_LETTER_CHARACTERS]
        return self._letter(viewer, answer_id, text=text, taken_back=True)

    def _letters(self) -> Letters:
        if self.deps.needs.letters is None:
            raise LetterRefusedError
        return self.deps.needs.letters

    def _letter(self, viewer: Viewer, answer_id: str, *, text: str, status: int = 200, **shown: object) -> Response:
        needs = self.deps.needs
        contact = needs.contact.of(viewer.scope)
        card = None
        if find_crisis(text):
            card = answer_view(needs, viewer.scope, crisis_card(viewer.language), "", f"letter-{answer_id}", contact)
        html = render_template(
            "widget/mentor.html",
            answer_id=answer_id,
            text=text,
            contact=contact,
            sends=needs.letters is not None and bool(contact.mentor),
            card=card,
            main=self.deps.main_of(viewer),
            **shown,
        )
        return make_response(html, status)
