"""`checklist set`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.options import changing
from qda.cli.texts import given_text

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study


@changing
def set_(
    study: Study,
    standard: Annotated[
        str, typer.Argument(metavar="srqr|coreq|guregt|sigsoft", help="The checklist (`qda report checklist`).")
    ],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The number of the item, as the report has it.")],
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="The answer, in your words; - reads standard input.")
    ] = None,
    memo: Annotated[
        int | None, typer.Option("--memo", metavar="MEMO", help="The number of a memo that says it.")
    ] = None,
) -> Said:
    """Answer an item of a reporting checklist, in your words or by a memo. An earlier answer is replaced.

    Example: qda checklist set srqr S9 --text "Approved by the board of the faculty, 2026/114."

    Example: qda checklist set coreq 8 --memo 7
    """
    from qda.ops.study import checklists

    return checklists.answer(study, standard, item, text=given_text(text, None), memo=memo)
