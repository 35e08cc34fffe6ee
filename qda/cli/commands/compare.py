"""`compare`, `compare record` and `compare remove`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing
from qda.cli.texts import read_texts

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study


@listing("source", "participant", "coder", "where")
def compare(
    view: View,
    what: Annotated[
        str,
        typer.Argument(
            metavar="CODE|CODING",
            help="A code, or the number of a coding (code:12 is a code named 12).",
        ),
    ],
    beside: Annotated[
        str,
        typer.Option(
            "--with",
            metavar="CODE|CODING",
            help="Compare with this code or coding, instead of the code's other incidents.",
        ),
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="VARIABLE", help="Alternate between the values of a variable, and show them.")
    ] = "",
) -> None:
    """Compare incidents side by side, those of the most different people first: all of a code, or one with the others.

    Example: qda compare "public value"

    Example: qda compare 12 --with "own course"
    """
    from qda.reports.theory import compare as incidents

    with ENV.reading() as study:
        view.show(incidents.run(study, what, beside, view.filters, by=by))


@changing
def record(
    study: Study,
    coding: Annotated[str, typer.Argument(metavar="CODING", help="Number of the coding (`qda codings` shows it).")],
    against: Annotated[
        str,
        typer.Argument(
            metavar="CODING|CODE", help="What it was compared with: a number is a coding, a name is a code."
        ),
    ],
    outcome: Annotated[
        str,
        typer.Option("--outcome", metavar="same|differs|new-property|recode", help="The outcome of the comparison."),
    ],
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="What they share or how they differ; - reads standard input.")
    ],
    property: Annotated[
        str | None,
        typer.Option(
            "--property",
            metavar="CATEGORY/PROPERTY",
            help="The property in which they differ; with new-property a missing one is made.",
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="CODE", help="With recode: give the first coding this code.")
    ] = None,
) -> Said:
    """Record the outcome of a comparison: the same, a difference, a new property, or another code for the first coding.

    Example: qda compare record 12 15 --outcome differs --note "here nobody was asked"

    Example: qda compare record 12 trust --outcome new-property --property trust/tempo --note "trust that must be stored"
    """
    from qda.ops.theory import comparisons as comparing

    words = read_texts(note=note)["note"] or ""
    return comparing.record(study, coding, against, outcome, note=words, property=property, to=to)


@changing
def remove(
    study: Study,
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of comparisons (`qda report comparisons`).")],
) -> Said:
    """Remove records of comparisons; the codings stay, and so do properties that were found.

    Example: qda compare remove 3
    """
    from qda.ops.theory import comparisons as comparing

    return comparing.remove(study, ids)
