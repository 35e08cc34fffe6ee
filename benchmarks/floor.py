"""What each job costs at the least: bare Python and SQLite, no command line, no history, nothing recognised.

    python benchmarks/floor.py texts DB FOLDER | posts DB FILE | codings DB FILE
                             | undo_texts DB | undo_codings DB | autocode DB PHRASE
                             | frequencies DB | quotes DB CODE | overlap DB | wide DB | search DB PHRASE
                             | project_out DB FILE | project_in DB FILE

Each job is a process of its own, as a command of `qda` is. Texts are read as UTF-8, hashed, stored and indexed for
search; codings get the two indexes that the reports need.
"""

from __future__ import annotations

import csv
import re
import sqlite3
import sys
import uuid
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

TABLES = """
create table text(id integer primary key, name text unique, hash text, thread text, author text, date text, body text);
create virtual table text_words using fts5(body, content='text', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
create table code(id integer primary key, name text unique);
create table coding(id integer primary key, text integer, start integer, "end" integer, code integer, coder text);
create index coding_place on coding(text, start, "end", code);
create index coding_code on coding(code, text);
"""
Row = tuple[object, ...]


def _store(db: sqlite3.Connection, rows: Iterator[Row]) -> None:
    db.executescript(TABLES)
    with db:
        db.executemany("insert into text(name, hash, thread, author, date, body) values (?, ?, ?, ?, ?, ?)", rows)
        db.execute("insert into text_words(text_words) values ('rebuild')")


def texts(db: sqlite3.Connection, folder: str) -> None:
    """Every .txt file below a folder."""

    def rows() -> Iterator[Row]:
        for path in sorted(Path(folder).rglob("*.txt")):
            raw = path.read_bytes()
            yield path.stem, sha256(raw).hexdigest(), None, None, None, raw.decode("utf-8")

    _store(db, rows())


def posts(db: sqlite3.Connection, file: str) -> None:
    """Every row of a CSV file of posts."""

    def rows() -> Iterator[Row]:
        with open(file, encoding="utf-8", newline="") as f:
            reader = csv.reader(f)
            next(reader)
            for number, thread, _, author, date, body in reader:
                yield number, sha256(body.encode()).hexdigest(), thread, author, date, body

    _store(db, rows())


def codings(db: sqlite3.Connection, file: str) -> None:
    """Every row of a CSV file of codings."""
    with open(file, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    with db:
        db.executemany("insert into code(name) values (?)", sorted({(r["code"],) for r in rows}))
        code_id: dict[str, int] = dict(db.execute("select name, id from code"))
        text_id: dict[str, int] = dict(db.execute("select name, id from text"))
        db.executemany(
            'insert into coding(text, start, "end", code, coder) values (?, ?, ?, ?, ?)',
            ((text_id[r["source"]], int(r["start"]), int(r["end"]), code_id[r["code"]], r["coder"]) for r in rows),
        )
    db.execute("analyze")


def undo_texts(db: sqlite3.Connection) -> None:
    """Every text out again, and what the index has of them."""
    with db:
        db.execute("delete from text")
        db.execute("insert into text_words(text_words) values ('rebuild')")


def undo_codings(db: sqlite3.Connection) -> None:
    """Every coding and code out again."""
    with db:
        db.execute("delete from coding")
        db.execute("delete from code")


def autocode(db: sqlite3.Connection, phrase: str) -> None:
    """A coding on each place of a phrase, in the texts that the index names, whatever its case."""
    found = re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)
    with db:
        code = db.execute("insert into code(name) values (?)", (phrase,)).lastrowid
        texts = db.execute(
            "select t.id, t.body from text_words w join text t on t.id = w.rowid where text_words match ?",
            (f'"{phrase}"',),
        )
        db.executemany(
            'insert into coding(text, start, "end", code, coder) values (?, ?, ?, ?, ?)',
            [(text, m.start(), m.end(), code, "bench") for text, body in texts for m in found.finditer(body)],
        )


def frequencies(db: sqlite3.Connection) -> None:
    """Codings and texts of each code."""
    csv.writer(sys.stdout).writerows(
        db.execute(
            "select c.name, count(*), count(distinct g.text) from coding g join code c on c.id = g.code group by g.code"
        )
    )


def quotes(db: sqlite3.Connection, code: str) -> None:
    """The quotes of one code, cut from each text once."""
    out, at, body = csv.writer(sys.stdout), None, ""
    for text, start, end in db.execute(
        'select text, start, "end" from coding where code = (select id from code where name = ?) order by 1, 2, 3',
        (code,),
    ).fetchall():
        if text != at:
            at, (name, body) = text, db.execute("select name, body from text where id = ?", (text,)).fetchone()
        out.writerow((name, start, end, body[start:end]))


def overlap(db: sqlite3.Connection) -> None:
    """How many pairs of codings of two codes overlap."""
    csv.writer(sys.stdout).writerows(
        db.execute(
            """select min(a.code, b.code), max(a.code, b.code), count(*) from coding a cross join coding b
            on b.text = a.text and b.start >= a.start and b.start < a."end"
            where (b.start > a.start or b.id > a.id) and a.code <> b.code group by 1, 2"""
        )
    )


def wide(db: sqlite3.Connection) -> None:
    """A row a text, a column a code."""
    out = csv.writer(sys.stdout)
    codes = db.execute("select id, name from code order by name").fetchall()
    place = {id: n for n, (id, _) in enumerate(codes, 1)}
    names: dict[int, str] = dict(db.execute("select id, name from text"))
    out.writerow(["text", *(name for _, name in codes)])
    row: list[object] = []
    at = None
    for text, code, n in db.execute("select text, code, count(*) from coding group by text, code"):
        if text != at:
            if row:
                out.writerow(row)
            at, row = text, [names[text], *[0] * len(codes)]
        row[place[code]] = n
    out.writerow(row)


def search(db: sqlite3.Connection, phrase: str) -> None:
    """The places of a phrase in all texts."""
    out = csv.writer(sys.stdout)
    for name, body in db.execute(
        "select t.name, t.body from text_words w join text t on t.id = w.rowid where text_words match ?",
        (f'"{phrase}"',),
    ):
        start = body.find(phrase)
        while start >= 0:
            out.writerow(
                (name, start, start + len(phrase), body[max(start - 40, 0) : start], body[start + len(phrase) :][:40])
            )
            start = body.find(phrase, start + 1)


def project_out(db: sqlite3.Connection, file: str) -> None:
    """A REFI-QDA project with every text and coding: zipfile and text, no checks."""
    space = uuid.UUID("00000000-0000-0000-0000-000000000001")

    def guid(*place: object) -> str:
        return str(uuid.uuid5(space, "/".join(map(str, place))))

    time = (1980, 1, 1, 0, 0, 0)
    codes = db.execute("select id, name from code order by id").fetchall()
    code_of = {id: guid("code", id) for id, _ in codes}
    user_of = {coder: guid("user", coder) for (coder,) in db.execute("select distinct coder from coding")}
    xml = ['<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0" name="floor"><Users>']
    xml += [f'<User guid="{g}" name={quoteattr(name)}/>' for name, g in user_of.items()]
    xml.append("</Users><CodeBook><Codes>")
    xml += [f'<Code guid="{code_of[id]}" name={quoteattr(name)} isCodable="true"/>' for id, name in codes]
    xml.append("</Codes></CodeBook><Sources>")
    rows = db.execute('select text, id, start, "end", code, coder from coding order by text, start, "end", id')
    row = rows.fetchone()
    with zipfile.ZipFile(file, "w") as z:
        for text, name, body in db.execute("select id, name, body from text order by id"):
            g = guid("text", text)
            z.writestr(zipfile.ZipInfo(f"sources/{g}.txt", time), body, zipfile.ZIP_DEFLATED, 6)
            xml.append(f'<TextSource guid="{g}" name={quoteattr(name)} plainTextPath="internal://{g}.txt">')
            while row and row[0] == text:
                _, id, start, end, code, coder = row
                xml.append(
                    f'<PlainTextSelection guid="{guid("selection", id)}" startPosition="{start}" endPosition="{end}">'
                    f'<Coding guid="{guid("coding", id)}" creatingUser="{user_of[coder]}">'
                    f'<CodeRef targetGUID="{code_of[code]}"/></Coding></PlainTextSelection>'
                )
                row = rows.fetchone()
            xml.append("</TextSource>")
        xml.append("</Sources></Project>")
        z.writestr(zipfile.ZipInfo("project.qde", time), "".join(xml), zipfile.ZIP_DEFLATED, 6)


def project_in(db: sqlite3.Connection, file: str) -> None:
    """The texts and codings of a project that `project_out` wrote."""
    db.executescript(TABLES)
    space = "{urn:QDA-XML:project:1.0}"
    users: dict[str, str] = {}
    codes: dict[str, int] = {}
    with db, zipfile.ZipFile(file) as z, z.open("project.qde") as f:
        for _, e in ElementTree.iterparse(f):
            if e.tag == space + "User":
                users[e.attrib["guid"]] = e.attrib["name"]
            elif e.tag == space + "Code":
                made = db.execute("insert into code(name) values (?)", (e.attrib["name"],))
                codes[e.attrib["guid"]] = int(made.lastrowid or 0)
            elif e.tag == space + "TextSource":
                raw = z.read("sources/" + e.attrib["plainTextPath"].removeprefix("internal://"))
                made = db.execute(
                    "insert into text(name, hash, body) values (?, ?, ?)",
                    (e.attrib["name"], sha256(raw).hexdigest(), raw.decode("utf-8")),
                )
                db.executemany(
                    'insert into coding(text, start, "end", code, coder) values (?, ?, ?, ?, ?)',
                    [
                        (
                            made.lastrowid, int(s.attrib["startPosition"]), int(s.attrib["endPosition"]),
                            codes[c[0].attrib["targetGUID"]], users[c.attrib["creatingUser"]],
                        )
                        for s in e for c in s
                    ],
                )  # fmt: skip
                e.clear()
        db.execute("insert into text_words(text_words) values ('rebuild')")


JOBS: dict[str, Callable[..., None]] = {
    f.__name__: f
    for f in (
        texts,
        posts,
        codings,
        undo_texts,
        undo_codings,
        autocode,
        frequencies,
        quotes,
        overlap,
        wide,
        search,
        project_out,
        project_in,
    )
}


def main(args: list[str]) -> None:
    """Do one job on one database."""
    job, file, *rest = args
    db = sqlite3.connect(file)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    try:
        JOBS[job](db, *rest)
        db.commit()
    finally:
        db.close()


if __name__ == "__main__":
    main(sys.argv[1:])
