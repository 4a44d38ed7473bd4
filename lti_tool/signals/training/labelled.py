"""Read the labelled files and choose, with a fixed seed, who trains and who measures."""

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SEED = 20_261_124
#: One in so many lines of the English training order is labelled distress (one in eleven in the file).
DISTRESS_EVERY = 3
#: The part of the French file that only measures.
HELD_OUT = 5


@dataclass(frozen=True)
class Line:
    """A text with its three labels."""

    text: str
    distress: bool
    negative: bool
    positive: bool


@dataclass(frozen=True)
class Split:
    """`train` in the order in which it is used, `test` kept apart; `prevalence` of each label where it is natural."""

    language: str
    source: str
    train: list[Line]
    test: list[Line]
    prevalence: dict[str, float]


def english(folder: Path) -> Split:
    """GoEmotions: train file against dev file; distress is over-sampled, `prevalence` says how common it is."""
    test = _goemotions(folder / "goemotions_dev.csv")
    kept_apart = {line.text for line in test}
    pool = [line for line in _goemotions(folder / "goemotions_train.csv") if line.text not in kept_apart]
    return Split("en", "GoEmotions", _interleaved(_shuffled(pool)), _shuffled(test), _prevalence(pool))


def french(folder: Path) -> Split:
    """XED subtitles in French, labels projected from English: noisy, one part in five measures."""
    lines = _shuffled(_xed(folder / "xed_fr.csv"))
    size = len(lines) // HELD_OUT
    train = lines[size:]
    return Split("fr", "XED (French)", train, lines[:size], _prevalence(train))


def _goemotions(path: Path) -> list[Line]:
    return [
        Line(
            row["text"], row["distress"] == "1", row["valence"] in {"neg", "mixed"}, row["valence"] in {"pos", "mixed"}
        )
        for row in _rows(path)
    ]


def _xed(path: Path) -> list[Line]:
    return [Line(row["text"], row["distress"] == "1", row["neg"] == "1", row["pos"] == "1") for row in _rows(path)]


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _shuffled(lines: Sequence[Line]) -> list[Line]:
    unique = list({line.text: line for line in lines if line.text.strip()}.values())
    random.Random(SEED).shuffle(unique)  # noqa: S311 - a reproducible order, no secret
    return unique


def _interleaved(lines: Sequence[Line]) -> list[Line]:
    """Any beginning holds one distress line in `DISTRESS_EVERY` while there are some; then the rest of the others."""
    marked = [line for line in lines if line.distress]
    others = [line for line in lines if not line.distress]
    groups = min(len(marked), len(others) // (DISTRESS_EVERY - 1))
    mixed = []
    for group in range(groups):
        mixed.append(marked[group])
        mixed.extend(others[group * (DISTRESS_EVERY - 1) : (group + 1) * (DISTRESS_EVERY - 1)])
    return mixed + marked[groups:] + others[groups * (DISTRESS_EVERY - 1) :]


def _prevalence(lines: Sequence[Line]) -> dict[str, float]:
    return {
        name: sum(getattr(line, name) for line in lines) / max(1, len(lines))
        for name in ("distress", "negative", "positive")
    }
