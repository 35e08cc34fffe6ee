"""The commands as the contract writes them, through the command line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qda.cli.app import run
from qda.store.project import Study

ROLE, VALUE = "the secretary's role", "public value"
Qda = Callable[..., tuple[int, str, str]]


@pytest.fixture
def qda(coded: Study, capsysbinary: Any, monkeypatch: pytest.MonkeyPatch) -> Qda:
    """Run a command in the study: exit status, stdout, stderr."""
    monkeypatch.setenv("QDA_PROJECT", str(coded.path))
    monkeypatch.setenv("QDA_CODER", "anna")
    coded.close()
    capsysbinary.readouterr()

    def call(*args: object) -> tuple[int, str, str]:
        status = run([str(a) for a in args])
        out, err = capsysbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def test_the_cycle(qda: Qda, tmp_path: Path) -> None:
    def ok(*args: object) -> Any:
        status, out, err = qda(*args, "--format", "json")
        assert status == 0, err
        return json.loads(out)

    ok("axial", "category", ROLE, "--from", "waiting", "--from", "starting", "--definition", "d")
    ok("axial", "category", VALUE, "--from", "deciding")
    ok("axial", "property", ROLE, "autonomy", "--low", "subordinate", "--point", "shared", "--high", "own course")
    kinds = ok("axial", "property", ROLE, "of whom", "--kinds", "council", "board", "--kinds", "people")[0]
    assert sorted(kinds["points"]) == ["board", "council", "people"]
    assert ok("axial", "place", 1, "autonomy", "low", "--note", "n")[0]["value"] == "subordinate"
    row = ok("axial", "relate", ROLE, "is-strategy-for", VALUE, "--for", 1, "--against", 2, "--status", "hypothesis")[0]
    assert (row["id"], row["for"], row["against"]) == (1, 1, 1)
    assert ok("axial", "status", 1, "supported", "--because", "r")[0]["status"] == "supported"
    assert ok("axial", "list")[0]["for_codings"] == [1]
    assert (
        len(ok("axial", "types")) == 5
        and len(ok("axial", "types", "add", "blocks")) == 1
        and len(ok("axial", "types")) == 6
    )
    assert ok("axial", "paradigm", VALUE)["strategies"][0]["category"] == ROLE
    assert "subordinate" in json.dumps(ok("axial", "show", ROLE))
    assert (
        ok("selective", "judge", VALUE, "--explains-variation", "yes", "--abstract", "no", "--note", "n")[0]["note"]
        == "n"
    )
    assert ok("selective", "core", VALUE, "--because", "it holds all")[0]["level"] == "core"
    assert len(ok("selective", "candidates")) == 2
    story = tmp_path / "story.md"
    story.write_bytes(f"The [[category:{ROLE}]] is it [[coding:1]].\r\n".encode("utf-8-sig"))
    assert ok("selective", "storyline", "--file", story)[0]["version"] == 1
    assert qda("selective", "storyline")[1] == f"The [[category:{ROLE}]] is it [[coding:1]].\n"
    assert ok("selective", "storyline")["version"] == 1
    assert {r["kind"] for r in ok("selective", "check")} == {"one-source", "left-out"}
    assert ok("axial", "unrelate", 1)[0]["id"] == 1
    assert ok("axial", "list") == []
    assert qda("check")[0] == 0


@pytest.mark.skipif(os.name == "nt", reason="the editor is a shell script")
def test_the_editor(qda: Qda, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, _, err = qda("selective", "storyline", "--edit")
    assert status == 1 and "$EDITOR" in err
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nprintf "Of [[code:trust]].\\n" >> "$1"\n')
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    assert qda("selective", "storyline", "--edit")[0] == 0
    assert qda("selective", "storyline", "--edit")[0] == 0
    assert qda("selective", "storyline")[1] == "Of [[code:trust]].\nOf [[code:trust]].\n"
    script.write_text('#!/bin/sh\nprintf "[[code:nothing of it]]" > "$1"\n')
    status, _, err = qda("selective", "storyline", "--edit")
    assert status == 1 and "is kept in" in err
    kept = Path(err.strip().rpartition(" ")[2])
    assert kept.read_text() == "[[code:nothing of it]]"
    kept.unlink()
    script.write_text("#!/bin/sh\nexit 3\n")
    assert qda("selective", "storyline", "--edit")[0] == 1
    assert qda("selective", "storyline", "--versions", "--format", "json")[1].count("version") == 2


@pytest.mark.parametrize(
    ("status", "args"),
    [
        (2, ["axial", "property", "trust", "x", "a", "b"]), (2, ["axial", "types", "ad", "x"]), 
        (2, ["axial", "types", "add"]),
        (2, ["axial", "place", "one", "x", "low"]), (2, ["selective", "storyline", "--edit", "--versions"]),
        (1, ["axial", "show", "trusty"]), (1, ["axial", "paradigm", "trust"]), (1, ["axial", "list", "--status", "x"]),
        (1, ["selective", "storyline", "--version", "2"]), (1, ["selective", "storyline", "--file", "nowhere.md"]),
        (1, ["selective", "core"]), (1, ["axial", "relate", "a", "causes", "b"]),
    ],
)  # fmt: skip
def test_refused_in_one_line(qda: Qda, status: int, args: list[str]) -> None:
    got, out, err = qda(*args)
    assert (got, out) == (status, "")
    assert sum(line.startswith("error:") for line in err.splitlines()) == 1


def test_nothing_written_yet(qda: Qda) -> None:
    status, out, err = qda("selective", "storyline")
    assert (status, out) == (0, "") and "no storyline yet" in err


def test_binary_and_empty_files(qda: Qda, tmp_path: Path) -> None:
    for content in (b"", b"\n \n", b"a\0b", bytes(range(256))):
        file = tmp_path / "x.md"
        file.write_bytes(content)
        assert qda("selective", "storyline", "--file", file)[0] == 1
