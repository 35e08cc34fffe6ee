"""The conventions of the command line: streams, exit statuses, pipes, encodings, where the study is and who acts.

Over 400 lines: one table of refusals, and the conventions that hold for all commands.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import READ_ONLY
from filled_study import STEPS, dump

from qda.cli.app import run
from qda.cli.command_table import COMMANDS, GROUPS
from qda.core import errors
from qda.store import project
from qda.store.project import Study


@pytest.fixture
def here(filled_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The filled study in the working folder."""
    monkeypatch.chdir(filled_file.parent)
    return filled_file


Qda = Callable[..., tuple[int, str, str]]


@pytest.fixture
def qda(capsys: pytest.CaptureFixture[str]) -> Qda:
    """Run a command line in this process: exit status, stdout, stderr."""

    def call(*args: str) -> tuple[int, str, str]:
        status = run(list(args))
        out, err = capsys.readouterr()
        return status, out, err

    return call


def process(
    *args: str, env: dict[str, str] | None = None, drop: tuple[str, ...] = (), **more: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m qda` in a process of its own."""
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **(env or {})}
    for name in drop:
        around.pop(name, None)
    return subprocess.run([sys.executable, "-m", "qda", *args], env=around, capture_output=True, timeout=120, **more)


# Help


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(words: str, qda: Qda) -> None:
    status, out, err = qda(*words.split(), "--help")
    assert (status, err) == (0, "")
    assert "Example:" in out
    assert f"qda {words}" in " ".join(out.split("Example:", 1)[1].split()), "the example calls the command"


@pytest.mark.parametrize("words", ["", *sorted(GROUPS)])
def test_help_of_the_root_and_the_groups(words: str, qda: Qda) -> None:
    status, out, _ = qda(*words.split(), "--help")
    assert status == 0
    for name in {w[len(words):].split()[0] for w in COMMANDS if w.startswith(words + " ") or not words}:  # fmt: skip
        assert name in out


def test_no_arguments_is_help(qda: Qda) -> None:
    assert qda()[0] == 0


# Wrong usage: exit status 2, nothing on stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("codigns",), "codings"),
        (("codebok", "list"), "codebook"),
        (("codebook", "lst"), "list"),
        (("report", "frequency"), "frequencies"),
        (("codings", "--fromat", "csv"), "--format"),
        (("codings", "--format", "xls"), "xls"),
        (("codings", "-o", "x.docm"), "docm"),
        (("codings", "-o", "x"), "suffix"),
        (("code", "thread-1", "x", "--span", "0:5", "-o", "x.docm"), "docm"),
        (("undo", "two"), "two"),
        (("code",), "SOURCE"),
        (("uncode", "x"), "x"),
        (("codings", "extra"), "extra"),
    ],
)
def test_wrong_usage(args: tuple[str, ...], said: str, here: Path, qda: Qda) -> None:
    before = here.read_bytes()
    status, out, err = qda(*args)
    assert (status, out) == (2, "")
    assert err.startswith("error: ") and said in err
    assert here.read_bytes() == before


# Refusals: exit status 1, one line, nothing on stdout, nothing changed

REFUSALS = [
    (("source", "show", "thraed-1"), "thread-1"),
    (("source", "show", "thread"), "thread-1, thread-2"),
    (("source", "rename", "thread-1", "Thread-2"), "thread-2"),
    (("code", "thread-1", "x", "--quote", "ertrouwen"), "--nth 1"),
    (("code", "thread-1", "x", "--quote", "staat er niet"), "nowhere"),
    (("code", "thread-1", "x", "--span", "0:99999"), "outside the text"),
    (("code", "thread-1", "x", "--span", "5:5"), "5:5"),
    (("code", "thread-1", "x", "--sentence", "999"), "sentences are 1 to"),
    (("code", "thread-1", "vertrouwn", "--span", "0:5", "--existing"), "vertrouwen"),
    (("code", "thread-1", "eigen koers", "--span", "0:5"), "vertrouwen/eigen koers"),
    (("code", "thread-1", "\x00", "--span", "0:5"), ""),
    (("coding", "set", "999", "--note", "x"), "999"),
    (("uncode", "1", "999"), "999"),
    (("confirm", "0"), "0"),
    (("codings", "--code", "vertrouwn"), "vertrouwen"),
    (("codings", "--where", "municipalty=Ede"), "municipality"),
    (("codings", "--coder", "nobody"), "nobody"),
    (("codebook", "move", "vertrouwen", "--under", "loslaten"), "under it"),
    (("codebook", "move", "vertrouwen", "--under", "vertrouwen"), "under itself"),
    (("codebook", "remove", "vertrouwen"), "--with-codes"),
    (("codebook", "merge", "vertrouwen", "--into", "vertrouwen"), "itself"),
    (("codebook", "rename", "vertrouwen", "macht"), "macht"),
    (("participant", "merge", "Jan de Vries", "--into", "Jan de Vries"), ""),
    (("memo", "add", "x", "--on", "code:vertrouwn"), "vertrouwen"),
    (("memo", "add", "zie [[code:vertrouwn]]"), "vertrouwen"),
    (("memo", "add", "x", "--on", "kode:vertrouwen"), "code"),
    (("memo", "show", "99"), "99"),
    (("memo", "show", "9223372036854775808"), "larger than any"),
    (("uncode", "99999999999999999999999"), "larger than any"),
    (("discover", "accept", "9223372036854775808"), "9223372036854775808"),
    (("axial", "relate", "vertrouwen", "cause", "macht"), "causes"),
    (("axial", "relate", "vertrouwen", "causes", "vertrouwen"), "itself"),
    (("axial", "relate", "macht", "causes", "vertrouwen", "--status", "supported"), "--for"),
    (("selective", "core", "loslaten"), "category"),
    (("import", "no-such-file.txt"), "no-such-file.txt"),
    (("import", "folder.csv"), ""),
    (("undo", "99"), f"only {len(STEPS)}"),
    (("redo",), "nothing to redo"),
    (("redo", "0"), "from 1"),
    (("codings", "-o", "no/such/folder/x.csv"), "no folder"),
    (("codings", "-o", "folder.csv"), "is a folder"),
    (("backup", "qda.db"), "exists already"),
    (("init",), "exists already"),
]


@pytest.mark.parametrize(("args", "said"), REFUSALS, ids=[" ".join(a).replace("\0", "NUL") for a, _ in REFUSALS])
def test_refusals(args: tuple[str, ...], said: str, here: Path, qda: Qda) -> None:
    here.with_name("folder.csv").mkdir()
    before = here.read_bytes()
    status, out, err = qda(*args)
    assert (status, out) == (1, ""), err
    assert err.splitlines()[-1].startswith("error: ") and err.count("error: ") == 1 and said in err
    assert "Traceback" not in err
    assert here.read_bytes() == before


def test_a_refusal_shows_control_characters_and_stays_one_line(here: Path, qda: Qda) -> None:
    status, out, err = qda("source", "show", "a\n\x1b[31mrood\x07")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1 and "\x1b" not in err and "\x07" not in err


@pytest.mark.parametrize(
    "args",
    [
        ("code", "thread-1", "x", "--span", "0:5"),
        ("uncode", "1"),
        ("codebook", "add", "nieuw"),
        ("memo", "add", "zo"),
        ("axial", "types", "add", "blocks"),
        ("import", "new.txt"),
    ],
)
def test_a_change_whose_output_cannot_be_written_is_refused_whole(args: tuple[str, ...], here: Path, qda: Qda) -> None:
    here.with_name("new.txt").write_text("Een tekst.")
    before = here.read_bytes()
    status, out, err = qda(*args, "-o", "no/such/x.csv")
    assert (status, out) == (1, "") and "no folder" in err
    assert here.read_bytes() == before, "a command does the whole of its work or none of it"


# -o


def test_output_goes_to_the_file_and_nothing_else(here: Path, qda: Qda) -> None:
    status, out, _err = qda("codings", "-o", "codings.csv")
    assert (status, out) == (0, "")
    text = here.with_name("codings.csv").read_bytes().decode("utf-8")
    assert text.startswith("id,uuid,source,")
    assert not [p.name for p in here.parent.iterdir() if p.name.startswith(".qda")]
    assert qda("codings", "-o", "codings.json")[0] == 0
    assert len(json.loads(here.with_name("codings.json").read_text())) == text.count("\r\n") - 1


def test_a_failure_leaves_the_file_that_was_there(here: Path, qda: Qda, monkeypatch: pytest.MonkeyPatch) -> None:
    target = here.with_name("out.csv")
    target.write_text("what was there")
    from qda import render

    def fail(*args: Any, **more: Any) -> None:
        args[2].write(b"half")
        raise OSError(28, "No space left on device", "out.csv")

    monkeypatch.setattr(render, "render", fail)
    status, out, err = qda("codings", "-o", str(target))
    assert (status, out) == (1, "") and "no space left" in err
    assert target.read_text() == "what was there"
    assert sorted(p.name for p in here.parent.iterdir()) == ["out.csv", "qda.db"]


# Streams


@pytest.mark.parametrize("words", sorted(set(READ_ONLY) - {"backup", "codebook export", "check", "report workbook"}))
def test_stdout_is_data_alone(words: str, here: Path, qda: Qda) -> None:
    status, out, _ = qda(*words.split(), *READ_ONLY[words], "--format", "json")
    assert status == 0
    assert isinstance(json.loads(out), (list, dict))


def test_a_closed_pipe_ends_quietly(here: Path) -> None:
    big = here.with_name("big.txt")
    big.write_text("\n\n".join(f"Alinea {n} over vertrouwen en koers." for n in range(5000)), encoding="utf-8")
    assert run(["import", "big.txt"]) == 0
    assert run(["autocode", "veel", "--match", "vertrouwen", "-o", "x.csv"]) == 0
    for form in ("csv", "json", "table", "md"):
        for reader in ("head -1", "true"):
            line = f'{sys.executable} -m qda codings --format {form} 2>err | {reader} >out; echo "${{PIPESTATUS[0]}}"'
            done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120,
                                  env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)})  # fmt: skip
            assert done.stdout == "0\n", (form, reader)
            said = here.with_name("err").read_text()
            assert "Traceback" not in said and "BrokenPipe" not in said and "error" not in said, (form, reader)
            if reader == "head -1":
                assert here.with_name("out").read_text().count("\n") == 1


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_output_is_utf_8_whatever_the_locale(env: dict[str, str], here: Path) -> None:
    drop = () if "PYTHONIOENCODING" in env else ("PYTHONIOENCODING", "PYTHONUTF8")
    for form in ("csv", "json", "table", "md"):
        done = process(
            "participant", "list", "--format", form, env=env, drop=tuple(set(drop) - set(env)), cwd=here.parent
        )
        assert done.returncode == 0, done.stderr
        assert "Mia 😀 Öztürk" in done.stdout.decode("utf-8").replace("\\ud83d\\ude00", "😀").replace(
            "\\u00d6", "Ö"
        ).replace("\\u00fc", "ü")


def test_arguments_that_are_no_utf_8_are_refused(here: Path) -> None:
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [os.fsencode(sys.executable), b"-m", b"qda", b"source", b"show", b"\xe9t\xe9"]
    done = subprocess.run(command, capture_output=True, env=around, cwd=here.parent)
    assert (done.returncode, done.stdout) == (1, b"") and b"Traceback" not in done.stderr


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}])
def test_arguments_are_utf_8(env: dict[str, str], here: Path) -> None:
    drop = ("PYTHONIOENCODING", "PYTHONUTF8")
    done = process("source", "show", "Öz😀", env=env, drop=drop, cwd=here.parent)
    assert done.returncode == 1 and "Öz😀" in done.stderr.decode("utf-8")
    done = process("codebook", "add", "één 😀", env=env, drop=drop, cwd=here.parent)
    assert done.returncode == 0, done.stderr
    with project.open_study(here) as study:
        assert study.db.execute("select 1 from code where name = 'één 😀'").fetchone()


def test_rows_end_alike_and_no_colour_in_a_pipe(here: Path) -> None:
    done = process("codings", "--format", "csv", cwd=here.parent)
    rows = done.stdout.split(b"\r\n")
    assert len(rows) > 5 and rows[-1] == b""
    assert b"\x1b" not in process("codings", cwd=here.parent, env={"TERM": "xterm-256color"}).stdout


# Exit statuses


def test_an_interrupt_is_130(here: Path, qda: Qda, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Study, "__exit__", stop)
    assert qda("info")[0] == 130


def test_an_editor_that_is_left_empty_changes_nothing(here: Path, qda: Qda, monkeypatch: pytest.MonkeyPatch) -> None:
    before = here.read_bytes()
    monkeypatch.setenv("EDITOR", "true")
    status, out, err = qda("memo", "add")
    assert (status, out) == (1, "") and err.startswith("error: ")
    assert here.read_bytes() == before


def test_version(qda: Qda) -> None:
    status, out, _ = qda("--version")
    assert status == 0 and out.startswith("qda ")


# Which study


def test_no_study_here(qda: Qda, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    for args in (
        ("info",),
        ("code", "a", "b", "--span", "0:1"),
        ("undo",),
        ("check",),
        ("backup", str(tmp_path / "x.db")),
    ):
        status, out, err = qda(*args)
        assert (status, out) == (1, "") and err.startswith("error: no study here") and err.count("\n") == 1


def test_the_study_is_found_above(here: Path, qda: Qda, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = here.parent / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert qda("info")[0] == 0


def test_project_before_the_environment_before_the_folder(
    here: Path, qda: Qda, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in ("one", "two"):
        assert qda("init", str(tmp_path / one), "--name", one)[0] == 0

    def name(*args: str) -> str:
        return str(json.loads(qda(*args, "info", "--format", "json")[1])["name"])

    assert name() == "study"
    monkeypatch.setenv("QDA_PROJECT", str(tmp_path / "one" / "qda.db"))
    assert name() == "one"
    monkeypatch.setenv("QDA_PROJECT", str(tmp_path / "one"))
    assert name() == "one"
    assert name("--project", str(tmp_path / "two" / "qda.db")) == "two"
    monkeypatch.setenv("QDA_PROJECT", str(tmp_path / "none.db"))
    status, out, err = qda("info")
    assert (status, out) == (1, "") and "none.db" in err


# Who acts


def last(path: Path) -> tuple[str, str]:
    with project.open_study(path) as study:
        coder, command = study.db.execute("select coder, command from change order by id desc").fetchone()
    return coder, command


def test_the_acting_coder(here: Path, qda: Qda, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ("code", "thread-1", "x", "--span")
    assert qda(*code, "0:4")[0] == 0
    assert last(here)[0] == "anna", "the study's"
    monkeypatch.setenv("QDA_CODER", "ben")
    assert qda(*code, "0:5")[0] == 0
    assert last(here)[0] == "ben"
    assert qda("--coder", "cor", *code, "0:6")[0] == 0
    assert last(here)[0] == "cor"
    assert qda("--coder", "COR", *code, "0:7")[0] == 0
    assert last(here)[0] == "cor", "names are case-insensitive to find and keep the case they were given"
    with project.open_study(here) as study:
        assert [n for (n,) in study.db.execute("select name from coder order by id")] == [
            "anna",
            "ben",
            "consensus",
            "cor",
        ]


def test_undo_with_nobody_named_takes_the_latest_and_says_whose(here: Path, qda: Qda) -> None:
    with project.open_study(here) as study:
        before = dump(study.db)
    assert qda("--coder", "ben", "code", "thread-1", "x", "--span", "0:4")[0] == 0
    status, out, err = qda("undo")
    assert (status, out) == (0, "") and "by ben" in err and f"#{len(STEPS) + 2}" in err
    with project.open_study(here) as study:
        assert dump(study.db) == before
    status, out, err = qda("redo")
    assert (status, out) == (0, "") and "by ben" in err


@pytest.mark.parametrize("how", ["option", "environment", "other case"])
def test_undo_with_a_coder_named_takes_that_coders(
    how: str, here: Path, qda: Qda, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = () if how == "environment" else ("--coder", "Ben" if how == "other case" else "ben")
    assert qda("--coder", "ben", "code", "thread-1", "van-ben", "--span", "0:4")[0] == 0
    assert qda("--coder", "anna", "code", "thread-1", "van-anna", "--span", "0:5")[0] == 0
    if how == "environment":
        monkeypatch.setenv("QDA_CODER", "ben")

    def left() -> set[str]:
        with project.open_study(here) as study:
            return {n for (n,) in study.db.execute("select name from code where name like 'van-%'")}

    status, out, err = qda(*who, "undo")
    assert (status, out) == (0, "") and "by ben" in err
    assert left() == {"van-anna"}
    assert qda(*who, "redo")[0] == 0
    assert left() == {"van-anna", "van-ben"}
    status, _, err = qda(*who, "undo", "--any", "2")
    assert status == 0 and "by anna" in err and "by ben" in err
    assert left() == set()


def test_undo_that_others_rest_on_is_refused_naming_them(here: Path, qda: Qda) -> None:
    assert qda("--coder", "ben", "codebook", "add", "van ben")[0] == 0
    assert qda("--coder", "anna", "code", "thread-1", "van ben", "--span", "0:5")[0] == 0
    assert qda("--coder", "anna", "codebook", "define", "van ben", "--definition", "zo")[0] == 0
    before = here.read_bytes()
    status, out, err = qda("--coder", "ben", "undo")
    assert (status, out) == (1, "")
    assert f"#{len(STEPS) + 3} code by anna" in err and f"#{len(STEPS) + 4} codebook define by anna" in err
    assert here.read_bytes() == before
    status, out, err = qda("--coder", "ben", "undo", "5")
    assert (status, out) == (1, ""), "all or none"
    assert here.read_bytes() == before


def test_undo_of_a_rename_whose_old_name_was_taken_says_by_whom(here: Path, qda: Qda) -> None:
    assert qda("--coder", "ben", "codebook", "rename", "verantwoordelijkheid", "plicht")[0] == 0
    assert qda("--coder", "ben", "codebook", "define", "macht", "--definition", "x")[0] == 0
    assert qda("--coder", "anna", "codebook", "add", "verantwoordelijkheid")[0] == 0
    assert qda("--coder", "ben", "undo")[0] == 0
    before = here.read_bytes()
    status, out, err = qda("--coder", "ben", "undo")
    assert (status, out) == (1, "") and f"#{len(STEPS) + 4} codebook add by anna" in err
    assert here.read_bytes() == before


def test_undo_of_making_a_coder_whom_others_used_says_by_whom(here: Path, qda: Qda) -> None:
    here.with_name("codings.csv").write_text("source,code,start,end,coder\nthread-2,macht,0,5,cor\n")
    assert qda("--coder", "cor", "code", "thread-1", "macht", "--span", "0:4")[0] == 0
    assert qda("--coder", "anna", "import", "codings.csv", "--as", "codings")[0] == 0
    before = here.read_bytes()
    status, out, err = qda("--coder", "cor", "undo")
    assert (status, out) == (1, "") and f"#{len(STEPS) + 3} import codings by anna" in err
    assert here.read_bytes() == before


def test_init_is_a_wall(here: Path, qda: Qda) -> None:
    assert qda("undo", str(len(STEPS)))[0] == 0
    before = here.read_bytes()
    status, out, err = qda("undo")
    assert (status, out) == (1, "") and "nothing to undo" in err
    assert here.read_bytes() == before


def test_a_new_command_drops_what_could_be_redone_and_the_log_keeps_it(here: Path, qda: Qda) -> None:
    assert qda("undo")[0] == 0
    assert qda("codebook", "add", "nieuw")[0] == 0
    assert qda("redo")[0] == 1
    rows = json.loads(qda("log", "--format", "json")[1])
    assert [r["command"] for r in rows[:3]] == ["codebook add", "undo", "selective storyline"]
    assert rows[2]["undone"] and not rows[0]["undone"]


def test_the_log_is_an_audit_trail(here: Path, qda: Qda) -> None:
    assert qda("--coder", "ben", "codebook", "add", "moed", "--because", "omdat; 'het' zo is")[0] == 0
    rows = json.loads(qda("log", "--limit", "2", "--format", "json")[1])
    assert len(rows) == 2
    assert [rows[0][k] for k in ("n", "coder", "command", "because")] == [
        len(STEPS) + 2,
        "ben",
        "codebook add",
        "omdat; 'het' zo is",
    ]
    assert "moed" in rows[0]["summary"] and rows[0]["at"] > rows[1]["at"]


def test_log_line_of_a_command_that_changed_nothing(here: Path, qda: Qda) -> None:
    before = here.read_bytes()
    assert qda("codebook", "define", "publieke meerwaarde", "--definition", "Wat een gemeente toevoegt.")[0] == 0
    assert here.read_bytes() == before


# Shell completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    done = process("--show-completion", shell)
    if b"Invalid value" in done.stderr or b"unexpected extra argument" in done.stderr:  # the shell is found, not named
        done = process(
            "--show-completion", env={"SHELL": f"/bin/{shell}", "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
        )
    script = process(env={"_QDA_COMPLETE": f"source_{shell}"})
    assert done.returncode == 0 or script.returncode == 0
    assert b"_QDA_COMPLETE" in done.stdout + script.stdout


def test_the_shell_completes_commands() -> None:
    done = process(env={"_QDA_COMPLETE": "complete_bash", "COMP_WORDS": "qda codeb", "COMP_CWORD": "1"})
    assert done.stdout.split() == [b"codebook"]
    done = process(env={"_QDA_COMPLETE": "complete_bash", "COMP_WORDS": "qda codebook re", "COMP_CWORD": "2"})
    assert set(done.stdout.split()) == {b"rename", b"remove"}


def test_errors_of_the_database_are_one_line() -> None:
    import sqlite3

    for text in ("database or disk is full", "database is locked", "attempt to write a readonly database", "disk I/O error",
                 "database disk image is malformed", "no such table: x"):  # fmt: skip
        assert "\n" not in str(errors.database_error(sqlite3.OperationalError(text)))
    assert errors.database_error(ValueError("x")) is None
