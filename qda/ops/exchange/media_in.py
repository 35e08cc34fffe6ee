"""The files of a project that are no text: copied to a folder beside the study, each called by its digest."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from hashlib import file_digest
from typing import TYPE_CHECKING, Any

from qda.core.errors import QdaError
from qda.core.projects import MediaForm, NoteForm, SourceForm
from qda.ops.exchange.tally import Tally

if TYPE_CHECKING:
    from qda.importers.projects.archive import Archive

COPIED = "a file, in the folder of media"
ABSENT = "the project names it and does not hold it"


class Media:
    """Copies files to a folder, which is made when the first one comes. `folder` None: a dry run, which copies nothing."""

    def __init__(self, tally: Tally, folder: str | None) -> None:
        self.tally, self.folder = tally, folder
        self._seen: dict[str, dict[str, Any] | None] = {}
        self._made: list[str] = []
        self._folders: list[str] = []

    def of(self, form: SourceForm | NoteForm, *, held: bool) -> tuple[dict[str, Any], ...]:
        """Copy the files of a source or note; return what an export needs to put them back.

        `held`: the source's element is carried, and with it the name of a file that the project lacks.
        """
        out = []
        for file in form.media:
            if file.path not in self._seen:
                self._seen[file.path] = self._take(file, held)
            entry = self._seen[file.path]
            if entry is not None:
                out.append(entry)
        return tuple(out)

    def _take(self, file: MediaForm, held: bool) -> dict[str, Any] | None:
        if file.copy is None:
            (self.tally.carried if held else self.tally.lost)("media", ABSENT)
            return None
        self.tally.carried("media", COPIED)
        return None if self.folder is None else self._copy(file, self.folder)

    def again(self, files: Iterable[dict[str, Any]], archive: Archive) -> None:
        """Copy files that came from an earlier project and that qda has written into its own; they are known by digest."""
        for file in files:
            path, digest, size = str(file.get("path", "")), str(file.get("sha256", "")), file.get("bytes")
            if path in self._seen:
                continue
            self._seen[path] = None
            alike = [name for name in archive.names if archive.size(name) == size]
            entry = next((name for name in alike if archive.digest(name) == digest), None)
            self.tally.carried("media", ABSENT if entry is None else COPIED)
            if entry is not None and self.folder is not None:
                self._copy(MediaForm(path, entry, copy=partial(archive.copy, entry)), self.folder)

    def _copy(self, file: MediaForm, folder: str) -> dict[str, Any]:
        assert file.copy is not None
        self._make(folder)
        fd, part = tempfile.mkstemp(dir=folder, prefix=".part-")
        os.close(fd)
        try:
            file.copy(part)
            with open(part, "rb") as f:
                digest = file_digest(f, "sha256").hexdigest()
            suffix = os.path.splitext(file.file or file.path)[1].lower()
            name = digest + (suffix if suffix[1:].isalnum() and len(suffix) < 12 else "")
            target = os.path.join(folder, name)
            size = os.path.getsize(part)
            if not os.path.exists(target):
                os.replace(part, target)
                self._made.append(target)
        except OSError as e:
            raise QdaError(f"{folder}: a file of the project could not be written there ({e.strerror or e})") from e
        finally:
            with suppress(FileNotFoundError):
                os.unlink(part)
        return {"path": file.path, "sha256": digest, "bytes": size, "name": name}

    def _make(self, folder: str) -> None:
        """Make the folder and those above it that are not there."""
        missing = []
        at = os.path.abspath(folder)
        while not os.path.isdir(at) and at != os.path.dirname(at):
            missing.append(at)
            at = os.path.dirname(at)
        try:
            for path in reversed(missing):
                os.mkdir(path, 0o700)
                self._folders.append(path)
        except OSError as e:
            raise QdaError(f"the folder {folder} cannot be made ({e.strerror or e}): name another for media") from e

    def back(self) -> None:
        """Take away what was copied: the project did not come in."""
        with suppress(OSError):
            for path in self._made:
                os.unlink(path)
            for path in reversed(self._folders):
                os.rmdir(path)
