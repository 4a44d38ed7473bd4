"""Runs of many queries in the format that retrieval evaluation tools read (TREC)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from content_index.index.engine import SearchEngine
from content_index.search.embedding import Embedder
from content_index.search.records import Query
from content_index.search.searching import search


def run_lines(
    engines: SearchEngine | Sequence[SearchEngine],
    queries: Iterable[tuple[str, Query]],
    limit: int = 10,
    tag: str = "boussole",
    embedder: Embedder | None = None,
) -> Iterator[str]:
    """Lines "qid Q0 docid rank score tag": docid is the resource, best passage first, ranks from 1."""
    for query_id, query in queries:
        result = search(engines, replace(query, per_resource=1), limit, embedder)
        for rank, hit in enumerate(result.hits, 1):
            yield f"{query_id} Q0 {hit.resource_id} {rank} {hit.score:.6f} {tag}"
