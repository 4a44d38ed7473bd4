"""Fills the widget's `ExerciseSource` where no library of exercises is installed."""

from widget.conversation import Scope
from widget.ports import Exercise


class NoExercises:
    """An empty library: an answer then offers the next human step only."""

    def match(self, scope: Scope, question: str, language: str) -> Exercise | None:
        """Return nothing."""
        del scope, question, language
        return None

    def get(self, scope: Scope, exercise_id: str, language: str) -> Exercise | None:
        """Return nothing."""
        del scope, exercise_id, language
        return None
