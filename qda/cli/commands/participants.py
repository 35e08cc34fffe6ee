"""`participant …`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Encoding, Researcher, Sheet, Sources, View, changing, listing
from qda.core.names import pairs

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

Name = Annotated[str, typer.Argument(metavar="NAME", help="As `qda participant list` shows it.")]


@listing("source", "participant", "where")
def participant_list(
    view: View,
    include_researcher: Researcher = False,
) -> None:
    """List who wrote or spoke, with their roles and variables.

    Example: qda participant list --where role=participant -o people.csv
    """
    from qda.ops.sources import participants

    with ENV.reading() as study:
        view.show(participants.listing(study, view.filters, include_researcher=include_researcher))


@changing
def participant_set(
    study: Study,
    name: Name,
    values: Annotated[
        list[str],
        typer.Argument(metavar="VARIABLE=VALUE…", help="A value to set; an empty one removes it."),
    ],
) -> Said:
    """Set variables of a participant; role is participant, researcher, quoted or organisation.

    Example: qda participant set "R1 (interview-03)" role=researcher age=50
    """
    from qda.ops.sources import participants

    return participants.set_values(study, name, pairs("participant set", values))


@changing
def participant_import(
    study: Study,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A table with one row per person; - reads standard input.")
    ],
    column: Annotated[
        list[str], typer.Option("--column", metavar="participant=COLUMN", help="The column with the names.")
    ] = [],  # noqa: B006 (typer copies it)
    new: Annotated[bool, typer.Option("--new", help="Add people whom the study does not have yet.")] = False,
    sheet: Sheet = "",
    encoding: Encoding = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be imported; change nothing.")] = False,
) -> Said:
    """Import roles and variables of participants from a table: one row per person, one column per variable.

    When one row cannot be imported, none is.

    Example: qda participant import people.xlsx --column participant=pseudonym --dry-run
    """
    from qda.core.drafts import ReadOptions
    from qda.ops.sources import participant_import as ops

    options = ReadOptions(encoding=encoding, columns=pairs("--column", column), sheet=sheet)
    return ops.read(study, file, options, new=new, dry_run=dry_run, stdin=sys.stdin.buffer)


@changing
def participant_merge(
    study: Study,
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="One or more participants.")],
    into: Annotated[str, typer.Option("--into", metavar="NAME", help="The person they are, or a new name.")],
) -> Said:
    """Merge participants who are one person, or rename one.

    Example: qda participant merge "Eric (thread-1)" "Eric (thread-2)" --into "Eric de Boer"
    """
    from qda.ops.sources import participants

    return participants.merge(study, names, into)


@changing
def participant_split(
    study: Study,
    name: Name,
    into: Annotated[str, typer.Option("--into", metavar="NEW", help="The name of the other person.")],
    source: Sources,
) -> Said:
    """Split off what a participant wrote in some sources: it becomes another person's.

    Example: qda participant split "Jan Jansen" --source thread-2 --into "Jan Jansen"
    """
    from qda.ops.sources import participants

    return participants.split(study, name, source, into)
