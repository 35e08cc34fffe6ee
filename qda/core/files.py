"""Files by name: formats by suffix, writing that keeps the old file on failure, reading that never waits."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from qda.core.errors import QdaError, UsageError

HANDED = ("/dev/fd/", "/dev/stdin", "/proc/")  # what a shell hands over as a file: <(command)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Format(NamedTuple):
    """One format of a family: the module that reads or writes it, its suffixes, one line of help."""

    module: str
    suffixes: tuple[str, ...]
    help: str


def format_of(path: str, known: Mapping[str, Format], what: str) -> str:
    """Return the name of the format for a file's suffix; UsageError for an unknown one.

    `what` begins the message, such as "a codebook is read from".
    """
    suffix = os.path.splitext(path)[1].lower()
    for name, form in known.items():
        if suffix in form.suffixes:
            return name
    suffixes = ", ".join(s for form in known.values() for s in form.suffixes)
    raise UsageError(f"{path}: {what} a file that ends in one of {suffixes}")


def place(path: str) -> str:
    """Return the folder that a file would be written in.

    QdaError when there is no such folder, or when the path is a folder, a pipe or a device.
    """
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise QdaError(f"there is no folder {folder}; make it first")
    if (what := odd(path)) is not None:
        raise QdaError(f"{path} is {what}; name a file")
    return folder


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """Yield a file to write beside its place; move it there when it is complete, so that a failure keeps the old file.

    A file that existed keeps its mode, and a symbolic link its target. An OSError on the way names the file.
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
    """Send what is still to be written to nowhere.

    The file is kept and not closed: a writer of zip files (a workbook, a document) that was stopped finishes its file
    when it is deleted, and complains on stderr when it cannot.
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
    """Return what is at a path if it is no plain file ("a folder", "a named pipe" …); None for a file, or for nothing."""
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
    """Open a plain file for reading, in binary; reject a pipe, a device or a folder at once instead of waiting for it.

    `what` is what the message calls the file, such as "the key". `handed` also accepts what a shell passes as a file
    (`<(command)`, `/dev/stdin`), which is a pipe. OSError as from `open`.
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
    """Return a path in a form that can be shown and stored: bytes of its name that are not UTF-8 are replaced."""
    name = os.fspath(path)
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "replace")


def given(path: str, what: str = "") -> bytes:
    """Return the bytes of a file that a person named or that a shell passes as a file; see `plain` for what is rejected."""
    with plain(path, what, handed=True) as f:
        return f.read()


def database_address(path: Path, mode: str) -> str:
    """Return the address by which SQLite opens a file, whatever its name holds.

    SQLite rejects the name of a machine, the part between `//` and the next slash. It is left empty here, so that a
    path that begins with two slashes, such as a Windows share, stays a path.
    """
    from urllib.parse import quote

    whole = path.absolute().as_posix()
    return f"file://{'' if whole.startswith('/') else '/'}{quote(os.fsencode(whole))}?{mode}"
