"""`compare`, `compare record`, `compare remove` and `report comparisons`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing
from qda.cli.texts import read_texts


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
        typer.Option("--with", metavar="CODE|CODING", help="Lay this beside it, instead of its own other incidents."),
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="VARIABLE", help="Let the values of a variable take turns, and show them.")
    ] = "",
) -> None:
    """Lay incidents side by side, most different people first: those of a code, or one coding against the others.

    Example: qda compare "public value"

    Example: qda compare 12 --with "own course"
    """
    from qda.reports.theory import compare as incidents

    with ENV.reading() as study:
        view.show(incidents.run(study, what, beside, view.filters, by=by, want=view.want))


@changing
def record(
    study: Any,
    coding: Annotated[str, typer.Argument(metavar="CODING", help="Number of the coding (`qda codings` shows it).")],
    against: Annotated[
        str, typer.Argument(metavar="CODING|CODE", help="What it was compared with: digits are a coding, else a code.")
    ],
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="same|differs|new-property|recode", help="What came of it.")
    ],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="In what; - reads it.")],
    property: Annotated[
        str | None,
        typer.Option(
            "--property",
            metavar="CATEGORY/PROPERTY",
            help="In which property; new-property makes one that is not there.",
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="CODE", help="With recode: the first coding gets this code.")
    ] = None,
) -> Any:
    """Keep what a comparison gave: the same, a difference, a new property, or another code for the first coding.

    Example: qda compare record 12 15 --outcome differs --note "here nobody was asked"

    Example: qda compare record 12 trust --outcome new-property --property trust/tempo --note "trust that must be stored"
    """
    from qda.ops.theory import comparisons as comparing

    words = read_texts(note=note)["note"] or ""
    return comparing.record(study, coding, against, outcome, note=words, property=property, to=to)


@changing
def remove(
    study: Any,
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of comparisons (`qda report comparisons`).")],
) -> Any:
    """Remove records of comparisons; the codings, and a property that was found, stay.

    Example: qda compare remove 3
    """
    from qda.ops.theory import comparisons as comparing

    return comparing.remove(study, ids)


@listing("source", "participant", "code", "coder", "where")
def report(
    view: View,
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="same|differs|new-property|recode", help="Only these.")
    ] = "",
    missing: Annotated[bool, typer.Option("--missing", help="Pairs of categories never compared, instead.")] = False,
) -> None:
    """The comparisons that were recorded, with the two quotes of each; or the pairs of categories never compared.

    Example: qda report comparisons -o comparisons.docx

    Example: qda report comparisons --missing
    """
    from qda.core.errors import UsageError
    from qda.reports.theory import comparisons

    if missing and outcome:
        raise UsageError("--missing lists pairs without a comparison, which have no --outcome")
    with ENV.reading() as study:
        if missing:
            view.show(comparisons.missing(study, view.filters))
        else:
            view.show(comparisons.run(study, view.filters, outcome=outcome, want=view.want))
