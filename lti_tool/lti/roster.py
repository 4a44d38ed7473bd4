"""The roster of a course as records, and the service that reads it (NRPS 2.0)."""

from dataclasses import dataclass, field
from typing import Protocol

from lti_tool.lti.roles import Role


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the course; `active` is False for someone removed or inactive."""

    subject: str
    roles: frozenset[Role]
    active: bool = True
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The members read; `differences_url` reads only what changes from here on, where the platform offers it.

    `is_complete` is False for an answer to a differences address: who is missing there is not removed.
    """

    members: tuple[Member, ...] = field(default=())
    differences_url: str | None = None
    is_complete: bool = True


class RosterService(Protocol):
    """Reading a course's members. Raises the tree of `service_errors`; never call inside a transaction."""

    def members(self, platform_id: int, url: str, *, differences: bool = False) -> Roster:
        """Read all pages behind the launch's roster address, or behind a differences address."""
        ...
