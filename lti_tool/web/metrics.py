"""Counters for whoever runs the tool: requests and their time, by route and status; nothing about people.

With `PROMETHEUS_MULTIPROC_DIR` in the environment of several gunicorn processes, prometheus-client
adds them up; the registry of each app is otherwise its own.
"""

import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "boussole_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "boussole_request_seconds",
            "Time to the first byte of an answer",
            ["route"],
            buckets=BUCKETS,
            registry=self.registry,
        )

    def install(self, app: Flask) -> None:
        """Measure every request of the app."""
        app.before_request(self._begin)
        app.after_request(self._end)

    def page(self) -> Response:
        """Return all counters in Prometheus' text format."""
        return Response(generate_latest(self.registry), content_type=CONTENT_TYPE_LATEST)

    def _begin(self) -> None:
        g.began = time.perf_counter()

    def _end(self, response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "(none)"
        self._requests.labels(request.method, route, response.status_code).inc()
        if "began" in g:
            self._seconds.labels(route).observe(time.perf_counter() - g.began)
        return response
