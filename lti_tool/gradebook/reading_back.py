"""Telling our own grade from a teacher's, and what an ambiguous refusal was (AGS 2.0, section 3.3).

A 409, or 400 for an older time stamp, can mean three things: the platform stored an earlier
attempt whose answer was lost, a teacher gave a grade, or the clocks differ.
"""

from lti_tool.gradebook.claiming import Held, Task
from lti_tool.gradebook.models import FailureCode
from lti_tool.gradebook.outcomes import Dead, Later, Outcome, Sent
from lti_tool.lti.scores import GradeService, Result

#: Platforms round; half a percent of the maximum is the same grade.
TOLERANCE = 0.005
#: With a fresh time stamp each, spread over minutes: enough for clocks two minutes apart.
CLOCK_ATTEMPTS = 12


def read_result(grades: GradeService, task: Task, url: str) -> Result | None:
    """Return what the platform holds for the person, None where it holds no grade."""
    found = grades.results(task.platform_id, url, user_id=task.subject)
    return next((result for result in found if result.user_id == task.subject and result.score is not None), None)


def is_ours(held: Result, task: Task) -> bool:
    """True when the grade can come from one of our own attempts."""
    return any(_same(held, ours) for ours in task.ours)


def is_this(held: Result, task: Task) -> bool:
    """True when the grade is the one this score brings."""
    return _same(held, Held(task.given, task.maximum))


def explain_conflict(grades: GradeService, task: Task, url: str) -> Outcome:
    """Decide what the platform's "I hold something newer" means for this score."""
    if not task.endpoint.can_read_results:
        return Dead(FailureCode.CONFLICT)
    held = read_result(grades, task, url)
    if held is not None and is_this(held, task) and _may_have_arrived(held, task):
        return Sent(held)
    if held is not None and not is_ours(held, task) and not task.overrides_teacher:
        return Dead(FailureCode.TEACHER_GRADE, held)
    if task.attempts >= CLOCK_ATTEMPTS:
        return Dead(FailureCode.CLOCK, held)
    return Later(FailureCode.CLOCK, fresh_time=True, held=held)


def _may_have_arrived(held: Result, task: Task) -> bool:
    """False when the platform still shows an earlier comment: the same points, but not this score."""
    return held.comment is None or not task.comment or held.comment.strip() == task.comment.strip()


def _same(held: Result, ours: Held) -> bool:
    if held.score is None:
        return False
    if ours.was_seen and held.maximum not in {None, ours.maximum} and held.score == ours.given:
        return True  # the item's maximum was changed since, and the platform left the points as they were
    return abs(held.score / (held.maximum or 1) - ours.given / (ours.maximum or 1)) <= TOLERANCE
