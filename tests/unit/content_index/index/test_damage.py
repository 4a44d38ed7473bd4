"""An index that was cut off, filled up, spoilt or outdated: readers find nothing and say why, no more."""

import json
import os
import resource as limits
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from content_index.errors import DiskRefusedError, IndexBusyError, RebuildNeededError
from content_index.index import EngineStatus, Plan, WhooshEngine, pointer
from content_index.index.layout import VERSION
from content_index.index.live import fresh, publish
from content_index.index.lock import writer_lock
from content_index.index.opening import snapshot_of
from content_index.index.pending import Outcome
from content_index.index.writing import write_outcomes
from tests.factories.resources import bilingual_course, resource, upserts

OLD = "The search index was made by another version of the tool."
DAMAGED = "The search index on disk is damaged."
LETTER = Plan("lettre de motivation", "fr")


@pytest.fixture
def course(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "index")
    engine.apply(upserts(*bilingual_course()))
    return engine


def live(engine: WhooshEngine) -> Path:
    return engine.root / pointer.read(engine.root).directory


def _rewrite_pointer(engine: WhooshEngine, **changed: object) -> None:
    path = engine.root / pointer.NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))


def _remove(path: Path) -> None:
    path.unlink()


def _spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[:: len(content) // 50 + 1] = b"\xff" * len(content[:: len(content) // 50 + 1])
    path.write_bytes(bytes(content))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


class TestUnreadable:
    @pytest.mark.parametrize("harm", [_remove, _spoil, _cut])
    @pytest.mark.parametrize("ending", [".seg", ".toc"])
    def test_a_harmed_part_is_noticed_at_start(
        self, course: WhooshEngine, harm: Callable[[Path], None], ending: str
    ) -> None:
        for path in live(course).glob(f"*{ending}"):
            harm(path)
        engine = WhooshEngine(course.root)
        state = engine.check()
        assert (state.status, state.reason) == (EngineStatus.REBUILD_NEEDED, DAMAGED)
        assert engine.search(LETTER).hits == ()
        assert engine.search(LETTER).problem == DAMAGED
        with pytest.raises(RebuildNeededError, match="damaged"):
            engine.apply(upserts(resource("a", "alpha"), first=50))
        engine.rebuild(bilingual_course(), 6)
        assert engine.check().ready
        assert engine.search(LETTER).hits[0].resource_id == "lettre"

    @pytest.mark.parametrize(
        "content", ["", "{}", "[]", '{"directory": "..", "schema": 1, "generation": 1, "files": {}}']
    )
    def test_a_pointer_that_is_none(self, course: WhooshEngine, content: str) -> None:
        (course.root / pointer.NAME).write_text(content)
        assert course.check().reason == DAMAGED
        assert course.search(LETTER).problem == DAMAGED

    def test_an_older_schema_is_never_opened(self, course: WhooshEngine) -> None:
        _rewrite_pointer(course, schema=VERSION - 1)
        assert (course.state().status, course.state().reason) == (EngineStatus.REBUILD_NEEDED, OLD)
        with pytest.raises(RebuildNeededError, match="another version"):
            course.merge()

    def test_a_directory_that_vanished(self, course: WhooshEngine) -> None:
        shutil.rmtree(live(course))
        assert WhooshEngine(course.root).search(LETTER).problem == DAMAGED
        shutil.rmtree(course.root)
        assert course.state().status is EngineStatus.MISSING

    def test_damage_found_while_answering(self, course: WhooshEngine) -> None:
        assert course.search(LETTER).hits
        for path in live(course).glob("*.seg"):
            with path.open("r+b") as file:  # in place: the file that is open is the one that is spoilt
                file.write(b"\xff" * path.stat().st_size)
        assert course.search(LETTER).problem == DAMAGED
        assert course.state().reason == DAMAGED

    def test_a_failure_without_damage_stops_one_answer_only(self, course: WhooshEngine) -> None:
        impossible = Plan(words=None, language="fr")  # type: ignore[arg-type]
        assert course.search(impossible).problem == "This search could not be answered."
        assert course.search(LETTER).hits
        assert course.state().ready

    @pytest.mark.parametrize("harm", [_remove, _spoil, _cut])
    def test_a_harmed_matrix_is_made_again(self, course: WhooshEngine, harm: Callable[[Path], None]) -> None:
        before = course.search(LETTER)
        (matrix,) = live(course).glob("*.mtx") if len(list(live(course).glob("*.mtx"))) == 1 else [
            max(live(course).glob("*.mtx"), key=lambda path: path.stat().st_size)
        ]  # fmt: skip
        content = matrix.read_bytes()
        harm(matrix)
        if harm is _spoil:
            matrix.write_bytes(b"x" + content[1:])
        assert WhooshEngine(course.root).search(LETTER) == before
        assert matrix.read_bytes() == content


class TestInterrupted:
    def test_killed_at_any_moment_the_earlier_state_is_whole(self, tmp_path: Path) -> None:
        script = textwrap.dedent(
            """
            import sys
            from pathlib import Path
            from content_index.index import open_engine
            from tests.factories.resources import resource, upserts
            engine = open_engine(Path(sys.argv[1]))
            number = engine.state().sequence
            engine.apply(upserts(resource("kept", "mot"), first=2 * number + 1))
            print("ready", flush=True)
            while True:
                number += 1
                kept = f"number{number} " + "mot " * 50
                engine.apply(upserts(resource("kept", kept), resource(f"r{number}", "mot"), first=2 * number)[:2])
                if number % 10 == 0:
                    engine.merge()
            """
        )
        root = tmp_path / "index"
        for round_number in range(6):
            worker = subprocess.Popen([sys.executable, "-c", script, str(root)], stdout=subprocess.PIPE, cwd=Path.cwd())
            assert worker.stdout is not None
            worker.stdout.readline()
            _wait(worker, 0.05 + 0.07 * round_number)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            worker.stdout.close()
            engine = WhooshEngine(root)
            state = engine.check()
            assert state.ready, state
            hits = engine.search(Plan("mot", "fr"), 1000).hits
            assert len({hit.passage_id for hit in hits}) == len(hits) == state.passages
        assert sum(path.is_dir() for path in root.iterdir()) == 1
        assert not [path for path in live(engine).iterdir() if path.is_dir() or ".tmp" in path.name]

    def test_a_first_build_that_was_cut_off_is_swept(self, tmp_path: Path) -> None:
        fresh(tmp_path).mkdir()
        assert WhooshEngine(tmp_path).check().status is EngineStatus.MISSING
        assert [path.name for path in tmp_path.iterdir()] == ["writer.lock"]

    def test_leftovers_are_swept(self, course: WhooshEngine) -> None:
        before = course.search(LETTER)
        half = fresh(course.root)
        (half / "MAIN.tmp").mkdir(parents=True)
        (course.root / ".current.json.1.new").write_text("{")
        (live(course) / "MAIN_zzzz.seg").write_text("")
        (live(course) / "MAIN.tmp").mkdir()
        course.check()
        assert sorted(path.name for path in course.root.iterdir()) == sorted(
            [pointer.NAME, "writer.lock", live(course).name]
        )
        assert not (live(course) / "MAIN_zzzz.seg").exists()
        assert course.search(LETTER) == before

    def test_a_crash_between_commit_and_pointer_is_made_good(self, course: WhooshEngine) -> None:
        earlier = (course.root / pointer.NAME).read_bytes()
        course.apply(upserts(resource("new", "nouveau"), first=50))
        (course.root / pointer.NAME).write_bytes(earlier)
        restarted = WhooshEngine(course.root)
        assert restarted.check().ready
        assert restarted.apply(upserts(resource("new", "nouveau"), first=50)) == 50
        assert pointer.read(course.root).generation > json.loads(earlier)["generation"]
        assert restarted.check().ready

    def test_a_full_disk_leaves_the_index_as_it_was(self, course: WhooshEngine) -> None:
        before = course.search(LETTER)
        soft, hard = limits.getrlimit(limits.RLIMIT_FSIZE)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limits.setrlimit(limits.RLIMIT_FSIZE, (20_000, hard))
        try:
            with pytest.raises(DiskRefusedError, match="as it was before") as refusal:
                course.apply(upserts(resource("big", *(f"mot{n} autre{n} " * 30 for n in range(300))), first=50))
            with pytest.raises(DiskRefusedError):
                course.rebuild([resource("big", *(f"mot{n} autre{n} " * 30 for n in range(300)))], 50)
        finally:
            limits.setrlimit(limits.RLIMIT_FSIZE, (soft, hard))
        assert course.search(LETTER) == before
        assert course.state().sequence == 6
        assert course.apply(upserts(resource("small", "petit"), first=50)) == 50
        assert course.check().ready
        assert refusal.value.__cause__  # whoever keeps the error, and with it what failed, keeps nobody from writing

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
    def test_a_directory_that_may_not_be_written(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        with pytest.raises(DiskRefusedError):
            WhooshEngine(tmp_path / "index").apply(upserts(resource("a", "alpha")))

    def test_a_file_where_the_directory_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "index").write_text("")
        engine = WhooshEngine(tmp_path / "index")
        with pytest.raises(DiskRefusedError):
            engine.apply(upserts(resource("a", "alpha")))
        assert not engine.state().ready


class TestOneWriter:
    def test_a_second_writer_waits_then_says_busy(self, course: WhooshEngine) -> None:
        impatient = WhooshEngine(course.root, patience=0.05)
        with writer_lock(course.root / "writer.lock", 1), pytest.raises(IndexBusyError):
            impatient.apply(upserts(resource("a", "alpha"), first=50))
        assert impatient.apply(upserts(resource("a", "alpha"), first=50)) == 50

    def test_the_lock_holds_between_processes_and_dies_with_one(self, tmp_path: Path) -> None:
        script = (
            "import sys, time; from pathlib import Path; from content_index.index.lock import writer_lock\n"
            "with writer_lock(Path(sys.argv[1]), 1): print('held', flush=True); sys.stdin.read()"
        )
        path = tmp_path / "writer.lock"
        holder = subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd(),
        )  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexBusyError), writer_lock(path, 0.05):
            pass
        holder.kill()
        holder.communicate()
        with writer_lock(path, 0.05):
            pass

    def test_threads_that_open_an_index_together_all_find_it(self, course: WhooshEngine) -> None:
        for _ in range(10):
            engine = WhooshEngine(course.root)
            with ThreadPoolExecutor(8) as pool:
                found = list(pool.map(lambda _: engine.search(LETTER), range(16)))  # noqa: B023
            assert all(answer == found[0] and answer.hits for answer in found)

    def test_an_earlier_commit_stays_until_readers_are_told_of_the_next(self, course: WhooshEngine) -> None:
        directory, earlier = live(course), set(pointer.read(course.root).files)
        written = resource("lettre", "entretien")
        write_outcomes(directory, snapshot_of(directory, None), {"lettre": Outcome(resource=written)}, 50)
        assert earlier < {path.name for path in directory.iterdir()}  # a reader opening it now finds all of it
        publish(course.root, directory)
        left = {path.name for path in directory.iterdir()}
        assert left == set(pointer.read(course.root).files)
        assert not earlier <= left
        assert course.search(Plan("entretien", "fr")).hits

    def test_readers_and_a_writer_at_once(self, tmp_path: Path) -> None:
        script = textwrap.dedent(
            """
            import sys
            from pathlib import Path
            from content_index.index import open_engine
            from tests.factories.resources import resource, upserts
            engine = open_engine(Path(sys.argv[1]))
            for number in range(1, 25):
                pair = (resource("a", f"mot jumeau{number}"), resource("b", f"mot jumeau{number}"))
                engine.apply(upserts(*pair, first=10 * number))
                if number % 8 == 0:
                    engine.rebuild(pair, 10 * number + 1)
            """
        )
        root = tmp_path / "index"
        engine = WhooshEngine(root)
        engine.apply(upserts(resource("a", "mot jumeau0"), resource("b", "mot jumeau0")))
        writer = subprocess.Popen([sys.executable, "-c", script, str(root)], cwd=Path.cwd())
        seen = set()
        while writer.poll() is None:
            found = engine.search(Plan("mot", "fr"))
            texts = {hit.text for hit in found.hits}
            assert found.problem == ""
            assert len(found.hits) == 2
            assert len(texts) == 1, texts  # never half of a batch
            seen |= texts
        assert writer.returncode == 0
        assert len(seen) > 3


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Let it run for a while, unless it ends by itself."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError("the worker ended by itself")
