"""Anchors for headings that have none: the words of the heading, numbered when repeated."""

import re
import unicodedata


class Anchors:
    """Gives each heading of one document an anchor of its own, the same at every import."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def of(self, heading: str) -> str:
        """A fragment such as "#preparing-the-interview"; the second of a name ends in "-2"."""
        letters = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60] or "part"
        self._used[slug] = count = self._used.get(slug, 0) + 1
        return f"#{slug}" if count == 1 else f"#{slug}-{count}"
