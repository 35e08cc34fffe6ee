"""Files by name: formats by suffix, writing that leaves what was there when it fails, reading that never waits."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import BinaryIO, NamedTuple

from qda.core.errors import QdaError, UsageError

HANDED = ("/dev/fd/", "/dev/stdin", "/proc/")  # what a shell hands over as a file: <(command)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Format(NamedTuple):
    """A member of a family of formats: the module that reads or writes it, its suffixes, one line of help."""

    module: str
    suffixes: tuple[str, ...]
    help: str


def format_of(path: str, known: Mapping[str, Format], what: str) -> str:
    """The name of the format by the file's suffix; UsageError for one that is not known. `what`: "a codebook is read from"."""
    suffix = os.path.splitext(path)[1].lower()
    for name, form in known.items():
        if suffix in form.suffixes:
            return name
    suffixes = ", ".join(s for form in known.values() for s in form.suffixes)
    raise UsageError(f"{path}: {what} a file that ends in one of {suffixes}")


def place(path: str) -> str:
    """The folder that a file would be written in; refused when it is not there, or when the path is no plain file's."""
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise QdaError(f"there is no folder {folder}; make it first")
    if (what := odd(path)) is not None:
        raise QdaError(f"{path} is {what}; name a file")
    return folder


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """A file to write beside its place; put there when it is whole, so that a failure leaves what was there.

    A file that was there keeps its mode; a symbolic link goes on pointing at what it points at. An OSError on the way
    names the file.
    """
    import tempfile

    from qda.core import outcome

    target = os.path.realpath(path)
    temporary = ""
    out: BinaryIO | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".qda-", dir=os.path.dirname(target))
        out = open(handle, "wb", closefd=False)  # noqa: SIM115 (closed below, or by nobody: see `_away`)
        yield out
        out.close()
        os.close(handle)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException as e:
        if out is not None and not out.closed:
            _away(out)
        if temporary:
            with suppress(FileNotFoundError):  # it was moved already
                os.unlink(temporary)
        if isinstance(e, OSError) and e.filename in (None, temporary):
            e.filename = path
        raise
    outcome.wrote(path)


def _away(out: BinaryIO) -> None:
    """What is still to be written goes nowhere.

    Not closed, and kept: a writer of zip files (a workbook, a document) that was stopped finishes its file when it is thrown
    away, and complains on stderr where it can't.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, out.fileno())
    os.close(nowhere)
    _stopped.append(out)


def _mode(path: str) -> int:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


_ODD = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


_stopped: list[BinaryIO] = []


def _odd(mode: int) -> str | None:
    return next((what for test, what in _ODD if test(mode)), None)


def odd(path: str | os.PathLike[str]) -> str | None:
    """What stands at a path when it is no plain file: "a folder", "a named pipe" …; None for a file, or for nothing."""
    try:
        return _odd(os.stat(path).st_mode)
    except (OSError, ValueError):
        return None


def opened(path: str) -> tuple[int, str | None]:
    """Open what is at a path for reading, without waiting: its descriptor, and what it is if it is no plain file (see `odd`).

    OSError as from `open`: a socket cannot be opened, nor a folder on Windows.
    """
    fd = os.open(path, os.O_RDONLY | _NO_WAIT)
    try:
        return fd, _odd(os.fstat(fd).st_mode)
    except BaseException:
        os.close(fd)
        raise


def plain(path: str | os.PathLike[str], what: str = "", *, handed: bool = False) -> BinaryIO:
    """A plain file opened to be read, in binary; refused at once, never waited for, when it is a pipe, a device or a folder.

    `what` is how the refusal calls the file, such as "the key". `handed` also takes what a shell hands over as a file
    (`<(command)`, `/dev/stdin`), which is a pipe. OSError as of `open`.
    """
    name = os.fspath(path)
    try:
        fd, kind = opened(name)
    except OSError:
        if (kind := odd(name)) is not None:  # a socket can't be opened, nor a folder on Windows
            raise _no_file(name, kind, what) from None
        raise
    try:
        if kind is not None:
            if kind == "a folder" or not (handed and name.startswith(HANDED)):
                raise _no_file(name, kind, what)
            os.set_blocking(fd, True)
    except BaseException:
        os.close(fd)
        raise
    return os.fdopen(fd, "rb")


def _no_file(name: str, kind: str, what: str) -> QdaError:
    return QdaError(f"{what + ' ' if what else ''}{name} is {kind}: name a file")


def shown(path: str | os.PathLike[str]) -> str:
    """A path as it can be shown and stored: bytes of its name that are no UTF-8 are replaced."""
    name = os.fspath(path)
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "replace")


def given(path: str, what: str = "") -> bytes:
    """The bytes of a file that is named on the command line, or that a shell hands over; refused as by `plain`."""
    with plain(path, what, handed=True) as f:
        return f.read()
