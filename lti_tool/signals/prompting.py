"""When a trend may speak: to the learner alone, seldom, and not at all once it proved of no use."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lti_tool.signals.baseline import Trend

#: At most one prompt per learner in this time.
APART = timedelta(weeks=3)
#: A signal pauses itself when fewer than this share of its last answers called it useful.
ANSWERS, LEAST_USEFUL = 20, 0.5


def may_prompt(found: Trend, now: datetime, last_prompt: datetime | None, *, paused: bool = False) -> bool:
    """Whether the learner is prompted now; `now` and `last_prompt` are aware times."""
    if paused or not found.fell_out:
        return False
    return last_prompt is None or now - last_prompt >= APART


def pauses_itself(answers: Sequence[bool]) -> bool:
    """Whether the last ANSWERS answers (oldest first, True: useful) call for a pause."""
    last = answers[-ANSWERS:]
    return len(last) == ANSWERS and sum(last) < LEAST_USEFUL * ANSWERS
