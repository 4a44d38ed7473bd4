"""Screens of the human pair: the learner's mentor, what both do together, the instructor's matching."""

from lti_tool.pages.mentoring import matching, my_mentor, together

blueprints = (my_mentor.blueprint, together.blueprint, matching.blueprint)

__all__ = ["blueprints"]
