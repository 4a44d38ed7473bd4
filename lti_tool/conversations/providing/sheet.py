"""The sheet that an administrator accepts before a hosted model is asked: what goes where."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from lti_tool.errors import N_

#: Names that lead nowhere outside of one's own network.
_OWN_ENDINGS = (".local", ".lan", ".internal", ".home.arpa")

SENT = (
    N_("The question, as it was typed; names, e-mail addresses and numbers we know of are replaced before it leaves."),
    N_("Up to eight passages of the course that may answer it."),
    N_("The last two questions and answers of the same conversation."),
    N_("A draft, when its writer asks for comments on it; names and numbers are replaced there too."),
)
NOT_SENT = (
    N_("Names, e-mail addresses, platform ids and network addresses of people."),
    N_("Exercises, notes, check-ins, grades and what was shared with a mentor."),
    N_("Questions with signs of danger: they are answered with help lines, before any model."),
)
LIMITS = N_(
    "Replacing works on the names of the person, their mentors and instructors. A name that only the question "
    "knows is not recognised."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is accepted: a change of any of it asks for acceptance again."""

    host: str
    model: str
    region: str
    retention: str

    def as_data(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"host": self.host, "model": self.model, "region": self.region, "retention": self.retention}


def host_of(base_url: str) -> str:
    """Return the host and port that data goes to."""
    return urlsplit(base_url).netloc.rpartition("@")[2].lower()


def is_hosted(base_url: str) -> bool:
    """True unless the address is plainly of this machine or its own network: in doubt somebody has to accept."""
    try:
        host = (urlsplit(base_url).hostname or "").lower()
    except ValueError:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return "." in host and not host.endswith(_OWN_ENDINGS)
    return address.is_global or address.is_multicast
