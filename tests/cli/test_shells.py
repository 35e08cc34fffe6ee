"""Each shell is told in its own way, its script is printed and installed, and what it puts in the line is one word.

The last tests type in real shells on a terminal of their own; they skip where a shell is not there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from shell_typing import Typing

from qda.cli.app import run
from qda.cli.completion import offers, shells

# What each shell is told


BREAKS = " \t\n\"'><=;|&(:"


@pytest.mark.parametrize(
    ("line", "value", "reply"),
    [
        ("qda quotes cos", "cost: 5$", "cost:\\ 5\\$"),
        ("qda quotes cost:", "cost: 5$", "\\ 5\\$"),
        ("qda quotes cost\\:", "cost: 5$", "cost:\\ 5\\$"),
        ('qda quotes "cost: ', "cost: 5$", "cost: 5\\$"),
        ("qda quotes 'it", "it's", "it'\\''s"),
        ("qda quotes it", "it's", "it\\'s"),
        ('qda quotes "sa', 'say "no"', 'say \\"no\\""'),
        ("qda quotes 'sa", "saints'", "saints'\\'''"),
        ('qda quotes "oh', "oh! no", "oh\"'!'\" no"),
        ("qda memo add x --on code:tr", "code:trust in it", "trust\\ in\\ it"),
        ('qda memo add x --on code:"tr', "code:trust in it", "trust in it"),
        ("qda codings --code=tr", "--code=trust", "trust"),
        ("qda codings --where a=b", "a=b=c", "b=c"),
        ("qda quotes é", "été à côté", "été\\ à\\ côté"),
        ("qda quotes PUB", "public value", "public\\ value"),
    ],
)
def test_bash_gets_what_comes_after_its_last_break_quoted(line: str, value: str, reply: str) -> None:
    word = shells.split(line)[-1]
    env = {"_QDA_LINE": line, "_QDA_BREAKS": BREAKS}
    assert shells.written("bash", [offers.Offer(value)], "", "", word, env) == f"\n{reply}\n"


def test_bash_keeps_what_was_typed_where_names_differ_in_capitals() -> None:
    word = shells.split("qda quotes CA")[-1]
    two = [offers.Offer("carrying"), offers.Offer("Calm")]
    env = {"_QDA_LINE": "x", "_QDA_BREAKS": BREAKS}
    assert shells.written("bash", two, "", "", word, env).split() == ["CArrying", "CAlm"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", [""]),
        ("qda ", ["qda", ""]),
        ("qda  a\tb", ["qda", "a", "b"]),
        ('qda "a b" \'c "d\' e\\ f', ["qda", "a b", 'c "d', "e f"]),
        ('qda "a \\" \\x $', ["qda", 'a " \\x $']),
        ("qda $'a' $\"b\"", ["qda", "a", "b"]),
        ("qda a; qda b | qda 'c;d' x", ["qda", "c;d", "x"]),
        ("qda a\\", ["qda", "a"]),
        ("qda ''", ["qda", ""]),
        ("qda '' ", ["qda", "", ""]),
    ],
)
def test_a_line_is_cut_as_a_shell_cuts_it(line: str, words: list[str]) -> None:
    assert [w.text for w in shells.split(line)] == words


def test_fish_escapes_quotes_inside_single_ones() -> None:
    assert [w.text for w in shells.split("qda 'it\\'s", fish=True)] == ["qda", "it's"]
    assert [w.text for w in shells.split("qda 'it\\'s", fish=False)] == ["qda", "it\\s"]


# The scripts


SIGNS = {
    "bash": "complete -F", "zsh": "#compdef qda", "fish": "complete --command qda",
    "powershell": "Register-ArgumentCompleter", "pwsh": "Register-ArgumentCompleter",
}  # fmt: skip


@pytest.mark.parametrize(("shell", "sign"), list(SIGNS.items()))
def test_the_script_of_the_shell_that_was_named(shell: str, sign: str, capsys: pytest.CaptureFixture[str]) -> None:
    for args in (["--show-completion", shell], [f"--show-completion={shell}"]):
        assert run(args) == 0
        out, err = capsys.readouterr()
        assert sign in out and err == ""


@pytest.mark.parametrize("shell", SIGNS)
def test_the_command_prints_the_same_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--show-completion", shell]) == 0
    by_option = capsys.readouterr().out
    assert run(["completion", shell]) == 0
    assert capsys.readouterr().out == by_option != ""
    assert run(["completion", "tcsh"]) == 2
    assert "one of bash, zsh, fish" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--show-completion", "--install-completion"])
def test_an_unknown_shell_is_wrong_usage(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([option, "tcsh"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "bash, zsh, fish" in err


def test_without_a_name_it_is_the_shell_at_hand(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shells, "this_shell", lambda: "zsh")
    assert run(["--show-completion"]) == 0
    assert "#compdef" in capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_installing_twice_writes_the_settings_once(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("ZDOTDIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    settings = tmp_path / {"bash": ".bashrc", "zsh": ".zshrc", "fish": "none"}[shell]
    if shell != "fish":
        settings.write_text("alias ll='ls -l'")
    assert run(["--install-completion", shell]) == 0
    assert "written: " in capsys.readouterr().err
    first = {p: p.read_text() for p in tmp_path.rglob("*") if p.is_file()}
    assert shells.script(shell) in first.values()
    if shell != "fish":
        assert first[settings].startswith("alias ll='ls -l'\n") and first[settings].count("\n") == 2
    assert run(["--install-completion", shell]) == 0
    assert {p: p.read_text() for p in tmp_path.rglob("*") if p.is_file()} == first


# In real shells

NAMES = (
    "public value", "it's ours", 'say "no"', "cost: 5$ or more", "back`tick`", "naïveté – één", "日本語 コード", "a&b;c|d <e>",
    "star*[x]? {y}", "slash\\es", "wow! yes", "~tilde #tag", "$(touch pwned)", "x:y:z", "k=v w", "#first", "👩‍👩‍👧 gezin",
    "two  spaces",
)  # fmt: skip
SPECIAL = set(" \"'\\$`&|;<>()*?[]{}!#~^%=")


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose codes have every sign in their names that a shell may take for its own."""
    folder = tmp_path_factory.mktemp("named")
    (folder / "long talk.txt").write_text(
        "Interviewer: How so?\n\nIda Berg: So it went.\n\nInterviewer: And?\n\nIda Berg: It went well.\n"
    )
    here = os.getcwd()
    os.chdir(folder)
    try:
        assert run(["init", "--coder", "ina"]) == 0
        assert run(["import", "long talk.txt"]) == 0
        assert run(["code", "long talk", *NAMES, "--segment", "2"]) == 0
    finally:
        os.chdir(here)
    return folder


@pytest.fixture(scope="module", params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, named: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typing]:
    typing = Typing(request.param, named, tmp_path_factory.mktemp(request.param))
    yield typing
    typing.close()


def escaped(text: str) -> str:
    return "".join("\\" + c if c in SPECIAL else c for c in text)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_as_one_word(name: str, shell: Typing) -> None:
    begun = name[: len(name) // 2]
    assert shell.tab("qda quotes " + escaped(begun)) == ["quotes", name]
    if shell.name == "bash" or name in NAMES[:4]:  # only bash has its words quoted by us
        if not set(begun) & set('"\\$`!'):
            assert shell.tab('qda quotes "' + begun) == ["quotes", name]
        if not set(begun) & set("'\\!"):
            assert shell.tab("qda quotes '" + begun) == ["quotes", name]
    assert not (shell.folder / "pwned").exists()


@pytest.mark.parametrize(
    ("typed", "after", "words"),
    [
        ("memo add x --on code:it", "", ["memo", "add", "x", "--on", "code:it's ours"]),
        ("memo add x --on code:x:y", "", ["memo", "add", "x", "--on", "code:x:y:z"]),
        ('memo add x --on code:"publ', "", ["memo", "add", "x", "--on", "code:public value"]),
        ("memo add x --on cat", "12", ["memo", "add", "x", "--on", "category:12"]),
        ("memo add x --on participant:ida", "", ["memo", "add", "x", "--on", "participant:Ida Berg"]),
        ("codings --code=publ", "", ["codings", "--code=public value"]),
        ("codings --where rol", "quoted", ["codings", "--where", "role=quoted"]),
        ("codings --format=js", "", ["codings", "--format=json"]),
        ("codings --out", "x.csv", ["codings", "--output", "x.csv"]),
        ("quotes PUBL", "", ["quotes", "public value"]),
        ("quotes nothing-like-it", "", ["quotes", "nothing-like-it"]),
        ("segment set lo", "3 kind=turn", ["segment", "set", "long talk#3", "kind=turn"]),
        ("source rename x lo", "", ["source", "rename", "x", "lo"]),
        ("memo add lo", "", ["memo", "add", "lo"]),
        ("backup lo", "", ["backup", "long talk.txt"]),
        ("codings --output=lo", "", ["codings", "--output=long talk.txt"]),
        ("--project qd", "info", ["--project", "qda.db", "info"]),
        ("axial rela", "", ["axial", "relate"]),
        ("help axi", "relate", ["help", "axial", "relate"]),
    ],
)
def test_what_is_offered_stands_where_it_belongs(typed: str, after: str, words: list[str], shell: Typing) -> None:
    assert shell.tab("qda " + typed, after) == words
