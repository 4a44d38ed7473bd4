"""What an instructor chose for a course, merged with the defaults into one frozen object."""

from lti_tool.course_settings.choices import CourseSettings, GradePolicy, Tone
from lti_tool.course_settings.store import read, save

__all__ = ["CourseSettings", "GradePolicy", "Tone", "read", "save"]
