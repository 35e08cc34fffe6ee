"""`at`: a command that only reads, on the study as it was."""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.env import ENV

# What follows the moment is a command line of its own, with options of its own.
CONTEXT = {"at": {"allow_interspersed_args": False, "ignore_unknown_options": True}}


def at(
    moment: Annotated[
        str, typer.Argument(metavar="N|DATE", help="The number of a change (`qda log` shows them), or a day or time.")
    ],
    command: Annotated[
        list[str], typer.Argument(metavar="COMMAND…", help="The command, with its options, without `qda`.")
    ],
) -> None:
    """Run a command on the study as it was: as change N left it, or at the end of a day, minute or second.

    Any command that only reads goes with it, in any format and to any file. It answers with the tables and the log of then, and
    the study itself is not touched. A day or a time is a local one: 2026-03-01, or "2026-03-01 14:30". Digits alone are N.

    Where names are shown by pseudonym now, they are so here, with the key of now, whatever the study said then.

    Example: qda at 60 report categories -o then.html

    Example: qda at 2026-03-01 codings --code trust
    """
    from qda.cli.tree import root

    given = [("--project", ENV.project), ("--coder", ENV.coder)]
    before = [word for option, value in given if value for word in (option, value)]
    before += ["--reveal"] if ENV.reveal else []
    ENV.moment = moment
    top = root()
    with top.make_context("qda", [*before, *command]) as context:
        top.invoke(context)
