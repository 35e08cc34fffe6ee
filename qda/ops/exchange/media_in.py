"""The files of a project that are no text: copied to a folder beside the study, each called by its digest."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from hashlib import file_digest
from typing import Any

from qda.core.errors import QdaError
from qda.core.projects import MediaForm, SourceForm
from qda.ops.exchange.taking import Taking

COPIED = "a file, in the folder of media"
ABSENT = "the project names it and does not hold it"


class Media:
    """Copies files to a folder, which is made when the first one comes. `folder` None: a dry run, which copies nothing."""

    def __init__(self, t: Taking, folder: str | None) -> None:
        self.t, self.folder = t, folder
        self._seen: dict[str, dict[str, Any] | None] = {}
        self._made: list[str] = []
        self._folders: list[str] = []

    def of(self, form: SourceForm, *, held: bool) -> tuple[dict[str, Any], ...]:
        """Copy the files of a source; return what an export needs to put them back.

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
            (self.t.tally.carried if held else self.t.tally.lost)("media", ABSENT)
            return None
        self.t.tally.carried("media", COPIED)
        return None if self.folder is None else self._copy(file, self.folder)

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
