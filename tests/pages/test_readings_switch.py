"""The institution's switch at the administrator's desk: figures, a recorded decision, off deletes."""

import pytest
from sqlalchemy import func, select

from lti_tool.db import Database
from lti_tool.signals import mood_switch
from lti_tool.signals.models import MoodSwitch
from tests.factories.signals import DECISION
from tests.pages.conftest import Browser, words
from tests.pages.desk import EMAIL, Administrator

PAGE = "/admin/readings"


def test_it_is_off_and_prints_the_committed_figures(desk: Administrator) -> None:
    page = words(desk.get(PAGE))
    assert "Off" in page
    for one in mood_switch.figures():
        assert f"{round(100 * one.auroc)}%" in page
        assert f"{round(100 * one.wrong_flags)}%" in page


def test_a_decision_without_its_parts_is_refused_and_what_was_typed_stays(
    desk: Administrator, database: Database
) -> None:
    response = desk.post(f"{PAGE}/on", basis="because", responsible="", decided_on="2099-01-01")
    assert response.status_code == 422
    page = words(response)
    for why in ("at least 20", "Name the person", "cannot lie in the future", "you have read the figures"):
        assert why in page
    assert "because" in response.get_data(as_text=True)
    with database.transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(MoodSwitch)) == 0


@pytest.fixture
def on(desk: Administrator) -> Administrator:
    assert desk.post(f"{PAGE}/on", **DECISION, figures_read="on").status_code == 303
    return desk


def test_on_is_recorded_with_who_entered_it(on: Administrator) -> None:
    page = words(on.get(f"{PAGE}?done=on"))
    assert "Nothing is read of anybody who has not agreed." in page
    assert DECISION["basis"] in page
    assert EMAIL in page


def test_off_takes_the_offer_away_and_keeps_the_record(on: Administrator, learner: Browser) -> None:
    assert "Have your words read?" in learner.page("/learn/check-ins/")
    assert on.post(f"{PAGE}/off").status_code == 303
    assert "Have your words read?" not in learner.page("/learn/check-ins/")
    page = words(on.get(PAGE))
    assert DECISION["responsible"] in page
    assert "Switch off and delete" not in page
