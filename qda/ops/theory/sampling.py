"""Theoretical sampling: noting whom or what to look for next and why, and what the sources that came of it changed."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core import names as naming
from qda.core.errors import QdaError, Refused, UsageError
from qda.core.language import spoken
from qda.core.message import Message, worded
from qda.core.names import short
from qda.core.results import Said, Table
from qda.reports.theory import sampling as report
from qda.reports.theory import sampling_questions
from qda.store.analysis import codes, sampling, scope, theory
from qda.store.analysis.scope import Filters
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import sources
from qda.store.texts.settings import report_language


def add(study: Study, text: str = "", *, about: str = "", seek: str = "", row: int | None = None) -> Said:
    """Note what to look for next; return the row of the ledger.

    text: what is missing, and why. about: the category, or `category/property`, that asks for it. seek: whom or what to
    look for.
    row: make the entry of that row of the report on sampling, instead of `about`; `text` and `seek` replace the row's own.
    """
    text, seek = naming.text(text, "text").strip(), naming.text(seek, "text").strip()
    if row is not None and about:
        raise UsageError(
            Message(
                "sampling-category-twice", "the row says already which category the entry is for: give one of the two"
            )
        )
    if row is None and not about:
        raise UsageError(
            Message(
                "sampling-category-missing",
                "say which category it is for, as CATEGORY or CATEGORY/PROPERTY, or which row of the report on sampling",
            )
        )
    said = Said()
    with study.change("sampling add") as c:
        if row is None:
            category, property = _about(c, about)
        else:
            gap = sampling_questions.row(study, row)
            category, property = gap.category, gap.property
            tongue = spoken(report_language(study))  # a question is noted as the report asks it
            text, seek = text or worded(gap.question, {}, tongue), seek or worded(gap.seek, {}, tongue)
        if not text:
            raise QdaError("the text is empty: say what to look for, and why")
        there = sampling.of_category(c.db, [category])
        same = [x.id for x in there if x.closed_at is None and (x.property, x.text) == (property, text)]
        if same:
            raise Refused("sampling-is-open", "sampling entry {entry} says so already, and is open", entry=same[0])
        id = sampling.add(c, text, category, property, seek)
        (new,) = sampling.read(c.db, [id])
        c.summary = f"for {sampling.name_for(c.db, new)}: {_line(text)}"
    said.table = report.table(study.db, sampling.read(study.db, [id]))
    return said


def _about(c: Change, name: str) -> tuple[int, int | None]:
    """Return the category, and the property, that `CATEGORY[/PROPERTY]` names; a category of that name or path comes first."""
    found = codes.lookup(c.db, name)
    category, slash, last = name.rpartition("/")
    known = found is not None and found in theory.categories(c.db)
    if not known and slash and codes.lookup(c.db, category) in theory.categories(c.db):
        top = codes.find_category(c.db, category)
        return top, theory.find_property(c.db, top, last).id
    return codes.find_category(c.db, name), None


def close(study: Study, id: int, names: Sequence[str] = (), *, changed: str) -> Said:
    """Say what an entry has changed, and which sources came of it; return the row.

    Closing it again adds sources and replaces what was said before, which a note names.
    """
    changed = naming.text(changed, "text").strip()
    if not changed:
        raise Refused(
            "sampling-changed-empty",
            "the text is empty: say in a line what the entry changed, also when it changed nothing",
        )
    said = Said()
    with study.change("sampling close") as c:
        sampling.known(c.db, [id])
        (was,) = sampling.read(c.db, [id])
        chosen = list(dict.fromkeys(sources.find(c.db, name) for name in names))
        for source in chosen:
            if source not in was.sources:
                sampling.add_source(c, id, source)
        if (was.changed, was.status()) != (changed, "closed"):
            sampling.close(c, id, changed)
            if was.closed_at is not None:
                said.notes.append(f"it was closed already: {_line(was.changed)}")
        c.summary = f"sampling entry {id}: {_line(changed)}"
    if not c.changed:
        said.notes.append(f"nothing changed: sampling entry {id} says so already")
    said.table = report.table(study.db, sampling.read(study.db, [id]))
    return said


def remove(study: Study, ids: Sequence[int]) -> Said:
    """Take entries out of the ledger; return the rows that were removed. Sources and memos stay."""
    with study.change("sampling remove") as c:
        chosen = sampling.known(c.db, ids)
        gone = report.table(c.db, sampling.read(c.db, chosen))
        sampling.remove(c, chosen)
        c.summary = f"removed sampling entr{'ies' if len(chosen) > 1 else 'y'} {', '.join(map(str, chosen))}"
    return Said(gone, [c.summary])


def listing(study: Study, filters: Filters | None = None, *, status: str = "") -> Table:
    """Return the ledger by number: entries for the categories filtered for and the codes under them, by these coders.

    status: only those that are `open`, or `closed`.
    """
    if status and naming.key(status) not in report.STATUSES:
        raise UsageError(
            Message("sampling-status", "there is no status {status!r}: it is open or closed", status=status)
        )
    filters = filters or Filters()
    over = scope.resolve(study.db, filters)
    found = report.chosen(study.db, over)
    found = [x for x in found if naming.key(status) in ("", x.status())]
    table = report.table(study.db, found)
    table.notes = [report.counted(found, filters)]
    return table


def _line(text: str) -> str:
    return short(" ".join(text.split()), 60)
