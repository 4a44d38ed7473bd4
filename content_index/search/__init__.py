"""Search: a person's query over one or several indexes."""

from content_index.search.coverage import coverage
from content_index.search.highlighting import highlight
from content_index.search.records import Query, SearchResult
from content_index.search.runs import run_lines
from content_index.search.searching import search

__all__ = ["Query", "SearchResult", "coverage", "highlight", "run_lines", "search"]
