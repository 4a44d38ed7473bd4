"""What a person is in a course, for this tool."""

from enum import StrEnum


class Role(StrEnum):
    """The part a person plays in one course; the highest one of a launch counts."""

    LEARNER = "learner"
    MENTOR = "mentor"
    INSTRUCTOR = "instructor"

    @property
    def teaches(self) -> bool:
        """True for those who configure the tool in the course."""
        return self is Role.INSTRUCTOR
