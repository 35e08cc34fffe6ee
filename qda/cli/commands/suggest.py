"""`suggest codes`, `suggest quotes`, `suggest list`, `suggest accept`, `suggest reject`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Cluster, Jobs, Researcher, View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

Ids = Annotated[
    list[int], typer.Argument(metavar="ID…", help="Numbers of suggestions (`qda suggest list` shows them).")
]


@listing()
def codes(
    view: View,
    source: Annotated[
        str, typer.Option("--source", metavar="SOURCE", help="The source's name, or a unique beginning of it.")
    ],
    segment: Annotated[
        int | None, typer.Option("--segment", metavar="N", help="A whole segment: a post, turn or paragraph.")
    ] = None,
    sentence: Annotated[
        str | None,
        typer.Option("--sentence", metavar="N[:M]", help="A sentence or a range; `qda source lines` numbers them."),
    ] = None,
    span: Annotated[
        str | None, typer.Option("--span", metavar="START:END", help="These characters; the end is exclusive.")
    ] = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many to show at most.")] = 5,
    include_researcher: Researcher = False,
    jobs: Jobs = 1,
    cluster: Cluster = "",
) -> None:
    """Suggest codes for a passage, learned from your codings, each with the quotes that support it. Nothing is coded.

    Example: qda suggest codes --source interview-03 --sentence 12
    """
    from qda.ops.discovery import suggestions

    with ENV.study() as study:
        found = suggestions.codes(
            study,
            source,
            segment=segment,
            sentence=sentence,
            span=span,
            top=top,
            include_researcher=include_researcher,
            jobs=jobs,
            cluster=cluster,
            want=view.want,
        )
        view.show(found)


@listing("source", "participant", "where")
def quotes(
    view: View,
    code: Annotated[str, typer.Argument(metavar="CODE", help="A code or category.")],
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many to show at most.")] = 10,
    include_researcher: Researcher = False,
    jobs: Jobs = 1,
    cluster: Cluster = "",
) -> None:
    """Suggest passages for a code, those most like its quotes first: "more like this". Nothing is coded.

    Example: qda suggest quotes "taking responsibility" --top 20
    """
    from qda.ops.discovery import suggestions

    with ENV.study() as study:
        found = suggestions.quotes(
            study, code, top=top, include_researcher=include_researcher, jobs=jobs, cluster=cluster, filters=view.filters,
            want=view.want,
        )  # fmt: skip
        view.show(found)


@listing("source", "code", "coder")
def list_(
    view: View,
    undecided: Annotated[
        bool, typer.Option("--undecided", help="List only what you have not accepted or rejected.")
    ] = False,
) -> None:
    """List suggestions, and whether you accepted or rejected them.

    Example: qda suggest list --undecided
    """
    from qda.ops.discovery import suggestions

    with ENV.reading() as study:
        view.show(suggestions.listing(study, view.filters, undecided=undecided))


@changing
def accept(study: Study, ids: Ids) -> Said:
    """Accept suggestions: code the passages. The codings are yours, and confirmed.

    Example: qda suggest accept 4 7
    """
    from qda.ops.discovery import suggestions

    return suggestions.accept(study, ids)


@changing
def reject(study: Study, ids: Ids) -> Said:
    """Reject suggestions: they are not made again, and later suggestions learn from it.

    Example: qda suggest reject 5
    """
    from qda.ops.discovery import suggestions

    return suggestions.reject(study, ids)
