"""`qda help` in a study with a school: its order, its words, its tutorial; the same in and out of a study without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.cli.app import run


def titles(text: str) -> list[str]:
    known = ("Study:", "Texts:", "Coding:", "Theory:", "Memos:", "Reports:", "Exchange:", "Teams:")
    return [line for line in text.splitlines() if line in known]


def test_help_speaks_the_school(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def ok(*args: str) -> str:
        assert run(list(args)) == 0
        return capsys.readouterr().out

    outside = ok("help")
    ok("init")
    assert ok("help") == outside
    ok("settings", "school=straussian")
    assert titles(ok("help")) == titles(outside) and "docs/tutorial.md" in ok("help")
    ok("settings", "school=charmaz")
    found = ok("--help")
    assert found == ok("help") and "docs/tutorial-charmaz.md" in found
    assert titles(found).index("Memos:") < titles(found).index("Theory:") and sorted(titles(found)) == sorted(
        titles(outside)
    )
    assert "Theoretical integration" in found and "Selective coding" not in found
    assert run(["settings", "school=martian"]) == 1
    assert capsys.readouterr().err.startswith("error: school=martian: it is one of straussian")
    (tmp_path / "qda.db").write_bytes(b"no study")
    assert ok("help") == outside
