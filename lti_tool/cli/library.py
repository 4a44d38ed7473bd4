"""`boussole library`: share a course's content with other courses."""

import json

import click

from lti_tool.catalogue import libraries
from lti_tool.cli.content import json_option
from lti_tool.cli.context import Context
from lti_tool.people.courses import find_course, find_or_create_course

library_argument = click.argument("key", metavar="L")


@click.group()
def library() -> None:
    """Libraries: content of the organisation that several courses offer. L is the key of the course that holds it."""


@library.command()
@library_argument
@click.option("--name", required=True, help="What people see.")
@click.option("--description", default="", help="What is in it, for instructors who choose.")
@click.option("--closed", is_flag=True, help="Only an administrator gives it to courses.")
@click.pass_obj
def share(context: Context, key: str, name: str, description: str, closed: bool) -> None:
    """Share what course L holds (made when there is none); again: change its name, description and who may take it.

    Fill it as any course: boussole content import SOURCE... --course L
    """
    now = context.clock.now()
    with context.database.transaction() as session:
        course = find_or_create_course(session, key, now)
        libraries.share(session, course.id, name, description=description, is_open=not closed, now=now)
        held = course.key
    click.echo(f"Shared. Fill it with: boussole content import SOURCE... --course {held}")


@library.command("list")
@json_option
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List the libraries."""
    with context.database.transaction(write=False) as session:
        held = libraries.every(session)
    if as_json:
        rows = [
            {
                "key": one.key,
                "name": one.name,
                "description": one.description,
                "open": one.open,
                "resources": one.resources,
                "courses": one.courses,
            }
            for one in held
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in held:
        closed = "" if one.open else "  (given by administrators)"
        click.echo(f"{one.key}  {one.name}  {one.resources} resources, offered by {one.courses} courses{closed}")
    click.echo(f"{len(held)} libraries.")


@library.command()
@library_argument
@click.pass_obj
def withdraw(context: Context, key: str) -> None:
    """Stop sharing library L: its content stays in its course, no other course shows it.

    Share it again to bring it back where it was offered.
    """
    with context.database.transaction() as session:
        libraries.withdraw(session, libraries.find(session, key, find_course(session, key).id), context.clock.now())
    click.echo("No longer shared.")


@library.command()
@library_argument
@click.option("--course", required=True, metavar="C", help="The course that offers it.")
@click.pass_obj
def attach(context: Context, key: str, course: str) -> None:
    """Offer library L in course C."""
    with context.database.transaction() as session:
        library_id = libraries.find(session, key, find_course(session, key).id)
        course_id = find_course(session, course).id
        libraries.attach(session, course_id, library_id, by=None, now=context.clock.now(), by_administrator=True)
    click.echo("Offered.")


@library.command()
@library_argument
@click.option("--course", required=True, metavar="C", help="The course that no longer offers it.")
@click.pass_obj
def detach(context: Context, key: str, course: str) -> None:
    """Take library L out of course C."""
    with context.database.transaction() as session:
        library_id = libraries.find(session, key, find_course(session, key).id)
        libraries.detach(session, find_course(session, course).id, library_id)
    click.echo("Taken out.")
