"""How the campus says no to a tool."""

from __future__ import annotations


class RefusedError(Exception):
    """A request that the campus refuses: an HTTP status, a short code, and the reason in plain words."""

    def __init__(self, status: int, reason: str, code: str = "invalid_request") -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.code = code


class UnreadableError(RefusedError):
    """A document of the tool's site that could not be read."""
