"""Retrieval sets for the search benchmarks, and the measure they are judged by."""

import argparse
import json
import math
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from content_index.documents import Passage, Resource

VARIABLE = "BOUSSOLE_BENCH_DATA"


class Retrieval(NamedTuple):
    """A set: what is searched, questions by id, gains by question and document."""

    name: str
    language: str
    resources: list[Resource]
    questions: dict[str, str]
    gains: dict[str, dict[str, float]]


def data_directory(description: str, parser: argparse.ArgumentParser | None = None) -> argparse.Namespace:
    """The arguments, with `data` as a directory that exists; leaves with a message when there is none."""
    parser = parser or argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, default=os.environ.get(VARIABLE), help=f"or ${VARIABLE}")
    arguments = parser.parse_args()
    if not arguments.data or not Path(arguments.data).is_dir():
        print(json.dumps({"skipped": f"no data: give --data DIRECTORY or set {VARIABLE}"}))
        sys.exit(0)
    arguments.data = Path(arguments.data)
    nested = arguments.data / "search"
    if nested.is_dir():
        arguments.data = nested
    return arguments


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def resources(folder: Path, language: str) -> list[Resource]:
    """Each document of a set as a resource of one passage."""
    return [
        Resource(
            item["id"],
            item.get("title", ""),
            item.get("language", language),
            (Passage(f"{item['id']}#0", item["id"], 0, item["text"]),),
        )
        for item in _lines(folder / "corpus.jsonl")
    ]


def retrieval(folder: Path, language: str) -> Retrieval:
    """A set with judgements."""
    gains: dict[str, dict[str, float]] = defaultdict(dict)
    with (folder / "qrels.tsv").open(encoding="utf-8") as file:
        for line in file:
            question, document, gain = line.split("\t")
            if question != "query-id":
                gains[question][document] = float(gain)
    questions = {item["id"]: item["text"] for item in _lines(folder / "queries.jsonl") if item["id"] in gains}
    return Retrieval(folder.name, language, resources(folder, language), questions, gains)


def ndcg(ranked: Sequence[str], gains: Mapping[str, float], depth: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `depth` documents, 0..1."""
    ideal = sorted((gain for gain in gains.values() if gain > 0), reverse=True)[:depth]
    best = sum(gain / math.log2(rank + 2) for rank, gain in enumerate(ideal))
    found = sum(gains.get(item, 0.0) / math.log2(rank + 2) for rank, item in enumerate(ranked[:depth]))
    return found / best if best else 0.0


def replicated(originals: Sequence[Resource], count: int, seed: int = 7) -> list[Resource]:
    """`count` resources: the originals, then copies with their lines in another order."""
    chance = random.Random(seed)
    found = list(originals)
    chance.shuffle(found)
    while len(found) < count:
        source = originals[len(found) % len(originals)]
        lines = source.passages[0].text.splitlines()
        chance.shuffle(lines)
        name = f"{source.id}~{len(found)}"
        passage = Passage(f"{name}#0", name, 0, "\n".join(lines))
        found.append(Resource(name, source.title, source.language, (passage,)))
    return found[:count]
