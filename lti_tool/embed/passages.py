"""The course's passages for frames on other pages: quoted with their title, without a door into the course."""

from dataclasses import dataclass, replace

from lti_tool.embed.sessions import TENANT
from widget.conversation import Scope
from widget.ports import Found, PassageSource


@dataclass(frozen=True, slots=True)
class PassagesForFrames:
    """Passes the search on.

    A source's page needs a launched session, which a frame on somebody else's page does not
    have: a link there would lead to a refusal.
    """

    source: PassageSource

    def find(self, scope: Scope, question: str, language: str, limit: int) -> Found:
        """Best passages first; those for an embedded frame have no address."""
        found = self.source.find(scope, question, language, limit)
        if not scope.tenant.startswith(TENANT):
            return found
        return replace(found, passages=tuple(replace(passage, url="") for passage in found.passages))
