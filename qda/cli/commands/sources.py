"""`import`, `source …`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.messages import sentence
from qda.cli.options import Because, Column, Encoding, Jobs, Large, Researcher, Sheet, Speaker, View, changing, listing
from qda.core.names import pairs
from qda.importers.formats import FORMS

if TYPE_CHECKING:
    from qda.core.drafts import ReadOptions
    from qda.core.results import Said
    from qda.store.project import Study


@listing()
def import_(
    view: View,
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files and folders; - reads standard input.")],
    form: Annotated[
        str,
        typer.Option("--as", metavar="|".join(FORMS), help="Read the files as this kind."),
    ] = "auto",
    name: Annotated[
        str,
        typer.Option(
            "--name", metavar="NAME", help="The source's name (one file); in a database of several projects, which."
        ),
    ] = "",
    column: Column = [],  # noqa: B006 (typer copies it)
    values: Annotated[
        list[str], typer.Option("--set", metavar="VARIABLE=VALUE", help="Give the imported sources a variable.")
    ] = [],  # noqa: B006
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be imported; change nothing.")] = False,
    encoding: Encoding = "",
    sheet: Sheet = "",
    large: Large = False,
    speaker: Speaker = [],  # noqa: B006
    texts: Annotated[
        bool, typer.Option("--texts", help="With --as codings: make sources that are not there out of the quotes.")
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="With --as codings: leave out the rows that do not fit, and list them.")
    ] = False,
    into: Annotated[
        str,
        typer.Option(
            "--into", metavar="CATEGORY", help="A project: put codes that have no parent under this category."
        ),
    ] = "",
    media: Annotated[
        str,
        typer.Option(
            "--media", metavar="DIR", help="A project: copy files that are no text here (media beside the study)."
        ),
    ] = "",
    jobs: Jobs = 1,
    because: Because = "",
) -> None:
    """Import texts, documents, saved web pages, transcripts, tables of posts or answers, or codings made elsewhere.

    qda walks through folders and recognises what each file is. If it is wrong, name the kind with --as.

    A project of another program comes in whole, and alone: a .qdpx (REFI-QDA), or one of QualCoder, RQDA, Taguette or qc.
    The table says what was found in it, what the study keeps, what it only carries for an export, and what is lost.

    Example: qda import threads/ interviews/*.txt
    """
    from qda.core.errors import QdaError, UsageError
    from qda.ops.sources import import_list
    from qda.ops.sources.reading import read_options

    options = read_options(form, encoding, column, large, speaker, sheet, column_called="--column")
    if (texts or skip_bad) and form != "codings":
        raise UsageError(
            f"{'--texts' if texts else '--skip-bad'} is for codings made elsewhere: give --as codings with it"
        )
    if _is_project(
        paths, {"--as": form != "auto", "--set": values, "--column": column, "--encoding": encoding, "--sheet": sheet,
                "--speaker": speaker}, {"--into": into, "--media": media},
    ):  # fmt: skip
        from qda.ops.exchange import taking_in

        with ENV.study(because) as study:
            said = taking_in.import_project(
                study,
                paths[0],
                into=into,
                media=media,
                name=name,
                large=large,
                dry_run=dry_run,
                tick=ENV.progress("sources"),
            )
            if said.table is not None:
                view.show(said.table)
            ENV.notes(said.notes)
        return
    with ENV.study(because) as study:
        if form == "codings":
            _codings(view, study, paths, options, dry_run=dry_run, texts=texts, skip_bad=skip_bad)
            return
        done = import_list.import_texts(
            study, paths, options, name=name, variables=pairs("--set", values), dry_run=dry_run, jobs=jobs,
            stdin=sys.stdin.buffer, tick=ENV.progress("sources"),
        )  # fmt: skip
    if done.rows or not done.errors:
        view.show(done.table)
    ENV.notes(done.notes)
    if len(done.errors) == 1:
        raise QdaError(done.errors[0])
    if done.errors:
        for e in done.errors:
            ENV.say(f"left out: {sentence(e)}")
        raise QdaError(
            f"{len(done.errors)} files did not come in: "
            + "; ".join(map(sentence, done.errors[:3]))
            + (" …" if len(done.errors) > 3 else "")
        )


def _is_project(paths: list[str], of_files: dict[str, object], of_projects: dict[str, str]) -> bool:
    """True if what is imported is a project of another program; refused among other files, and with options that do not fit."""
    from qda.core.errors import QdaError, UsageError
    from qda.importers import projects

    found = next((p for p in paths if p != "-" and projects.reader(p) is not None), None)
    if found is None:
        known = any(p != "-" and projects.at(p) is not None for p in paths)
        for option in [o for o, given in of_projects.items() if given and not known]:
            raise UsageError(f"{option} is for a project of another program, and {paths[0]} is none")
        return False
    for option in [o for o, given in of_files.items() if given]:
        raise UsageError(f"{found} is a project, which comes in as a whole: leave out {option}")
    if len(paths) > 1:
        raise QdaError(f"{found} is a project, which comes in alone: import it by itself, the other files after it")
    return True


def _codings(
    view: View, study: Study, paths: list[str], options: ReadOptions, *, dry_run: bool, texts: bool, skip_bad: bool
) -> None:
    from qda.core.errors import QdaError
    from qda.ops.coding import coding_import

    def left_out(why: str) -> None:
        ENV.say(f"left out: {sentence(why)}")

    if not dry_run:
        try:
            said = coding_import.import_codings(
                study, paths, options, texts=texts, left_out=left_out if skip_bad else None, stdin=sys.stdin.buffer,
                tick=ENV.progress("sources"),
            )  # fmt: skip
        except coding_import.DoNotFit as e:
            for why in e.bad if len(e.bad) > coding_import.SHOWN else ():
                ENV.say(f"does not fit: {sentence(why)}")
            raise
        ENV.notes(said.notes)
        if said.table is not None:
            view.show(said.table)
        return
    seen = coding_import.preview(study, paths, options, texts=texts, stdin=sys.stdin.buffer)
    view.show(seen.table)
    ENV.notes(seen.notes)
    for why in seen.bad:
        ENV.say(f"does not fit: {sentence(why)}")
    if seen.bad and not skip_bad:
        raise QdaError(f"{len(seen.bad)} of {seen.rows} rows do not fit, so none would come in: mend them first")


@listing("source", "participant", "where")
def source_list(view: View, include_researcher: Researcher = False) -> None:
    """List the sources with their size and how far they are coded.

    Example: qda source list --where municipality=Ede
    """
    from qda.ops.sources import import_list

    with ENV.reading() as study:
        view.show(import_list.listing(study, view.filters, include_researcher=include_researcher))


Name = Annotated[str, typer.Argument(metavar="NAME", help="The source's name, or a unique beginning of it.")]


@listing()
def source_show(view: View, name: Name) -> None:
    """Show the text of a source, with who wrote what and the codings marked in it. JSON has everything about the source.

    Example: qda source show interview-03
    """
    from qda.ops.sources import edit

    with ENV.reading() as study:
        view.show(edit.show(study, name, want=view.want))


@listing("participant", "code", "coder")
def source_lines(
    view: View,
    name: Name,
    segment: Annotated[
        int | None, typer.Option("--segment", metavar="N", help="Show only this segment, with those in it.")
    ] = None,
    uncoded: Annotated[bool, typer.Option("--uncoded", help="Show only sentences without a code.")] = False,
) -> None:
    """Print the sentences of a source, numbered, with their codes: the sheet for coding line by line.

    Example: qda source lines interview-03 --uncoded
    """
    from qda.ops.sources import sentences

    with ENV.reading() as study:
        view.show(sentences.sheet(study, name, segment=segment, uncoded=uncoded, filters=view.filters))


@changing
def source_set(
    study: Study,
    name: Name,
    values: Annotated[
        list[str], typer.Argument(metavar="VARIABLE=VALUE…", help="A value to set; an empty one removes it.")
    ],
) -> Said:
    """Set a source's title, language, kind or date; any other name is a variable of your own.

    Example: qda source set interview-03 title="Third interview" date=2011-12-31 municipality=Ede
    """
    from qda.ops.sources import edit

    return edit.set_values(study, name, pairs("source set", values))


@listing()
def source_done(
    view: View,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE…]", help="The sources that were read whole.", show_default=False),
    ] = None,
    coder: Annotated[
        list[str],
        typer.Option("--coder", metavar="CODER", help="Who has read them (else the acting coder); repeat for more."),
    ] = [],  # noqa: B006 (typer copies it)
    taken_back: Annotated[bool, typer.Option("--not", help="Take it back.")] = False,
    because: Because = "",
) -> None:
    """Say that a coder has read sources whole; without a source, list who has read what.

    In a source that a coder has read, a passage that he left without a code counts as a no: `agreement` compares coders
    there. Example: qda source done interview-01 interview-02 --coder anna
    """
    from qda.ops.agreement import done

    if not names:
        from qda.core.errors import UsageError

        if coder or taken_back:
            raise UsageError("name the sources: qda source done SOURCE…")
        with ENV.reading() as study:
            view.show(done.listing(study))
        return
    with ENV.study(because) as study:
        said = done.done(study, names, coder, taken_back=taken_back)
        if said.table is not None:
            view.show(said.table)
        ENV.notes(said.notes)


@changing
def source_rename(
    study: Study,
    old: Name,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new name; no other source may have it.")],
) -> Said:
    """Rename a source; links and codings follow.

    Example: qda source rename 000_be81 thread-secretaris
    """
    from qda.ops.sources import edit

    return edit.rename(study, old, new)


@changing
def source_update(
    study: Study,
    name: Name,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file with the new text; - reads standard input.")],
    changed: Annotated[
        bool,
        typer.Option(
            "--changed", help="Move a coding too when words inside it changed but its first and last did not."
        ),
    ] = False,
    form: Annotated[
        str, typer.Option("--as", metavar="FORM", help="Read the file as this kind, as in `qda import`.")
    ] = "auto",
    encoding: Encoding = "",
    column: Column = [],  # noqa: B006 (typer copies it)
    sheet: Sheet = "",
    large: Large = False,
    speaker: Speaker = [],  # noqa: B006
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")] = False,
) -> Said:
    """Replace the text of a source with that of a newer file. Codings move along; those that cannot are listed.

    Example: qda source update interview-03 corrected.docx --dry-run
    """
    from qda.ops.sources import update as ops
    from qda.ops.sources.reading import read_options

    options = read_options(form, encoding, column, large, speaker, sheet, column_called="--column")
    return ops.update(study, name, file, options, changed=changed, dry_run=dry_run, stdin=sys.stdin.buffer)


@changing
def source_remove(study: Study, name: Name) -> Said:
    """Remove a source with its segments and codings; `qda undo` brings everything back.

    Example: qda source remove interview-03 --because "consent withdrawn"
    """
    from qda.ops.sources import edit

    return edit.remove(study, name)
