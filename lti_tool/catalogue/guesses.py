"""Which skills the documents of an import seem to teach, before anything of it is in the course."""

from collections.abc import Mapping, Sequence
from itertools import islice

from sqlalchemy.orm import Session

from content_index.extraction import Document, Extracted, as_resource
from content_index.skills import Background, suggest_skills
from lti_tool.catalogue.shelving import all_resources
from lti_tool.catalogue.skill_names import SkillNames
from lti_tool.catalogue.skills import graph, taught

#: Resources of the course that tell how common a word is in it: a preview is waited for.
SAMPLE = 500

#: Skill keys by the identity of a document.
Guesses = Mapping[int, tuple[str, ...]]


def guess(session: Session, course_id: int, sources: Sequence[tuple[str, Extracted]], most: int) -> Guesses:
    """Return what the first `most` documents seem to teach beside what they name.

    Takes a second or more: for the worker, and never while the database is held.
    """
    skills = graph(session, course_id, also=taught(session, course_id))
    if not skills.skills:
        return {}
    names = SkillNames.of_course(session, course_id)
    documents = [document for _, extracted in sources for document in extracted.documents][:most]
    found = {id(document): as_resource(document, document.source) for document in documents}
    background = Background.of([*islice(all_resources(session, course_id), SAMPLE), *found.values()])
    return {
        id(document): tuple(
            one.skill
            for one in suggest_skills(found[id(document)], skills, background)
            if one.skill not in _named(document, names)
        )
        for document in documents
    }


def _named(document: Document, names: SkillNames) -> tuple[str, ...]:
    return names.keys(document.skills)
