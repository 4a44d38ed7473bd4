"""How well search ranks: nDCG@10 beside bm25s, tantivy and SQLite FTS5 in the same run.

The PostgreSQL engine is measured too where a server answers (see `search_postgresql`).

    python -m tests.bench.search_quality --data DIRECTORY

The directory holds sets (`cranfield`, `piaf_fr_dev`: corpus.jsonl, queries.jsonl, qrels.tsv).
Peers get the tokens of our own analysis, the title twice, so only the engines differ.
"""

import json
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

from content_index.index import SearchEngine, open_engine
from content_index.search import Query, search
from tests.bench.search_data import Retrieval, data_directory, ndcg, retrieval
from tests.bench.search_peers import Ask, tokens_of, with_bm25s, with_fts5, with_tantivy
from tests.bench.search_postgresql import postgresql_engines

SETS = {"cranfield": "en", "piaf_fr_dev": "fr"}


def bare(text: str) -> str:
    """Text typed without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def measured(chosen: Retrieval, ask: Callable[[str, int], list[str]], spoil: Callable[[str], str] = str) -> float:
    """Mean nDCG@10 over the questions of a set."""
    values = [ndcg(ask(spoil(text), 10), chosen.gains[name]) for name, text in chosen.questions.items()]
    return sum(values) / len(values)


def asking(engine: SearchEngine, chosen: Retrieval) -> Ask:
    """Fill an engine of ours and ask it as the tool does."""
    engine.rebuild(chosen.resources, 1)

    def ask(question: str, limit: int) -> list[str]:
        query = Query(question, chosen.language, per_resource=1)
        return [hit.resource_id for hit in search(engine, query, limit).hits]

    return ask


def figures(chosen: Retrieval, directory: Path, postgresql: SearchEngine | None) -> dict[str, object]:
    """Ours, the peers', and what accents cost."""
    ours = asking(open_engine(directory / "ours"), chosen)
    shared = asking(postgresql, chosen) if postgresql else None
    tokens = tokens_of(chosen.resources)
    language = chosen.language
    peers = {
        "bm25s": measured(chosen, with_bm25s(chosen.resources, tokens, language)),
        "tantivy": measured(chosen, with_tantivy(chosen.resources, tokens, language, directory / "tantivy")),
        "fts5": measured(chosen, with_fts5(chosen.resources, tokens, language, directory / "fts5.db")),
    }
    own = measured(chosen, ours)
    unaccented = measured(chosen, ours, bare)
    return {
        "bench": "search_quality",
        "set": chosen.name,
        "documents": len(chosen.resources),
        "questions": len(chosen.questions),
        "ndcg10": round(own, 4),
        "ndcg10_without_accents": round(unaccented, 4),
        "without_accents_ratio": round(unaccented / own, 4),
        "ndcg10_postgresql": round(measured(chosen, shared), 4) if shared else None,
        "ndcg10_postgresql_without_accents": round(measured(chosen, shared, bare), 4) if shared else None,
        "peers": {name: round(value, 4) for name, value in peers.items()},
        "ratio_to_best_peer": round(own / max(peers.values()), 4),
        "reached": own >= max(peers.values()) and unaccented >= 0.98 * own,
    }


def main() -> None:
    """Print one JSON line per set."""
    arguments = data_directory(__doc__ or "")
    with postgresql_engines() as shared:
        for number, (name, language) in enumerate(SETS.items()):
            if (arguments.data / name).is_dir():
                chosen = retrieval(arguments.data / name, language)
                with tempfile.TemporaryDirectory() as directory:
                    engine = shared.of(number) if shared else None
                    print(json.dumps(figures(chosen, Path(directory), engine)), flush=True)


if __name__ == "__main__":
    main()
