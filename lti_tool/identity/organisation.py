"""An organisation that signs its own people in, and who of them may do what is asked for."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from lti_tool.identity.provider import IdentityProvider, Person


@dataclass(frozen=True, slots=True)
class Organisation:
    """The provider and who of its people may in: addresses in lower case, or `sub:` and a subject."""

    provider: IdentityProvider
    issuer: str
    allowed: frozenset[str]

    @property
    def host(self) -> str:
        """How a page names it."""
        return urlsplit(self.issuer).hostname or ""

    def lets_in(self, person: Person) -> bool:
        """True for people on the list. An address counts only when the provider has verified it."""
        return f"sub:{person.subject}" in self.allowed or (person.email != "" and person.email.lower() in self.allowed)

    def address_of(self, person: Person) -> str:
        """Return how the person's account is called: the address, or the subject where there is none."""
        return person.email or f"{person.subject} ({self.host})"
