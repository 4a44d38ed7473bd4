"""`boussole admin`: who may sign in at /admin."""

import json
import sys

import click

from lti_tool.cli.context import Context
from lti_tool.errors import InvalidInputError
from lti_tool.people import administrators

_STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from standard input (its first line).")


@click.group()
def admin() -> None:
    """Administrators of this installation: create, list, password, remove."""


@admin.command("create")
@click.option("--email", prompt="E-mail address", help="The address to sign in with; asked for when left out.")
@_STDIN
@click.pass_obj
def create(ctx: Context, email: str, *, password_stdin: bool) -> None:
    """Create an administrator who may sign in at /admin; asks for a password of at least 12 characters."""
    password = _password(from_stdin=password_stdin)
    try:
        with ctx.database.transaction() as session:
            made = administrators.create(session, email, password, ctx.clock.now()).email
    except InvalidInputError as error:
        raise _sentences(error) from error
    click.echo(f"{made} may sign in at {ctx.settings.public_url}/admin/")


@admin.command("password")
@click.option("--email", prompt="E-mail address", help="Whose password; asked for when left out.")
@_STDIN
@click.pass_obj
def password(ctx: Context, email: str, *, password_stdin: bool) -> None:
    """Give an administrator a new password; ends the sessions that are open."""
    new = _password(from_stdin=password_stdin)
    try:
        with ctx.database.transaction() as session:
            administrators.set_password(session, email, new)
    except InvalidInputError as error:
        raise _sentences(error) from error
    click.echo("The password is changed. Open sessions are ended.")


@admin.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_(ctx: Context, *, as_json: bool) -> None:
    """List the administrators."""
    with ctx.database.transaction(write=False) as session:
        seen = {one.email: one.last_sign_in_at for one in administrators.listed(session)}
    if as_json:
        rows = [{"email": email, "last_sign_in_at": at.isoformat() if at else None} for email, at in seen.items()]
        click.echo(json.dumps({"administrators": rows}))
        return
    if not seen:
        click.echo("There is no administrator. Create one with: boussole admin create")
    for email, at in seen.items():
        click.echo(f"{email}  {f'last sign-in {at:%Y-%m-%d %H:%M} UTC' if at else 'never signed in'}")


@admin.command("remove")
@click.argument("email")
@click.pass_obj
def remove(ctx: Context, email: str) -> None:
    """Remove an administrator and end the sessions that are open."""
    with ctx.database.transaction() as session:
        administrators.remove(session, email)
    click.echo(f"{administrators.normal(email)} may not sign in any more.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return given


def _sentences(error: InvalidInputError) -> click.ClickException:
    return click.ClickException("\n".join(f"{field}: {why}" for field, why in error.fields.items()))
