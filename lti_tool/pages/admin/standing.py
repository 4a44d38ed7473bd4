"""How a registration stands, in a word and a sentence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from lti_tool.errors import N_
from lti_tool.gradebook.by_platform import GradeFacts, grade_facts
from lti_tool.lti import platforms
from lti_tool.lti.models import Platform, PlatformStatus
from lti_tool.lti.refusals import LaunchRefusal

#: For refusals whose own sentence has places to fill: what filled them is not kept.
UNFILLED = {
    "login.parameter": N_("The learning platform’s login request lacks a value that we need, or it cannot be used."),
    "platform.error": N_("The learning platform did not confirm who somebody is. Often they were signed out there."),
    "token.claim": N_("The learning platform’s message lacks a value that we need, or it is not what it should be."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A registration as the desk shows it; `words` and `error` are source sentences, `kind` a state's look."""

    platform: Platform
    grades: GradeFacts
    kind: str
    words: str
    error: str = ""

    @property
    def is_held_back(self) -> bool:
        """True when its launches are not let in."""
        return self.platform.status != PlatformStatus.APPROVED

    @property
    def shown_name(self) -> str:
        """The name given here, else the issuer."""
        return self.platform.name or self.platform.issuer


def of_all(session: Session) -> list[Standing]:
    """Return every registration; those that need somebody first."""
    facts = grade_facts(session)
    found = [_standing(platform, facts) for platform in platforms.listed(session)]
    return sorted(found, key=lambda one: one.kind not in {"needs-you", "danger"})


def of_one(session: Session, platform_id: int) -> Standing:
    """Return one registration; `NotFoundError` when there is none with this number."""
    return _standing(platforms.get(session, platform_id), grade_facts(session))


def _standing(platform: Platform, facts: Mapping[int, GradeFacts]) -> Standing:
    kind, words = _state(platform)
    error = _sentences().get(platform.last_error, LaunchRefusal.message) if platform.last_error else ""
    return Standing(platform, facts.get(platform.id, GradeFacts()), kind, words, error)


def _state(platform: Platform) -> tuple[str, str]:
    if platform.status == PlatformStatus.REFUSED:
        return "off", N_("Refused")
    if platform.status == PlatformStatus.PENDING:
        return ("needs-you", N_("Waits for approval")) if platform.last_launch_at is None else ("off", N_("Paused"))
    if platform.last_error_at and (platform.last_launch_at is None or platform.last_error_at > platform.last_launch_at):
        return "needs-you", N_("The last launch was refused")
    return ("good", N_("Works")) if platform.last_launch_at else ("waiting", N_("No launch yet"))


@cache
def _sentences() -> dict[str, str]:
    """Return what each failed check means."""
    return {one.check: UNFILLED.get(one.check, one.message) for one in _below(LaunchRefusal)}


def _below(kind: type[LaunchRefusal]) -> Iterator[type[LaunchRefusal]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
