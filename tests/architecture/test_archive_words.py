"""What the archive prints is in words, in both languages: no key of a table, no code of ours."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lti_tool.catalogue.learner_models import FeedbackKind
from lti_tool.drafts.kinds import KINDS as DRAFT_KINDS
from lti_tool.drafts.models import DraftState, MadeBy, Verdict
from lti_tool.gradebook.models import FailureCode, InteractionKind, ScoreState
from lti_tool.mail.models import LetterState
from lti_tool.mentoring.circle_models import CircleKind, CirclePart
from lti_tool.mentoring.meeting_models import AlertReason, AlertState, MeetingState
from lti_tool.mentoring.models import PairState
from lti_tool.mentoring.sharing import KINDS as SHARED_KINDS
from lti_tool.people.consents import Purpose
from lti_tool.people.roles import Role
from lti_tool.people.roster_models import Standing
from lti_tool.privacy.archive import page
from lti_tool.privacy.archive_codes import words_of
from lti_tool.privacy.archive_words import FIELDS, SECTIONS
from lti_tool.privacy.rights import export
from lti_tool.signals.checkins import OBSTACLES
from lti_tool.signals.voice.report import Delivery
from tests.architecture.rows import NOW, Filler, person_tables
from tests.factories import people


def _keys(value: Any) -> Iterator[str]:
    """Every key at any depth."""
    if isinstance(value, Mapping):
        yield from value
    for one in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _keys(one)


def test_every_key_has_words(session: Session) -> None:
    filler = Filler(session, people.user(session).id, {"courses": people.course(session).id})
    for table in person_tables():
        if table.name not in filler.rows:
            filler.add(table)
    keys = set(_keys(export(session, filler.rows["users"]))) | {field.name for field in fields(Delivery)}
    keys.discard("mark")  # what the rows of this test hold where people's own data has keys
    assert not sorted(keys - SECTIONS.keys() - FIELDS.keys())


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        *(("state", states) for states in (PairState, MeetingState, AlertState, DraftState, ScoreState, LetterState)),
        *(("kind", kinds) for kinds in (InteractionKind, CircleKind, DRAFT_KINDS, SHARED_KINDS)),
        *(("reason", reasons) for reasons in (FailureCode, AlertReason)),
        *(("role", Role), ("as", Standing), ("part", CirclePart), ("purpose", Purpose), ("what", FeedbackKind)),
        *(("made_by", MadeBy), ("verdict", Verdict), ("obstacle", [code for code in OBSTACLES if code])),
    ],
)
def test_every_code_has_words(key: str, codes: Iterable[str | StrEnum]) -> None:
    assert not [str(code) for code in codes if words_of(key, str(code)) is None]


def test_codes_are_read_in_the_language_of_the_page_and_words_stay() -> None:
    held = {
        "drafts": {"drafts": [{"kind": "cover_letter", "state": "with_mentor", "text": "mentor", "languages": ["fr"]}]}
    }
    text = page(held, "fr", NOW)
    assert "Lettre de motivation" in text
    assert "chez le mentor" in text
    assert "Français" in text
    assert "<dd>mentor</dd>" in text  # somebody's own word, which happens to be a code elsewhere
