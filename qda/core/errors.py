"""What goes wrong and what to do about it: one line for a person, one exit status for a script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from qda.core.message import Message

_PLACE = re.compile(r"line (\d{1,9}), column (\d{1,9})")


class QdaError(Exception):
    """Refused: the message names what is wrong and what to do. Shown as `error: …`, exit status 1, nothing changed."""

    exit_status = 1

    @property
    def message(self) -> str:
        """What is said of it: a `Message` where front ends have words of their own for it."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class Refused(QdaError):
    """A refusal with a code and fields, for which each front end has a sentence in its own terms; see `Message`."""

    def __init__(self, code: str, template: str, /, **fields: Any) -> None:
        super().__init__(Message(code, template, **fields))


class UsageError(QdaError):
    """Wrong usage of the command line that the parser can't see, such as an unknown suffix of `-o`: exit status 2."""

    exit_status = 2


class NotFound(QdaError):
    """A name that does not exist, answered with the nearest ones."""

    def __init__(self, what: str, name: str, known: Iterable[str] = (), hint: str = "") -> None:
        self.what, self.name = what, name
        shown = name if len(name) <= 200 else f"{name[:40]}… ({len(name):,} characters)"
        self.near = nearest(name, known)
        did = f"did you mean {' or '.join(repr(n) for n in self.near)}?" if self.near else hint
        none = Message("", "there is no {what} {name!r}", what=what, name=shown)
        super().__init__(Message("", "{none}; {did}", none=none, did=did) if did else none)


class Beside(QdaError):
    """A file without a source in it that belongs to others (names, settings of an export): on a walk told, and no error."""


def place_of(e: Exception) -> str:
    """Where a parser stopped reading, such as " at line 3, column 5"; "" when it does not say.

    Only the place is taken of what a library says of a file: its words differ between versions, ours are these.
    """
    line, column = getattr(e, "lineno", None), getattr(e, "colno", getattr(e, "offset", None))
    if line is None and (told := _PLACE.search(str(e))):  # tomllib before Python 3.14
        line, column = int(told[1]), int(told[2])
    if line is None:
        return ""
    return f" at line {line}" + (f", column {column}" if isinstance(column, int) and column > 0 else "")


def nearest(name: str, known: Iterable[str], n: int = 3) -> list[str]:
    """Up to n of the known names that look most like name, best first."""
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
    """One line for a person about what SQLite reported; None when it is not SQLite's.

    `file` is the file that was worked on, `outcome` what became of the work; `damage` what is known to be damaged in it.
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
    """Whether the disk, another program or a permission stood in the way: nothing that damage of the file would explain."""
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
    """Whether SQLite says with this that the file is not as it was written, or Python that a text in it is none."""
    import sqlite3

    name = getattr(e, "sqlite_errorname", None) or ""
    said = ("malformed", "not a database", "corrupt", "decode to UTF-8")
    return isinstance(e, sqlite3.Error) and (
        name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or any(word in str(e) for word in said)
    )


def damaged(file: str, what: str) -> Message:
    """The line for a file that is damaged: what is, and what to do."""
    return Message("study-damaged", "{file} is damaged ({what}): go back to a backup", file=file, what=what)
