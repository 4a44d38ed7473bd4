"""Screens of the human pair: the learner's mentor, what both do together, the instructor's matching."""

from lti_tool.pages.mentoring import (
    apart,
    fairness,
    figures,
    groups,
    letters,
    matching,
    my_goals,
    my_groups,
    my_mentor,
    outside,
    together,
)

blueprints = (
    my_mentor.blueprint,
    together.blueprint,
    letters.blueprint,
    outside.blueprint,
    my_goals.blueprint,
    matching.blueprint,
    groups.blueprint,
    my_groups.blueprint,
    apart.blueprint,
    fairness.blueprint,
    figures.blueprint,
)

__all__ = ["blueprints"]
