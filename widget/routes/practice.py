"""Exercises step by step, and "I am stuck now", beside the conversation."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

from widget.assistant.human import crisis_card
from widget.errors import ExercisesOffError, UnknownExerciseError, WidgetError
from widget.exercises.library import LibraryExercise, library
from widget.exercises.stuck import DIFFICULTIES, unstick
from widget.guardrails.crisis import find_crisis
from widget.ports import ExerciseRun
from widget.routes.asking import refused
from widget.routes.deps import Viewer, WidgetDeps
from widget.routes.views import answer_view

_STEP_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Practice:
    """The routes around exercises; each person sees only what they wrote themselves."""

    deps: WidgetDeps

    def exercises(self) -> Response:
        """GET: the whole library; where exercises are switched off, those that this person began."""
        viewer = self.deps.viewer()
        is_on = self._is_on(viewer)
        offered = [one for one in library().values() if is_on or self._begun(viewer, one.id)]
        shown = [(exercise, exercise.text(viewer.language)) for exercise in offered]
        return make_response(render_template("widget/exercises.html", exercises=shown, is_on=is_on))

    def exercise(self, exercise_id: str) -> Response:
        """GET: one exercise with what was written in it so far."""
        viewer = self.deps.viewer()
        try:
            return self._show(viewer, self._open(viewer, exercise_id))
        except WidgetError as error:
            return refused(error)

    def write(self, exercise_id: str) -> Response:
        """POST step-1, step-2, ..., done: keep what was written; crisis words bring the card."""
        viewer = self.deps.viewer()
        try:
            exercise = _find(exercise_id)
            answers = _answers(exercise, viewer.language)
            crisis = find_crisis("\n".join(answers)) is not None
            if not crisis:  # words of crisis are answered, whatever is switched off
                self._check_switch(viewer, exercise.id)
        except WidgetError as error:
            return refused(error)
        if self.deps.needs.notes is not None:
            finished = request.form.get("done", "") == "yes"
            self.deps.needs.notes.save(viewer.scope, exercise.id, answers, finished=finished)
        response = self._show(viewer, exercise, saved=True, crisis=crisis)
        response.headers["HX-Trigger"] = "assistant:counted"
        return response

    def share(self, exercise_id: str) -> Response:
        """POST shared=yes|no: show this item to the mentor, or take it back."""
        viewer = self.deps.viewer()
        try:
            exercise = _find(exercise_id)
        except WidgetError as error:
            return refused(error)
        if self.deps.needs.notes is not None:
            shared = request.form.get("shared", "") == "yes"
            self.deps.needs.notes.share(viewer.scope, exercise.id, shared=shared)
        return self._show(viewer, exercise)

    def stuck(self) -> Response:
        """GET: what can be named."""
        self.deps.viewer()
        return make_response(render_template("widget/stuck.html", difficulties=DIFFICULTIES))

    def unstick(self) -> Response:
        """POST difficulty, words: one technique, one step, a human."""
        viewer = self.deps.viewer()
        found = unstick(request.form.get("difficulty", ""), request.form.get("words", "")[:_STEP_CHARACTERS])
        html = render_template(
            "widget/unstuck.html",
            found=found,
            is_on=self._is_on(viewer),
            text=found.technique.text(viewer.language) if found.technique else None,
            card=self._card(viewer) if found.crisis else None,
            contact=self.deps.needs.contact.of(viewer.scope),
            main=self.deps.main_of(viewer),
        )
        return make_response(html)

    def _is_on(self, viewer: Viewer) -> bool:
        return self.deps.needs.switches.read(viewer.scope).exercises_on

    def _begun(self, viewer: Viewer, exercise_id: str) -> bool:
        notes = self.deps.needs.notes
        return notes is not None and notes.read(viewer.scope, exercise_id) is not None

    def _check_switch(self, viewer: Viewer, exercise_id: str) -> None:
        if not self._is_on(viewer) and not self._begun(viewer, exercise_id):
            raise ExercisesOffError

    def _open(self, viewer: Viewer, exercise_id: str) -> LibraryExercise:
        exercise = _find(exercise_id)
        self._check_switch(viewer, exercise.id)
        return exercise

    def _show(
        self, viewer: Viewer, exercise: LibraryExercise, *, saved: bool = False, crisis: bool = False
    ) -> Response:
        notes = self.deps.needs.notes
        run = (notes.read(viewer.scope, exercise.id) if notes else None) or ExerciseRun(exercise.id)
        text = exercise.text(viewer.language)
        written = [run.answers[i] if i < len(run.answers) else "" for i in range(len(text.steps))]
        html = render_template(
            "widget/exercise.html",
            exercise=exercise,
            text=text,
            steps=list(zip(text.steps, written, strict=True)),
            run=run,
            keeps=notes is not None,
            saved=saved and notes is not None,
            card=self._card(viewer) if crisis else None,
            contact=self.deps.needs.contact.of(viewer.scope),
            main=self.deps.main_of(viewer),
        )
        return make_response(html)

    def _card(self, viewer: Viewer) -> object:
        answer = crisis_card(viewer.language)
        contact = self.deps.needs.contact.of(viewer.scope)
        return answer_view(self.deps.needs, viewer.scope, answer, "", "help-now", contact)


def _answers(exercise: LibraryExercise, language: str) -> list[str]:
    steps = range(len(exercise.text(language).steps))
    return [request.form.get(f"step-{number}", "")[:_STEP_CHARACTERS] for number in steps]


def _find(exercise_id: str) -> LibraryExercise:
    exercise = library().get(exercise_id)
    if exercise is None:
        raise UnknownExerciseError
    return exercise
