"""The commands that are more than one operation, as functions of a study: which operation, by what is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qda.core.errors import QdaError, UsageError
from qda.core.results import Result, Said

if TYPE_CHECKING:
    from qda.core.results import Table
    from qda.store.analysis.scope import Filters
    from qda.store.project import Study


def source_done(
    study: Study, names: Sequence[str] | None = None, *, coder: Sequence[str] = (), taken_back: bool = False
) -> Result:
    """Say that a coder has read sources whole; without a source, list who has read what.

    names: sources, or globs. coder: who has read them, else the acting coder. taken_back: take it back. In a source that a
    coder has read, a passage that he left without a code counts as a no where coders are compared.
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

    ids: places, as `disagreements` lists them. keep: take what this coder has there, which may be nothing. to: give it this
    code, on the stretch that all have or the boundary. boundary: `START:END`, `widest` or `common`; alone it keeps the code.
    drop: decide that there is nothing. note: why; needed with all but a boundary alone. agreed: take all agreed places into
    the layer. reopen: take decisions back. Returns the codings made.
    """
    from qda.ops.agreement import resolve as ops

    if agreed or reopen:
        given = any(v is not None for v in (keep, to, boundary, note)) or drop
        if given or (agreed and (reopen or ids)):
            raise UsageError("agreed stands alone, and reopen takes numbers of places and nothing else")
        return ops.agreed(study) if agreed else ops.reopen(study, ids or [])
    return ops.resolve(study, ids or [], keep=keep, to=to, boundary=boundary, drop=drop, note=note or "")


def codings(study: Study, filters: Filters | None = None, *, with_codes: bool = False, stale: bool = False) -> Table:
    """List codings with their quotes, by source and place. with_codes: those of the codes under the codes chosen, too.

    stale: only those made under another definition of their code, with both definitions.
    """
    from dataclasses import replace

    from qda.ops.coding import coding
    from qda.reports.common import unconfirmed
    from qda.store.analysis import scope
    from qda.store.analysis.scope import Filters

    chosen = filters or Filters()
    table = coding.listing(study, chosen, with_codes=with_codes, stale=stale)
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
    """Show what the study keeps of itself, or change it: `name`, `language`, `report_language`, `school`.

    An empty value is the default.
    """
    from qda.ops.study import settings as kept

    return kept.set_values(study, values) if values else kept.listing(study)


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

    text, or a file that has it; `[[coding:12]]` in it links to a quote. rows: what row is: `source`, `participant`, or the
    name of a variable, of which it is a value. Your earlier summary of the two is kept as a version. Returns its row.
    """
    from qda.ops.theory import summaries

    given = _text(text, file)
    if given is None:
        raise UsageError("a summary has a text: give it, or a file that has it")
    return summaries.put(study, row, code, given, rows=rows)


def sort_list(study: Study, filters: Filters | None = None, *, unsorted: bool = False, piles: bool = False) -> Table:
    """List the memos in piles in the order of the draft; `unsorted`: those in no pile; `piles`: the piles themselves."""
    from qda.ops.theory import sorting

    if unsorted and piles:
        raise UsageError("the memos in no pile, or the piles: one of the two")
    return sorting.pile_list(study) if piles else sorting.listing(study, filters, unsorted=unsorted)


def summary_list(study: Study, filters: Filters | None = None, *, rows: str = "", versions: int | None = None) -> Table:
    """List the summaries by number. rows: only those of sources, participants or a variable. versions: of one, all versions."""
    from qda.ops.theory import summaries

    return summaries.listing(study, filters, rows=rows) if versions is None else summaries.versions(study, versions)


def axial_types(study: Study, words: Sequence[str] | None = None, *, role: str = "", family: str = "") -> Result:
    """List the types of relations with their role in the paradigm; `["add", NAME]` adds a type of your own, with a role.

    family: with `["add"]` alone, the types of that family of Glaser (1978), such as `six-c`.
    """
    from qda.ops.theory import relations
    from qda.reports.theory import axial

    if not words:
        if role or family:
            raise UsageError("role goes with a type to add" if role else 'family goes with ["add"]')
        return axial.types(study)
    if words[0] != "add" or len(words) != (1 if family else 2) or (family and role):
        raise UsageError(f'{" ".join(words)!r}: give nothing, ["add", NAME], or ["add"] and a family')
    return relations.add_family(study, family) if family else relations.add_type(study, words[1], role=role)


def condition_levels(study: Study, *, names: str | None = None) -> Result:
    """List the levels of the conditional matrix from near to far. names: set others, commas between them; "": the usual seven."""
    from qda.ops.theory import conditions

    return conditions.levels(study) if names is None else conditions.set_levels(study, names)


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
