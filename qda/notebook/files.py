"""The commands that read or write files and are more than one operation, as functions of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qda.core.errors import QdaError, UsageError
from qda.core.results import Result, Said

if TYPE_CHECKING:
    from qda.ops.sources.masking import Veiled
    from qda.store.project import Study

SHOWN = 3  # files that a refusal names
NAMES = "the real names are in it"


def import_(
    study: Study,
    paths: Sequence[str],
    *,
    as_: str = "auto",
    name: str = "",
    column: Sequence[str] = (),
    set: Mapping[str, str] | None = None,
    dry_run: bool = False,
    encoding: str = "",
    sheet: str = "",
    large: bool = False,
    speaker: Sequence[str] = (),
    texts: bool = False,
    skip_bad: bool = False,
    into: str = "",
    media: str = "",
    jobs: int = 1,
) -> Result:
    """Import texts, documents, saved web pages, transcripts, tables, codings made elsewhere (`as_="codings"`), or a project.

    paths: files and folders; a project of another program comes alone. set: variables for the imported sources. Refused
    where a file does not come in: those before it stay in, as the history says. Returns a row a source, or what became of
    each thing of a project. jobs: so many processes read files that are one text each (0: one for each core).
    """
    from qda.importers import projects
    from qda.ops.sources.reading import read_options

    options = read_options(as_, encoding, column, large, speaker, sheet)
    if (texts or skip_bad) and as_ != "codings":
        raise UsageError(f"{'texts' if texts else 'skip_bad'} is for codings made elsewhere: read the files as codings")
    if (found := next((p for p in paths if projects.reader(p) is not None), None)) is not None:
        others = {"as_": as_ != "auto", "set": set, "column": column, "encoding": encoding, "sheet": sheet}
        if given := [option for option, value in {**others, "speaker": speaker}.items() if value]:
            raise UsageError(f"{found} is a project, which comes in as a whole: leave out {', '.join(given)}")
        if len(paths) > 1:
            raise QdaError(f"{found} is a project, which comes in alone: import it by itself, the other files after it")
        from qda.ops.exchange import taking_in

        return taking_in.import_project(
            study, found, into=into, media=media, name=name, large=large, dry_run=dry_run
        )  # fmt: skip
    if into or media:
        raise UsageError(f"{'into' if into else 'media'} is for a project of another program, and {paths[0]} is none")
    if as_ == "codings":
        return _codings(study, paths, options, dry_run=dry_run, texts=texts, skip_bad=skip_bad)
    from qda.ops.sources import import_list

    variables = dict(set or {})
    done = import_list.import_texts(study, paths, options, name=name, variables=variables, dry_run=dry_run, jobs=jobs)
    if len(done.errors) == 1:
        raise QdaError(done.errors[0])
    if done.errors:
        more = " …" if len(done.errors) > SHOWN else ""
        raise QdaError(f"{len(done.errors)} files did not come in: {'; '.join(done.errors[:SHOWN])}{more}")
    return Said(done.table, list(done.notes))


def _codings(study: Study, paths: Sequence[str], options: Any, *, dry_run: bool, texts: bool, skip_bad: bool) -> Result:
    from qda.ops.coding import coding_import

    if dry_run:
        seen = coding_import.preview(study, paths, options, texts=texts)
        if seen.bad and not skip_bad:
            raise QdaError(f"{len(seen.bad)} of {seen.rows} rows do not fit, so none would come in: {seen.bad[0]}")
        return Said(seen.table, [*seen.notes, *(f"does not fit: {why}" for why in seen.bad)])
    left: list[str] = []
    said = coding_import.import_codings(study, paths, options, texts=texts, left_out=left.append if skip_bad else None)
    return Said(said.table, [*said.notes, *(f"left out: {why}" for why in left)])


def source_update(
    study: Study,
    name: str,
    file: str,
    *,
    changed: bool = False,
    as_: str = "auto",
    encoding: str = "",
    column: Sequence[str] = (),
    sheet: str = "",
    large: bool = False,
    speaker: Sequence[str] = (),
    dry_run: bool = False,
) -> Said:
    """Replace the text of a source with that of a newer file. Codings move along; those that cannot are listed.

    changed: move a coding too when words inside it changed but its first and last did not.
    """
    from qda.ops.sources import update
    from qda.ops.sources.reading import read_options

    options = read_options(as_, encoding, column, large, speaker, sheet)
    return update.update(study, name, file, options, changed=changed, dry_run=dry_run)


def participant_import(
    study: Study,
    file: str,
    *,
    column: Mapping[str, str] | None = None,
    new: bool = False,
    sheet: str = "",
    encoding: str = "",
    dry_run: bool = False,
) -> Said:
    """Import roles and variables of participants from a table: one row per person, one column per variable.

    column: `participant` and the column with the names. new: add people whom the study does not have yet. When one row
    cannot be imported, none is.
    """
    from qda.core.drafts import ReadOptions
    from qda.ops.sources import participant_import as people

    options = ReadOptions(encoding=encoding, columns=dict(column or {}), sheet=sheet)
    return people.read(study, file, options, new=new, dry_run=dry_run)


def participant_pseudonymise(
    study: Study,
    *,
    key: str = "",
    also: Mapping[str, str] | None = None,
    dry_run: bool = False,
    left: bool = False,
    beside: bool = False,
    off: bool = False,
) -> Said:
    """Show people by pseudonym everywhere, in texts too. The study keeps the real names; a separate key file says who is who.

    key: that file, outside the study's folder. also: more names with their pseudonyms. off: show the real names again.
    What it returns has the real names.
    """
    from qda.ops.sources import pseudonyms

    if off:
        if key or also or dry_run or left or beside:
            raise UsageError("off goes alone")
        return pseudonyms.off(study)
    return pseudonyms.pseudonymise(study, key, also=also or {}, beside=beside, dry_run=dry_run, left=left)


def backup(study: Study, file: str) -> Said:
    """Copy the whole study, real names included, to a new file; others may go on working meanwhile."""
    from qda.ops.study import study as ops

    said = ops.backup(study, file)
    return Said(said.table, [*said.notes, *([NAMES] if study.setting("pseudonyms") else [])])


def export(
    study: Study,
    file: str,
    *,
    for_: str = "",
    plain: bool = False,
    force: bool = False,
    dry_run: bool = False,
    media: str = "",
    check: bool = False,
    source: Sequence[str] = (),
    veiled: Veiled | None = None,
) -> Said:
    """Export the study: a REFI-QDA project where the name ends in .qdpx, else a folder of text, to keep in git.

    A project: for_ names the program that will read it, source the sources that go along. A folder: check lists what is out
    of step and writes nothing. Returns what became of each thing, or the files that were out of step.
    """
    if not file.lower().endswith(".qdpx"):
        others = {"for_": for_, "plain": plain, "force": force, "dry_run": dry_run, "media": media, "source": source}
        if given := [option for option, value in others.items() if value]:
            raise UsageError(f"{', '.join(given)}: for a project alone, whose name ends in .qdpx; {file} is a folder")
        from qda.ops.exchange.text_export import export_text

        said = export_text(study, file, check=check, veiled=veiled)
    elif check:
        raise UsageError(f"check is for a folder of text, and {file} is a project")
    else:
        from qda.ops.exchange import export as projects

        said = projects.export(
            study, file, program=for_, plain=plain, source=source, force=force, dry_run=dry_run, media=media,
            veiled=veiled,
        )  # fmt: skip
    names = [NAMES] if veiled is None and study.setting("pseudonyms") and not (check or dry_run) else []
    return Said(said.table, [*said.notes, *names])


def handout(
    study: Study,
    file: str = "",
    *,
    to: str = "",
    without: Sequence[str] = (),
    source: Sequence[str] = (),
    force: bool = False,
    listed: bool = False,
) -> Result:
    """Hand a copy of the study out to another coder, who codes apart; a merge brings the work back.

    to: who works in it. without: `codings`, `memos`, `theory`: these are nowhere in the file, nor what the log says of them.
    source: globs; only these sources go along, with their people. force: also into a folder that a sync service keeps.
    listed: what was handed out instead.
    """
    from qda.ops.teams import handout as ops

    if listed:
        if file or to or without or source or force:
            raise UsageError("the list of what was handed out stands alone")
        return ops.listing(study)
    if not file or not to:
        raise UsageError("name the file to make, and who works in it")
    return ops.handout(study, file, to, without=without, sources=source, force=force)
