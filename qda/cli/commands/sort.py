"""`sort …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

Memo = Annotated[str, typer.Argument(metavar="MEMO", help="A memo, by its number or its title.")]


@changing
def pile(
    study: Study,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The pile, a heading of the draft; PARENT/CHILD too.")],
    under: Annotated[str, typer.Option("--under", metavar="PILE", help="Put it under this pile.")] = "",
    top: Annotated[bool, typer.Option("--top", help="Put it at the top, under no pile.")] = False,
    rename: Annotated[str, typer.Option("--rename", metavar="NEW", help="Give it another name.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Remove it; it must be empty.")] = False,
    after: Annotated[str, typer.Option("--after", metavar="PILE", help="Put it after this pile beside it.")] = "",
    first: Annotated[bool, typer.Option("--first", help="Put it before all piles beside it.")] = False,
) -> Said:
    """Make a pile, rename it, put it elsewhere, or remove it when it is empty.

    A new pile comes last. `qda sort list --piles` lists all, empty ones too.

    Example: qda sort pile "Trust comes late"

    Example: qda sort pile "What it takes" --under "Trust comes late"
    """
    from qda.ops.theory import sorting

    return sorting.pile(study, name, under=under, top=top, rename=rename, remove=remove, after=after, first=first)


@changing
def put(
    study: Study,
    memo: Memo,
    pile: Annotated[str, typer.Argument(metavar="PILE", help="The pile; it must be there.")],
    after: Annotated[
        str | None, typer.Option("--after", metavar="MEMO", help="Put it after this memo of the pile.")
    ] = None,
    first: Annotated[bool, typer.Option("--first", help="Put it before all memos of the pile.")] = False,
) -> Said:
    """Put a memo into a pile, at its end if nothing else is said; --because is the reason, and is needed.

    A memo lies in one pile: put again, it moves. `qda sort history` keeps where it lay, and why.

    Example: qda sort put 7 "Trust comes late" --because "it says when trust begins"

    Example: qda sort put 9 "Trust comes late" --after 7 --because "an instance of memo 7"
    """
    from qda.ops.theory import sorting

    return sorting.put(study, memo, pile, after=after, first=first)


@changing
def take(study: Study, memo: Memo) -> Said:
    """Take a memo out of its pile; the memo itself stays.

    Example: qda sort take 7 --because "it belongs to another paper"
    """
    from qda.ops.theory import sorting

    return sorting.take(study, memo)


@listing("coder")
def list_(
    view: View,
    unsorted: Annotated[bool, typer.Option("--unsorted", help="List the memos that lie in no pile instead.")] = False,
    piles: Annotated[bool, typer.Option("--piles", help="List the piles instead, empty ones too.")] = False,
) -> None:
    """List the memos in piles, in the order of the draft; or those in no pile, or the piles.

    Example: qda sort list --unsorted
    """
    from qda.core.errors import UsageError
    from qda.ops.theory import sorting

    if unsorted and piles:
        raise UsageError("--unsorted or --piles, not both")
    with ENV.reading() as study:
        view.show(sorting.pile_list(study) if piles else sorting.listing(study, view.filters, unsorted=unsorted))


@listing("coder")
def history(
    view: View,
    memo: Annotated[
        str | None, typer.Argument(metavar="[MEMO]", help="Only this memo, by its number or its title.")
    ] = None,
) -> None:
    """List every move of the memos, or of one: when, by whom, from which pile to which, and why.

    Example: qda sort history 7
    """
    from qda.ops.theory import sorting

    with ENV.reading() as study:
        view.show(sorting.history(study, memo, view.filters))
