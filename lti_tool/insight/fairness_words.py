"""An audit in sentences: what was found, how sure, and what nobody can say from so few people."""

from lti_tool.errors import N_
from lti_tool.insight.fairness import Audit, Comparison, Verdict
from lti_tool.mentoring.sentences import Sentence

GAPS = {
    "matched": N_(
        "%(group)s: %(value)s points in the share of people matched, against all others "
        "(95 %% interval %(low)s to %(high)s)."
    ),
    "fit": N_("%(group)s: %(value)s points of fit, against all others (95 %% interval %(low)s to %(high)s)."),
    "accepted": N_(
        "%(group)s: %(value)s points in the share of proposals accepted, against all others "
        "(95 %% interval %(low)s to %(high)s)."
    ),
    "waiting_days": N_(
        "%(group)s: %(value)s days of waiting, against all others (95 %% interval %(low)s to %(high)s)."
    ),
    "alerts": N_(
        "%(group)s: %(value)s alerts for each learner, against all others (95 %% interval %(low)s to %(high)s)."
    ),
    "exposure": N_("%(group)s: shown %(value)s times as often as all others (95 %% interval %(low)s to %(high)s)."),
}
IN_POINTS = frozenset({"matched", "fit", "accepted"})

SUMMARY = {
    Verdict.GAP: N_("A gap was found. Somebody has to look into it and say what will be done."),
    Verdict.INSIDE: N_("No gap larger than the tolerance, for the groups and measures looked at."),
    Verdict.CANNOT_TELL: N_("Cannot tell: with this many people a gap could be there and stay unseen."),
}

#: A small group is never the only one to be hidden: the rest would give it away.
HIDDEN = N_("Not shown: %(count)s groups of fewer than ten people, or that would give such a group away.")


def said_of(one: Comparison) -> Sentence:
    """Return one comparison as a sentence."""
    return Sentence(
        GAPS[one.measure],
        {
            "group": one.group,
            "value": _shown(one, one.value),
            "low": _shown(one, one.low),
            "high": _shown(one, one.high),
        },
    )


def summary(found: Audit) -> Sentence:
    """Return what an audit allows one to say in one sentence."""
    return Sentence(SUMMARY[found.verdict])


def hidden(found: Audit) -> Sentence | None:
    """Return how many groups are not shown, and why; None when all are."""
    return Sentence(HIDDEN, {"count": found.hidden_groups}) if found.hidden_groups else None


def _shown(one: Comparison, value: float) -> str:
    if one.measure in IN_POINTS:
        return f"{100 * value:+.1f}"
    if one.measure == "exposure":
        return f"{value:.2f}"
    return f"{value:+.2f}" if one.measure == "alerts" else f"{value:+.1f}"
