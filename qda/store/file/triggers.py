"""The triggers that record every change, generated from the tables and stored in the file.

An insert is recorded by its key, an update by its changed columns before and after, a delete by the whole row. While
the door is shut (`change_now.change` is null) every write is refused, so that another program can't change a study
behind its history. A migration drops them all, changes the tables, and generates them again.
"""

from __future__ import annotations

import sqlite3

from qda.store.file import schema

REFUSAL = "this study is written through qda alone"


def _image(column: tuple[str, str], side: str) -> str:
    name, kind = column
    # SQLite 3.40 writes reals with 15 digits in JSON; 17 as text come back exactly through the REAL column.
    if kind == "REAL":
        return f"""case when {side}."{name}" is null then null else printf('%!.17g', {side}."{name}") end"""
    return f'{side}."{name}"'


def _shut() -> str:
    return f"select raise(abort, '{REFUSAL}') where (select change from change_now) is null;"


def whole(columns: list[tuple[str, str]], side: str) -> str:
    """The SQL of a row as JSON, as the history keeps it: `side` is what the row is called."""
    parts = [f"'{c[0]}', {_image(c, side)}" for c in columns if c[0] != "id"]
    return f"json_object({', '.join(parts)})"


def for_table(table: str, columns: list[tuple[str, str]]) -> dict[str, str]:
    """The three history triggers of a table, name -> SQL."""
    others = [c for c in columns if c[0] != "id"]
    now = "(select change from change_now)"
    differs = " or ".join(f'old."{c[0]}" is not new."{c[0]}"' for c in others)

    def changed(side: str) -> str:
        parts = " union all ".join(
            f"""select '{c[0]}' k, {_image(c, side)} v where old."{c[0]}" is not new."{c[0]}\"""" for c in others
        )
        return f"(select json_group_object(k, v) from ({parts}))"

    return {
        f"h_{table}_i": f"create trigger h_{table}_i after insert on {table} "
        f"when (select bulk from change_now) is not '{table}' begin {_shut()} "
        f"insert into change_row(change, tbl, key, op) values ({now}, '{table}', new.id, 'I'); end",
        f"h_{table}_u": f"create trigger h_{table}_u after update on {table} when {differs} or old.id is not new.id "
        f"begin {_shut()} select raise(abort, 'an id never changes') where old.id is not new.id; "
        f"insert into change_row(change, tbl, key, op, before, after) "
        f"values ({now}, '{table}', old.id, 'U', {changed('old')}, {changed('new')}); end",
        f"h_{table}_d": f"create trigger h_{table}_d after delete on {table} begin {_shut()} "
        f"insert into change_row(change, tbl, key, op, before) "
        f"values ({now}, '{table}', old.id, 'D', {whole(columns, 'old')}); end",
    }


FULL_TEXT = {
    "f_source_i": "create trigger f_source_i after insert on source when (select bulk from change_now) is not 'source' "
    "begin insert into source_fts(rowid, text) values (new.id, new.text); end",
    "f_source_d": "create trigger f_source_d after delete on source "
    "begin insert into source_fts(source_fts, rowid, text) values ('delete', old.id, old.text); end",
    "f_source_u": "create trigger f_source_u before update of text on source when old.text is not new.text "
    "begin select raise(abort, 'the text of a source never changes'); end",
}


def wanted(db: sqlite3.Connection) -> dict[str, str]:
    """Every trigger that a study has, name -> SQL, made from its tables as they are now."""
    out = dict(FULL_TEXT)
    for table in schema.RECORDED:
        out.update(for_table(table, schema.columns(db, table)))
    return out


def present(db: sqlite3.Connection) -> dict[str, str]:
    """The triggers that the file has, name -> SQL."""
    return dict(db.execute("select name, sql from sqlite_master where type = 'trigger'"))


def drop(db: sqlite3.Connection) -> None:
    """Take all of the study's triggers off (before a migration, and from a backup)."""
    for name in present(db):
        if name.startswith(("h_", "f_")):
            db.execute(f"drop trigger {name}")


def lift_guard(db: sqlite3.Connection) -> None:
    """Take off what refuses and records other programs' writes; the full text stays in step by its own triggers."""
    for name in present(db):
        if name.startswith("h_") or name == "f_source_u":
            db.execute(f"drop trigger {name}")


def make(db: sqlite3.Connection) -> None:
    """Put the triggers on; those that are there are replaced."""
    drop(db)
    for sql in wanted(db).values():
        db.execute(sql)
