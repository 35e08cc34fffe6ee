"""The command line: a static table of commands, each loaded when it is called.

`qda --help` imports typer and this table, nothing else. A new command is one function and one line there.
"""

from __future__ import annotations

import sys

from qda.cli.command_table import COMMANDS, GROUPS

__all__ = ["COMMANDS", "GROUPS", "main"]


def main(args: list[str] | None = None) -> None:
    """Run `qda` with these arguments (default: those of the process) and exit with its status."""
    import gc

    # A command is short and most of what it makes stays until its end: looking for cycles all the time takes a tenth of it.
    gc.set_threshold(20_000, 50, 100)
    try:
        from qda.cli import streams

        streams.ready()
        streams.listen()
        from qda.cli.app import run
        from qda.cli.env import ENV

        status = run(sys.argv[1:] if args is None else args, last=True)
        streams.finish(ENV.cut)
    except KeyboardInterrupt as e:  # before the command began: what happens in it is answered there
        sys.stderr.write("interrupted; nothing changed\n")
        status = 128 + getattr(e, "number", 2)
    sys.exit(status)
