"""`boussole demo --check`: the main job without a browser, and its exit code."""

import json

from click.testing import CliRunner

from lti_tool.cli import boussole
from lti_tool.cli.context import make_context
from lti_tool.demo.checking import check_site
from lti_tool.demo.demonstration import Site
from lti_tool.settings import Settings


def test_the_main_job_goes_through_and_one_line_says_so(tmp_path) -> None:
    settings = Settings.from_environ({"BOUSSOLE_DATA_DIR": str(tmp_path)}, None)
    ran = CliRunner().invoke(boussole, ["demo", "--check"], obj=make_context(settings))
    report = json.loads(ran.stdout)
    assert (ran.exit_code, report["ok"], report["problems"]) == (0, True, [])
    assert report["answer"]["label"] == "réponse par recherche"
    assert report["answer"]["citations"]
    assert report["score"]["given"] > 0
    assert report["path"][-1] == "Entretiens d’embauche"
    assert set(report["milliseconds"]) == {"launch", "profile", "search", "recommendation", "path", "answer", "score"}


def test_a_campus_that_is_gone_is_a_problem_that_is_named(site: Site) -> None:
    lost = Site(tool=site.tool, campus="http://127.0.0.1:9", seeded=site.seeded, group=site.group)
    report = check_site(lost)
    assert report["ok"] is False
    assert report["problems"][0].startswith("launch: ")
