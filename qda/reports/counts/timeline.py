"""The timeline of the analysis: what was made in each day, week or month."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from qda.core.errors import UsageError
from qda.core.message import Message, say, word
from qda.core.results import Table, Want
from qda.reports.common.counted import counted
from qda.reports.declare import Declared, Option
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries import timeline

BY = ("day", "week", "month")
COLUMNS = ("period", "codings", "new_codes", "memos", "comparisons", "relations", "sources")
_COUNTED = (
    timeline.codings_by_minute, timeline.codes_by_minute, timeline.memos_by_minute, timeline.comparisons_by_minute,
    timeline.relations_by_minute, timeline.sources_by_minute,
)  # fmt: skip


def run(study: Study, filters: Filters | None = None, *, by: str = "day", want: Want = "both") -> Table:
    """Count what stands today by the period in which it was made, in local time; periods without anything come too.

    A source counts in the period of its first coding. Periods are as in ISO 8601: `2026-11-29`, `2026-W48`, `2026-11`.
    Filters on sources, people and variables narrow down codings, sources and comparisons, one on codes also new codes
    and relations, one on coders everything.
    The table is what one reads and what a file has; where it is read it is drawn.
    """
    if by not in BY:
        raise UsageError(Message("period-unknown", "a period is a {known}, not {given!r}", given=by, known=BY))
    filters = filters or Filters()
    db = study.db
    over = scope.resolve(db, filters)
    local = _Local()
    found: list[Counter[date]] = []
    for ask in _COUNTED:
        counter: Counter[date] = Counter()
        for minute, n in ask(db, over):
            counter[_first(local.day(minute), by)] += n
        found.append(counter)
    days = [day for counter in found for day in counter]
    rows: list[tuple[str | int, ...]] = []
    if days:
        at, last = min(days), max(days)
        while at <= last:
            rows.append((_name(at, by), *(counter[at] for counter in found)))
            at = _next(at, by)
    narrow = filters.source or filters.participant or filters.where
    notes = [
        say(
            "{counted} over {filters}: what stands today, by the {by} in which it was made, in local time",
            counted=counted(db, over),
            filters=filters,
            by=word(by),
        )
    ]
    if narrow:
        notes.append(say("new codes, memos and relations are of no one source or person: these are all of them"))
    table = Table(COLUMNS, rows, notes=notes)
    if want != "rows":
        from qda.core.drawings import Series, Timeline

        columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
        series = [
            Series(word(name.replace("_", " ")), tuple(map(int, values)))
            for name, values in zip(COLUMNS[1:], columns[1:], strict=True)
        ]
        table.drawing = Timeline(
            say("The analysis by {by}", by=word(by)), by, tuple(map(str, columns[0])), tuple(series)
        )
    return table


class _Local:
    """The local day of a time in UTC; zones differ by quarters of an hour, so that a minute has one day."""

    def __init__(self) -> None:
        self._known: dict[str, date] = {}

    def day(self, minute: str) -> date:
        """Return the local day of a minute such as `2026-01-31T12:00`, in UTC."""
        known = self._known.get(minute)
        if known is None:
            known = datetime.fromisoformat(minute).replace(tzinfo=UTC).astimezone().date()
            self._known[minute] = known
        return known


def _first(day: date, by: str) -> date:
    """Return the first day of the period that a day lies in."""
    if by == "day":
        return day
    return day - timedelta(days=day.weekday()) if by == "week" else day.replace(day=1)


def _next(day: date, by: str) -> date:
    """Return the first day of the period after the one that begins on a day."""
    if by == "month":
        return (day + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 if by == "week" else 1)


def _name(day: date, by: str) -> str:
    """Return the name of the period that begins on a day."""
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat() if by == "day" else f"{day:%Y-%m}"


REPORT = Declared(
    "timeline",
    "Count what was made in each day, week or month of the analysis.",
    run,
    "Count codings, new codes, memos, comparisons, relations and newly coded sources by the day, week or month in which "
    "they were made.\n\n"
    "What stands today counts, in local time; a source by its first coding.",
    COLUMNS,
    place=26,
    options=(Option("by", "The length of a period.", BY),),
    picture="a strip of columns for each thing that is counted",
    examples=({"by": "week"}, {"output": "timeline.svg"}),
)
