"""What each job costs at the least: bare Python and SQLite, no command line, no history, nothing recognised.

    python benchmarks/floor.py texts DB FOLDER | posts DB FILE | codings DB FILE
                             | frequencies DB | quotes DB CODE | overlap DB | wide DB | search DB PHRASE

Each job is a process of its own, as a command of `qda` is. Texts are read as UTF-8, hashed, stored and indexed for
search; codings get the two indexes that the reports need.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

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


JOBS: dict[str, Callable[..., None]] = {
    f.__name__: f for f in (texts, posts, codings, frequencies, quotes, overlap, wide, search)
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
