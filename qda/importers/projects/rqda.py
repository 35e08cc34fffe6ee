"""RQDA projects: one SQLite file. Only rows with the status 1 are the project's; others are deleted in RQDA.

Offsets are code points of the text. A few codings stand beside their words: these are looked for nearby. The tables have no
keys, so the uuid of a coding is made of what it says (code, file, place, coder).
"""

from __future__ import annotations

import os
from collections import Counter
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
    SetForm,
    SourceForm,
    Values,
    VariableForm,
    derived,
)
from qda.importers.projects import refi_pieces as refi
from qda.importers.projects.folder_files import media_in
from qda.importers.projects.native_forms import Identifiers, colour, counted_anew, found_by, moment
from qda.importers.projects.sqlite_files import Foreign, Groups, label, number, text
from qda.importers.projects.stored_text import Stored, code_points, readable, unified

PROGRAM = "RQDA"
TABLES = ("source", "freecode", "coding")
NEARBY = 200  # characters before and behind its offsets in which a coding's words are looked for
CATEGORY = "category"  # the variable that says in which categories of files a source is
_OWNED = ("coding", "freecode", "codecat", "source", "cases", "journal", "annotation", "image", "imageCoding")


def read(path: str, options: ProjectOptions) -> ProjectForm:
    """Return the project in a file."""
    db = Foreign(path, PROGRAM, TABLES)
    try:
        return _Project(db, options).form
    except BaseException:
        db.close()
        raise


class _Project:
    """A project while it is read: the form but for its sources is whole when it is made."""

    def __init__(self, db: Foreign, options: ProjectOptions) -> None:
        self.db, self.options = db, options
        date, memo, about, images = next(db.rows("project", "date", "memo", "about", "imageDir"), ("", "", "", ""))
        self.images = text(images)
        form = ProjectForm(PROGRAM, shown(os.path.basename(db.path)).removesuffix(".rqda"), text(about))
        form.description = unified(text(memo))
        self.form = form
        first = "" if text(date) else next((text(t) for (t,) in db.rows("source", "file")), "")
        self.ids = Identifiers(form, text(date), first)
        form.coders = self.ids.coders(self._owners())
        form.codes, form.sets = self._codes()
        self.codes = {code.guid for code in form.codes}
        self.files = {n for n, *_ in self._live("source", "id")}
        form.variables, self.of_files, of_cases = self._variables()
        form.cases = list(self._cases(of_cases))
        self.cases = {case.guid for case in form.cases}
        form.memos = list(self._memos())
        form.sources, form.close = counted_anew(form, self._sources), db.close

    def _all(self, table: str, *columns: str, by: str = "") -> Iterator[tuple[Any, ...]]:
        """Rows that are not deleted; a table without a status has none that are."""
        kept = not self.db.has_column(table, "status")
        for status, *row in self.db.rows(table, "status", *columns, by=by):
            if kept or number(status) == 1:
                yield tuple(row)

    def _groups(self, table: str, *columns: str) -> Groups:
        """Rows that are not deleted, by the number of their file."""
        return Groups(self._all(table, "fid", *columns, by="fid"))

    def _live(self, table: str, key: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Rows that are not deleted and have a whole number in the column `key`: each number once."""
        seen: set[int] = set()
        for row in self._all(table, key, *columns):
            if (n := number(row[0])) is not None and n not in seen:
                seen.add(n)
                yield (n, *row[1:])

    def _owners(self) -> list[str]:
        return [label(owner) for table in _OWNED for owner in sorted({label(o) for (o,) in self._all(table, "owner")})]

    # -- codes, people, values, memos ----------------------------------------------------------------------------------

    def _codes(self) -> tuple[list[CodeForm], list[SetForm]]:
        """Categories and codes: a code's first category is its home, others have it as a member."""
        ids = self.ids
        categories = {
            n: CodeForm(
                ids("codecat", n), label(name), codable=False, description=unified(text(memo)), coder=ids.coder(owner),
                created_at=moment(date),
            )
            for n, name, memo, owner, date in self._live("codecat", "catid", "name", "memo", "owner", "date")
        }  # fmt: skip
        homes: dict[int, int] = {}
        members: dict[int, list[int]] = {}
        known = {n for n, *_ in self._live("freecode", "id")}
        for cid, catid in self._all("treecode", "cid", "catid"):
            code, category = number(cid), number(catid)
            if code not in known or category not in categories or code is None or category is None:
                continue  # of a code or a category that is deleted
            if homes.setdefault(code, category) != category:
                members.setdefault(category, []).append(code)
        codes = [
            CodeForm(
                ids("freecode", n), label(name), categories[homes[n]].guid if n in homes else "", colour(tint),
                description=unified(text(memo)), coder=ids.coder(owner), created_at=moment(date),
            )
            for n, name, memo, tint, owner, date in self._live("freecode", "id", "name", "memo", "color", "owner", "date")
        ]  # fmt: skip
        named = sum(bool(text(tint)) and not colour(tint) for (tint,) in self._all("freecode", "color"))
        if named:
            self.form.notes.append(f"{named} codes have a colour by its name in R: left out")
        sets = []
        for n, within in members.items():
            home = categories[n]
            guids = [ids("freecode", code) for code in dict.fromkeys(within)]
            sets.append(SetForm(derived(home.guid, "set"), home.name, codes=guids))
        return [*categories.values(), *codes], sets

    def _variables(self) -> tuple[list[VariableForm], dict[int, Values], dict[int, Values]]:
        made: dict[str, VariableForm] = {}
        for name, memo in self._all("attributes", "name", "memo"):
            if (named := label(name)) and named not in made:
                made[named] = VariableForm(self.ids("attributes", named), named, description=unified(text(memo)))
        holders = {n for n, *_ in self._live("cases", "id")}
        of_files = self._values("fileAttr", "fileID", made, self.files)
        of_cases = self._values("caseAttr", "caseID", made, holders)
        variables = list(made.values())
        names = {
            n: (label(name), unified(text(memo))) for n, name, memo in self._live("filecat", "catid", "name", "memo")
        }
        within: dict[int, list[str]] = {}
        for fid, catid in self._all("treefile", "fid", "catid"):
            file, category = number(fid), number(catid)
            if file in self.files and category in names and file is not None and category is not None:
                within.setdefault(file, []).append(names[category][0])
        if names:
            taken = any(v.name.casefold() == CATEGORY for v in variables)
            told = "\n".join(f"{name}: {memo}" for name, memo in names.values() if memo)
            variable = VariableForm(self.ids("filecat"), f"file {CATEGORY}" if taken else CATEGORY, description=told)
            variables.append(variable)
            for file, categories in within.items():
                of_files.setdefault(file, []).append((variable.guid, "; ".join(dict.fromkeys(categories))))
        return variables, of_files, of_cases

    def _values(self, table: str, key: str, made: dict[str, VariableForm], known: set[int]) -> dict[int, Values]:
        out: dict[int, Values] = {}
        for name, value, of in self._all(table, "variable", "value", key):
            named, said, n = label(name), text(value).strip(), number(of)
            if not said or not named:
                continue
            if n is None or n not in known:
                self.form.lose("value", "what it is about is deleted in RQDA")
                continue
            variable = made.setdefault(named, VariableForm(self.ids("attributes", named), named))
            out.setdefault(n, []).append((variable.guid, said))
        return out

    def _cases(self, values: dict[int, Values]) -> Iterator[CaseForm]:
        sizes = self.db.lengths("source", "id", "file")
        wholes: dict[int, list[str]] = {}
        parts: dict[int, list[str]] = {}
        for holder, file, start, end in self._linkage():
            if _is_whole(start, end, sizes.get(file, 0)):
                wholes.setdefault(holder, []).append(self.ids("source", file))
            else:
                parts.setdefault(holder, []).append(self.ids("caselinkage", holder, file, start, end))
        for n, name in self._live("cases", "id", "name"):
            yield CaseForm(
                self.ids("cases", n), label(name), values=values.get(n, []),
                sources=list(dict.fromkeys(wholes.get(n, []))), selections=list(dict.fromkeys(parts.get(n, []))),
            )  # fmt: skip

    def _linkage(self) -> Iterator[tuple[int, int, int | None, int | None]]:
        known = {n for n, *_ in self._live("cases", "id")}
        for caseid, fid, start, end in self._all("caselinkage", "caseid", "fid", "selfirst", "selend"):
            holder, file = number(caseid), number(fid)
            if holder is None or holder not in known or file is None or file not in self.files:
                self.form.lose("selection", "its case or its file is deleted in RQDA")
            else:
                yield holder, file, number(start), number(end)

    def _memos(self) -> Iterator[NoteForm]:
        ids = self.ids
        seen: Counter[str] = Counter()
        for name, entry, owner, date in self._all("journal", "name", "journal", "owner", "date"):
            seen[label(name)] += 1
            yield NoteForm(
                ids("journal", label(name), seen[label(name)]), label(name), unified(text(entry)), coder=ids.coder(owner),
                created_at=moment(date), type="journal",
            )  # fmt: skip
        for table in ("source", "cases"):
            for n, memo, owner, date in self._live(table, "id", "memo", "owner", "date"):
                if said := unified(text(memo)).strip():
                    yield NoteForm(
                        ids(table, n, "memo"),
                        text=said,
                        coder=ids.coder(owner),
                        created_at=moment(date),
                        on=[ids(table, n)],
                    )

    # -- sources -------------------------------------------------------------------------------------------------------

    def _sources(self) -> Iterator[SourceForm]:
        form, ids = self.form, self.ids
        coded = self._groups("coding", "cid", "selfirst", "selend", "seltext", "owner", "date", "memo")
        noted = self._groups("annotation", "position", "annotation", "owner", "date")
        linked = self._groups("caselinkage", "caseid", "selfirst", "selend", "owner", "date", "memo")
        self.moved, votes = 0, code_points()
        seen: set[int] = set()
        for raw_id, name, value, owner, date in self._all("source", "id", "name", "file", "owner", "date", by="id"):
            n = number(raw_id)
            if n is None or n in seen:
                form.lose("source", "another file has its number" if n is not None else "it has no number")
                continue
            seen.add(n)
            source = SourceForm(
                ids("source", n), "text", label(name), label(name), coder=ids.coder(owner), created_at=moment(date),
                values=self.of_files.get(n, []),
            )  # fmt: skip
            raw, why = readable(value, self.options.large)
            rows = coded.of(n)
            stored = Stored(raw, ((number(r[1]), number(r[2]), text(r[3])) for r in rows), votes)
            source.selections = [
                *self._coded(source.guid, stored, rows, bool(why)),
                *self._annotations(n, stored, noted.of(n)),
                *self._linked(n, stored, linked.of(n)),
            ]
            if why:
                source.why, source.xml = why, refi.source(source, raw)
            else:
                source.text = stored.text
                found_by(form, stored.said)
            yield source
        for thing, groups in (("coding", coded), ("selection", noted)):
            if left := groups.rest():
                form.lose(thing, "its file is deleted in RQDA", left)
        if self.moved:
            form.notes.append(f"{self.moved} codings stood beside their words and are now at them")
        yield from self._pictures()

    def _coded(self, source: str, stored: Stored, rows: list[tuple[Any, ...]], unread: bool) -> Iterator[SelectionForm]:
        """Codings of a text, those of one stretch in one selection."""
        stretches: dict[tuple[int, int] | str, SelectionForm] = {}
        same: Counter[str] = Counter()
        for cid, start, end, quote, owner, date, memo in rows:
            code = self.ids("freecode", number(cid))
            if code not in self.codes:
                self.form.lose("coding", "its code is deleted in RQDA")
                continue
            a, b = stored.span(number(start), number(end))
            if not unread:
                a, b = self._found(stored, a, b, number(start), unified(text(quote)))
            if (a, b) == (-1, -1) and not unread and stored.span(number(start), number(end))[0] >= 0:
                self.form.lose("coding", "its words are not near its offsets")
                continue
            place = f"{text(start)}-{text(end)}"
            guid = self.ids("coding", number(cid), source, place, text(owner))
            same[guid] += 1
            if same[guid] > 1:
                guid = self.ids("coding", number(cid), source, place, text(owner), same[guid])
            at = (a, b) if a >= 0 else place
            if at not in stretches:
                name = stored.text[a:b][:70] if a >= 0 else ""
                stretches[at] = SelectionForm(self.ids("selection", source, place), a, b, name, raw=place)
            stretches[at].codings.append(
                CodingForm(guid, code, self.ids.coder(owner), moment(date), unified(text(memo)))
            )
        for selection in stretches.values():
            if selection.start == selection.end:
                selection.xml = refi.selection(selection)
            yield selection

    def _found(self, stored: Stored, a: int, b: int, start: int | None, quote: str) -> tuple[int, int]:
        """The place of a coding's words: at its offsets, else the nearest within `NEARBY` characters; -1 for none."""
        whole = stored.text
        if not quote or (a >= 0 and whole[a:b] == quote):
            return a, b
        near = a if a >= 0 else start
        if near is None:
            return -1, -1
        places = []
        at = whole.find(quote, max(near - NEARBY, 0), near + NEARBY + len(quote))
        while at >= 0:
            places.append(at)
            at = whole.find(quote, at + 1, near + NEARBY + len(quote))
        if not places:
            return -1, -1
        self.moved += 1
        found = min(places, key=lambda p: abs(p - near))
        return found, found + len(quote)

    def _annotations(self, n: int, stored: Stored, rows: list[tuple[Any, ...]]) -> Iterator[SelectionForm]:
        """Annotations stand at one place: each is a selection of the character there."""
        same: Counter[str] = Counter()
        for position, said, owner, date in rows:
            guid = self.ids("annotation", n, text(position), text(owner))
            same[guid] += 1
            if same[guid] > 1:
                guid = self.ids("annotation", n, text(position), text(owner), same[guid])
            at = number(position)
            a, _ = stored.span(at, at)
            a = min(a, len(stored.text) - 1)
            yield self._bare(guid, stored, a, a + 1 if a >= 0 else -1, text(position), said, owner, date)

    def _linked(self, n: int, stored: Stored, rows: list[tuple[Any, ...]]) -> Iterator[SelectionForm]:
        """What a case says of a part of a text; a whole text is the case's own."""
        seen: set[str] = set()
        for caseid, start, end, owner, date, memo in rows:
            holder, first, last = number(caseid), number(start), number(end)
            guid = self.ids("caselinkage", holder, n, first, last)
            if self.ids("cases", holder) not in self.cases or guid in seen:
                continue
            seen.add(guid)
            if not _is_whole(first, last, len(stored.text)) or text(memo):
                a, b = stored.span(first, last)
                yield self._bare(guid, stored, a, b, f"{text(start)}-{text(end)}", memo, owner, date)

    def _bare(
        self, guid: str, stored: Stored, a: int, b: int, raw: str, memo: object, owner: object, date: object
    ) -> SelectionForm:
        selection = SelectionForm(
            guid, a, b, stored.text[a:b][:70] if a >= 0 else "", unified(text(memo)), coder=self.ids.coder(owner),
            created_at=moment(date), raw=raw,
        )  # fmt: skip
        selection.xml = refi.selection(selection)
        return selection

    def _pictures(self) -> Iterator[SourceForm]:
        """Pictures and the rectangles in them."""
        ids = self.ids
        of: dict[int, list[AreaForm]] = {}
        known = {n for n, *_ in self._live("image", "id")}
        columns = ("iid", "cid", "x1", "y1", "x2", "y2", "memo", "owner", "date")
        same: Counter[str] = Counter()
        for iid, cid, x1, y1, x2, y2, memo, owner, date in self._all("imageCoding", *columns):
            code, n = ids("freecode", number(cid)), number(iid)
            if n is None or n not in known or code not in self.codes:
                self.form.lose("area", "its picture or its code is deleted in RQDA")
                continue
            corners = [number(v) or 0 for v in (x1, y1, x2, y2)]
            numbers: dict[str, object] = dict(zip(("firstX", "firstY", "secondX", "secondY"), corners, strict=True))
            same[guid := ids("imageCoding", n, number(cid), *corners, text(owner))] += 1
            if same[guid] > 1:
                guid = derived(guid, same[guid])
            coding = CodingForm(derived(guid, "coding"), code, ids.coder(owner), moment(date), unified(text(memo)))
            of.setdefault(n, []).append(
                refi.area("picture", guid, numbers, [coding], coder=ids.coder(owner), created_at=moment(date))
            )
        folder = os.path.dirname(os.path.abspath(self.db.path))
        for n, name, owner, date in self._live("image", "id", "name", "owner", "date"):
            guid, called = ids("image", n), label(name)
            path = f"internal://{guid}{os.path.splitext(called)[1].lower()}"
            found = media_in(folder, os.path.join(self.images, called), path) if called else MediaForm(path)
            source = SourceForm(
                guid, "picture", called, called, areas=of.get(n, []), media=[found], coder=ids.coder(owner),
                created_at=moment(date),
            )  # fmt: skip
            source.xml = refi.source(source)
            yield source


def _is_whole(start: int | None, end: int | None, size: int) -> bool:
    """True for a link to a text from its first to its last character (the end of its last line may be left out)."""
    return not size or (start == 0 and end is not None and end >= size - 1)
