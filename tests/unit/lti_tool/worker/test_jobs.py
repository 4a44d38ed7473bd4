"""What the worker does for the content of courses, from the table of its jobs."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from lti_tool.catalogue import desk, finding, previews, suggestions
from lti_tool.catalogue.models import ResourceRow
from lti_tool.db import Database
from lti_tool.worker.jobs import JOBS, Bench
from tests.factories import catalogue, viewers, workbench
from tests.fakes.clock import StillClock


@pytest.fixture
def bench(database: Database, clock: StillClock, tmp_path: Path) -> Bench:
    return workbench.bench(database, clock, tmp_path)


@pytest.fixture
def course_id(database: Database) -> int:
    return viewers.course(database)


def _run(bench: Bench, name: str) -> None:
    JOBS[name].run(bench)


def _sent(bench: Bench, course_id: int, tmp_path: Path) -> int:
    path = tmp_path / "guide.md"
    path.write_text("# Guide\n\nWhat to say on the first day in a new job, and to whom.\n")
    with bench.database.transaction() as session:
        return previews.send_files(session, bench.staging, course_id, [path], now=bench.clock.now(), by=None)


def _state(bench: Bench, course_id: int, run_id: int) -> str:
    with bench.database.transaction(write=False) as session:
        return previews.preview(session, course_id, run_id).state


def test_what_was_sent_is_read_up_to_its_preview(bench: Bench, course_id: int, tmp_path: Path) -> None:
    run_id = _sent(bench, course_id, tmp_path)
    assert _state(bench, course_id, run_id) == "waiting"
    _run(bench, "read_imports")
    assert _state(bench, course_id, run_id) == "preview"


def test_a_preview_that_nobody_decides_about_is_dropped(
    bench: Bench, course_id: int, clock: StillClock, tmp_path: Path
) -> None:
    run_id = _sent(bench, course_id, tmp_path)
    _run(bench, "read_imports")
    _run(bench, "sweep_imports")
    assert _state(bench, course_id, run_id) == "preview"
    clock.advance(days=3)
    _run(bench, "sweep_imports")
    assert _state(bench, course_id, run_id) == "cancelled"
    assert bench.staging.runs() == []


def test_the_first_check_makes_everything_searchable(bench: Bench, course_id: int) -> None:
    with bench.database.transaction() as session:
        catalogue.resource(session, course_id)
    _run(bench, "check_index")
    with bench.database.transaction(write=False) as session:
        assert finding.search(session, bench.engines, course_id, "newest job", language="en").hits


def test_skills_are_suggested_where_the_content_changed(bench: Bench, course_id: int) -> None:
    with bench.database.transaction() as session:
        catalogue.skill(session, course_id, "negotiation")
        catalogue.resource(session, course_id, "Negotiation", text="Negotiation: what negotiation needs first.")
    _run(bench, "look_for_skills")
    with bench.database.transaction(write=False) as session:
        [found] = suggestions.suggested_skills(session, course_id, "en")
    assert found.skill.key == "negotiation"


def test_addresses_that_no_longer_answer_are_noted(bench: Bench, course_id: int) -> None:
    with bench.database.transaction() as session:
        row = catalogue.resource(session, course_id)
        session.execute(update(ResourceRow).where(ResourceRow.id == row.id).values(url="https://site.example/gone"))
    _run(bench, "check_links")
    with bench.database.transaction(write=False) as session:
        [dead] = desk.dead_links(session, course_id, "en")
        assert session.scalars(select(ResourceRow.url_status)).all() == [404]
    assert dead.status == 404


@pytest.mark.parametrize(
    ("name", "every"),
    [
        ("read_imports", timedelta(seconds=2)),
        ("sweep_imports", timedelta(hours=1)),
        ("look_for_skills", timedelta(minutes=10)),
        ("check_links", timedelta(minutes=10)),
    ],
)
def test_how_often(name: str, every: timedelta) -> None:
    assert JOBS[name].every == every
