"""`axial …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Because, Researcher, View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

Name = Annotated[
    str, typer.Argument(metavar="CATEGORY", help="A category (`qda axial category` raises a code to one).")
]
Relation = Annotated[int, typer.Argument(metavar="ID", help="Number of a relation (`qda axial list` shows it).")]
Status = Annotated[
    str | None,
    typer.Option("--status", metavar="hypothesis|supported|qualified|refuted", help="The status (hypothesis)."),
]
Theirs = Annotated[
    bool,
    typer.Option("--include-researcher", help="Let it rest on a researcher's words alone; --because gives the reason."),
]
FAMILY = (
    "six-c|process|degree|dimension|type|strategy|interactive|identity-self|cutting-point|means-goal|cultural|consensus"
)
RelationNote = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note on the relation.")]


@changing
def category(
    study: Study,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A code to raise, or a new category.")],
    gather: Annotated[
        list[str], typer.Option("--from", metavar="CODE", help="Gather this code under it (repeat for more).")
    ] = [],  # noqa: B006 (typer copies it)
    move: Annotated[bool, typer.Option("--move", help="Move codes here that are under another code.")] = False,
    definition: Annotated[
        str | None, typer.Option("--definition", metavar="TEXT", help="What the category means.")
    ] = None,
    focused: Annotated[
        bool, typer.Option("--focused", help="Make it a focused code, which gathers codes as well.")
    ] = False,
) -> Said:
    """Raise a code to a category, or make one, and gather codes under it. The codes keep their codings.

    Example: qda axial category "public value" --from "creating societal value" --definition "What a municipality adds."
    """
    from qda.ops.theory import categories

    return categories.category(study, name, gather, move=move, definition=definition, focused=focused)


@changing
def property_(
    study: Study,
    category: Name,
    name: Annotated[str, typer.Argument(metavar="PROPERTY", help="The property: a way in which the category varies.")],
    more: Annotated[
        list[str] | None, typer.Argument(metavar="[T…]", help="More kinds, after --kinds TEXT.", show_default=False)
    ] = None,
    low: Annotated[str | None, typer.Option("--low", metavar="TEXT", help="The low end of its range.")] = None,
    point: Annotated[
        list[str], typer.Option("--point", metavar="TEXT", help="A point between the ends (repeat for more, in order).")
    ] = [],  # noqa: B006
    high: Annotated[str | None, typer.Option("--high", metavar="TEXT", help="The high end of its range.")] = None,
    kinds: Annotated[
        list[str], typer.Option("--kinds", metavar="TEXT…", help="Kinds without an order, instead of a range.")
    ] = [],  # noqa: B006
    rename: Annotated[str | None, typer.Option("--rename", metavar="NEW", help="Give it another name.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove it and take all codings off it.")] = False,
) -> Said:
    """Give a category a property and its dimension: a range from low to high, or kinds. Run it again to change it.

    Example: qda axial property "the secretary's role" autonomy --low subordinate --high "own course"

    Example: qda axial property trust "whom in" --kinds colleagues neighbours "the council"
    """
    from qda.core.errors import UsageError
    from qda.ops.theory import categories

    if more and not kinds:
        raise UsageError(f"{more[0]!r} follows no --kinds: a range takes --low T, --point T for each point, --high T")
    return categories.property(
        study,
        category,
        name,
        low=low,
        points=point,
        high=high,
        kinds=[*kinds, *(more or [])],
        rename=rename,
        remove=remove,
    )


@changing
def place(
    study: Study,
    coding: Annotated[int, typer.Argument(metavar="CODING", help="Number of the coding (`qda codings` shows it).")],
    property: Annotated[
        str, typer.Argument(metavar="[CATEGORY/]PROPERTY", help="A property of the coding's category.")
    ],
    value: Annotated[
        str | None,
        typer.Argument(metavar="VALUE", help="low, high, a point or a kind; 0..1 is a position for drawing."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why it belongs there.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take it off the property.")] = False,
) -> Said:
    """Place a coding on a property of its category. Each coder has one place for it; placing it again replaces that.

    Example: qda axial place 12 autonomy low
    """
    from qda.ops.theory import categories

    return categories.place(study, coding, property, value, note=note, remove=remove)


@changing
def relate(
    study: Study,
    a: Annotated[str, typer.Argument(metavar="A", help="A category.")],
    type: Annotated[str, typer.Argument(metavar="TYPE", help="What A is to B (`qda axial types` lists the types).")],
    b: Annotated[str, typer.Argument(metavar="B", help="The phenomenon, or a strategy of it.")],
    supporting: Annotated[
        list[int], typer.Option("--for", metavar="CODING", help="A coding that supports it (repeat for more).")
    ] = [],  # noqa: B006
    opposing: Annotated[
        list[int],
        typer.Option("--against", metavar="CODING", help="A coding that contradicts it (repeat for more)."),
    ] = [],  # noqa: B006
    drop: Annotated[
        list[int], typer.Option("--drop", metavar="CODING", help="Take this coding out of the evidence.")
    ] = [],  # noqa: B006
    status: Status = None,
    note: RelationNote = None,
    include_researcher: Theirs = False,
) -> Said:
    """Relate two categories, or add quotes for and against, a status or a note to a relation that exists.

    Example: qda axial relate "the secretary's role" is-strategy-for "public value" --for 12 --note "to be tested"
    """
    from qda.ops.theory import relations

    return relations.relate(
        study, a, type, b, supporting=supporting, opposing=opposing, drop=drop, status=status, note=note,
        include_researcher=include_researcher,
    )  # fmt: skip


@changing
def unrelate(
    study: Study,
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of relations (`qda axial list`).")],
) -> Said:
    """Remove relations with their evidence; the codings stay.

    Example: qda axial unrelate 3
    """
    from qda.ops.theory import relations

    return relations.unrelate(study, ids)


@changing
def status(
    study: Study,
    id: Relation,
    status: Annotated[str, typer.Argument(metavar="hypothesis|supported|qualified|refuted", help="The new status.")],
    note: RelationNote = None,
    include_researcher: Theirs = False,
) -> Said:
    """Set the status of a relation. supported needs a quote for it; qualified and refuted need a quote against it, or a
    reason. A researcher's words alone are not enough.

    Example: qda axial status 3 qualified --because "only in small municipalities"
    """
    from qda.ops.theory import relations

    return relations.status(study, id, status, note=note, include_researcher=include_researcher)


@listing("code", "coder")
def list_(
    view: View,
    status: Annotated[
        str, typer.Option("--status", metavar="STATUS", help="List only relations with this status.")
    ] = "",
) -> None:
    """List the relations between categories, with the number of quotes for and against each.

    Example: qda axial list --status hypothesis
    """
    from qda.reports.theory import axial

    with ENV.reading() as study:
        view.show(axial.listing(study, view.filters, status=status))


@listing()
def types(
    view: View,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[add NAME]", help="Add a type of your own.", show_default=False)
    ] = None,
    role: Annotated[
        str,
        typer.Option("--role", metavar="ROLE", help="With add: its role in the paradigm (the list shows the roles)."),
    ] = "",
    family: Annotated[
        str,
        typer.Option("--family", metavar=FAMILY, help="With add, without NAME: the types of one of Glaser's families."),
    ] = "",
    because: Because = "",
) -> None:
    """List the types of relations with their role in the paradigm; `add NAME` adds a type, `add --family NAME` a family of them.

    The families of theoretical codes are those of Glaser (1978). The types of the paradigm stay.

    Example: qda axial types

    Example: qda axial types add blocks --role intervening_conditions

    Example: qda axial types add --family six-c
    """
    from qda.core.errors import UsageError

    if not words:
        if role or family:
            raise UsageError("--role goes with add NAME" if role else "--family goes with add")

        from qda.reports.theory import axial

        with ENV.reading() as study:
            view.show(axial.types(study))
        return
    if words[0] != "add" or len(words) != (1 if family else 2) or (family and role):
        ways = "`qda axial types`, `qda axial types add NAME [--role ROLE]`, or `qda axial types add --family NAME`"
        raise UsageError(f"{' '.join(words)!r}: write {ways}")
    from qda.ops.theory import relations

    with ENV.study(because) as study:
        said = relations.add_family(study, family) if family else relations.add_type(study, words[1], role=role)
        if said.table is not None:
            view.show(said.table)
        ENV.notes(said.notes)


@listing(drawn=True)
def paradigm(
    view: View, phenomenon: Annotated[str, typer.Argument(metavar="PHENOMENON", help="The category in the middle.")]
) -> None:
    """Show the paradigm around a phenomenon: conditions, context, strategies, consequences, and what is missing.

    Example: qda axial paradigm "public value"
    """
    from qda.reports.theory import axial

    with ENV.reading() as study:
        view.show(axial.paradigm(study, phenomenon, want=view.want))


@listing("source", "participant", "coder", "where")
def show(
    view: View,
    category: Name,
    include_researcher: Researcher = False,
) -> None:
    """Show a category: its codes, properties with the range found, relations with their quotes, comparisons, negative
    cases and memos.

    Example: qda axial show "the secretary's role"
    """
    from qda.reports.theory import axial

    with ENV.reading() as study:
        view.show(axial.show(study, category, view.filters, include_researcher=include_researcher, want=view.want))
