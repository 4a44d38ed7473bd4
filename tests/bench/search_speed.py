"""How fast search answers: k=10 beside SQLite FTS5, tantivy and bm25s in the same run.

    python -m tests.bench.search_speed --data DIRECTORY [--sizes 1000 10000 50000] [--courses 1 100]

Passages are those of `learning_content`, repeated with their lines shuffled where there are
too few. Questions: half are people's (cranfield, piaf_fr_dev), half are taken from the
passages themselves, so that their words are frequent. `engine` answers with stored text, as
FTS5 does; `search` adds excerpts, coverage and spelling.
"""

import argparse
import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from content_index.documents import Resource
from content_index.index import Plan, WhooshEngine, open_engine
from content_index.search import Query, search
from tests.bench.search_data import data_directory, replicated, resources, retrieval
from tests.bench.search_peers import tokens_of, with_bm25s, with_fts5, with_tantivy
from tests.factories.resources import upserts

QUESTIONS = 200
ROUNDS = 5


def questions(folder: Path, items: Sequence[Resource], seed: int = 7) -> list[str]:
    """Half people's questions, half the words of ten-word stretches of the passages."""
    chance = random.Random(seed)
    asked = [
        *retrieval(folder / "cranfield", "en").questions.values(),
        *retrieval(folder / "piaf_fr_dev", "fr").questions.values(),
    ]
    found = chance.sample(asked, QUESTIONS // 2)
    while len(found) < QUESTIONS:
        words = re.findall(r"[^\W_]+", chance.choice(items).text)
        start = chance.randrange(max(1, len(words) - 10))
        if len(words) >= 10:
            found.append(" ".join(words[start : start + 10]))
    return found


def milliseconds(ask: Callable[[str], object], asked: Sequence[str]) -> dict[str, float]:
    """Median and 95th percentile over all questions, best of ROUNDS for each."""
    times = []
    for question in asked:
        ask(question)
    for question in asked:
        best = float("inf")
        for _ in range(ROUNDS):
            start = time.perf_counter()
            ask(question)
            best = min(best, time.perf_counter() - start)
        times.append(best * 1000)
    return {
        "p50": round(statistics.median(times), 3),
        "p95": round(statistics.quantiles(times, n=20)[-1], 3),
    }


def megabytes(path: Path) -> float:
    """Size on disk."""
    files = [path] if path.is_file() else [item for item in path.rglob("*") if item.is_file()]
    return round(sum(item.stat().st_size for item in files) / 1e6, 1)


def compared(folder: Path, items: list[Resource], directory: Path) -> dict[str, object]:
    """Every engine over the same passages and questions."""
    asked = questions(folder, items)
    start = time.perf_counter()
    engine = open_engine(directory / "ours")
    engine.rebuild(items, 1)
    seconds = round(time.perf_counter() - start, 1)
    pieces = in_pieces(items, directory / "pieces")
    tokens = tokens_of(items)
    fts5 = with_fts5(items, tokens, "en", directory / "fts5.db")
    tantivy = with_tantivy(items, tokens, "en", directory / "tantivy")
    bm25s = with_bm25s(items, tokens, "en")
    found = {
        "engine": milliseconds(lambda text: engine.search(Plan(text, "en"), 10), asked),
        "engine_10_segments": milliseconds(lambda text: pieces.search(Plan(text, "en"), 10), asked),
        "search": milliseconds(lambda text: search(engine, Query(text, "en"), 10), asked),
        "fts5": milliseconds(lambda text: fts5(text, 10), asked),
        "tantivy": milliseconds(lambda text: tantivy(text, 10), asked),
        "bm25s": milliseconds(lambda text: bm25s(text, 10), asked),
    }
    limit = found["fts5"]["p95"]
    return {
        "bench": "search_speed",
        "passages": len(items),
        "index_seconds": seconds,
        "index_mb": megabytes(directory / "ours"),
        "fts5_mb": megabytes(directory / "fts5.db"),
        "ms": found,
        "p95_ratio_to_fts5": {
            name: round(found[name]["p95"] / limit, 3) for name in ("engine", "engine_10_segments", "search")
        },
    }


def in_pieces(items: list[Resource], directory: Path) -> WhooshEngine:
    """The same passages in ten commits, unmerged."""
    engine = open_engine(directory)
    size = -(-len(items) // 10)
    for first in range(0, len(items), size):
        engine.apply(upserts(*items[first : first + size], first=first + 1))
    return engine


def by_courses(folder: Path, items: list[Resource], counts: Sequence[int], directory: Path) -> list[dict[str, object]]:
    """One course's cost while there are others: an index each."""
    asked = questions(folder, items)[:50]
    lines: list[dict[str, object]] = []
    engines: list[WhooshEngine] = []
    for count in sorted(counts):
        while len(engines) < count:
            engine = open_engine(directory / f"course-{len(engines)}")
            engine.rebuild(items[:300] if not engines else random.Random(len(engines)).sample(items, 30), 1)
            engine.search(Plan("first", "en"))
            engines.append(engine)
        times = milliseconds(lambda text: search(engines[0], Query(text, "en"), 10), asked)
        lines.append({"bench": "search_courses", "courses": count, "passages_of_the_course": 300, "search_ms": times})
    return lines


def main() -> None:
    """Print one JSON line per size and per number of courses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--courses", type=int, nargs="*", default=[1, 100])
    arguments = data_directory("", parser)
    originals = resources(arguments.data / "learning_content", "en")
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as directory:
            print(json.dumps(compared(arguments.data, replicated(originals, size), Path(directory))), flush=True)
    with tempfile.TemporaryDirectory() as directory:
        for line in by_courses(arguments.data, originals, arguments.courses, Path(directory)):
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
