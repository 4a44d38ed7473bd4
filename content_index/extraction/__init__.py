"""Read sources (files, folders, archives, feeds) into documents, and documents into passages."""

from content_index.extraction.claims import Claims
from content_index.extraction.cutting import as_resource, passages
from content_index.extraction.limits import Limits
from content_index.extraction.safely import extract_safely, parts_safely
from content_index.extraction.shapes import Block, Document, Extracted, Link, Problem

__all__ = [
    "Block",
    "Claims",
    "Document",
    "Extracted",
    "Limits",
    "Link",
    "Problem",
    "as_resource",
    "extract_safely",
    "parts_safely",
    "passages",
]
