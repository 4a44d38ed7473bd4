"""How far a long command is: a bar on a terminal, nothing in a log or a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@contextmanager
def reading_progress() -> Iterator[Callable[[str, int], None]]:
    """Give a function that takes the source being read and how many documents it gave so far."""
    if not sys.stderr.isatty():
        yield lambda _source, _count: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        yield lambda source, count: bar.update(task, description=f"Reading {source}: {count}")


@contextmanager
def embedding_progress() -> Iterator[Callable[[int], None]]:
    """Give a function that takes how many passages were read for meaning so far."""
    with reading_progress() as told:
        yield lambda count: told("for meaning", count)
