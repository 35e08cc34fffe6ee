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
            help="What the quote contradicts: code:…, category:…, property:CATEGORY/…, relation:N or memo:N.",
        ),
    ],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="How it contradicts; - reads standard input.")],
) -> Said:
    """Record that a quote contradicts a category, property, relation, code or memo: a negative case, open until resolved.

    Example: qda negative add 12 --against category:trust --note "asked everybody, and was trusted less"

    Example: qda negative add 12 --against relation:3 --note "here the secretary's silence caused nothing"
    """
    from qda.ops.theory import negative_cases

    return negative_cases.add(study, coding, against, read_texts(note=note)["note"] or "")


@changing
def resolve(
    study: Study,
    id: Annotated[int, typer.Argument(metavar="ID", help="Number of the case (`qda report negative-cases`).")],
    outcome: Annotated[str, typer.Option("--outcome", metavar=OUTCOMES, help="The outcome.")],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What you did about it; - reads standard input.")],
) -> Said:
    """Resolve a negative case: say what came of it. Resolving it again replaces the outcome, and a note says so.

    revised: you changed the theory. bounded: the theory holds within limits that you now know. exception: the theory
    stands, and this case is an exception. not-negative: on a second look, the quote does not contradict it.

    Example: qda negative resolve 2 --outcome bounded --note "holds where the council is small"
    """
    from qda.ops.theory import negative_cases

    return negative_cases.resolve(study, id, outcome, read_texts(note=note)["note"] or "")


@changing
def reopen(study: Study, ids: Numbers) -> Said:
    """Reopen resolved negative cases; their earlier outcomes stay in the log.

    Example: qda negative reopen 2
    """
    from qda.ops.theory import negative_cases

    return negative_cases.reopen(study, ids)


@changing
def remove(study: Study, ids: Numbers) -> Said:
    """Remove negative cases from the record; the codings stay. To close one that proved wrong, resolve it as `not-negative`.

    Example: qda negative remove 2
    """
    from qda.ops.theory import negative_cases

    return negative_cases.remove(study, ids)
