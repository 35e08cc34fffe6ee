"""`negative …` and `report negative-cases`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing
from qda.cli.texts import read_texts

OUTCOMES = "revised|bounded|exception|not-negative"
Numbers = Annotated[
    list[int], typer.Argument(metavar="ID…", help="Numbers of negative cases (`qda report negative-cases`).")
]


@changing
def add(
    study: Any,
    coding: Annotated[int, typer.Argument(metavar="CODING", help="Number of the coding (`qda codings` shows it).")],
    against: Annotated[
        str,
        typer.Option(
            "--against",
            metavar="KIND:NAME",
            help="What it contradicts: code:…, category:…, property:CATEGORY/…, relation:N or memo:N.",
        ),
    ],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="In what; - reads it.")],
) -> Any:
    """Keep that a quote contradicts a code, category, property, relation or memo: a negative case, open until resolved.

    Example: qda negative add 12 --against category:trust --note "asked everybody, and was trusted less"

    Example: qda negative add 12 --against relation:3 --note "here the secretary's silence caused nothing"
    """
    from qda.ops.theory import negative_cases

    return negative_cases.add(study, coding, against, read_texts(note=note)["note"] or "")


@changing
def resolve(
    study: Any,
    id: Annotated[int, typer.Argument(metavar="ID", help="Number of the case (`qda report negative-cases`).")],
    outcome: Annotated[str, typer.Option("--outcome", metavar=OUTCOMES, help="What came of it.")],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What was done about it; - reads it.")],
) -> Any:
    """Say what came of a negative case. Resolving it again replaces what was said, and tells it.

    revised: the theory was changed. bounded: it holds within limits that are known now. exception: it stands, and this is
    one. not-negative: looked at again, it does not contradict.

    Example: qda negative resolve 2 --outcome bounded --note "holds where the council is small"
    """
    from qda.ops.theory import negative_cases

    return negative_cases.resolve(study, id, outcome, read_texts(note=note)["note"] or "")


@changing
def reopen(study: Any, ids: Numbers) -> Any:
    """Open resolved negative cases again; what came of them before stays in the log.

    Example: qda negative reopen 2
    """
    from qda.ops.theory import negative_cases

    return negative_cases.reopen(study, ids)


@changing
def remove(study: Any, ids: Numbers) -> Any:
    """Take negative cases out of the ledger; the codings stay. For one that was looked at: `not-negative` resolves it.

    Example: qda negative remove 2
    """
    from qda.ops.theory import negative_cases

    return negative_cases.remove(study, ids)


@listing("source", "participant", "code", "coder", "where")
def report(
    view: View,
    outcome: Annotated[
        str,
        typer.Option("--outcome", metavar=f"open|{OUTCOMES}", help="Only these, and nothing but the ledger."),
    ] = "",
    look: Annotated[
        bool, typer.Option("--look", help="Add quotes far from the rest of their category, as worth reading.")
    ] = False,
) -> None:
    """The ledger of negative cases, open ones first; then quotes against relations that nobody has taken up.

    In CSV and JSON a row of the ledger has an id, and no outcome while it is open. What follows has no id: its outcome is
    `not taken up` (evidence against a relation that is no negative case of it or its categories) or, with --look,
    `worth reading`: quotes whose words are far from those of the other quotes of their category. These are hints what to
    read again, not negative cases. `--outcome open` leaves both out.

    Example: qda report negative-cases -o negative-cases.docx

    Example: qda report negative-cases --look --code trust
    """
    from qda.reports.theory import negative_cases as negatives

    with ENV.reading() as study:
        view.show(negatives.run(study, view.filters, outcome=outcome, look=look, want=view.want))
