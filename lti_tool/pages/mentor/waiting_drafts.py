"""The drafts that wait for a mentor, as the desk and a person's page list them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_tool.drafts import judging, versions
from lti_tool.drafts.kinds import KINDS
from lti_tool.people.frame_sessions import Viewer
from lti_tool.web.transactions import db


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """One draft: whose, which kind, since when."""

    public_id: str
    name: str
    kind: str
    since: datetime | None


def waiting(someone: Viewer, pair_id: int | None = None) -> Sequence[WaitingDraft]:
    """Return what waits for a mentor, the longest first; of one pair where it is named."""
    found = judging.waiting_for(db(), someone.course_id, someone.user_id)
    lines = []
    for draft in found:
        if draft.pair is None or pair_id not in {None, draft.pair_id}:
            continue
        version = versions.handed(db(), draft.id)
        since = version.handed_at if version else None
        lines.append(WaitingDraft(draft.public_id, draft.pair.learner.shown_name, KINDS[draft.kind], since))
    return lines
