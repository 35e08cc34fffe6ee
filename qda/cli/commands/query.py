"""`query`."""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Researcher, View, listing
from qda.cli.texts import standard_input


@listing("source", "participant", "code", "coder", "where")
def query(
    view: View,
    expression: Annotated[
        list[str],
        typer.Argument(metavar="EXPR", help="Codes and text:WORD, joined by operators; - reads standard input."),
    ],
    unit: Annotated[
        str,
        typer.Option(
            "--unit",
            metavar="overlap|sentence|segment|source",
            help="Ask on stretches, or on the sentences, segments or sources that they touch.",
        ),
    ] = "overlap",
    same_coder: Annotated[
        bool, typer.Option("--same-coder", help="Ask of each coder's work alone, and join the answers.")
    ] = False,
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=0, help="Characters of context to show on either side.")
    ] = 0,
    include_researcher: Researcher = False,
) -> None:
    """Ask where codes and words occur together, near each other or without each other, and show each place.

    A code stands for those under it too; =CODE is that one alone, tru* all that begin so; a name with blanks stands in
    double quotes. text:WORD, text:"a phrase" and text:begin* are words of the texts. A AND B is what both cover, A OR B
    what either does, A NOT B what of A no B overlaps, A IN B what lies within a B, A AROUND B what holds one, A NEAR/2 B
    what has one within two sentences, A THEN/2 B all from an A to the next B. AND binds closer than OR, the others closer
    still; brackets group. Example: qda query '"public value" AND trust NOT text:money' --context 40
    """
    from qda.ops.query import query as ops

    asked = standard_input() if expression == ["-"] else " ".join(expression)
    with ENV.reading() as study:
        view.show(
            ops.query(
                study, asked, view.filters, unit=unit, same_coder=same_coder, context=context,
                include_researcher=include_researcher,
            )
        )  # fmt: skip
