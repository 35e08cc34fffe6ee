"""`suggest codes`, `suggest quotes`, `suggest list`, `suggest accept`, `suggest reject`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Researcher, View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

Ids = Annotated[
    list[int], typer.Argument(metavar="ID…", help="Numbers of suggestions (`qda suggest list` shows them).")
]


@listing()
def codes(
    view: View,
    source: Annotated[str, typer.Option("--source", metavar="SOURCE", help="The source, or a beginning of its name.")],
    segment: Annotated[int | None, typer.Option("--segment", metavar="N", help="A post, turn or paragraph.")] = None,
    sentence: Annotated[
        str | None, typer.Option("--sentence", metavar="N[:M]", help="A sentence, or some (`qda source lines`).")
    ] = None,
    span: Annotated[str | None, typer.Option("--span", metavar="START:END", help="Characters, end exclusive.")] = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many at most.")] = 5,
    include_researcher: Researcher = False,
) -> None:
    """Codes for a passage, learned from your codings, each with the quotes that speak for it. Nothing is coded.

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
            want=view.want,
        )
        view.show(found)


@listing("source", "participant", "where")
def quotes(
    view: View,
    code: Annotated[str, typer.Argument(metavar="CODE", help="A code or category.")],
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many at most.")] = 10,
    include_researcher: Researcher = False,
) -> None:
    """Passages for a code, most like its quotes first: "more like this". Nothing is coded.

    Example: qda suggest quotes "taking responsibility" --top 20
    """
    from qda.ops.discovery import suggestions

    with ENV.study() as study:
        found = suggestions.quotes(
            study, code, top=top, include_researcher=include_researcher, filters=view.filters, want=view.want
        )
        view.show(found)


@listing("source", "code", "coder")
def list_(
    view: View,
    undecided: Annotated[bool, typer.Option("--undecided", help="Only what was not accepted or rejected.")] = False,
) -> None:
    """What was suggested, and what became of it.

    Example: qda suggest list --undecided
    """
    from qda.ops.discovery import suggestions

    with ENV.reading() as study:
        view.show(suggestions.listing(study, view.filters, undecided=undecided))


@changing
def accept(study: Study, ids: Ids) -> Said:
    """Code what was suggested; the codings are yours, and confirmed.

    Example: qda suggest accept 4 7
    """
    from qda.ops.discovery import suggestions

    return suggestions.accept(study, ids)


@changing
def reject(study: Study, ids: Ids) -> Said:
    """Say no to suggestions: they are not made again, and are learned from.

    Example: qda suggest reject 5
    """
    from qda.ops.discovery import suggestions

    return suggestions.reject(study, ids)
