"""Files by name, what is written over them, and cells that a spreadsheet would run."""

from __future__ import annotations

import os
import socket
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core import codebooks, files, outcome
from qda.core.cells import RISKY, SUSPECT, defuse, undefuse
from qda.core.codebooks import CodeFields
from qda.core.errors import QdaError, UsageError
from qda.core.files import Format

KNOWN = {"csv": Format("a", (".csv", ".tsv"), "rows"), "yaml": Format("b", (".yaml",), "an outline")}


def test_a_format_is_told_by_its_suffix() -> None:
    assert files.format_of("a/b.CSV", KNOWN, "it is") == "csv" and files.format_of("x.y.tsv", KNOWN, "it is") == "csv"
    assert files.format_of("codes.yaml", KNOWN, "it is") == "yaml"
    for name in ("codes.txt", "codes", ".csv"):
        with pytest.raises(UsageError) as e:
            files.format_of(name, KNOWN, "a codebook is read from")
        assert str(e.value) == f"{name}: a codebook is read from a file that ends in one of .csv, .tsv, .yaml"


def test_the_folder_of_a_file_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    assert files.place(str(tmp_path / "new.csv")) == str(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert files.place("new.csv") == "."
    with pytest.raises(QdaError) as e:
        files.place("none/new.csv")
    assert str(e.value) == "there is no folder none; make it first"
    with pytest.raises(QdaError) as e:
        files.place("folder")
    assert str(e.value) == "folder is a folder; name a file"


def test_a_file_is_replaced_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    with outcome.recording() as made:
        with files.replacing(str(target)) as out:
            out.write(b"new")
            assert not target.exists()
        assert made.files == [str(target)]
        with pytest.raises(ZeroDivisionError), files.replacing(str(target)) as out:
            out.write(b"newer")
            raise ZeroDivisionError
        assert made.files == [str(target)]
    assert target.read_bytes() == b"new" and list(tmp_path.iterdir()) == [target]


def test_an_error_while_a_file_is_written_names_it(tmp_path: Path) -> None:
    target = str(tmp_path / "rows.csv")
    with pytest.raises(OSError) as e, files.replacing(target):
        raise OSError(28, "No space left on device")
    assert e.value.filename == target
    with pytest.raises(OSError) as e, files.replacing(target):
        raise OSError(2, "No such file", "another")
    assert e.value.filename == "another"
    with pytest.raises(FileNotFoundError) as e, files.replacing(str(tmp_path / "none" / "rows.csv")):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="there are no modes of files here")
def test_a_replaced_file_keeps_its_mode_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    for name, mode in (("private", 0o600), ("shared", 0o664)):
        target = tmp_path / name
        target.write_text("old", encoding="utf-8")
        target.chmod(mode)
        with files.replacing(str(target)) as out:
            out.write(b"new")
        assert stat.S_IMODE(target.stat().st_mode) == mode and target.read_bytes() == b"new"
    umask = os.umask(0o022)
    try:
        with files.replacing(str(tmp_path / "made")) as out:
            out.write(b"new")
        assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o644
        assert os.umask(0o022) == 0o022, "the mask is as it was"
    finally:
        os.umask(umask)


def test_what_stands_at_a_path(tmp_path: Path) -> None:
    assert files.odd(tmp_path) == "a folder" and files.odd(tmp_path / "none") is None and files.odd("a\0b") is None
    (tmp_path / "file").write_bytes(b"words")
    assert files.odd(tmp_path / "file") is None and files.given(str(tmp_path / "file")) == b"words"
    with files.plain(tmp_path / "file") as f:
        assert f.read() == b"words"
    for what, says in (
        ("", f"{tmp_path} is a folder: name a file"),
        ("the key", f"the key {tmp_path} is a folder: name a file"),
    ):
        with pytest.raises(QdaError) as e:
            files.plain(tmp_path, what)
        assert str(e.value) == says
        with pytest.raises(QdaError) as e:
            files.given(str(tmp_path), what)
        assert str(e.value) == says
    with pytest.raises(QdaError) as e:
        files.plain(tmp_path)
    assert str(e.value) == f"{tmp_path} is a folder: name a file"
    with pytest.raises(QdaError) as e:
        files.given(str(tmp_path))
    assert str(e.value) == f"{tmp_path} is a folder: name a file"
    with pytest.raises(FileNotFoundError):
        files.plain(tmp_path / "none")


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no sockets with a name here")
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as s:
        s.bind("s")
        for what, says in (("", "s is a socket: name a file"), ("the key", "the key s is a socket: name a file")):
            with pytest.raises(QdaError) as e:
                files.plain("s", what)
            assert str(e.value) == says


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there are no folders that a shell might hand over here")
def test_a_folder_is_refused_where_a_file_is_handed_over() -> None:
    with pytest.raises(QdaError, match=r"^/proc/self is a folder: name a file$"):
        files.given("/proc/self")


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="descriptors have no names here")
def test_what_is_handed_over_is_waited_for() -> None:
    read, write = os.pipe()

    def hand_over() -> None:
        os.write(write, b"words")
        os.close(write)

    later = threading.Timer(0.1, hand_over)
    later.start()
    try:
        assert files.given(f"/dev/fd/{read}") == b"words"
    finally:
        later.join()
        os.close(read)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_refused_where_it_stands_and_read_where_it_is_handed_over(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert files.odd(pipe) == "a named pipe" and files.odd(os.devnull) == "a device"
    with pytest.raises(QdaError, match=r"is a named pipe: name a file$"):
        files.plain(pipe)
    with pytest.raises(QdaError, match=r"is a named pipe: name a file$"):
        files.given(str(pipe))
    with pytest.raises(QdaError, match=r"is a device: name a file$"):
        files.plain(os.devnull, handed=True)
    read, write = os.pipe()
    try:
        os.write(write, b"words")
        os.close(write)
        if os.path.exists(f"/dev/fd/{read}"):
            assert files.given(f"/dev/fd/{read}") == b"words"
            with pytest.raises(QdaError, match="is a named pipe"):
                files.plain(f"/dev/fd/{read}")
    finally:
        os.close(read)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="descriptors cannot be counted here")
def test_what_is_refused_is_closed(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with pytest.raises(QdaError):
            files.plain(tmp_path)
        with files.replacing(str(tmp_path / "rows.csv")) as out:
            out.write(b"x")
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_path_that_is_shown() -> None:
    assert files.shown("a/b.txt") == "a/b.txt" and files.shown(Path("é.txt")) == "é.txt"
    assert files.shown(os.fsdecode(b"a\xff.txt")) == "a\ufffd.txt"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+31", "'+31"), ("-5", "'-5"), ("@anna", "'@anna"), ("\tx", "'\tx"), ("＝1", "'＝1"),
        ("'=1", "''=1"), ("''@x", "'''@x"), ("'s middags", "'s middags"), ("'", "'"), ("", ""), ("a=1", "a=1"), ("X=1", "X=1"),
    ],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run(text: str, written: str) -> None:
    assert defuse(text) == written and undefuse(written) == text
    assert undefuse("'s middags") == "'s middags" and undefuse("=1") == "=1"


@given(st.text(st.sampled_from("'=+-@ a\n\t"), max_size=6))
def test_a_defused_cell_comes_back(text: str) -> None:
    out = defuse(text)
    assert undefuse(out) == text and out[:1] not in RISKY
    assert out == text or text[0] in SUSPECT


def test_a_tree_of_codes_from_the_top() -> None:
    tree = [
        CodeFields("a", codes=[CodeFields("b", codes=[CodeFields("c")]), CodeFields("d")]),
        CodeFields("e", codes=[CodeFields("f")]),
    ]
    assert [code.name for code in codebooks.walk(tree)] == ["a", "b", "c", "d", "e", "f"]
    assert codebooks.suffixes() == ".yaml, .csv or .qdc"
