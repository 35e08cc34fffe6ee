"""`participant pseudonymise`."""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Because, View, listing
from qda.core.names import pairs


@listing()
def pseudonymise(
    view: View,
    key_file: Annotated[
        str, typer.Option("--key", metavar="FILE", help="The key file, outside the study's folder (else $QDA_KEY).")
    ] = "",
    also: Annotated[
        list[str], typer.Option("--also", metavar="NAME=PSEUDONYM", help="Replace this name too (repeat for more).")
    ] = [],  # noqa: B006 (typer copies it)
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show who would get which pseudonym, and where; change nothing.")
    ] = False,
    left: Annotated[
        bool,
        typer.Option(
            "--left",
            help="With --dry-run: show what looks like a name, number or address and is not replaced, in memos too.",
        ),
    ] = False,
    beside: Annotated[bool, typer.Option("--beside", help="Allow the key in the study's own folder.")] = False,
    off: Annotated[bool, typer.Option("--off", help="Show the real names again.")] = False,
    because: Because = "",
) -> None:
    """Show people by pseudonym everywhere, in texts too. The study keeps the real names; a separate key file says who is who.

    Run it again after an import, so that new people get one. Example: qda participant pseudonymise --key ~/keys/a.csv
    """
    from qda.core.errors import UsageError
    from qda.ops.sources import pseudonyms

    if off and (key_file or also or dry_run or left or beside):
        raise UsageError("--off goes alone")
    with ENV.study(because, reveal=True) as study:
        if off:
            said = pseudonyms.off(study)
        else:
            said = pseudonyms.pseudonymise(
                study, key_file, also=pairs("--also", also), beside=beside, dry_run=dry_run, left=left
            )
        if said.table is not None:
            view.show(said.table)
        ENV.notes(said.notes)
