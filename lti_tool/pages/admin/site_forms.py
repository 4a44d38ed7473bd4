"""What an administrator types about a site that holds the assistant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.embed.look import Look
from lti_tool.embed.models import Algorithm, EmbedSite
from lti_tool.embed.sites import Described, NewSite
from lti_tool.errors import N_, InvalidInputError, NotFoundError
from lti_tool.pages.forms import text_of
from lti_tool.people.courses import find_course
from lti_tool.people.models import Course

#: Far more than a name, a colour or twenty addresses need.
_LONGEST = 8000
NO_COURSE = N_("Choose the course whose content is searched.")


def course_choices(session: Session) -> list[tuple[str, str]]:
    """Return key and name of every course, by name."""
    rows = session.execute(select(Course.key, Course.title).order_by(Course.title, Course.id))
    return [(key, title or key) for key, title in rows]


@dataclass(frozen=True, slots=True)
class SiteForm:
    """The fields as they were typed; `origins` one per line."""

    name: str = ""
    course: str = ""
    origins: str = ""
    language: str = "en"
    anonymous: bool = False
    accent: str = ""
    label: str = ""
    side: str = "end"
    algorithm: str = str(Algorithm.HS256)
    jwks: str = ""
    jwks_url: str = ""

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> "SiteForm":
        """Read what was posted."""

        def text(name: str) -> str:
            return (text_of(form, name) or "").strip()[:_LONGEST]

        return cls(
            name=text("name"),
            course=text("course"),
            origins=text("origins"),
            language=text("language"),
            anonymous="anonymous" in form,
            accent=text("accent").lower(),
            label=text("label"),
            side=text("side"),
            algorithm=text("algorithm"),
            jwks=text("jwks"),
            jwks_url=text("jwks_url"),
        )

    @classmethod
    def of(cls, session: Session, site: EmbedSite) -> "SiteForm":
        """Fill the form from a site."""
        return cls(
            name=site.name,
            course=session.get_one(Course, site.course_id).key,
            origins="\n".join(site.origins),
            language=site.language,
            anonymous=site.anonymous,
            accent=site.accent,
            label=site.label,
            side=site.side,
            algorithm=str(site.algorithm),
        )

    def described(self, session: Session) -> Described:
        """Return what the form says of a site; `InvalidInputError` for a course that does not exist."""
        return Described(**self._common(session))

    def new(self, session: Session) -> NewSite:
        """Return the site to be made."""
        if self.algorithm not in set(Algorithm):
            raise InvalidInputError(fields={"algorithm": N_("Choose how the site signs.")})
        return NewSite(
            **self._common(session), algorithm=Algorithm(self.algorithm), jwks=self.jwks, jwks_url=self.jwks_url
        )

    def _common(self, session: Session) -> dict[str, Any]:
        try:
            course = find_course(session, self.course)
        except NotFoundError:
            raise InvalidInputError(fields={"course": NO_COURSE}) from None
        return {
            "name": self.name,
            "course_id": course.id,
            "origins": tuple(line.rstrip("/") for line in self.origins.split()),
            "language": self.language,
            "anonymous": self.anonymous,
            "look": Look(self.accent, self.label, self.side),
        }
