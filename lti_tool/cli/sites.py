"""`boussole sites`: which pages of an organisation may hold the assistant, and the line to put there."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from lti_tool.cli.context import Context
from lti_tool.embed import sites as desk
from lti_tool.embed.fetched_keys import fetch
from lti_tool.embed.keys import PURPOSE
from lti_tool.embed.look import SIDES, Look
from lti_tool.embed.models import Algorithm, EmbedSite
from lti_tool.embed.snippets import lines_of
from lti_tool.embed.tokens import LONGEST_SECONDS, TYPE
from lti_tool.errors import InvalidInputError
from lti_tool.lti.vault import Vault
from lti_tool.people.courses import find_course
from lti_tool.people.models import Course

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
jwks_option = click.option(
    "--jwks",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the site's public keys (JWKS), for EdDSA and ES256.",
)
_MOST_BYTES = 65_536


@click.group()
def sites() -> None:
    """Pages of an organisation that hold the assistant: add, list, show, rotate, keys-at, sign-in, disable."""


@sites.command("add")
@click.argument("name")
@click.option("--course", required=True, metavar="C", help="The course whose content is searched.")
@click.option("--origin", "origins", multiple=True, required=True, help="https://host[:port] of a page; repeatable.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="en", show_default=True)
@click.option("--accent", default="", help="Colour of the button, like #0b5d5b.")
@click.option("--label", default="", help="Words on the button.")
@click.option("--side", type=click.Choice(SIDES), default="end", show_default=True, help="Side of the page.")
@click.option("--anonymous", is_flag=True, help="Let visitors in without a name; they get search answers only.")
@click.option(
    "--algorithm",
    type=click.Choice([str(one) for one in Algorithm]),
    default=str(Algorithm.HS256),
    show_default=True,
    help="How the site signs; it cannot be changed later.",
)
@jwks_option
@click.option("--jwks-url", default="", metavar="URL", help="Where the site publishes its public keys, instead.")
@json_option
@click.pass_obj
def add(ctx: Context, /, *, course: str, jwks: Path | None, as_json: bool, **described: Any) -> None:
    """Add a site called NAME and print its line of HTML; with HS256 its secret is shown this once."""
    described["algorithm"] = Algorithm(described["algorithm"])
    described["look"] = Look(**{name: described.pop(name) for name in ("accent", "label", "side")})
    with _named_fields():
        if described["jwks_url"] and described["algorithm"] is not Algorithm.HS256:
            fetch(ctx.http, described["jwks_url"], described["algorithm"])
    with _named_fields(), ctx.database.transaction() as session:
        course_id = find_course(session, course).id
        new = desk.NewSite(course_id=course_id, jwks=_keys_of(jwks), **described)
        site, secret = desk.add(session, new, _vault(ctx), ctx.clock.now())
        shown = _described(ctx, session, site, secret)
    _show(shown, as_json=as_json)


@sites.command("list")
@json_option
@click.pass_obj
def list_(ctx: Context, *, as_json: bool) -> None:
    """List the sites."""
    with ctx.database.transaction(write=False) as session:
        found = [_described(ctx, session, site) for site in desk.listed(session)]
    if as_json:
        click.echo(json.dumps({"sites": found}, ensure_ascii=False))
        return
    if not found:
        click.echo("No site holds the assistant. Add one with: boussole sites add NAME --course C --origin https://...")
    for one in found:
        state = "off" if one["disabled"] else "on"
        click.echo(f"{one['key']}  {one['name']}  {', '.join(one['origins'])}  {one['course']}  {state}")


@sites.command("show")
@click.argument("key")
@json_option
@click.pass_obj
def show(ctx: Context, key: str, *, as_json: bool) -> None:
    """Show one site with its line of HTML."""
    with ctx.database.transaction(write=False) as session:
        shown = _described(ctx, session, desk.find(session, key))
    _show(shown, as_json=as_json)


@sites.command("rotate")
@click.argument("key")
@jwks_option
@click.option("--forget", is_flag=True, help="End the old keys now: one leaked.")
@json_option
@click.pass_obj
def rotate(ctx: Context, key: str, *, jwks: Path | None, forget: bool, as_json: bool) -> None:
    """Give a site a new secret, or the new keys of a file; the old ones work for another week."""
    with _named_fields(), ctx.database.transaction() as session:
        site, secret = desk.rotate(session, key, _vault(ctx), ctx.clock.now(), jwks=_keys_of(jwks), forget=forget)
        shown = _described(ctx, session, site, secret)
    _show(shown, as_json=as_json)


@sites.command("keys-at")
@click.argument("key")
@click.argument("url", default="")
@json_option
@click.pass_obj
def keys_at(ctx: Context, key: str, url: str, *, as_json: bool) -> None:
    """Read a site's public keys at URL, beside those given here; leave URL out to end it."""
    with ctx.database.transaction(write=False) as session:
        algorithm = Algorithm(desk.find(session, key).algorithm)
    with _named_fields():
        if url and algorithm is not Algorithm.HS256:
            fetch(ctx.http, url, algorithm)
    with _named_fields(), ctx.database.transaction() as session:
        shown = _described(ctx, session, desk.set_keys_address(session, key, url, ctx.clock.now()))
    _show(shown, as_json=as_json)


@sites.command("sign-in")
@click.argument("key")
@click.option(
    "--issuer", default="", help="The organisation's identity provider (OpenID Connect); leave out to end it."
)
@click.option("--client-id", default="", help="The tool as the provider knows it.")
@click.option("--secret-stdin", is_flag=True, help="Read the client secret from standard input.")
@json_option
@click.pass_obj
def sign_in(ctx: Context, key: str, *, issuer: str, client_id: str, secret_stdin: bool, as_json: bool) -> None:
    """Let a site's people sign in with their organisation's account, in a window of its own."""
    secret = sys.stdin.readline().strip() if secret_stdin else ""
    with _named_fields(), ctx.database.transaction() as session:
        site = desk.set_sign_in(session, key, desk.SignIn(issuer, client_id, secret), _vault(ctx))
        shown = _described(ctx, session, site)
    _show(shown, as_json=as_json)


@sites.command("disable")
@click.argument("key")
@click.option("--enable", is_flag=True, help="Switch it on again instead.")
@json_option
@click.pass_obj
def disable(ctx: Context, key: str, *, enable: bool, as_json: bool) -> None:
    """Switch a site off: its frames stop answering at once."""
    with ctx.database.transaction() as session:
        shown = _described(ctx, session, desk.switch(session, key, ctx.clock.now(), on=enable))
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    click.echo(f"{shown['name']} is {'off' if shown['disabled'] else 'on'}.")


@contextmanager
def _named_fields() -> Iterator[None]:
    """Turn wrong fields into one message that names each."""
    try:
        yield
    except InvalidInputError as error:
        raise click.ClickException("\n".join(f"{name}: {why}" for name, why in error.fields.items())) from error


def _vault(ctx: Context) -> Vault:
    return Vault(ctx.settings.derived_key(PURPOSE))


def _keys_of(path: Path | None) -> str:
    return path.read_bytes()[:_MOST_BYTES].decode("utf-8", "replace") if path else ""


def _described(ctx: Context, session: Session, site: EmbedSite, secret: str = "") -> dict[str, Any]:
    tool = ctx.settings.public_url
    line, pinned_line = lines_of(site, tool)
    described: dict[str, Any] = {
        "key": site.key,
        "name": site.name,
        "origins": list(site.origins),
        "language": site.language,
        "course": session.get_one(Course, site.course_id).key,
        "anonymous": site.anonymous,
        "disabled": site.disabled_at is not None,
        "algorithm": str(site.algorithm),
        "sign_in": {"issuer": site.oidc_issuer, "return": f"{tool}/widget/signin/back"} if site.oidc_issuer else None,
        "token": {"typ": TYPE, "iss": site.key, "aud": tool, "seconds": LONGEST_SECONDS},
        "keys_address": site.jwks_url,
        "keys": [{"since": one.created_at.isoformat(), "until": _until(one.ends_at)} for one in site.keys],
        "snippet": line,
        "pinned_snippet": pinned_line,
    }
    return described | ({"secret": secret} if secret else {})


def _until(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _show(shown: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for name in ("key", "name", "language", "course", "anonymous", "disabled", "algorithm"):
        click.echo(f"{name}: {shown[name]}")
    click.echo(f"origins: {', '.join(shown['origins'])}")
    click.echo("token: " + ", ".join(f"{name} {value}" for name, value in shown["token"].items()))
    if "secret" in shown:
        click.echo(f"secret (shown this once): {shown['secret']}")
    click.echo(f"\n{shown['snippet']}")
