"""Projects of other tools made in a test: the tables as the tool makes them, and what a reader hands on of them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from qda.core.projects import CodeForm, ProjectForm, ProjectOptions, SourceForm

INTEROP = Path(__file__).resolve().parents[2].parent / "shared" / "interop"
SCHEMA = INTEROP / "schema" / "Project.xsd"

QUALCODER = {
    "project": "databaseversion text, date text, memo text, about text, bookmarkfile integer, bookmarkpos integer, "
    "codername text",
    "source": "id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text, "
    "av_text_id integer, risid integer, unique(name)",
    "code_image": "imid integer primary key, id integer, x1 integer, y1 integer, width integer, height integer, cid integer, "
    "memo text, date text, owner text, important integer, pdf_page integer",
    "code_av": "avid integer primary key, id integer, pos0 integer, pos1 integer, cid integer, memo text, date text, "
    "owner text, important integer",
    "annotation": "anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text, date text",
    "attribute_type": "name text primary key, date text, owner text, memo text, caseOrFile text, valuetype text",
    "attribute": "attrid integer primary key, name text, attr_type text, value text, id integer, date text, owner text",
    "case_text": "id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, owner text, date text, "
    "memo text",
    "cases": "caseid integer primary key, name text, memo text, owner text, date text",
    "code_cat": "catid integer primary key, name text, owner text, date text, memo text, supercatid integer",
    "code_text": "ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text, "
    "date text, memo text, avid integer, important integer",
    "code_name": "cid integer primary key, name text, memo text, catid integer, owner text, date text, color text, "
    "supercid integer",
    "journal": "jid integer primary key, name text, jentry text, date text, owner text",
    "stored_sql": "title text, description text, grouper text, ssql text",
    "graph": "grid integer primary key, name text, description text, date text, scene_width integer, scene_height integer",
    "gr_cdct_text_item": "gtextid integer primary key, grid integer, x integer, y integer, supercatid integer, catid integer, "
    "cid integer, font_size integer, bold integer, isvisible integer, displaytext text",
    "gr_cdct_line_item": "glineid integer primary key, grid integer, fromcatid integer, fromcid integer, tocatid integer, "
    "tocid integer, color text, linewidth real, linetype text, isvisible integer",
}
RQDA = {
    "source": "name text, id integer, file text, memo text, owner text, date text, dateM text, status integer",
    "freecode": "name text, memo text, owner text, date text, dateM text, id integer, status integer, color text",
    "treecode": "cid integer, catid integer, date text, dateM text, memo text, status integer, owner text",
    "treefile": "fid integer, catid integer, date text, dateM text, memo text, status integer, owner text",
    "filecat": "name text, fid integer, catid integer, owner text, date text, dateM text, memo text, status integer",
    "codecat": "name text, cid integer, catid integer, owner text, date text, dateM text, memo text, status integer",
    "coding": "cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text, date text, "
    "memo text",
    "project": "databaseversion text, date text, dateM text, memo text, about text, imageDir text",
    "cases": "name text, memo text, owner text, date text, dateM text, id integer, status integer",
    "caselinkage": "caseid integer, fid integer, selfirst real, selend real, status integer, owner text, date text, memo text",
    "attributes": "name text, status integer, date text, dateM text, owner text, memo text, class text",
    "caseAttr": "variable text, value text, caseID integer, date text, dateM text, owner text, status integer",
    "fileAttr": "variable text, value text, fileID integer, date text, dateM text, owner text, status integer",
    "journal": "name text, journal text, date text, dateM text, owner text, status integer",
    "annotation": "fid integer, position integer, annotation text, owner text, date text, dateM text, status integer",
    "image": "name text, id integer, date text, dateM text, owner text, status integer",
    "imageCoding": "cid integer, iid integer, x1 integer, y1 integer, x2 integer, y2 integer, memo text, date text, dateM text, "
    "owner text, status integer",
}
TAGUETTE = {
    "projects": "id integer primary key autoincrement, name varchar(200) not null, description text not null, created datetime",
    "project_members": "project_id integer not null, user_login varchar(30) not null, privileges varchar(11) not null",
    "documents": "id integer primary key autoincrement, name varchar(200) not null, description text not null, "
    "filename varchar(200) not null, created datetime not null, project_id integer not null, "
    "text_direction varchar(13) not null, contents text not null",
    "tags": "id integer primary key autoincrement, project_id integer not null, path varchar(200) not null, "
    "description text not null",
    "highlights": "id integer primary key autoincrement, document_id integer not null, start_offset integer not null, "
    "end_offset integer not null, snippet text not null",
    "highlight_tags": "highlight_id integer not null, tag_id integer not null",
    "commands": "id integer primary key autoincrement, date datetime not null, user_login varchar(30) not null, "
    "project_id integer not null, document_id integer, payload text not null",
}
QC = {
    "document": "file_path varchar not null primary key, file_hash varchar not null",
    "code": "name varchar not null primary key",
    "coder": "name varchar not null primary key",
    "document_index": "id integer not null primary key, name varchar not null, time_series boolean not null, "
    "document_id varchar not null",
    "coded_line": "id integer not null primary key, line integer not null, coder_id varchar not null, "
    "code_id varchar not null",
    "location": "id integer not null primary key, start_line integer not null, end_line integer not null, "
    "document_index_id integer not null",
    "coded_line_location_association": "coded_line_id integer not null, location_id integer not null",
}
Rows = dict[str, Sequence[dict[str, Any]]]


def database(path: Path, tables: dict[str, str], rows: Rows, *, without: Sequence[str] = ()) -> Path:
    """Make a database of these tables and rows; `without` names tables, and columns as `table.column`, that it has not."""
    db = sqlite3.connect(path)
    for table, columns in tables.items():
        if table not in without:
            kept = [c for c in columns.split(", ") if f"{table}.{c.split()[0]}" not in without]
            db.execute(f"create table {table} ({', '.join(kept)})")
    for table, given in rows.items():
        for row in given:
            named = {k: v for k, v in row.items() if f"{table}.{k}" not in without}
            db.execute(
                f"insert into {table} ({', '.join(named)}) values ({', '.join('?' * len(named))})", list(named.values())
            )
    db.commit()
    db.close()
    return path


def change(path: Path, sql: str, *values: object) -> None:
    """Change a database as its tool would."""
    db = sqlite3.connect(path)
    db.execute(sql, values)
    db.commit()
    db.close()


@dataclass
class Got:
    """What a reader handed on, its sources read to the end."""

    form: ProjectForm
    sources: list[SourceForm] = field(default_factory=list)

    def codes(self) -> dict[str, CodeForm]:
        """Codes by path."""
        by_guid = {c.guid: c for c in self.form.codes}

        def path(code: CodeForm) -> str:
            return f"{path(by_guid[code.parent])}/{code.name}" if code.parent else code.name

        return {path(code): code for code in self.form.codes}

    def rows(self) -> list[tuple[str, str, str]]:
        """Source, code and quote of each coding of a text."""
        names = {c.guid: c.name for c in self.form.codes}
        return sorted(
            (s.name, names[c.code], s.text[x.start : x.end])
            for s in self.sources
            for x in s.selections
            for c in x.codings
            if s.text is not None and x.start >= 0
        )

    def coder(self, guid: str) -> str:
        """A coder's name."""
        return next((c.name for c in self.form.coders if c.guid == guid), "")

    def source(self, name: str) -> SourceForm:
        """One source by name."""
        return next(s for s in self.sources if s.name == name)

    def guids(self) -> list[str]:
        """The identifiers of all things."""
        form = self.form
        things: list[Any] = [
            *form.coders,
            *form.codes,
            *form.variables,
            *form.cases,
            *form.memos,
            *form.graphs,
            *form.sets,
        ]
        for source in self.sources:
            things += [source, *source.selections, *source.areas]
            things += [c for s in source.selections for c in s.codings] + [c for a in source.areas for c in a.codings]
        return [thing.guid for thing in things]


def got(read: Callable[[str, ProjectOptions], ProjectForm], path: Path, options: ProjectOptions | None = None) -> Got:
    """Read a project to the end and close it."""
    form = read(str(path), options or ProjectOptions())
    try:
        return Got(form, list(form.sources()))
    finally:
        form.close()


def digest(rows: Sequence[tuple[str, str, str]]) -> str:
    """The digest of quotes that the reference files state."""
    joined = "\x1e".join(sorted("\x1f".join(row) for row in rows))
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def expected(name: str) -> dict[str, Any]:
    """What the reference files say of one."""
    found: dict[str, Any] = json.loads((INTEROP / "expected.json").read_text(encoding="utf-8"))[name]
    return found


def valid(pieces: Sequence[str], into: str) -> None:
    """Assert that carried elements, if any, are valid REFI-QDA in their place ("Sources", "Graphs")."""
    if not pieces:
        return
    schema = _schema()
    body = f"<{into}>{''.join(pieces)}</{into}>"
    root = etree.fromstring(f'<Project xmlns="urn:QDA-XML:project:1.0" name="x">{body}</Project>')
    assert schema.validate(root), schema.error_log


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))
