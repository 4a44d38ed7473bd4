"""The /lti/* routes: login, launch, keys, registration. What an accepted launch opens is passed in."""

from lti_tool.pages.launch.blueprint import LaunchPages, create_blueprint

__all__ = ["LaunchPages", "create_blueprint"]
