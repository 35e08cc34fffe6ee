"""The audit trail: every change with its class, what it was about, why, and the hash that chains it to the one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from qda.core import audit, moments
from qda.core.message import chained, say, say_n
from qda.core.names import one_of
from qda.core.results import Report, Table, Want
from qda.reports.account import told
from qda.reports.declare import Declared, Option
from qda.store.analysis.scope import Filters
from qda.store.history import reasons
from qda.store.project import Study
from qda.store.queries import audit as queries
from qda.store.queries.audit import Line, Touched

COLUMNS = ("n", "at", "class", "coder", "command", "object", "summary", "because", "hash", "previous")


class Entry(NamedTuple):
    """A line of the log in the audit: its class, what it is about, all its reasons; `asks`: it lacks one that is asked for."""

    line: Line
    of: str
    about: tuple[list[str], int]
    later: list[str]
    asks: bool

    @property
    def object(self) -> str:
        """What the change is about, as KIND:NAME; of many the first."""
        shown, n = self.about
        more = f" and {n - len(shown)} more" if n > len(shown) else ""
        return ", ".join(shown) + more

    def row(self) -> tuple[Any, ...]:
        """The columns of `COLUMNS`."""
        x = self.line
        because = reasons.joined(x.because, self.later)
        return (x.n, x.at, self.of, x.coder, x.command, self.object, x.summary, because, x.hash, x.previous)


def run(
    study: Study, filters: Filters | None = None, *, classes: Sequence[str] = (), since: str = "", until: str = "",
    missing_reasons: bool = False, want: Want = "both",
) -> Report:  # fmt: skip
    """Account for the changes of the study, the oldest first.

    classes: only these. since, until: a day or a time, local. missing_reasons: only changes in effect that have no reason
    where an auditor asks for one: merges, splits and removals of codes, raisings, the core, a relation's status, removals
    of sources, memos and properties. The document leads from the claims of the storyline to the quotes, and has the
    changes by day and class, each with the quotes that it was about.
    """
    chosen = [one_of("class", name, tuple(audit.CLASSES)) for name in classes]
    first = moments.first(since) if since else ""
    last = moments.last(until) if until else ""
    filters = filters or Filters()
    coders = told.coders(study, filters)
    touched = Touched(study.db)
    found = []
    every = entries(study, touched)
    for entry in every:
        line = entry.line
        if (
            (not chosen or entry.of in chosen)
            and line.at >= first
            and (not last or line.at <= last)
            and (coders is None or line.coder in coders)
            and (entry.asks or not missing_reasons)
        ):
            found.append(entry)
    notes = _notes(found, len(every), bool(chosen or since or until or missing_reasons or filters.any()))
    table = Table(
        COLUMNS,
        () if want == "document" else [e.row() for e in found],
        notes=notes,
        brief=COLUMNS[:8],
        wrap=("summary", "because", "object"),
    )
    if want == "rows":
        return Report(table, None, notes)
    from qda.reports.account import audit_document

    return Report(table, audit_document.document(study, found, touched, notes), notes)


def counted(study: Study) -> str:
    """Say how many changes the log accounts for, of which classes."""
    found = entries(study, Touched(study.db))
    return _notes(found, len(found), False)[0]


def entries(study: Study, touched: Touched) -> list[Entry]:
    """Return every line of the log as an entry of the audit, the oldest first."""
    later = reasons.later(study.db)
    about = reasons.lines_of(study.db)
    return [_entry(line, touched, later.get(line.n, []), about) for line in queries.lines(study.db)]


def _entry(line: Line, touched: Touched, later: list[str], reason_of: dict[int, int]) -> Entry:
    kind = audit.kind(line.command)
    of = audit.class_of(line.command, touched.memo.get(line.n, "") or _told(line))
    if kind.table == "change":
        n = line.target
        rows = touched.rows.get(line.n, {}).get("reason")
        if n is None and rows is not None:
            n = next((reason_of[id] for id in rows.some() if id in reason_of), None)
        about = ([f"change:{n}"], 1) if n is not None else ([], 0)
    else:
        about = touched.about(line.n, kind.table)
    return Entry(line, of, about, later, line.live and not line.because and not later and _asked(line, touched))


def _told(line: Line) -> str:
    """Return the type of memo that a line of another file tells in its summary: its rows are not here."""
    word = line.summary.partition(" ")[0]
    return word if line.kind == "theirs" and word in audit.MEMOS else ""


def _asked(line: Line, touched: Touched) -> bool:
    """True if an auditor asks for the reason of a change."""
    if line.command in audit.RAISING:
        return line.n in touched.raised or (line.kind == "theirs" and line.command == "axial category")
    if line.command in audit.REMOVING:
        return line.n in touched.properties_gone
    return line.command in audit.ASKED


def _notes(found: Sequence[Entry], every: int, narrowed: bool) -> list[str]:
    """Say how many changes are shown, of which classes, and how many lack a reason."""
    counts = Counter(e.of for e in found)
    parts = [say("{n:,} {kind}", n=counts[of], kind=say(of)) for of in audit.CLASSES if counts[of]]
    of_all = say(" of {n:,}", n=every) if narrowed else ""
    said = say_n("{n:,} change{of}{parts}", "{n:,} changes{of}{parts}", len(found), of=of_all,
                 parts=say(": {parts}", parts=chained(parts, ", ")) if parts else "")  # fmt: skip
    asks = sum(e.asks for e in found)
    lacking = say_n(
        "{n:,} change in effect has no reason where an auditor asks for one",
        "{n:,} changes in effect have no reason where an auditor asks for one",
        asks,
    )
    chain = say(
        "each hash covers the change, its rows and the hash before it: whoever alters a line breaks all that follow"
    )
    return [said, *([lacking] if asks else []), chain]


REPORT = Declared(
    "audit",
    "Account for every change: its class, what it was about, why, and its hash, for an auditor.",
    run,
    "Account for every change with its class in an audit trail (Lincoln and Guba 1985, after Halpern 1983), what it was about, "
    "the reason, and the hash that chains it to the change before.\n\n"
    "Classes: raw (texts, people), reduction (codings, summaries), reconstruction (categories, relations, the core), process "
    "(comparisons, sampling, merges, what was undone), intentions (reflexive and methodological memos, settings) and "
    "instruments (the codebook). A reason that was given later is marked.",
    COLUMNS,
    place=120,
    options=(
        Option("classes", "Only this class (repeat for more).", tuple(audit.CLASSES), one="class"),
        Option("since", "From this day or time on, local: 2026-11-22 or 2026-11-22T14:30.", metavar="DATE"),
        Option("until", "Until this day or time, local.", metavar="DATE"),
        Option("missing_reasons", "Only changes in effect that have no reason where an auditor asks for one."),
    ),
    filters=("coder",),
    document="the changes by class, the claims of the storyline with their quotes, and the changes by day and class with "
    "the quotes that each was about",
    examples=({"classes": ["process"]}, {"missing_reasons": True}, {"output": "audit.docx"}),
)
