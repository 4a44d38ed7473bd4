"""Run a campus by itself: `python -m lti_tool.demo.platform --tool http://localhost:8000`.

Prints one JSON line once it listens: its address, and the values to register it with the tool.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from lti_tool.demo.platform.app import create_campus
from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.here import campus_of
from lti_tool.demo.platform.profiles import PROFILES
from lti_tool.demo.platform.server import listen
from lti_tool.demo.platform.tools import Tool


def main(arguments: Sequence[str]) -> None:
    """Serve until the process ends."""
    asked = _read(arguments)
    tool = Tool.at(asked.tool)
    app = create_campus(
        CampusConfig(
            profile=PROFILES[asked.profile],
            url=asked.url,
            tools=(tool,),
            data_file=asked.data,
            controls=asked.controls,
        )
    )
    server = listen(app, asked.host, asked.port)
    campus = campus_of(app)
    sys.stdout.write(json.dumps({"url": campus.root, **campus.addresses.values(tool)}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="lti_tool.demo.platform", description="A pretend campus.")
    parser.add_argument("--tool", required=True, help="the tool's origin, for example http://localhost:8000")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="plain")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--url", help="the campus's public address, where it is not http://HOST:PORT")
    parser.add_argument("--data", type=Path, help="a file where grades and registrations survive a restart")
    parser.add_argument("--controls", action="store_true", help="open the levers for tests under /controls")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
