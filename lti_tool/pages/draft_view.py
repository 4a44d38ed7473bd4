"""A version of a draft as its reader sees it: marked places, software's comments, the mentor's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_tool.drafts import judging, versions
from lti_tool.drafts.models import Draft, DraftComment, DraftDecision, DraftVersion, MadeBy, Verdict
from lti_tool.drafts.reading import Piece, marked
from lti_tool.web.i18n import said
from lti_tool.web.transactions import db


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One comment; `number` is the one beside its place in the text. Untold verdicts read as none."""

    id: int
    number: int
    made_by: str
    text: str
    quote: str
    verdict: str
    mentor_text: str
    author_id: int | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version: `software` are the comments of a model or the checks, `mentors` those a mentor added."""

    number: int
    made_at: datetime
    handed_at: datetime | None
    reviewed_by: str
    note: str
    pieces: Sequence[Piece]
    software: Sequence[CommentLine]
    mentors: Sequence[CommentLine]
    decision: DraftDecision | None

    @property
    def kept(self) -> list[CommentLine]:
        """Software's comments that the mentor took as their own, edited or not."""
        return [one for one in self.software if one.verdict in {Verdict.ACCEPTED, Verdict.EDITED}]

    @property
    def open(self) -> list[CommentLine]:
        """Software's comments without a mentor's word."""
        return [one for one in self.software if not one.verdict]

    @property
    def rejected(self) -> list[CommentLine]:
        """Software's comments that the mentor does not share."""
        return [one for one in self.software if one.verdict == Verdict.REJECTED]


def for_learner(draft: Draft, version: DraftVersion) -> VersionView:
    """Return a version for its writer: a mentor's words appear with the decision, not before."""
    decision = next((one for one in judging.decisions_on(db(), draft.id) if one.version_id == version.id), None)
    told = decision is not None
    lines = [
        _line(number, one, told=told)
        for number, one in enumerate(versions.comments_on(db(), version.id), start=1)
        if told or one.made_by != MadeBy.MENTOR
    ]
    open_ = [one for one in lines if one.made_by != MadeBy.MENTOR and not one.verdict]
    return _view(version, lines, decision, open_)


def for_mentor(draft: Draft, version: DraftVersion) -> VersionView:
    """Return the version before a mentor, with software's comments only where they were sent along."""
    decision = next((one for one in judging.decisions_on(db(), draft.id) if one.version_id == version.id), None)
    shown = [
        one for one in versions.comments_on(db(), version.id) if version.with_comments or one.made_by == MadeBy.MENTOR
    ]
    lines = [_line(number, one, told=True) for number, one in enumerate(shown, start=1)]
    return _view(version, lines, decision, lines)


def _view(
    version: DraftVersion,
    lines: Sequence[CommentLine],
    decision: DraftDecision | None,
    in_text: Sequence[CommentLine],
) -> VersionView:
    note = said(version.note["text"], version.note["parameters"]) if version.note else ""
    return VersionView(
        number=version.number,
        made_at=version.made_at,
        handed_at=version.handed_at,
        reviewed_by=version.reviewed_by,
        note=note,
        pieces=marked(version.text, [(one.number, one.quote) for one in in_text]),
        software=[one for one in lines if one.made_by != MadeBy.MENTOR],
        mentors=[one for one in lines if one.made_by == MadeBy.MENTOR],
        decision=decision,
    )


def _line(number: int, comment: DraftComment, *, told: bool) -> CommentLine:
    words = said(comment.text, comment.parameters) if comment.made_by == MadeBy.CHECKS else comment.text
    return CommentLine(
        id=comment.id,
        number=number,
        made_by=comment.made_by,
        text=words,
        quote=comment.quote,
        verdict=str(comment.verdict) if told and comment.verdict else "",
        mentor_text=comment.mentor_text if told else "",
        author_id=comment.author_id,
    )
