"""Writing so that a crash or a power cut leaves the old state or the new one, never a mixture."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage


def sync(path: Path) -> None:
    """Push a file, or a directory's entries, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` as a whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    sync(path.parent)


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's directory, made to survive a power cut: Whoosh itself never syncs.

    Whoosh commits by renaming a new table of contents into place; everything written since
    the last rename is pushed to the disk before it, the rename after it. Whoosh then removes
    what the commit before was made of; here that stays, because readers are told of a commit
    later than it happens and may be opening the earlier one just then.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._written: set[str] = set()
        self._earlier = frozenset(entry.name for entry in path.iterdir() if entry.is_file())

    def delete_file(self, name: str) -> None:
        """Remove a file of this commit; one of an earlier commit is left to whoever tells the readers."""
        if name not in self._earlier:
            super().delete_file(name)

    def create_file(self, name: str, **options: Any) -> Any:
        """Remember what is to be pushed to the disk."""
        self._written.add(name)
        return super().create_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Commit: first the content, then the name."""
        folder = Path(self.folder)
        for name in self._written:
            with suppress(FileNotFoundError):
                sync(folder / name)
        self._written.clear()
        super().rename_file(oldname, newname, safe=safe)
        sync(folder)
