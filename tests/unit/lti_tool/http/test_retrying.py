"""What is asked again, and what never is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from lti_tool.http import Headers, HttpError, Response, RetryingDoor, TimedOutError, TooLargeError, UnreachableError
from lti_tool.http.retrying import retry_after

OK = Response(200, "https://lms/")
BUSY = Response(503, "https://lms/")


@dataclass
class Scripted:
    """Answers or raises what it was given, in order."""

    script: list[Response | HttpError]
    calls: list[str] = field(default_factory=list)

    def _next(self, method: str) -> Response:
        self.calls.append(method)
        step = self.script.pop(0)
        if isinstance(step, HttpError):
            raise step
        return step

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = False,
        max_bytes: int = 0,
    ) -> Response:
        return self._next("GET")

    def post(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        return self._next("POST")

    def put(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        return self._next("PUT")

    def delete(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        return self._next("DELETE")


def door(*script: Response | HttpError) -> tuple[RetryingDoor, Scripted, list[float]]:
    inner, slept = Scripted(list(script)), list[float]()
    return RetryingDoor(inner, slept.append, draw=lambda low, high: high), inner, slept


@pytest.mark.parametrize("failure", [UnreachableError(), TimedOutError(), BUSY, Response(429, "https://lms/")])
def test_a_passing_failure_is_asked_again(failure: Response | HttpError) -> None:
    retrying, inner, slept = door(failure, OK)
    assert retrying.get("https://lms/") is OK
    assert inner.calls == ["GET", "GET"]
    assert slept == [0.6]


def test_waits_grow_and_the_last_answer_stands() -> None:
    retrying, _, slept = door(BUSY, BUSY, BUSY)
    assert retrying.put("https://lms/", body=b"").status == 503
    assert slept == [0.6, 1.2]


def test_the_last_failure_is_raised() -> None:
    retrying, inner, _ = door(UnreachableError(), UnreachableError(), TimedOutError())
    with pytest.raises(TimedOutError):
        retrying.delete("https://lms/")
    assert inner.calls == ["DELETE"] * 3


def test_a_post_is_never_repeated() -> None:
    retrying, inner, slept = door(UnreachableError(), OK)
    with pytest.raises(UnreachableError):
        retrying.post("https://lms/", body=b"")
    assert (inner.calls, slept) == (["POST"], [])


def test_what_does_not_pass_is_not_asked_again() -> None:
    retrying, inner, _ = door(TooLargeError(), OK)
    with pytest.raises(TooLargeError):
        retrying.get("https://lms/")
    assert inner.calls == ["GET"]


def test_a_short_retry_after_is_kept_and_a_long_one_ends_the_trying() -> None:
    short = Response(429, "https://lms/", Headers([("Retry-After", "1")]))
    long = Response(429, "https://lms/", Headers([("Retry-After", "120")]))
    retrying, _, slept = door(short, long)
    assert retrying.get("https://lms/") is long
    assert slept == [1.0]


@pytest.mark.parametrize(
    ("value", "seconds"), [("5", 5.0), ("", None), ("soon", None), ("-1", None), ("9" * 9, None), ("²", None)]
)
def test_retry_after_is_seconds_or_nothing(value: str, seconds: float | None) -> None:
    assert retry_after(Response(503, "https://lms/", Headers([("retry-after", value)]))) == seconds
