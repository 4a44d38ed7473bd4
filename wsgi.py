"""The WSGI entry point: `gunicorn wsgi:app`."""

import os

from lti_tool.app import create_app
from lti_tool.settings import Settings

app = create_app(Settings.from_environ(os.environ))
