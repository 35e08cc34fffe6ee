"""`hub`, `pull`, `push`: a team works on one study through a PostgreSQL database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

Url = Annotated[str, typer.Argument(metavar="URL", help="postgresql://LOGIN@HOST/DATABASE, without a password.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Show what would go; change nothing.")]


@changing
def init(
    study: Study,
    url: Url,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="The study's name there (its own).")] = "",
    sql: Annotated[
        bool, typer.Option("--sql", help="Print the statements for an administrator instead; change nothing.")
    ] = False,
) -> Said:
    """Make a hub in a PostgreSQL database where there is none, and put the study into it; push sends it there.

    Passwords come by libpq's own ways: ~/.pgpass, a service file, $PGPASSWORD. Another machine needs sslmode=verify-full.
    Example: qda hub init "postgresql://lea@db.example.org/team?sslmode=verify-full"
    """
    from qda.core.errors import UsageError
    from qda.core.results import Said
    from qda.ops.teams import hub as ops

    if sql:
        if name:
            raise UsageError("--sql stands alone: the study gets its name when it is put into the hub")
        sys.stdout.write("".join(f"{statement};\n" for statement in ops.statements(url)))
        return Said()
    return ops.init(study, url, name=name)


def join(
    url: Url,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to make.")],
    study: Annotated[str, typer.Option("--study", metavar="TEXT", help="The study, where there are several.")] = "",
) -> None:
    """Make a study's file from the hub; you act in it as the coder that a lead made you.

    Example: qda hub join "postgresql://ben@db.example.org/team?sslmode=verify-full" ben.db
    """
    from qda.ops.teams import hub as ops

    ENV.refuse_then()
    ENV.show(ops.join(url, file, study=study))


@changing
def member(
    study: Study,
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="A login of the database.")],
    as_coder: Annotated[str, typer.Option("--as", metavar="CODER", help="As which coder it pushes.")] = "",
    role: Annotated[str, typer.Option("--role", metavar="lead|coder|reader", help="What it may do.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="It is no member any more.")] = False,
) -> Said:
    """Make a login a member of the study; one that is one already gets another coder or role. Leads do so.

    A lead does all, a coder pushes under its own coder's name, a reader pulls.
    Example: qda hub member ben --as ben --role coder
    """
    from qda.ops.teams import hub as ops

    return ops.member(study, login, as_coder=as_coder, role=role, remove=remove)


@changing
def blind(
    study: Study,
    value: Annotated[str, typer.Argument(metavar="on|off", help="Hide the work of others, or show it.")],
) -> Said:
    """Let coders get sources, codebook and their own work alone from the hub, or all of it. Leads do so, and get all.

    Example: qda hub blind on
    """
    from qda.ops.teams import hub as ops

    return ops.blind(study, value)


@changing
def skip(
    study: Study, n: Annotated[int, typer.Argument(metavar="N", help="The push, as a refused pull names it.")]
) -> Said:
    """Let everybody pass over a push in which something is bad, so that it keeps nobody from pulling. Leads do so.

    Example: qda hub skip 12 --because "it was written by hand"
    """
    from qda.ops.teams import hub as ops

    return ops.skip(study, n)


@listing()
def status(view: View) -> None:
    """Show who you are in the hub, its last push, what is to be pulled and pushed, whether it is blind, and the members.

    Example: qda hub status --format json
    """
    from qda.ops.teams import hub as ops

    with ENV.reading() as study:
        view.show(ops.status(study))


@changing
def pull(study: Study, dry_run: Dry = False) -> Said:
    """Take what others pushed to the hub since your last pull: a merge, as one change.

    Example: qda pull
    """
    from qda.ops.teams import pull as ops

    return ops.pull(study, dry_run=dry_run)


@changing
def push(
    study: Study,
    again: Annotated[
        bool, typer.Option("--again", help="Send once more what a hub lacks that was restored from an older backup.")
    ] = False,
    with_names: Annotated[
        bool, typer.Option("--with-names", help="Send texts with the real names, though pseudonyms are on.")
    ] = False,
    dry_run: Dry = False,
) -> Said:
    """Pull, then send what you have over the hub: net changes, each with its coder, command and reason.

    Example: qda push --dry-run
    """
    from qda.ops.teams import push as ops

    return ops.push(study, dry_run=dry_run, again=again, with_names=with_names)
