"""`boussole keys`: the tool's signing keys."""

import json

import click
from sqlalchemy import select

from lti_tool.cli.context import Context
from lti_tool.lti import keys as tool_keys
from lti_tool.lti.models import ToolKey
from lti_tool.lti.vault import PURPOSE, Vault


@click.group()
def keys() -> None:
    """Signing keys: list them, rotate them."""


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_(ctx: Context, *, as_json: bool) -> None:
    """List the published keys: the one that signs, the one that comes next, those on their way out."""
    with ctx.database.transaction() as session:
        tool_keys.ensure(session, _vault(ctx), ctx.clock.now())
        _print(list(session.scalars(select(ToolKey).order_by(ToolKey.created_at, ToolKey.kid))), as_json=as_json)


@keys.command("rotate")
@click.option("--forget", is_flag=True, help="Replace all keys at once: the secret key was lost or a key leaked.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def rotate(ctx: Context, *, forget: bool, as_json: bool) -> None:
    """Sign with the next key from now on; the old one stays published for a week."""
    change = tool_keys.forget_all if forget else tool_keys.rotate
    with ctx.database.transaction() as session:
        change(session, _vault(ctx), ctx.clock.now())
        _print(list(session.scalars(select(ToolKey).order_by(ToolKey.created_at, ToolKey.kid))), as_json=as_json)


def _vault(ctx: Context) -> Vault:
    return Vault(ctx.settings.derived_key(PURPOSE))


def _print(held: list[ToolKey], *, as_json: bool) -> None:
    described = [{"kid": key.kid, "state": str(key.state), "created_at": key.created_at.isoformat()} for key in held]
    if as_json:
        click.echo(json.dumps({"keys": described}))
        return
    for key in described:
        click.echo(f"{key['kid']}  {key['state']}  since {key['created_at']}")
