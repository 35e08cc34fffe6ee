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
        str, typer.Argument(metavar="[DIR]", help="The folder; a new one is made (qda-demo).", show_default=False)
    ] = "qda-demo",
    quiet: Annotated[bool, typer.Option("--quiet", help="Show only the figures at the end.")] = False,
) -> None:
    """Play the whole grounded-theory cycle on texts that come with qda. Each command is shown; the study is kept.

    Example: qda demo try-out
    """
    from qda.cli import demonstration
    from qda.core import outcome

    target = Path(folder)
    with demonstration.whole(target) as work:
        told = _Told(folder, quiet)
        with contextlib.chdir(target):
            if not quiet:
                told.say(INTRODUCTION)
                told.say(f"\n$ cd {shlex.quote(folder)}")
            for step in demonstration.steps(Path("."), work):
                told.step(step.stage, step.words, step.show)
    outcome.wrote(target)
    told.say(f"\n## Written in {folder}\n")
    for name in demonstration.WRITTEN:
        told.say(f"  {target / name}")
    told.say(f"\nThe study is {target / 'qda.db'}: go on with it, for example\n")
    told.say(f'$ cd {shlex.quote(folder)}\n$ qda quotes "public value"\n$ qda log')
    if told.trouble is not None:
        raise told.trouble


def typed(words: list[str]) -> str:
    """Return the words as you would type them in a shell."""
    plain = set('"$`\\!')
    return " ".join(
        shlex.quote(w) if plain & set(w) or shlex.quote(w) == w else f'"{" ".join(w.split())}"' for w in words
    )


class _Told:
    """Print what happens. When stdout fails (`| head`), the work goes on unshown; `trouble` keeps the error."""

    def __init__(self, folder: str, quiet: bool) -> None:
        self.folder, self.quiet = folder, quiet
        self.trouble: OSError | None = None

    def say(self, line: str) -> None:
        """Write a line to stdout."""
        if self.trouble is not None:
            return
        try:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        except OSError as e:
            self.trouble = e

    def step(self, stage: str, words: list[str], show: bool) -> None:
        """Announce a command and run it in this process; its stdout is shown or dropped."""
        if stage.startswith("How often"):
            self.quiet = False
        if stage and not self.quiet:
            self.say(f"\n## {stage}\n")
        if not self.quiet:
            self.say(f"$ qda {typed(words)}")
        show = show and not self.quiet and self.trouble is None
        status, notes = self._run(words, show)
        if status:
            raise QdaError(f"demo: `qda {typed(words)}` ended with {status}: {notes}")
        if show and words[:2] not in DOCUMENTS and notes:
            self.say(notes)

    def _run(self, words: list[str], show: bool) -> tuple[int, str]:
        from qda.cli.app import run

        notes = io.StringIO()
        out = sys.stdout if show else io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        status = 0
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(notes):
            try:
                status = run(["--project", "qda.db", *words] if words[0] != "init" else words, inner=True)
            except OSError as e:
                if not show:
                    raise
                self.trouble = e
        return status, notes.getvalue().strip()


__all__ = ["demo", "typed"]
