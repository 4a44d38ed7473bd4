"""Screens about how it is going: check-ins, the spoken pitch, and who sees what."""

from lti_tool.pages.signals import check_ins, pitch, who_sees

blueprints = (check_ins.blueprint, pitch.blueprint, who_sees.blueprint)

__all__ = ["blueprints", "check_ins", "pitch", "who_sees"]
