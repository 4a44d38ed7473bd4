"""Everything one answer needs, gathered once by the host and passed in."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from widget.ports import (
    Asker,
    Budget,
    ConversationStore,
    ExerciseNotes,
    ExerciseSource,
    HumanContact,
    Letters,
    Now,
    PassageSource,
    Switches,
)
from widget.providers import AnswerProvider


@dataclass(frozen=True, slots=True)
class AssistantNeeds:
    """The ports, the providers in the order in which they are tried, and two clocks.

    No provider at all is normal: the answer is then a search answer. Without `notes`, exercises can be
    done but nothing written in them is kept; without `letters` a message to the mentor is copied by hand.
    `monotonic` counts seconds for heartbeats and pacing.
    """

    passages: PassageSource
    store: ConversationStore
    budget: Budget
    switches: Switches
    contact: HumanContact
    exercises: ExerciseSource
    asker: Asker
    now: Now
    providers: Sequence[AnswerProvider] = ()
    notes: ExerciseNotes | None = None
    letters: Letters | None = None
    monotonic: Callable[[], float] = time.monotonic
