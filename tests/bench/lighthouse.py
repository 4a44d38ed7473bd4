"""What the widget costs the page that holds it: Lighthouse's performance with the line and without it.

    python -m tests.bench.lighthouse [--runs 5] [--version 13]

A plain page of text on localhost, the tool on 127.0.0.1, Debian's Chromium, Lighthouse from npm (`npx`;
not shipped). The two pages take turns, so that what else the machine does falls on both.
"""

import argparse
import json
import os
import shutil
import subprocess
from statistics import median
from typing import Any

from tests.fakes.widget_sites import World, world

AUDITS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
FLAGS = "--headless=new --no-sandbox --disable-features=LocalNetworkAccessChecks"
TEXT = "<p>What is on this week, who is new, what changed in the canteen, and where to find the forms.</p>" * 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--version", default="13")
    arguments = parser.parse_args()
    npx, chromium = shutil.which("npx"), shutil.which("chromium")
    if npx is None or chromium is None:
        print(json.dumps({"left_out": "needs npx (Node) and chromium"}))
        return
    command = [npx, "--yes", f"lighthouse@{arguments.version}"]
    measured: dict[str, list[dict[str, float]]] = {"without": [], "with": []}
    with world() as place:
        line = place.intranet.snippet
        for run in range(arguments.runs):
            for name, found in measured.items():
                place.intranet.snippet = TEXT + (line if name == "with" else "")
                found.append(_once(command, chromium, place))
                print(json.dumps({"page": name, "run": run + 1, **found[-1]}), flush=True)
    medians = {name: {key: median(one[key] for one in runs) for key in runs[0]} for name, runs in measured.items()}
    differences = {key: round(medians["with"][key] - value, 3) for key, value in medians["without"].items()}
    print(json.dumps({"runs": arguments.runs, "medians": medians, "with_minus_without": differences}))


def _once(command: list[str], chromium: str, place: World) -> dict[str, float]:
    """Score (0..100), milliseconds, layout shift, and bytes over the network of one load."""
    options = ["--quiet", "--output=json", "--only-categories=performance", f"--chrome-flags={FLAGS}"]
    environment = {**os.environ, "CHROME_PATH": chromium}
    ran = subprocess.run(
        [*command, place.page, *options], env=environment, capture_output=True, check=True, timeout=180
    )
    report: dict[str, Any] = json.loads(ran.stdout)
    audits = report["audits"]
    figures = {name.replace("-", "_"): round(audits[name]["numericValue"], 3) for name in AUDITS}
    return {
        "score": round(report["categories"]["performance"]["score"] * 100),
        **figures,
        "bytes": audits["total-byte-weight"]["numericValue"],
    }


if __name__ == "__main__":
    main()
