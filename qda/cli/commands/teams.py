"""`handout`, `merge`, `conflicts`: work in a team, each with a file of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study


@changing
def handout(
    study: Study,
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="The file to make: a study of its own.", show_default=False)
    ] = "",
    to: Annotated[str, typer.Option("--to", metavar="CODER", help="Who works in it.")] = "",
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without", metavar="codings|memos|theory", help="Leave these out, and all that the log says of them."
        ),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="GLOB", help="Only these sources, with their people (repeat for more)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Also into a folder that a sync service keeps.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List what was handed out instead.")] = False,
) -> Said:
    """Hand a copy of the study out to another coder, who codes apart; merge brings the work back.

    What is left out is nowhere in the file, so that a coder cannot see the codings of another.
    Example: qda handout ben.db --to ben --without codings --without memos
    """
    from qda.core.errors import UsageError
    from qda.core.results import Said
    from qda.ops.teams import handout as ops

    if list_:
        if file or to or without or source or force:
            raise UsageError("--list stands alone: it lists what was handed out")
        return Said(ops.listing(study))
    if not file or not to:
        raise UsageError("name the file to make, and with --to who works in it")
    return ops.handout(study, file, to, without=without or (), sources=source or (), force=force)


@changing
def merge(
    study: Study,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The other file of the study, or its folder.")],
    as_coder: Annotated[
        str, typer.Option("--as", metavar="CODER", help="Whose work it is that was done there under your name.")
    ] = "",
    unrelated: Annotated[
        bool, typer.Option("--unrelated", help="Merge a study that was made apart: joined by texts and names.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would come; change nothing.")] = False,
) -> Said:
    """Merge another file of the study: what was done there since you parted comes in as one change.

    What both changed stays as it is here, and conflicts tells. Merge again whenever there is more.
    Example: qda merge ben.db
    """
    from qda.ops.teams import merge as ops

    return ops.merge(study, file, as_coder=as_coder, unrelated=unrelated, dry_run=dry_run)


@listing()
def conflicts(
    view: View, every: Annotated[bool, typer.Option("--all", help="Show the settled ones too.")] = False
) -> None:
    """List what merges could not decide: what it was, yours, theirs, and what was done.

    Example: qda conflicts --all
    """
    from qda.ops.teams import conflicts as ops

    with ENV.reading() as study:
        view.show(ops.listing(study, every=every))


@changing
def settle(
    study: Study,
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of conflicts.")],
    ours: Annotated[bool, typer.Option("--ours", help="It is right as it is here.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="Take their value.")] = False,
    value: Annotated[str | None, typer.Option("--value", metavar="TEXT", help="Set another value.")] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why.")] = "",
) -> Said:
    """Settle conflicts: keep yours, take theirs, or set a value.

    Of what came back --ours removes it again; of what stayed though they removed it --theirs removes it.
    Example: qda conflicts settle 3 4 --theirs
    """
    from qda.ops.teams import conflicts as ops

    return ops.settle(study, ids, ours=ours, theirs=theirs, value=value, note=note)


@changing
def reopen(
    study: Study, ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of conflicts.")]
) -> Said:
    """Open settled conflicts again; what was set stays.

    Example: qda conflicts reopen 3
    """
    from qda.ops.teams import conflicts as ops

    return ops.reopen(study, ids)
