"""Where an import waits between being sent, being read and being confirmed: a folder per run."""

import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from content_index.extraction import Extracted
from content_index.extraction.wire import from_wire, to_wire

_HELD = "read.jsonl"


class Staging:
    """Folders below `root`, one per import run; what is in them is gone when the run is decided."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, run_id: int, paths: Iterable[Path]) -> None:
        """Move files into the run's folder; two of one name stay two."""
        for number, path in enumerate(paths):
            place = self._folder(run_id) / "files" / f"{number:04}" / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, place)

    def files(self, run_id: int) -> list[Path]:
        """Return the run's files in the order they were sent."""
        return sorted(path for path in (self._folder(run_id) / "files").glob("*/*") if path.is_file())

    def scratch(self, run_id: int) -> Path:
        """Return a folder for what is fetched while the run is read."""
        place = self._folder(run_id) / "fetched"
        place.mkdir(parents=True, exist_ok=True)
        return place

    def hold(self, run_id: int, sources: Sequence[tuple[str, Extracted]]) -> None:
        """Keep what was read until somebody confirms it."""
        self._folder(run_id).mkdir(parents=True, exist_ok=True)
        with (self._folder(run_id) / _HELD).open("w", encoding="utf-8") as lines:
            for origin, extracted in sources:
                lines.write(json.dumps({"origin": origin, "read": to_wire(extracted)}) + "\n")

    def held(self, run_id: int) -> list[tuple[str, Extracted]]:
        """Return what was read; raises `FileNotFoundError` when it is gone."""
        with (self._folder(run_id) / _HELD).open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        return [(row["origin"], from_wire(row["read"])) for row in rows]

    def drop(self, run_id: int) -> None:
        """Delete the run's folder."""
        shutil.rmtree(self._folder(run_id), ignore_errors=True)

    def runs(self) -> list[int]:
        """Return the runs that have a folder."""
        return sorted(int(path.name) for path in self.root.glob("*") if path.name.isdecimal())

    def _folder(self, run_id: int) -> Path:
        return self.root / str(run_id)
