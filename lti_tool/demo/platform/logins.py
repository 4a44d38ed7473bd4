"""Launches under way: the login request that starts one, and the hint that brings it back once.

OpenID Connect Core 1.0 section 4 (third-party initiated login), LTI Security Framework 1.0 section 5.1.1.
"""

from __future__ import annotations

import json
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from lti_tool.demo.platform.addresses import Addresses
from lti_tool.demo.platform.claims import subject
from lti_tool.demo.platform.keys import SigningKey, sign
from lti_tool.demo.platform.minting import Message
from lti_tool.demo.platform.people import Activity, Person
from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.tools import Tool

_LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class Pending:
    """One launch that waits for the tool's authentication request."""

    person: Person
    activity: Activity
    message: Message
    about: Person | None
    started: datetime
    as_student: bool = False


@dataclass(frozen=True)
class LoginRequest:
    """What the browser sends to the tool first: an address and its fields."""

    address: str
    fields: dict[str, str]


class Logins:
    """The launches under way on one campus, by the exact text of their hint."""

    def __init__(self) -> None:
        self._pending: dict[str, Pending] = {}
        self._lock = threading.Lock()

    def add(self, hint: str, pending: Pending) -> None:
        """Remember a launch until its hint comes back."""
        with self._lock:
            self._pending[hint] = pending

    def take(self, hint: str, now: datetime) -> Pending | None:
        """Return the launch that a hint belongs to, once: a second use finds nothing."""
        with self._lock:
            pending = self._pending.pop(hint, None)
        return pending if pending and now - pending.started <= _LIFE else None


def login_request(addresses: Addresses, tool: Tool, pending: Pending, hint: str) -> LoginRequest:
    """Return the login request for a launch that waits under `hint`."""
    profile = addresses.profile
    target = pending.activity.url or tool.launch_url
    if pending.message == "deep_linking":
        target = tool.deep_linking_url or tool.launch_url
    fields = {
        "iss": addresses.issuer,
        "target_link_uri": target,
        "login_hint": subject(profile, pending.person),
        "lti_message_hint": hint,
        "client_id": tool.client_id,
        profile.deployment_parameter: str(tool.deployment_id),
        **dict(profile.login_extras),
    }
    if profile.storage_target:
        fields["lti_storage_target"] = profile.storage_target
    return LoginRequest(tool.login_url, fields)


def new_hint(profile: Profile, activity: Activity, key: SigningKey) -> str:
    """Return a fresh message hint in the platform's manner."""
    launch = f"ltilaunch{activity.id}_{secrets.randbelow(10**9)}"
    if profile.message_hint == "jwt":
        claims = {"verifier": secrets.token_hex(32), "canvas_domain": "campus.example", "launch": launch}
        return sign({"typ": "JWT", "alg": "HS256"}, claims, key, secrets.token_bytes(32), "HS256")
    # The course module is another number than the resource link (live 4.5.6).
    # Odd spacing, an accent and characters that need escaping: a tool that reads and rewrites it is found out.
    return json.dumps({"cmid": f"9{activity.id}", "launchid": launch, "note": "é +&=%2B"}, ensure_ascii=False)
