"""Software's comments on a version: asked for outside any transaction, kept with the version they are about.

`start` and `keep_review` are two transactions, since a model may take its time between them.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.drafts import versions, writing
from lti_tool.drafts.models import Draft, DraftComment, DraftVersion, MadeBy
from lti_tool.errors import ConflictError
from widget.assistant import commenting
from widget.assistant.commenting import Commented
from widget.assistant.reviewing import DraftKind
from widget.conversation import Scope

#: Comments on a text for a person: scope, kind, text, language.
Reviewer = Callable[[Scope, DraftKind, str, str], Commented]


def start(session: Session, draft: Draft, now: datetime) -> DraftVersion:
    """Return the version to ask about: the text as it stands."""
    writing.check_open(draft)
    return versions.keep(session, draft, now)


def keep_review(session: Session, draft: Draft, number: int, commented: Commented) -> DraftVersion:
    """Keep the comments with their version; `ConflictError` where a mentor has got it meanwhile."""
    version = versions.find(session, draft.id, number)
    if version.handed_at is not None:
        raise ConflictError(writing.WITH_MENTOR)
    versions.drop_comments(session, version.id)
    note = commented.note or commented.review.refused
    version.reviewed_by = commented.made_by
    version.provider = commented.provider[:80]
    version.note = {"text": note.text, "parameters": dict(note.parameters)} if note else {}
    made_by = MadeBy.AI if commented.made_by is commenting.MadeBy.AI else MadeBy.CHECKS
    for position, comment in enumerate(commented.review.comments, start=1):
        session.add(
            DraftComment(
                draft_id=draft.id,
                version_id=version.id,
                position=position,
                made_by=made_by,
                rule=comment.rule,
                text=comment.message.text,
                parameters=dict(comment.message.parameters),
                quote=comment.quote,
                mentor_text="",
            )
        )
    session.flush()
    return version
