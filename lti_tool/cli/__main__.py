"""`python -m lti_tool.cli`: the same as `boussole`."""

from lti_tool.cli import main

main()
