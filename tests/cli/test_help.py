"""`qda help COMMAND` shows what `qda COMMAND --help` shows."""

from __future__ import annotations

import pytest

from qda.cli.app import run
from qda.cli.command_table import COMMANDS, GROUPS


@pytest.mark.parametrize("words", ["", *GROUPS, *COMMANDS])
def test_help_of_every_command_and_group(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words.split(), "--help"]) == 0
    wanted = capsys.readouterr().out
    assert run(["help", *words.split()]) == 0
    out, err = capsys.readouterr()
    assert out == wanted and err == "" and "Usage: " in out


def test_words_in_one_argument(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", "axial relate"]) == 0
    assert "qda axial relate" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("codeboek", "codebook"),
        ("relate", "axial relate"),
        ("axial relat", "axial relate"),
        ("axial rename", "codebook rename"),
        ("quotes nosuch", "quotes"),
        ("compare recrd", "compare record"),
        ("xyzzy", "`qda help` lists the commands"),
    ],
)
def test_an_unknown_command_is_answered_with_the_nearest(
    words: str, near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["help", *words.split()]) == 2
    out, err = capsys.readouterr()
    assert out == "" and near in err and err.startswith("error: ") and err.count("\n") == 1
