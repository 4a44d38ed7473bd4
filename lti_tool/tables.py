"""Every table of the tool, imported in one place so that the metadata is complete."""

import lti_tool.catalogue.assessed_models
import lti_tool.catalogue.import_models
import lti_tool.catalogue.learner_models
import lti_tool.catalogue.library_models
import lti_tool.catalogue.models
import lti_tool.catalogue.skill_models
import lti_tool.conversations.exercise_models
import lti_tool.conversations.models
import lti_tool.conversations.providing.tables
import lti_tool.course_settings.models
import lti_tool.drafts.models
import lti_tool.embed.models
import lti_tool.gradebook.models
import lti_tool.insight.event_models
import lti_tool.insight.models
import lti_tool.lti.models
import lti_tool.mail.models
import lti_tool.mentoring.circle_models
import lti_tool.mentoring.feeds
import lti_tool.mentoring.meeting_models
import lti_tool.mentoring.models
import lti_tool.people.administrator_models
import lti_tool.people.link_models
import lti_tool.people.models
import lti_tool.people.roster_models
import lti_tool.people.tickets
import lti_tool.signals.models  # noqa: F401
from lti_tool.db.base import Base

metadata = Base.metadata
