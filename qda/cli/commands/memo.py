"""`memo …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing
from qda.cli.texts import given_text

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

TYPES = "code|theoretical|methodological|reflexive|sampling|journal"
Number = Annotated[int, typer.Argument(metavar="ID", help="Number of the memo (`qda memo list` shows it).")]
Things = Annotated[
    list[str], typer.Argument(metavar="KIND:NAME…", help="For example code:trust, coding:12, source:interview-03.")
]
File = Annotated[
    str | None, typer.Option("--file", metavar="FILE", help="Read the text from a file; - reads standard input.")
]
Title = Annotated[
    str | None, typer.Option("--title", metavar="T", help="The title (else the first words of the text).")
]
Date = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day it is about, ISO 8601.")]


@changing
def add(
    study: Study,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="The text; - reads standard input; without it $EDITOR opens.")
    ] = None,
    file: File = None,
    title: Title = None,
    kind: Annotated[
        str, typer.Option("--type", metavar=TYPES, help="The type (code if on a code or coding, else theoretical).")
    ] = "",
    date: Date = None,
    on: Annotated[
        list[str], typer.Option("--on", metavar="KIND:NAME", help="What the memo is about (repeat for more).")
    ] = [],  # noqa: B006 (typer copies it)
) -> Said:
    """Write a memo on a code, a quote, a source or anything else. [[kind:name]] in its text makes a link.

    Example: qda memo add "Trust comes before [[code:letting go]]." --on category:"public value"
    """
    from qda.cli.editor import edit, kept
    from qda.ops.theory import memos

    given = given_text(text, file)
    if given is not None:
        return memos.add(study, given, title=title or "", type=kind, date=date or "", on=on)
    for item in on:  # a person should not write a page before hearing that a name is wrong
        memos.known(study, item)
    written = edit("")
    with kept(written):
        return memos.add(study, written, title=title or "", type=kind, date=date or "", on=on)


@changing
def edit(
    study: Study,
    id: Number,
    text: Annotated[
        str | None, typer.Option("--text", metavar="T", help="The new text; - reads standard input.")
    ] = None,
    file: File = None,
    title: Title = None,
    kind: Annotated[str | None, typer.Option("--type", metavar=TYPES, help="The new type.")] = None,
    date: Date = None,
) -> Said:
    """Edit a memo; the earlier version is kept. Without --text, --file or another option $EDITOR opens.

    Example: qda memo edit 3 --file memo-3.md
    """
    from qda.cli.editor import edit as in_editor
    from qda.cli.editor import kept
    from qda.ops.theory import memos

    given = given_text(text, file)
    if given is not None or title is not None or kind is not None or date is not None:
        return memos.edit(study, id, text=given, title=title, type=kind, date=date)
    written = in_editor(ENV.stored(memos.text(study, id), f"memo edit {id}"))
    with kept(written):
        return memos.edit(study, id, text=written)


@changing
def remove(
    study: Study,
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of memos (`qda memo list` shows them).")],
) -> Said:
    """Remove memos with all their versions; `qda undo` brings them back.

    Example: qda memo remove 3
    """
    from qda.ops.theory import memos

    return memos.remove(study, ids)


@changing
def link(study: Study, id: Number, things: Things) -> Said:
    """Link a memo to something more that it is about.

    Example: qda memo link 3 coding:12
    """
    from qda.ops.theory import memos

    return memos.link(study, id, things)


@changing
def unlink(study: Study, id: Number, things: Things) -> Said:
    """Unlink a memo from something that it is no longer about.

    Example: qda memo unlink 3 coding:12
    """
    from qda.ops.theory import memos

    return memos.unlink(study, id, things)


@listing("coder")
def list_(
    view: View,
    kind: Annotated[
        list[str], typer.Option("--type", metavar=TYPES, help="List only memos of this type (repeat for more).")
    ] = [],  # noqa: B006
    on: Annotated[
        list[str], typer.Option("--on", metavar="KIND:NAME", help="List only memos on this (repeat for more).")
    ] = [],  # noqa: B006
) -> None:
    """List the memos, or those of one type or on one subject.

    Example: qda memo list --on category:"public value"
    """
    from qda.ops.theory import memos

    with ENV.reading() as study:
        view.show(memos.listing(study, view.filters, types=kind, on=on))


@listing()
def show(
    view: View,
    id: Number,
    versions: Annotated[bool, typer.Option("--versions", help="Show every version, the present one last.")] = False,
) -> None:
    """Show a memo with the quotes that it links to, or all its versions.

    Example: qda memo show 3 --versions
    """
    from qda.ops.theory import memos

    with ENV.reading() as study:
        view.show(memos.versions(study, id) if versions else memos.show(study, id))
