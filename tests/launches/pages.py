"""Reading what the browser is shown."""

import re

from werkzeug.test import TestResponse

from tests.factories.lti import World


def failed_check(response: TestResponse) -> str:
    """Return the check that a refusal names."""
    text = response.get_data(as_text=True)
    found = re.search(r"Failed check: ([\w.]+)", text)
    assert found, text
    return found[1]


def assert_refused(world: World, response: TestResponse, check: str) -> None:
    """A refusal is a 4xx page that names the check, carries a number to quote, and opens nothing."""
    assert 400 <= response.status_code < 500, response.status
    assert failed_check(response) == check
    assert response.headers["X-Correlation-Id"] in response.get_data(as_text=True)
    assert world.arrived == []


def assert_accepted(world: World, response: TestResponse) -> None:
    """An accepted launch answers 200 and arrives once."""
    assert response.status_code == 200, response.get_data(as_text=True)
    assert len(world.arrived) == 1
