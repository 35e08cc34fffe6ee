"""`qda help COMMAND` shows what `qda COMMAND --help` shows."""

from __future__ import annotations

import pytest

from qda.cli.app import run
from qda.cli.command_table import COMMANDS, GROUPS, SECTIONS, below


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


def test_every_command_stands_in_one_group_of_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted(below(""))
    assert run(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    heads = [line[:-1].casefold() for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert [h for h in heads if h in SECTIONS] == [name for name, held in SECTIONS.items() if held]
    for group, names in SECTIONS.items():
        if names:
            at = lines.index(f"{group.capitalize()}:")
            block = lines[at + 1 : lines.index("", at) if "" in lines[at:] else None]
            shown = [line.split()[0] for line in block if line[2:3] != " "]
            assert shown == list(names)


def test_the_help_says_where_to_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    top = capsys.readouterr().out
    start = top[top.index("Where to start:") : top.index("Study:")]
    assert all(f"qda {words}" in start for words in ("demo", "init", "import", "read", "help COMMAND"))
