"""What a study has over a hub that went on: what both have alike stays, what differs goes out; no PostgreSQL is needed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from test_things_taken import NEW, Receiving, send

from qda.store import project
from qda.store.exchange.shape import shape
from qda.store.history.door import Change
from qda.store.hub import theirs
from qda.store.hub.difference import Difference
from qda.store.hub.wire import Codec
from qda.store.project import Study

WHEN = {"ours": "2026-05-01T08:00:00.000000Z", "hers": "2026-05-02T09:00:00.000000Z"}
Work = Callable[[Change, str], object]


@pytest.fixture
def compared(filled_file: Path, tmp_path: Path) -> Iterator[Callable[[Work], set[tuple[str, str]]]]:
    """A function that does work in a study and in its hub, and returns the things that the study then has over the hub."""
    open_: list[sqlite3.Connection] = []

    def compare(work: Work) -> set[tuple[str, str]]:
        other = tmp_path / "kim.db"
        shutil.copy(filled_file, other)
        with project.open_study(other, coder="kim") as hers:
            (line,) = hers.db.execute("select max(id) from change").fetchone()
            hub = theirs.copy(hers.db, line)
            open_.append(hub)
            with hers.change("memo edit") as c:
                work(c, "hers")
            send(Difference(hers.db, line, {}, None), hub)
        with project.open_study(filled_file, coder="ben") as study:
            with study.change("memo edit") as c:
                work(c, "ours")
            return {(o.thing.table, o.thing.uuid) for o in Difference(study.db, line, {}, hub).over()}

    yield compare
    for db in open_:
        db.close()


def _uuid(c: Change, table: str, id: int) -> str:
    return str(c.db.execute(f"select uuid from {table} where id = ?", (id,)).fetchone()[0])


def test_when_each_wrote_the_same_is_no_difference(compared: Callable[[Work], set[tuple[str, str]]]) -> None:
    def work(c: Change, who: str) -> None:
        c.update("memo", 1, title="Vertrouwen", updated_at=WHEN[who])
        c.update("code", 1, definition=f"as {who} has it")
        held.add(("code", _uuid(c, "code", 1)))

    held: set[tuple[str, str]] = set()
    assert compared(work) == held


def test_a_text_that_is_another_goes_out_with_its_source(compared: Callable[[Work], set[tuple[str, str]]]) -> None:
    """Here a source got another text with stretches just as long; in the hub it got but the title that it got here."""

    def work(c: Change, who: str) -> None:
        uuid = _uuid(c, "source", 1)
        c.update("source", 1, title="Het eerste gesprek")
        if who == "hers":
            return
        held.add(("source", uuid))
        (name, key) = c.db.execute("select name, key from source where id = 1").fetchone()
        c.update("source", 1, uuid=f"{NEW}1", name=f"{name} (old)", key=f"{key} (old)")
        columns = [n for n in shape(c.db, "source").columns if n not in ("uuid", "name", "key", "text")]
        new = c.db.execute(
            f"insert into source(uuid, name, key, text, {', '.join(columns)}) "
            f"select ?, ?, ?, replace(text, 'e', 'a'), {', '.join(columns)} from source where id = 1",
            (uuid, name, key),
        ).lastrowid
        columns = [n for n in shape(c.db, "segment").columns if n != "source"]
        quoted = ", ".join(f'"{n}"' for n in columns)
        c.db.execute(f"insert into segment(source, {quoted}) select ?, {quoted} from segment where source = 1", (new,))

    held: set[tuple[str, str]] = set()
    over = compared(work)
    assert {(table, uuid) for table, uuid in over if table == "source"} == {*held, ("source", f"{NEW}1")}


def test_which_segment_a_link_finds_is_no_difference(compared: Callable[[Work], set[tuple[str, str]]]) -> None:
    """Where a text was given another each file finds for itself where a segment is now; what a memo says is the same."""

    def work(c: Change, who: str) -> None:
        at = f"{_uuid(c, 'source', 2)}@{1 if who == 'ours' else 2}"
        c.update("memo", 1, text=f"Zie [[segment:{at}]].", updated_at=WHEN[who])
        c.db.execute("delete from link where memo = 1")
        c.insert("link", memo=1, place="text", kind="segment", uuid=at, label="", created_at=WHEN[who])
        c.update("memo", 2, text="Zie hier." if who == "ours" else "Zie daar.")
        held.add(("memo", _uuid(c, "memo", 2)))

    held: set[tuple[str, str]] = set()
    assert compared(work) == held


def test_a_thing_goes_out_as_of_the_line_that_made_it_so(filled: Study) -> None:
    (line,) = filled.db.execute("select max(id) from change").fetchone()
    lines: dict[str, str] = {}
    for id in (1, 2, 3):
        with filled.change("coding set") as c:
            c.update("coding", id, note=f"changed as number {id}")
            (lines[_uuid(c, "coding", id)],) = c.db.execute("select uuid from change where id = ?", (c.id,)).fetchone()
    over = list(Difference(filled.db, line, {}, None).over())
    assert len(set(lines.values())) == 3
    assert {o.thing.uuid: o.thing.line for o in over if o.thing.table == "coding"} == lines
    assert all(o.made.uuid == o.thing.line for o in over)


def test_what_went_with_a_source_goes_out_by_the_name_of_that_source(filled: Study) -> None:
    """A value is known by whose it is, also when that is no more."""
    here = shape(filled.db, "value")
    codec = Codec(filled.db, {})
    (source,) = filled.db.execute("select source from value where source is not null").fetchone()
    known = {
        codec.identity("value", dict(zip(["id", *here.columns], row, strict=True)))
        for row in filled.db.execute(f"select id, {', '.join(here.columns)} from value where source = ?", (source,))
    }
    (line,) = filled.db.execute("select max(id) from change").fetchone()
    with filled.change("source remove") as c:
        c.delete("source", source)
    over = Difference(filled.db, line, {}, None).over()
    assert {o.thing.uuid for o in over if o.thing.table == "value" and o.thing.row is None} == known != set()


def test_a_version_by_who_is_not_there(filled: Study) -> None:
    here = Receiving(filled)
    thing = next(t for t in here.sent if t.table == "memo" and t.lists.get("memo_version"))
    row: list[Any] = thing.lists["memo_version"][0]
    row[here.columns["memo_version"].index("coder")] = f"{NEW}1"
    assert here.says(thing) == f"memo {thing.uuid} names a coder that is not there"
    here = Receiving(filled, partly=True)
    here.take(thing)
    id = here.one("select id from memo where uuid = ?", thing.uuid)
    assert here.one("select count(*) from memo_version where memo = ?", id) == len(thing.lists["memo_version"]) - 1
