"""What an audit reads: one row per learner with what happened, one row with the group, joined."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

#: Groups of fewer people are not shown, so that nobody can be found in a figure.
SMALLEST_GROUP = 10
NO_GROUP = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one learner; None where it is not known."""

    learner: str
    matched: bool
    score: float | None = None
    shown: float | None = None
    waiting_days: float | None = None
    accepted: bool | None = None
    alerts: float | None = None


def outcomes_of(rows: Iterable[Mapping[str, Any]]) -> list[Outcome]:
    """Read {"learner", "mentor", "score"?, "shown"?, "waiting_days"?, "accepted"?, "alerts"?} rows.

    The last of a learner counts.
    The object that `boussole match --json` prints may stand in place of rows.
    """
    found: dict[str, Outcome] = {}
    for row in _spread(rows):
        name = row.get("learner")
        if name is not None:
            found[str(name)] = _outcome(str(name), row)
    return list(found.values())


def groups_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Read {"learner", "group", "attribute"?} rows as attribute -> learner -> group."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        name, group = row.get("learner"), row.get("group")
        if name is not None and group not in {None, ""}:
            found.setdefault(str(row.get("attribute", "group")), {})[str(name)] = str(group)
    return found


@dataclass(frozen=True, slots=True)
class Audience:
    """The learners an audit may look at: outcomes and groups in parallel, small groups taken out."""

    outcomes: Sequence[Outcome]
    groups: Sequence[str]
    sizes: Mapping[str, int]
    suppressed: int


def audience(outcomes: Iterable[Outcome], group_of: Mapping[str, str]) -> Audience:
    """Join by learner. Somebody with a group and without an outcome was not matched.

    A group of fewer than ten is taken out; when fewer than ten people would be missing in all,
    the next smallest goes with it, since the rest would give it away.
    """
    known = {outcome.learner: outcome for outcome in outcomes}
    joined = [(known.get(name, Outcome(name, matched=False)), group) for name, group in sorted(group_of.items())]
    sizes = Counter(group for _, group in joined)
    hidden = {group for group, size in sizes.items() if size < SMALLEST_GROUP}
    if hidden and sum(sizes[group] for group in hidden) < SMALLEST_GROUP and len(hidden) < len(sizes):
        hidden.add(min((group for group in sizes if group not in hidden), key=lambda group: (sizes[group], group)))
    shown = [(outcome, group) for outcome, group in joined if group not in hidden]
    return Audience(
        [outcome for outcome, _ in shown],
        [group for _, group in shown],
        {group: size for group, size in sorted(sizes.items()) if group not in hidden},
        len(hidden),
    )


def _spread(rows: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for row in rows:
        if "matches" in row and "learner" not in row:
            yield from row["matches"]
            yield from row.get("unmatched", ())
        else:
            yield row


def _outcome(name: str, row: Mapping[str, Any]) -> Outcome:
    accepted = row.get("accepted")
    return Outcome(
        learner=name,
        matched=row.get("mentor") not in {None, ""},
        score=_number(row.get("score")),
        shown=_number(row.get("shown")),
        waiting_days=_number(row.get("waiting_days")),
        accepted=None if accepted is None else bool(accepted),
        alerts=_number(row.get("alerts")),
    )


def _number(value: object) -> float | None:
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and np.isfinite(value)
    return float(value) if usable else None  # type: ignore[arg-type]  # `usable` says it is a number
