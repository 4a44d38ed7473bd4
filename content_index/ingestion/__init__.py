"""From recorded changes of resources to index writes."""

from content_index.index.records import Change, ChangeKind
from content_index.ingestion.following import Followed, Truth, follow

__all__ = ["Change", "ChangeKind", "Followed", "Truth", "follow"]
