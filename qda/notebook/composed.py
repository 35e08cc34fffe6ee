"""The commands that are more than one operation, as functions of a study: which operation, by what is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qda.core.errors import QdaError, UsageError
from qda.core.results import Result, Said

if TYPE_CHECKING:
    from qda.core.results import Table
    from qda.ops.sources.masking import Veiled
    from qda.store.analysis.scope import Filters
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
) -> Result:
    """Import texts, documents, saved web pages, transcripts, tables, codings made elsewhere (`as_="codings"`), or a project.

    paths: files and folders; a project of another program comes alone. set: variables for the imported sources. Refused
    where a file does not come in: those before it stay in, as the history says. Returns a row a source, or what became of
    each thing of a project.
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

    done = import_list.import_texts(study, paths, options, name=name, variables=dict(set or {}), dry_run=dry_run)
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


def codings(study: Study, filters: Filters | None = None, *, with_codes: bool = False) -> Table:
    """List codings with their quotes, by source and place. with_codes: those of the codes under the codes chosen, too."""
    from dataclasses import replace

    from qda.ops.coding import coding
    from qda.reports.common import unconfirmed
    from qda.store.analysis import scope
    from qda.store.analysis.scope import Filters

    chosen = filters or Filters()
    table = coding.listing(study, chosen, with_codes=with_codes)
    wide = replace(chosen, code=()) if with_codes else chosen
    unconfirmed.unconfirmed(study.db, table, scope.resolve(study.db, wide))
    return table


def segment_set(study: Study, place: str, fields: Mapping[str, str], *, where: Sequence[str] = ()) -> Said:
    """Correct who wrote a segment, its kind, its date, or which segment it answers. Codings stay where they are.

    place: `SOURCE#N`; with where (`FIELD=GLOB`) the name of a source, or a glob, of which all matching segments are set.
    """
    from qda.ops.sources import segments, segments_many

    return segments_many.correct(study, place, where, fields) if where else segments.correct(study, place, fields)


def settings(study: Study, values: Mapping[str, str] | None = None) -> Result:
    """Show what the study keeps of itself, or change it: `name`, `language`, `report_language`; an empty value is the default."""
    from qda.ops.study import settings as kept

    return kept.set_values(study, values) if values else kept.listing(study)


def backup(study: Study, file: str) -> Said:
    """Copy the whole study, real names included, to a new file; others may go on working meanwhile."""
    from qda.ops.study import study as ops

    said = ops.backup(study, file)
    return Said(said.table, [*said.notes, *([NAMES] if study.setting("pseudonyms") else [])])


def codebook_add(
    study: Study,
    name: str,
    *,
    under: str | None = None,
    level: str | None = None,
    definition: str | None = None,
    include: str | None = None,
    exclude: str | None = None,
    example: str | None = None,
) -> Said:
    """Add a code to the codebook. level: `code`, `focused` or `category`."""
    from qda.ops.coding import codebook

    texts = {"definition": definition, "include": include, "exclude": exclude, "example": example}
    return codebook.add(study, name, under=under or "", level=level or "code", **texts)


def codebook_define(
    study: Study,
    name: str,
    *,
    under: str | None = None,
    level: str | None = None,
    definition: str | None = None,
    include: str | None = None,
    exclude: str | None = None,
    example: str | None = None,
) -> Said:
    """Define a code: what it means, what belongs to it and what does not. None changes nothing; an empty text clears a field."""
    from qda.ops.coding import codebook

    texts = {"definition": definition, "include": include, "exclude": exclude, "example": example}
    return codebook.define(study, name, under=under, level=level, **texts)


def memo_add(
    study: Study,
    text: str | None = None,
    *,
    file: str | None = None,
    title: str | None = None,
    type: str = "",
    date: str | None = None,
    on: Sequence[str] = (),
) -> Said:
    """Write a memo on a code, a quote, a source or anything else. `[[kind:name]]` in its text makes a link.

    text, or a file that has it. on: what it is about, such as `code:trust` or `coding:12`. Returns its row.
    """
    from qda.ops.theory import memos

    given = _text(text, file)
    if given is None:
        raise UsageError("a memo has a text: give it, or a file that has it")
    return memos.add(study, given, title=title or "", type=type, date=date or "", on=on)


def memo_edit(
    study: Study,
    id: int,
    *,
    text: str | None = None,
    file: str | None = None,
    title: str | None = None,
    type: str | None = None,
    date: str | None = None,
) -> Said:
    """Edit a memo: its text (or a file that has it), title, type or date; the earlier version is kept."""
    from qda.ops.theory import memos

    given = _text(text, file)
    if given is None and title is None and type is None and date is None:
        raise UsageError("nothing to change: give a text, a file, a title, a type or a date")
    return memos.edit(study, id, text=given, title=title, type=type, date=date)


def memo_show(study: Study, id: int, *, versions: bool = False) -> Result:
    """Show a memo with the quotes that it links to, or all its versions."""
    from qda.ops.theory import memos

    return memos.versions(study, id) if versions else memos.show(study, id)


def summary_set(
    study: Study, row: str, code: str, text: str | None = None, *, file: str | None = None, rows: str = "source"
) -> Said:
    """Sum up in your own words what a source, a participant or a group says about a code.

    rows: what `row` is: `source`, `participant`, or the name of a variable, of which it is a value.
    """
    from qda.ops.theory import summaries

    given = _text(text, file)
    if given is None:
        raise UsageError("give the text of the summary, or file")
    return summaries.put(study, row, code, given, rows=rows)


def summary_list(
    study: Study, filters: Filters | None = None, *, rows: str = "", versions: int | None = None
) -> Result:
    """List the summaries, or all versions of one."""
    from qda.ops.theory import summaries

    return summaries.listing(study, filters, rows=rows) if versions is None else summaries.versions(study, versions)


def source_done(
    study: Study, names: Sequence[str] | None = None, *, coder: Sequence[str] = (), taken_back: bool = False
) -> Result:
    """Say which sources coders have read whole, or without names list them.

    coder: who has read them, else who acts. taken_back: they have not, after all.
    """
    from qda.ops.agreement import done

    if names:
        return done.done(study, names, coder, taken_back=taken_back)
    if coder or taken_back:
        raise UsageError("name the sources that were read")
    return done.listing(study)


def resolve(
    study: Study,
    ids: Sequence[int] | None = None,
    *,
    keep: str | None = None,
    to: str | None = None,
    boundary: str | None = None,
    drop: bool = False,
    note: str | None = None,
    agreed: bool = False,
    reopen: bool = False,
) -> Said:
    """Settle places where coders differ; the decision stands in a layer of its own, the coder `consensus`.

    keep: what this coder has there. to: a code. boundary: `START:END`, `widest` or `common`. drop: there is nothing. note:
    why. agreed: take all agreed places in instead. reopen: take decisions back.
    """
    from qda.ops.agreement import resolve as ops

    given = any(v is not None for v in (keep, to, boundary, note)) or drop
    if agreed or reopen:
        if given or (agreed and (reopen or ids)):
            raise UsageError("agreed stands alone, and reopen takes numbers of places and nothing else")
        return ops.agreed(study) if agreed else ops.reopen(study, ids or [])
    return ops.resolve(study, ids or [], keep=keep, to=to, boundary=boundary, drop=drop, note=note or "")


def axial_types(study: Study, words: Sequence[str] | None = None, *, role: str = "") -> Result:
    """List the types of relations with their role in the paradigm; `["add", NAME]` adds a type of your own, with a role."""
    from qda.ops.theory import relations
    from qda.reports.theory import axial

    if not words:
        if role:
            raise UsageError("role goes with a type to add")
        return axial.types(study)
    if words[0] != "add" or len(words) != 2:
        raise UsageError(f'{" ".join(words)!r}: give nothing, or ["add", NAME]')
    return relations.add_type(study, words[1], role=role)


def selective_storyline(
    study: Study,
    *,
    file: str | None = None,
    text: str | None = None,
    version: int | None = None,
    versions: bool = False,
) -> Result:
    """Show the storyline, or save a new version: Markdown with `[[category:…]]` and `[[coding:…]]` links.

    file, or text: a new version. version: show an earlier one. versions: list them.
    """
    from qda.ops.theory import selective
    from qda.reports.theory import selective as views

    if sum((file is not None, text is not None, version is not None, versions)) > 1:
        raise UsageError("give one of file, text, version, versions")
    given = _text(text, file)
    if given is not None:
        return selective.write(study, given)
    return views.versions(study) if versions else views.storyline(study, version=version)


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


def _text(text: str | None, file: str | None) -> str | None:
    """Return the text given, or that of a file; None if neither was."""
    if text is not None and file is not None:
        raise UsageError("give the text or the file, not both")
    if file is None:
        return text
    from qda.core.files import given
    from qda.importers.common.encoding import decode

    raw = given(file)
    try:
        return decode(raw).text
    except QdaError as e:
        raise QdaError(f"{file}: {e.message}") from None
