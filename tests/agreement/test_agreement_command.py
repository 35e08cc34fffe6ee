"""`qda agreement`: rows and their order, what is left out, intervals, groups, levels, notes, refusals."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import qda
from qda.cli.app import run
from qda.core.errors import QdaError, UsageError
from qda.ops.coding import codebook, coding, coding_import
from qda.reports.agreement import agreement
from qda.store import project
from qda.store.analysis.scope import Filters
from qda.store.project import Study


def make(folder: Path, sources: int, seed: int, *, backward: bool = False) -> Study:
    """A study of some sources of eight sentences in four paragraphs, coded by three coders at random."""
    source = random.Random(seed)
    rows = []
    for n in range(sources):
        text = "\n\n".join(f"First of {n} and {p}. Then the second one." for p in range(4))
        (folder / f"s{n:02}.txt").write_text(text, encoding="utf-8")
        for coder in "CAB":
            for _ in range(4):
                a = source.randrange(len(text) - 12)
                start = a + len(text[a:]) - len(text[a:].lstrip())
                rows.append((f"s{n:02}", source.choice("xyz"), start, start + source.randrange(3, 12), coder))
    with open(folder / "c.csv", "w", newline="", encoding="utf-8") as f:
        writer = csv.writer(f)
        writer.writerow(("source", "code", "start", "end", "coder"))
        writer.writerows(reversed(rows) if backward else rows)
    study = project.create(folder / project.FILE, name="random", coder="anna", language="en")
    qda.import_texts(study, [str(f) for f in sorted(folder.glob("s*.txt"))], qda.ReadOptions("plain"))
    coding_import.import_codings(study, [str(folder / "c.csv")], qda.ReadOptions("codings"))
    return study


@pytest.fixture
def twelve(tmp_path: Path) -> Iterator[Study]:
    with make(tmp_path, 12, 5) as study:
        yield study


def figures(study: Study, filters: Filters | None = None, **more: Any) -> list[dict[str, Any]]:
    return list(agreement.run(study, filters, **more).dicts())


def test_rows_stand_in_their_order(twelve: Study) -> None:
    rows = figures(twelve, coefficients=["cohen", "percent"], bootstrap=0, unit="segment")
    assert [(r["over"], r["code"], r["coefficient"]) for r in rows[:4]] == [("code", "x", "cohen")] * 3 + [
        ("code", "x", "percent")
    ]
    assert [r["coders"] for r in rows[:4]] == [["A", "B"], ["A", "C"], ["B", "C"], ["A", "B", "C"]]
    assert [r["over"] for r in rows] == ["code"] * 12 + ["sets"] * 4 + ["pooled"] * 4
    assert all(r["marked_all"] + r["marked_some"] + r["marked_none"] == r["units"] for r in rows)
    assert rows[3]["units"] == 48 and rows[-1]["units"] == 3 * 48


def test_the_order_of_codings_in_the_file_changes_no_digit(tmp_path: Path) -> None:
    found = []
    for n, backward in enumerate((False, True)):
        folder = tmp_path / str(n)
        folder.mkdir()
        with make(folder, 11, 8, backward=backward) as study:
            every = ["percent", "fleiss", "ac1", "alpha", "cohen", "u-alpha", "cu-alpha", "ku-alpha", "u-alpha-binary"]
            found.append(figures(study, coefficients=every, bootstrap=60, unit="sentence"))
    assert found[0] == found[1]


def test_intervals_draw_sources_or_segments(twelve: Study) -> None:
    by_source, by_segment = (agreement.run(twelve, bootstrap=50, resample=what) for what in ("", "segment"))
    assert any("12 sources, seed 1" in note for note in by_source.notes)
    assert any("blocks of segments, seed 1" in note for note in by_segment.notes)
    for row in by_source.dicts():
        if row["value"] is not None and row["low"] is not None:
            assert row["low"] <= row["high"] <= 1
    assert figures(twelve, bootstrap=50, seed=2) != list(by_source.dicts())
    few = agreement.run(twelve, Filters(source=("s00", "s01", "s02")), bootstrap=50, unit="source")
    assert all(row["low"] is None for row in few.dicts()) and any("no intervals: 3 sources" in n for n in few.notes)


def test_groups_add_up(twelve: Study) -> None:
    whole = {r["code"]: r for r in figures(twelve, coefficients=["percent"], bootstrap=0)}
    rows = figures(twelve, coefficients=["percent"], bootstrap=0, by="source")
    for code in "xyz":
        parts = [r for r in rows if r["code"] == code]
        assert sum(r["marked_all"] for r in parts) == whole[code]["marked_all"]
        assert [r["source"] for r in parts] == sorted(r["source"] for r in parts)


def test_a_category_counts_a_passage_once(twelve: Study) -> None:
    codebook.define(twelve, "x", level="category")
    codebook.move(twelve, "y", under="x")
    rows = figures(twelve, level="category", coefficients=["percent"], bootstrap=0)
    assert [r["code"] for r in rows] == ["x", None, None]
    both = {r["code"]: r for r in figures(twelve, coefficients=["percent"], bootstrap=0)}
    some = rows[0]["marked_all"] + rows[0]["marked_some"]
    most = sum(both[c]["marked_all"] + both[c]["marked_some"] for c in "xy")
    assert max(both[c]["marked_some"] for c in "xy") <= some <= most


def test_notes_hold_only_where_they_hold(twelve: Study) -> None:
    coding.code(twelve, "s00", ["alone"], span="0:5")
    said = agreement.run(twelve, coefficients=["cohen"], bootstrap=0, unit="segment")
    text = "\n".join(said.notes)
    assert "1 code that one coder alone has used (alone)" in text and "a row for each of 6 pairs" in text
    assert "no longer independent" not in text and "pattern" not in text and "substantial" not in text.lower()
    assert said.notes[-1].startswith("agreement is an aid to talk about the codes")
    row = next(r for r in said.dicts() if r["code"] == "alone" and r["coders"] == ["A", "anna"])
    assert row["note"].startswith("A with anna, ") and "one coder" in row["note"]


@pytest.mark.parametrize(
    ("filters", "more", "kind", "why"),
    [
        (Filters(coder=("A",)), {}, QdaError, "two coders"),
        (Filters(coder=("A", "a")), {}, QdaError, "named twice"),
        (Filters(coder=("A", "Zed")), {}, QdaError, "Zed"),
        (Filters(coder=("A", "anna")), {}, QdaError, "two coders"),
        (Filters(code=("nothing",)), {}, QdaError, "nothing"),
        (Filters(source=("nowhere",)), {}, QdaError, "nowhere"),
        (None, {"level": "category"}, QdaError, "no category"),
        (None, {"bootstrap": -1}, UsageError, "0 to"),
        (None, {"bootstrap": 100_001}, UsageError, "0 to"),
        (None, {"coefficients": ["pi"]}, UsageError, "pi"),
        (None, {"unit": "page"}, UsageError, "page"),
        (None, {"unit": "source", "resample": "segment"}, UsageError, "whole"),
        (None, {"by": "coder"}, UsageError, "between coders"),
    ],
)
def test_refused(twelve: Study, filters: Filters | None, more: dict[str, Any], kind: type[QdaError], why: str) -> None:
    with pytest.raises(kind, match=why) as told:
        agreement.run(twelve, filters, **more)
    assert type(told.value) is UsageError or told.value.exit_status == 1


def test_the_command_line(twelve: Study, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(twelve.path)
    assert run(["--project", path, "agreement", "--unit", "segment", "--bootstrap", "0"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0].split()[:4] == ["over", "code", "coefficient", "value"]
    assert "`qda disagreements` has the places" in shown.err.splitlines()[-1]
    for wrong in (["--seed", "x"], ["--bootstrap", "-1"], ["--coefficient", "pi"]):
        assert run(["--project", path, "agreement", *wrong]) == 2
        capsys.readouterr()
    assert run(["--project", path, "agreement", "--coder", "A"]) == 1
    assert capsys.readouterr().err.count("error:") == 1
