"""What the semantic extra adds: nDCG@10 with and without it in the same run.

    python -m tests.bench.search_meaning --data DIRECTORY [--keep DIRECTORY]

Two kinds of questions: in people's own words (over the sample course) and written from the
passage (piaf_fr_dev). Embedding takes about half a second a passage the first time; with
`--keep` the vectors stay, and a run that was stopped goes on.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

from content_index.documents import Resource
from content_index.extraction import Limits, as_resource, extract_safely
from content_index.index import WhooshEngine, open_engine
from content_index.search import Embedder, Query, embed_missing, load_embedder, search
from tests.bench.search_data import Retrieval, data_directory, ndcg, retrieval

COURSE = Path(__file__).resolve().parents[2] / "lti_tool" / "demo" / "course"
#: At least this ratio to search by words alone.
TARGETS = {"own_words": 1.10, "piaf_fr_dev": 0.99}


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
    engine = open_engine(directory / chosen.name)
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
    arguments = data_directory("", parser)
    embedder, reason = load_embedder()
    if embedder is None:
        print(json.dumps({"skipped": reason}))
        return
    with tempfile.TemporaryDirectory() as temporary:
        directory = arguments.keep or Path(temporary)
        print(json.dumps(figures(own_words(COURSE), directory, languages(COURSE), embedder)), flush=True)
        piaf = retrieval(arguments.data / "piaf_fr_dev", "fr")
        print(json.dumps(figures(piaf, directory, {}, embedder)), flush=True)


if __name__ == "__main__":
    main()
