"""The documents say what the code does (`make docs` writes those that follow from it)."""

import re
from pathlib import Path

import click

from lti_tool.cli import boussole
from tests.architecture import reference

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_the_readme_lists_every_setting_with_its_help() -> None:
    assert reference.settings_table() in README


def test_the_reference_lists_exactly_the_commands_there_are() -> None:
    assert (ROOT / "docs/commands.md").read_text() == reference.COMMANDS + "\n".join(reference.commands(boussole))


def test_every_command_says_what_it_does() -> None:
    def check(command: click.Command, path: str) -> None:
        assert command.get_short_help_str(), f"{path} has no help"
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                assert child is not None
                check(child, f"{path} {name}")

    check(boussole, "boussole")


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text())
        if not (document.parent / target).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_without_doubles_and_listed() -> None:
    numbers = [file.name[:4] for file in (ROOT / "docs/decisions").glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))
    assert (ROOT / "docs/decisions/README.md").read_text() == reference.decisions()
