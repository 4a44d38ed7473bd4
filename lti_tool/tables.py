"""Every table of the tool, imported in one place so that the metadata is complete."""

import lti_tool.gradebook.models
import lti_tool.lti.models
import lti_tool.people.models  # noqa: F401
from lti_tool.db.base import Base

metadata = Base.metadata
