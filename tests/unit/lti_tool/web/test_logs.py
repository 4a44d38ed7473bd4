"""Logs: one JSON line each, nothing private in them."""

import json

import structlog

from lti_tool.web import logs


def test_what_is_private_is_dropped_before_it_is_written(capsys) -> None:
    logs.configure("INFO")
    structlog.get_logger("test").info(
        "asked",
        token="t0ken",
        question="my secret",
        Authorization="Bearer x",
        return_url="https://x/?sesskey=1",
        status=200,
    )
    line = json.loads(capsys.readouterr().err)
    assert line["status"] == 200
    assert {line[name] for name in ("token", "question", "Authorization", "return_url")} == {"[dropped]"}


def test_levels_below_the_setting_are_silent(capsys) -> None:
    logs.configure("ERROR")
    structlog.get_logger("test").warning("quiet")
    assert capsys.readouterr().err == ""
