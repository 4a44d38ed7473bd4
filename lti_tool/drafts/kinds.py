"""What the kinds of drafts are called."""

from collections.abc import Mapping
from typing import Final

from lti_tool.errors import N_
from widget.assistant.reviewing import DraftKind

KINDS: Final[Mapping[str, str]] = {
    DraftKind.COVER_LETTER: N_("Cover letter"),
    DraftKind.PITCH: N_("Pitch"),
    DraftKind.CV_SUMMARY: N_("CV summary"),
    DraftKind.PROJECT_IDEA: N_("Project idea"),
}
