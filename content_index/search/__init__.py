"""Search: a person's query over one or several indexes."""

from content_index.search.records import Query, SearchResult

__all__ = ["Query", "SearchResult"]
