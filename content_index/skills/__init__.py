"""Skills, their prerequisites as a graph, and what the content says about both."""

from content_index.skills.graph import SkillGraph
from content_index.skills.reading import read_skills
from content_index.skills.shapes import (
    Cycle,
    Edge,
    PrerequisiteSuggestion,
    Quote,
    Skill,
    SkillProblem,
    SkillsRead,
    SkillSuggestion,
)

__all__ = [
    "Cycle",
    "Edge",
    "PrerequisiteSuggestion",
    "Quote",
    "Skill",
    "SkillGraph",
    "SkillProblem",
    "SkillSuggestion",
    "SkillsRead",
    "read_skills",
]
