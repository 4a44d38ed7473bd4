"""What a platform's HTTP answer means: one table from status to error, for all services."""

from typing import Any

from lti_tool.http import AddressRefusedError, HttpError, Response, UnreadableError
from lti_tool.http.retrying import retry_after
from lti_tool.lti.service_errors import (
    AccessRefusedError,
    GoneError,
    RequestRefusedError,
    ScoreConflictError,
    ServiceAnswerError,
    ServiceError,
    ServiceUnavailableError,
)

_LATER = {408, 425, 429}


def unreachable(error: HttpError) -> ServiceError:
    """Return what a call without a usable answer means."""
    detail = f"{type(error).__name__} {error.host}: {error.detail}"
    if isinstance(error, AddressRefusedError):
        return RequestRefusedError(detail=detail)
    if isinstance(error, UnreadableError):
        return ServiceAnswerError(detail=detail)
    return ServiceUnavailableError(detail=detail)


def refusal_of(response: Response) -> ServiceError:
    """Return what an answer that is not 2xx means."""
    status, detail = response.status, f"HTTP {response.status} from {response.host}"
    if status in _LATER or status >= 500:
        return ServiceUnavailableError(http_status=status, retry_after=retry_after(response), detail=detail)
    if status in {401, 403}:
        return AccessRefusedError(http_status=status, detail=detail)
    if status in {404, 410}:
        return GoneError(http_status=status, detail=detail)
    if status == 409 or (status == 400 and b"timestamp" in response.body.lower()):
        return ScoreConflictError(http_status=status, detail=detail)
    if status < 400:
        return ServiceAnswerError(http_status=status, detail=detail)
    return RequestRefusedError(http_status=status, detail=detail)


def json_of(response: Response) -> Any:
    """Return the body of a 2xx answer; `ServiceAnswerError` for a page in place of JSON."""
    try:
        return response.json()
    except UnreadableError:
        raise ServiceAnswerError(http_status=response.status, detail=f"not JSON from {response.host}") from None


def check_not_a_page(response: Response) -> None:
    """Refuse an HTML page where an empty answer or JSON stands for success (a login page with 200)."""
    if response.body.lstrip()[:1] == b"<":
        raise ServiceAnswerError(http_status=response.status, detail=f"a page from {response.host}")
