"""`init`, `info`, `settings`, `log`, `log because`, `undo`, `redo`, `check`, `backup`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Because, Researcher, View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study


def init(
    folder: Annotated[
        str, typer.Argument(metavar="[DIR]", help="The folder of the study (this one).", show_default=False)
    ] = ".",
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="The study's name.")] = "",
    coder: Annotated[str, typer.Option("--coder", metavar="NAME", help="The coder, unless another is named.")] = "",
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="Language of the texts, such as nl.")
    ] = "",
) -> None:
    """Create a study: one file, qda.db, in a folder.

    Example: qda init --name "publieke meerwaarde" --language nl
    """
    from qda.ops.study import study

    ENV.show(study.init(folder, name=name, coder=coder or ENV.coder, language=language))


@listing()
def info(view: View, include_researcher: Researcher = False) -> None:
    """Show the size of the study: how many sources, words, codes, codings, memos and relations it has.

    Example: qda info --format json
    """
    from qda.ops.study import study as ops

    with ENV.reading() as study:
        view.show(ops.info(study, include_researcher=include_researcher))


@listing()
def settings(
    view: View,
    values: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY=VALUE…", help="A setting to change; an empty value is the default.", show_default=False
        ),
    ] = None,
    because: Because = "",
) -> None:
    """Show what the study keeps of itself, or change it: its name, the languages of its texts and reports, the school.

    report_language is the language of documents: reports to read, spreadsheets, drawings, the page of the study. English and
    Dutch are complete; what another lacks is English. Without it documents come in the language of the texts.

    school (straussian, glaserian, charmaz, none) changes words alone: headings of documents, the list of commands in a study,
    which tutorial is named. No data, no count and no command depends on it.

    Example: qda settings name="Public value" report_language=nl

    Example: qda settings school=charmaz
    """
    from qda.ops.study import settings as ops

    if not values:
        with ENV.reading() as study:
            view.show(ops.listing(study))
        return
    from qda.core.names import pairs

    given = pairs("settings", values)
    with ENV.study(because) as study:
        said = ops.set_values(study, given)
        if said.table is not None:
            view.show(said.table)
        ENV.notes(said.notes)


@listing("coder")
def log(
    view: View,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Show only the newest N.")] = None,
) -> None:
    """List every change with its time, coder, command and reason: the audit trail, newest first.

    Example: qda log --limit 20
    """
    from qda.ops.study import study as ops

    with ENV.reading() as study:
        view.show(ops.log(study, limit=limit, coder=view.filters.coder))


@changing
def log_because(
    study: Study,
    n: Annotated[int, typer.Argument(metavar="N", help="The number of the change (`qda log`).")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The reason; - reads standard input.")],
) -> Said:
    """Give a change a reason after it was made. The log and the audit show it, marked as later.

    It is a change itself, which `qda undo` takes back; the line that it is about and its hash stay as they are.

    Example: qda log because 12 "one idea in two words"
    """
    from qda.cli.texts import given_text
    from qda.ops.study import reasons

    return reasons.give(study, n, given_text(text, None) or "")


@changing
def undo(
    study: Study,
    n: Annotated[int, typer.Argument(metavar="[N]", help="How many changes.", show_default=False)] = 1,
    anyone: Annotated[
        bool, typer.Option("--any", help="Count everybody's changes, even when a coder is named.")
    ] = False,
) -> Said:
    """Undo the last change, or the last N, of whatever command made it; a restart does not matter.

    Example: qda undo 2
    """
    from qda.ops.study import study as ops

    return ops.undo(study, n, anyone=anyone)


@changing
def redo(
    study: Study,
    n: Annotated[int, typer.Argument(metavar="[N]", help="How many changes.", show_default=False)] = 1,
    anyone: Annotated[
        bool, typer.Option("--any", help="Count everybody's changes, even when a coder is named.")
    ] = False,
) -> Said:
    """Redo what was undone.

    Example: qda redo
    """
    from qda.ops.study import study as ops

    return ops.redo(study, n, anyone=anyone)


@listing()
def check(view: View) -> None:
    """Check that the study is whole: the file, offsets, links, full text, and that the history leads to what is there.

    The exit status is 1 when something is found. Example: qda check
    """
    from qda.ops.study import study as ops

    with ENV.reading() as study:
        found = ops.check(study)
        found.rows = list(found.rows)
        view.show(found)
        if found.rows:
            ENV.error(
                f"{len(found.rows)} finding{'s' if len(found.rows) != 1 else ''}: go back to a backup, or to `qda log`"
            )
            ENV.status = 1
        else:
            ENV.say("the study is whole")


def backup(file: Annotated[str, typer.Argument(metavar="FILE", help="The copy to make.")]) -> None:
    """Copy the study to a file; others may go on working meanwhile.

    Example: qda backup before-merge.db
    """
    from qda.ops.study import study as ops

    with ENV.reading() as study:
        ENV.notes(ops.backup(study, file).notes)
        if ENV.veiled is not None:
            ENV.say("note: the copy is the study itself: the real names are in it")
