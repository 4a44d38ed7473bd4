"""`boussole person`: what the tool knows of one person, handed over or forgotten."""

import json
import os
from pathlib import Path

import click

import lti_tool.tables  # noqa: F401 - erasing looks for a person's signature in every table
from lti_tool.cli.context import Context
from lti_tool.errors import InvalidInputError
from lti_tool.mentoring import sharing
from lti_tool.people.looking_up import Found, find_people
from lti_tool.people.models import User
from lti_tool.privacy.archive import archive
from lti_tool.privacy.rights import erase, export
from lti_tool.translations import LANGUAGES, best_language

#: What the ledger calls an archive that was written here.
LOOKED_AT = "command"


@click.group()
def person() -> None:
    """One person's data: find, export, erase. ID is the number that `find` prints."""


@person.command("find")
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def find(ctx: Context, text: str, *, as_json: bool) -> None:
    """Find people by a part of their name or e-mail address, or by number."""
    if not text.strip():
        raise InvalidInputError("Give a part of the name or of the e-mail address.")
    with ctx.database.transaction(write=False) as session:
        found = find_people(session, text)
    if as_json:
        rows = [{"id": one.id, "name": one.name, "email": one.email, "courses": list(one.courses)} for one in found]
        click.echo(json.dumps({"people": rows}, ensure_ascii=False))
        return
    for one in found:
        click.echo(_line(one))
    if not found:
        click.echo("Nobody is called like this.")


@person.command("export")
@click.argument("person_id", metavar="ID", type=int)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The zip file to write."
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the page to read; the person's own when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def export_(ctx: Context, person_id: int, output: Path, language: str | None, *, as_json: bool) -> None:
    """Write everything known of a person into a zip file, a page to read and the same as JSON; their ledger says so."""
    with ctx.database.transaction() as session:
        data = export(session, person_id)
        spoken = language or best_language(session.get_one(User, person_id).locale)
        packed = archive(data, spoken, ctx.clock.now())
        _write(output, packed)
        sharing.note_export(session, person_id, None, LOOKED_AT, ctx.clock.now())
    if as_json:
        click.echo(json.dumps({"id": person_id, "file": str(output), "bytes": len(packed)}))
    else:
        click.echo(f"{output}: everything known of person {person_id}. Hand it over on a safe way.")


@person.command("erase")
@click.argument("person_id", metavar="ID", type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def erase_(ctx: Context, person_id: int, *, yes: bool) -> None:
    """Forget a person everywhere; asks first. What their platform was told stays there."""
    with ctx.database.transaction(write=False) as session:
        export(session, person_id)  # says so at once when nobody has this number
        found = next(one for one in find_people(session, str(person_id)) if one.id == person_id)
    if not yes:
        click.echo(_line(found))
        click.confirm("Forget this person everywhere? This cannot be undone", abort=True)
    with ctx.database.transaction() as session:
        erase(session, person_id, ctx.clock.now())
    click.echo(f"Person {person_id} is forgotten. Backups made before still hold them.")


def _line(one: Found) -> str:
    name, address = one.name or "(no name)", f" <{one.email}>" if one.email else ""
    return f"{one.id}  {name}{address}  {', '.join(one.courses) or 'no course'}"


def _write(output: Path, packed: bytes) -> None:
    """Write a file that nobody but its owner reads."""
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(packed)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from error
