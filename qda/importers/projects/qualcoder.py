"""QualCoder projects: a folder `NAME.qda` with the database `data.qda` and the folders of its files.

Offsets count code points of the stored text, in some projects UTF-16 units or CR LF once: the words that stand with each coding
tell. Pictures, pages, sound and film are areas. Of a linked file (`docs:/home/…`) only the address is read: where it
points is the project's word, and no file outside the project's folder is opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from qda.core.files import shown
from qda.core.projects import (
    AreaForm,
    CaseForm,
    CodeForm,
    CodingForm,
    MediaForm,
    NoteForm,
    ProjectForm,
    ProjectOptions,
    SelectionForm,
    SourceForm,
    Values,
    VariableForm,
)
from qda.importers.projects import refi_pieces as refi
from qda.importers.projects.folder_files import media_in
from qda.importers.projects.native_forms import Identifiers, colour, counted_anew, found_by, moment, parents_first
from qda.importers.projects.qualcoder_graphs import graphs
from qda.importers.projects.sqlite_files import Foreign, Groups, label, number, text
from qda.importers.projects.stored_text import Stored, code_points, readable, unified

PROGRAM = "QualCoder"
DATABASE = "data.qda"
TABLES = ("source", "code_name", "code_text")
_OWNED = ("code_text", "code_image", "code_av", "annotation", "journal", "code_name", "code_cat", "cases", "source")
# Where a source's file lies, by the beginning of its address: kind, folder in the project.
_PLACES = {
    "docs": ("text", "documents"),
    "images": ("picture", "images"),
    "audio": ("audio", "audio"),
    "video": ("video", "video"),
}
_MEDIA = ("picture", "audio", "video")
_PLAIN = ("", ".txt", ".md", ".transcribed")
_TRANSCRIBED = ".transcribed"
_TYPES = {"numeric": "Float", "character": "Text"}


def read(path: str, options: ProjectOptions) -> ProjectForm:
    """Return the project in a folder, or beside the database that is named."""
    folder = path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path))
    db = Foreign(os.path.join(path, DATABASE) if os.path.isdir(path) else path, PROGRAM, TABLES)
    try:
        return _Project(db, folder, options).form
    except BaseException:
        db.close()
        raise


class _Project:
    """A project while it is read: the form but for its sources is whole when it is made."""

    def __init__(self, db: Foreign, folder: str, options: ProjectOptions) -> None:
        self.db, self.folder, self.options = db, folder, options
        date, memo, about = next(db.rows("project", "date", "memo", "about"), ("", "", ""))
        name = os.path.basename(os.path.abspath(folder))
        form = ProjectForm(PROGRAM, shown(name.removesuffix(".qda")), text(about), unified(text(memo)))
        self.form = form
        first = "" if text(date) else next((text(t) for (t,) in db.rows("source", "fulltext")), "")
        self.ids = Identifiers(form, text(date), first)
        owners = [o for table in _OWNED for o in db.distinct(table, "owner")]
        form.coders = self.ids.coders([*owners, *db.distinct("coder_names", "name")])
        form.codes = parents_first(list(self._codes()), shown(db.path))
        self.codes = {n: self.ids("code_name", n) for (n,) in self._numbered("code_name", "cid")}
        self.names = {n: label(name) for n, name in self._numbered("source", "id", "name")}
        form.variables, self.of_files, of_cases = self._variables()
        form.cases = list(self._cases(of_cases))
        self.cases = {case.guid for case in form.cases}
        form.memos = list(self._memos())
        form.graphs = graphs(db, self.ids)
        if queries := sum(1 for _ in db.rows("stored_sql", "title")):
            form.notes.append(f"{queries} stored queries of QualCoder are left out: they are SQL for its own database")
        form.sources, form.close = counted_anew(form, self._sources), db.close

    def _numbered(self, table: str, key: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Rows with a whole number in the column `key`."""
        for row in self.db.rows(table, key, *columns):
            if (n := number(row[0])) is not None:
                yield (n, *row[1:])

    # -- codes, people, values, memos ----------------------------------------------------------------------------------

    def _codes(self) -> Iterator[CodeForm]:
        ids = self.ids
        for n, name, memo, above, owner, date in self._numbered(
            "code_cat", "catid", "name", "memo", "supercatid", "owner", "date"
        ):
            home = number(above)
            yield CodeForm(
                ids("code_cat", n), label(name), "" if home is None else ids("code_cat", home), codable=False,
                description=unified(text(memo)), coder=ids.coder(owner), created_at=moment(date),
            )  # fmt: skip
        for n, name, memo, category, above, tint, owner, date in self._numbered(
            "code_name", "cid", "name", "memo", "catid", "supercid", "color", "owner", "date"
        ):
            code, home = number(above), number(category)
            parent = ids("code_name", code) if code is not None else "" if home is None else ids("code_cat", home)
            yield CodeForm(
                ids("code_name", n), label(name), parent, colour(tint), description=unified(text(memo)),
                coder=ids.coder(owner), created_at=moment(date),
            )  # fmt: skip

    def _variables(self) -> tuple[list[VariableForm], dict[int, Values], dict[int, Values]]:
        made: dict[str, VariableForm] = {}
        for name, memo, kind in self.db.rows("attribute_type", "name", "memo", "valuetype"):
            if named := label(name):
                guid = self.ids("attribute_type", named)
                made[named] = VariableForm(guid, named, _TYPES.get(label(kind), "Text"), unified(text(memo)))
        values: dict[str, dict[int, Values]] = {"file": {}, "case": {}}
        known = {"file": set(self.names), "case": {n for (n,) in self._numbered("cases", "caseid")}}
        for name, kind, value, of in self.db.rows("attribute", "name", "attr_type", "value", "id"):
            named, said, holder, n = label(name), text(value).strip(), label(kind), number(of)
            if not said or not named:
                continue  # QualCoder keeps a row for each value that nobody has given
            if holder not in values or n is None or n not in known[holder]:
                self.form.lose("value", "what it is about is not in the project")
                continue
            variable = made.setdefault(named, VariableForm(self.ids("attribute_type", named), named))
            values[holder].setdefault(n, []).append((variable.guid, said))
        return list(made.values()), values["file"], values["case"]

    def _cases(self, values: dict[int, Values]) -> Iterator[CaseForm]:
        """Cases; a case that is linked to a text from its first to its last character is a case of the whole source."""
        sizes = self.db.lengths("source", "id", "fulltext")
        linked: dict[int, tuple[list[str], list[str]]] = {}
        known = {n for (n,) in self._numbered("cases", "caseid")}
        for n, case, file, start, end in self.db.rows("case_text", "id", "caseid", "fid", "pos0", "pos1"):
            holder, source = number(case), number(file)
            if holder not in known or source not in self.names:
                self.form.lose("selection", "its case or its source is not in the project")
                continue
            wholes, parts = linked.setdefault(holder or 0, ([], []))
            if _is_whole(number(start), number(end), sizes.get(source or 0, 0)):
                wholes.append(self.ids("source", source))
            else:
                parts.append(self.ids("case_text", text(n)))
        for n, name in self._numbered("cases", "caseid", "name"):
            wholes, parts = linked.get(n, ([], []))
            yield CaseForm(
                self.ids("cases", n), label(name), values=values.get(n, []), sources=list(dict.fromkeys(wholes)),
                selections=parts,
            )  # fmt: skip

    def _memos(self) -> Iterator[NoteForm]:
        ids = self.ids
        for n, name, entry, owner, date in self._numbered("journal", "jid", "name", "jentry", "owner", "date"):
            yield NoteForm(
                ids("journal", n), label(name), unified(text(entry)), coder=ids.coder(owner), created_at=moment(date),
                type="journal",
            )  # fmt: skip
        for table, key in (("source", "id"), ("cases", "caseid")):
            for n, memo, owner, date, address in self._numbered(table, key, "memo", "owner", "date", "mediapath"):
                if said := unified(text(memo)).strip():
                    # A memo on a picture, sound or film stands alone in a study: it is called as that file.
                    title = self.names[n] if _place(text(address))[0] in _MEDIA else ""
                    yield NoteForm(
                        ids(table, n, "memo"), title, said, coder=ids.coder(owner), created_at=moment(date), on=[ids(table, n)]
                    )  # fmt: skip

    # -- sources -------------------------------------------------------------------------------------------------------

    def _sources(self) -> Iterator[SourceForm]:
        db, form = self.db, self.form
        key = ("ctid",) if db.has_column("code_text", "ctid") else ()
        coded = db.groups(
            "code_text", "fid", "cid", "pos0", "pos1", "owner", "date", "memo", "important", "seltext", *key
        )
        noted = db.groups("annotation", "fid", "anid", "pos0", "pos1", "memo", "owner", "date")
        cases = db.groups("case_text", "fid", "id", "caseid", "pos0", "pos1", "memo", "owner", "date")
        pictured = db.groups(
            "code_image", "id", "imid", "cid", "x1", "y1", "width", "height", "pdf_page", "owner", "date", "memo", "important"
        )  # fmt: skip
        heard = db.groups("code_av", "id", "avid", "cid", "pos0", "pos1", "owner", "date", "memo", "important")
        votes = code_points()
        transcripts = {number(n): number(of) for of, n in db.rows("source", "id", "av_text_id") if number(n)}
        for raw_id, value, address, owner, date in db.rows(
            "source", "id", "fulltext", "mediapath", "owner", "date", by="id"
        ):
            n = number(raw_id)
            if n is None:
                continue
            source = self._source(n, text(address), owner, date)
            if source.kind == "text" and (n in transcripts or source.name.endswith(_TRANSCRIBED)):
                source.kind = "transcript"
                if heard_as := self.names.get(transcripts.get(n) or 0):
                    source.metadata["transcript_of"] = heard_as
            raw, why = readable(value, self.options.large)
            rows = coded.of(n)
            stored = Stored(raw, ((number(r[1]), number(r[2]), text(r[7])) for r in rows), votes)
            selections = [
                *self._coded(source.guid, stored, rows),
                *self._annotations(stored, noted.of(n)),
                *self._linked(stored, cases.of(n)),
            ]
            source.areas = [*self._regions(source, pictured.of(n)), *self._times(source, heard.of(n))]
            if source.kind in _MEDIA:
                source.xml = refi.source(source)
                for one in selections:
                    form.lose(
                        "coding" if one.codings else "selection",
                        "it has offsets in a text that is none",
                        len(one.codings) or 1,
                    )
                yield source
                continue
            source.selections = selections
            if why:
                source.why = why
                source.xml = refi.source(source, raw)
            else:
                source.text = stored.text
                found_by(form, stored.said)
                if source.kind == "pdf":
                    source.shell = refi.shell(source)
            yield source
        _orphans(form, "coding", coded)
        _orphans(form, "area", pictured, heard)
        _orphans(form, "selection", noted)

    def _source(self, n: int, address: str, owner: object, date: object) -> SourceForm:
        guid, name = self.ids("source", n), self.names[n]
        kind, folder, rest = _place(address)
        linked = not address.startswith("/")
        file = rest if address else name
        suffix = os.path.splitext(file)[1].lower()
        if kind == "text" and suffix == ".pdf":
            kind = "pdf"
        source = SourceForm(
            guid,
            kind,
            name,
            name,
            coder=self.ids.coder(owner),
            created_at=moment(date),
            values=self.of_files.get(n, []),
        )
        if address and linked:
            source.media = [MediaForm(f"absolute:///{rest.lstrip('/')}")]
        elif kind != "text" or suffix not in _PLAIN:
            found = media_in(self.folder, f"{folder}/{file}", f"internal://{guid}{suffix}")
            if found.file or address or kind != "text":
                source.media = [found]
        return source

    def _coded(self, source: str, stored: Stored, rows: list[tuple[Any, ...]]) -> Iterator[SelectionForm]:
        """Codings of a text, those of one stretch in one selection."""
        stretches: dict[tuple[int, int] | str, SelectionForm] = {}
        for cid, start, end, owner, date, memo, important, _, *key in rows:
            code = self.codes.get(number(cid))
            if code is None:
                self.form.lose("coding", "its code is not in the project")
                continue
            place = (number(cid), number(start), number(end), text(owner))
            guid = self.ids("code_text", text(key[0])) if key else self.ids("code_text", source, *place)
            coding = CodingForm(
                guid, code, self.ids.coder(owner), moment(date), unified(text(memo)), pinned=bool(number(important))
            )
            a, b = stored.span(number(start), number(end))
            raw = f"{text(start)}-{text(end)}"
            at = (a, b) if a >= 0 else raw
            if at not in stretches:
                stretches[at] = SelectionForm(
                    self.ids("selection", source, raw), a, b, stored.text[a:b][:70] if a >= 0 else "", raw=raw
                )
            stretches[at].codings.append(coding)
        for selection in stretches.values():
            if selection.start == selection.end:
                selection.xml = refi.selection(selection)
            yield selection

    def _annotations(self, stored: Stored, rows: list[tuple[Any, ...]]) -> Iterator[SelectionForm]:
        for n, start, end, memo, owner, date in rows:
            yield self._bare(self.ids("annotation", text(n)), stored, start, end, memo, owner, date)

    def _linked(self, stored: Stored, rows: list[tuple[Any, ...]]) -> Iterator[SelectionForm]:
        """What a case says of a part of a text; a whole text is the case's own."""
        for n, case, start, end, memo, owner, date in rows:
            if self.ids("cases", number(case)) not in self.cases:
                continue  # told with the cases
            if not _is_whole(number(start), number(end), len(stored.text)) or text(memo):
                yield self._bare(self.ids("case_text", text(n)), stored, start, end, memo, owner, date)

    def _bare(
        self, guid: str, stored: Stored, start: object, end: object, memo: object, owner: object, date: object
    ) -> SelectionForm:
        a, b = stored.span(number(start), number(end))
        selection = SelectionForm(
            guid, a, b, stored.text[a:b][:70] if a >= 0 else "", unified(text(memo)), coder=self.ids.coder(owner),
            created_at=moment(date), raw=f"{text(start)}-{text(end)}",
        )  # fmt: skip
        selection.xml = refi.selection(selection)
        return selection

    def _regions(self, source: SourceForm, rows: list[tuple[Any, ...]]) -> Iterator[AreaForm]:
        """Rectangles of pictures and of pages, in the numbers that QualCoder has: from the upper left corner."""
        if rows and source.kind not in ("picture", "pdf"):
            self.form.lose("area", "a rectangle of what is no picture", len(rows))
            return
        for n, cid, x, y, width, height, page, owner, date, memo, important in rows:
            left, top = number(x) or 0, number(y) or 0
            numbers: dict[str, object] = {"page": number(page) or 0} if source.kind == "pdf" else {}
            numbers |= {"firstX": left, "firstY": top}
            numbers |= {"secondX": left + (number(width) or 0), "secondY": top + (number(height) or 0)}
            yield from self._area("code_image", source.kind, n, numbers, cid, owner, date, memo, important)

    def _times(self, source: SourceForm, rows: list[tuple[Any, ...]]) -> Iterator[AreaForm]:
        """Stretches of sound and film, in milliseconds."""
        if rows and source.kind not in ("audio", "video"):
            self.form.lose("area", "a time of what is no sound or film", len(rows))
            return
        for n, cid, start, end, owner, date, memo, important in rows:
            numbers: dict[str, object] = {"begin": number(start) or 0, "end": number(end) or 0}
            yield from self._area("code_av", source.kind, n, numbers, cid, owner, date, memo, important)

    def _area(
        self, table: str, kind: str, n: object, numbers: dict[str, object], cid: object, owner: object, date: object,
        memo: object, important: object,
    ) -> Iterator[AreaForm]:  # fmt: skip
        code, coder, when = self.codes.get(number(cid)), self.ids.coder(owner), moment(date)
        if code is None:
            self.form.lose("area", "its code is not in the project")
            return
        guid = self.ids(table, text(n))
        note = unified(text(memo))
        coding = CodingForm(self.ids(table, text(n), "coding"), code, coder, when, note, pinned=bool(number(important)))
        yield refi.area(kind, guid, numbers, [coding], coder=coder, created_at=when)


def _place(address: str) -> tuple[str, str, str]:
    """What a source is by the address of its file, the folder of such files in a project, and the rest of the address."""
    top, _, rest = address.lstrip("/").partition("/" if address.startswith("/") else ":")
    return (*_PLACES.get(top, ("text", "documents")), rest)


def _is_whole(start: int | None, end: int | None, size: int) -> bool:
    """True for a link to a whole source: all of its text (QualCoder may leave the last line's end out), 0 to 0, or no text."""
    return not size or (start == 0 and end is not None and (end == 0 or end >= size - 1))


def _orphans(form: ProjectForm, thing: str, *groups: Groups) -> None:
    if n := sum(g.rest() for g in groups):
        form.lose(thing, "its source is not in the project", n)
