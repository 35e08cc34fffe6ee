"""What came with another program's project, given back: elements where they were, and files of media."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence

from qda.exporters.projects import elements
from qda.exporters.projects.put_back import PutBack, tag_of
from qda.exporters.projects.schema import TYPES
from qda.ops.exchange.exporting import Exporting
from qda.store.exchange import carried
from qda.store.exchange.carried import Carried

SECTIONS = {
    "TextSource": "Sources", "PDFSource": "Sources", "PictureSource": "Sources", "AudioSource": "Sources",
    "VideoSource": "Sources", "Note": "Notes", "Link": "Links", "Set": "Sets", "Graph": "Graphs", "Case": "Cases",
}  # fmt: skip
INTERNAL = "internal://"
BECAME = {
    "set": "Sets", "source": "sources", "coding": "Codings", "coding-of-source": "Codings", "area": "areas",
    "selection": "selections", "memo": "Notes", "link": "Links", "graph": "Graphs",
}  # fmt: skip
NO_PLACE = "as it came, it fits into no project"
NO_FILE = "not in the folder of media"
OTHER_FILE = "another file now than the one that came"
MASKED = "names are shown by pseudonym, and those in a file of media would be seen"
_UNFIT = re.compile(r"[^\w.-]+")


class Carrying:
    """What is carried, of the sources that go out and of the project. An element is read when it is its turn."""

    def __init__(self, out: Exporting) -> None:
        self._out = out
        self._shells: dict[int, Carried] = {}
        self._selections: dict[int, list[Carried]] = {}
        self._areas: dict[int, list[Carried]] = {}
        self._rest: list[Carried] = []
        self._paths: dict[tuple[str, str], str] = {}  # path as it came and digest -> path in the archive
        self._files: dict[str, tuple[str, str]] = {}  # name, case aside -> name of the entry, path of the file
        self._texts = {f"{uuid}.txt" for uuid, _ in out.sources.values()}
        self._seen: set[tuple[str, str]] = set()
        self._of: dict[int, list[Carried]] = {}  # rows with files, by source
        self._of_notes: dict[str, Carried] = {}  # files of memos, by the memo's uuid
        for row in carried.every(out.db):
            self._sort(row)

    def _sort(self, row: Carried) -> None:
        tag = tag_of(row.xml)
        if row.source is not None and not self._out.goes(row.source):
            return
        if row.source is None and self._out.chosen is not None and SECTIONS.get(tag) == "Sources":
            return
        self._media(row)
        if row.files and row.source is not None:
            self._of.setdefault(row.source, []).append(row)
        if row.source is None and row.thing == "media" and row.holder:
            self._of_notes.setdefault(row.holder, row)
        elif row.source is None:
            self._rest.append(row)
        elif SECTIONS.get(tag) == "Sources":
            self._shells.setdefault(row.source, row)
        elif tag == "PlainTextSelection":
            self._selections.setdefault(row.source, []).append(row)
        else:
            self._areas.setdefault(row.source, []).append(row)

    # -- in sources ----------------------------------------------------------------------------------------------------

    def is_pdf(self, source: int) -> bool:
        """True if a source came as a PDF with a layer of text."""
        shell = self._shells.get(source)
        areas = self._areas.get(source, ())
        return (shell is not None and tag_of(shell.xml) == "PDFSource") or any(
            tag_of(row.xml) == "PDFSelection" for row in areas
        )

    def pdf(self, source: int, guid: str, name: str, inside: Sequence[str]) -> str:
        """Return a PDF as it came, with its areas; `inside` are elements: its layer of text, and what is on the source."""
        shell = self._shells.get(source)
        xml = shell.xml if shell is not None and tag_of(shell.xml) == "PDFSource" else "<PDFSource/>"
        areas = self._inside("PDF", source)
        paths = self._paths_of(shell) if shell is not None else {}
        return PutBack(self._out.say, paths).element(xml, *areas, *inside, guid=guid, name=name)

    def rich(self, source: int) -> str:
        """Return the path in the archive of the file that a text was made of, "" when there is none."""
        shell = self._shells.get(source)
        for row in self._of.get(source, ()):
            for given, path in self._paths_of(row).items():
                if shell is None or f'"{elements.value(given)}"' not in shell.xml:
                    return path
        return ""

    def rich_note(self, memo: str) -> str:
        """Return the path in the archive of the file with a memo's formatted text, "" when there is none."""
        row = self._of_notes.get(memo)
        return "" if row is None else next(iter(self._paths_of(row).values()), "")

    def selections(self, source: int, place: Callable[[int, int], tuple[int, int]]) -> Iterator[str]:
        """Yield the selections of a source's text that are carried."""
        for row in self._selections.get(source, ()):
            yield self._written(row, place)
        if not self.is_pdf(source):
            yield from self._inside("Text", source)

    def _inside(self, type: str, source: int) -> Iterator[str]:
        """Yield what else is carried in a source, as far as its type of element has a place for it."""
        for row in self._areas.get(source, ()):
            if tag_of(row.xml) in TYPES[type].children:
                yield self._written(row)
            elif row.xml:
                self._out.ours(row.thing, 1, NO_PLACE)

    # -- in the project ------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write what belongs to the project as a whole, and the files of media."""
        out = self._out
        for row in self._rest:
            if section := SECTIONS.get(tag_of(row.xml)):
                out.xml.add(section, self._written(row))
            elif row.xml:
                out.ours(row.thing, 1, NO_PLACE)
        if out.archive is not None:
            for name, path in self._files.values():
                out.archive.file(f"sources/{name}", path)

    def _paths_of(self, row: Carried) -> dict[str, str]:
        """Return the paths of a row's files as they came, and where they are in the archive; those that are not are left out."""
        pairs = ((str(f.get("path", "")), str(f.get("sha256", ""))) for f in row.files)
        return {pair[0]: self._paths[pair] for pair in pairs if pair in self._paths}

    def _written(self, row: Carried, place: Callable[[int, int], tuple[int, int]] | None = None) -> str:
        xml = PutBack(self._out.say, self._paths_of(row), place).element(row.xml)
        if row.thing != "media":  # the files of a row are counted by themselves
            if xml:
                self._out.tally.kept(row.thing, BECAME.get(row.thing, "elements"))
            else:
                self._out.ours(row.thing, 1, NO_PLACE)
        return xml

    # -- files ---------------------------------------------------------------------------------------------------------

    def _media(self, row: Carried) -> None:
        """Find the files of a row in the folder of media; each is counted once, and given a place in the archive."""
        for file in row.files:
            given, digest = str(file.get("path", "")), str(file.get("sha256", ""))
            if (given, digest) in self._seen:
                continue
            self._seen.add((given, digest))
            found, why = self._find(str(file.get("name", "")), given, digest)
            if why:
                self._out.tally.lost("media", why)
                continue
            name = _UNFIT.sub("_", os.path.basename(given.replace("\\", "/"))).lstrip(".") or digest
            if name.casefold() in self._texts or self._files.get(name.casefold(), (name, found)) != (name, found):
                name = f"{digest[:16]}-{name}"
            self._files[name.casefold()] = (name, found)
            self._paths[given, digest] = INTERNAL + name
            self._out.tally.kept("media", "files")

    def _find(self, name: str, given: str, digest: str) -> tuple[str, str]:
        """Return the path of a file, or why it does not go out."""
        if self._out.veiled is not None:
            return "", MASKED
        suffix = os.path.splitext(given)[1]
        for known in dict.fromkeys((name, digest + suffix, digest + suffix.lower(), digest)):
            path = os.path.join(self._out.media, os.path.basename(known))
            if known and os.path.isfile(path):
                return (path, "") if not digest or _digest(path) == digest else ("", OTHER_FILE)
        return "", NO_FILE


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
