"""From recorded changes of resources to index writes."""

from content_index.index.records import Change, ChangeKind

__all__ = ["Change", "ChangeKind"]
