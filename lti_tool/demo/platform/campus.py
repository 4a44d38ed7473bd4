"""One campus: its people, its memory, its keys and its addresses."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from lti_tool.demo.platform import claims, logins, minting, state
from lti_tool.demo.platform.addresses import Addresses
from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.faults import Faults
from lti_tool.demo.platform.keys import SigningKey
from lti_tool.demo.platform.people import PEOPLE, Activity, Course, Person, Role
from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.state import LineItem, State
from lti_tool.demo.platform.tool_tokens import ToolTokens
from lti_tool.demo.platform.tools import Grant, Tool


@dataclass(frozen=True)
class Note:
    """One line of the journal: what a tool sent, and what the campus thought of it."""

    at: datetime
    what: str
    accepted: bool
    reason: str


@dataclass(frozen=True)
class DeepLink:
    """One choice that an instructor was sent to make, until the tool's answer comes back."""

    course: str
    client_id: str
    data: str | None


class Campus:
    """Everything behind the pages. Hold `lock` while reading or changing `state`, and `keep` after a change."""

    def __init__(self, config: CampusConfig) -> None:
        self.config = config
        self.profile: Profile = config.profile
        self.lock = threading.RLock()
        self.root = (config.url or "http://127.0.0.1").rstrip("/")
        self.journal: deque[Note] = deque(maxlen=500)
        self.tokens = ToolTokens(config.fetch)
        self.logins = logins.Logins()
        self.grants: dict[str, Grant] = {}
        self.deep_links: dict[str, DeepLink] = {}
        # Until when each token that was given out may register one tool.
        self.registration_tokens: dict[str, datetime] = {}
        self.faults = Faults()
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
        return person if isinstance(person, Person) else self._people()[person]

    def subject(self, person: str | Person) -> str:
        """Return the `sub` under which tools know a person."""
        return claims.subject(self.profile, self.person(person))

    def person_of(self, subject: str) -> Person | None:
        """Return whom a `sub` names."""
        return next((person for person in self._people().values() if self.subject(person) == subject), None)

    def _people(self) -> dict[str, Person]:
        tests = [claims.test_student(course) for course in self.state.courses.values() if self.profile.test_student]
        return PEOPLE | {person.key: person for person in tests}

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

    def gradable(self, course: str) -> list[str]:
        """Return the keys of the people who can have a grade in a course."""
        members = self.course(course).members.items()
        mentors_too = self.profile.mentors_are_learners
        return [key for key, role in members if role == "learner" or (role == "mentor" and mentors_too)]

    def enrol(self, course: str, person: str, role: Role | None) -> None:
        """Give someone a role in a course; None takes the person out of it."""
        with self.lock:
            members = self.course(course).members
            if role is None:
                members.pop(person, None)
            else:
                members[person] = role
            self.state.roster_changes.append((course, person))
            self.keep()

    def remove_line_item(self, item: int) -> None:
        """Delete a column of the gradebook with its grades."""
        with self.lock:
            self.state.line_items.pop(item, None)
            self.state.grades = {place: grade for place, grade in self.state.grades.items() if place[0] != item}
            self.keep()

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

    def begin(
        self,
        person: str | Person,
        activity: str | Activity,
        message: minting.Message = "resource_link",
        about: str | Person | None = None,
        *,
        as_student: bool = False,
    ) -> logins.LoginRequest:
        """Start a launch: the request that the browser sends to the tool's login address."""
        whom = self.person(about) if about else None
        pending = logins.Pending(self.person(person), self.activity(activity), message, whom, self.now(), as_student)
        hint = logins.new_hint(self.profile, pending.activity, self.key)
        self.logins.add(hint, pending)
        return logins.login_request(self.addresses, self.tool(pending.activity.client_id), pending, hint)

    def facts(self, person: str | Person, activity: str | Activity, wanted: minting.Deviations) -> minting.Facts:
        """Return what a launch of this activity by this person is about."""
        opened, about = self.activity(activity), wanted.get("about")
        choosing = wanted.get("message") == "deep_linking"
        return minting.Facts(
            addresses=self.addresses,
            tool=self.tool(opened.client_id),
            course=self.course(opened.course),
            activity=opened,
            person=self.person(person),
            now=self.now(),
            line_items=self.items_of(opened),
            about=self.person(about) if about else None,
            as_student=wanted.get("as_student", False),
            deep_linking=self.deep_linking_settings(opened) if choosing else {},
        )

    def deep_linking_settings(self, place: Activity) -> dict[str, Any]:
        """Return the settings of a new deep linking request; its answer is taken once."""
        ticket = secrets.token_urlsafe(16)
        data = f"campus:{secrets.token_hex(8)}:é" if self.profile.deep_linking_data else None
        with self.lock:
            self.deep_links[ticket] = DeepLink(place.course, place.client_id, data)
        settings: dict[str, Any] = {
            "deep_link_return_url": f"{self.root}/deep-linking/{ticket}",
            "accept_types": list(self.profile.deep_linking_types),
            "accept_presentation_document_targets": ["iframe", "window"],
            "accept_multiple": True,
            "auto_create": False,
            "title": "",
            "text": "",
        }
        return settings if data is None else settings | {"data": data}

    def new_activity(self, course: str, client_id: str) -> Activity:
        """Return a link that is in no course yet: the place where a choice will go."""
        with self.lock:
            return Activity(str(7000 + self.state.new_id()), course, "", client_id)

    def mint(
        self,
        person: str | Person,
        activity: str | Activity,
        nonce: str,
        **deviations: Unpack[minting.Deviations],
    ) -> str:
        """Return a signed launch, or one with any deviation: see `minting`."""
        facts = self.facts(person, activity, deviations)
        told = minting.launch_claims(facts, nonce, deviations.get("message", "resource_link"))
        return minting.deviant(told, self.key, deviations)

    def sign(self, payload: Mapping[str, Any] | bytes, **deviations: Unpack[minting.Deviations]) -> str:
        """Return any payload signed by the campus, with the same deviations."""
        return minting.deviant(payload, self.key, deviations)
