"""Resources and skills for tests of what the content says."""

from content_index.documents import Passage, Resource
from content_index.skills import Skill, SkillGraph


def a_resource(
    identifier: str, title: str, *texts: str, skills: tuple[str, ...] = (), language: str = "en", heading: str = ""
) -> Resource:
    """A resource with one passage per text, named "identifier/0" and so on."""
    passages = tuple(
        Passage(f"{identifier}/{number}", identifier, number, text, heading) for number, text in enumerate(texts)
    )
    return Resource(identifier, title, language, passages, skills=skills)


def career_skills() -> SkillGraph:
    """Four skills with names of several words, in two languages."""
    return SkillGraph.build(
        [
            Skill("listening", "Active listening", names={"fr": "Écoute active"}),
            Skill("story", "Telling your story", names={"fr": "Raconter son histoire"}),
            Skill("pitch", "The elevator pitch", ("story",), {"fr": "Le pitch"}),
            Skill("network", "Building a network", names={"fr": "Développer son réseau"}),
        ]
    )
