"""What is no plain file is refused at once where a file is meant; numbers of any length are refused in our words."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from qda.cli.app import run
from qda.core.files import replacing

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
LONG = "7" * 5000


def qda(
    *args: str, cwd: Path, env: dict[str, str] | None = None, seconds: float = 30
) -> subprocess.CompletedProcess[str]:
    """The program, which must not wait for anybody."""
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **(env or {})}
    return subprocess.run([sys.executable, "-m", "qda", *args], cwd=cwd, env=around, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=seconds)  # fmt: skip


@pytest.fixture
def odd(filled_file: Path) -> Path:
    """The study's folder, with a pipe, a link to it, a socket and a folder in it."""
    folder = filled_file.parent
    os.mkfifo(folder / "pipe.yaml")
    (folder / "link.yaml").symlink_to("pipe.yaml")
    (folder / "folder.yaml").mkdir()
    here = os.getcwd()
    os.chdir(folder)  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as s:
            s.bind("socket.yaml")
    finally:
        os.chdir(here)
    return folder


KINDS = [
    ("pipe.yaml", "a named pipe"),
    ("link.yaml", "a named pipe"),
    ("socket.yaml", "a socket"),
    ("/dev/zero", "a device"),
]
COMMANDS = [
    ("--project", "FILE", "info"),
    ("memo", "add", "--file", "FILE"),
    ("selective", "storyline", "--file", "FILE"),
    ("participant", "pseudonymise", "--beside", "--key", "FILE"),
    ("backup", "FILE"),
    ("codebook", "import", "FILE"),
    ("codebook", "export", "FILE"),
]


@pytest.mark.parametrize(("name", "kind"), [*KINDS, ("folder.yaml", "a folder")])
@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_no_plain_file(args: tuple[str, ...], name: str, kind: str, odd: Path) -> None:
    if args[0] == "codebook" and name == "/dev/zero":
        return  # refused by its suffix
    before = (odd / "qda.db").read_bytes()
    done = qda(*(name if a == "FILE" else a for a in args), cwd=odd)
    assert done.returncode == 1 and done.stdout == "", done.stderr
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1 and name in done.stderr
    assert kind in done.stderr or (name == "folder.yaml" and args[0] == "--project")
    assert (odd / "qda.db").read_bytes() == before


@pytest.mark.parametrize("variable", ["QDA_PROJECT", "QDA_KEY"])
@pytest.mark.parametrize("name", ["pipe.yaml", "socket.yaml", "/dev/zero"])
def test_no_plain_file_named_by_the_environment(variable: str, name: str, odd: Path) -> None:
    done = qda("participant", "pseudonymise", "--beside", cwd=odd, env={variable: name})
    assert done.returncode == 1 and done.stderr.startswith("error: the ") and f"{name} is a" in done.stderr


@pytest.mark.parametrize("name", ["pipe.csv", "/dev/null", "/dev/stdout"])
def test_output_is_a_file(name: str, filled_file: Path) -> None:
    os.mkfifo(filled_file.with_name("pipe.csv"))
    done = qda("codings", "--format", "csv", "-o", name, cwd=filled_file.parent)
    assert done.returncode == 1 and done.stderr.startswith(f"error: {name} is a ") and done.stdout == ""


def test_what_the_shell_hands_over_is_read(filled_file: Path) -> None:
    if not os.path.exists("/dev/fd") or not os.path.exists("/bin/bash"):
        pytest.skip("no /dev/fd or no bash here")
    program = f"{sys.executable} -m qda"
    lines = f"""{program} memo add --file <(echo Gedachte) &&
    {program} codebook import <(printf 'codes:\\n- name: via een pijp\\n') &&
    {program} selective storyline --file <(echo '# Verhaal') && echo Nog een | {program} memo add --file /dev/stdin &&
    {program} import <(echo Een tekst uit een pijp.) && {program} --project qda.db codebook list --format csv"""
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(["/bin/bash", "-c", lines], cwd=filled_file.parent, env=around, capture_output=True, text=True,
                          timeout=120)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "via een pijp" in done.stdout and "Gedachte" in done.stdout and "Nog een" in done.stdout


def test_a_file_written_over_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to("real.csv")
    with replacing(str(link)) as out:
        out.write(b"new")
    assert link.is_symlink() and real.read_text() == "new" and real.stat().st_mode & 0o777 == 0o640
    with pytest.raises(OSError) as e, replacing(str(link)):
        raise OSError(28, "No space left on device")
    assert e.value.filename == str(link) and real.read_text() == "new" and len(list(tmp_path.iterdir())) == 2


# Numbers


@pytest.mark.parametrize(
    "args",
    [
        ("undo", LONG),
        ("undo", "²"),
        ("undo", "9223372036854775808"),
        ("uncode", "1", LONG),
        ("log", "--limit", LONG),
        ("discover", "--top", LONG),
        ("quotes", "vertrouwen", "--context", LONG),
        ("code", "thread-1", "x", "--span", f"0:{LONG}"),
        ("code", "thread-1", "x", "--span", f"-{LONG}:4"),
        ("code", "thread-1", "x", "--span", "0:٣"),
        ("code", "thread-1", "x", "--sentence", LONG),
        ("code", "thread-1", "x", "--sentence", f"1:{LONG}"),
        ("code", "thread-1", "x", "--segment", LONG),
        ("source", "lines", "thread-1", "--segment", LONG),
        ("segment", "set", f"thread-1#{LONG}", "kind=turn"),
        ("segment", "set", "thread-1#²", "kind=turn"),
        ("segment", "set", "thread-1#1", f"reply_to={LONG}"),
        ("memo", "add", "x", "--on", f"coding:{LONG}"),
        ("memo", "add", "x", "--on", "coding:99999999999999999999"),
        ("memo", "add", f"[[coding:{'7' * 150}]]"),
        ("memo", "add", f"[[coding:{LONG}]]"),
        ("memo", "add", "[[memo:²]]"),
        ("memo", "add", "x", "--date", LONG),
        ("segment", "set", "thread-1#1", f"date={LONG}"),
        ("compare", LONG, "vertrouwen"),
        ("compare", f"coding:{LONG}", "vertrouwen"),
        ("suggest", "codes", "--source", "thread-1", "--span", f"0:{LONG}"),
        ("selective", "storyline", "--version", LONG),
        ("participant", "set", LONG, "role=researcher"),
    ],
    ids=lambda args: " ".join(a[:12] for a in args),
)
def test_numbers_in_options(
    args: tuple[str, ...], filled_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(filled_file.parent)
    before = filled_file.read_bytes()
    assert run(list(args)) in (1, 2)
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("error: ") and said.err.count("error:") == 1
    assert "sys." not in said.err and "Exceeds" not in said.err and len(said.err) < 1200
    assert filled_file.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text", "args"),
    [
        ("a.json", f'{{"posts": [{{"author": "Ria", "text": "Dag.", "id": {LONG}}}]}}', ("import", "a.json")),
        ("a.jsonl", f'{{"author": "Ria", "text": "Dag.", "id": {LONG}}}', ("import", "a.jsonl", "--as", "posts")),
        ("a.jsonl", f'{{"author": "Ria", "text": "Dag.", "id": {LONG}}}', ("import", "a.jsonl", "--as", "table")),
        ("a.csv", f"source,code,start,end\nthread-1,x,0,{LONG}\n", ("import", "a.csv", "--as", "codings")),
        ("a.csv", "source,code,start,end\nthread-1,x,²,5\n", ("import", "a.csv", "--as", "codings")),
        ("a.csv", "source,code,start,end\nthread-1,x,0,9223372036854775808\n", ("import", "a.csv", "--as", "codings")),
        ("a.yaml", f"codes:\n- name: {LONG}\n", ("codebook", "import", "a.yaml")),
    ],
)
def test_numbers_in_files(
    name: str, text: str, args: tuple[str, ...], filled_file: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(filled_file.parent)
    Path(name).write_text(text, encoding="utf-8")
    before = filled_file.read_bytes()
    assert run(list(args)) == 1
    said = capsys.readouterr()
    assert said.err.splitlines()[-1].startswith("error: ") and "sys." not in said.err and len(said.err) < 1200
    assert filled_file.read_bytes() == before


def test_numbers_in_settings(tmp_path: Path) -> None:
    from qda.core.errors import QdaError
    from qda.tui.session.settings import load

    (tmp_path / "settings.toml").write_text(f"[read]\ntheme = {LONG}\n")
    with pytest.raises(QdaError, match="longer than any"):
        load(tmp_path / "settings.toml")
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(QdaError, match="a named pipe"):
        load(tmp_path / "pipe.toml")


def test_a_refusal_names_the_file_whatever_its_name_is(
    tmp_path: Path, filled_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that is also a word of the message: `pipe`, `folder`, `f`."""
    monkeypatch.chdir(filled_file.parent)
    os.mkfifo("pipe")
    os.mkdir("folder")
    for name in ("pipe", "folder"):
        assert run(["import", name]) == 1
        assert capsys.readouterr().err.startswith(f"error: {name}: a ")
