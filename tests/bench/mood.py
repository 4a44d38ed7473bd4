"""The heads that ship, on lines kept apart: their own language, and the English head on French lines.

    python -m tests.bench.mood --data DIRECTORY [--lines 1022]

The directory holds the files that the training command reads, or a folder `mood` with them; no head is trained.
What a head scores on a language it never saw says whether the vectors carry over; nobody is read that way.
Exit code 1 when a figure is outside the interval that `evaluation.json` commits and the switch page prints.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from lti_tool.signals.mood import ngrams
from lti_tool.signals.mood.embedding import Embedder, embed, load_embedder
from lti_tool.signals.mood.heads import Head, shipped
from lti_tool.signals.mood.result import EMBEDDING, NGRAMS, SHIPPED
from lti_tool.signals.training import making
from lti_tool.signals.training.labelled import Line, Split, english, french

#: Embedding takes a second for some tens of lines.
LINES = 1_022
SAID = ("distress", "negative")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("BOUSSOLE_BENCH_DATA") or None)
    parser.add_argument("--lines", type=int, default=LINES, help="of each language")
    asked = parser.parse_args()
    if asked.data is None:
        print(json.dumps({"benchmark": "mood", "left_out": "give --data"}))
        return
    folder = asked.data / "mood" if (asked.data / "mood").is_dir() else asked.data
    committed = json.loads((SHIPPED / "evaluation.json").read_text(encoding="utf-8"))["heads"]
    model = load_embedder()
    outside = []
    for split in (english(folder), french(folder)):
        for kind, language, found in measured(split, asked.lines, model):
            row = {"benchmark": "mood", "head": f"{language}.{kind}", "lines_in": split.language, **found}
            if language == split.language:
                row["inside_committed"] = inside(found, committed[f"{language}.{kind}"])
                outside += [] if row["inside_committed"] else [row["head"]]
            print(json.dumps(row), flush=True)
    sys.exit(f"outside what is committed: {', '.join(outside)}" if outside else 0)


def measured(split: Split, most: int, model: Embedder | None) -> list[tuple[str, str, dict[str, Any]]]:
    """Return (kind, language of the head, figures) of each head on one language's lines."""
    lines = split.test[:most]
    found = [(NGRAMS, head, figures(lines, by_ngrams(lines, shipped(head, NGRAMS)))) for head in heads_for(split)]
    if model is not None:
        vectors = embed(model, [line.text for line in lines])
        found += [
            (EMBEDDING, name, figures(lines, head.chances(vectors)))
            for name in heads_for(split)
            if (head := shipped(name, EMBEDDING)) is not None
        ]
    return found


def heads_for(split: Split) -> tuple[str, ...]:
    return ("en",) if split.language == "en" else ("fr", "en")


def by_ngrams(lines: list[Line], head: Head | None) -> np.ndarray:
    assert head is not None
    assert head.idf is not None
    return head.chances(ngrams.weighted(ngrams.counts([line.text for line in lines]), head.idf))


def figures(lines: list[Line], chances: np.ndarray) -> dict[str, Any]:
    """Return AUROC with its 95 % interval."""
    scored = making.measured(lines, chances)
    return {"lines": len(lines)} | {
        name: {"auroc": scored[name]["auroc"], "interval": scored[name]["auroc_interval"]} for name in SAID
    }


def inside(found: dict[str, Any], committed: dict[str, Any]) -> bool:
    """Whether the interval measured now and the committed one share values."""
    return all(
        found[name]["interval"][0] <= committed[name]["auroc_interval"][1]
        and committed[name]["auroc_interval"][0] <= found[name]["interval"][1]
        for name in SAID
    )


if __name__ == "__main__":
    main()
