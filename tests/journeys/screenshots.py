"""Pictures of every page: phone and desk, light and dark, French and English, empty, filled and wrong.

python -m tests.journeys.screenshots --out var/screenshots [--only learner-home] [--widths 360]
"""

import argparse
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from lti_tool.demo.demonstration import Site, running_site
from lti_tool.settings import Settings
from tests.journeys import browsing
from tests.journeys.gallery import PAGES, PEOPLE, Shown, fits, furnish, launched

HEIGHT = 780


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("var/screenshots"))
    parser.add_argument("--only", nargs="*", default=[], help="names of pages, or their beginnings")
    parser.add_argument("--widths", nargs="*", type=int, default=[360, 1280])
    parser.add_argument("--languages", nargs="*", default=["fr", "en"])
    parser.add_argument("--schemes", nargs="*", default=["light", "dark"])
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    wanted = [shown for shown in PAGES if not chosen.only or shown.name.startswith(tuple(chosen.only))]
    base = Settings.from_environ({"BOUSSOLE_LOG_LEVEL": "WARNING", "BOUSSOLE_DAILY_TURNS": "900"}, env_file=None)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder), base, fixed_ports=False) as site,
        sync_playwright() as playwright,
    ):
        furnish(site)
        browser = browsing.launched(playwright, third_party_cookies=True)
        for shown, language, width, scheme in product(wanted, chosen.languages, chosen.widths, chosen.schemes):
            path = chosen.out / f"{shown.name}-{language}-{width}-{scheme}.png"
            print(path, "" if picture(browser, site, shown, language, width, scheme, path) else "DOES NOT FIT")
        browser.close()


def picture(browser: Browser, site: Site, shown: Shown, language: str, width: int, scheme: str, path: Path) -> bool:
    """Take one picture of the whole page; False when something stands out of the screen's width."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        locale=language,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    try:
        screen = launched(context, site, PEOPLE[shown.role][language], shown.activity)
        shown.prepare(screen)
        screen.settle()
        screen.page.screenshot(path=path, full_page=True)
        return fits(screen)
    finally:
        context.close()


if __name__ == "__main__":
    main()
