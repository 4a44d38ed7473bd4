"""Search: a person's query over one or several indexes."""

from content_index.search.coverage import coverage, speaks_of_it
from content_index.search.embedding import Embedder, embed_missing, load_embedder
from content_index.search.highlighting import highlight
from content_index.search.records import Query, SearchResult
from content_index.search.runs import run_lines
from content_index.search.searching import search

__all__ = [
    "Embedder",
    "Query",
    "SearchResult",
    "coverage",
    "embed_missing",
    "highlight",
    "load_embedder",
    "run_lines",
    "search",
    "speaks_of_it",
]
