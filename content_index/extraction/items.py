"""One piece of content waiting to be read, wherever it lies: in a folder, an archive, a package."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from content_index.extraction.assembling import Context
from content_index.extraction.shapes import Link, Problem


@dataclass(frozen=True, slots=True)
class Item:
    """`load` gives the bytes, under the limits, when it is this item's turn; `format` names a reader."""

    context: Context
    format: str
    load: Callable[[], bytes]


#: What a folder, archive or package is made of, in reading order.
Found: TypeAlias = Iterator[Item | Problem | Link]
