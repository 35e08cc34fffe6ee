"""Files in: each path becomes drafts of sources, or the reason why it was left out. Never touches a study.

`IMPORTERS` is the family's table: a new format is one module and one line here.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from qda.core.drafts import Reading, ReadOptions
from qda.core.errors import QdaError

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
LARGEST = 20_000_000  # bytes of one source; `ReadOptions.large` lifts it


class Importer(NamedTuple):
    """A member of the family: the module that reads it, the suffixes it is known by, one line of help."""

    module: str
    suffixes: tuple[str, ...]
    help: str


IMPORTERS: dict[str, Importer] = {
    "text": Importer(
        "qda.importers.text", (".txt", ".text", ".md", ".markdown"), "text and Markdown: threads, interviews, articles"
    ),
    "posts": Importer(
        "qda.importers.posts", (".csv", ".tsv", ".jsonl", ".ndjson"), "a table with a row a post (--as posts)"
    ),
    "table": Importer(
        "qda.importers.table", (".csv", ".tsv", ".jsonl", ".ndjson"), "a survey with a row a person (--as table)"
    ),
    "codings": Importer(
        "qda.importers.codings", (".csv", ".tsv", ".jsonl", ".ndjson"), "codings made elsewhere (--as codings)"
    ),
}
FORMS = ("auto", "forum", "interview", "article", "plain", "posts", "table")
_LATER = frozenset(
    ".docx .doc .odt .pdf .rtf .html .htm .xlsx .xls .ods .epub .vtt .srt .json .xml .zip .qdpx".split()  # noqa: SIM905
)


def read(
    paths: Sequence[str | os.PathLike[str]], options: ReadOptions, stdin: BinaryIO | None = None
) -> Iterator[Reading]:
    """Yields a Reading a file, in the order given, or with `posts` and `table` one a source.

    Folders are walked in sorted order: files with a suffix that `options.form` reads, not hidden ones. `-` is `stdin`.
    One file is read at a time. A bad file yields a Reading without a draft whose `error` says what is wrong and
    what to do; nothing is raised for it.
    """
    rows = options.form in ("posts", "table")
    suffixes = IMPORTERS[options.form if rows else "text"].suffixes
    for path in paths:
        given = os.fspath(path)
        if given == "-":
            yield from _rows("-", "stdin", options, stdin) if rows else _stdin(options, stdin)
            continue
        try:
            folder = os.path.isdir(given)
        except ValueError as e:  # a NUL in the name
            yield Reading(given, None, f"cannot be read ({e}): check the path")
            continue
        if folder:
            any_ = False
            for file, error in _walk(given, suffixes):
                any_ = True
                if error:
                    yield Reading(file, None, error)
                elif rows:
                    yield from _rows(file, Path(file).stem, options, None)
                else:
                    yield _file(file, options)
            if not any_:
                yield Reading(given, None, f"a folder with nothing to import: no {', '.join(suffixes)} in it")
        elif rows:
            yield from _rows(given, Path(given).stem, options, None)
        else:
            yield _file(given, options, named=True)


def _walk(folder: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The files of a folder and those under it, sorted: (path, ""), or (folder, why it cannot be read)."""
    try:
        with os.scandir(folder) as it:
            entries = sorted((e for e in it if e.name[0] != "."), key=lambda e: e.name)
    except OSError as e:
        yield folder, _why(e)
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, suffixes)
            elif entry.name.lower().endswith(suffixes):
                yield entry.path, ""
        except OSError as e:
            yield entry.path, _why(e)


def _why(e: OSError) -> str:
    if isinstance(e, FileNotFoundError):
        return "no such file: check the path"
    if isinstance(e, PermissionError):
        return "no permission to read it: check who owns it"
    return f"cannot be read ({(e.strerror or str(e)).lower()}): check the file"


def _too_large(size: int) -> str:
    return f"{size / 1e6:.0f} MB, more than a source's 20: split it, or give --large"


def _file(path: str, options: ReadOptions, named: bool = False) -> Reading:
    from qda.importers import text

    if "\0" in path:
        return Reading(path, None, "no such file: check the path")
    origin, shown = _origin(path), _shown(path)
    stem, suffix = os.path.splitext(origin.rpartition("/")[2])
    if named and suffix.lower() in _LATER:
        return Reading(
            path, None, f"cannot read {suffix.lower()} yet: save it as plain text (.txt) or Markdown (.md) first"
        )
    if named and suffix.lower() in IMPORTERS["posts"].suffixes:
        return Reading(path, None, "a table: say what its rows are with --as posts, --as table or --as codings")
    try:
        fd = os.open(path, _READ)
        try:
            info = os.fstat(fd)
            if not options.large and info.st_size > LARGEST:
                return Reading(shown, None, _too_large(info.st_size))
            if stat.S_ISREG(info.st_mode):
                raw = os.read(fd, info.st_size + 1)
                while len(raw) < info.st_size and (piece := os.read(fd, 1 << 24)):
                    raw += piece
            else:
                _wait(fd, info.st_mode, path)
                with FileIO(fd, "rb", closefd=False) as f:
                    raw = _some(f, options.large)
        finally:
            os.close(fd)
        return Reading(shown, text.read(raw, stem if stem.strip() else "text", origin, options))
    except OSError as e:
        return Reading(shown, None, _why(e))
    except (UnicodeError, QdaError, ValueError) as e:
        return Reading(shown, None, str(e))


def open_file(path: str) -> FileIO:
    """A file opened to be read, unbuffered; a device or a pipe that nothing writes to is refused, not waited for."""
    fd = os.open(path, _READ)
    try:
        mode = os.fstat(fd).st_mode
        if not stat.S_ISREG(mode):
            _wait(fd, mode, path)
        return FileIO(fd, "rb")
    except BaseException:
        os.close(fd)
        raise


def _wait(fd: int, mode: int, path: str) -> None:
    """Waits until a pipe gives something; QdaError for one that does not, and for a device."""
    handed = path.startswith(("/dev/fd/", "/dev/stdin", "/proc/"))  # by the shell: <(command)
    if stat.S_ISFIFO(mode):
        from select import select

        if not select([fd], [], [], None if handed else 3)[0]:
            raise QdaError("a pipe that gives nothing: name a file, or give - and pipe it in")
        os.set_blocking(fd, True)
    elif stat.S_ISDIR(mode):
        raise IsADirectoryError(21, "is a folder")
    elif not handed:
        raise QdaError("a device, not a file: name a file")


def _shown(path: str) -> str:
    """A path as it can be shown and stored: bytes of its name that are no UTF-8 are replaced."""
    return path if path.isascii() else os.fsencode(path).decode("utf-8", "replace")


def _origin(path: str) -> str:
    return _shown(path.replace("\\", "/") if os.sep == "\\" else path)


def _some(f: Any, large: bool = False) -> bytes:
    """What a pipe gives, up to a little more than a source may hold."""
    out = bytearray()
    while (large or len(out) <= LARGEST) and (piece := f.read(1 << 20)):
        out += piece
    return bytes(out)


def _stdin(options: ReadOptions, stdin: BinaryIO | None) -> Iterator[Reading]:
    from qda.importers import text

    if stdin is None:
        yield Reading("-", None, "there is no standard input here: name a file")
        return
    try:
        raw = stdin.read() if options.large else _some(stdin)
        yield Reading("-", text.read(raw, "stdin", "-", options))
    except OSError as e:
        yield Reading("-", None, _why(e))
    except (UnicodeError, QdaError, ValueError) as e:
        yield Reading("-", None, str(e))


def _rows(path: str, stem: str, options: ReadOptions, stdin: BinaryIO | None) -> Iterator[Reading]:
    import csv
    import importlib

    module = importlib.import_module(IMPORTERS[options.form].module)
    origin, shown, stem = _origin(path), _shown(path), _shown(stem)
    try:
        for draft in module.read(path, stem if stem.strip() else "posts", origin, options, stdin):
            yield Reading(shown, draft)
    except OSError as e:
        yield Reading(shown, None, _why(e))
    except csv.Error as e:
        yield Reading(shown, None, f"not a table that can be read ({e}): save it as CSV in UTF-8")
    except (UnicodeError, QdaError, ValueError) as e:
        yield Reading(shown, None, str(e))
