"""kill -9 of the worker at its worst moments: the score is on the platform once, and right."""

from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.demo.platform.faults import Fault
from lti_tool.gradebook.models import ScoreRow, ScoreState
from lti_tool.settings import Settings
from tests.fakes.graded_campus import GradedCampus, graded_campus, wait_until


def _states(rig: GradedCampus) -> list[ScoreState]:
    with rig.database.transaction(write=False) as session:
        return [ScoreState(row.state) for row in session.scalars(select(ScoreRow).order_by(ScoreRow.id))]


def _arrived(rig: GradedCampus, points: float) -> None:
    wait_until(lambda: _states(rig)[-1] == ScoreState.SENT)
    grade = rig.grade("ines")
    assert grade is not None
    assert (grade.given, grade.accepted) == (points, 1)


def test_killed_between_the_score_row_and_its_delivery(database: Database, settings: Settings) -> None:
    with graded_campus(database, settings) as rig:
        rig.campus.faults.add(Fault("slow_drip", path=rig.campus.profile.paths.token, seconds=5))
        rig.earn("ines", "exercise:1")
        worker = rig.start_worker()
        wait_until(lambda: _states(rig) == [ScoreState.IN_FLIGHT])
        rig.kill(worker)
        assert rig.grade("ines") is None
        rig.campus.faults.clear()

        rig.start_worker()

        _arrived(rig, 10.0)


def test_killed_after_the_platform_stored_the_score_and_before_it_said_so(
    database: Database, settings: Settings
) -> None:
    with graded_campus(database, settings) as rig:
        rig.campus.faults.add(Fault("slow_drip", path="/scores", seconds=20, times=1))
        rig.earn("ines", "exercise:1")
        worker = rig.start_worker()
        wait_until(lambda: rig.grade("ines") is not None)
        rig.kill(worker)
        assert _states(rig) == [ScoreState.IN_FLIGHT]

        rig.start_worker()

        _arrived(rig, 10.0)


def test_killed_after_the_line_item_was_made_and_before_its_address_was_kept(
    database: Database, settings: Settings
) -> None:
    with graded_campus(database, settings) as rig:
        rig.campus.faults.add(Fault("slow_drip", path="/lineitems", method="POST", seconds=20, times=1))
        rig.earn("ines", "exercise:1")
        worker = rig.start_worker()
        wait_until(lambda: bool(rig.campus.state.line_items))
        rig.kill(worker)

        rig.start_worker()

        _arrived(rig, 10.0)
        assert len([item for item in rig.campus.state.line_items.values() if item.tag == "boussole"]) == 1


def test_what_was_earned_while_no_worker_ran_arrives_as_one_score(database: Database, settings: Settings) -> None:
    with graded_campus(database, settings) as rig:
        for number in range(3):
            rig.earn("ines", f"exercise:{number}")
        rig.start_worker()
        _arrived(rig, 30.0)


def test_a_worker_told_to_end_finishes_what_it_sends(database: Database, settings: Settings) -> None:
    with graded_campus(database, settings) as rig:
        rig.campus.faults.add(Fault("slow_drip", path="/scores", method="POST", seconds=2, times=1))
        rig.earn("ines", "exercise:1")
        worker = rig.start_worker()
        wait_until(lambda: rig.grade("ines") is not None)
        worker.terminate()
        worker.wait(20)
        assert _states(rig) == [ScoreState.SENT]
