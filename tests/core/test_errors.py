"""What is said of a file that a library could not read: the place is the library's, the words are ours."""

from __future__ import annotations

import json
import re
import sqlite3
import tomllib

import pytest

from qda.core.errors import (
    NotFound,
    QdaError,
    Refused,
    database_error,
    is_damage,
    is_trouble,
    nearest,
    place_of,
)
from qda.core.message import Message


def fault(parse: object, text: object) -> Exception:
    with pytest.raises(Exception) as e:
        parse(text)  # type: ignore[operator]
    return e.value


def test_the_place_alone_is_taken() -> None:
    from lxml import etree

    assert place_of(fault(json.loads, '{\n "a": 1,\n "b": x}')) == " at line 3, column 7"
    assert place_of(fault(tomllib.loads, "a = 1\nb = = 2\n")) == " at line 2, column 5"
    assert place_of(fault(etree.fromstring, b"<a>\n<b>\n</a>")).startswith(" at line 3")
    assert place_of(fault(re.compile, "a(b")) == " at line 1, column 2"
    assert place_of(ValueError("something else")) == ""


def test_a_place_without_a_column() -> None:
    class Told(Exception):
        def __init__(self, **place: object) -> None:
            super().__init__("it broke")
            self.__dict__.update(place)

    assert place_of(Told(lineno=3, offset=4)) == " at line 3, column 4"
    assert place_of(Told(lineno=3, offset=1)) == " at line 3, column 1"
    for column in (0, -1, None, "4"):
        assert place_of(Told(lineno=3, offset=column)) == " at line 3"
    assert place_of(Told(lineno=3, colno=5, offset=9)) == " at line 3, column 5" and place_of(Told(offset=4)) == ""


def test_the_nearest_names() -> None:
    known = ["waarde", "waarden", "waarder", "waarderen", "raad", "Meerwaarde"]
    assert nearest("waarde", known) == ["waarde", "waarder", "waarden"]
    assert nearest("waarde", known, 1) == ["waarde"] and len(nearest("waarde", known, 5)) == 5
    assert nearest("de raad van de gemeente", known) == ["raad"], "a known name that is part of it"
    assert nearest("aa", ["de raad van de gemeente", "rol"]) == ["de raad van de gemeente"], (
        "and one that it is part of"
    )
    assert nearest("RAAD", ["Raad", "raad"]) == ["Raad"], "written in two ways it is named once"
    assert len(nearest("waarde", ["waarda", "waardi", "waardo", "waardu", "waardy"], 4)) == 4
    assert nearest("", known) == [] and nearest("xyz", known) == []


def test_what_does_not_exist() -> None:
    assert str(NotFound("code", "raat", ["raad", "rol"])) == "there is no code 'raat'; did you mean 'raad'?"
    assert str(NotFound("code", "raa", ["raad", "raat"], "list them")) == (
        "there is no code 'raa'; did you mean 'raat' or 'raad'?"
    )
    assert str(NotFound("code", "xyz", ["raad"], "list them")) == "there is no code 'xyz'; list them"
    none = NotFound("code", "xyz", ["raad"])
    assert str(none) == "there is no code 'xyz'" and (none.what, none.name, none.near) == ("code", "xyz", [])
    assert NotFound("code", "raat", ["raad"]).near == ["raad"]
    assert none.message.code == NotFound("code", "raat", ["raad"]).message.code == ""  # type: ignore[attr-defined]
    assert str(NotFound("code", "x" * 201)) == f"there is no code '{'x' * 40}… (201 characters)'"
    assert str(NotFound("code", "x" * 200)) == f"there is no code '{'x' * 200}'"
    assert str(NotFound("code", "x" * 1201)) == f"there is no code '{'x' * 40}… (1,201 characters)'"


def test_the_message_of_an_error() -> None:
    said = Refused("there", "it is {what}", what="there")
    assert said.message == "it is there" and said.message.code == "there" and str(said) == "it is there"  # type: ignore[attr-defined]
    assert QdaError("plain").message == "plain" and QdaError().message == "" and QdaError(7, 8).message == "(7, 8)"


def sqlite(text: str, name: str | None = None, kind: type[sqlite3.Error] = sqlite3.OperationalError) -> sqlite3.Error:
    """An error as SQLite gives it; before Python 3.11 without its name."""
    e = kind(text)
    if name is not None:
        e.sqlite_errorname = name
    return e


FULL = "f: the disk is full; nothing was changed"
BUSY = "f: another program is writing to it; nothing was changed, try again"
READ_ONLY = "f cannot be written here: copy it to a folder of your own; nothing was changed"


@pytest.mark.parametrize(
    ("text", "name", "says", "trouble"),
    [
        ("x", "SQLITE_FULL", FULL, True),
        ("database or disk is full", None, FULL, False),
        ("x", "SQLITE_BUSY_SNAPSHOT", BUSY, True),
        ("x", "SQLITE_LOCKED", BUSY, True),
        ("database is locked", None, BUSY, False),
        ("database is busy", None, BUSY, False),
        ("x", "SQLITE_READONLY_DIRECTORY", READ_ONLY, True),
        ("x", "SQLITE_CANTOPEN", READ_ONLY, True),
        ("attempt to write a readonly database", None, READ_ONLY, False),
        ("unable to open database file", None, READ_ONLY, False),
        ("x y", "SQLITE_IOERR_READ",
         "f could not be read or written (x y), as on a full disk or one that is gone; nothing was changed", True),
        ("no such table: z", "SQLITE_ERROR",
         "f could not be read or written (no such table: z); nothing was changed: check whether the study is whole", False),
        ("x", "SQLITE_NOMEM", "f could not be read or written (x); nothing was changed: check whether the study is whole", True),
    ],
)  # fmt: skip
def test_what_is_said_of_an_error_of_the_database(text: str, name: str | None, says: str, trouble: bool) -> None:
    e = sqlite(text, name)
    assert database_error(e, "f") == says
    assert is_trouble(e) is trouble and is_damage(e) is False
    assert database_error(e, "g", "it is undone") == says.replace("f", "g", 1).replace(
        "nothing was changed", "it is undone"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x", "SQLITE_CORRUPT_VTAB"),
        ("x", "SQLITE_NOTADB"),
        ("database disk image is\n malformed", None),
        ("file is not a database", None),
        ("fts5: corrupt structure", None),
        ("Could not decode to UTF-8 column 'text'", None),
    ],
)
def test_what_is_said_of_damage(text: str, name: str | None) -> None:
    e = sqlite(text, name, sqlite3.DatabaseError)
    assert is_damage(e) and not is_trouble(e)
    assert database_error(e, "f") == f"f is damaged ({' '.join(text.split())}): go back to a backup"
    said = database_error(e, "f")
    assert isinstance(said, Message) and said.code == "study-damaged"
    assert database_error(e, "f", damage="row 7") == "f is damaged (row 7): go back to a backup"


def test_an_error_that_check_may_explain_has_a_code() -> None:
    said = database_error(sqlite("no such table: z", "SQLITE_ERROR"))
    assert isinstance(said, Message) and said.code == "study-unreadable"


def test_other_errors_are_not_the_database_s() -> None:
    assert database_error(ValueError("database is locked")) is None and not is_damage(ValueError("malformed"))
    assert (
        database_error(OverflowError("x")) is None
        and not is_trouble(OverflowError("x"))
        and not is_trouble(ValueError("x"))
    )
    large = OverflowError("Python int too large to convert to SQLite INTEGER")
    assert database_error(large) == "a number is larger than any that a study can have; nothing was changed"
    assert database_error(
        large, outcome="so"
    ) == "a number is larger than any that a study can have; so" and is_trouble(large)
    assert str(database_error(sqlite("x", "SQLITE_FULL"))).startswith(
        "the study: the disk is full; nothing was changed"
    )
