"""`selective …`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.messages import sentence
from qda.cli.options import Because, Researcher, View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study


@listing("source", "participant", "code", "coder", "where")
def candidates(
    view: View,
    include_researcher: Researcher = False,
) -> None:
    """Compare the categories as candidates for the core: what can be counted, and what coders judged.

    Example: qda selective candidates
    """
    from qda.reports.theory import selective

    with ENV.reading() as study:
        view.show(selective.candidates(study, view.filters, include_researcher=include_researcher))


@changing
def judge(
    study: Study,
    category: Annotated[str, typer.Argument(metavar="CATEGORY", help="The category to judge.")],
    explains: Annotated[
        str | None,
        typer.Option("--explains-variation", metavar="yes|partly|no", help="Does it explain most of the variation?"),
    ] = None,
    abstract: Annotated[
        str | None, typer.Option("--abstract", metavar="yes|no", help="Is it abstract enough to hold the others?")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="The reason for your judgement.")] = None,
) -> Said:
    """Record your judgement of a category as the core. Each coder has one judgement of it, and may change it.

    Example: qda selective judge "public value" --explains-variation partly --abstract yes
    """
    from qda.ops.theory import selective

    return selective.judge(study, category, explains_variation=explains, abstract=abstract, note=note)


@changing
def core(
    study: Study,
    category: Annotated[str | None, typer.Argument(metavar="CATEGORY", help="The core category.")] = None,
    none: Annotated[bool, typer.Option("--none", help="Withdraw the core: there is none.")] = False,
) -> Said:
    """Declare the core category. An earlier core becomes a category again.

    Example: qda selective core "public value" --because "every other category is about making it"
    """
    from qda.ops.theory import selective

    return selective.core(study, category, none=none)


@listing()
def storyline(
    view: View,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="Save this text as a new version; - reads standard input."),
    ] = None,
    edit: Annotated[bool, typer.Option("--edit", help="Edit it in $VISUAL or $EDITOR.")] = False,
    version: Annotated[int | None, typer.Option("--version", metavar="N", help="Print an earlier version.")] = None,
    versions: Annotated[bool, typer.Option("--versions", help="List the versions.")] = False,
    because: Because = "",
) -> None:
    """Print the storyline, or save a new version: Markdown with [[category:…]] and [[coding:…]] links.

    Example: qda selective storyline --file story.md
    """
    from qda.core.errors import UsageError

    if sum((file is not None, edit, version is not None, versions)) > 1:
        raise UsageError("give one of --file, --edit, --version, --versions")
    if file is not None or edit:
        _save(view, file, because)
        return
    from qda.reports.theory import selective

    with ENV.reading() as study:
        if versions:
            view.show(selective.versions(study))
            return
        as_written = view.format in ("", "md") and not view.output
        record = selective.storyline(study, version=version, want="rows" if as_written else view.want)
        if as_written:
            text = ENV.masked(sentence(record.fields["text"]))
            if sys.stdout.isatty():
                from qda.render.safe_text import visible

                text = visible(text)
            sys.stdout.write(text)
            ENV.notes(record.notes)
        else:
            view.show(record)


def _save(view: View, file: str | None, because: str) -> None:
    from contextlib import nullcontext

    from qda.cli.editor import edit, kept
    from qda.core.errors import QdaError
    from qda.importers.common.encoding import decode
    from qda.ops.theory import selective
    from qda.reports.theory import selective as views

    with ENV.study(because) as study:
        if file is None:
            before = views.storyline(study, want="rows").fields
            text = edit(ENV.stored(str(before["text"]), "selective storyline --edit"))
        else:
            raw = _bytes(file)
            try:
                text = decode(raw).text
            except QdaError as e:
                raise QdaError(f"{'standard input' if file == '-' else file} {sentence(e)}") from None
        with kept(text) if file is None else nullcontext():
            if file is None and views.storyline(study, want="rows").fields["version"] != before["version"]:
                raise QdaError("somebody saved another version while you were writing; look at it first")
            said = selective.write(study, text)
        if said.table is not None:
            view.show(said.table)
        ENV.notes(said.notes)


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    from qda.core.files import given

    return given(file)


@listing()
def check(view: View) -> None:
    """Check the storyline: list claims without quotes or from one source, and categories unconnected or left out.

    Example: qda selective check
    """
    from qda.reports.theory import selective

    with ENV.reading() as study:
        view.show(selective.check(study))
