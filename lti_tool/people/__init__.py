"""Users, courses, enrolments, roles, frame sessions and consent."""
