"""The mentor's side: what waits, a word on each of software's comments, own comments, the decision."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.drafts import letters, versions
from lti_tool.drafts.counting import count
from lti_tool.drafts.finding import the_draft
from lti_tool.drafts.models import Draft, DraftComment, DraftDecision, DraftState, DraftVersion, MadeBy, Verdict
from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError
from lti_tool.gradebook.models import InteractionKind
from lti_tool.mentoring.models import Pair, PairState
from widget.assistant.commenting import stands_in

LONGEST_COMMENT = 1000
LONGEST_WORDS = 2000
#: Comments of a mentor on one version.
MOST_COMMENTS = 20

EMPTY = N_("Write something first.")
TOO_LONG = N_("This is too long. Shorten it, then try again.")
NOT_IN_DRAFT = N_("These words do not stand in the draft. Copy them exactly, or leave the field empty.")
NO_LONGER = N_("This draft is no longer with you: it was taken back, or you have decided already.")
SAY_WHAT = N_("Say what to work on, here or in a comment: a draft does not go back without a word.")
MANY = N_("There are %(limit)s comments on this version. A learner can take in a few at a time.")


def waiting_for(session: Session, course_id: int, mentor_id: int) -> Sequence[Draft]:
    """Return the drafts that wait for a mentor, the one waiting longest first."""
    since = (
        select(func.max(DraftVersion.handed_at)).where(DraftVersion.draft_id == Draft.id).correlate(Draft)
    ).scalar_subquery()
    return session.scalars(
        select(Draft)
        .join(Pair, Pair.id == Draft.pair_id)
        .where(
            Pair.course_id == course_id,
            Pair.mentor_id == mentor_id,
            Pair.state == PairState.ACTIVE,
            Draft.state == DraftState.WITH_MENTOR,
            Draft.deleted_at.is_(None),
        )
        .order_by(since, Draft.id)
    ).all()


def find_for_mentor(session: Session, public_id: str, course_id: int, mentor_id: int, *, lock: bool = False) -> Draft:
    """Return a draft that was handed to this mentor and not taken back; for anybody else it does not exist."""
    query = (
        select(Draft)
        .join(Pair, Pair.id == Draft.pair_id)
        .where(
            Draft.public_id == public_id,
            Draft.deleted_at.is_(None),
            Draft.state != DraftState.DRAFT,
            Pair.course_id == course_id,
            Pair.mentor_id == mentor_id,
            Pair.state == PairState.ACTIVE,
        )
    )
    return the_draft(session, query, lock=lock)


def version_before(session: Session, draft: Draft) -> DraftVersion:
    """Return the version that lies before the mentor."""
    version = versions.handed(session, draft.id)
    if version is None:
        raise NotFoundError
    return version


def judge(
    session: Session, draft: Draft, comment_id: int, verdict: Verdict | None, text: str, now: datetime
) -> DraftComment:
    """Accept, edit or reject one of software's comments that came along; None takes the verdict back."""
    comment = _comment(session, draft, comment_id)
    if comment.made_by == MadeBy.MENTOR or not version_before(session, draft).with_comments:
        raise NotFoundError
    if verdict is Verdict.EDITED:
        _check(text, LONGEST_COMMENT, f"edited-{comment_id}")
    comment.verdict, comment.judged_at = verdict, now if verdict else None
    comment.mentor_text = text.strip() if verdict is Verdict.EDITED else ""
    session.flush()
    return comment


def add_comment(session: Session, draft: Draft, mentor_id: int, text: str, quote: str) -> DraftComment:
    """Add a comment of the mentor's own, about words of the version or about the whole."""
    _check_with_mentor(draft)
    version = version_before(session, draft)
    _check(text, LONGEST_COMMENT, "comment")
    place = stands_in(quote, version.text)
    if quote.strip() and not place:
        raise InvalidInputError(fields={"quote": NOT_IN_DRAFT})
    held = versions.comments_on(session, version.id)
    if sum(one.made_by == MadeBy.MENTOR for one in held) >= MOST_COMMENTS:
        raise ConflictError(MANY, limit=MOST_COMMENTS)
    comment = DraftComment(
        draft_id=draft.id,
        version_id=version.id,
        position=max((one.position for one in held), default=0) + 1,
        made_by=MadeBy.MENTOR,
        author_id=mentor_id,
        rule="",
        text=text.strip(),
        parameters={},
        quote=place,
        mentor_text="",
    )
    session.add(comment)
    session.flush()
    return comment


def remove_comment(session: Session, draft: Draft, comment_id: int, mentor_id: int) -> None:
    """Take back a comment of one's own before the decision."""
    comment = _comment(session, draft, comment_id)
    if comment.author_id != mentor_id:
        raise NotFoundError
    session.delete(comment)
    session.flush()


def decide(
    session: Session, draft: Draft, mentor_id: int, words: str, now: datetime, *, validated: bool
) -> DraftDecision:
    """Validate or return the version; a validation counts for the learner in the same transaction.

    `draft` has to be locked. Raises `ConflictError` where it was taken back or decided meanwhile.
    """
    _check_with_mentor(draft)
    version = version_before(session, draft)
    if len(words) > LONGEST_WORDS:
        raise InvalidInputError(fields={"words": TOO_LONG})
    if not validated and not words.strip() and not _says_something(session, version):
        raise InvalidInputError(fields={"words": SAY_WHAT})
    decision = DraftDecision(
        draft_id=draft.id,
        version_id=version.id,
        mentor_id=mentor_id,
        validated=validated,
        words=words.strip(),
        at=now,
    )
    session.add(decision)
    draft.state = DraftState.VALIDATED if validated else DraftState.RETURNED
    session.flush()
    if validated:
        count(session, draft, InteractionKind.DRAFT_VALIDATED, now)
    letters.decided(session, draft, version, now, validated=validated)
    return decision


def decisions_on(session: Session, draft_id: int) -> Sequence[DraftDecision]:
    """Return what mentors decided about a draft, the newest first."""
    return session.scalars(
        select(DraftDecision).where(DraftDecision.draft_id == draft_id).order_by(DraftDecision.id.desc())
    ).all()


def _says_something(session: Session, version: DraftVersion) -> bool:
    return any(
        one.made_by == MadeBy.MENTOR or one.verdict in {Verdict.ACCEPTED, Verdict.EDITED}
        for one in versions.comments_on(session, version.id)
    )


def _comment(session: Session, draft: Draft, comment_id: int) -> DraftComment:
    """Return a comment on the version before the mentor, while it is there."""
    _check_with_mentor(draft)
    comment = session.get(DraftComment, comment_id)
    if comment is None or comment.version_id != version_before(session, draft).id:
        raise NotFoundError
    return comment


def _check_with_mentor(draft: Draft) -> None:
    if draft.state != DraftState.WITH_MENTOR:
        raise ConflictError(NO_LONGER)


def _check(text: str, most: int, name: str) -> None:
    if not text.strip() or len(text) > most:
        raise InvalidInputError(fields={name: TOO_LONG if text.strip() else EMPTY})
