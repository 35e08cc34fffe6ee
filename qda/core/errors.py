"""What goes wrong and what to do about it: one line for a person, one exit status for a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class QdaError(Exception):
    """Refused: the message names what is wrong and what to do. Shown as `error: …`, exit status 1, nothing changed."""

    exit_status = 1


class UsageError(QdaError):
    """Wrong usage of the command line that the parser can't see, such as an unknown suffix of `-o`: exit status 2."""

    exit_status = 2


class NotFound(QdaError):
    """A name that does not exist, answered with the nearest ones."""

    def __init__(self, what: str, name: str, known: Iterable[str] = (), hint: str = "") -> None:
        self.what, self.name = what, name
        self.near = nearest(name, known)
        did = (
            f"; did you mean {' or '.join(repr(n) for n in self.near)}?" if self.near else (f"; {hint}" if hint else "")
        )
        super().__init__(f"there is no {what} {name!r}{did}")


class Beside(QdaError):
    """A file without a source in it that belongs to others (names, settings of an export): on a walk told, and no error."""


def nearest(name: str, known: Iterable[str], n: int = 3) -> list[str]:
    """Up to n of the known names that look most like name, best first."""
    import difflib

    folded: dict[str, str] = {}
    for k in known:
        folded.setdefault(k.casefold(), k)
    close = difflib.get_close_matches(name.casefold(), folded, n=n, cutoff=0.6)
    inside = [k for k in folded if name and (name.casefold() in k or k in name.casefold()) and k not in close]
    return [folded[k] for k in (close + inside)[:n]]


def one_of(option: str, value: str, words: Sequence[str]) -> str:
    """The one of an option's words that a value means; wrong usage, with the nearest, for another."""
    from qda.core.names import key

    if key(value) in words:
        return key(value)
    near = nearest(value, words, 1)
    did = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"{option} {value!r}: it is one of {', '.join(words)}{did}")


def database_error(e: Exception) -> str | None:
    """One line for a person about what SQLite reported; None when it is not SQLite's."""
    import sqlite3

    if isinstance(e, OverflowError) and "SQLite" in str(e):
        return "a number is larger than any that a study can have; nothing was changed"
    if not isinstance(e, sqlite3.Error):
        return None
    text = str(e)
    if "full" in text:
        return "the disk is full; nothing was changed"
    if "locked" in text or "busy" in text:
        return "another program is writing to the study; nothing was changed, try again"
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return "the study cannot be written here: copy it to a folder of your own"
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return f"the study file is damaged ({text}): go back to a backup"
    return f"the study file could not be read or written ({text}): run `qda check`"
