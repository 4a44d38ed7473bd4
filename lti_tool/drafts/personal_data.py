"""What this subject knows of a person, and how it forgets: for `privacy`."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_tool.drafts.models import Draft, DraftComment, DraftDecision, DraftDelivery, DraftVersion, MadeBy


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return every draft with its versions, comments and decisions, and what a mentor wrote on others' drafts."""
    drafts = session.scalars(select(Draft).where(Draft.user_id == user_id).order_by(Draft.id)).all()
    written = session.scalars(
        select(DraftComment).where(DraftComment.author_id == user_id).order_by(DraftComment.id)
    ).all()
    decided = session.scalars(
        select(DraftDecision).where(DraftDecision.mentor_id == user_id).order_by(DraftDecision.id)
    ).all()
    return {
        "drafts": [_draft(session, draft) for draft in drafts],
        "comments_on_drafts_of_others": [{"quote": one.quote, "text": one.text} for one in written],
        "decisions_on_drafts_of_others": [_decision(one) for one in decided],
    }


def forget(session: Session, user_id: int, now: datetime) -> None:  # noqa: ARG001 - one shape for all subjects
    """Delete the person's drafts; of a mentor the words go, that a draft was validated stays, unsigned."""
    for of_draft in (DraftDelivery, DraftDecision, DraftComment, DraftVersion):
        own = select(Draft.id).where(Draft.user_id == user_id)
        session.execute(delete(of_draft).where(of_draft.draft_id.in_(own)))
    session.execute(delete(Draft).where(Draft.user_id == user_id))
    session.execute(delete(DraftComment).where(DraftComment.author_id == user_id))
    session.execute(update(DraftDecision).where(DraftDecision.mentor_id == user_id).values(mentor_id=None, words=""))


def _draft(session: Session, draft: Draft) -> dict[str, Any]:
    versions = session.scalars(
        select(DraftVersion).where(DraftVersion.draft_id == draft.id).order_by(DraftVersion.number)
    ).all()
    decisions = session.scalars(
        select(DraftDecision).where(DraftDecision.draft_id == draft.id).order_by(DraftDecision.id)
    ).all()
    take = session.get(DraftDelivery, draft.id)
    return {
        "kind": draft.kind,
        "state": draft.state,
        "text": draft.text,
        "begun_at": draft.created_at.isoformat(),
        "written_at": draft.written_at.isoformat(),
        "deleted_at": draft.deleted_at.isoformat() if draft.deleted_at else None,
        "versions": [_version(session, version, [one.version_id for one in decisions]) for version in versions],
        "decisions": [_decision(one) for one in decisions],
        "figures_of_a_take_since": take.attached_at.isoformat() if take else None,
    }


def _version(session: Session, version: DraftVersion, decided: list[int]) -> dict[str, Any]:
    comments = session.scalars(
        select(DraftComment).where(DraftComment.version_id == version.id).order_by(DraftComment.position)
    ).all()
    return {
        "number": version.number,
        "text": version.text,
        "made_at": version.made_at.isoformat(),
        "reviewed_by": version.reviewed_by,
        "model": version.provider,
        "note": version.note,
        "handed_at": version.handed_at.isoformat() if version.handed_at else None,
        "with_comments": version.with_comments,
        # What a mentor has begun to write is told when the mentor has decided, here as on the page.
        "comments": [
            _comment(one, told=version.id in decided)
            for one in comments
            if one.made_by != MadeBy.MENTOR or version.id in decided
        ],
    }


def _comment(comment: DraftComment, *, told: bool) -> dict[str, Any]:
    return {
        "made_by": comment.made_by,
        "quote": comment.quote,
        "text": _text(comment),
        "verdict": comment.verdict if told else None,
        "mentor_text": comment.mentor_text if told else "",
    }


def _text(comment: DraftComment) -> object:
    """A sentence of ours is kept as its source text, and read in the reader's language."""
    is_ours = comment.made_by == MadeBy.CHECKS
    return {"text": comment.text, "parameters": comment.parameters} if is_ours else comment.text


def _decision(decision: DraftDecision) -> dict[str, Any]:
    return {"validated": decision.validated, "words": decision.words, "at": decision.at.isoformat()}
