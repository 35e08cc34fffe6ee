"""`condition …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Because, View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study


@changing
def add(
    study: Study,
    category: Annotated[str, typer.Argument(metavar="CATEGORY", help="The category.")],
    role: Annotated[
        str, typer.Option("--as", metavar="condition|consequence", help="What it is: a condition or a consequence.")
    ],
    level: Annotated[str, typer.Option("--level", metavar="LEVEL", help="Its level (`qda condition levels`).")],
    codings: Annotated[
        list[int], typer.Option("--for", metavar="CODING", help="A coding that shows it (repeat for more).")
    ] = [],  # noqa: B006
    relation: Annotated[
        int | None,
        typer.Option("--relation", metavar="RELATION", help="The relation by which it works (`qda axial list`)."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note on it.")] = None,
) -> Said:
    """Put a category into the conditional matrix, as a condition or a consequence at a level, or add quotes to what is there.

    Example: qda condition add "shortage of staff" --as condition --level organisation --for 12 --relation 3
    """
    from qda.ops.theory import conditions

    return conditions.add(study, category, role, level, codings=codings, relation=relation, note=note)


@changing
def remove(
    study: Study,
    ids: Annotated[
        list[int],
        typer.Argument(metavar="ID…", help="Numbers of the matrix (`qda report conditional-matrix`)."),
    ],
) -> Said:
    """Remove conditions and consequences from the matrix; categories, relations and codings stay.

    Example: qda condition remove 3
    """
    from qda.ops.theory import conditions

    return conditions.remove(study, ids)


@listing()
def levels(
    view: View,
    names: Annotated[
        str | None,
        typer.Option(
            "--set", metavar="A,B,…", help="The levels, near to far; empty: the usual seven.", show_default=False
        ),
    ] = None,
    because: Because = "",
) -> None:
    """List the levels of the conditional matrix from near to far, with what stands at each, or set other ones.

    Example: qda condition levels

    Example: qda condition levels --set "individual,household,street,city"
    """
    from qda.ops.theory import conditions

    if names is None:
        with ENV.reading() as study:
            view.show(conditions.levels(study))
        return
    with ENV.study(because) as study:
        said = conditions.set_levels(study, names)
        if said.table is not None:
            view.show(said.table)
        ENV.notes(said.notes)
