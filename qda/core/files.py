"""Files that go out: known formats by suffix, and writing that leaves what was there when it fails."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from qda.core.errors import QdaError, UsageError


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
    """The folder that a file would be written in; refused when it is not there, or when the path is a folder's."""
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise QdaError(f"there is no folder {folder}; make it first")
    if os.path.isdir(path):
        raise QdaError(f"{path} is a folder; name a file")
    return folder


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """A file to write beside its place; put there when it is whole, so that a failure leaves what was there."""
    import tempfile

    handle, temporary = tempfile.mkstemp(prefix=".qda-", dir=os.path.dirname(path) or ".")
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
