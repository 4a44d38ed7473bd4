"""From the click on an intranet page's button until the box to ask in stands there.

    python -m tests.bench.embed_ready [--runs 10]

Debian's Chromium without third-party cookies, two sites on this machine, each visit with an empty
cache: the frame, its scripts, the page's word for the person, and the panel all lie in between.
"""

import argparse
import json
import statistics
import time

from playwright.sync_api import Browser, sync_playwright

from tests.fakes.widget_sites import World, world
from tests.journeys.embed_visits import LAUNCHER, frame_of, started, visiting


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    with world() as place, sync_playwright() as playwright:
        browser = started(playwright)
        times = [_from_click_to_box(browser, place) for _ in range(runs)]
        browser.close()
    figures = {"median_ms": round(statistics.median(times)), "longest_ms": round(max(times)), "target_ms": 1000}
    print(json.dumps({"benchmark": "embed_ready", "runs": runs, **figures}))


def _from_click_to_box(browser: Browser, place: World) -> float:
    """Milliseconds of one visit."""
    with visiting(browser, place) as page:
        began = time.perf_counter()
        page.locator(LAUNCHER).click()
        frame_of(page).locator("#assistant-box").wait_for()
        return (time.perf_counter() - began) * 1000


main()
