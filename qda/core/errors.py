"""Errors: what is wrong and what to do about it, in one line for a person, with an exit status for a script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from qda.core.message import Message

_PLACE = re.compile(r"line (\d{1,9}), column (\d{1,9})")


class QdaError(Exception):
    """A refusal: the message says what is wrong and what to do. Shown as `error: …`, exit status 1, nothing changed."""

    exit_status = 1

    @property
    def message(self) -> str:
        """Return the sentence: a `Message` where front ends have their own words for it."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class Refused(QdaError):
    """A refusal with a code and fields, which each front end words in its own terms; see `Message`."""

    def __init__(self, code: str, template: str, /, **fields: Any) -> None:
        super().__init__(Message(code, template, **fields))


class UsageError(QdaError):
    """Wrong usage that the parser of the command line cannot detect, such as an unknown suffix of a file: exit status 2."""

    exit_status = 2


class NotFound(QdaError):
    """A name that does not exist; the message suggests the nearest names, or gives a hint where none is near."""

    def __init__(self, what: str, name: str, known: Iterable[str] = (), hint: str = "") -> None:
        self.what, self.name = what, name
        shown = name if len(name) <= 200 else f"{name[:40]}… ({len(name):,} characters)"
        self.near = nearest(name, known)
        did = f"did you mean {' or '.join(repr(n) for n in self.near)}?" if self.near else hint
        none = Message("", "there is no {what} {name!r}", what=what, name=shown)
        super().__init__(Message("", "{none}; {did}", none=none, did=did) if did else none)


class Beside(QdaError):
    """A file that holds no source but belongs to others (names, settings of an export): noted on a walk, not an error."""


def place_of(e: Exception) -> str:
    """Return where a parser stopped reading, such as " at line 3, column 5"; "" when it does not say.

    Only the place is taken from a library's error: its words differ between versions, so messages use our own.
    """
    line, column = getattr(e, "lineno", None), getattr(e, "colno", getattr(e, "offset", None))
    if line is None and (told := _PLACE.search(str(e))):  # tomllib before Python 3.14
        line, column = int(told[1]), int(told[2])
    if line is None:
        return ""
    return f" at line {line}" + (f", column {column}" if isinstance(column, int) and column > 0 else "")


def nearest(name: str, known: Iterable[str], n: int = 3) -> list[str]:
    """Return up to n of the known names that look most like name, best first."""
    import difflib

    folded: dict[str, str] = {}
    for k in known:
        folded.setdefault(k.casefold(), k)
    close = difflib.get_close_matches(name.casefold(), folded, n=n, cutoff=0.6)
    inside = [k for k in folded if name and (name.casefold() in k or k in name.casefold()) and k not in close]
    return [folded[k] for k in (close + inside)[:n]]


def database_error(
    e: BaseException, file: str = "the study", outcome: str = "nothing was changed", *, damage: str = ""
) -> str | None:
    """Return one line for a person about an error of SQLite; None when the error is not SQLite's.

    `file` is the file that was worked on, `outcome` what became of the work, `damage` what is known to be damaged in
    it.
    """
    import sqlite3

    if isinstance(e, OverflowError) and "SQLite" in str(e):
        return f"a number is larger than any that a study can have; {outcome}"
    if not isinstance(e, sqlite3.Error):
        return None
    text = str(e)
    name = getattr(e, "sqlite_errorname", None) or ""
    if name == "SQLITE_FULL" or "full" in text:
        return f"{file}: the disk is full; {outcome}"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "locked" in text or "busy" in text:
        return f"{file}: another program is writing to it; {outcome}, try again"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) or "readonly" in text or "unable to open" in text:
        return f"{file} cannot be written here: copy it to a folder of your own; {outcome}"
    if is_damage(e):
        return damaged(file, damage or " ".join(text.split()))
    if name.startswith("SQLITE_IOERR"):
        return f"{file} could not be read or written ({text}), as on a full disk or one that is gone; {outcome}"
    return Message(
        "study-unreadable", "{file} could not be read or written ({why}); {outcome}: check whether the study is whole",
        file=file, why=text, outcome=outcome,
    )  # fmt: skip


def is_trouble(e: BaseException) -> bool:
    """True if the disk, another program or a permission caused the error, and not damage of the file."""
    name = getattr(e, "sqlite_errorname", None) or ""
    return (isinstance(e, OverflowError) and "SQLite" in str(e)) or name.startswith(
        (
            "SQLITE_FULL",
            "SQLITE_BUSY",
            "SQLITE_LOCKED",
            "SQLITE_READONLY",
            "SQLITE_CANTOPEN",
            "SQLITE_IOERR",
            "SQLITE_NOMEM",
        )
    )


def is_damage(e: BaseException) -> bool:
    """True if the error says that the file is not as it was written, or that a text in it cannot be decoded."""
    import sqlite3

    name = getattr(e, "sqlite_errorname", None) or ""
    said = ("malformed", "not a database", "corrupt", "decode to UTF-8")
    return isinstance(e, sqlite3.Error) and (
        name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or any(word in str(e) for word in said)
    )


def damaged(file: str, what: str) -> Message:
    """Return the line for a damaged file: what is damaged, and what to do."""
    return Message("study-damaged", "{file} is damaged ({what}): go back to a backup", file=file, what=what)
