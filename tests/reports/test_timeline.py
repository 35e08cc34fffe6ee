"""The timeline: what stands, by the local day, week or month in which it was made; empty periods too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from qda.core.drafts import Draft, DraftSegment
from qda.core.drawings import Timeline
from qda.core.errors import UsageError
from qda.ops.coding import coding
from qda.ops.theory import categories, comparisons, memos, relations
from qda.reports.counts import timeline
from qda.store.analysis.scope import Filters
from qda.store.history import door
from qda.store.project import Study
from qda.store.texts import intake


class Clock:
    """The time at which changes are made."""

    def __init__(self) -> None:
        self.now, self.n = "2026-10-30T22:30", 0

    def after(self, last: str | None) -> str:
        """The next moment, a second later."""
        self.n += 1
        return f"{self.now}:{self.n:02}.000000Z"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    monkeypatch.setattr(door, "after", made.after)
    monkeypatch.setenv("TZ", "Etc/GMT-2")  # two hours before UTC: 22:30 is half past midnight
    time.tzset()
    yield made
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def worked(study: Study, clock: Clock) -> Study:
    """Two sources coded in three sittings: 31 October, 2 November, 30 December (local days)."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        for name, text in (("een", "Ik wachtte op de boot. Niemand kwam."), ("twee", "Wij droegen het samen.")):
            parts = [DraftSegment("post", 0, len(text), f"Schrijver {name}")]
            writer.add(name, Draft(name, text, "forum", language="nl", segments=parts, sha256=name))
        writer.flush()
    coding.code(study, "een", ["wachten"], quote="Ik wachtte")
    coding.code(study, "een", ["leegte"], quote="Niemand kwam")
    clock.now = "2026-11-02T09:00"
    coding.code(study, "twee", ["dragen"], quote="droegen")
    memos.add(study, "Samen is iets anders.", on=["code:dragen"])
    comparisons.record(study, 1, "3", outcome="differs", note="de een wacht, de ander draagt")
    clock.now = "2026-12-30T09:00"
    coding.code(study, "twee", ["wachten"], quote="samen")
    categories.category(study, "zelf doen", ["dragen"])
    categories.category(study, "wachten")
    relations.relate(study, "zelf doen", "causes", "wachten")
    return study


def found(study: Study, filters: Filters | None = None, **given: Any) -> dict[str, tuple[int, ...]]:
    return {row[0]: tuple(row[1:]) for row in timeline.run(study, filters, **given).rows}


def test_columns_and_days_in_local_time(worked: Study) -> None:
    table = timeline.run(worked)
    assert table.columns == ("period", "codings", "new_codes", "memos", "comparisons", "relations", "sources")
    days = found(worked)
    assert (min(days), max(days), len(days)) == ("2026-10-31", "2026-12-30", 61) and list(days) == sorted(days)
    assert days["2026-10-31"] == (2, 2, 0, 0, 0, 1) and days["2026-11-01"] == (0, 0, 0, 0, 0, 0)
    assert days["2026-11-02"] == (1, 1, 1, 1, 0, 1) and days["2026-12-30"] == (1, 1, 0, 0, 1, 0)


def test_weeks_and_months(worked: Study) -> None:
    weeks, months = found(worked, by="week"), found(worked, by="month")
    assert list(weeks) == ["2026-W44", "2026-W45", "2026-W46", "2026-W47", "2026-W48", "2026-W49", "2026-W50", "2026-W51",
                           "2026-W52", "2026-W53"]  # fmt: skip
    assert weeks["2026-W44"] == (2, 2, 0, 0, 0, 1) and weeks["2026-W53"] == (1, 1, 0, 0, 1, 0)
    assert months == {"2026-10": (2, 2, 0, 0, 0, 1), "2026-11": (1, 1, 1, 1, 0, 1), "2026-12": (1, 1, 0, 0, 1, 0)}


def test_a_week_belongs_to_the_year_of_its_thursday(worked: Study, clock: Clock) -> None:
    clock.now = "2027-01-02T12:00"
    coding.code(worked, "een", ["boot"], quote="de boot")
    assert found(worked, by="week")["2026-W53"][0] == 2 and "2027-W01" not in found(worked, by="week")
    assert list(found(worked, by="month")) == ["2026-10", "2026-11", "2026-12", "2027-01"]


def test_what_was_removed_was_not_made(worked: Study) -> None:
    coding.uncode(worked, [2])
    assert found(worked)["2026-10-31"] == (1, 2, 0, 0, 0, 1), "its code stands"


def test_filters(worked: Study) -> None:
    two = found(worked, Filters(source=["twee"]), by="month")
    assert two == {"2026-10": (0, 2, 0, 0, 0, 0), "2026-11": (1, 1, 1, 0, 0, 1), "2026-12": (1, 1, 0, 0, 1, 0)}
    assert any("of no one source" in n for n in timeline.run(worked, Filters(source=["twee"])).notes)
    waiting = found(worked, Filters(code=["wachten"]), by="month")
    assert waiting == {"2026-10": (1, 1, 0, 0, 0, 1), "2026-11": (0, 0, 1, 1, 0, 0), "2026-12": (1, 0, 0, 0, 1, 1)}


def test_an_empty_study(study: Study) -> None:
    table = timeline.run(study)
    assert list(table.rows) == [] and isinstance(table.drawing, Timeline) and table.drawing.periods == ()


def test_another_period_is_wrong_usage(study: Study) -> None:
    with pytest.raises(UsageError, match="day, week, month"):
        timeline.run(study, by="year")


def test_what_is_drawn_is_what_the_rows_say(worked: Study) -> None:
    table = timeline.run(worked, by="week")
    drawn = table.drawing
    assert isinstance(drawn, Timeline)
    assert [s.name for s in drawn.series] == [c.replace("_", " ") for c in timeline.COLUMNS[1:]]
    assert list(zip(drawn.periods, *(s.values for s in drawn.series), strict=True)) == list(map(tuple, table.rows))
    assert timeline.run(worked, want="rows").drawing is None
