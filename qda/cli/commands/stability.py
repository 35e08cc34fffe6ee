"""`stability …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Codes, Sources, View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study


@changing
def draw(
    study: Study,
    n: Annotated[int, typer.Option("--n", metavar="N", min=1, help="How many stretches to draw.")],
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="A whole number; the same one draws the same stretches.")
    ],
    code: Codes = [],  # noqa: B006 (typer copies it)
    source: Sources = [],  # noqa: B006
    older_than: Annotated[
        int | None,
        typer.Option("--older-than", metavar="DAYS", min=0, help="Only stretches that you coded at least so long ago."),
    ] = None,
) -> Said:
    """Draw stretches that you have coded, to code them again without seeing what you gave them.

    `qda stability next` shows one after the other, `qda read` goes through them too. What they had stays hidden from
    you until all are coded again; `qda report stability` compares then.

    Example: qda stability draw --n 40 --seed 7 --older-than 30
    """
    from qda.ops.agreement import stability
    from qda.store.analysis.scope import Filters

    filters = Filters(code=tuple(code), source=tuple(source))
    return stability.draw(study, filters, n=n, seed=seed, older_than=older_than)


@listing()
def next_(
    view: View,
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=0, help="Characters shown on either side of the stretch.")
    ] = 200,
) -> None:
    """Show the next drawn stretch that you have not coded again, in its text and without the codes that it had.

    Example: qda stability next
    """
    from qda.ops.agreement import stability

    with ENV.reading() as study:
        view.show(stability.upcoming(study, context=context))


@changing
def code(
    study: Study,
    item: Annotated[
        int, typer.Argument(metavar="ITEM", help="The drawn stretch (`qda stability next` shows its number).")
    ],
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE…]", help="The codes that it has now.", show_default=False)
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="It has none of the codes.")] = False,
) -> Said:
    """Say which codes a drawn stretch has now. No coding is made, and no figure or export counts it.

    The codes are those of the codebook: a new one cannot have been there. Until the whole draw is coded, you may say it anew.

    Example: qda stability code 3 trust "letting go"

    Example: qda stability code 4 --none
    """
    from qda.ops.agreement import stability

    return stability.code(study, item, names or [], none=none)


@changing
def drop(study: Study) -> Said:
    """Give up your draws that are not coded whole; what you coded again of them goes as well.

    Example: qda stability drop
    """
    from qda.ops.agreement import stability

    return stability.drop(study)
