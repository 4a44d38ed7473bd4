"""The sentence beside a score in the platform's gradebook: it counts what was done and quotes nothing."""

from collections.abc import Mapping
from typing import Final

from lti_tool.course_settings import GradePolicy
from lti_tool.errors import N_
from lti_tool.gradebook.models import InteractionKind
from lti_tool.translations import best_language, translate, translate_plural

#: Singular and plural of each kind, in the order they are named.
PHRASES: Final[dict[InteractionKind, tuple[str, str]]] = {
    InteractionKind.QUESTION_RATED: (
        N_("%(num)s question answered and rated"),
        N_("%(num)s questions answered and rated"),
    ),
    InteractionKind.QUESTION_FOLLOWED: (
        N_("%(num)s question answered and followed up"),
        N_("%(num)s questions answered and followed up"),
    ),
    InteractionKind.EXERCISE_FINISHED: (N_("%(num)s exercise finished"), N_("%(num)s exercises finished")),
    InteractionKind.RESOURCE_DONE: (N_("%(num)s resource done"), N_("%(num)s resources done")),
    InteractionKind.DRAFT_HANDED_IN: (N_("%(num)s draft handed in"), N_("%(num)s drafts handed in")),
    InteractionKind.DRAFT_VALIDATED: (
        N_("%(num)s draft validated by the mentor"),
        N_("%(num)s drafts validated by the mentor"),
    ),
    InteractionKind.SESSION_HELD: (N_("%(num)s mentoring session held"), N_("%(num)s mentoring sessions held")),
}
OF_TARGET = N_("%(counted)s of %(target)s.")
ON_PATH = N_("%(counted)s of %(target)s steps of the path done.")


def comment(kind: GradePolicy, counts: Mapping[InteractionKind, int], counted: int, target: int, language: str) -> str:
    """Return the counts in words, e.g. "3 questions answered and rated, 1 exercise finished. 4 of 10."."""
    language = best_language(language)
    if kind is GradePolicy.PATH_PROGRESS:
        return translate(language, ON_PATH, counted=counted, target=target)
    named = [
        translate_plural(language, *PHRASES[kind_done], counts[kind_done])
        for kind_done in PHRASES
        if counts.get(kind_done)
    ]
    of_target = translate(language, OF_TARGET, counted=min(counted, target), target=target)
    return f"{', '.join(named)}. {of_target}" if named else of_target
