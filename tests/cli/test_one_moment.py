"""A command that reads sees the study at one moment, whatever another process writes meanwhile."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from qda.cli.app import run
from qda.cli.env import ENV
from qda.ops.coding import coding
from qda.ops.study import study as whole
from qda.store import project
from qda.store.texts import people


def write(path: Path, at: int) -> None:
    with project.open_study(path, coder="bob") as other:
        coding.code(other, "thread-1", ["meanwhile"], span=f"{at}:{at + 4}")


def test_a_report_is_of_one_moment(
    filled_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another connection codes between the report's readings; codes, counts and note are those from before."""

    def report() -> list[dict[str, object]]:
        assert run(["--project", str(filled_file), "report", "frequencies", "--format", "json"]) == 0
        rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)
        return rows

    before, written, researchers = report(), list[int](), people.researchers

    def slow(db: sqlite3.Connection) -> set[int]:
        if not written:
            write(filled_file, 0)
            written.append(1)
        return researchers(db)

    monkeypatch.setattr(people, "researchers", slow)
    assert report() == before and written
    assert {r["code"] for r in report()} - {r["code"] for r in before} == {"meanwhile"}


def test_rows_that_stream_are_of_the_moment_of_the_command(filled_file: Path) -> None:
    ENV.reset()
    ENV.project = str(filled_file)
    with ENV.reading() as study:
        before = whole.info(study).fields
        log = iter(whole.log(study).rows)
        last = next(log)
        write(filled_file, 8)
        assert whole.info(study).fields == before
        assert [next(log)[0]] == [last[0] - 1] and next(iter(whole.log(study).rows)) == last
        del log
        assert list(whole.check(study).rows) == []  # it begins no moment of its own
    with ENV.reading() as study:
        assert whole.info(study).fields["codings"] == before["codings"] + 1
    assert [p.name for p in filled_file.parent.iterdir() if p.name.startswith("qda.db")] == ["qda.db"]  # log folded in


def test_a_moment_in_a_folder_that_cannot_be_written(filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = filled_file.with_name("copy.db")
    assert run(["--project", str(filled_file), "backup", str(copy)]) == 0  # a copy made in a moment of reading
    filled_file.parent.chmod(0o555)
    try:
        for words in (["info"], ["report", "cooccurrence", "--source", "*"], ["check"], ["search", "de"]):
            assert run(["--project", str(filled_file), *words]) == 0, capsys.readouterr().err
    finally:
        filled_file.parent.chmod(0o755)
    assert run(["--project", str(copy), "info"]) == 0


def test_an_error_ends_the_moment(filled_file: Path) -> None:
    with project.open_study(filled_file) as study:
        with pytest.raises(ZeroDivisionError), study.moment():
            raise ZeroDivisionError
        assert not study.db.in_transaction
        coding.code(study, "thread-1", ["after"], span="0:4")
