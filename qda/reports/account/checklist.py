"""A reporting checklist, filled in as far as the study answers it; the rest is answered by the researcher, or open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from qda.core.document import Block, Document, Grid, Heading, Paragraph
from qda.core.message import Message, say, word
from qda.core.names import short
from qda.core.results import Report, Table, Want
from qda.reports.account.checklist_items import STANDARDS, Item, Standard, commands, standard
from qda.reports.common.quotes import facts
from qda.reports.declare import Argument, Declared, Option
from qda.store.analysis import checklists, codes, memos, scope, theory
from qda.store.analysis.checklists import Answer
from qda.store.analysis.memos import Memo
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries import study as counted

COLUMNS = ("item", "topic", "answer", "status", "from", "where")
STATUSES = ("shown", "given", "open")
_SAYING = ("", "software", "saturation", "sampling", "claims", "trail")  # these answers say what they are
_LONG = 1000  # characters of an answer in a cell of a document


class Fact(NamedTuple):
    """What a study answers: the text, the command whose output has it, and what it is in a word."""

    answer: str
    command: str
    label: str


class Row(NamedTuple):
    """A row of the report; `label` says what an answer of the study is, for a document."""

    item: Item
    answer: str
    status: str
    command: str
    where: str
    label: str = ""

    def row(self) -> tuple[Any, ...]:
        """The columns of `COLUMNS`."""
        return (self.item.n, say(self.item.topic), self.answer, self.status, self.command, self.where)


# -- what a study answers ----------------------------------------------------------------------------------------------


def _saturation(study: Study) -> str:
    """Return what was counted of saturation; no judgement is in it, and nothing where nobody coded by hand."""
    from qda.reports.saturation import saturation, saturation_statement

    found = saturation.find(study.db, Filters(), False, False)
    return saturation_statement.counted(found) if found.done.sources else ""


def _sampling(study: Study) -> str:
    """Return how many entries the list of whom or what to look for next has."""
    from qda.reports.theory import sampling

    found = sampling.chosen(study.db, scope.resolve(study.db, Filters()))
    return sampling.counted(found, Filters()) if found else ""


def _claims(study: Study) -> str:
    """Return how many claims the storyline makes, and how many of them quotes ground."""
    from qda.reports.theory import open_story

    return open_story.counted(study)


def _trail(study: Study) -> str:
    """Return how many changes the audit trail accounts for."""
    from qda.reports.account import audit

    return audit.counted(study)


def _core(study: Study) -> str:
    """Return the name of the core category, where one was declared."""
    return counted.core_name(study.db) or ""


def _software(_: Study) -> str:
    from qda import __version__

    return f"qda {__version__}"


def _team(study: Study) -> str:
    """Return how many people coded, where it was more than one."""
    n = counted.counts(study.db).coders_with_codings
    return str(n) if n > 1 else ""


def _count(name: str) -> Callable[[Study], str]:
    """Return what counts one kind of thing, as the numbers of the study give it; nothing for none."""

    def count(study: Study) -> str:
        n = getattr(counted.counts(study.db), name)
        return str(n) if n else ""

    return count


# Fact -> what finds it; an empty text: it is not there.
FACTS: Mapping[str, Callable[[Study], str]] = {
    "participants": _count("participants"),
    "sources": _count("sources"),
    "coders": _count("coders_with_codings"),
    "team": _team,
    "codes": _count("codes"),
    "codings": _count("codings"),
    "relations": _count("relations"),
    "core": _core,
    "claims": _claims,
    "sampling": _sampling,
    "trail": _trail,
    "software": _software,
    "saturation": _saturation,
}


def _facts(study: Study, wanted: set[str]) -> dict[str, Fact]:
    """Return what the study answers of these; nothing before anybody has coded anything."""
    if not counted.counts(study.db).codings:
        return {}
    found = {}
    told = commands()
    for name, find in FACTS.items():
        if name in wanted and (answer := find(study)):
            found[name] = Fact(answer, told[name], name)
    return found


# -- the report --------------------------------------------------------------------------------------------------------


def run(
    study: Study, standard_: str, filters: Filters | None = None, *, missing: bool = False, want: Want = "both"
) -> Report:
    """Fill a checklist in: `shown` is what the study answers, `given` what a researcher did, `open` is the rest.

    missing: the open items alone. No judgement is filled in, and nothing before the first coding.
    """
    of = standard(standard_)
    rows = rows_of(study, of)
    chosen = [r for r in rows if r.status == "open" or not missing]
    n = Counter(r.status for r in rows)
    notes = [
        say("{standard}: {items} items, {shown} shown by the study, {given} given, {open} open",
            standard=of.title, items=len(rows), shown=n["shown"], given=n["given"], open=n["open"]),
        say("the items are in words of our own, after {reference}", reference=of.reference),
        say("what is shown is counted, not judged: whether it is enough is yours to say"),
    ]  # fmt: skip
    if of.note:
        notes.append(say(of.note))
    for lost in checklists.read(study.db, of.name):
        if lost.lost:
            notes.append(gone(lost))
    table = Table(
        COLUMNS,
        () if want == "document" else [r.row() for r in chosen],
        notes=notes,
        wrap=("topic", "answer", "where"),
        said=("topic", "answer"),
        title=of.title,
    )
    return Report(table, None if want == "rows" else _document(study, of, chosen, notes), notes)


def gone(answer: Answer) -> Message:
    """Return the note on an item whose memo was removed."""
    return Message(
        "checklist-memo-gone",
        "item {item} of {standard} has no answer: the memo that answered it was removed",
        item=answer.item,
        standard=answer.standard,
    )


def rows_of(study: Study, of: Standard) -> list[Row]:
    """Return a checklist's items with their answers, in order."""
    given = {a.item: a for a in checklists.read(study.db, of.name) if not a.lost}
    open_ = [x for x in of.items if x.n not in given]
    found = _facts(study, {name for x in open_ for name in x.shown})
    written = {m.id: m for m in memos.read(study.db)}
    out = []
    for x in of.items:
        if (answer := given.get(x.n)) is not None:
            out.append(_given(of, x, answer, written))
            continue
        fact = next((found[name] for name in x.shown if name in found), None)
        where = _where(study, x, written.values())
        out.append(
            Row(x, "", "open", "", where)
            if fact is None
            else Row(x, fact.answer, "shown", fact.command, where, fact.label)
        )
    return out


def _given(of: Standard, item: Item, answer: Answer, written: Mapping[int, Memo]) -> Row:
    if answer.memo is None:
        return Row(item, answer.text, "given", f"report checklist {of.name}", "")
    memo = written[answer.memo]
    return Row(item, memo.text, "given", f"memo show {memo.id}", f"memo:{memo.id}")


def _where(study: Study, item: Item, written: Any) -> str:
    """Return where in the study something may be said of an item: memos of some types, the core."""
    places = []
    if "core" in item.look and (core := theory.core(study.db)):
        places.append(f"category:{codes.names(study.db)[core[0]]}")
    places += [f"memo:{m.id}" for m in written if m.type in item.look]
    return ", ".join(places)


# -- the document ------------------------------------------------------------------------------------------------------


def _document(study: Study, of: Standard, rows: Sequence[Row], notes: Sequence[str]) -> Document:
    blocks: list[Block] = []
    for section, some in groupby(rows, key=lambda r: r.item.section):
        cells = [
            (r.item.n, say(r.item.topic), _answer(r), say(r.status), ", ".join(p for p in (r.command, r.where) if p))
            for r in some
        ]
        blocks += [
            Heading(1, say(section)),
            Grid(Table(("item", "topic", "answer", "status", "from"), cells, wrap=("topic", "answer"))),
        ]
    if not rows:
        blocks.append(Paragraph(say("No item is open."), "note"))
    title = say("{standard}: {study}", standard=of.title, study=study.setting("name"))
    return Document(title, blocks, facts(study), notes)


def _answer(r: Row) -> str:
    if r.label in _SAYING:
        return r.answer if isinstance(r.answer, Message) else short(r.answer, _LONG)
    label = "coders" if r.label == "team" else r.label
    return say("{what}: {n}", what=word(label), n=r.answer)


REPORT = Declared(
    "checklist",
    "Fill in a reporting checklist from the study: SRQR, COREQ, GUREGT, or the ACM SIGSOFT standard.",
    run,
    "Fill in a reporting checklist as far as the study answers it.\n\n"
    "Status: shown (the study answers it; the column from names the command whose output has the answer), given (you did) "
    "or open. No judgement is filled in, and nothing before the first coding. The items are in words of our own with the "
    "numbers of the originals: srqr (21 items; O'Brien et al. 2014), coreq (32; Tong et al. 2007), guregt (25; Berthelsen et "
    "al. 2018), sigsoft (the grounded-theory standard of ACM SIGSOFT).",
    COLUMNS,
    place=122,
    arguments=(Argument("standard_", "Which checklist.", "|".join(STANDARDS)),),
    options=(Option("missing", "Only the open items."),),
    filters=(),
    document="the checklist as a table, filled in",
    examples=({"standard_": "srqr", "missing": True}, {"standard_": "coreq", "output": "coreq.docx"}),
)
