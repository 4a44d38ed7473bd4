"""Write the documents that follow from the code: `docs/commands.md`, the list of decisions, the settings table.

python -m tests.architecture.reference        (make docs)
"""

import inspect
import re
from pathlib import Path

import click

from lti_tool.cli import boussole
from lti_tool.settings import Settings

ROOT = Path(__file__).parents[2]
COMMANDS = """# Commands

Everything `boussole` can do; `--help` says the same. Settings come from the environment or a `.env` file
([README](../README.md#settings)). With `--json` a command prints for machines.

"""
DECISIONS = """# Decisions

Half a page each: what was chosen, what else was tried with its figures, what would change it.

"""


def commands(group: click.Group, path: str = "boussole") -> list[str]:
    """Return a section for each command below `group`."""
    sections = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        if command.hidden:
            continue
        if isinstance(command, click.Group):
            sections += commands(command, f"{path} {name}")
        else:
            sections.append(_section(command, f"{path} {name}"))
    return sections


def _section(command: click.Command, path: str) -> str:
    context = click.Context(command, info_name=path)
    usage = command.get_usage(context).removeprefix("Usage: ")
    parts = [f"### `{path}`", inspect.cleandoc(command.help or ""), f"```\n{usage}\n```"]
    records = [
        option.get_help_record(context)
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden
    ]
    rows = [
        f"| `{found[0].replace('|', chr(92) + '|')}` | {' '.join(found[1].split())} |" for found in records if found
    ]
    if rows:
        parts.append("\n".join(("| Option | Meaning |", "|---|---|", *rows)))
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def decisions() -> str:
    """Return the list of decisions with their titles."""
    lines = []
    for file in sorted((ROOT / "docs/decisions").glob("[0-9]*.md")):
        title = re.sub(r"^#\s*(\d{4}\.?\s*)?", "", file.read_text().splitlines()[0])
        lines.append(f"- [{file.name[:4]}]({file.name}) {title}")
    return DECISIONS + "\n".join(lines) + "\n"


def settings_table() -> str:
    """Return the rows of the README's settings table."""
    rows = []
    for field in Settings.model_fields.values():
        default = field.default.get_secret_value() if hasattr(field.default, "get_secret_value") else field.default
        shown = f"`{default}`" if default not in ((), "", None) else "(empty)"
        rows.append(f"| `{field.alias}` | {shown} | {field.description} |")
    return "\n".join(rows)


def main() -> None:
    (ROOT / "docs/commands.md").write_text(COMMANDS + "\n".join(commands(boussole)))
    (ROOT / "docs/decisions/README.md").write_text(decisions())
    readme = ROOT / "README.md"
    table = re.compile(r"(\| Setting \| Default \| What it does \|\n\|---\|---\|---\|\n)(?:\|.*\n)+")
    readme.write_text(table.sub(lambda found: found[1] + settings_table() + "\n", readme.read_text()))


if __name__ == "__main__":
    main()
