"""Skills, their prerequisites as a graph, and what the content says about both."""

from content_index.skills.graph import SkillGraph
from content_index.skills.inference import Relation, infer_order
from content_index.skills.prerequisites import infer_prerequisites
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
from content_index.skills.suggesting import Background, suggest_skills

__all__ = [
    "Background",
    "Cycle",
    "Edge",
    "PrerequisiteSuggestion",
    "Quote",
    "Relation",
    "Skill",
    "SkillGraph",
    "SkillProblem",
    "SkillSuggestion",
    "SkillsRead",
    "infer_order",
    "infer_prerequisites",
    "read_skills",
    "suggest_skills",
]
