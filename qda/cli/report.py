"""`report …`."""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, listing

Researcher = Annotated[bool, typer.Option("--include-researcher", help="Count researchers' words as well.")]


@listing("source", "participant", "code", "coder", "where")
def frequencies(
    view: View,
    by: Annotated[
        str, typer.Option("--by", metavar="source|participant|coder|kind|VARIABLE", help="A row for each code and value.")
    ] = "",
    wide: Annotated[bool, typer.Option("--wide", help="A row for each value, a column for each code.")] = False,
    measure: Annotated[str, typer.Option("--measure", metavar="M", help="What the cells of --wide hold.")] = "codings",
    level: Annotated[str, typer.Option("--level", metavar="code|category", help="Only these; categories with their codes.")] = "",
    include_researcher: Researcher = False,
) -> None:
    """How often each code is used: codings, stretches, segments, sources, participants, words.

    Example: qda report frequencies --by source --wide -o frequencies.csv
    """
    from qda.reports import frequencies as report

    with ENV.reading() as study:
        view.show(
            report.run(
                study, view.filters, by=by, wide=wide, measure=measure, level=level, include_researcher=include_researcher
            )
        )


@listing("source", "participant", "code", "coder", "where")
def cooccurrence(
    view: View,
    within: Annotated[
        str, typer.Option("--within", metavar="overlap|segment|source", help="What counts as together.")
    ] = "overlap",
) -> None:
    """Which codes go together: on overlapping words, in the same segment, or in the same source.

    Example: qda report cooccurrence --within segment --format csv
    """
    from qda.reports import cooccurrence as report

    with ENV.reading() as study:
        view.show(report.run(study, view.filters, within=within))
