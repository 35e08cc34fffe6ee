"""Cross-tables of shares: of the sum of a row, or of a column."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from qda.cli.app import run
from qda.core.drawings import Heat
from qda.core.errors import UsageError
from qda.core.results import Want
from qda.reports.counts import frequencies
from qda.store.project import Study


def test_shares_of_a_cross_table(filled: Study) -> None:
    counted = [list(row) for row in frequencies.run(filled, by="source", wide=True).rows]
    sums = [sum(column) for column in list(zip(*counted, strict=True))[1:]]
    want: Want
    for want in ("both", "rows"):
        by_row = frequencies.run(filled, by="source", wide=True, share="row", want=want)
        for row, (name, *cells) in zip(by_row.rows, counted, strict=True):
            assert list(row) == [name, *(round(v / sum(cells), 4) for v in cells)]
        by_column = frequencies.run(filled, by="source", wide=True, share="column", want=want)
        for row, (name, *cells) in zip(by_column.rows, counted, strict=True):
            assert list(row) == [name, *(round(v / n, 4) if n else None for v, n in zip(cells, sums, strict=True))]
    assert None in row[1:], "a code that nobody used has no shares"
    assert by_column.totals == () and list(by_column.shares) == list(by_column.columns[1:])
    drawn = frequencies.run(filled, by="source", wide=True, share="row").drawing
    assert (
        isinstance(drawn, Heat)
        and drawn.unit == "share of codings in the row"
        and all(0 < v <= 1 for *_, v in drawn.cells)
    )
    wrongly: list[dict[str, Any]] = [{"share": "row"}, {"share": "cell", "wide": True, "by": "source"}]
    for wrong in wrongly:
        with pytest.raises(UsageError):
            frequencies.run(filled, **wrong)


def test_shares_of_nothing(study: Study) -> None:
    for share in ("row", "column"):
        assert list(frequencies.run(study, by="source", wide=True, share=share).rows) == []


def test_the_command_says_which_option_is_wrong(
    filled_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(filled_file.parent)
    for args, said in (
        (("--share", "row"), "--share needs --wide"),
        (("--share", "cell", "--wide", "--by", "source"), "row"),
    ):
        assert run(["report", "frequencies", *args]) == 2
        out, err = capsys.readouterr()
        assert out == "" and err.startswith("error: --share") and said in err
    assert (
        run(["report", "frequencies", "--by", "source", "--wide", "--share", "row", "--format", "md", "--lang", "en"])
        == 0
    )
    shown = capsys.readouterr().out
    assert re.search(r"\| \d+\.\d% \|", shown)
    assert "| total |" not in shown
    assert (
        run(["report", "frequencies", "--by", "source", "--wide", "--share", "row", "--format", "md", "--lang", "nl"])
        == 0
    )
    shown = capsys.readouterr().out
    assert re.search(r"\| \d+,\d% \|", shown) and not re.search(r"\d\.\d%", shown), "a decimal comma in Dutch"
