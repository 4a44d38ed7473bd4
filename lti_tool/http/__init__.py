"""The one door for outgoing HTTP: platforms, sites and sources are reached through it and nothing else."""

from lti_tool.http.door import Headers, HttpDoor, Response
from lti_tool.http.errors import (
    AddressRefusedError,
    HttpError,
    TimedOutError,
    TooLargeError,
    UnreachableError,
    UnreadableError,
)
from lti_tool.http.guarded import GuardedDoor
from lti_tool.http.retrying import RetryingDoor

__all__ = [
    "AddressRefusedError",
    "GuardedDoor",
    "Headers",
    "HttpDoor",
    "HttpError",
    "Response",
    "RetryingDoor",
    "TimedOutError",
    "TooLargeError",
    "UnreachableError",
    "UnreadableError",
]
