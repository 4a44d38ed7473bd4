"""The exercises themselves, read once from `library/*.toml` and checked while reading."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class ExerciseText:
    """An exercise in one language; every step is one thing to do or to write."""

    title: str
    purpose: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LibraryExercise:
    """`stuck` are the difficulties it helps with, `words` what a question about it may hold."""

    id: str
    minutes: int
    stuck: tuple[str, ...]
    words: frozenset[str]
    source: str
    texts: dict[str, ExerciseText]

    def text(self, language: str) -> ExerciseText:
        """The exercise in a language; English for any that it does not have."""
        return self.texts.get(language, self.texts["en"])


@cache
def library() -> dict[str, LibraryExercise]:
    """Every exercise by its id, in reading order."""
    found: dict[str, LibraryExercise] = {}
    folder = files("widget.exercises").joinpath("library")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for data in tomllib.loads(file.read_text("utf-8"))["exercise"]:
                found[data["id"]] = _read(data)
    return found


def _read(data: dict[str, Any]) -> LibraryExercise:
    texts = {language: _text(data[language], language) for language in LANGUAGES}
    return LibraryExercise(
        id=data["id"],
        minutes=int(data["minutes"]),
        stuck=tuple(data["stuck"]),
        words=frozenset(data["words"].split()),
        source=data["source"],
        texts=texts,
    )


def _text(data: dict[str, Any], language: str) -> ExerciseText:
    def set_in_type(sentence: str) -> str:
        sentence = sentence.replace("'", "’")
        if language == "fr":
            for mark in "?!:;":
                sentence = sentence.replace(f" {mark}", f"\u00a0{mark}")
        return sentence

    steps = tuple(set_in_type(step) for step in data["steps"])
    return ExerciseText(set_in_type(data["title"]), set_in_type(data["purpose"]), steps)
