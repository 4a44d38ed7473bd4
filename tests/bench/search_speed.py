"""How fast search answers: k=10 beside SQLite FTS5, tantivy and bm25s in the same run.

    python -m tests.bench.search_speed --data DIRECTORY [--sizes 1000 10000 50000 100000] [--courses 1 100 1000]

Passages are those of `learning_content`, repeated with their lines shuffled where there are
too few. Questions: half are people's (cranfield, piaf_fr_dev), half are taken from the
passages themselves, so that their words are frequent. `engine` answers with stored text, as
FTS5 does; `search` adds excerpts, coverage and spelling. The PostgreSQL engine stands beside
where a server answers (see `search_postgresql`). 100,000 passages take some fifteen minutes.
"""

import argparse
import gc
import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from content_index.documents import Resource
from content_index.index import Plan, SearchEngine, WhooshEngine, open_engine
from content_index.search import Query, search
from lti_tool.catalogue.engines import Engines
from tests.bench.search_data import data_directory, replicated, resources, retrieval
from tests.bench.search_peers import tokens_of, with_bm25s, with_fts5, with_tantivy
from tests.bench.search_postgresql import postgresql_engines
from tests.factories.resources import upserts

QUESTIONS = 200
PLACES = {"ours": "ours", "fts5": "fts5.db", "tantivy": "tantivy"}
ROUNDS = 3
#: From here on every second question is asked, and only twice: the slowest take a second.
LARGE = 50_000

T = TypeVar("T")
E = TypeVar("E", bound=SearchEngine)


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


def milliseconds(
    asks: Mapping[str, Callable[[str], object]], asked: Sequence[str], rounds: int = ROUNDS
) -> dict[str, dict[str, float]]:
    """Median and 95th percentile over all questions, best of `rounds` for each.

    Engines take turns, so that other work on the machine meets all of them alike; the processor's
    time hardly depends on it, and leaves out what PostgreSQL's own processes use.
    """
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in asks}
    for question in asked:
        runs = {name: [_once(ask, question) for _ in range(rounds + 1)][1:] for name, ask in asks.items()}
        for name, times in runs.items():
            walls, processor = zip(*times, strict=True)
            took[name].append((min(walls) * 1000, min(processor) * 1000))
    found = {}
    for name, times in took.items():
        walls, processor = zip(*times, strict=True)
        found[name] = {"p50": round(statistics.median(walls), 3), "p95": _p95(walls), "processor_p95": _p95(processor)}
    return found


def _once(ask: Callable[[str], object], question: str) -> tuple[float, float]:
    """Seconds by the clock and of this process's processor."""
    wall, processor = time.perf_counter(), time.process_time()
    ask(question)
    return time.perf_counter() - wall, time.process_time() - processor


def _p95(values: Sequence[float]) -> float:
    return round(statistics.quantiles(values, n=20)[-1], 3)


def megabytes(path: Path) -> float:
    """Size on disk."""
    files = [path] if path.is_file() else [item for item in path.rglob("*") if item.is_file()]
    return round(sum(item.stat().st_size for item in files) / 1e6, 1)


def made(build: Callable[[], T]) -> tuple[T, float]:
    """What was built, and the seconds it took."""
    start = time.perf_counter()
    found = build()
    return found, round(time.perf_counter() - start, 1)


def whole(items: list[Resource], engine: E) -> E:
    """An engine of ours with all passages."""
    engine.rebuild(items, 1)
    return engine


def compared(folder: Path, items: list[Resource], directory: Path, shared: SearchEngine | None) -> dict[str, object]:
    """Every engine over the same passages and questions."""
    large = len(items) >= LARGE
    asked, rounds = questions(folder, items)[:: 2 if large else 1], 1 if large else ROUNDS
    seconds: dict[str, float] = {}
    engine, seconds["ours"] = made(lambda: whole(items, open_engine(directory / "ours")))
    tokens, seconds["analysis_for_peers"] = made(lambda: tokens_of(items))
    fts5, seconds["fts5"] = made(lambda: with_fts5(items, tokens, "en", directory / "fts5.db"))
    tantivy, seconds["tantivy"] = made(lambda: with_tantivy(items, tokens, "en", directory / "tantivy"))
    bm25s, seconds["bm25s"] = made(lambda: with_bm25s(items, tokens, "en"))
    asks: dict[str, Callable[[str], object]] = {
        "engine": lambda text: engine.search(Plan(text, "en"), 10),
        "search": lambda text: search(engine, Query(text, "en"), 10),
        "fts5": lambda text: fts5(text, 10),
        "tantivy": lambda text: tantivy(text, 10),
        "bm25s": lambda text: bm25s(text, 10),
    }
    if not large:
        pieces = in_pieces(items, directory / "pieces")
        asks["engine_10_segments"] = lambda text: pieces.search(Plan(text, "en"), 10)
    size = {name: megabytes(directory / place) for name, place in PLACES.items()}
    if shared is not None:
        _, seconds["postgresql"] = made(lambda: whole(items, shared))
        size["postgresql"] = round(shared.state().size / 1e6, 1)
        asks["postgresql_engine"] = lambda text: shared.search(Plan(text, "en"), 10)
        asks["postgresql_search"] = lambda text: search(shared, Query(text, "en"), 10)
    gc.collect()
    gc.freeze()  # the tokens that peers were given are not to be looked through while we measure
    found = milliseconds(asks, asked, rounds)
    gc.unfreeze()
    return {
        "bench": "search_speed",
        "passages": len(items),
        "index_seconds": seconds,
        "index_mb": size,
        "ms": found,
        "p95_ratio_to_fts5": _ratios(found, "p95"),
        "processor_p95_ratio_to_fts5": _ratios(found, "processor_p95"),
    }


def _ratios(found: Mapping[str, Mapping[str, float]], figure: str) -> dict[str, float]:
    mine = {name: figures for name, figures in found.items() if name != "fts5"}
    return {name: round(figures[figure] / found["fts5"][figure], 3) for name, figures in mine.items()}


def in_pieces(items: list[Resource], directory: Path) -> WhooshEngine:
    """The same passages in ten commits, unmerged."""
    engine = open_engine(directory)
    size = -(-len(items) // 10)
    for first in range(0, len(items), size):
        engine.apply(upserts(*items[first : first + size], first=first + 1))
    return engine


def by_courses(
    folder: Path, items: list[Resource], counts: Sequence[int], open_course: Callable[[int], SearchEngine], name: str
) -> Iterator[dict[str, object]]:
    """One course's cost while there are others: an index each."""
    asked = questions(folder, items)[:50]
    first = open_course(1)
    courses = 0
    for count in sorted(counts):
        for number in range(courses + 1, count + 1):
            engine = open_course(number)
            engine.rebuild(items[:300] if number == 1 else random.Random(number).sample(items, 30), 1)
            engine.search(Plan("first", "en"))
        courses = count
        times = milliseconds({name: lambda text: search(first, Query(text, "en"), 10)}, asked)[name]
        yield {"bench": "search_courses", "engine": name, "courses": count, "passages_of_the_course": 300, "ms": times}


def main() -> None:
    """Print one JSON line per size and per number of courses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--courses", type=int, nargs="*", default=[1, 100])
    arguments = data_directory("", parser)
    originals = resources(arguments.data / "learning_content", "en")
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as directory, postgresql_engines() as shared:
            items, engine = replicated(originals, size), shared.of(size) if shared else None
            print(json.dumps(compared(arguments.data, items, Path(directory), engine)), flush=True)
    with tempfile.TemporaryDirectory() as directory, postgresql_engines() as shared:
        courses = Engines(Path(directory))
        for kind, engines in (("whoosh", courses), ("postgresql", shared)):
            for line in by_courses(arguments.data, originals, arguments.courses, engines.of, kind) if engines else ():
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
