"""A course whose platform takes grades, for tests."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy.orm import Session

from lti_tool.gradebook import remember_endpoints
from lti_tool.lti.claims import SCOPE_LINE_ITEM, SCOPE_RESULT_READ, SCOPE_SCORE
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.models import Platform
from lti_tool.people.models import Course, Enrolment, ResourceLink
from lti_tool.people.roles import Role
from tests.factories import people

ALL_GRADES = frozenset({SCOPE_LINE_ITEM, SCOPE_RESULT_READ, SCOPE_SCORE})
LINE_ITEMS = "https://campus.example/ags/lineitems?type_id=3"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class GradedCourse:
    """A course with its platform; `learner()` adds a learner whom the platform knows."""

    session: Session
    platform: Platform
    course: Course

    def learner(self, **values: object) -> Enrolment:
        return self.enrol(Role.LEARNER, **values)

    def enrol(self, role: Role, **values: object) -> Enrolment:
        user = people.user(self.session, platform_id=self.platform.id, **values)
        return people.enrolment(self.session, of=user, into=self.course, role=role)

    def link(self, title: str = "Mentoring") -> ResourceLink:
        made = ResourceLink(
            course_id=self.course.id, link_id=f"link-{next(_numbers)}", title=title, created_at=people.CREATED
        )
        self.session.add(made)
        self.session.flush()
        return made

    def launched(
        self,
        now: datetime,
        *,
        link: ResourceLink | None = None,
        line_item: str | None = None,
        scopes: frozenset[str] = ALL_GRADES,
        line_items: str | None = LINE_ITEMS,
        without_grades: bool = False,
    ) -> None:
        offered = None if without_grades else AgsEndpoint(scopes=scopes, line_items=line_items, line_item=line_item)
        remember_endpoints(self.session, self.course.id, link.id if link else None, offered, now=now)


def platform(session: Session, **values: object) -> Platform:
    number = next(_numbers)
    made = Platform(
        **{
            "issuer": f"https://campus-{number}.example",
            "client_id": f"client-{number}",
            "family": "campus",
            "authorization_url": "https://campus.example/auth",
            "token_url": "https://campus.example/token",
            "keyset_url": "https://campus.example/jwks",
            "created_at": people.CREATED,
            **values,
        }
    )
    session.add(made)
    session.flush()
    return made


def graded_course(session: Session, *, now: datetime | None = None, **platform_values: object) -> GradedCourse:
    """A course on a platform; with `now` somebody has launched from it and grades are on."""
    its_platform = platform(session, **platform_values)
    made = GradedCourse(session, its_platform, people.course(session, platform_id=its_platform.id))
    if now is not None:
        made.launched(now)
    return made
