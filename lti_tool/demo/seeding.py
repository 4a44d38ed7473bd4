"""What the demonstration starts with: the campus as a registered platform, the sample course indexed.

Uses what an administrator's commands use; running it again changes nothing that is already there.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lti_tool.catalogue import skills
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.sources import import_paths
from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.lti import platforms
from lti_tool.people.courses import find_or_create_course

COURSE = Path(__file__).parent / "course"
#: The label of the course on the campus: the first launch takes over the prepared course.
COURSE_KEY = "TRANSITION"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the course holds after seeding."""

    course_id: int
    resources: int


def register_campus(database: Database, clock: Clock, values: dict[str, str]) -> int:
    """Register the campus with the values it prints, as `boussole platform add` does; return its number."""
    with database.transaction() as session:
        return platforms.save(
            session,
            platforms.NewPlatform(
                issuer=values["issuer"],
                client_id=values["client_id"],
                authorization_url=values["auth_url"],
                token_url=values["token_url"],
                keyset_url=values["jwks_url"],
                name="Campus",
                deployments=(values["deployment"],),
            ),
            clock.now(),
        ).id


def bring_people_together(database: Database, clock: Clock, course_id: int, platform_id: int) -> None:
    """Let mentors and learners of the campus have worked together for some weeks."""
    from lti_tool.demo.companions import Campus, introduce  # noqa: PLC0415 - a first start only

    with database.transaction() as session:
        introduce(session, Campus(course_id, platform_id, clock.now()))


def fill_course(database: Database, engines: Engines, clock: Clock, note: Path) -> Seeded:
    """Import the sample lessons and skills; `note` remembers what was imported, so a second start is quick."""
    with database.transaction() as session:
        course_id = find_or_create_course(session, COURSE_KEY, clock.now()).id
    files = sorted(COURSE.glob("lessons/*/*.md"))
    print_of_course = _digest([*files, COURSE / "skills.csv"])
    if note.is_file() and note.read_text() == print_of_course and engines.of(course_id).state().ready:
        return Seeded(course_id, len(files))
    report = import_paths(database, engines, clock, course_id, [COURSE / "lessons"])
    with database.transaction() as session:
        skills.import_skills(session, course_id, "skills.csv", (COURSE / "skills.csv").read_bytes(), clock.now())
    note.write_text(print_of_course)
    return Seeded(course_id, report.stored)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
