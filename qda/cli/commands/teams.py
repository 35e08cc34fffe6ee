"""`handout`, `merge`, `conflicts`: work in a team, each with a file of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import changing

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
