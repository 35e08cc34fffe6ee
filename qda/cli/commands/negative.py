"""`negative …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.options import changing
from qda.cli.texts import read_texts

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

OUTCOMES = "revised|bounded|exception|not-negative"
Numbers = Annotated[
    list[int], typer.Argument(metavar="ID…", help="Numbers of negative cases (`qda report negative-cases`).")
]


@changing
def add(
    study: Study,
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
) -> Said:
    """Keep that a quote contradicts a code, category, property, relation or memo: a negative case, open until resolved.

    Example: qda negative add 12 --against category:trust --note "asked everybody, and was trusted less"

    Example: qda negative add 12 --against relation:3 --note "here the secretary's silence caused nothing"
    """
    from qda.ops.theory import negative_cases

    return negative_cases.add(study, coding, against, read_texts(note=note)["note"] or "")


@changing
def resolve(
    study: Study,
    id: Annotated[int, typer.Argument(metavar="ID", help="Number of the case (`qda report negative-cases`).")],
    outcome: Annotated[str, typer.Option("--outcome", metavar=OUTCOMES, help="What came of it.")],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What was done about it; - reads it.")],
) -> Said:
    """Say what came of a negative case. Resolving it again replaces what was said, and tells it.

    revised: the theory was changed. bounded: it holds within limits that are known now. exception: it stands, and this is
    one. not-negative: looked at again, it does not contradict.

    Example: qda negative resolve 2 --outcome bounded --note "holds where the council is small"
    """
    from qda.ops.theory import negative_cases

    return negative_cases.resolve(study, id, outcome, read_texts(note=note)["note"] or "")


@changing
def reopen(study: Study, ids: Numbers) -> Said:
    """Open resolved negative cases again; what came of them before stays in the log.

    Example: qda negative reopen 2
    """
    from qda.ops.theory import negative_cases

    return negative_cases.reopen(study, ids)


@changing
def remove(study: Study, ids: Numbers) -> Said:
    """Take negative cases out of the ledger; the codings stay. For one that was looked at: `not-negative` resolves it.

    Example: qda negative remove 2
    """
    from qda.ops.theory import negative_cases

    return negative_cases.remove(study, ids)
