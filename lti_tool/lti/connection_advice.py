"""What to change on the platform when a step of the connection test fails, in that platform's own words.

The names of settings are those of Moodle 4.5 and of Canvas' developer keys (2026), in English as the
platforms' documentation has them.
"""

from lti_tool.errors import N_

MOODLE, CANVAS = "moodle", "canvas"
ADVICE = {
    "keys": N_("Check the key address in the registration, and that this tool can reach the platform."),
    "clock": N_("Set the time of both machines by NTP; launches and access tokens last a minute only. Then try again."),
    "token": N_("On the platform, check the client ID and the address of this tool's keys."),
    "scores": N_("On the platform, allow the tool to use grades."),
    "line_items": N_("On the platform, allow the tool to make columns in the gradebook."),
    "results": N_("On the platform, allow the tool to use grades."),
    "roster": N_("On the platform, allow the tool to read who is in a course (Names and Role Provisioning)."),
    "roster_page": N_(
        "On the platform, allow the tool to read who is in a course (Names and Role Provisioning). Then open the "
        "activity once more from the course, and try again."
    ),
    "roster_moved": N_(
        "The course or its list has moved. Open the activity once more from the course, then try again."
    ),
    "roster_names": N_("On the platform, share names with the tool. Without them people are told apart by a number."),
    "line_item_page": N_("Open the activity once more from the course, then try again."),
}
OF_MOODLE = {
    "token": N_(
        "In Moodle, compare the client ID and the public keyset address in the tool's configuration. Under Site "
        "administration, Security, HTTP security, let Moodle reach this tool: it blocks private hosts and unusual "
        "ports."
    ),
    "scores": N_(
        "In Moodle, Manage tools, the tool's configuration, Services: set “IMS LTI Assignment and Grade Services” to "
        "“Use this service for grade sync and column management”."
    ),
    "roster": N_(
        "In Moodle, Manage tools, the tool's configuration, Services: set “IMS LTI Names and Role Provisioning” to “"
        "Use this service to retrieve members' information as per privacy settings”."
    ),
    "roster_names": N_(
        "In Moodle, Manage tools, the tool's configuration, Privacy: set “Share launcher's name with tool” to “Always”."
        " Without names people are told apart by a number."
    ),
}
OF_CANVAS = {
    "token": N_(
        "In Canvas, Admin, Developer Keys: the key must be “On”, and its public JWK URL the keyset address of this "
        "tool."
    ),
    "scores": N_(
        "In Canvas, Admin, Developer Keys, the tool's key: allow “Can create and update submission results for "
        "assignments associated with the tool”."
    ),
    "line_items": N_(
        "In Canvas, Admin, Developer Keys, the tool's key: allow “Can create and view assignment data in the gradebook "
        "associated with the tool”."
    ),
    "results": N_(
        "In Canvas, Admin, Developer Keys, the tool's key: allow “Can view submission data for assignments associated "
        "with the tool”."
    ),
    "roster": N_(
        "In Canvas, Admin, Developer Keys, the tool's key: allow “Can retrieve user data associated with the context "
        "the tool is installed in”."
    ),
    "roster_names": N_(
        "In Canvas, Admin, Developer Keys, the tool's key: set the privacy level to “Public”. Without names people are "
        "told apart by a number."
    ),
}
for _other in ("line_items", "results"):
    OF_MOODLE[_other] = OF_MOODLE["scores"]
for _of in (OF_MOODLE, OF_CANVAS):
    _of["roster_page"] = _of["roster"]


def advice(step: str, family: str) -> str:
    """Return the sentence for a step, for the platform's product where we know its settings."""
    return {MOODLE: OF_MOODLE, CANVAS: OF_CANVAS}.get(family, {}).get(step) or ADVICE[step]
