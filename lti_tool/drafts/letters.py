"""Letters about drafts: handed over, returned, validated. What happened, never a word of the text."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.drafts.kinds import KINDS
from lti_tool.drafts.models import Draft, DraftVersion
from lti_tool.errors import N_
from lti_tool.mail import outbox
from lti_tool.mentoring.notices import SOMEBODY, Words, where_to_go
from lti_tool.people.models import User
from lti_tool.translations import best_language, translate

#: After a week the desk itself has long shown it.
WORTH_KNOWING = timedelta(days=7)

HANDED = (
    N_("%(name)s handed you a draft"),
    N_("%(name)s handed you a draft (%(kind)s). It waits for your comments; you validate or return it."),
)
RETURNED = (
    N_("%(name)s returned your draft"),
    N_("%(name)s read your draft (%(kind)s) and returned it with words on what to work on."),
)
VALIDATED = N_("%(name)s validated your draft"), N_("%(name)s read your draft (%(kind)s) and validated it.")


def handed(session: Session, draft: Draft, version: DraftVersion, now: datetime) -> None:
    """Tell the mentor that a version waits."""
    if draft.pair is not None:
        _write(session, draft, version, "draft-handed", HANDED, draft.pair.mentor, now)


def recall_handed(session: Session, draft: Draft) -> None:
    """Drop the letter that has not left yet: the draft was taken back."""
    if draft.pair is not None:
        outbox.recall(session, draft.pair.mentor, f"draft-handed:{draft.public_id}:")


def decided(session: Session, draft: Draft, version: DraftVersion, now: datetime, *, validated: bool) -> None:
    """Tell the learner what the mentor decided; a letter to the mentor that still waits says nothing new."""
    recall_handed(session, draft)
    if draft.pair is not None:
        kind, words = ("draft-validated", VALIDATED) if validated else ("draft-returned", RETURNED)
        _write(session, draft, version, kind, words, draft.pair.learner, now)


def _write(
    session: Session, draft: Draft, version: DraftVersion, about: str, words: Words, reader: User, now: datetime
) -> None:
    if draft.pair is None:
        return
    language = best_language(reader.locale)
    values = {
        "name": draft.pair.other(reader.id).shown_name or translate(language, SOMEBODY),
        "kind": translate(language, KINDS[draft.kind]),
    }
    subject, first = (translate(language, text, **values) for text in words)
    text = f"{first}\n\n{where_to_go(session, draft.course_id, language)}"
    letter = outbox.Draft(f"{about}:{draft.public_id}:{version.number}", subject, text, now + WORTH_KNOWING)
    outbox.write(session, reader, letter, now)
