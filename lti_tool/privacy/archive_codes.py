"""How the archive puts a value that is a code of ours: English source sentences, by the key it stands under.

A person's own words are never looked up: only keys listed here hold codes.
"""

from collections.abc import Mapping

from lti_tool.drafts.kinds import KINDS as DRAFT_KINDS
from lti_tool.errors import N_
from lti_tool.mentoring.reason_words import LANGUAGE_NAMES
from lti_tool.signals.checkins import OBSTACLES

_PARTS = {
    "learner": N_("learner"),
    "mentor": N_("mentor"),
    "instructor": N_("instructor"),
    "observer": N_("somebody who observes"),
    "removed": N_("no longer on the list"),
}
_BY = {"ai": N_("the language model"), "checks": N_("automatic checks"), "mentor": N_("the mentor")}

#: By key, then by code. One code means one thing under a key, whichever section it stands in.
CODES: Mapping[str, Mapping[str, str]] = {
    "role": _PARTS,
    "as": _PARTS,
    "part": _PARTS,
    "locale": LANGUAGE_NAMES,
    "language": LANGUAGE_NAMES,
    "languages": LANGUAGE_NAMES,
    "made_by": _BY,
    "reviewed_by": _BY,
    "purpose": {
        "mood": N_("words of check-ins are read"),
        "voice": N_("recordings are described"),
        "results": N_("results of the gradebook are read"),
    },
    "slot": {"different": N_("as something different")},
    "obstacle": OBSTACLES,
    "verdict": {
        "accepted": N_("accepted by your mentor"),
        "edited": N_("put in other words by your mentor"),
        "rejected": N_("set aside by your mentor"),
    },
    "state": {
        "asked": N_("asked"),
        "active": N_("under way"),
        "declined": N_("declined"),
        "expired": N_("not answered in time"),
        "ended": N_("ended"),
        "draft": N_("being written"),
        "with_mentor": N_("with the mentor"),
        "returned": N_("returned by the mentor"),
        "validated": N_("validated by the mentor"),
        "pending": N_("waiting to be sent"),
        "waiting": N_("waiting to be sent"),
        "in_flight": N_("being sent"),
        "sent": N_("sent"),
        "superseded": N_("replaced by a later one"),
        "dead": N_("could not be sent"),
        "failed": N_("could not be sent"),
        "dropped": N_("not sent, as it was no longer needed"),
        "proposed": N_("proposed"),
        "confirmed": N_("confirmed"),
        "held": N_("held"),
        "missed": N_("missed"),
        "cancelled": N_("called off"),
        "open": N_("open"),
        "snoozed": N_("put off"),
        "done": N_("done"),
    },
    "kind": {
        "question_rated": N_("a question asked and its answer rated"),
        "question_followed": N_("a question asked and followed up"),
        "exercise_finished": N_("an exercise finished"),
        "resource_done": N_("a resource finished"),
        "draft_handed_in": N_("a draft handed in"),
        "draft_validated": N_("a draft validated"),
        "session_held": N_("a session held"),
        **DRAFT_KINDS,
        "talk": N_("something to talk about"),
        "note": N_("a note"),
        "goal": N_("a goal"),
        "resource": N_("a resource"),
        "path": N_("the path"),
        "checkin": N_("a check-in"),
        "mood": N_("a reading of one’s words"),
        "delivery": N_("figures of a recording"),
        "peers": N_("two learners who help each other"),
        "group": N_("a group with a mentor"),
    },
    "what": {
        "brief": N_("shared items, sessions and actions"),
        "path": N_("the path"),
        "draft": N_("a draft handed over"),
        "work": N_("what was done in the course"),
        "worded": N_("shared items put in fewer words by a language model"),
        "data": N_("everything, by an administrator"),
        "command": N_("everything, by whoever runs Boussole"),
        "done": N_("done"),
        "later": N_("later"),
        "not_for_me": N_("not for me"),
        "liked": N_("liked"),
        "opened": N_("opened"),
        "again": N_("to be seen again"),
    },
    "reason": {
        "asked": N_("asked for"),
        "missed_twice": N_("two sessions were missed"),
        "long_silence": N_("nothing was heard for long"),
        "shared": N_("something was shared"),
        "stalled": N_("a goal does not move"),
        "unavailable": N_("the platform could not be reached"),
        "unreadable": N_("the platform’s answer could not be read"),
        "access_refused": N_("the platform refused access"),
        "token_refused": N_("the platform gave no access token"),
        "scope_missing": N_("the platform does not allow grades"),
        "item_gone": N_("the column is no longer in the gradebook"),
        "teacher_grade": N_("a teacher’s own grade stands"),
        "clock": N_("the clocks differ"),
        "refused": N_("the platform refused it"),
        "conflict": N_("the platform holds another result"),
        "no_gradebook": N_("the platform offers no gradebook"),
    },
}


def words_of(key: str, value: str) -> str | None:
    """Return the source sentence for a code under a key; None for what is no code."""
    return CODES.get(key, {}).get(value)
