"""The documents say what the code does: settings, commands, decisions, links."""

import re
from pathlib import Path

import click

from lti_tool.cli import boussole
from lti_tool.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_the_readme_lists_every_setting_with_its_help() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \|(.*)\|$", README, re.MULTILINE))
    documented = {name: row.split("|")[-1].strip() for name, row in rows.items()}
    assert documented == {str(field.alias): field.description for field in Settings.model_fields.values()}


def _commands(group: click.Group, path: str = "boussole") -> list[str]:
    found = []
    for name, command in group.commands.items():
        if command.hidden:
            continue
        found += _commands(command, f"{path} {name}") if isinstance(command, click.Group) else [f"{path} {name}"]
    return found


def test_the_reference_lists_exactly_the_commands_there_are() -> None:
    documented = set(re.findall(r"^### `(boussole[a-z -]*)`", (ROOT / "docs/commands.md").read_text(), re.MULTILINE))
    assert documented == set(_commands(boussole))


def test_every_command_says_what_it_does() -> None:
    def check(command: click.Command, path: str) -> None:
        assert command.get_short_help_str(), f"{path} has no help"
        if isinstance(command, click.Group):
            for name, child in command.commands.items():
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
    files = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    numbers = [file.name[:4] for file in files]
    assert len(numbers) == len(set(numbers))
    listed = (ROOT / "docs/decisions/README.md").read_text()
    assert [file.name for file in files if file.name not in listed] == []
