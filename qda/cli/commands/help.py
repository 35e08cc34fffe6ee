"""`help`."""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.command_table import COMMANDS, GROUPS, below


def help_(
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COMMAND]…", help="The command, or a group such as axial.", show_default=False),
    ] = None,
) -> None:
    """Show the help of a command, like `--help` after it; without a command, list all commands.

    Example: qda help axial relate
    """
    from qda.cli.tree import root

    words = " ".join(command or []).split()
    _known(words)
    top = root()
    with top.make_context("qda", [*words, "--help"]) as context:
        top.invoke(context)


def _known(words: list[str]) -> None:
    """Refuse words that name no command or group, and name the nearest ones."""
    from qda.core.errors import UsageError, nearest

    name = " ".join(words)
    if not name or name in COMMANDS or name in GROUPS:
        return
    within = [w for w in (*GROUPS, *COMMANDS) if words[-1] in w.split()]  # `relate` is `axial relate`
    near = nearest(name, (*GROUPS, *COMMANDS))
    if not near and len(words) > 1:
        near = [f"{words[0]} {n}" for n in nearest(words[-1], below(words[0] + " "))]
    some = list(dict.fromkeys([*within, *near]))[:3]
    did = f"; did you mean {' or '.join(some)}?" if some else "; `qda help` lists the commands"
    raise UsageError(f"there is no command {name!r}{did}")
