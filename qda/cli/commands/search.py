"""`search`."""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, listing
from qda.cli.texts import standard_input


@listing("source", "participant", "where")
def search(
    view: View,
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY", help='Words, "a phrase", begin*, OR, NOT; - reads standard input.')
    ],
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Search boilerplate and between segments too.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Show only the first N places.")
    ] = None,
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=0, help="Characters to show on either side.")
    ] = 40,
) -> None:
    """Search for words in what people wrote, and show each place in its context.

    A segment must have all the words. "…" is a phrase, begin* finds words that begin so, OR and NOT are in capitals. Case
    and accents make no difference. Example: qda search '"public value" OR meerwaarde' --limit 20
    """
    from qda.ops.sources import search as ops

    words = standard_input() if query == ["-"] else " ".join(query)
    with ENV.reading() as study:
        view.show(ops.search(study, words, view.filters, everywhere=everywhere, limit=limit, context=context))
