"""How one campus is set up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lti_tool.demo.platform.fetching import fetch_json
from lti_tool.demo.platform.keys import SigningKey
from lti_tool.demo.platform.profiles import PLAIN, Profile
from lti_tool.demo.platform.tools import Tool


def utc_now() -> datetime:
    """Return the computer's time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class CampusConfig:
    """Everything a campus can be told. Several campuses run side by side in one process."""

    profile: Profile = PLAIN
    # The address people and the tool use; None: `http://127.0.0.1:<port>`, known once the server listens.
    url: str | None = None
    tools: tuple[Tool, ...] = ()
    # Where grades, line items, registrations and keys survive a restart; None: memory only.
    data_file: Path | None = None
    # Faults and readings by JSON under /controls: for tests only, the endpoints do not exist otherwise.
    controls: bool = False
    clock: Callable[[], datetime] = utc_now
    # The first key signs, all are published; empty: one is made (or read from the data file).
    keys: tuple[SigningKey, ...] = ()
    # How a tool's published keys are read; tests give the answer of a tool that is not on the network.
    fetch: Callable[[str], Any] = fetch_json
