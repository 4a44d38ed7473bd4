"""Read files and folders of this machine, many small files in one process.

Starting a reading process costs more than reading a page. Files of one kind of source (no
archive, no `.jsonl`, whose documents have names of their own) are therefore linked into one
folder, read together, and told apart again by the number of their place.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from content_index.extraction import Claims, Extracted, Limits, parts_safely
from content_index.extraction.formats import ENDINGS
from content_index.extraction.gathering import gathered

#: Where something was read (the same at each import of it), and what it holds.
Source: TypeAlias = tuple[str, Extracted]

#: Called with the name of the source and how many documents it gave so far.
Progress = Callable[[str, int], None]

#: From so many files on they are read together.
TOGETHER = 3

_ALONE = frozenset({"jsonl", "ndjson", "xml", "rss", "atom"})


def read(path: Path, limits: Limits, language: str = "", progress: Progress | None = None) -> Extracted:
    """Return everything in `path`; the reading process is ended when the caller breaks off."""
    return gathered(_parts(path, limits, language, progress, path.name), path.name, limits)


def read_many(
    paths: Sequence[Path], limits: Limits, language: str = "", progress: Progress | None = None
) -> list[Extracted]:
    """Return what each of `paths` holds, in their order."""
    together = [number for number, path in enumerate(paths) if _is_plain(path)]
    if len(together) < TOGETHER:
        together = []
    read_together = _read_together({number: paths[number] for number in together}, limits, language, progress)
    return [
        read_together[number] if number in read_together else read(path, limits, language, progress)
        for number, path in enumerate(paths)
    ]


def _read_together(
    paths: dict[int, Path], limits: Limits, language: str, progress: Progress | None
) -> dict[int, Extracted]:
    if not paths:
        return {}
    first = min(paths)
    with tempfile.TemporaryDirectory() as folder:
        for number, path in paths.items():
            place = Path(folder) / f"{number:06}" / path.name
            place.parent.mkdir()
            _link(path, place)
        parts: dict[int, list[Extracted]] = {number: [] for number in paths}
        for part in _parts(Path(folder), limits, language, progress, f"{len(paths)} files"):
            for document in part.documents:
                number, source = _place(document.source, first)
                alone = replace(document, source=source, section=document.section[1:], order=0)
                parts[number].append(Extracted((alone,)))
            for problem in part.problems:
                number, source = _place(problem.source, first)
                parts[number].append(Extracted(problems=(replace(problem, source=source),)))
    return {number: gathered(parts[number], path.name, limits) for number, path in paths.items()}


def _parts(path: Path, limits: Limits, language: str, progress: Progress | None, name: str) -> Iterable[Extracted]:
    count = 0
    for part in parts_safely(path, limits, Claims(language=language)):
        count += len(part.documents)
        if progress:
            progress(name, count)
        yield part


def _place(source: str, first: int) -> tuple[int, str]:
    """Return the number and name of a file; what concerns them all (the reader gave up) goes to the first."""
    number, _, name = source.partition("/")
    return (int(number), name) if name and number.isdecimal() else (first, source)


def _is_plain(path: Path) -> bool:
    ending = path.suffix.lower().lstrip(".")
    return ending in ENDINGS and ending not in _ALONE and path.is_file() and not path.is_symlink()


def _link(path: Path, place: Path) -> None:
    try:
        os.link(path, place)
    except OSError:
        shutil.copyfile(path, place)
