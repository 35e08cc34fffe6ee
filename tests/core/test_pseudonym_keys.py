"""The key of pseudonyms as a file: what is read, written, appended, refused."""

from __future__ import annotations

import csv
import hashlib
import os
import stat
from pathlib import Path

import pytest

from qda.core import pseudonym_key
from qda.core.errors import QdaError
from qda.core.pseudonym_key import Row

ROWS = [
    Row("P01", "Anna de Vries", ("Anna", "mw. De Vries"), "u1"),
    Row("P02", "=Jan", (), "u2"),
    Row("", "Wim; of Wil"),
]
WRITTEN = "pseudonym,name,forms,uuid\r\nP01,Anna de Vries,Anna | mw. De Vries,u1\r\nP02,'=Jan,,u2\r\n,Wim; of Wil,,\r\n"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "key.csv"


def test_a_key_is_written_and_read(key: Path) -> None:
    pseudonym_key.write(key, ROWS)
    assert key.read_bytes().decode() == WRITTEN
    assert pseudonym_key.read(key) == ROWS
    assert pseudonym_key.digest(key) == hashlib.sha256(WRITTEN.encode()).hexdigest()


@pytest.mark.skipif(os.name == "nt", reason="there are no modes of files here")
def test_only_its_owner_can_read_a_new_key(key: Path) -> None:
    for mask in (0, 0o777):
        key.unlink(missing_ok=True)
        umask = os.umask(mask)
        try:
            pseudonym_key.write(key, ROWS)
        finally:
            os.umask(umask)
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_what_is_there_is_not_overwritten(key: Path) -> None:
    key.write_text("mine", encoding="utf-8")
    with pytest.raises(QdaError) as e:
        pseudonym_key.write(key, ROWS)
    assert (
        str(e.value) == f"{key} exists already; nothing was overwritten" and key.read_text(encoding="utf-8") == "mine"
    )
    with pytest.raises(QdaError) as e:
        pseudonym_key.write(key.parent / "none" / "key.csv", ROWS)
    assert str(e.value) == f"there is no folder {key.parent / 'none'}; make it first"


class Broken:
    """Rows that end with an error, as on a full disk."""

    def __init__(self, error: OSError) -> None:
        self.error = error

    def __iter__(self) -> Broken:
        return self

    def __next__(self) -> Row:
        raise self.error


def test_a_key_that_is_not_whole_is_not_left(key: Path) -> None:
    with pytest.raises(OSError) as e:
        pseudonym_key.write(key, Broken(OSError(28, "No space left on device")))
    assert e.value.filename == str(key) and not key.exists()
    with pytest.raises(OSError) as e:
        pseudonym_key.write(key, Broken(OSError(2, "Gone", "another")))
    assert e.value.filename == "another" and not key.exists()
    pseudonym_key.write(key, ROWS)
    with pytest.raises(OSError) as e:
        pseudonym_key.extend(key, Broken(OSError(28, "No space left on device")))
    assert e.value.filename == str(key) and key.read_bytes().decode() == WRITTEN
    with pytest.raises(OSError) as e:
        pseudonym_key.extend(key, Broken(OSError(2, "Gone", "another")))
    assert e.value.filename == "another"


def test_a_key_that_a_person_edited(key: Path) -> None:
    key.write_bytes(
        "\ufeffNr ; NAME;Pseudonym ;uuid;Forms\r\n"
        "1; Anna ;P01;u1; An |  | Annie \r\n\r\n"
        "2;Jan;P02\r\n"
        "3;;P03;u3;Kees\r\n"
        ";;;;\r\n"
        "4;Piet;p01;u1\r\n"
        '5;"Wil; of\nWim";;u5;\'=x\r\n'.encode()
    )
    assert pseudonym_key.read(key) == [
        Row("P01", "Anna", ("An", "Annie"), "u1"),
        Row("P02", "Jan"),
        Row("P03", "", ("Kees",), "u3"),
        Row("p01", "Piet", (), "u1"),
        Row("", "Wil; of\nWim", ("=x",), "u5"),
    ]
    key.write_bytes(b"pseudonym\tname\nP01\tAnna, Boer\n")
    assert pseudonym_key.read(key) == [Row("P01", "Anna, Boer")]
    key.write_bytes(b"pseudonym,name\n")
    assert pseudonym_key.read(key) == []
    key.write_bytes(b'pseudonym,name\nP01,"a;b;c;d"\nP02,"Wil\r\nWim"\n')
    assert pseudonym_key.read(key) == [Row("P01", "a;b;c;d"), Row("P02", "Wil\r\nWim")], "the first line tells the sign"


def test_rows_are_appended_in_the_columns_of_the_file(key: Path) -> None:
    key.write_bytes(b"uuid;name;nr;pseudonym;forms\nu9;Piet;1;P09;")
    pseudonym_key.extend(key, ROWS[:1])
    assert key.read_bytes() == (
        b"uuid;name;nr;pseudonym;forms\nu9;Piet;1;P09;\r\nu1;Anna de Vries;;P01;Anna | mw. De Vries\r\n"
    )
    pseudonym_key.extend(key, ROWS[1:2])
    assert key.read_bytes().endswith(b"mw. De Vries\r\nu2;'=Jan;;P02;\r\n")
    for end in (b"\n", b"\r"):
        key.write_bytes(b"pseudonym,name,forms,uuid" + end)
        pseudonym_key.extend(key, ROWS[1:2])
        assert key.read_bytes() == b"pseudonym,name,forms,uuid" + end + b"P02,'=Jan,,u2\r\n"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "{key} is no key: it has no columns pseudonym and name"),
        (b"pseudonym,forms\nP01,Anna\n", "{key} is no key: it has no columns pseudonym and name"),
        (b"pseudonym,name\nP01,\xe9\n", "the key {key} is not UTF-8: save it as CSV in UTF-8"),
        (
            b'pseudonym,name\nP01,"Anna' + b"x" * 140_000,
            "the key {key} is no CSV file: a quotation mark in it may not be closed",
        ),
        (b"pseudonym,name\nP01,Anna\nP02,\n", "the key {key}, line 3: no name; give one, or take the line out"),
        (b"pseudonym,name,uuid\nP01,A,u1\np01,B,u2\n", "the key {key}, line 3: 'p01' stands for someone else as well"),
    ],
)
def test_what_is_no_key(raw: bytes, says: str, key: Path) -> None:
    key.write_bytes(raw)
    limit = csv.field_size_limit(131_072)  # as a command begins; readers of tables lift it for the whole process
    try:
        with pytest.raises(QdaError) as e:
            pseudonym_key.read(key)
    finally:
        csv.field_size_limit(limit)
    assert str(e.value) == says.format(key=key)


def test_a_key_without_a_column_is_not_appended_to(key: Path) -> None:
    key.write_bytes(b"pseudonym,name,uuid\n")
    with pytest.raises(QdaError) as e:
        pseudonym_key.extend(key, ROWS)
    assert str(e.value) == f"the key {key} has no column forms: put it back, and run this again"
    assert key.read_bytes() == b"pseudonym,name,uuid\n"
    with pytest.raises(QdaError) as e:
        pseudonym_key.read(key.parent)
    assert str(e.value) == f"the key {key.parent} is a folder: name a file"
