"""How long what belongs to people is kept in a course, table by table.

`at` is the age that counts; a table without one is kept while its person is in the course. A test
compares the list with the schema: a table that reaches a person is in it, or in `KEPT` with a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from lti_tool.catalogue.assessed_models import AssessedSkill
from lti_tool.catalogue.learner_models import Exposure, LearnerProfile, LearnerSkill, PathState, ResourceFeedback
from lti_tool.conversations.exercise_models import ExerciseNote
from lti_tool.conversations.models import ConversationRow, TokenUse, TurnRow, TurnUse
from lti_tool.db.base import Base
from lti_tool.drafts.models import Draft, DraftComment, DraftDecision, DraftDelivery, DraftVersion
from lti_tool.gradebook.models import CourseLineItem, Interaction, PathStanding, ScoreRow
from lti_tool.insight.models import AuditAnswer, AuditQuestion
from lti_tool.mentoring.circle_models import Circle, CircleMeeting, CircleMember, CircleNote
from lti_tool.mentoring.meeting_models import Action, Alert, AlertState, Meeting, Note, ScaledGoal
from lti_tool.mentoring.models import Exclusion, MentoringProfile, Pair, PairState, Share, View, WaitingPlace
from lti_tool.people.models import Consent
from lti_tool.signals.models import CheckIn, DeliveryTake, MoodPrompt, MoodReading


@dataclass(frozen=True, slots=True)
class Rule:
    """One table: the column that leads to the course, whose the rows are, and the age that counts, if one does."""

    table: type[Base]
    owners: Sequence[InstrumentedAttribute[Any]]
    at: ColumnElement[Any] | InstrumentedAttribute[Any] | None = None
    #: What leads to the course where the table has no `course_id`: (own column, parent's key, parent's course).
    through: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any], InstrumentedAttribute[Any]] | None = None
    #: Only these rows age; the others stay as long as their person.
    only: ColumnElement[bool] | None = None

    @property
    def name(self) -> str:
        """The table's name, as reports print it."""
        return str(self.table.__tablename__)

    def in_course(self, course_id: int) -> ColumnElement[bool]:
        """Return the condition that a row belongs to a course."""
        if self.through is None:
            course: InstrumentedAttribute[Any] = self.table.course_id  # type: ignore[attr-defined]  # a test holds it
            return course == course_id
        own, key, parent_course = self.through
        return own.in_(select(key).where(parent_course == course_id))


def _of_pair(table: Any) -> tuple[Any, Any, Any]:
    return (table.pair_id, Pair.id, Pair.course_id)


def _of_draft(table: Any) -> tuple[Any, Any, Any]:
    return (table.draft_id, Draft.id, Draft.course_id)


def _of_circle(table: Any) -> tuple[Any, Any, Any]:
    return (table.circle_id, Circle.id, Circle.course_id)


_CLOSED_PAIR = Pair.state.not_in([PairState.ASKED, PairState.ACTIVE])

#: Children before parents: what is counted is what is deleted.
RULES: Final[tuple[Rule, ...]] = (
    Rule(DraftComment, (), DraftComment.judged_at, through=_of_draft(DraftComment)),
    Rule(DraftDecision, (), DraftDecision.at, through=_of_draft(DraftDecision)),
    Rule(DraftDelivery, (), DraftDelivery.attached_at, through=_of_draft(DraftDelivery)),
    Rule(DraftVersion, (), DraftVersion.made_at, through=_of_draft(DraftVersion)),
    Rule(Draft, (Draft.user_id,), Draft.written_at),
    Rule(TurnRow, (TurnRow.user_id,), TurnRow.asked_at),
    Rule(ConversationRow, (ConversationRow.user_id,), ConversationRow.last_at),
    Rule(ExerciseNote, (ExerciseNote.user_id,), ExerciseNote.written_at),
    Rule(TurnUse, (TurnUse.user_id,), TurnUse.day),
    Rule(TokenUse, (TokenUse.user_id,), TokenUse.at),
    Rule(Exposure, (Exposure.user_id,), Exposure.last_at),
    Rule(ResourceFeedback, (ResourceFeedback.user_id,)),
    Rule(LearnerProfile, (LearnerProfile.user_id,)),
    Rule(LearnerSkill, (LearnerSkill.user_id,)),
    Rule(AssessedSkill, (AssessedSkill.user_id,), AssessedSkill.at),
    Rule(PathState, (PathState.user_id,)),
    Rule(PathStanding, (PathStanding.user_id,)),
    Rule(Interaction, (Interaction.user_id,)),
    Rule(ScoreRow, (ScoreRow.user_id,), through=(ScoreRow.line_item_id, CourseLineItem.id, CourseLineItem.course_id)),
    Rule(MoodReading, (MoodReading.user_id,), MoodReading.at),
    Rule(MoodPrompt, (MoodPrompt.user_id,), MoodPrompt.at),
    Rule(CheckIn, (CheckIn.user_id,), CheckIn.at),
    Rule(DeliveryTake, (DeliveryTake.user_id,), DeliveryTake.at),
    Rule(Alert, (Alert.user_id,), Alert.closed_at, through=_of_pair(Alert), only=Alert.state == AlertState.DONE),
    Rule(Action, (Action.owner_id,), func.coalesce(Action.done_at, Action.created_at), through=_of_pair(Action)),
    Rule(Note, (Note.author_id,), Note.written_at, through=_of_pair(Note)),
    Rule(Share, (Share.user_id,), Share.shared_at, through=_of_pair(Share)),
    Rule(
        Meeting, (), func.coalesce(Meeting.closed_at, Meeting.starts_at, Meeting.created_at), through=_of_pair(Meeting)
    ),
    Rule(Pair, (Pair.learner_id, Pair.mentor_id), Pair.closed_at, only=_CLOSED_PAIR),
    Rule(CircleNote, (CircleNote.author_id,), CircleNote.written_at, through=_of_circle(CircleNote)),
    Rule(CircleMeeting, (), CircleMeeting.starts_at, through=_of_circle(CircleMeeting)),
    Rule(CircleMember, (CircleMember.user_id,), CircleMember.left_at, through=_of_circle(CircleMember)),
    Rule(Circle, (), Circle.ended_at),
    Rule(
        AuditAnswer,
        (AuditAnswer.user_id,),
        through=(AuditAnswer.question_id, AuditQuestion.id, AuditQuestion.course_id),
    ),
    Rule(Exclusion, (Exclusion.user_id, Exclusion.other_id)),
    Rule(View, (View.user_id,), View.at),
    Rule(ScaledGoal, (ScaledGoal.user_id,), ScaledGoal.scored_at),
    Rule(WaitingPlace, (WaitingPlace.user_id,)),
    Rule(MentoringProfile, (MentoringProfile.user_id,)),
    Rule(Consent, (Consent.user_id,)),
)

#: Tables of people that no rule names, each with its reason.
KEPT: Final[dict[str, str]] = {
    "users": "an account goes when its last course lets it go",
    "account_links": "the person's own act on both sides; go with either account",
    "account_link_codes": "live for ten minutes, go with their enrolment",
    "enrolments": "go when the person has not been seen for as long and the platform does not list them",
    "roster_entries": "go with their enrolment",
    "frame_sessions": "deleted a day after their last use",
    "frame_tickets": "live for a minute, go with their session",
    "embed_people": "belong to a site, not to a course; sites end them",
    "embed_sessions": "end after hours, belong to a site",
    "audit_questions": "a choice of the course, unsigned when its author goes",
    "audit_sign_offs": "shows that somebody looked: stays with the course, without the name once its author is erased",
    "learning_event_marks": "go with the interaction they tell of",
    "mail_letters": "words go when a letter is sent, its row a month later",
    "mail_choices": "belongs to the person, not to a course",
    "mentoring_feeds": "belongs to the person, not to a course",
    "mentoring_lessons_done": "belong to the person, not to a course; go with the account",
    "course_settings": "a choice of the course, unsigned when its author goes",
    "course_settings_changes": "a choice of the course, unsigned when its author goes",
    "mentoring_rounds": "a choice of the course, unsigned when its author goes",
    "import_runs": "content of the course",
    "library_uses": "content of the course",
    "import_problems": "content of the course",
    "import_steps": "content of the course",
    "passages": "content of the course",
    "prerequisites": "content of the course",
    "resources": "content of the course",
    "skill_suggestions": "content of the course",
}
