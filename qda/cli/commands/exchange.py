"""`export`: the study as a project of other programs."""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, listing


@listing("source")
def export(
    view: View,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to write: .qdpx.")],
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
) -> None:
    """Export the study as a REFI-QDA project for NVivo, MAXQDA, ATLAS.ti, QualCoder and others; qda reads it back whole.

    The table says what other programs see (kept), what only qda reads back (carried) and what stays here (lost).
    Example: qda export shop.qdpx --for atlasti
    """
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
