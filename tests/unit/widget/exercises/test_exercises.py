"""The library is complete in both languages, fits questions by its words, and always ends with a human."""

import pytest

from tests.fakes.widget_ports import LEARNER
from widget.exercises.choosing import LibraryExercises, for_difficulty
from widget.exercises.library import LANGUAGES, library
from widget.exercises.stuck import DIFFICULTIES, unstick
from widget.guardrails.crisis import find_crisis

EXERCISES = list(library().values())


def test_there_are_at_least_24() -> None:
    assert len(EXERCISES) >= 24


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_each_is_whole_in_both_languages(exercise) -> None:  # type: ignore[no-untyped-def]
    assert 1 <= exercise.minutes <= 30
    assert exercise.source
    assert len(exercise.words) >= 6
    assert set(exercise.stuck) <= set(DIFFICULTIES)
    assert exercise.stuck
    steps = {len(exercise.texts[language].steps) for language in LANGUAGES}
    assert len(steps) == 1
    assert steps.pop() >= 3
    for language in LANGUAGES:
        text = exercise.text(language)
        assert text.title
        assert text.purpose
        assert not any(find_crisis(step) for step in text.steps)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_french_marks_have_their_space(exercise) -> None:  # type: ignore[no-untyped-def]
    for step in exercise.text("fr").steps:
        assert " ?" not in step
        assert "'" not in step


@pytest.mark.parametrize(
    ("question", "language", "found"),
    [
        ("I procrastinate and cannot start, the page stays blank", "en", "five-minute-start"),
        ("Je n'arrive pas à démarrer, la page reste blanche", "fr", "five-minute-start"),
        ("Comment préparer un entretien avec un recruteur ?", "fr", "interview-rehearsal"),
        ("My values and what has meaning for me", "en", "values-sort"),
        ("How long is a cover letter?", "en", None),
        ("", "fr", None),
    ],
)
def test_an_exercise_fits_by_its_words(question: str, language: str, found: str | None) -> None:
    exercise = LibraryExercises().match(LEARNER, question, language)
    assert (exercise.id if exercise else None) == found


def test_a_stored_exercise_is_found_again_in_the_readers_language() -> None:
    source = LibraryExercises(lambda exercise_id: f"/x/{exercise_id}")
    exercise = source.get(LEARNER, "worry-time", "fr")
    assert exercise is not None
    assert (exercise.title, exercise.url) == ("S’inquiéter sur rendez-vous", "/x/worry-time")
    assert source.get(LEARNER, "gone", "fr") is None


def test_another_language_reads_english() -> None:
    assert library()["worry-time"].text("de").title == "Worry by appointment"


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_every_difficulty_has_a_technique_and_a_step(difficulty: str) -> None:
    found = unstick(difficulty, "")
    assert found.technique is not None
    assert found.next_step is not None
    assert difficulty in found.technique.stuck


def test_own_words_choose_among_the_techniques() -> None:
    assert for_difficulty("fear", "panic, my breath")[0].id in {"slow-breathing", "five-senses"}
    assert for_difficulty("fear", "an interview with a jury, I want to rehearse")[0].id == "interview-rehearsal"


def test_an_unknown_difficulty_is_an_unclear_one() -> None:
    assert unstick("something else", "").technique == unstick("unclear", "").technique


def test_words_of_crisis_come_first() -> None:
    assert unstick("tired", "je veux mourir").crisis
