"""What the semantic extra adds: nDCG@10 with and without it in the same run.

    python -m tests.bench.search_meaning [--data DIRECTORY] [--keep DIRECTORY]

Two kinds of questions over the sample course: in people's own words, and a line of each lesson
word for word. With `--data` also piaf_fr_dev, whose questions were written from the passage.
The exit code is 1 when a target is missed. Embedding takes about half a second a passage the first time; with
`--keep` the vectors stay, and a run that was stopped goes on.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from content_index.documents import Resource
from content_index.extraction import Limits, as_resource, extract_safely
from content_index.index import WhooshEngine, open_engine
from content_index.search import Embedder, Query, embed_missing, load_embedder, search
from tests.bench.search_data import VARIABLE, Retrieval, ndcg, retrieval

COURSE = Path(__file__).resolve().parents[2] / "lti_tool" / "demo" / "course"
#: At least this ratio to search by words alone.
TARGETS = {"own_words": 1.10, "passage_words": 0.99, "piaf_fr_dev": 0.99}
#: Words of a lesson that are asked word for word.
REPEATED = 9


def lessons(course: Path) -> list[Resource]:
    """The sample course, cut as an import cuts it."""
    documents = extract_safely(course / "lessons", Limits()).documents
    return [as_resource(document, document.metadata.get("id", document.source)) for document in documents]


def own_words(course: Path) -> Retrieval:
    """People's own words over the sample course."""
    with (course / "own_words.jsonl").open(encoding="utf-8") as file:
        items = [json.loads(line) for line in file if line.strip()]
    return Retrieval(
        "own_words",
        "",
        lessons(course),
        {item["id"]: item["text"] for item in items},
        {item["id"]: dict.fromkeys(item["relevant"], 1.0) for item in items},
    )


def passage_words(course: Path) -> Retrieval:
    """Nine words from the middle of each lesson, as they stand there."""
    found = lessons(course)
    questions = {}
    for resource in found:
        words = resource.passages[len(resource.passages) // 2].text.split()
        start = max(0, (len(words) - REPEATED) // 2)
        questions[resource.id] = " ".join(words[start : start + REPEATED])
    return Retrieval("passage_words", "", found, questions, {name: {name: 1.0} for name in questions})


def languages(course: Path) -> dict[str, str]:
    """The language of each of people's own questions."""
    with (course / "own_words.jsonl").open(encoding="utf-8") as file:
        return {item["id"]: item["language"] for item in map(json.loads, file)}


def measured(chosen: Retrieval, engine: WhooshEngine, spoken: dict[str, str], embedder: Embedder | None) -> float:
    """Mean nDCG@10."""
    values = []
    for name, text in chosen.questions.items():
        query = Query(text, spoken.get(name, chosen.language), per_resource=1)
        hits = search(engine, query, 10, embedder).hits
        values.append(ndcg([hit.resource_id for hit in hits], chosen.gains[name]))
    return sum(values) / len(values)


def figures(chosen: Retrieval, directory: Path, spoken: dict[str, str], embedder: Embedder) -> dict[str, object]:
    """By words, with meaning, and what embedding took."""
    engine = open_engine(directory / ("piaf" if chosen.name.startswith("piaf") else "sample_course"))
    engine.rebuild(chosen.resources, 1)
    start = time.perf_counter()
    count = embed_missing(engine, embedder)
    seconds = time.perf_counter() - start
    words = measured(chosen, engine, spoken, None)
    meaning = measured(chosen, engine, spoken, embedder)
    return {
        "bench": "search_meaning",
        "set": chosen.name,
        "questions": len(chosen.questions),
        "ndcg10_words": round(words, 4),
        "ndcg10_with_meaning": round(meaning, 4),
        "ratio": round(meaning / words, 4),
        "embedded": count,
        "passages_per_second": round(count / seconds, 2) if count else None,
        "reached": meaning >= TARGETS[chosen.name] * words,
    }


def main() -> None:
    """Print one JSON line per set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="where vectors stay between runs")
    parser.add_argument("--data", type=Path, default=os.environ.get(VARIABLE), help=f"or ${VARIABLE}")
    arguments = parser.parse_args()
    embedder, reason = load_embedder()
    if embedder is None:
        print(json.dumps({"skipped": reason}))
        return
    with tempfile.TemporaryDirectory() as temporary:
        directory = arguments.keep or Path(temporary)
        spoken = {resource.id: resource.language for resource in lessons(COURSE)}
        sets = [(own_words(COURSE), languages(COURSE)), (passage_words(COURSE), spoken)]
        sets += [(retrieval(folder, "fr"), {}) for folder in _piaf(arguments.data)]
        missed = 0
        for chosen, languages_of in sets:
            found = figures(chosen, directory, languages_of, embedder)
            missed += not found["reached"]
            print(json.dumps(found), flush=True)
    if missed:
        sys.exit(1)


def _piaf(data: Path | None) -> list[Path]:
    places = [data / "search" / "piaf_fr_dev", data / "piaf_fr_dev"] if data else []
    return [place for place in places if place.is_dir()][:1]


if __name__ == "__main__":
    main()
