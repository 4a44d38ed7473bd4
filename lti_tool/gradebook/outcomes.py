"""What can come of one attempt, and the sentences that say why a score waits or is not sent."""

from dataclasses import dataclass
from typing import Final

from lti_tool.errors import N_
from lti_tool.gradebook.models import FailureCode
from lti_tool.lti.scores import Result
from lti_tool.lti.service_errors import (
    AccessRefusedError,
    GoneError,
    ScopeMissingError,
    ServiceAnswerError,
    ServiceError,
    TokenRefusedError,
)

REASONS: Final[dict[FailureCode, str]] = {
    FailureCode.UNAVAILABLE: N_("The learning platform does not answer. We keep trying."),
    FailureCode.UNREADABLE: N_(
        "The learning platform answers with something that is not an answer, such as a web page. We keep trying."
    ),
    FailureCode.ACCESS_REFUSED: N_(
        "The learning platform refuses this tool. Its administrator can check the tool's keys and permissions; "
        "then send again."
    ),
    FailureCode.TOKEN_REFUSED: N_(
        "The learning platform gives this tool no access to its services. We keep trying. Its administrator can check "
        "the tool's keys and the time of both machines; on Moodle its cURL security may block the keys' address."
    ),
    FailureCode.SCOPE_MISSING: N_(
        "The learning platform has taken back the permission to send grades. Its administrator can grant it again; "
        "then send again."
    ),
    FailureCode.ITEM_GONE: N_(
        "The grade item was deleted on the learning platform. Send again to make it anew, or leave it."
    ),
    FailureCode.TEACHER_GRADE: N_(
        "The gradebook holds another grade, given by a teacher or changed by a rule. It stays. "
        "Send anyway if ours should replace it."
    ),
    FailureCode.CLOCK: N_(
        "The learning platform holds a newer entry for this person. Its clock and ours differ; "
        "check the time on both machines, then send again."
    ),
    FailureCode.CONFLICT: N_(
        "The learning platform holds a newer entry for this person and does not let this tool read it. "
        "Compare the gradebook, then send again if ours should replace it."
    ),
    FailureCode.REFUSED: N_(
        "The learning platform refuses a grade for this person. Often they have left the course or teach in it. "
        "Send again once that is settled."
    ),
    FailureCode.NO_GRADEBOOK: N_(
        "The activity has no grade item and the learning platform does not let this tool make one. "
        "Switch on grades in the activity's settings, open the activity once, then send again."
    ),
}
GAVE_UP: Final = N_("The learning platform did not answer for a week. We stopped trying; send again once it is back.")


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it; `held` is what it showed afterwards, where it lets us look."""

    held: Result | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """Try again; `retry_after` in seconds as the platform asked; `fresh_time` with a new time stamp."""

    code: FailureCode
    retry_after: float | None = None
    fresh_time: bool = False
    held: Result | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """It will not be sent again by itself."""

    code: FailureCode
    held: Result | None = None


Outcome = Sent | Later | Dead


def of_failure(error: ServiceError) -> Later | Dead:
    """Return what a failed call means for the score."""
    if error.retryable:
        return Later(_code_of(error), error.retry_after)
    if isinstance(error, ScopeMissingError):
        return Dead(FailureCode.SCOPE_MISSING)
    if isinstance(error, AccessRefusedError):
        return Dead(FailureCode.ACCESS_REFUSED)
    if isinstance(error, GoneError):
        return Dead(FailureCode.ITEM_GONE)
    return Dead(FailureCode.REFUSED)


def _code_of(error: ServiceError) -> FailureCode:
    if isinstance(error, TokenRefusedError):
        return FailureCode.TOKEN_REFUSED
    return FailureCode.UNREADABLE if isinstance(error, ServiceAnswerError) else FailureCode.UNAVAILABLE
