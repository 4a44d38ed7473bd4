"""Content with its database: import of 1,000 mixed files, and a learner's pages at 10,000 resources.

    python -m tests.bench.content [--files N] [--resources N]

Needs no data. The import runs as a command of its own while this process searches another course,
as a web process would; memory is that of the command with its children.
"""

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from docx import Document as WordFile
from sqlalchemy.orm import Session

from lti_tool.catalogue import pathing, profiles, progress, recommending
from lti_tool.catalogue.candidates import Pools
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import search
from lti_tool.catalogue.sources import store_sources
from lti_tool.catalogue.sync import sync_course
from lti_tool.clock import SystemClock
from lti_tool.db import Database, schema
from tests.factories import catalogue as make
from tests.factories import people
from tests.factories.pdf import a_pdf

LEARNERS = 20
SKILLS = 200
#: Seconds of searching before the import, to compare with.
ALONE = 15.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--resources", type=int, default=10_000)
    arguments = parser.parse_args()
    chance = random.Random(7)
    words = [f"{first}{second}" for first in ("ba", "ce", "di", "fo", "gu", "ha") for second in _endings()]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        desk = Desk(place, chance, words)
        stored = desk.fill(arguments.resources)
        print(json.dumps({"benchmark": "content_store", "resources": arguments.resources, **stored}), flush=True)
        for name, run in desk.pages().items():
            figures = milliseconds(run, 200)
            print(json.dumps({"benchmark": name, "resources": arguments.resources, **figures}), flush=True)
        write_files(place / "mixed", arguments.files, chance, words)
        print(json.dumps({"benchmark": "content_import", **desk.import_while_searching(place / "mixed")}), flush=True)
        desk.close()


def _endings() -> list[str]:
    return [f"{letter}{other}r" for letter in "aeiouy" for other in "bcdfglmnprst"]


def milliseconds(run: Callable[[], object], times: int) -> dict[str, float]:
    """Return p50, p95 and the longest of so many runs."""
    took = []
    for _ in range(times):
        begins = time.perf_counter()
        run()
        took.append((time.perf_counter() - begins) * 1000)
    took.sort()
    return {"p50_ms": round(took[len(took) // 2], 1), "p95_ms": round(took[int(len(took) * 0.95)], 1)}


class Desk:
    """A database with one full course and some learners."""

    def __init__(self, place: Path, chance: random.Random, words: list[str]) -> None:
        self.chance, self.words, self.place = chance, words, place
        self.database = Database(f"sqlite:///{place / 'boussole.sqlite3'}")
        schema.prepare(self.database)
        self.engines, self.pools, self.clock = Engines(place / "index"), Pools(), SystemClock()
        with self.database.transaction() as session:
            self.course_id = people.course(session, "full").id
            for number in range(SKILLS):
                make.skill(session, self.course_id, f"s{number}", *([f"s{number // 2}"] if number else []))
            self.learners = [people.user(session).id for _ in range(LEARNERS)]

    def fill(self, resources: int) -> dict[str, float]:
        documents = [
            make.document(
                f"d{number}",
                " ".join(self.chance.choices(self.words, k=80)),
                skills=(f"s{self.chance.randrange(SKILLS)}",),
                minutes=self.chance.randrange(5, 40),
            )
            for number in range(resources)
        ]
        begins = time.perf_counter()
        sources = [("all.jsonl", make.extracted(*documents))]
        store_sources(self.database, self.clock, self.course_id, sources)
        sync_course(self.database, self.engines, self.clock, self.course_id)
        seconds = time.perf_counter() - begins
        with self.database.transaction() as session:
            for user_id in self.learners:
                self._live(session, user_id, resources)
        return {"seconds": round(seconds, 1)}

    def _live(self, session: Session, user_id: int, resources: int) -> None:
        now = self.clock.now()
        answers = profiles.GoalAnswers(
            text=" ".join(self.chance.choices(self.words, k=6)),
            skills=[f"s{self.chance.randrange(SKILLS)}"],
            hours_per_week=3,
            levels={f"s{self.chance.randrange(SKILLS)}": 3 for _ in range(5)},
        )
        profiles.save_goal(session, user_id, self.course_id, answers, now)
        for _ in range(20):
            kind = self.chance.choice(["done", "liked", "not_for_me", "later", "opened"])
            progress.mark(session, user_id, self.course_id, f"d{self.chance.randrange(resources)}", kind, now)

    def pages(self) -> dict[str, Callable[[], object]]:
        """Return what a learner's pages ask, each as a unit of work of its own."""
        return {"learner_list": self._list, "learner_path": self._path, "search_page": self.search}

    def _list(self) -> object:
        with self.database.transaction(write=False) as session:
            return recommending.recommendations(
                session,
                self.pools,
                self.engines,
                self.chance.choice(self.learners),
                self.course_id,
                language="en",
                now=self.clock.now(),
            )

    def _path(self) -> object:
        with self.database.transaction(write=False) as session:
            return pathing.path(
                session,
                self.pools,
                self.engines,
                self.chance.choice(self.learners),
                self.course_id,
                language="en",
                now=self.clock.now(),
            )

    def search(self) -> object:
        words = " ".join(self.chance.choices(self.words, k=5))
        with self.database.transaction(write=False) as session:
            return search(session, self.engines, self.course_id, words, language="en", user_id=self.learners[0])

    def import_while_searching(self, folder: Path) -> dict[str, float]:
        """Import in a process of its own; meanwhile search, and watch its memory. Before, search alone."""
        end = time.monotonic() + ALONE
        alone = self._searching(lambda: time.monotonic() < end)
        command = [sys.executable, "-m", "lti_tool.cli", "content", "import", str(folder), "--course", "mixed"]
        environment = {**os.environ, "BOUSSOLE_DATA_DIR": str(self.place), "DATABASE_URL": ""}
        begins = time.perf_counter()
        importing = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
        peak = 0

        def importing_still() -> bool:
            nonlocal peak
            peak = max(peak, _memory(importing.pid))
            return importing.poll() is None

        took = self._searching(importing_still)
        seconds = time.perf_counter() - begins
        files = sum(1 for path in folder.rglob("*") if path.is_file())
        return {
            "files": files,
            "seconds": round(seconds, 1),
            "files_per_second": round(files / seconds, 1),
            "peak_mb": round(peak / 1e6),
            "search_p95_ms_alone": round(alone[int(len(alone) * 0.95)], 1),
            "search_longest_ms_alone": round(alone[-1], 1),
            "search_p95_ms_meanwhile": round(took[int(len(took) * 0.95)], 1),
            "search_longest_ms_meanwhile": round(took[-1], 1),
            "exit": importing.returncode,
        }

    def _searching(self, going_on: Callable[[], bool]) -> list[float]:
        """Milliseconds of searches, ten or so a second, shortest first."""
        took: list[float] = []
        while going_on():
            started = time.perf_counter()
            self.search()
            took.append((time.perf_counter() - started) * 1000)
            time.sleep(0.05)
        return sorted(took)

    def close(self) -> None:
        self.engines.close()
        self.database.close()


def _memory(pid: int) -> int:
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return sum(one.memory_info().rss for one in family)
    except psutil.NoSuchProcess:
        return 0


def write_files(folder: Path, count: int, chance: random.Random, words: list[str]) -> None:
    """Markdown, text, HTML, PDF and Word in equal parts, one in fifty of them broken."""
    folder.mkdir()
    for number in range(count):
        text = ". ".join(" ".join(chance.choices(words, k=12)).capitalize() for _ in range(20))
        name, data = _file(number, text)
        (folder / name).write_bytes(b"\x00 broken" if number % 50 == 49 else data)


def _file(number: int, text: str) -> tuple[str, bytes]:
    match number % 5:
        case 0:
            return f"{number:05}.md", f"# Lesson {number}\n\n{text}\n".encode()
        case 1:
            return f"{number:05}.txt", text.encode()
        case 2:
            return f"{number:05}.html", f"<html><body><h1>Lesson</h1><p>{text}</p></body></html>".encode()
        case 3:
            return f"{number:05}.pdf", a_pdf([[text[at : at + 80] for at in range(0, 1600, 80)]])
    word = WordFile()
    word.add_heading(f"Lesson {number}")
    word.add_paragraph(text)
    held = io.BytesIO()
    word.save(held)
    return f"{number:05}.docx", held.getvalue()


if __name__ == "__main__":
    main()
