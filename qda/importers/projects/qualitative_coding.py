"""Projects of qualitative-coding (`qc`): a folder with `settings.yaml`, a codebook, a corpus of texts, memos and a database.

What is coded is a line, counted from 0, without its end; neighbouring lines stay apart. A project has no identifier and
its numbers are given anew at each coding, so uuids are made of names: of a document its path and text, of a coding the
document, line, coder and code. Files outside the folder are not opened, wherever the settings point.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from qda.core.errors import QdaError
from qda.core.files import plain, shown
from qda.core.projects import (
    CodeForm,
    CodingForm,
    NoteForm,
    ProjectForm,
    ProjectOptions,
    SelectionForm,
    SourceForm,
    derived,
)
from qda.importers.codebooks.outline import NOTHING, nodes
from qda.importers.common.opening import LARGEST, too_large, why
from qda.importers.projects import refi_pieces as refi
from qda.importers.projects.folder_files import inside
from qda.importers.projects.native_forms import Identifiers, counted_anew, found_by, moment
from qda.importers.projects.sqlite_files import Foreign, label, number, text
from qda.importers.projects.stored_text import TOO_LARGE, readable, unified

PROGRAM = "qualitative-coding"
SETTINGS = "settings.yaml"
TABLES = ("document", "code", "coder", "coded_line")
CONVENTION = "lines from 0"
_PLACES = {
    "corpus_dir": "corpus",
    "memos_dir": "memos",
    "database": "qualitative_coding.sqlite3",
    "codebook": "codebook.yaml",
}
# The name of a memo's file: moment, coder and a title; and the head that qc writes into it.
_MEMO = re.compile(r"(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)_(.+)\.md\Z")
_HEAD = re.compile(r"# (?P<title>[^\n]+)\n\n(?P<coder>[^\n]+) (?P<day>\d{4}-\d\d-\d\d) (?P<time>\d\d:\d\d)\n(?:\n|\Z)")
_SHORT_HEAD = re.compile(r"# Memo by (?P<coder>[^\n]+) on (?P<day>\d{4}-\d\d-\d\d) (?P<time>\d\d:\d\d)\n(?:\n|\Z)")


def read(path: str, options: ProjectOptions) -> ProjectForm:
    """Return the project in a folder, or beside the settings or the database that is named."""
    folder = path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path))
    try:
        places = _places(folder)
        db = Foreign(places["database"], "qc", TABLES)
        try:
            return _Project(db, folder, places, options).form
        except BaseException:
            db.close()
            raise
    except OSError as e:
        raise QdaError(f"{shown(e.filename or folder)}: {why(e)}") from None


def _places(folder: str) -> dict[str, str]:
    """Where the parts of a project lie; QdaError when its settings point out of its folder."""
    file = os.path.join(folder, SETTINGS)
    said = dict(_PLACES)
    if os.path.isfile(file):
        root = _yaml(file)
        for key, value in root.value if root is not None and root.id == "mapping" else ():
            if key.value in said and isinstance(value.value, str) and value.value not in NOTHING:
                said[str(key.value)] = str(value.value)
    out = {}
    for name, place in said.items():
        found = inside(folder, place)
        if found is None:
            raise QdaError(f"{shown(file)}: {name} lies outside the project's folder: put it in and name it without ..")
        out[name] = found
    return out


def _yaml(file: str) -> Any:
    try:
        return nodes(_bytes(file))
    except QdaError as e:
        raise QdaError(f"{shown(file)}: {e}") from None


def _bytes(file: str, large: bool = False) -> bytes:
    """The bytes of a file; refused when it is larger than a source may be, unless that is allowed."""
    size = os.path.getsize(file)
    if size > LARGEST and not large:
        raise too_large(f"{shown(os.path.basename(file))}: {size / 1e6:.0f} MB")
    with plain(file) as f:
        return f.read()


class _Project:
    """A project while it is read: the form but for its sources is whole when it is made."""

    def __init__(self, db: Foreign, folder: str, places: dict[str, str], options: ProjectOptions) -> None:
        self.db, self.places, self.options = db, places, options
        form = ProjectForm(PROGRAM, shown(os.path.basename(os.path.abspath(folder))), "qc")
        self.form = form
        self.documents = list(dict.fromkeys(text(p) for (p,) in db.rows("document", "file_path")))
        self.ids = Identifiers(form, "", self._first())
        self.codes: dict[str, str] = {}
        form.codes = self._codes()
        form.memos = list(self._memos())
        coders = [*db.distinct("coder", "name"), *db.distinct("coded_line", "coder_id")]
        form.coders = self.ids.coders([*coders, *self.writers])
        self._unregistered()
        form.sources, form.close = counted_anew(form, self._sources), db.close

    def _first(self) -> str:
        """What tells a project apart: the document that was taken into it first, with its text as it was then."""
        indexed = [
            (n, text(path))
            for key, path in self.db.rows("document_index", "id", "document_id")
            if (n := number(key)) is not None
        ]
        first = min(indexed)[1] if indexed else next(iter(self.documents), "")
        hashes = {text(path): text(digest) for path, digest in self.db.rows("document", "file_path", "file_hash")}
        return f"{first}\n{hashes.get(first, '')}"

    # -- codes and memos -----------------------------------------------------------------------------------------------

    def _codes(self) -> list[CodeForm]:
        """The tree of the codebook, and codes that are only in the database."""
        out: list[CodeForm] = []
        file = self.places["codebook"]
        root = _yaml(file) if os.path.isfile(file) else None
        if root is not None:
            self._branch(root, "", "", out, file)
        for name in self.db.distinct("code", "name") + self.db.distinct("coded_line", "code_id"):
            if name not in self.codes:
                self._code(name, "", "", out)
        return out

    def _branch(self, node: Any, parent: str, above: str, out: list[CodeForm], file: str) -> None:
        """Codes at a place of the tree: a list of names and of names with codes under them."""
        if node.id == "scalar":
            if node.value.strip() and (node.style or node.value not in NOTHING):
                self._code(label(node.value), parent, above, out)
        elif node.id == "mapping":
            for key, below in node.value:
                if key.id != "scalar" or not key.value.strip():
                    raise QdaError(f"{shown(file)}: line {key.start_mark.line + 1}: a code's name is one text")
                guid = self._code(label(key.value), parent, above, out)
                self._branch(below, guid, f"{above}{label(key.value)}/", out, file)
        else:
            for item in node.value:
                self._branch(item, parent, above, out, file)

    def _code(self, name: str, parent: str, above: str, out: list[CodeForm]) -> str:
        """Add a code. Lines are coded by name: they go to the first of that name."""
        guid = self.ids("code", name) if name not in self.codes else self.ids("code", above + name, len(out))
        self.codes.setdefault(name, guid)
        out.append(CodeForm(guid, name, parent))
        return guid

    def _memos(self) -> Iterator[NoteForm]:
        self.writers: list[str] = []
        folder = self.places["memos_dir"]
        names = sorted(n for n in (os.listdir(folder) if os.path.isdir(folder) else ()) if n.lower().endswith(".md"))
        for name in names:
            file = inside(folder, name)
            if file is None or not os.path.isfile(file):
                self.form.lose("memo", "its file lies outside the project's folder")
                continue
            raw = _bytes(file, self.options.large)
            said = unified(raw.decode("utf-8", "replace"))
            guid = self.ids.lasting("memo", name)
            title, coder, when = os.path.splitext(shown(name))[0], "", ""
            if told := _MEMO.match(name):
                when = f"{told[1]} {told[2]}:{told[3]}"
                coder = self._writer(told[4])
                title = told[4].removeprefix(coder).strip("_").replace("_", " ") or f"{told[1]} {told[2]}:{told[3]}"
            if head := _HEAD.match(said) or _SHORT_HEAD.match(said):
                parts = head.groupdict()
                title, coder = parts.get("title") or title, parts["coder"]
                when = f"{parts['day']} {parts['time']}"
                said = said[head.end() :]
            self.writers.append(label(coder))
            yield NoteForm(guid, label(title), said.strip("\n"), coder=self.ids.coder(coder), created_at=moment(when))

    def _writer(self, rest: str) -> str:
        """The coder in the name of a memo's file, which has `_` for what parts it from the title and in both."""
        known = [c for c in self.db.distinct("coder", "name") if rest == c or rest.startswith(f"{c}_")]
        return max(known, key=len, default=rest.partition("_")[0])

    def _unregistered(self) -> None:
        corpus = self.places["corpus_dir"]
        known = {os.path.normpath(d) for d in self.documents}
        there = 0
        for folder, folders, files in os.walk(corpus):
            folders[:] = sorted(f for f in folders if not f.startswith("."))
            for name in files:
                path = os.path.relpath(os.path.join(folder, name), corpus)
                there += not name.startswith(".") and path not in known
        if there:
            self.form.notes.append(f"{there} files of the corpus are not registered in qc: left out")

    # -- sources -------------------------------------------------------------------------------------------------------

    def _coded(self) -> dict[str, list[tuple[int | None, str, str]]]:
        """The coded lines of each document: line, coder, code; a line belongs to the documents of its locations."""
        index = {number(n): text(path) for n, path in self.db.rows("document_index", "id", "document_id")}
        located = {number(n): index.get(number(i), "") for n, i in self.db.rows("location", "id", "document_index_id")}
        of: dict[int | None, list[str]] = {}
        for line, location in self.db.rows("coded_line_location_association", "coded_line_id", "location_id"):
            of.setdefault(number(line), []).append(located.get(number(location), ""))
        known = set(self.documents)
        out: dict[str, list[tuple[int | None, str, str]]] = {}
        for n, line, coder, code in self.db.rows("coded_line", "id", "line", "coder_id", "code_id"):
            documents = [d for d in dict.fromkeys(of.get(number(n), [])) if d in known]
            if not documents or not label(code):
                self.form.lose("coding", "it is in no document" if label(code) else "it has no code")
                continue
            for document in documents:
                out.setdefault(document, []).append((number(line), label(coder), label(code)))
        return out

    def _sources(self) -> Iterator[SourceForm]:
        coded = self._coded()
        for path in self.documents:
            raw, unread = self._text(path)
            stored = unified(raw)
            digest = sha256(stored.encode("utf-8", "replace")).hexdigest()
            source = SourceForm(self.ids.lasting("document", path, digest), "text", shown(path), shown(path))
            source.selections = list(self._lines(source.guid, stored, coded.get(path, [])))
            if unread:
                source.why, source.xml = unread, refi.source(source, raw)
            else:
                source.text = stored
                found_by(self.form, CONVENTION)
            yield source

    def _text(self, path: str) -> tuple[str, str]:
        file = inside(self.places["corpus_dir"], path)
        if file is None:
            return "", "its file lies outside the project's folder"
        if not os.path.isfile(file):
            return "", "its file is missing"
        try:
            if os.path.getsize(file) > LARGEST and not self.options.large:
                return "", TOO_LARGE
            return readable(_bytes(file, True), self.options.large)
        except OSError as e:
            raise QdaError(f"{shown(path)}: {why(e)}") from None

    def _lines(self, source: str, whole: str, rows: list[tuple[int | None, str, str]]) -> Iterator[SelectionForm]:
        """Coded lines, those of one line in one selection."""
        lines = whole.removesuffix("\n").split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        made: dict[int | None, SelectionForm] = {}
        same: Counter[str] = Counter()
        for n, coder, code in rows:
            if n not in made:
                fits = n is not None and 0 <= n < len(lines) and bool(whole)
                a = starts[n] if fits and n is not None else -1
                b = a + len(lines[n]) if fits and n is not None else -1
                guid = self.ids("selection", source, n)
                made[n] = SelectionForm(guid, a, b, whole[a:b][:70] if fits else "", raw=f"line {n}")
            same[guid := self.ids("coding", source, n, coder, code)] += 1
            if same[guid] > 1:
                guid = derived(guid, same[guid])
            made[n].codings.append(CodingForm(guid, self.codes[code], self.ids.coder(coder)))
        for selection in made.values():
            if selection.start == selection.end:
                selection.xml = refi.selection(selection)
            yield selection
