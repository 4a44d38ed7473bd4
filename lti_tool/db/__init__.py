"""The database: engine, typed base, and transactions that commit in one place."""

from lti_tool.db.base import Base, UtcDateTime
from lti_tool.db.engine import Database

__all__ = ["Base", "Database", "UtcDateTime"]
