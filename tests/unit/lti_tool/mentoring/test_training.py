"""The lessons are the same in both languages, and a right answer is kept."""

import pytest
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.mentoring import training
from lti_tool.translations import LANGUAGES
from tests.factories import people
from tests.factories.mentoring import ASKED


def test_both_languages_hold_the_same_lessons() -> None:
    shapes = [
        [(one.key, one.minutes, one.right, len(one.options), len(one.text)) for one in training.lessons(language)]
        for language in LANGUAGES
    ]
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) == 8
    assert training.lessons("de") == training.lessons("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_is_complete(language: str) -> None:
    for one in training.lessons(language):
        assert 0 <= one.right < len(one.options)
        assert all((one.title, one.scene, one.question, one.why, *one.text, *one.options))
    assert len({one.right for one in training.lessons(language)}) == 3


def test_lessons_follow_each_other() -> None:
    found = training.lessons("en")
    assert training.after(found[0].key, "fr") == training.lessons("fr")[1]
    assert training.after(found[-1].key, "en") is None
    with pytest.raises(NotFoundError):
        training.lesson("nothing", "en")


def test_a_right_answer_is_kept_and_a_wrong_one_is_nobodys_business(session: Session) -> None:
    user = people.user(session).id
    for one in training.lessons("en"):
        assert not training.has_finished(session, user)
        assert not training.answer(session, user, one.key, one.right + 1, ASKED)
        assert training.answer(session, user, one.key, one.right, ASKED)
        assert training.answer(session, user, one.key, one.right, ASKED)
    assert training.has_finished(session, user)
    assert len(training.done(session, user)) == 8
