"""Read sources (files, folders, archives, feeds) into documents, and documents into passages."""

from content_index.extraction.limits import Limits
from content_index.extraction.shapes import Block, Document, Extracted, Link, Problem

__all__ = ["Block", "Document", "Extracted", "Limits", "Link", "Problem"]
