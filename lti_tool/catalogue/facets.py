"""By what a course's content can be narrowed: each kind, language and skill with how many resources it keeps."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from content_index.recommendation import Candidate

#: Longest times of reading that a search can be narrowed to, in minutes.
TIMES = (5, 10, 15, 30, 60)


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of what learners can see, the most frequent first; `minutes` counts what is no longer than each time."""

    kinds: tuple[tuple[str, int], ...] = ()
    languages: tuple[tuple[str, int], ...] = ()
    skills: tuple[tuple[str, int], ...] = ()
    minutes: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, resources: Iterable[Candidate]) -> "Facets":
        """Count `resources`; one without a duration passes every time, as it does in a search."""
        held = list(resources)
        return cls(
            kinds=_counted(held, lambda one: (one.kind,)),
            languages=_counted(held, lambda one: (one.language,)),
            skills=_counted(held, lambda one: one.skills),
            minutes=tuple((most, sum(one.minutes is None or one.minutes <= most for one in held)) for most in TIMES),
        )


def _counted(held: Iterable[Candidate], values: Callable[[Candidate], Iterable[str]]) -> tuple[tuple[str, int], ...]:
    counts = Counter(value for one in held for value in values(one) if value)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
