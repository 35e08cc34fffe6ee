"""`codebook …`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qda.cli.env import ENV
from qda.cli.options import View, changing, listing
from qda.cli.texts import read_texts
from qda.core.codebooks import suffixes

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

Name = Annotated[str, typer.Argument(metavar="NAME", help="A code: its name, an alias, or parent/child.")]
Level = Annotated[str | None, typer.Option("--level", metavar="L", help="The level: code, focused or category.")]
Under = Annotated[str | None, typer.Option("--under", metavar="PARENT", help="Put it under this code.")]
WRITTEN: dict[str, tuple[Any, None]] = {
    "under": (Under, None),
    "level": (Level, None),
    "definition": (
        Annotated[
            str | None,
            typer.Option("--definition", metavar="TEXT", help="What the code means; - reads standard input."),
        ],
        None,
    ),
    "include": (
        Annotated[str | None, typer.Option("--include", metavar="TEXT", help="What belongs to the code.")],
        None,
    ),
    "exclude": (
        Annotated[
            str | None, typer.Option("--exclude", metavar="TEXT", help="What does not, and where it belongs instead.")
        ],
        None,
    ),
    "example": (Annotated[str | None, typer.Option("--example", metavar="TEXT", help="A typical quote.")], None),
}
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")]


def writing(fn: Callable[..., Any]) -> Callable[..., None]:
    """Make a command that writes down what a code is: it takes the options of `WRITTEN`."""
    return changing(fn, WRITTEN)


@listing("source", "participant", "code", "coder", "where")
def list_(
    view: View,
    level: Annotated[str, typer.Option("--level", metavar="L", help="List only codes of this level.")] = "",
) -> None:
    """List the codes by path, with their definitions, other names, and how often each is used.

    Example: qda codebook list --format csv -o codebook.csv
    """
    from qda.ops.coding import codebook

    with ENV.reading() as study:
        view.show(codebook.listing(study, view.filters, level=level))


@writing
def add(study: Study, name: Name, **given: Any) -> Said:
    """Add a code to the codebook.

    Example: qda codebook add "moral courage" --level focused --definition "Acting where it may cost one"
    """
    from qda.ops.coding import codebook

    under, level = given.pop("under") or "", given.pop("level") or "code"
    return codebook.add(study, name, under=under, level=level, **read_texts(**given))


@writing
def define(study: Study, name: Name, **given: Any) -> Said:
    """Define a code: what it means, what belongs to it and what does not. An option not given changes nothing; an empty
    text clears a field.

    Example: qda codebook define "moral courage" --exclude "Being brave in private"
    """
    from qda.ops.coding import codebook

    under, level = given.pop("under"), given.pop("level")
    return codebook.define(study, name, under=under, level=level, **read_texts(**given))


@changing
def rename(
    study: Study,
    old: Annotated[str, typer.Argument(metavar="OLD", help="The present name of the code.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new name; OLD stays as an alias.")],
) -> Said:
    """Rename a code; its old name still finds it.

    Example: qda codebook rename courage "moral courage"
    """
    from qda.ops.coding import codebook

    return codebook.rename(study, old, new)


@changing
def move(
    study: Study,
    name: Name,
    under: Under = None,
    top: Annotated[bool, typer.Option("--top", help="Move it to the top of the codebook.")] = False,
) -> Said:
    """Move a code under another code, or to the top. Its level stays.

    Example: qda codebook move "moral courage" --under "the secretary's role"
    """
    from qda.ops.coding import codebook

    return codebook.move(study, name, under=under or "", top=top)


@changing
def remove(
    study: Study,
    name: Name,
    with_codes: Annotated[bool, typer.Option("--with-codes", help="Remove the codes under it too.")] = False,
    lift: Annotated[bool, typer.Option("--lift", help="Move the codes under it up to its place.")] = False,
) -> Said:
    """Remove a code and its codings. Memos stay, and still say what they were about.

    Example: qda codebook remove "letting go" --because "nobody says it but me"
    """
    from qda.ops.coding import codebook

    return codebook.remove(study, name, with_codes=with_codes, lift=lift)


@changing
def merge(
    study: Study,
    names: Annotated[list[str], typer.Argument(metavar="A…", help="The codes to merge.")],
    into: Annotated[str, typer.Option("--into", metavar="NAME", help="The code to merge into; a new one is made.")],
    dry_run: DryRun = False,
) -> Said:
    """Merge codes that are two names for one thing, with their codings, memos, properties, relations and definitions.

    To group codes that stay separate, use `codebook move --under` or `axial category --from`.
    Example: qda codebook merge courage bravery --into "moral courage" --dry-run
    """
    from qda.ops.coding import codebook_merge

    return codebook_merge.merge(study, names, into, dry_run=dry_run)


@changing
def split(
    study: Study,
    name: Name,
    into: Annotated[
        str, typer.Option("--into", metavar="NEW", help="The code that they get; a new one is made beside NAME.")
    ],
    coding: Annotated[list[int], typer.Option("--coding", metavar="ID…", help="Numbers of codings of NAME.")],
    more: Annotated[list[int] | None, typer.Argument(metavar="[ID…]", help="More of them.", show_default=False)] = None,
) -> Said:
    """Split a code: give some of its codings another code.

    Example: qda codebook split "moral courage" --into "speaking up" --coding 12 --coding 17
    """
    from qda.ops.coding import codebook_split

    return codebook_split.split(study, name, into, [*coding, *(more or ())])


@changing
def import_(
    study: Study,
    file: Annotated[str, typer.Argument(metavar="FILE", help=f"The file: {suffixes()}; - reads standard input.")],
    dry_run: DryRun = False,
) -> Said:
    """Import a codebook; codes that exist already are not changed.

    Example: qda codebook import codebook.qdc --dry-run
    """
    from qda.ops.coding import codebook_files

    return codebook_files.read(study, file, dry_run=dry_run, stdin=sys.stdin.buffer)


def export(file: Annotated[str, typer.Argument(metavar="FILE", help=f"The file to write: {suffixes()}.")]) -> None:
    """Export the codebook to a file, for another study or another program.

    Example: qda codebook export codebook.qdc
    """
    from qda.exporters import codebook_format
    from qda.ops.coding import codebook_files

    codebook_format(file)  # wrong usage is said before any work
    with ENV.reading() as study:
        ENV.notes(codebook_files.export(study, file, ENV.masked).notes)
