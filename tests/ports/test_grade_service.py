"""What every grade service does: the one over the network, and the one in memory that tests use."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from lti_tool.db import Database
from lti_tool.demo.platform.profiles import CANVAS, MOODLE, PLAIN, Profile
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.scores import GradeService, GradingProgress, LineItem, Score
from lti_tool.lti.service_errors import GoneError, ScopeMissingError, ScoreConflictError
from lti_tool.settings import Settings
from tests.factories.lti import make_world
from tests.fakes.clock import StillClock
from tests.fakes.grades import FakeGrades


@dataclass
class Case:
    """A service, the course's endpoint, a learner, and the platform's clock."""

    service: GradeService
    platform_id: int
    endpoint: AgsEndpoint
    learner: str
    clock: StillClock


def over_the_network(settings: Settings, database: Database, clock: StillClock, profile: Profile) -> Case:
    world = make_world(settings, database, clock, profile)
    begun = world.login()
    if profile is CANVAS:
        text = begun.response.get_data(as_text=True)
        state, nonce = text.partition("state=")[2][:43], text.partition("nonce=")[2][:43]
    else:
        state, nonce = begun.state, begun.nonce
    world.send(world.mint(nonce), state)
    launch = world.arrived[0]
    assert launch.ags is not None
    return Case(world.toolkit.grades, launch.platform_id, launch.ags, launch.subject, clock)


def in_memory(settings: Settings, database: Database, clock: StillClock) -> Case:
    scopes = frozenset(
        f"https://purl.imsglobal.org/spec/lti-ags/scope/{name}" for name in ("lineitem", "score", "result.readonly")
    )
    return Case(FakeGrades(), 1, AgsEndpoint(scopes, "https://lms.example/items"), "11", clock)


MAKERS: dict[str, Callable[[Settings, Database, StillClock], Case]] = {
    "memory": in_memory,
    "plain": lambda settings, database, clock: over_the_network(settings, database, clock, PLAIN),
    "moodle": lambda settings, database, clock: over_the_network(settings, database, clock, MOODLE),
    "canvas": lambda settings, database, clock: over_the_network(settings, database, clock, CANVAS),
}


@pytest.fixture(params=list(MAKERS))
def case(request: pytest.FixtureRequest, settings: Settings, database: Database, clock: StillClock) -> Case:
    return MAKERS[request.param](settings, database, clock)


def created(case: Case, **members: str) -> LineItem:
    item = LineItem(label="Participation", maximum=100, **members)  # type: ignore[arg-type]
    return case.service.create_line_item(case.platform_id, case.endpoint, item)


def score(case: Case, given: float, **members: object) -> Score:
    made = Score(user_id=case.learner, timestamp=case.clock.now(), given=given, maximum=100)
    return replace(made, **members)  # type: ignore[arg-type]


class TestGradeService:
    """The same for every implementation."""

    def test_a_course_begins_without_columns_of_ours(self, case: Case) -> None:
        assert case.service.line_items(case.platform_id, case.endpoint) == []

    def test_a_created_column_has_an_address_and_is_found(self, case: Case) -> None:
        item = created(case, tag="participation", resource_id="r1")
        assert item.id is not None
        assert case.service.line_item(case.platform_id, item.id).label == "Participation"
        found = case.service.line_items(case.platform_id, case.endpoint, tag="participation")
        assert [one.id for one in found] == [item.id]
        assert case.service.line_items(case.platform_id, case.endpoint, tag="other") == []
        assert case.service.line_items(case.platform_id, case.endpoint, resource_id="other") == []

    def test_a_column_is_changed(self, case: Case) -> None:
        item = created(case, tag="participation")
        changed = case.service.update_line_item(case.platform_id, replace(item, label="Taking part", maximum=20))
        assert (changed.label, changed.maximum) == ("Taking part", 20)
        assert item.id is not None
        assert case.service.line_item(case.platform_id, item.id).maximum == 20

    def test_a_column_is_deleted_and_deleting_again_is_no_error(self, case: Case) -> None:
        item = created(case)
        assert item.id is not None
        case.service.delete_line_item(case.platform_id, item.id)
        case.service.delete_line_item(case.platform_id, item.id)
        with pytest.raises(GoneError):
            case.service.line_item(case.platform_id, item.id)
        with pytest.raises(GoneError):
            case.service.send_score(case.platform_id, item.id, score(case, 1))

    def test_a_score_arrives_and_is_read_back(self, case: Case) -> None:
        item = created(case)
        assert item.id is not None
        case.service.send_score(case.platform_id, item.id, score(case, 70, comment="Seven steps"))
        (result,) = case.service.results(case.platform_id, item.id, user_id=case.learner)
        assert (result.user_id, result.score, result.maximum) == (case.learner, 70, 100)
        assert case.service.results(case.platform_id, item.id, user_id="nobody") == []
        assert len(case.service.results(case.platform_id, item.id)) == 1

    def test_a_later_score_replaces_an_earlier_one(self, case: Case) -> None:
        item = created(case)
        assert item.id is not None
        case.service.send_score(case.platform_id, item.id, score(case, 10))
        case.clock.advance(seconds=2)
        case.service.send_score(
            case.platform_id, item.id, score(case, 20, submitted_at=case.clock.now(), new_submission=False)
        )
        assert case.service.results(case.platform_id, item.id)[0].score == 20

    def test_a_score_that_is_not_newer_is_a_conflict(self, case: Case) -> None:
        item = created(case)
        assert item.id is not None
        case.service.send_score(case.platform_id, item.id, score(case, 10))
        with pytest.raises(ScoreConflictError):
            case.service.send_score(
                case.platform_id, item.id, score(case, 20, timestamp=case.clock.now() - timedelta(seconds=5))
            )
        assert case.service.results(case.platform_id, item.id)[0].score == 10

    def test_a_score_without_a_number_is_sent(self, case: Case) -> None:
        item = created(case)
        assert item.id is not None
        waiting = replace(score(case, 0), given=None, maximum=None, grading_progress=GradingProgress.PENDING)
        case.service.send_score(case.platform_id, item.id, waiting)

    def test_without_the_scope_nothing_is_asked(self, case: Case) -> None:
        nothing = replace(case.endpoint, scopes=frozenset())
        with pytest.raises(ScopeMissingError):
            case.service.line_items(case.platform_id, nothing)
        with pytest.raises(ScopeMissingError):
            case.service.create_line_item(case.platform_id, nothing, LineItem("x", 1))
