"""One campus: its people, its memory, its keys and its addresses."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from lti_tool.demo.platform import claims, minting, state
from lti_tool.demo.platform.addresses import Addresses
from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.keys import SigningKey
from lti_tool.demo.platform.people import PEOPLE, Activity, Course, Person
from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.state import LineItem, State
from lti_tool.demo.platform.tools import Tool


@dataclass(frozen=True)
class Note:
    """One line of the journal: what a tool sent, and what the campus thought of it."""

    at: datetime
    what: str
    accepted: bool
    reason: str


class Campus:
    """Everything behind the pages. Hold `lock` while reading or changing `state`, and `keep` after a change."""

    def __init__(self, config: CampusConfig) -> None:
        self.config = config
        self.profile: Profile = config.profile
        self.lock = threading.RLock()
        self.root = (config.url or "http://127.0.0.1").rstrip("/")
        self.journal: deque[Note] = deque(maxlen=500)
        self.state = self._remembered()

    def _remembered(self) -> State:
        path = self.config.data_file
        kept = state.load(path.read_text(encoding="utf-8")) if path and path.exists() else None
        remembered = kept or State.sample(self.config.tools)
        # The set-up knows best where the tool listens now; the file, what happened since the first start.
        remembered.tools.update({tool.client_id: tool for tool in self.config.tools})
        if self.config.keys:
            remembered.keys = list(self.config.keys)
        remembered.keys = remembered.keys or [SigningKey.generate()]
        return remembered

    @property
    def addresses(self) -> Addresses:
        return Addresses(self.profile, self.root)

    @property
    def issuer(self) -> str:
        return self.addresses.issuer

    def now(self) -> datetime:
        """Return the campus's time, aware, in UTC."""
        return self.config.clock()

    def keep(self) -> None:
        """Write the memory to its file, where there is one."""
        if self.config.data_file is not None:
            with self.lock:
                state.write(self.state, self.config.data_file)

    def note(self, what: str, reason: str = "", *, accepted: bool = True) -> None:
        """Add a line to the journal."""
        self.journal.append(Note(self.now(), what, accepted, reason))

    # People, courses, activities

    def person(self, person: str | Person) -> Person:
        """Return a person by key."""
        return person if isinstance(person, Person) else PEOPLE[person]

    def subject(self, person: str | Person) -> str:
        """Return the `sub` under which tools know a person."""
        return claims.subject(self.profile, self.person(person))

    def person_of(self, subject: str) -> Person | None:
        """Return whom a `sub` names."""
        return next((person for person in PEOPLE.values() if self.subject(person) == subject), None)

    def activity(self, activity: str | Activity) -> Activity:
        """Return an activity by id."""
        return activity if isinstance(activity, Activity) else self.state.activities[activity]

    def course(self, course: str) -> Course:
        """Return a course by id."""
        return self.state.courses[course]

    def tool(self, client_id: str) -> Tool:
        """Return a tool by client id."""
        return self.state.tools[client_id]

    def items_of(self, activity: Activity) -> tuple[LineItem, ...]:
        """Return the line items of an activity."""
        items = self.state.line_items.values()
        return tuple(i for i in items if i.activity == activity.id and i.client_id == activity.client_id)

    # Keys

    @property
    def key(self) -> SigningKey:
        return self.state.keys[0]

    def rotate(self) -> SigningKey:
        """Sign with a new key from now on; the old ones stay published."""
        with self.lock:
            self.state.keys.insert(0, SigningKey.generate())
            self.keep()
        return self.key

    def stranger(self) -> SigningKey:
        """Return a key that is not the campus's, under the `kid` of the campus's key."""
        return SigningKey.generate(self.key.kid)

    def jwks(self) -> dict[str, Any]:
        """Return the published keys."""
        return {"keys": [key.public_jwk() for key in self.state.keys]}

    # Launches

    def facts(self, person: str | Person, activity: str | Activity, about: str | Person | None = None) -> minting.Facts:
        """Return what a launch of this activity by this person is about."""
        opened = self.activity(activity)
        return minting.Facts(
            addresses=self.addresses,
            tool=self.tool(opened.client_id),
            course=self.course(opened.course),
            activity=opened,
            person=self.person(person),
            now=self.now(),
            line_items=self.items_of(opened),
            about=self.person(about) if about else None,
            deep_linking=self.deep_linking_settings(opened.course),
        )

    def deep_linking_settings(self, course: str) -> dict[str, Any]:
        """Return the settings of a deep linking request; `data` is the profile's to send or not."""
        settings: dict[str, Any] = {
            "deep_link_return_url": f"{self.root}/deep-linking/{course}",
            "accept_types": list(self.profile.deep_linking_types),
            "accept_presentation_document_targets": ["iframe", "window"],
            "accept_multiple": True,
            "auto_create": False,
            "title": "",
            "text": "",
        }
        return settings | ({"data": f"campus-data:{course}"} if self.profile.deep_linking_data else {})

    def mint(
        self,
        person: str | Person,
        activity: str | Activity,
        nonce: str,
        **deviations: Unpack[minting.Deviations],
    ) -> str:
        """Return a signed launch, or one with any deviation: see `minting`."""
        facts = self.facts(person, activity, deviations.get("about"))
        told = minting.launch_claims(facts, nonce, deviations.get("message", "resource_link"))
        return minting.deviant(told, self.key, deviations)

    def sign(self, payload: Mapping[str, Any] | bytes, **deviations: Unpack[minting.Deviations]) -> str:
        """Return any payload signed by the campus, with the same deviations."""
        return minting.deviant(payload, self.key, deviations)
