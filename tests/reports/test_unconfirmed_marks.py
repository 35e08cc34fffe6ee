"""What nobody has confirmed shows in the terminal's tables, where there is any."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.cli.app import run
from qda.ops.coding import autocode, codebook, coding
from qda.store import project


def test_a_reader_of_a_table_sees_what_is_unconfirmed(filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with project.open_study(filled_file) as study:
        for (id,) in study.db.execute("select id from coding where confirmed = 0").fetchall():
            coding.confirm(study, [id])
        codebook.add(study, "by pattern", under="macht")
        made = autocode.autocode(study, "by pattern", regex=r"\w{4,}", unit="match")
        assert made.table is not None
        first, *rest = [row[0] for row in made.table.rows]
        assert rest
        coding.confirm(study, [first])

    def head(*words: str) -> str:
        assert run(["--project", str(filled_file), *words, "--format", "table"]) == 0
        return capsys.readouterr().out.splitlines()[0]

    listings = (["codings"], ["codings", "--code", "macht", "--with-codes"], ["codings", "--code", "by pattern"])
    for words in listings:
        assert head(*words).split() == ["id", "source", "author", "code", "confirmed", "text"]
    assert "confirmed" not in head("codings", "--code", "macht")  # its own are all confirmed
    assert head("report", "frequencies").split()[-1] == "unconfirmed"
    assert head("report", "frequencies", "--code", "macht").split()[-1] == "words"
    assert run(["--project", str(filled_file), "confirm", *map(str, rest)]) == 0
    capsys.readouterr()
    for words in (*listings, ["report", "frequencies"]):
        assert "confirmed" not in head(*words)
