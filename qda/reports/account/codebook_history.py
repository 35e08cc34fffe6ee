"""The history of the codebook: what became of each code, event by event, with the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qda.core import moments
from qda.core.document import Block, Document, Grid, Heading, Paragraph
from qda.core.message import commas, n_of, say, say_n, word
from qda.core.names import key
from qda.core.results import Report, Table, Want
from qda.reports.account.told import because, coders
from qda.reports.common.quotes import facts
from qda.reports.declare import Declared, Option
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries.codebook_history import Event, History

COLUMNS = ("n", "at", "code", "event", "before", "after", "because", "coder", "what")
EVENTS = ("born", "renamed", "defined", "moved", "raised", "lowered", "member", "merged", "split", "removed")
UNDONE = "undone"
_TOLD = ("n", "at", "event", "what", "before", "after", "because", "coder")  # of a code, in the document


def run(
    study: Study, filters: Filters | None = None, *, since: str = "", until: str = "", undone: bool = False,
    want: Want = "both",
) -> Report:  # fmt: skip
    """List what became of each code, the oldest event first.

    since, until: a day or a time, local. undone: what was taken back too, as the event `undone`. A code is found by every name
    that it has or had; what was merged into it or split off is listed with it. `code` is its name of now, or its last.
    """
    filters = filters or Filters()
    first = moments.first(since) if since else ""
    last = moments.last(until) if until else ""
    history = History(study.db)
    chosen, who = _codes(study, history, filters), coders(study, filters)
    found = [
        e for e in history.events
        if (e.live or undone)
        and e.at >= first
        and (not last or e.at <= last)
        and (chosen is None or e.id in chosen or e.other in chosen)
        and (who is None or e.coder in who)
    ]  # fmt: skip
    notes = _notes(history, found, undone)
    rows = () if want == "document" else [_row(e, history) for e in found]
    brief = ("n", "at", "code", "event", "what", "before", "after", "because", "coder")
    table = Table(COLUMNS, rows, notes=notes, brief=brief, wrap=("before", "after", "because"))
    return Report(table, None if want == "rows" else _document(study, history, found, notes), notes)


def _row(e: Event, history: History) -> tuple[object, ...]:
    event, what = (e.event, e.what) if e.live else (UNDONE, e.what or e.event)
    levels = e.event in ("raised", "lowered")
    before, after = (word(x) if levels else x for x in (e.before, e.after))
    return (e.n, e.at, history.called[e.id], event, before, after, because(e.because, e.later), e.coder, word(what))


def _codes(study: Study, history: History, filters: Filters) -> set[int] | None:
    """Return the codes that are meant, by a name of now or, where nothing has that, by one of before."""
    if not filters.code:
        return None
    now = [(id, name) for id, name in history.called.items()]
    every = [(id, name) for id, names in history.names.items() for name in sorted(names)]
    out: set[int] = set()
    for pattern in filters.code:
        exact = any(key(name) == key(pattern) for _, name in now)
        out |= scope.glob_ids("code", [pattern], now if exact else every, study.db)
    return out


def _notes(history: History, found: Sequence[Event], undone: bool) -> list[str]:
    n = Counter(e.event if e.live else UNDONE for e in found)
    parts = commas([say("{n:,} {event}", n=n[name], event=word(name)) for name in (*EVENTS, UNDONE) if n[name]])
    codes = n_of(len({e.id for e in found}), "code")
    notes = [
        say_n("{n:,} event of {codes}{parts}", "{n:,} events of {codes}{parts}", len(found), codes=codes,
              parts=say(": {parts}", parts=parts) if n else "")
    ]  # fmt: skip
    if not undone and (taken := len({e.n for e in history.events if not e.live})):
        notes.append(
            say_n("{n:,} change of the codebook was taken back and is not listed",
                  "{n:,} changes of the codebook were taken back and are not listed", taken)
        )  # fmt: skip
    return notes


def _document(study: Study, history: History, found: Sequence[Event], notes: Sequence[str]) -> Document:
    """Return each code with its events, in the order in which the codes came."""
    of: dict[int, list[Event]] = {}
    for e in found:
        of.setdefault(e.id, []).append(e)
    at = [COLUMNS.index(c) for c in _TOLD]
    blocks: list[Block] = []
    for id, events in of.items():
        rows = [tuple(row[i] for i in at) for row in (_row(e, history) for e in events)]
        blocks.append(Heading(1, history.called[id]))
        blocks.append(Grid(Table(_TOLD, rows, wrap=("before", "after", "because"))))
    if not found:
        blocks.append(Paragraph(say("There is no such event."), "note"))
    title = say("History of the codebook: {study}", study=study.setting("name"))
    return Document(title, blocks, facts(study), notes, contents=True)


REPORT = Declared(
    "codebook-history",
    "Follow each code from its birth: names, definitions, homes, levels, merges and splits, with reasons.",
    run,
    "List what became of each code: born, renamed, defined, moved, raised, lowered, member (of a further category), merged, "
    "split, removed, with what was before and after, the reason and the coder.\n\n"
    "A code is found by every name that it has or had. What was taken back is not listed, unless {undone} is given.",
    COLUMNS,
    place=115,
    options=(
        Option("since", "From this day or time on, local: 2026-11-22 or 2026-11-22T14:30.", metavar="DATE", one="from"),
        Option("until", "Until this day or time, local.", metavar="DATE", one="to"),
        Option("undone", "What was taken back too, as the event undone.", one="all"),
    ),
    filters=("code", "coder"),
    document="each code with its events, in the order in which the codes came",
    examples=({"code": ["trust"]}, {"since": "2026-03-01", "output": "codebook-history.docx"}),
)
