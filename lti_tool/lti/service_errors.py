"""What can go wrong when the tool calls a platform's services; `retryable` tells the outbox what to do."""

from http import HTTPStatus

from lti_tool.errors import N_, BoussoleError

CLOCKS_DIFFER = N_("The clocks of the learning platform and of this tool differ by more than half a minute.")


class ServiceError(BoussoleError):
    """A call to a platform's service failed. `http_status` is the platform's answer, if there was one."""

    status = HTTPStatus.BAD_GATEWAY
    message = N_("The learning platform did not do what we asked. Try again later.")
    retryable = False

    def __init__(self, *, http_status: int | None = None, retry_after: float | None = None, detail: str = "") -> None:
        super().__init__()
        self.http_status = http_status
        #: Seconds the platform asked to wait.
        self.retry_after = retry_after
        #: For the log of whoever runs the tool; never shown to learners.
        self.detail = detail


class ServiceUnavailableError(ServiceError):
    """No answer, a time-out, 429 or 5xx: later may work."""

    message = N_("The learning platform does not answer right now. We try again by ourselves.")
    retryable = True


class ServiceAnswerError(ServiceError):
    """The platform answered something that is not what the specification says (HTML with 200, broken JSON)."""

    message = N_("The learning platform answered something we cannot read. We try again by ourselves.")
    retryable = True


class AccessRefusedError(ServiceError):
    """No token, or the token is not accepted (401, 403) also when renewed."""

    message = N_("The learning platform refuses access. Its administrator can check the tool's permissions.")


class TokenRefusedError(AccessRefusedError):
    """The token endpoint refuses us: right again by itself once the platform's administrator has acted."""

    retryable = True


class ClockDiffersError(TokenRefusedError):
    """The token endpoint refuses us, and its answer shows that its clock and ours are far apart."""

    message = CLOCKS_DIFFER


class ScopeMissingError(AccessRefusedError):
    """The platform did not grant the scope this call needs."""

    message = N_("The learning platform has not granted this permission to the tool.")


class GoneError(ServiceError):
    """404 or 410: the line item, roster or course is not there any more."""

    message = N_("This entry no longer exists on the learning platform. The teacher may have deleted it.")


class ScoreConflictError(ServiceError):
    """409, or 400 for an older time stamp: the platform holds something newer; read the result back."""

    message = N_("The learning platform already holds a newer result for this person.")


class RequestRefusedError(ServiceError):
    """Any other 4xx: sending the same again will not help."""

    message = N_("The learning platform refuses this entry. Send it again once the reason is gone.")
