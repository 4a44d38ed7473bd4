"""Everything a person left in the catalogue comes out, and goes."""

from sqlalchemy.orm import Session

from lti_tool.catalogue import intake, libraries, path_agreements, personal_data, profiles, progress
from lti_tool.catalogue.import_models import ImportRun
from lti_tool.catalogue.learner_models import Exposure
from lti_tool.catalogue.library_models import LibraryUse
from lti_tool.catalogue.records import MentorEdit
from tests.factories import catalogue as make
from tests.factories import people

NOW = make.STORED


def fill(session: Session) -> tuple[int, int]:
    learner, mentor = people.learner(session), people.user(session)
    row = make.resource(session, learner.course_id, "Write a CV")
    answers = profiles.GoalAnswers(text="Become a nurse", skills=["cv"], hours_per_week=2, levels={"cv": 1})
    profiles.save_goal(session, learner.user_id, learner.course_id, answers, NOW)
    profiles.assess(session, learner.user_id, learner.course_id, "cv", now=NOW, level=2, by=mentor.id)
    progress.mark(session, learner.user_id, learner.course_id, row.public_id, "done", NOW)
    session.add(
        Exposure(
            user_id=learner.user_id,
            course_id=learner.course_id,
            resource_id=row.id,
            slot="regular",
            first_at=NOW,
            last_at=NOW,
        )
    )
    edits = [MentorEdit("cv", note="Together")]
    path_agreements.agree(session, learner.user_id, learner.course_id, edits, mentor.id, NOW)
    intake.store(session, learner.course_id, "mine", make.extracted(make.document("m.md")), now=NOW, by=learner.user_id)
    library = people.course(session).id
    libraries.share(session, library, "Interviews", now=NOW)
    libraries.attach(session, learner.course_id, library, by=learner.user_id, now=NOW)
    return learner.user_id, mentor.id


def test_everything_is_collected(session: Session) -> None:
    learner, mentor = fill(session)
    data = personal_data.collect(session, learner)
    assert data["profiles"][0]["goal"] == "Become a nurse"
    assert data["skills"][0]["assessed"] == 2
    assert data["resources"][0]["title"] == "Write a CV"
    assert data["recommended"][0]["times"] == 1
    assert data["paths"][0]["agreed"][0]["note"] == "Together"
    assert data["imports"][0]["source"] == "mine"
    assert data["libraries"][0]["library"] == "Interviews"
    assert personal_data.collect(session, mentor)["profiles"] == []


def test_everything_is_forgotten_and_the_content_stays(session: Session) -> None:
    learner, mentor = fill(session)
    personal_data.forget(session, mentor, NOW)
    personal_data.forget(session, learner, NOW)
    session.expire_all()
    assert not any(personal_data.collect(session, learner).values())
    assert session.query(ImportRun).count() == 2
    assert session.query(LibraryUse).one().attached_by is None
