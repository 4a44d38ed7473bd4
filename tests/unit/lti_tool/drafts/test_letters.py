"""Letters about drafts: who gets which, in whose language, and that no word of a draft is in them."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.drafts import handing, judging, writing
from lti_tool.mail import choices
from lti_tool.mail.models import Letter
from tests.factories.drafts import LETTER, NOW, Desk, desk

WORDS = "Shorten the second paragraph."


@pytest.fixture
def place(session: Session) -> Desk:
    """Inès writes and reads French, her mentor Marc English; what told them of their pair is gone."""
    made = desk(session)
    made.learner.user.email, made.learner.user.locale = "ines@campus.example", "fr"
    made.mentor.user.email = "marc@campus.example"
    for letter in session.scalars(select(Letter)):
        session.delete(letter)
    session.flush()
    return made


def letters(session: Session) -> list[tuple[str, str, str]]:
    """Return (to whom, subject, text) of what waits."""
    rows = session.scalars(select(Letter).order_by(Letter.id)).all()
    return [(one.user.email.split("@")[0], one.subject, one.text.replace("\xa0", " ")) for one in rows]


def test_the_mentor_is_told_that_a_draft_waits(session: Session, place: Desk) -> None:
    place.handed()
    [(who, subject, text)] = letters(session)
    assert (who, subject) == ("marc", f"{place.learner.user.shown_name} handed you a draft")
    assert "(Cover letter)" in text
    assert "Open Boussole from your course" in text


@pytest.mark.parametrize(
    ("validated", "told"), [(True, "a validé votre brouillon"), (False, "vous a renvoyé votre brouillon")]
)
def test_the_learner_is_told_of_the_decision_in_their_own_language(
    session: Session, place: Desk, told: str, *, validated: bool
) -> None:
    place.decided(place.handed(), WORDS, validated=validated)
    [(who, subject, text)] = letters(session)
    assert (who, subject) == ("ines", f"{place.mentor.user.shown_name} {told}")
    assert "(Lettre de motivation)" in text


def test_no_word_of_a_draft_or_about_it_is_in_any_letter(session: Session, place: Desk) -> None:
    draft = place.handed()
    sent = letters(session)
    judging.add_comment(session, draft, place.mentor.user_id, "Name the street.", "")
    place.decided(draft, WORDS, validated=False)
    for _, subject, text in (*sent, *letters(session)):
        for words in (LETTER[:40], "fast learner", WORDS, "Name the street"):
            assert words not in subject + text


def test_a_draft_that_is_taken_back_or_put_away_takes_its_letter_along(session: Session, place: Desk) -> None:
    draft = place.handed()
    handing.take_back(session, draft)
    assert letters(session) == []
    writing.put_away(session, place.handed(draft), NOW)
    assert letters(session) == []


def test_each_version_is_told_of_once(session: Session, place: Desk) -> None:
    draft = place.handed()
    place.decided(draft, WORDS, validated=False)
    place.handed(place.write(draft, LETTER + " And a better end."))
    assert [who for who, _, _ in letters(session)] == ["ines", "marc"]


def test_whoever_wants_no_mail_gets_none(session: Session, place: Desk) -> None:
    choices.choose(session, place.mentor.user_id, wanted=False, now=NOW)
    draft = place.handed()
    assert letters(session) == []
    place.decided(draft)
    assert [who for who, _, _ in letters(session)] == ["ines"]
