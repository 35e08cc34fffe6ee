"""Running a command line: one place that turns errors, interrupts and closed streams into exit statuses."""

from __future__ import annotations

import os
import sys

import typer

from qda.cli import ending
from qda.cli.env import ENV
from qda.cli.tree import click, root
from qda.core import outcome
from qda.core.errors import QdaError


def run(args: list[str], *, last: bool = False, inner: bool = False) -> int:
    """Run a command line and return its exit status: 0 done, 1 refused, 2 wrong usage, 130 interrupted before a change.

    `last`: the process ends after it, so that no signal may come in between any more. `inner`: it is a part of another
    command, which answers interrupts and failing streams itself.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    ENV.reset()
    ENV.paging = not inner
    if "_QDA_COMPLETE" in os.environ:  # the shell asks for completions
        from qda.cli.complete import answer

        return answer()
    with outcome.recording() as made:
        try:
            status = _run(args, made, inner)
            ENV.over = last
            return status
        except KeyboardInterrupt as e:  # while it was being said what happened
            if inner:
                raise
            ENV.cut = ENV.over = True
            return ending.interrupted(e, made)


def _run(args: list[str], made: outcome.Outcome, inner: bool) -> int:
    command = root()
    try:
        with command.make_context("qda", args or ["--help"]) as context:
            try:
                command.invoke(context)
            finally:
                ENV.page()
        sys.stdout.flush()
        return ENV.status
    except typer.Exit as e:
        return _left(e.exit_code, made)
    except click.NoArgsIsHelpError as e:
        ENV.say(e.format_message())
        return 2
    except click.ClickException as e:
        ENV.error(e.format_message())
        if getattr(e, "ctx", None) is not None:
            ENV.say(f"`{e.ctx.command_path} --help` shows how")
        return 2
    except (typer.Abort, KeyboardInterrupt, EOFError) as e:
        if inner:
            raise
        ENV.cut = True
        return ending.interrupted(e, made)
    except QdaError as e:
        return ending.refused(e, made)
    except OSError as e:
        if inner:
            raise
        ENV.cut = True
        return ending.failed(e, made)
    except Exception as e:
        if (status := ending.broken(e, made)) is None:
            raise
        return status


def _left(status: int, made: outcome.Outcome) -> int:
    try:
        sys.stdout.flush()
    except OSError as e:
        ENV.cut = True
        return ending.failed(e, made)
    return status
