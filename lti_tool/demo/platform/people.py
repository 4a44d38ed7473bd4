"""Who studies and teaches on the campus, and what its courses hold. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["learner", "mentor", "instructor", "administrator"]


@dataclass(frozen=True)
class Person:
    """Someone with an account; `number` is the platform's own id."""

    key: str
    number: int
    given: str
    family: str
    locale: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def email(self) -> str:
        return f"{self.key}@campus.example"


@dataclass
class Course:
    """One course; `members` maps a person's key to the role held in it."""

    id: str
    label: str
    title: str
    members: dict[str, Role]
    # Whom an observer watches, for platforms that have observers.
    observed: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Activity:
    """One link to a tool in a course: the specification's resource link."""

    id: str
    course: str
    title: str
    client_id: str
    url: str | None = None
    text: str = ""
    custom: dict[str, str] = field(default_factory=dict)
    kind: Literal["ltiResourceLink", "link"] = "ltiResourceLink"
    extra: dict[str, Any] = field(default_factory=dict)


PEOPLE: dict[str, Person] = {
    person.key: person
    for person in (
        Person("ines", 11, "Inès", "Carpentier", "fr_fr"),
        Person("tom", 12, "Tom", "Whitfield", "en_gb"),
        Person("aicha", 13, "Aïcha", "Belkacem", "fr_fr"),
        Person("lea", 14, "Léa", "Fontaine", "fr_fr"),
        Person("malik", 15, "Malik", "Traoré", "fr_fr"),
        Person("grace", 16, "Grace", "Mbeki", "en_gb"),
        Person("marc", 21, "Marc", "Delorme", "fr_fr"),
        Person("joanna", 22, "Joanna", "Reyes", "en_us"),
        Person("helene", 31, "Hélène", "Vasseur", "fr_fr"),
        Person("sam", 41, "Sam", "Okafor", "en_us"),
        Person("noe", 51, "Noé", "Lambert", "fr_fr"),
        Person("priya", 61, "Priya", "Nair", "en_gb"),
    )
}


def sample_courses() -> dict[str, Course]:
    """Return the demonstration's course, and a small second one that must stay apart from it."""
    transition = Course(
        id="101",
        label="TRANSITION",
        title="Transition de carrière / Career transition",
        members={
            "ines": "learner",
            "tom": "learner",
            "aicha": "learner",
            "lea": "learner",
            "malik": "learner",
            "grace": "learner",
            "marc": "mentor",
            "joanna": "mentor",
            "helene": "instructor",
            "sam": "administrator",
        },
        observed={"marc": ["ines"], "joanna": ["tom"]},
    )
    digital = Course(
        id="202",
        label="NUMERIQUE",
        title="Outils numériques / Digital tools",
        members={"ines": "learner", "noe": "learner", "priya": "instructor", "sam": "administrator"},
    )
    return {course.id: course for course in (transition, digital)}


def sample_activities(client_id: str) -> dict[str, Activity]:
    """Return the activities that open the tool: two in the main course, one in the small one."""
    # $Context.id is known to the campus; $Foo.bar is known to nobody and arrives as it stands.
    custom = {"course": "$Context.id", "unknown": "$Foo.bar", "Opened_From": "campus"}
    activities = (
        Activity("7001", "101", "Boussole", client_id, custom=dict(custom)),
        Activity("7002", "101", "Mon projet / My project", client_id, custom=dict(custom)),
        Activity("7101", "202", "Boussole", client_id, custom=dict(custom)),
    )
    return {activity.id: activity for activity in activities}
