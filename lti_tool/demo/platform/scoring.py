"""How a score that a tool sends becomes a grade (Assignment and Grade Services 2.0, section 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.claims import test_student
from lti_tool.demo.platform.people import Person
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.state import Grade, LineItem

_ACTIVITY = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
_GRADING = {"NotReady", "Failed", "Pending", "PendingManual", "FullyGraded"}
SUBMISSION = "https://canvas.instructure.com/lti/submission"


@dataclass(frozen=True)
class Score:
    """A score whose members are all there and of the right kind. `given` None: no points in it."""

    person: Person
    moment: datetime
    given: float | None
    maximum: float
    activity_progress: str
    grading_progress: str
    comment: str
    submission: Mapping[str, Any]


def read_score(campus: Campus, item: LineItem, body: Mapping[str, Any]) -> Score:
    """Return the score in `body`, or refuse it with the reason."""
    given, maximum = _points(body)
    for name, allowed in (("activityProgress", _ACTIVITY), ("gradingProgress", _GRADING)):
        if body.get(name) not in allowed:
            raise RefusedError(400, f"{name} is {body.get(name)!r}")
    comment = body.get("comment", "")
    if not isinstance(comment, str):
        raise RefusedError(400, "comment is not a text")
    submission = body.get(SUBMISSION, {}) if campus.profile.score_extensions else {}
    submission = submission if isinstance(submission, dict) else {}
    _refuse_future_work(campus, submission)
    return Score(
        person=_person(campus, item, body.get("userId")),
        moment=_moment(body.get("timestamp")),
        given=given,
        maximum=maximum,
        activity_progress=body["activityProgress"],
        grading_progress=body["gradingProgress"],
        comment=comment,
        submission=submission,
    )


def accept(campus: Campus, item: LineItem, score: Score) -> Grade:
    """Put a score into the gradebook. The caller holds the campus's lock."""
    place = (item.id, score.person.key)
    earlier = campus.state.grades.get(place)
    if earlier is not None and not _newer(campus, score.moment, earlier.moment):
        raise RefusedError(campus.profile.stale_score_status, "Refusing score with an earlier or same timestamp")
    final = score.grading_progress == "FullyGraded" and score.given is not None
    # Anything but a final score leaves no grade behind (live 4.5.6): a pending one wipes what was there.
    given = min((score.given or 0) * item.maximum / score.maximum, item.maximum) if final else None
    grade = Grade(
        item=item.id,
        person=score.person.key,
        given=given,
        comment=score.comment,
        activity_progress=score.activity_progress,
        grading_progress=score.grading_progress,
        timestamp=score.moment.isoformat(),
        accepted=earlier.accepted + 1 if earlier else 1,
        extra={"attempts": _attempts(campus, earlier, score)},
    )
    if earlier is not None and earlier.overridden:
        grade.given, grade.comment, grade.overridden = earlier.given, earlier.comment, True
    campus.state.grades[place] = grade
    return grade


def override(campus: Campus, item: LineItem, person: Person, given: float | None, comment: str) -> Grade:
    """Put a teacher's own grade into the gradebook; tools no longer change it."""
    earlier = campus.state.grades.get((item.id, person.key))
    grade = Grade(
        item=item.id,
        person=person.key,
        given=given,
        comment=comment,
        activity_progress="Completed",
        grading_progress="FullyGraded",
        timestamp=campus.now().isoformat(),
        accepted=earlier.accepted if earlier else 0,
        overridden=True,
    )
    campus.state.grades[item.id, person.key] = grade
    return grade


def _newer(campus: Campus, moment: datetime, earlier: datetime) -> bool:
    if campus.profile.whole_seconds:
        return int(moment.timestamp()) > int(earlier.timestamp())
    return moment > earlier


def _attempts(campus: Campus, earlier: Grade | None, score: Score) -> int:
    """Count attempts as Canvas does (docs): each score is a new one unless new_submission is false."""
    so_far = int(earlier.extra.get("attempts", 0)) if earlier else 0
    again = campus.profile.score_extensions and score.submission.get("new_submission", True) is not False
    return so_far + 1 if again or so_far == 0 else so_far


def _points(body: Mapping[str, Any]) -> tuple[float | None, float]:
    given, maximum = body.get("scoreGiven"), body.get("scoreMaximum")
    if given is None:
        return None, 1.0
    for name, value in (("scoreGiven", given), ("scoreMaximum", maximum)):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RefusedError(400, f"{name} is not a number")
    if given < 0 or maximum is None or maximum <= 0:
        raise RefusedError(400, "scoreGiven is below zero, or scoreMaximum is not above it")
    return float(given), float(maximum)


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise RefusedError(400, f"timestamp is {text!r}, not a date and time of ISO 8601") from error
    if moment.tzinfo is None:
        raise RefusedError(400, "timestamp has no time zone")
    return moment


def _refuse_future_work(campus: Campus, submission: Mapping[str, Any]) -> None:
    submitted = submission.get("submitted_at")
    if submitted is None or not campus.profile.refuses_future_work:
        return
    if _moment(submitted) > campus.now() + timedelta(minutes=1):
        raise RefusedError(400, f"Provided submitted_at timestamp of {submitted} in the future")


def _person(campus: Campus, item: LineItem, user: object) -> Person:
    if not isinstance(user, str) or not user:
        raise RefusedError(400, "userId is missing or not a text")
    if campus.profile.odd_user_status != 400 and not user.isdecimal():
        raise RefusedError(campus.profile.odd_user_status, "error reading from the database")
    person = campus.person_of(user)
    graded = [*campus.gradable(item.course), test_student(campus.course(item.course)).key]
    if person is None or person.key not in graded:
        raise RefusedError(400, "userId is nobody who is graded in this course")
    return person
