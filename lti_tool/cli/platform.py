"""`boussole platform`: which learning platforms are connected."""

import json
from typing import Any

import click

from lti_tool.cli.context import Context
from lti_tool.errors import InvalidInputError
from lti_tool.lti import invites, platforms
from lti_tool.lti.models import Platform, PlatformStatus
from lti_tool.lti.platforms import NewPlatform


@click.group()
def platform() -> None:
    """Learning platforms (LTI registrations): add, list, show, invite, approve, remove."""


@platform.command("add")
@click.option("--issuer", required=True, help="The platform's issuer (iss), exactly as it sends it.")
@click.option("--client-id", required=True, help="The client ID the platform gave this tool.")
@click.option("--auth-url", "authorization_url", required=True, help="Address of the authentication request.")
@click.option("--token-url", required=True, help="Address of the token endpoint.")
@click.option("--jwks-url", "keyset_url", required=True, help="Address of the platform's public keys.")
@click.option("--deployment", "deployments", multiple=True, help="Deployment ID; may be given several times.")
@click.option("--name", default="", help="What people here call the platform.")
@click.option("--family", default="", help="moodle, canvas or another product name.")
@click.option("--audience", "token_audience", help="Audience of the token request, where it is not the token address.")
@click.option("--origin", "extra_origins", multiple=True, help="Another web origin that may frame the tool.")
@click.option(
    "--new-deployments",
    "accepts_new_deployments",
    is_flag=True,
    help="Accept deployments first seen in a signed launch (Canvas).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def add(ctx: Context, /, *, as_json: bool, **described: Any) -> None:
    """Connect a platform, or bring the one with this issuer and client ID up to date."""
    try:
        with ctx.database.transaction() as session:
            saved = platforms.save(session, NewPlatform(**described), ctx.clock.now())
            session.refresh(saved, ["deployments"])
    except InvalidInputError as error:
        raise click.ClickException("\n".join(f"{field}: {why}" for field, why in error.fields.items())) from error
    _show(saved, as_json=as_json)


@platform.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_(ctx: Context, *, as_json: bool) -> None:
    """List the connected platforms."""
    with ctx.database.transaction(write=False) as session:
        found = platforms.listed(session)
    if as_json:
        click.echo(json.dumps({"platforms": [_described(one) for one in found]}, ensure_ascii=False))
        return
    if not found:
        click.echo("No platform is connected. Add one with: boussole platform add, or: boussole platform invite")
    for one in found:
        deployments = ", ".join(deployment.deployment_id for deployment in one.deployments) or "no deployment"
        click.echo(f"{one.id}  {one.name or one.issuer}  {one.client_id}  {deployments}  {one.status}")


@platform.command("show")
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show(ctx: Context, number: int, *, as_json: bool) -> None:
    """Show one platform by its number."""
    with ctx.database.transaction(write=False) as session:
        found = platforms.get(session, number)
    _show(found, as_json=as_json)


@platform.command("approve")
@click.argument("number", type=int)
@click.option("--refuse", is_flag=True, help="Refuse instead: launches are not let in.")
@click.pass_obj
def approve(ctx: Context, number: int, *, refuse: bool) -> None:
    """Let the launches of a registration that waits for approval in."""
    status = PlatformStatus.REFUSED if refuse else PlatformStatus.APPROVED
    with ctx.database.transaction() as session:
        platforms.set_status(session, number, status)
    click.echo(f"Platform {number} is now {status}.")


@platform.command("remove")
@click.argument("number", type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(ctx: Context, number: int, *, yes: bool) -> None:
    """Disconnect a platform; people and courses stay."""
    if not yes:
        click.confirm(f"Disconnect platform {number}?", abort=True)
    with ctx.database.transaction() as session:
        platforms.remove(session, number)
    click.echo(f"Platform {number} is disconnected.")


@platform.command("invite")
@click.option("--days", type=click.IntRange(1, 90), default=7, show_default=True, help="How long the address works.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def invite(ctx: Context, days: int, *, as_json: bool) -> None:
    """Print a one-time address with which a platform's administrator connects it (dynamic registration)."""
    with ctx.database.transaction() as session:
        made = invites.make(session, ctx.clock.now(), days=days)
    url = f"{ctx.settings.public_url}/lti/register?invite={made.token}"
    if as_json:
        click.echo(json.dumps({"url": url, "expires_at": made.expires_at.isoformat()}))
        return
    click.echo(url)
    click.echo(f"Works once, until {made.expires_at:%Y-%m-%d %H:%M} UTC.", err=True)
    click.echo("Moodle: Site administration > Plugins > External tool > Manage tools, paste it as Tool URL.", err=True)
    click.echo("Canvas: Admin > Apps > Manage > Install a new app > Dynamic Registration.", err=True)
    if not ctx.settings.is_secure:
        click.echo("Not https: only a platform on this machine can use it. Set BOUSSOLE_PUBLIC_URL first.", err=True)


def _show(one: Platform, *, as_json: bool) -> None:
    described = _described(one)
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False))
        return
    for label, value in described.items():
        click.echo(f"{label}: {', '.join(value) if isinstance(value, list) else value}")


def _described(one: Platform) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "issuer": one.issuer,
        "client_id": one.client_id,
        "auth_url": one.authorization_url,
        "token_url": one.token_url,
        "jwks_url": one.keyset_url,
        "deployments": [deployment.deployment_id for deployment in one.deployments],
        "origins": list(one.extra_origins),
        "family": one.family,
        "status": str(one.status),
        "last_launch_at": one.last_launch_at.isoformat() if one.last_launch_at else None,
        "last_error": one.last_error,
    }
