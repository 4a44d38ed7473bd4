"""The small file that says which directory is the live index, and what it is made of.

Readers look at this one file before a question: it is replaced after every commit, so a new
index or a new commit shows as a new file. Sizes and checksums of the parts tell at start
whether a power cut left something unwritten.
"""

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from content_index.index.durable import write_atomically

NAME = "current.json"
#: How often readers look again when what they were opening was replaced meanwhile.
LOOKS = 20


@dataclass(frozen=True, slots=True)
class Pointer:
    """`files` maps a name in `directory` to its size and checksum."""

    directory: str
    schema: int
    generation: int
    files: dict[str, tuple[int, int]] = field(default_factory=dict)


#: What identifies one writing of the pointer.
Stamp = tuple[int, int, int]


def stamp(root: Path) -> Stamp | None:
    """The identity of the pointer file now; None when there is none."""
    try:
        found = (root / NAME).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def read(root: Path) -> Pointer:
    """The pointer; OSError or ValueError when it is missing or no pointer."""
    content = json.loads((root / NAME).read_bytes())
    try:
        files = {name: (int(size), int(check)) for name, (size, check) in content["files"].items()}
        directory = str(content["directory"])
        pointer = Pointer(directory, int(content["schema"]), int(content["generation"]), files)
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError(str(problem)) from problem
    if Path(directory).name != directory or directory in {"", ".", ".."}:
        raise ValueError(directory)
    return pointer


def write(root: Path, pointer: Pointer) -> None:
    """Make it the current one."""
    write_atomically(root / NAME, json.dumps(asdict(pointer)).encode())


def describe(paths: Iterable[Path], known: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Sizes and checksums of an index's files; those of `known`, which never change, are not read again."""
    files = {}
    for path in sorted(paths):
        if path.is_file() and path.name.startswith(("MAIN_", "_MAIN_")) and path.suffix != "":
            size = path.stat().st_size
            seen = known.get(path.name)
            files[path.name] = seen if seen and seen[0] == size else (size, _checksum(path))
    return files


def damaged(directory: Path, files: dict[str, tuple[int, int]]) -> str | None:
    """The name of the first file that is not what was written; None when all are."""
    for name, (size, check) in files.items():
        path = directory / name
        try:
            if path.stat().st_size != size or _checksum(path) != check:
                return name
        except OSError:
            return name
    return None


def _checksum(path: Path) -> int:
    total = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            total = zlib.crc32(chunk, total)
    return total
