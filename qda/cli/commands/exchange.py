"""`export`: the study as a project of other programs, or as a folder of text."""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, listing

SHOWN = 10  # files that a message names


@listing("source")
def export(
    view: View,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE|DIR", help="The file to write, which ends in .qdpx; else the folder for text."),
    ],
    program: Annotated[
        str,
        typer.Option(
            "--for", metavar="nvivo|maxqda|atlasti|qualcoder", help="Write it as this program is known to read it."
        ),
    ] = "",
    plain: Annotated[bool, typer.Option("--plain", help="Leave out the data that only qda reads.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE where it exists.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written; write nothing.")] = False,
    media: Annotated[
        str, typer.Option("--media", metavar="DIR", help="The folder with files of media (media beside the study).")
    ] = "",
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="With DIR: list what is out of step and write nothing; exit with 1 if there is any."
        ),
    ] = False,
) -> None:
    """Export the study as a REFI-QDA project for NVivo, MAXQDA, ATLAS.ti, QualCoder and others; qda reads it back whole.

    The table says what other programs see (kept), what only qda reads back (carried) and what stays here (lost).
    Example: qda export shop.qdpx --for atlasti

    A name that does not end in .qdpx is a folder: the study as text, to keep in git. The table lists what was out of step.
    Example: qda export text
    Example: qda export text --check
    """
    from qda.core.errors import UsageError

    if not file.lower().endswith(".qdpx"):
        others = {"--for": program, "--plain": plain, "--force": force, "--dry-run": dry_run, "--media": media}
        others["--source"] = view.filters.source
        if given := [name for name, value in others.items() if value]:
            raise UsageError(f"{', '.join(given)}: for a project alone, whose name ends in .qdpx; {file} is a folder")
        _text(view, file, check)
        return
    if check:
        raise UsageError(f"--check is for a folder of text, and {file} is a project: leave it out")
    from qda.ops.exchange.export import export as write

    with ENV.reading() as study:
        said = write(
            study, file, program=program, plain=plain, source=view.filters.source, force=force, dry_run=dry_run,
            media=media, veiled=ENV.veiled, tick=ENV.progress("exporting"),
        )  # fmt: skip
        if said.table is not None:
            view.show(said.table)
        ENV.notes(said.notes)
        if ENV.veiled is None and study.setting("pseudonyms"):
            ENV.say("note: the real names are in it")


def _text(view: View, folder: str, check: bool) -> None:
    from shlex import quote

    from qda.ops.exchange.text_export import export_text

    with ENV.reading() as study:
        said = export_text(study, folder, check=check, veiled=ENV.veiled, tick=ENV.progress("exporting"))
        files = [] if said.table is None else [row[0] for row in said.table.rows]
        if said.table is not None:
            view.show(said.table)
        ENV.notes(said.notes)
        if not check and ENV.veiled is None and study.setting("pseudonyms"):
            ENV.say("note: the real names are in it")
        if check and files:
            shown = ", ".join(files[:SHOWN]) + (f" and {len(files) - SHOWN} more" if len(files) > SHOWN else "")
            ENV.error(f"{folder} is out of step with the study ({shown}): `qda export {quote(folder)}` writes it")
            ENV.status = 1
        elif check:
            ENV.say(f"{folder} is in step with the study")
