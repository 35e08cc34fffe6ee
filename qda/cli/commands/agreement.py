"""`agreement`."""

from __future__ import annotations

from typing import Annotated

import typer

from qda.agreement.registry import COEFFICIENTS, DEFAULT
from qda.cli.env import ENV
from qda.cli.options import Researcher, View, listing


@listing("coder", "code", "source", "participant", "where")
def agreement(
    view: View,
    level: Annotated[
        str,
        typer.Option(
            "--level", metavar="code|category", help="Compare codes, or categories with the codes under them."
        ),
    ] = "code",
    unit: Annotated[
        str,
        typer.Option(
            "--unit", metavar="sentence|segment|source|character", help="What is marked or not (u-alpha: characters)."
        ),
    ] = "sentence",
    coefficient: Annotated[
        list[str],
        typer.Option(
            "--coefficient",
            metavar="|".join(COEFFICIENTS),
            help=f"Which coefficient; repeat for more (else {', '.join(DEFAULT)}).",
        ),
    ] = [],  # noqa: B006 (typer copies it)
    by: Annotated[
        str, typer.Option("--by", metavar="source|participant|VARIABLE", help="Also a row for each value of this.")
    ] = "",
    only_done: Annotated[
        bool, typer.Option("--only-done", help="Count a source as read only where the coder said so (`source done`).")
    ] = False,
    unconfirmed: Annotated[
        bool, typer.Option("--unconfirmed", help="Count codings that nobody has confirmed, too.")
    ] = False,
    include_researcher: Researcher = False,
    bootstrap: Annotated[
        int, typer.Option("--bootstrap", metavar="N", help="Replicates for the interval; 0 for none, at most 100000.")
    ] = 1000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="The seed of the draws; the same one gives the same digits.")
    ] = 1,
    resample: Annotated[
        str,
        typer.Option(
            "--resample", metavar="source|segment", help="What is drawn (sources where there are ten or more)."
        ),
    ] = "",
) -> None:
    """Show how far coders agree, code by code, over sets of codes and pooled, each with an interval.

    Compared are the coders named, else all who have codings, in the sources that two of them have read. The figure is an
    aid to talk about the codes; what it does not say stands beside it. Example: qda agreement --coder anna --coder ben
    --unit segment
    """
    from qda.reports.agreement import agreement as report

    with ENV.reading() as study:
        view.show(
            report.run(
                study, view.filters, level=level, unit=unit, coefficients=coefficient, by=by, only_done=only_done,
                unconfirmed=unconfirmed, include_researcher=include_researcher, bootstrap=bootstrap, seed=seed,
                resample=resample,
            )
        )  # fmt: skip
