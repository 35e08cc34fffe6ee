"""Taguette: a project exported as `.sqlite3`, or the whole database of a server, of which one project is read at a time.

Offsets are bytes of the document's text (see `html_offsets`). An export numbers everything anew, so the uuids of
documents, tags and highlights are made of the moments at which they were made, which an export keeps; where these are not
known, of their numbers.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from qda.core.errors import NotFound, QdaError, Refused
from qda.core.files import shown
from qda.core.projects import CodeForm, CodingForm, ProjectForm, ProjectOptions, SelectionForm, SourceForm
from qda.importers.projects import refi_pieces as refi
from qda.importers.projects.html_offsets import Page
from qda.importers.projects.native_forms import Identifiers, counted_anew, found_by, moment, parents_first
from qda.importers.projects.sqlite_files import Foreign, label, number, text
from qda.importers.projects.stored_text import readable, unified

PROGRAM = "Taguette"
TABLES = ("projects", "documents", "tags", "highlights", "highlight_tags")
CONVENTION = "bytes of UTF-8"
_UTC = "+00:00"
_RIGHT = "RIGHT_TO_LEFT"


class _Made(NamedTuple):
    """Who made a thing and when, as the log of commands has it; "" when it does not."""

    who: str = ""
    when: str = ""


def read(path: str, options: ProjectOptions) -> ProjectForm:
    """Return one project of a database: the only one, or the one of the name that is given."""
    db = Foreign(path, PROGRAM, TABLES)
    try:
        return _Project(db, _chosen(db, options.name), options).form
    except BaseException:
        db.close()
        raise


def _chosen(db: Foreign, name: str) -> int:
    """The number of the project that is meant. Projects of one name are told by their numbers."""
    projects = [(n, label(title)) for key, title in db.rows("projects", "id", "name") if (n := number(key)) is not None]
    if name:
        wanted = " ".join(name.split())
        found = [n for n, title in projects if title == wanted] or [n for n, _ in projects if str(n) == wanted]
        if len(found) == 1:
            return found[0]
        if not found:
            raise NotFound("project", name, [title for _, title in projects])
        projects = [(n, title) for n, title in projects if n in found]
    if not projects:
        raise QdaError(f"{shown(db.path)} has no project in it")
    if len(projects) > 1:
        twice = Counter(title for _, title in projects)
        names = [repr(title) if twice[title] == 1 else f"{n} ({title!r})" for n, title in projects]
        raise Refused(
            "several-projects",
            "{path} holds {n} projects: say which: {names}",
            path=shown(db.path),
            n=len(names),
            names=names,
        )
    return projects[0][0]


class _Project:
    """A project while it is read: the form but for its sources is whole when it is made."""

    def __init__(self, db: Foreign, n: int, options: ProjectOptions) -> None:
        self.db, self.n, self.options = db, n, options
        ((name, described, created),) = [
            row[1:] for row in db.rows("projects", "id", "name", "description", "created") if number(row[0]) == n
        ]
        form = ProjectForm(PROGRAM, label(name), shown(os.path.basename(db.path)), unified(text(described)))
        self.form = form
        first = (
            ""
            if text(created)
            else next((text(c) for p, c in db.rows("documents", "project_id", "contents") if number(p) == n), "")
        )
        self.ids = Identifiers(form, text(created), first)
        self.tag_made: dict[int, _Made] = {}
        self.highlight_made: dict[int, _Made] = {}
        self.tagged: dict[tuple[int, int], _Made] = {}
        self._commands()
        members = [
            label(user)
            for project, user in db.rows("project_members", "project_id", "user_login")
            if number(project) == n
        ]
        makers = [m.who for made in (self.tag_made, self.highlight_made, self.tagged) for m in made.values()]
        form.coders = self.ids.coders([*sorted(makers), *members])
        self.tags = self._tags()
        form.sources, form.close = counted_anew(form, self._sources), db.close

    def _of(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Rows of this project with a number, each number once."""
        seen: set[int] = set()
        for project, key, *row in self.db.rows(table, "project_id", "id", *columns):
            n = number(key)
            if number(project) == self.n and n is not None and n not in seen:
                seen.add(n)
                yield (n, *row)

    def _commands(self) -> None:
        """Who made what: the first that the log says of each thing."""
        for project, user, date, payload in self.db.rows("commands", "project_id", "user_login", "date", "payload"):
            if number(project) != self.n:
                continue
            try:
                told = json.loads(text(payload))
            except (ValueError, RecursionError):
                continue  # no record of who made what: it comes in without
            if not isinstance(told, dict):
                continue
            made = _Made(label(user), text(date))
            kind, highlight, tag = told.get("type"), number(told.get("highlight_id")), number(told.get("tag_id"))
            if kind == "tag_add" and tag is not None:
                self.tag_made.setdefault(tag, made)
            elif kind == "highlight_add" and highlight is not None:
                self.highlight_made.setdefault(highlight, made)
                tags = told.get("tags")
                for one in tags if isinstance(tags, list) else ():
                    if (one := number(one)) is not None:
                        self.tagged.setdefault((highlight, one), made)

    def _tags(self) -> dict[int, str]:
        rows = list(self._of("tags", "path", "description", "parent_id"))
        guids = self._guids("tag", [(n, self.tag_made.get(n, _Made()).when) for n, *_ in rows])
        codes = []
        for n, path, described, above in rows:
            made = self.tag_made.get(n, _Made())
            parent = guids.get(number(above) or 0, "")
            codes.append(
                CodeForm(
                    guids[n], label(path), parent, description=unified(text(described)), coder=self.ids.coder(made.who),
                    created_at=moment(made.when, _UTC),
                )
            )  # fmt: skip
        self.form.codes = parents_first(codes, shown(self.db.path))
        return guids

    def _guids(self, what: str, made: list[tuple[int, str]]) -> dict[int, str]:
        """The uuids of things by number, from the moments at which they were made, and their order where these are equal."""
        same: Counter[str] = Counter()
        out = {}
        for n, when in sorted(made):
            same[when] += 1
            out[n] = self.ids(what, when, same[when]) if when else self.ids(what, n)
        return out

    # -- sources -------------------------------------------------------------------------------------------------------

    def _sources(self) -> Iterator[SourceForm]:
        form, db = self.form, self.db
        tags: dict[int, list[int]] = {}
        highlights = {n for (key,) in db.rows("highlights", "id") if (n := number(key)) is not None}
        for key, tag in db.rows("highlight_tags", "highlight_id", "tag_id"):
            n, t = number(key), number(tag)
            if t is None or t not in self.tags:
                continue  # another project's
            if n is None or n not in highlights:
                form.lose("coding", "its highlight is not in the database")
            else:
                tags.setdefault(n, []).append(t)
        mine = [n for n, *_ in self._of("documents")]
        guids = self._guids("document", [(n, text(created)) for n, created in self._of("documents", "created")])
        rows: dict[int, list[tuple[int, object, object]]] = {n: [] for n in mine}
        for key, document, start, end in db.rows("highlights", "id", "document_id", "start_offset", "end_offset"):
            n, d = number(key), number(document)
            if n is not None and d is not None and d in rows:
                rows[d].append((n, start, end))
            elif n in tags:
                form.lose("coding", "its document is not in the project", len(tags[n or 0]))
        moments = [(n, self.highlight_made.get(n, _Made()).when) for stretches in rows.values() for n, *_ in stretches]
        self.highlights = self._guids("highlight", moments)
        for n, name, described, filename, created, direction, contents in self._of(
            "documents", "name", "description", "filename", "created", "text_direction", "contents"
        ):
            source = SourceForm(
                guids[n], "text", label(name), label(filename) or label(name), description=unified(text(described)),
                created_at=moment(created, _UTC),
            )  # fmt: skip
            if label(direction) == _RIGHT:
                source.metadata["text_direction"] = "right to left"
            page, why = _page(text(contents))
            raw, unread = readable(page.text, self.options.large)
            source.selections = list(self._stretches(page, source.guid, rows[n], tags))
            if why or unread:
                source.why, source.xml = why or unread, refi.source(source, raw)
            else:
                source.text = raw
                found_by(form, CONVENTION)
            yield source

    def _stretches(
        self, page: Page, source: str, rows: list[tuple[int, object, object]], tags: dict[int, list[int]]
    ) -> Iterator[SelectionForm]:
        """Highlights: a tag is a coding, one without a tag is a selection."""
        starts = page.places(s for _, start, _ in rows if (s := number(start)) is not None)
        ends = page.places((e for _, _, end in rows if (e := number(end)) is not None), ends=True)
        for n, start, end in rows:
            made = self.highlight_made.get(n, _Made())
            a, b = starts.get(_or_less(start), -1), ends.get(_or_less(end), -1)
            if a < 0 or b < 0 or _or_less(start) > _or_less(end):
                a = b = -1
            elif a > b:  # nothing between them but what was put in
                a = b
            guid = self.highlights[n]
            selection = SelectionForm(
                guid, a, b, page.text[a:b][:70] if a >= 0 else "", coder=self.ids.coder(made.who),
                created_at=moment(made.when, _UTC), raw=f"{text(start)}-{text(end)}",
            )  # fmt: skip
            for t in dict.fromkeys(tags.get(n, [])):
                by = self.tagged.get((n, t), made)
                selection.codings.append(
                    CodingForm(
                        self.ids("coding", guid, self.tags[t]),
                        self.tags[t],
                        self.ids.coder(by.who),
                        moment(by.when, _UTC),
                    )
                )
            if not selection.codings or a == b:
                selection.xml = refi.selection(selection)
            yield selection


def _page(html: str) -> tuple[Page, str]:
    """The text of a document, and why it cannot be read; the HTML itself stands for one that cannot."""
    try:
        return Page(html), ""
    except QdaError:
        return Page(escape(html)), "page of too many elements"


def _or_less(value: object) -> int:
    found = number(value)
    return -1 if found is None else found
