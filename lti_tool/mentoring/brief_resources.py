"""Resources to suggest in a session, from the learner's shared words alone, each with the words it answers to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.catalogue.candidates import Pools
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.records import ResourceCard
from lti_tool.catalogue.speaking_of import speaking_of
from lti_tool.errors import N_
from lti_tool.mentoring.brief_facts import WITHOUT_WORDS
from lti_tool.mentoring.briefs import Brief
from lti_tool.mentoring.opening_questions import shortened
from lti_tool.mentoring.sentences import Sentence

SPEAKS_OF = N_("It speaks of what was shared: “%(topic)s”")


@dataclass(frozen=True, slots=True)
class ResourceToSuggest:
    """A resource, why, and where on the page the words stand that it answers to."""

    card: ResourceCard
    why: Sentence
    anchor: str


def resources_for(
    session: Session, pools: Pools, engines: Engines, brief: Brief, *, language: str, now: datetime
) -> Sequence[ResourceToSuggest]:
    """Return a few; what the learner shared as a resource is known to both and is left out.

    How it is going is no question to a library: check-ins, readings and figures of a voice are not looked up.
    """
    shares = [one for one in (*brief.to_talk, *brief.goals, *brief.new) if one.kind not in WITHOUT_WORDS]
    texts = {f"share-{one.id}": one.text for one in shares}
    known = frozenset(one.resource for one in (*shares, *brief.earlier) if one.resource)
    found = speaking_of(
        session,
        pools,
        engines,
        brief.pair.course_id,
        texts,
        language=language,
        now=now,
        leave_out=known,
    )
    return [
        ResourceToSuggest(one.card, Sentence(SPEAKS_OF, {"topic": shortened(texts[one.key])}), one.key) for one in found
    ]
