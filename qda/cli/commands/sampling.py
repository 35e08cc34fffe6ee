"""`sampling …` and `report sampling`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing
from qda.cli.texts import read_texts


@changing
def add(
    study: Any,
    text: Annotated[
        str,
        typer.Argument(metavar="[TEXT]", help="What is missing, and why; - reads it.", show_default=False),
    ] = "",
    about: Annotated[
        str, typer.Option("--for", metavar="CATEGORY[/PROPERTY]", help="The category, or property, that asks for it.")
    ] = "",
    seek: Annotated[str, typer.Option("--seek", metavar="TEXT", help="Whom or what to look for; - reads it.")] = "",
    row: Annotated[
        int | None,
        typer.Option("--from-row", metavar="N", min=1, help="Make it of row N of `qda report sampling`."),
    ] = None,
) -> Any:
    """Note whom or what to look for next, for a category or one of its properties. With --from-row TEXT may be left out.

    Example: qda sampling add "all who trust are colleagues" --for trust --seek "somebody from another town"

    Example: qda sampling add --from-row 3
    """
    from qda.ops.theory import sampling

    given = read_texts(text=text, seek=seek)
    return sampling.add(study, given["text"] or "", about=about, seek=given["seek"] or "", row=row)


@changing
def close(
    study: Any,
    id: Annotated[int, typer.Argument(metavar="ID", help="Number of the entry (`qda sampling list`).")],
    changed: Annotated[
        str, typer.Option("--changed", metavar="TEXT", help="What it changed, be it nothing; - reads it.")
    ],
    source: Annotated[
        list[str], typer.Option("--source", metavar="NAME", help="A source that came of it (repeat for more).")
    ] = [],  # noqa: B006 (typer copies it)
) -> Any:
    """Say which sources came of an entry, and what they changed. Closing it again adds sources and replaces the text.

    Example: qda sampling close 2 --source interview-07 --changed "trust has a tempo now: it runs out when unused"
    """
    from qda.ops.theory import sampling

    return sampling.close(study, id, source, changed=read_texts(changed=changed)["changed"] or "")


@listing("code", "coder")
def list_(
    view: View,
    status: Annotated[str, typer.Option("--status", metavar="open|closed", help="Only these.")] = "",
) -> None:
    """List the sampling ledger: for what, what is missing, whom or what to seek, which sources came, what they changed.

    Example: qda sampling list --status open
    """
    from qda.ops.theory import sampling

    with ENV.reading() as study:
        view.show(sampling.listing(study, view.filters, status=status))


@changing
def remove(
    study: Any,
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of entries (`qda sampling list`).")],
) -> Any:
    """Take entries out of the sampling ledger; the sources stay.

    Example: qda sampling remove 2
    """
    from qda.ops.theory import sampling

    return sampling.remove(study, ids)


@listing("code")
def report(view: View) -> None:
    """Where categories are thin, each as a question, with the ledger beside it; then uncoded sources to read next.

    A row a question, by category in the codebook's order: no quotes, one participant or source, one kind of participant
    or source (a variable with one value), fewer than two properties, nothing placed on a property, all at one end of its
    range, a point never found, no negative case. Then up to three sources a category without a coding that a person made
    or confirmed, with a passage: a sentence (else one segment) has all words of the name of the category or a code. Rows are
    numbered over the whole study, filtered or not; `qda sampling add --from-row N` makes an entry of one. The numbers hold
    until codings, the codebook or sources change. Researchers' words are left out.

    Example: qda report sampling

    Example: qda report sampling --code trust -o sampling.docx
    """
    from qda.reports.theory import sampling

    with ENV.reading() as study:
        view.show(sampling.run(study, view.filters, want=view.want))
