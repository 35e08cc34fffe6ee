"""`sampling …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing
from qda.cli.texts import read_texts

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study


@changing
def add(
    study: Study,
    text: Annotated[
        str,
        typer.Argument(metavar="[TEXT]", help="What is missing, and why; - reads standard input.", show_default=False),
    ] = "",
    about: Annotated[
        str, typer.Option("--for", metavar="CATEGORY[/PROPERTY]", help="The category or property that needs it.")
    ] = "",
    seek: Annotated[
        str, typer.Option("--seek", metavar="TEXT", help="Whom or what to look for; - reads standard input.")
    ] = "",
    row: Annotated[
        int | None,
        typer.Option("--from-row", metavar="N", min=1, help="Take row N of `qda report sampling`."),
    ] = None,
) -> Said:
    """Record whom or what to look for next, for a category or one of its properties. With --from-row, TEXT is optional.

    `qda report sampling` asks where categories are thin.

    Example: qda sampling add "all who trust are colleagues" --for trust --seek "somebody from another town"

    Example: qda sampling add --from-row 3
    """
    from qda.ops.theory import sampling

    given = read_texts(text=text, seek=seek)
    return sampling.add(study, given["text"] or "", about=about, seek=given["seek"] or "", row=row)


@changing
def close(
    study: Study,
    id: Annotated[int, typer.Argument(metavar="ID", help="Number of the entry (`qda sampling list`).")],
    changed: Annotated[
        str, typer.Option("--changed", metavar="TEXT", help="What it changed, if anything; - reads standard input.")
    ],
    source: Annotated[
        list[str], typer.Option("--source", metavar="NAME", help="A source that you found (repeat for more).")
    ] = [],  # noqa: B006 (typer copies it)
) -> Said:
    """Close an entry: say which sources you found, and what they changed. Closing it again adds sources, replaces the text.

    Example: qda sampling close 2 --source interview-07 --changed "trust has a tempo now: it runs out when unused"
    """
    from qda.ops.theory import sampling

    return sampling.close(study, id, source, changed=read_texts(changed=changed)["changed"] or "")


@listing("code", "coder")
def list_(
    view: View,
    status: Annotated[str, typer.Option("--status", metavar="open|closed", help="List only these.")] = "",
) -> None:
    """List the entries: what is missing for which category, whom or what to look for, what came of it and changed.

    Example: qda sampling list --status open
    """
    from qda.ops.theory import sampling

    with ENV.reading() as study:
        view.show(sampling.listing(study, view.filters, status=status))


@changing
def remove(
    study: Study,
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of entries (`qda sampling list`).")],
) -> Said:
    """Remove entries; the sources stay.

    Example: qda sampling remove 2
    """
    from qda.ops.theory import sampling

    return sampling.remove(study, ids)
