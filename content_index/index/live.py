"""The directories under an index's root: which is live, which are leftovers, how big it all is."""

import shutil
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from content_index.errors import RebuildNeededError
from content_index.index import pointer
from content_index.index.layout import VERSION
from content_index.index.opening import MISSING, UnreadableError, open_snapshot, snapshot_of
from content_index.index.writing import write_all

_PREFIX = "live-"


def fresh(root: Path) -> Path:
    """The name of a directory for a new index; not made yet."""
    return root / f"{_PREFIX}{uuid.uuid4().hex[:12]}"


def writable(root: Path) -> Path:
    """The live directory, an empty index when there is none yet; RebuildNeededError when unusable."""
    try:
        open_snapshot(root)
    except UnreadableError as problem:
        if problem.message != MISSING:
            raise RebuildNeededError(reason=problem.message) from problem
        directory = fresh(root)
        write_all(directory, (), 0)
        publish(root, directory)
        return directory
    return root / pointer.read(root).directory


def publish(root: Path, directory: Path) -> None:
    """Let readers see the latest commit of a directory; nothing is written when they already do.

    What only earlier commits were made of goes after that: a reader that fails to open it finds
    a new pointer, and looks again.
    """
    generation = _generation(directory)
    known: dict[str, tuple[int, int]] = {}
    with suppress(OSError, ValueError):
        before = pointer.read(root)
        if before.directory == directory.name:
            if before.generation == generation:
                return
            known = before.files
    snapshot_of(directory, None)  # makes the matrices of new segments, so that readers need not
    left = _leftovers(directory)
    files = pointer.describe((path for path in directory.iterdir() if path not in left), known)
    pointer.write(root, pointer.Pointer(directory.name, VERSION, generation, files))
    _remove(left)


def damaged(root: Path) -> bool:
    """Whether a file of the live index is not what was written; reads all of it.

    What a writer replaces while it is being read says nothing, and is looked at again.
    """
    for _ in range(pointer.LOOKS):
        stamp = pointer.stamp(root)
        found = _differs(root)
        if not found or pointer.stamp(root) == stamp:
            break
    return found


def _differs(root: Path) -> bool:
    try:
        current = pointer.read(root)
    except (OSError, ValueError):
        return True
    directory = root / current.directory
    if _generation(directory) > current.generation:  # a crash came between commit and pointer: the rest still holds
        present = {name: known for name, known in current.files.items() if (directory / name).exists()}
        return pointer.damaged(directory, present) is not None
    return pointer.damaged(directory, current.files) is not None


def sweep(root: Path) -> None:
    """Remove what crashes and swaps have left behind; only the holder of the writer's lock may."""
    with suppress(OSError, ValueError):
        current = pointer.read(root).directory if pointer.stamp(root) else ""
        for path in root.iterdir():
            if path.is_dir() and path.name.startswith(_PREFIX) and path.name != current:
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.endswith(".new"):
                path.unlink(missing_ok=True)
        if current:
            _remove(_leftovers(root / current))


def _leftovers(directory: Path) -> set[Path]:
    """Temporary directories, and files that the latest table of contents does not name."""
    storage = FileStorage(str(directory))
    try:
        named = {segment.segment_id() for segment in TOC.read(storage, "MAIN").segments}
    except Exception:  # noqa: BLE001 - unreadable in any way: then nothing is known to be a leftover
        return set()
    latest = f"_MAIN_{_generation(directory)}.toc"
    return {
        path
        for path in directory.iterdir()
        if path.is_dir() or (path.name != latest and path.name.partition(".")[0] not in named)
    }


def _remove(leftovers: Iterable[Path]) -> None:
    for path in leftovers:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):  # what cannot be removed now is tried again after the next commit
                path.unlink()


def _generation(directory: Path) -> int:
    """The number of the last commit, from the name of its table of contents; -1 without one."""
    names = (path.name for path in directory.glob("_MAIN_*.toc"))
    return max((int(name[6:-4]) for name in names if name[6:-4].isdigit()), default=-1)


def size(root: Path) -> int:
    """Bytes on disk."""
    total = 0
    for path in root.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total
