"""`read`: the full-screen coder. The only command that loads Textual, and only once there is something to show."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qda.cli.env import ENV
from qda.core.errors import QdaError


def read(
    source: Annotated[
        str,
        typer.Argument(metavar="[SOURCE]", help="The source to open (else the one read last).", show_default=False),
    ] = "",
    disagreements: Annotated[
        bool,
        typer.Option("--disagreements", help="Begin with the places where coders differ, to settle them one by one."),
    ] = False,
) -> None:
    """Open the full-screen coder: read a source and code it, with the keyboard alone or with the mouse. `?` shows the keys.

    Names are shown by pseudonym where the study is set so; codings still refer to the stored text.

    Example: qda read interview-03
    """
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise QdaError(
            "`qda read` needs a terminal of its own, not a pipe or a file; `qda source lines` prints a source"
        )
    with ENV.study() as study:
        from qda.cli import streams
        from qda.tui import app
        from qda.tui.session import settings

        streams.leave()
        study.db.waiting = None  # the screen says itself what it waits for
        ENV.interactive()
        app.run(study, source, settings.load(), ENV.veiled, disagreements=disagreements)
