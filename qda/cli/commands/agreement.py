"""`agreement`, `disagreements`, `resolve`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.agreement.registry import COEFFICIENTS, DEFAULT
from qda.cli.env import ENV
from qda.cli.options import Researcher, View, changing, listing
from qda.cli.texts import read_texts

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

OnlyDone = Annotated[
    bool, typer.Option("--only-done", help="Count a source as read only where the coder said so (`source done`).")
]
Unconfirmed = Annotated[bool, typer.Option("--unconfirmed", help="Count codings that nobody has confirmed, too.")]


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
    only_done: OnlyDone = False,
    unconfirmed: Unconfirmed = False,
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


@listing("coder", "code", "source", "participant", "where")
def disagreements(
    view: View,
    kind: Annotated[
        str, typer.Option("--kind", metavar="missed|other-code|boundary", help="Only places of this kind.")
    ] = "",
    settled: Annotated[bool, typer.Option("--settled", help="List the settled places instead.")] = False,
    every: Annotated[bool, typer.Option("--all", help="List settled places too.")] = False,
    only_done: OnlyDone = False,
    unconfirmed: Unconfirmed = False,
    include_researcher: Annotated[
        bool, typer.Option("--include-researcher", help="List places in researchers' words as well.")
    ] = False,
) -> None:
    """List the places where coders differ, with what each has there; the number of a place settles it (`resolve`).

    A code is missed where one who has read the source left the place without a code, another code where he gave one that
    the others did not, a boundary where the stretches differ. Example: qda disagreements --kind boundary --source "interview*"
    """
    import gc

    from qda.reports.agreement import disagreements as report

    gc.disable()  # all places stay until the rows are written: looking through them for cycles is a third of the time
    try:
        with ENV.reading() as study:
            view.show(
                report.run(
                    study, view.filters, kind=kind, settled=settled, every=every, only_done=only_done,
                    unconfirmed=unconfirmed, include_researcher=include_researcher,
                )
            )  # fmt: skip
    finally:
        gc.enable()


@changing
def resolve(
    study: Study,
    ids: Annotated[
        list[int] | None,
        typer.Argument(metavar="ID…", help="Places, as `disagreements` lists them.", show_default=False),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option("--keep", metavar="CODER", help="Take what this coder has there, which may be nothing."),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="CODE", help="Give it this code, on the stretch that all have.")
    ] = None,
    boundary: Annotated[
        str | None,
        typer.Option(
            "--boundary", metavar="START:END|widest|common", help="The stretch: the code stays, or is that of --to."
        ),
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Decide that there is nothing.")] = False,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="Why; needed with all but --boundary alone.")
    ] = None,
    agreed: Annotated[bool, typer.Option("--agreed", help="Take all agreed places into the consensus layer.")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="Take decisions back: the places are open again.")] = False,
) -> Said:
    """Settle places where coders differ; the decision stands in a layer of its own, the coder `consensus`.

    The coders' codings stay as they are, and no count takes the layer beside them: --coder consensus shows it alone.
    Example: qda resolve 12 --keep ben --note "the definition excludes plans"
    """
    from qda.core.errors import UsageError
    from qda.ops.agreement import resolve as ops

    given = any(v is not None for v in (keep, to, boundary, note)) or drop
    if agreed or reopen:
        if given or (agreed and (reopen or ids)):
            raise UsageError("--agreed stands alone, and --reopen takes numbers of places and nothing else")
        return ops.agreed(study) if agreed else ops.reopen(study, ids or [])
    said = read_texts(note=note)["note"]
    return ops.resolve(study, ids or [], keep=keep, to=to, boundary=boundary, drop=drop, note=said or "")
