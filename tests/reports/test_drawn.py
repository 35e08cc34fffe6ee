"""What counts and the paradigm draw: the same numbers as their tables, whatever codes are called."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from qda.cli.app import run as command
from qda.core.drawings import Bars, Heat, Paradigm
from qda.ops.coding import codebook, coding
from qda.render import render
from qda.reports.counts import cooccurrence, frequencies
from qda.reports.theory import axial
from qda.store.project import Study


def test_a_bar_for_each_row_of_frequencies(filled: Study) -> None:
    table = frequencies.run(filled)
    drawn = table.drawing
    assert isinstance(drawn, Bars) and drawn.unit == "codings"
    rows = list(table.dicts())
    assert list(drawn.values) == [r["codings"] for r in rows] and sum(drawn.values) > 3
    assert drawn.labels.count("vertrouwen") == 1
    assert {"publieke meerwaarde/eigen koers", "vertrouwen/eigen koers"} <= set(drawn.labels), "two codes of one name"
    assert frequencies.run(filled, want="rows").drawing is None


def test_two_codes_of_one_name_at_different_depths(study: Study) -> None:
    codebook.add(study, "last")
    codebook.add(study, "dragen")
    codebook.add(study, "last", under="dragen")
    drawn = frequencies.run(study).drawing
    assert isinstance(drawn, Bars) and drawn.labels == ("dragen", "dragen/last", "last")


def test_bars_by_a_value_name_it_and_categories_count_with_their_codes(filled: Study) -> None:
    table = frequencies.run(filled, by="participant")
    drawn = table.drawing
    assert isinstance(drawn, Bars)
    for label, value, row in zip(drawn.labels, drawn.values, table.dicts(), strict=True):
        assert label.endswith(f": {row['participant'] or '—'}") and value == row["codings"]
    table = frequencies.run(filled, level="category")
    drawn = table.drawing
    assert isinstance(drawn, Bars) and list(drawn.values) == [r["codings_with_codes"] for r in table.dicts()]


@pytest.mark.parametrize(("by", "measure"), [("source", "codings"), ("participant", "words"), ("source", "share")])
def test_a_heat_map_of_a_cross_table_has_its_cells(filled: Study, by: str, measure: str) -> None:
    table = frequencies.run(filled, by=by, wide=True, measure=measure)
    drawn = table.drawing
    assert isinstance(drawn, Heat) and not drawn.alike
    grid = [[0.0] * len(drawn.columns) for _ in drawn.rows]
    for row, column, value in drawn.cells:
        grid[row][column] = value
    assert [[name, *cells] for name, cells in zip(drawn.rows, grid, strict=True)] == [
        [row[0] or "—", *row[1:]] for row in table.rows
    ]
    assert list(drawn.columns) == list(table.columns[1:]) and any(map(any, grid))
    assert frequencies.run(filled, by=by, wide=True, measure=measure, want="rows").drawing is None


def test_a_heat_map_of_pairs_is_the_same_both_ways(filled: Study) -> None:
    coding.code(filled, "thread-1", ["loslaten", "macht"], quote="Vertrouwen is de basis")
    table = cooccurrence.run(filled, within="segment")
    drawn = table.drawing
    assert isinstance(drawn, Heat) and drawn.alike and drawn.rows == drawn.columns
    cells = {(a, b): n for a, b, n in drawn.cells}
    assert all(cells[b, a] == n for (a, b), n in cells.items())
    pairs = sorted(r["together"] for r in table.dicts())
    assert sorted(n for (a, b), n in cells.items() if a < b) == pairs and len(pairs) > 1
    names = {name.rpartition("/")[2] for name in drawn.rows}
    assert names == {r[k] for r in table.dicts() for k in ("code_a", "code_b")}


def test_the_paradigm_is_drawn_with_all_its_roles(filled: Study) -> None:
    record = axial.paradigm(filled, "publieke meerwaarde")
    assert record.document is not None
    (drawn,) = [block for block in record.document.blocks if isinstance(block, Paradigm)]
    assert [role.name for role in drawn.roles] == [
        "Causal conditions", "Context", "Intervening conditions", "Strategies", "Consequences",
    ]  # fmt: skip
    told = [(x["category"], x["status"], x["for"], x["against"]) for role in list(record.fields)[1:6]
            for x in record.fields[role]]  # fmt: skip
    assert [(h.category, h.status, h.supporting, h.opposing) for r in drawn.roles for h in r.held] == told != []
    held = io.BytesIO()
    render(record, "html", held)
    assert held.getvalue().count(b"<svg") == 1


PICTURES = [
    "report frequencies", "report frequencies --wide --by source", "report cooccurrence --within segment",
    "report saturation", "report network", "report timeline", "report portrait thread-1",
    "axial paradigm vertrouwen",
]  # fmt: skip


@pytest.mark.parametrize("words", PICTURES)
def test_each_is_written_by_its_suffix(
    words: str, filled_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(filled_file.parent)
    assert command([*words.split(), "-o", "a.svg"]) == command([*words.split(), "-o", "b.svg"]) == 0
    assert Path("a.svg").read_bytes() == Path("b.svg").read_bytes()
    assert Path("a.svg").read_text(encoding="utf-8").startswith("<?xml") and capsys.readouterr().out == ""


@pytest.mark.parametrize("words", [w for w in PICTURES if "thread-1" not in w and "vertrouwen" not in w])
def test_an_empty_study_is_drawn_as_nothing_yet(words: str, study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(study.path).parent)
    study.close()
    assert command([*words.split(), "-o", "a.svg"]) == 0
    assert "<desc>" in Path("a.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words", ["codings", "report memos", "codebook list", "report frequencies", "axial show vertrouwen", "uncode 1"]
)
def test_what_has_no_such_drawing_is_wrong_usage_before_any_work(
    words: str, filled_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(filled_file.parent)
    before = filled_file.read_bytes()
    suffix = ".gexf" if words == "report frequencies" else ".svg"
    assert command([*words.split(), "-o", f"no{suffix}"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "has no drawing" in err and "csv" in err
    assert not Path(f"no{suffix}").exists() and filled_file.read_bytes() == before
