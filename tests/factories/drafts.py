"""Drafts in each of their situations."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.drafts import handing, judging, reviewing, writing
from lti_tool.drafts.models import Draft, DraftDecision, DraftVersion
from lti_tool.drafts.writing import Written
from lti_tool.mentoring.models import Pair
from lti_tool.people.models import Enrolment
from tests.factories import mentoring
from widget.assistant.commenting import Commented, MadeBy
from widget.assistant.reviewing import Comment, DraftKind, Review, review
from widget.conversation import Message

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
LETTER = (
    "I am passionate about sales and I am a team player. I have always liked people. I would like to work with you. "
    "I am a fast learner. In my last shop customers came back because somebody knew their name. "
    "I would like to do the same with you, and to learn how you plan a week. "
    "I thank you for reading this letter to its end, and I hope that we meet."
)
QUOTE = "I am a fast learner."
SECOND_QUOTE = "I have always liked people."


def ai(*comments: tuple[str, str]) -> Commented:
    """What a model says: (quote, words) pairs."""
    made = tuple(Comment("model", Message(text), quote) for quote, text in comments)
    return Commented(Review(70, made), MadeBy.AI, provider="model-a")


TWO_COMMENTS = ai((QUOTE, "What did you learn fast, and who saw it?"), (SECOND_QUOTE, "Which people, and where?"))


@dataclass(frozen=True, slots=True)
class Desk:
    """A learner with a mentor."""

    session: Session
    learner: Enrolment
    mentor: Enrolment
    pair: Pair

    def draft(self, text: str = LETTER, kind: DraftKind = DraftKind.COVER_LETTER, **values: object) -> Draft:
        given = {"resource_link_id": None, **values}
        made = writing.begin(
            self.session,
            self.learner.user_id,
            self.learner.course_id,
            kind,
            NOW,
            **given,  # type: ignore[arg-type]
        )
        return self.write(made, text)

    def write(self, draft: Draft, text: str) -> Draft:
        writing.save(self.session, draft, Written(text, "page", draft.revision), NOW)
        return draft

    def reviewed(self, draft: Draft, commented: Commented | None = None) -> DraftVersion:
        version = reviewing.start(self.session, draft, NOW)
        made = commented or Commented(review(DraftKind(draft.kind), draft.text))
        return reviewing.keep_review(self.session, draft, version.number, made)

    def handed(self, draft: Draft | None = None, *, with_comments: bool = False) -> Draft:
        draft = draft or self.draft()
        handing.hand_over(self.session, draft, NOW + timedelta(hours=1), with_comments=with_comments)
        return draft

    def decided(self, draft: Draft, words: str = "Well done.", *, validated: bool = True) -> DraftDecision:
        return judging.decide(
            self.session, draft, self.mentor.user_id, words, NOW + timedelta(hours=2), validated=validated
        )


def desk(session: Session, course: object = None) -> Desk:
    """A learner and a mentor who have both said yes."""
    into = course or mentoring.people.course(session)
    mentor = mentoring.mentor(session, into)  # type: ignore[arg-type]
    learner = mentoring.waiting(session, into)  # type: ignore[arg-type]
    return Desk(session, learner, mentor, mentoring.active(session, learner, mentor))
