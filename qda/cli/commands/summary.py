"""`summary …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing
from qda.cli.texts import given_text

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

ROWS = "source|participant|VARIABLE"


@changing
def set_(
    study: Study,
    row: Annotated[str, typer.Argument(metavar="ROW", help="A source, or with --rows a participant or a value.")],
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code.")],
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="The summary, in your own words; - reads standard input.")
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="FILE", help="Read the text from a file; - reads standard input.")
    ] = None,
    rows: Annotated[
        str, typer.Option("--rows", metavar=ROWS, help="What ROW is; of a variable it is a value.")
    ] = "source",
) -> Said:
    """Sum up in your own words what a source, a participant or a group says about a code. [[coding:12]] links to a quote.

    Your earlier summary of the two is kept as a version. `qda report matrix --cells summaries` puts them side by side.

    Example: qda summary set interview-03 trust "Trusts whoever stays [[coding:12]]; strangers have to earn it."

    Example: qda summary set "Kim Ross" trust --rows participant --file kim.md
    """
    from qda.core.errors import UsageError
    from qda.ops.theory import summaries

    given = given_text(text, file)
    if given is None:
        raise UsageError("give the text of the summary, or --file FILE")
    return summaries.put(study, row, code, given, rows=rows)


@listing("source", "code", "coder")
def list_(
    view: View,
    rows: Annotated[str, typer.Option("--rows", metavar=ROWS, help="List only summaries of such rows.")] = "",
    versions: Annotated[
        int | None, typer.Option("--versions", metavar="ID", help="List every version of one summary instead.")
    ] = None,
) -> None:
    """List the summaries, or all versions of one.

    Example: qda summary list --code trust
    """
    from qda.ops.theory import summaries

    with ENV.reading() as study:
        view.show(
            summaries.listing(study, view.filters, rows=rows)
            if versions is None
            else summaries.versions(study, versions)
        )


@changing
def remove(
    study: Study,
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of summaries (`qda summary list`).")],
) -> Said:
    """Remove summaries with all their versions; `qda undo` brings them back.

    Example: qda summary remove 3
    """
    from qda.ops.theory import summaries

    return summaries.remove(study, ids)
