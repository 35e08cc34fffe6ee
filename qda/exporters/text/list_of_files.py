"""`.qda-export.json`: the list of what was written into a folder, with digests, by which the next export knows its own files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from qda.core.errors import QdaError

NAME = ".qda-export.json"
FOLDERS = {"sources": ".txt", "memos": ".md"}  # with the suffix of their files
TOP = (
    ".gitattributes", "README.md", "categories.yaml", "codebook.yaml", "codings.csv", "ledgers.yaml", "participants.csv",
    "relations.yaml", "sources.csv", "storyline.md", "variables.csv",
)  # fmt: skip
FORMAT = 1
_DIGEST = re.compile("[0-9a-f]{64}")
_NO_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\ud800-\udfff]')


@dataclass(slots=True)
class Listed:
    """Digests by path. `underway` are those of an export that has begun: a file has the one or the other.

    `study` is the uuid of the study that was written, "" in a list of before it was kept.
    """

    files: dict[str, str] = field(default_factory=dict)
    underway: dict[str, str] = field(default_factory=dict)
    study: str = ""

    def paths(self) -> list[str]:
        """Every path, in order."""
        return sorted({*self.files, *self.underway})

    def wrote(self, path: str, digest: str) -> bool:
        """True if that is what an export wrote there."""
        return digest in (self.files.get(path), self.underway.get(path))


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write(study: str, files: Mapping[str, str], underway: Mapping[str, str] | None = None) -> bytes:
    """The list as JSON, a file a line, in the order of paths; `study` is the uuid of the study."""
    held = {"format": FORMAT, "study": study, "files": dict(sorted(files.items()))}
    if underway:
        held["underway"] = dict(sorted(underway.items()))
    return (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode()


def read(data: bytes, place: str) -> Listed:
    """Read a list; QdaError when it is none, or names a file that no export writes, such as one outside the folder."""
    try:
        held = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict) or held.get("format") != FORMAT or not isinstance(held.get("study", ""), str):
        raise _refused(place)
    out = Listed(study=held.get("study", ""))
    for name, into in (("files", out.files), ("underway", out.underway)):
        part = held.get(name, {})
        if not isinstance(part, dict):
            raise _refused(place)
        for path, value in part.items():
            if not _ours(path) or not isinstance(value, str) or not _DIGEST.fullmatch(value):
                raise _refused(place)
            into[path] = value
    return out


def _ours(path: str) -> bool:
    """True if an export could have written a file there: one of its own in the folder, or in one of the two inside."""
    first, slash, last = path.rpartition("/")
    if not slash:
        return last in TOP
    return first in FOLDERS and last.endswith(FOLDERS[first]) and last[0] != "." and not _NO_NAME.search(last)


def _refused(place: str) -> QdaError:
    return QdaError(
        f"{place} is not the list that an export writes (was it edited, or merged?): put back the version from before, or "
        "take an empty folder; nothing was written"
    )
