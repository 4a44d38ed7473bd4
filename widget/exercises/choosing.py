"""Which exercise fits a question: by the words it is tagged with, never by guessing a mood."""

from collections.abc import Callable

from widget.conversation import Scope
from widget.exercises.library import LibraryExercise, library
from widget.grounding.words import fold, plain_words, stem, stopwords
from widget.ports import Exercise

#: So many tagged words must stand in a question before an exercise is offered with an answer.
WORDS_IN_COMMON = 2


class LibraryExercises:
    """The widget's own `ExerciseSource`; `url_of` makes the address of an exercise from its id."""

    def __init__(self, url_of: Callable[[str], str] = lambda exercise_id: f"/widget/exercises/{exercise_id}") -> None:
        self._url_of = url_of

    def match(self, scope: Scope, question: str, language: str) -> Exercise | None:
        """The exercise that shares most words with the question, or none."""
        del scope
        shared, exercise = max(((_in_common(question, one), one) for one in library().values()), key=lambda p: p[0])
        return self._shown(exercise, language) if shared >= WORDS_IN_COMMON else None

    def get(self, scope: Scope, exercise_id: str, language: str) -> Exercise | None:
        """One exercise by id, or none when it has left the library."""
        del scope
        exercise = library().get(exercise_id)
        return self._shown(exercise, language) if exercise else None

    def _shown(self, exercise: LibraryExercise, language: str) -> Exercise:
        text = exercise.text(language)
        return Exercise(exercise.id, text.title, text.purpose, exercise.minutes, self._url_of(exercise.id))


def for_difficulty(difficulty: str, words: str = "") -> tuple[LibraryExercise, ...]:
    """The exercises for a named difficulty, those first that share words with what was written."""
    fitting = [exercise for exercise in library().values() if difficulty in exercise.stuck]
    return tuple(sorted(fitting, key=lambda exercise: (-_in_common(words, exercise), exercise.minutes)))


def _in_common(question: str, exercise: LibraryExercise) -> int:
    empty = stopwords("en") | stopwords("fr")
    asked = [word for word in plain_words(question) if word not in empty]
    tagged = {fold(word) for word in exercise.words}
    stems = {stem(word, language) for word in tagged for language in ("en", "fr")}
    return len({word for word in asked if word in tagged or {stem(word, "en"), stem(word, "fr")} & stems})
