"""`demo`: runs each command of the demonstration as if it were typed, in a new folder."""

from __future__ import annotations

import contextlib
import io
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from qda.core.errors import QdaError

INTRODUCTION = """\
Six texts about public value and the municipal secretary, written for this program, and one analyst's work on them: open,
axial and selective coding with memos. Each line that begins with $ is a command as you could type it; what it shows is
counted now, from the texts. Quotes are Dutch and English, as they were said."""

DOCUMENTS = (["axial", "paradigm"], ["report", "categories"])  # these end with what they counted as it is


def demo(
    folder: Annotated[
        str, typer.Argument(metavar="[DIR]", help="Where; made when new (qda-demo).", show_default=False)
    ] = "qda-demo",
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the figures at the end.")] = False,
) -> None:
    """The whole cycle of grounded theory on texts that come with qda, each command shown; ends in a study to go on with.

    Example: qda demo try-out
    """
    from qda.ops import demo as ops

    target = Path(folder)
    work = ops.prepare(target)
    quiet_until_end = quiet
    with contextlib.chdir(target):
        here = Path(".")
        if not quiet:
            _say(INTRODUCTION)
            _say(f"\n$ cd {shlex.quote(folder)}")
        for step in ops.steps(here, work):
            if step.stage.startswith("How often"):
                quiet_until_end = False
            if step.stage and not quiet_until_end:
                _say(f"\n## {step.stage}\n")
            if not quiet_until_end:
                _say(f"$ qda {typed(step.words)}")
            _run(step.words, show=step.show and not quiet_until_end)
    _say(f"\n## Written in {folder}\n")
    for name in ops.WRITTEN:
        _say(f"  {target / name}")
    _say(f"\nThe study is {target / 'qda.db'}: go on with it, for example\n")
    _say(f'$ cd {shlex.quote(folder)}\n$ qda quotes "public value"\n$ qda log')


def typed(words: list[str]) -> str:
    """The words as one would type them in a shell."""
    plain = set('"$`\\!')
    return " ".join(
        shlex.quote(w) if plain & set(w) or shlex.quote(w) == w else f'"{" ".join(w.split())}"' for w in words
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _run(words: list[str], *, show: bool) -> None:
    """Run one command line in this process; its stdout is shown or kept back, a failure ends the demo."""
    from qda.cli.app import run

    told = io.StringIO()
    out = sys.stdout if show else io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        status = run(["--project", "qda.db", *words] if words[0] != "init" else words)
    if show and not status and words[:2] not in DOCUMENTS and (notes := told.getvalue().strip()):
        _say(notes)
    if status:
        raise QdaError(f"demo: `qda {typed(words)}` ended with {status}: {told.getvalue().strip()}")


__all__ = ["demo", "typed"]
