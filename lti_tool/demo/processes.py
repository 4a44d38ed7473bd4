"""The demonstration's three processes (campus, tool, worker), started and stopped together."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lti_tool.errors import ConfigurationError

LOOPBACK = "127.0.0.1"
START_SECONDS = 120.0


@dataclass(slots=True)
class Started:
    """A running process and where its output goes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def tail(self, lines: int = 15) -> str:
        """Return the end of what it printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Group:
    """Processes that end together; use as a context manager."""

    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._environment = {**os.environ, **environment}
        self.started: list[Started] = []

    def __enter__(self) -> "Group":
        return self

    def __exit__(self, *_error: object) -> None:
        for one in reversed(self.started):
            one.process.send_signal(signal.SIGTERM)
        for one in self.started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                one.process.wait(5)
            if one.process.poll() is None:
                one.process.kill()
                one.process.wait()

    def start(self, name: str, arguments: Sequence[str], *, output: IO[bytes] | int | None = None) -> Started:
        """Run a Python module or console script of this environment; what it prints goes to a log."""
        log = self._logs / f"{name}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(  # noqa: S603 - our own modules, no shell
                [sys.executable, "-m", *arguments],
                env=self._environment,
                stdout=output if output is not None else file,
                stderr=file,
                stdin=subprocess.DEVNULL,
            )
        started = Started(name, process, log)
        self.started.append(started)
        return started

    def run(self, arguments: Sequence[str], *, given: str) -> None:
        """Run one to its end with this on its standard input; `CalledProcessError` when it refuses."""
        subprocess.run(  # noqa: S603 - our own modules, no shell
            [sys.executable, "-m", *arguments],
            env=self._environment,
            input=given.encode(),
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def check(self) -> None:
        """Raise `ConfigurationError` with the end of its log when one of them has ended."""
        for one in self.started:
            if one.process.poll() is not None:
                raise ConfigurationError("%(name)s has stopped:\n%(log)s", name=one.name, log=one.tail())

    def wait_until(self, address: str) -> None:
        """Wait until an address answers, watching that the processes live."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.check()
            if answers(address):
                return
            time.sleep(0.05)
        raise ConfigurationError("%(address)s did not answer within two minutes.", address=address)


def answers(address: str) -> bool:
    """True when a GET of the address is answered, whatever the status."""
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - an address of this machine
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def start_campus(group: Group, port: int, tool_url: str, data_file: Path) -> dict[str, str]:
    """Start the campus and return what it prints: its address and the values to register it."""
    started = group.start(
        "campus",
        [
            "lti_tool.demo.platform",
            *("--tool", tool_url, "--host", LOOPBACK, "--port", str(port), "--data", str(data_file)),
        ],
        output=subprocess.PIPE,
    )
    assert started.process.stdout is not None  # noqa: S101 - it is a pipe, see above
    line = started.process.stdout.readline()
    if not line:
        started.process.wait(START_SECONDS)
        group.check()
    values: dict[str, str] = json.loads(line)
    return values


def free_port(wanted: int) -> int:
    """Return the wanted port when it is free, else one that is."""
    for port in (wanted, 0):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((LOOPBACK, port))
            found: int = probe.getsockname()[1]
            return found
    raise ConfigurationError("No port is free on this machine.")


def until_interrupted(group: Group) -> Iterator[None]:
    """Yield now and then until Ctrl-C or SIGTERM; raise when a process ends by itself."""
    stop = False

    def end(_number: int, _frame: object) -> None:
        nonlocal stop
        stop = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    while not stop:
        group.check()
        time.sleep(0.2)
        yield
