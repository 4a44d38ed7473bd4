"""The campus over real HTTP, in a thread or for good."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from lti_tool.demo.platform.app import create_campus
from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.here import campus_of


class _Quiet(WSGIRequestHandler):
    """Answers without a line in the log for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def listen(app: Flask, host: str = "127.0.0.1", port: int = 0) -> BaseWSGIServer:
    """Bind the campus to a port (0: a free one) and tell it its address; the caller serves.

    The socket listens when this returns: requests wait in its queue until `serve_forever` runs.
    """
    server = make_server(host, port, app, threaded=True, request_handler=_Quiet)
    campus = campus_of(app)
    if campus.config.url is None:
        campus.root = f"http://{host}:{server.port}"
    return server


def serve(config: CampusConfig, host: str = "127.0.0.1", port: int = 0) -> None:
    """Run a campus until the process ends."""
    listen(create_campus(config), host, port).serve_forever()


@contextmanager
def running(config: CampusConfig, host: str = "127.0.0.1", port: int = 0) -> Iterator[Campus]:
    """Run a campus in a thread for the length of a `with` block; its address is `campus.root`."""
    app = create_campus(config)
    server = listen(app, host, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield campus_of(app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
