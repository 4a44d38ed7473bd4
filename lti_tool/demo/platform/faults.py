"""Misbehaviour on demand: what real platforms do on a bad day, for tests and soaks.

    campus.faults.add(Fault("unavailable", path="/scores", times=3))
    campus.faults.add(Fault("reset_after_store", path="/scores", share=0.1))

Kinds:
    unavailable        503
    too_many           429 with Retry-After: `seconds`
    reset_before       the connection is cut, nothing is stored
    reset_after_store  the request is carried out, then the connection is cut before the answer
    slow_drip          the answer is sent one byte at a time, each after `seconds`
    html               200 with a page instead of JSON, nothing is stored
    unauthorized       401, as when tokens were revoked in the middle of a batch
    forbidden          403
    gone               404 with an HTML page
    broken_json        the true status with half of the true body
    redirect           302 to `target`
    endless            a body that does not end (it stops at 64 MB)
"""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from flask import Flask, Response, request

from lti_tool.demo.platform.refusals import RefusedError

Kind = Literal[
    "unavailable", "too_many", "reset_before", "reset_after_store", "slow_drip", "html", "unauthorized", "forbidden",
    "gone", "broken_json", "redirect", "endless",
]  # fmt: skip

_PAGE = "<!doctype html><title>Campus</title><h1>The campus is being looked after</h1>"
_LATER = {"reset_after_store", "slow_drip", "broken_json"}


@dataclass
class Fault:
    """One misbehaviour, on requests whose path holds `path`. `times` None: until it is taken away."""

    kind: Kind
    path: str = "/"
    method: str = ""
    times: int | None = None
    # How many matching requests pass first: a batch goes wrong in its middle.
    after: int = 0
    # Of the requests that match, which part meets the fault, from 0 to 1.
    share: float = 1.0
    seconds: float = 1.0
    target: str = "http://169.254.169.254/"


class Faults:
    """The faults in force; the same `seed` gives the same sequence."""

    def __init__(self, seed: int = 1) -> None:
        self._rules: list[Fault] = []
        self._chance = random.Random(seed)  # noqa: S311 - a repeatable sequence, no secret
        self._lock = threading.Lock()
        self.met: dict[str, int] = {}

    def add(self, fault: Fault) -> None:
        """Put a fault in force, after those already there; the first that matches wins."""
        with self._lock:
            self._rules.append(fault)

    def clear(self) -> None:
        """Take every fault away."""
        with self._lock:
            self._rules.clear()

    def listed(self) -> list[dict[str, Any]]:
        """Return the faults in force."""
        with self._lock:
            return [asdict(rule) for rule in self._rules]

    def draw(self, method: str, path: str) -> Fault | None:
        """Return the fault that this request meets, if any, and count it."""
        with self._lock:
            for rule in self._rules:
                if rule.path not in path or (rule.method and rule.method != method) or rule.times == 0:
                    continue
                if rule.after > 0:
                    rule.after -= 1
                    continue
                if self._chance.random() >= rule.share:
                    continue
                if rule.times is not None:
                    rule.times -= 1
                self.met[rule.kind] = self.met.get(rule.kind, 0) + 1
                return rule
        return None


def read_fault(body: object) -> Fault:
    """Return the fault that a JSON object describes."""
    if not isinstance(body, dict) or body.get("kind") not in get_args(Kind):
        raise RefusedError(400, f"kind is none of {', '.join(get_args(Kind))}")
    try:
        return Fault(**body)
    except TypeError as error:
        raise RefusedError(400, str(error)) from error


def misbehave(app: Flask, faults: Faults, paths: tuple[str, ...]) -> None:
    """Let requests under `paths` (the services, never the pages or the controls) meet the faults in force."""

    @app.before_request
    def before() -> Response | None:
        if not request.path.startswith(paths):
            return None
        fault = faults.draw(request.method, request.full_path)
        if fault is None:
            return None
        if fault.kind in _LATER:
            request.environ["campus.fault"] = fault
            return None
        return _instead(fault)

    @app.after_request
    def after(response: Response) -> Response:
        fault = request.environ.get("campus.fault")
        return response if fault is None else _spoilt(fault, response)


def _instead(fault: Fault) -> Response:
    """Return what is answered in place of the truth; nothing is stored."""
    if fault.kind == "reset_before":
        cut()
    if fault.kind == "endless":
        return Response((b" " * 65536 for _ in range(1024)), content_type="application/json")
    status = {"unavailable": 503, "too_many": 429, "html": 200, "unauthorized": 401, "forbidden": 403, "gone": 404}
    headers = {"Retry-After": f"{fault.seconds:.0f}"} if fault.kind == "too_many" else {}
    if fault.kind == "redirect":
        headers["Location"] = fault.target
    return Response(_PAGE, status.get(fault.kind, 302), headers, content_type="text/html")


def _spoilt(fault: Fault, response: Response) -> Response:
    """Return the true answer, spoilt on its way; what it says was stored."""
    if fault.kind == "reset_after_store":
        cut()
        return response
    body = response.get_data()
    if fault.kind == "broken_json":
        response.set_data(body[: len(body) // 2])
    else:
        response.response = _drip(body or b" ", fault.seconds)
        response.headers["Content-Length"] = str(len(body or b" "))
    return response


def _drip(body: bytes, seconds: float) -> Iterator[bytes]:
    for place in range(len(body)):
        time.sleep(seconds)
        yield body[place : place + 1]


def cut() -> None:
    """Cut the connection of the current request, so that its client sees a reset."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
