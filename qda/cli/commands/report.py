"""`report …`."""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Researcher, View, listing


@listing("source", "participant", "code", "coder", "where")
def frequencies(
    view: View,
    by: Annotated[
        str,
        typer.Option("--by", metavar="source|participant|coder|kind|VARIABLE", help="A row for each code and value."),
    ] = "",
    wide: Annotated[bool, typer.Option("--wide", help="A row for each value, a column for each code.")] = False,
    measure: Annotated[str, typer.Option("--measure", metavar="M", help="What the cells of --wide hold.")] = "codings",
    level: Annotated[
        str, typer.Option("--level", metavar="code|category", help="Only these; categories with their codes.")
    ] = "",
    include_researcher: Researcher = False,
) -> None:
    """How often each code is used: codings, stretches, segments, sources, participants, words.

    Example: qda report frequencies --by source --wide -o frequencies.csv
    """
    from qda.reports.counts import frequencies as report

    with ENV.reading() as study:
        view.show(
            report.run(
                study,
                view.filters,
                by=by,
                wide=wide,
                measure=measure,
                level=level,
                include_researcher=include_researcher,
            )
        )


@listing("source", "participant", "code", "coder", "where")
def cooccurrence(
    view: View,
    within: Annotated[
        str, typer.Option("--within", metavar="overlap|segment|source", help="What counts as together.")
    ] = "overlap",
    across_coders: Annotated[
        bool, typer.Option("--across-coders", help="Count pairs of any two coders, not of one coder alone.")
    ] = False,
) -> None:
    """Which codes go together in what a coder did: on overlapping words, in the same segment, or in the same source.

    Example: qda report cooccurrence --within segment --format csv
    """
    from qda.reports.counts import cooccurrence as report

    with ENV.reading() as study:
        view.show(report.run(study, view.filters, within=within, across_coders=across_coders))


@listing("source", "participant", "code", "coder", "where")
def categories(
    view: View,
    quotes: Annotated[int, typer.Option("--quotes", metavar="N", min=0, help="How many quotes stand for each.")] = 5,
    include_researcher: Researcher = False,
) -> None:
    """The emerging categories: how each is grounded, how it grows, and its quotes; the core first.

    Example: qda report categories -o categories.html
    """
    from qda.reports.theory import categories as report

    with ENV.reading() as study:
        view.show(report.run(study, view.filters, quotes=quotes, include_researcher=include_researcher, want=view.want))


@listing("coder")
def memos(
    view: View,
    kind: Annotated[
        list[str],
        typer.Option(
            "--type", metavar="code|theoretical|methodological|reflexive|sampling|journal", help="Only of this type."
        ),
    ] = [],  # noqa: B006 (typer copies it)
    on: Annotated[list[str], typer.Option("--on", metavar="KIND:NAME", help="Only those on this (may repeat).")] = [],  # noqa: B006
) -> None:
    """Memos by type and by what they are about, each with the quotes it rests on.

    Example: qda report memos -o memos.docx
    """
    from qda.ops.theory.memos import one_of
    from qda.reports.common import memos as report

    with ENV.reading() as study:
        view.show(report.run(study, view.filters, types=[one_of(t) for t in kind], on=on))


@listing("source", "participant", "coder", "where")
def quotes(
    view: View,
    codes: Annotated[list[str], typer.Argument(metavar="CODE…", help="One or more codes or categories.")],
    context: Annotated[int, typer.Option("--context", metavar="N", min=0, help="Characters of context.")] = 0,
) -> None:
    """The quotes of codes, those of the codes under them included, under headings.

    Example: qda report quotes "public value" -o quotes.docx
    """
    from qda.reports.common import quotes as report

    with ENV.reading() as study:
        view.show(report.run(study, codes, view.filters, context=context))


@listing("source", "participant", "code", "coder", "where")
def evidence(view: View) -> None:
    """The chain of evidence: a row for each coding and each category that gathers its code.

    Example: qda report evidence --format csv -o evidence.csv
    """
    from qda.reports.theory import evidence as report

    with ENV.reading() as study:
        view.show(report.run(study, view.filters, want=view.want))


@listing("source", "participant", "code", "coder", "where")
def codebook(
    view: View,
    quotes: Annotated[int, typer.Option("--quotes", metavar="N", min=0, help="How many quotes for each code.")] = 2,
    include_researcher: Researcher = False,
) -> None:
    """The codebook: definitions, inclusion and exclusion, other names, counts, and a quote or two for each code.

    Example: qda report codebook -o codebook.docx
    """
    from qda.reports.common import codebook as report

    with ENV.reading() as study:
        view.show(report.run(study, view.filters, quotes=quotes, include_researcher=include_researcher))


@listing("source", "participant", "code", "coder", "where")
def saturation(
    view: View,
    statement: Annotated[
        bool, typer.Option("--statement", help="A paragraph for a paper: what was counted, what it does not show.")
    ] = False,
    estimators: Annotated[
        bool, typer.Option("--estimators", help="Add Good-Turing coverage and Chao2, with what they suppose.")
    ] = False,
    part: Annotated[
        str, typer.Option("--part", metavar="codes|combinations|categories", help="The rows of one part alone.")
    ] = "",
    include_researcher: Researcher = False,
    include_imported: Annotated[
        bool, typer.Option("--include-imported", help="Count codes of an imported codebook as found where first used.")
    ] = False,
) -> None:
    """How new codes turned up from source to source, and apart from it how far each category is developed.

    Counts say when new codes became rare in the order of analysis. Whether a category is saturated is yours to judge,
    in a memo, which the report quotes.

    JSON is one object with both parts; CSV and XLSX have the discovery curve, a row a source, or with --part the rows
    of that part.

    Example: qda report saturation -o saturation.html

    Example: qda report saturation --statement
    """
    from qda.reports.saturation import saturation as report

    with ENV.reading() as study:
        view.show(
            report.run(
                study,
                view.filters,
                part=part,
                statement=statement,
                estimators=estimators,
                include_researcher=include_researcher,
                include_imported=include_imported,
            )
        )
