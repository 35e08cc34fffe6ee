"""What a hub sends is put into a file as it was sent, and one bad thing is refused in words; no PostgreSQL is needed for it.

Over 400 lines: a table of all that a thing cannot say, and what comes of each, on one way of sending.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import canon
import commands
import pytest
from random_work import findings, work

from qda.core.errors import Refused
from qda.ops.sources import update
from qda.store import project
from qda.store.exchange.shape import shape
from qda.store.file import schema
from qda.store.hub import parts, taking, theirs, wire
from qda.store.hub.difference import Difference
from qda.store.hub.parts import Line
from qda.store.hub.server import Part, Pushed
from qda.store.hub.taking import Taking
from qda.store.hub.wire import Codec, Thing
from qda.store.project import Study

NEW = "00000000-0000-4000-8000-00000000000"  # and a digit
WORDS = sorted(set(commands.COMMANDS) - {"participant pseudonymise", "source update"})


def pushed(n: int = 3, **other: Any) -> Pushed:
    told = {"n": n, "uuid": f"{NEW}{n}", "coder": "ben", "at": "2026-05-05T00:00:00.000000Z", "parts": 1, "things": 1,
            "digest": "", "format": 7, **other}  # fmt: skip
    return Pushed(**told)


class Receiving:
    """A copy of a study, into which things are taken as those of push 3, by ben."""

    def __init__(
        self, study: Study, *, partly: bool = False, leads: Iterable[str] = ("ben",), author: str = "ben"
    ) -> None:
        over = Difference(study.db, 0, {}, None)
        self.columns, self.sent = over.columns, [one.thing for one in over.over()]
        (line,) = study.db.execute("select max(id) from change").fetchone()
        self.db = theirs.copy(study.db, line)
        self.db.execute("begin")
        self.taking = Taking(theirs._line(self.db, pushed()), Codec(self.db, {}), partly=partly, leads=frozenset(leads))
        self.taking.push, self.author = pushed(), author

    def thing(self, table: str, n: int = 0, uuid: str | None = None, **values: Any) -> Thing:
        """A thing of the study, the n-th of its table, with other values."""
        found = [t for t in self.sent if t.table == table][n]
        row = list(found.row or ())
        for name, value in values.items():
            row[self.columns[table].index(name)] = value
        return found._replace(row=row, uuid=found.uuid if uuid is None else uuid)

    def take(self, *things: Thing, columns: dict[str, list[str]] | None = None) -> None:
        self.taking.things(columns or self.columns, things, self.author)
        self.taking.end()
        self.taking.finish()

    def says(self, *things: Thing, columns: dict[str, list[str]] | None = None) -> str:
        """Take what is refused; return why."""
        with pytest.raises(Refused) as e:
            self.take(*things, columns=columns)
        said = str(e.value)
        assert said.startswith("change 3 of the hub, by ben: ") and said.endswith("; nothing was taken"), said
        return said.removeprefix("change 3 of the hub, by ben: ").removesuffix("; nothing was taken")

    def one(self, sql: str, *args: Any) -> Any:
        return self.db.execute(sql, args).fetchone()[0]


# table, its n-th thing, other values, what is said of it
BAD: list[tuple[str, int, dict[str, Any], str]] = [
    ("coding", 0, {"note": None}, "has no note"),
    ("coding", 0, {"note": 5}, "has a note that is no text"),
    ("coding", 0, {"note": "a\0b"}, "has a NUL in its note"),
    ("coding", 0, {"pinned": True}, "has a pinned that is no whole number"),
    ("coding", 0, {"pinned": 2**62}, "has a pinned that is no whole number"),
    ("coding", 0, {"pinned": -(2**62)}, "has a pinned that is no whole number"),
    ("coding", 0, {"start": 9, "end": 8}, "has a stretch 9:8"),
    ("coding", 0, {"start": -1, "end": 8}, "has a stretch -1:8"),
    ("coding", 0, {"code": 5}, "has a code that is no uuid"),
    ("coding", 0, {"code": "x"}, "has a code that is no uuid"),
    ("coding", 0, {"code": f"{NEW}1"}, "names a code that is not there"),
    ("coding", 0, {"segment": "1"}, "has a segment that is no number"),
    ("coding", 0, {"last_segment": "1"}, "has a last_segment that is no number"),
    ("coding", 0, {"end": 100_000}, "has a stretch {start}:100000 outside its text"),
    ("coding", 0, {"origin": "by magic"}, "cannot be one (CHECK constraint failed: {})"),
    ("placement", 0, {"position": "1"}, "has a position that is no number"),
    ("placement", 0, {"position": float("inf")}, "has a position that is no number"),
    ("placement", 0, {"position": float("-inf")}, "has a position that is no number"),
    ("placement", 0, {"position": float("nan")}, "has a position that is no number"),
    ("relation", 0, {"type": f"{NEW}1"}, "names a relation type that is not there"),
    ("comparison", 0, {"property": f"{NEW}1"}, "names a property that is not there"),
    ("negative", 0, {"memo": f"{NEW}1"}, "names a memo that is not there"),
    ("code", 0, {"parent": f"{NEW}1"}, "names a code that is not there"),
    ("code", 0, {"name": "anders"}, "is found by another name than it has"),
    ("source", 0, {"characters": 5}, "says that its text has another length"),
    ("source", 0, {"metadata": "[]"}, "has a metadata that cannot be read"),
    ("source", 0, {"metadata": "{"}, "has a metadata that cannot be read"),
    ("property", 0, {"points": "{}"}, "has a points that cannot be read"),
    ("carried", 0, {"files": "{}"}, "has a files that cannot be read"),
    ("decision_place", 0, {"state": "[]"}, "has a state that cannot be read"),
    ("decision_place", 0, {"state": '{"codings": {}, "readers": {}}'}, "has a state that cannot be read"),
    ("decision_place", 0, {"state": '{"codings": [], "readers": []}'}, "has a state that cannot be read"),
    ("conflict", 0, {"tbl": "nothing"}, "is about nothing that there is"),
    ("conflict", 0, {"row": 3}, "is about nothing that there is"),
    ("conflict", 0, {"raw": "[]"}, "holds no values that could be settled"),
    ("conflict", 0, {"raw": '{"theirs": {"nothing": 1}, "refs": {}}'}, "holds what could not be settled"),
    ("conflict", 0, {"raw": '{"theirs": {"note": []}, "refs": {}}'}, "holds what could not be settled"),
    ("conflict", 0, {"raw": '{"theirs": {}, "refs": {"note": "nothing"}}'}, "holds what could not be settled"),
    ("conflict", 0, {"raw": '{"theirs": {}, "decision": {"place": 1}}'}, "holds what could not be settled"),
    ("conflict", 0, {"raw": '{"theirs": {}, "places": [{"how": 1}]}'}, "holds what could not be settled"),
    ("conflict", 0, {"raw": '{"theirs": {}, "codings": [{"how": 1}]}'}, "holds what could not be settled"),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=[f"{t} {' '.join(v)} {n}" for n, (t, _, v, _) in enumerate(BAD)])
def test_a_value_that_a_thing_cannot_have(bad: tuple[str, int, dict[str, Any], str], filled: Study) -> None:
    table, n, values, why = bad
    here = Receiving(filled)
    thing = here.thing(table, n, **values)
    told = f"{table.replace('_', ' ')} {thing.uuid[:60]} "
    row = dict(zip(here.columns[table], thing.row or (), strict=True))
    head, _, tail = why.partition("{}")
    said = here.says(thing)
    assert said.startswith(told + head.format(**row)) and said.endswith(tail)
    assert tail or said == told + why.format(**row)


def test_a_conflict_that_names_values_may_be_settled(filled: Study) -> None:
    """Numbers, texts and nothing are what settling can write; codes and codings in it get this file's numbers."""
    here = Receiving(filled)
    code, coding = (here.one(f"select uuid from {t} where id = 2") for t in ("code", "coding"))
    raw = {"theirs": {"note": "x", "pinned": 1, "code": code, "start": None}, "refs": {"code": "code"},
           "decision": {"how": "drop", "keeper": None, "code": code}, "places": [{"coding": coding, "state": "{}"}],
           "codings": [{"note": "", "code": code, "coder": f"{NEW}9"}]}  # fmt: skip
    here.take(here.thing("conflict", uuid=f"{NEW}1", tbl="coding", row=coding, raw=json.dumps(raw)))
    row, held = here.db.execute('select "row", raw from conflict where uuid = ?', (f"{NEW}1",)).fetchone()
    assert (row, json.loads(held)) == (2, {
        "theirs": {"note": "x", "pinned": 1, "code": 2, "start": None}, "refs": {"code": "code"},
        "decision": {"how": "drop", "keeper": None, "code": 2}, "places": [{"coding": 2, "state": "{}"}],
        "codings": [{"note": "", "code": 2, "coder": None}],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ({"kind": "nothing"}, "has a link to what there is not"),
        ({"uuid": "x" * 401}, "has a link to what there is not"),
        ({"segment": "x"}, "has a segment that names no segment"),
        ({"segment": [5, 5]}, "has a segment that names no segment"),
        ({"segment": ["x", "5"]}, "has a segment that names no segment"),
        ({"segment": ["x"]}, "has a segment that names no segment"),
    ],
)
def test_a_link_to_what_there_is_not(link: dict[str, Any], why: str, filled: Study) -> None:
    here = Receiving(filled)
    thing = next(t for t in here.sent if t.lists.get("link"))
    row = thing.lists["link"][0]
    for name, value in link.items():
        row[here.columns["link"].index(name)] = value
    assert here.says(thing) == f"{thing.table} {thing.uuid} {why}"


def test_a_link_names_a_segment_by_its_place(filled: Study) -> None:
    here = Receiving(filled)
    thing = next(t for t in here.sent if t.lists.get("link"))
    row, at = list(thing.lists["link"][0]), here.columns["link"].index
    source = here.one("select uuid from source where id = 2")
    for place, wanted in ((2, here.one("select id from segment where source = 2 and n = 2")), (999, None)):
        row[at("kind")], row[at("segment")], row[at("uuid")] = "segment", [source, place], f"{source}@{place}"
        here.taking.things(here.columns, [thing._replace(lists={**thing.lists, "link": [row]})], "ben")
        here.taking.end()
        assert here.one("select segment from link where uuid = ?", f"{source}@{place}") == wanted


def _segments(change: Callable[[list[list[Any]], Callable[[str], int]], object]) -> Callable[[Receiving], Thing]:
    def made(here: Receiving) -> Thing:
        thing = next(t for t in here.sent if t.table == "source" and len(t.lists["segment"]) > 2)
        change(thing.lists["segment"], here.columns["segment"].index)
        return thing

    return made


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda rows, at: rows[0].__setitem__(at("end"), 100_000), "has a segment {start}:100000 outside its text"),
        (lambda rows, at: rows[1].__setitem__(at("n"), rows[0][at("n")]), "has two segments {n}"),
        (lambda rows, at: rows[1].__setitem__(at("parent"), 77), "has a segment that names segment 77, which it does not have"),
        (lambda rows, at: rows[1].__setitem__(at("reply_to"), 78), "has a segment that names segment 78, which it does not have"),
        (lambda rows, at: rows[1].__setitem__(at("parent"), "1"), "has a parent that is no number"),
        (lambda rows, at: rows[1].__setitem__(at("participant"), f"{NEW}1"), None),
        (lambda rows, at: rows.__setitem__(0, {}), "has a segment that is none"),
        (lambda rows, at: rows[0].append(1), "its values are not as many as its columns"),
    ],
)  # fmt: skip
def test_segments_that_a_source_cannot_have(change: Any, why: str | None, filled: Study) -> None:
    here = Receiving(filled)
    thing = _segments(change)(here)
    if why is None:  # who said it is hidden, or is no more: the segment stays
        here.take(thing)
        source = here.one("select id from source where uuid = ?", thing.uuid)
        n = thing.lists["segment"][1][here.columns["segment"].index("n")]
        assert here.one("select participant from segment where source = ? and n = ?", source, n) is None
        assert here.one("select count(*) from segment where source = ?", source) == len(thing.lists["segment"])
        return
    row = thing.lists["segment"][0]
    named = dict(zip(here.columns["segment"], row, strict=False)) if row else {}
    assert here.says(thing) == f"source {thing.uuid} {why.format(**named)}"


def test_what_is_on_a_segment_that_is_of_another_kind_now_moves_to_it(filled: Study) -> None:
    """A coding moves to the segment of its number, a link to the one that begins where its own began; all else is as it was."""
    here = Receiving(filled)
    thing = next(t for t in here.sent if t.table == "source" and t.row and "thread-1" in t.row)
    at = here.columns["segment"].index
    rows = thing.lists["segment"]
    columns = 'n, kind, start, "end", words, (select n from segment p where p.id = s.parent)'
    of = f"select {columns} from segment s where source = (select id from source where name = 'thread-1') order by n"
    before = here.db.execute(of).fetchall()
    assert [r[:4] for r in before][:3] == [(1, "post", 0, 133), (2, "quoted", 90, 133), (3, "post", 135, 209)]
    codings, links = (
        here.db.execute(sql).fetchall()
        for sql in (
            "select c.id, s.n, l.n from coding c join segment s on s.id = c.segment join segment l on l.id = c.last_segment "
            "where c.source = 1 order by c.id",
            "select id, segment from link where segment is not null order by id",
        )
    )
    assert len([c for c in codings if c[1] == 3]) > 1 and len(links) > 1 and {s for _, s in links} == {2}
    first = here.one("select max(id) from segment") + 1
    for n, kind in ((2, "aside"), (3, "answer")):
        rows[n - 1][at("kind")] = kind
    here.take(thing)
    assert here.db.execute(of).fetchall() == [
        (n, {2: "aside", 3: "answer"}.get(n, kind), *rest) for n, kind, *rest in before
    ]
    ids = dict(here.db.execute("select n, id from segment where source = 1"))
    assert (ids[1], ids[2], ids[3], ids[4]) == (1, first, first + 1, 4), "only what is of another kind is another row"
    assert here.db.execute("select id from segment where id in (2, 3)").fetchall() == []
    assert here.db.execute("select id, segment, last_segment from coding where source = 1 order by id").fetchall() == [
        (id, ids[a], ids[b]) for id, a, b in codings
    ]
    assert here.db.execute("select id, segment from link where segment is not null order by id").fetchall() == [
        (id, ids[2]) for id, _ in links
    ]
    assert here.db.execute("pragma foreign_key_check").fetchall() == []


def test_a_segment_that_ends_sooner_now_stays_the_same_row(filled: Study) -> None:
    """The segment that begins there, of that kind, is it: its number stays, and what is on it."""
    here = Receiving(filled)
    thing = next(t for t in here.sent if t.table == "source" and t.row and "thread-1" in t.row)
    at = here.columns["segment"].index
    held = here.db.execute("select * from segment where source = 1 order by id").fetchall()
    links = here.db.execute("select * from link order by id").fetchall()
    codings = here.db.execute("select * from coding order by id").fetchall()
    thing.lists["segment"][1][at("end")] -= 3
    here.take(thing)
    end = [d[0] for d in here.db.execute("select * from segment").description].index("end")
    assert here.db.execute("select * from segment where source = 1 order by id").fetchall() == [
        (*row[:end], row[end] - 3, *row[end + 1 :]) if row[0] == 2 else row for row in held
    ]
    assert here.db.execute("select * from link order by id").fetchall() == links
    assert here.db.execute("select * from coding order by id").fetchall() == codings


def test_columns_that_are_none(filled: Study) -> None:
    changes: list[tuple[Callable[[list[str]], list[str]], str]] = [
        (lambda c: ["nothing", *c[1:]], "has a column 'nothing' that this qda does not know"),
        (lambda c: [*c[:-1], c[0]], "has a column twice"),
        (lambda c: [n for n in c if n != "title"], "has no title"),
        (lambda c: list(c), "its values are not as many as its columns"),
    ]
    for change, why in changes:
        here = Receiving(filled)
        thing = here.thing("memo")
        columns = change(here.columns["memo"])
        if why == "has no title":
            row = [v for n, v in zip(here.columns["memo"], thing.row or (), strict=True) if n != "title"]
            thing = thing._replace(row=row)
        elif "as many" in why:
            thing = thing._replace(row=[*(thing.row or ()), 1])
        assert here.says(thing, columns={"memo": columns}) == f"memo {thing.uuid} {why}"


def test_a_column_that_an_older_qda_did_not_send_has_its_default(filled: Study) -> None:
    here = Receiving(filled)
    names = here.columns["coding"]
    row = here.thing("coding", uuid=f"{NEW}1", start=1, end=2, pinned=1).row or []
    kept = [n for n in names if n not in ("pinned", "confirmed_at", "segment")]
    short = [v for n, v in zip(names, row, strict=True) if n in kept]
    here.take(Thing("coding", f"{NEW}1", "", short, {}), columns={"coding": kept})
    found = here.db.execute("select pinned, confirmed_at, segment from coding where uuid = ?", (f"{NEW}1",)).fetchone()
    assert found == (0, None, None)


def test_what_cannot_be_known_by_what_it_says(filled: Study) -> None:
    for thing, why in (
        (("coding", "1' or '1'='1"), "coding 1' or '1'='1 has no uuid"),
        (("value", "x"), "value x is known by nothing"),
        (("value", "{}"), "value {} is known by nothing"),
        (("value", "[1,2]"), "value [1,2] is known by nothing"),
        (("value", "[1,2,[3]]"), "value [1,2,[3]] is known by nothing"),
        (("nothing", "x"), "nothing x is of a kind that this qda does not know"),
        (("link", "x"), "link x is of a kind that this qda does not know"),
    ):
        here = Receiving(filled)
        table, uuid = thing
        row = here.thing(table).row if table in ("coding", "value") else []
        assert here.says(Thing(table, uuid, "", row, {})) == why
    here = Receiving(filled)
    one, other = [t for t in here.sent if t.table == "value"][:2]
    assert here.says(one._replace(uuid=other.uuid)) == f"value {other.uuid[:60]} is known by what it is not"


def test_a_setting_of_one_machine(filled: Study) -> None:
    here = Receiving(filled)
    assert here.says(here.thing("setting", uuid='["coder"]', name="coder", value="x")) == (
        'setting ["coder"] is a setting of one machine'
    )


def test_homes_that_go_round(filled: Study) -> None:
    here = Receiving(filled)
    home, inner = here.db.execute(
        "select h.uuid, k.uuid from code k join code h on h.id = k.parent where h.parent is null"
    ).fetchone()
    id = here.one("select id from code where uuid = ?", home)
    n = next(i for i, t in enumerate(x for x in here.sent if x.table == "code") if t.uuid == home)
    other = here.one("select id from code where uuid = ?", inner)
    said = here.says(here.thing("code", n, parent=inner))
    assert said in (f"a part puts code {id} under itself", f"a part puts code {other} under itself")


def test_a_new_thing_under_the_name_of_another(filled: Study) -> None:
    """Only a lead sends such; what was there and comes back is nobody's new work."""
    coder = next(u for u, k in filled.db.execute("select uuid, key from coder") if k not in ("ben", "consensus"))
    here = Receiving(filled, leads=("lea",))
    made = here.thing("coding", uuid=f"{NEW}1", coder=coder, start=1, end=2)
    assert here.says(made) == f"coding {NEW}1 is under the name of another"
    Receiving(filled, leads=("ben",)).take(made)
    Receiving(filled, leads=("lea",), author="Anna").take(
        made._replace(
            row=here.thing("coding", coder=here.one("select uuid from coder where key = 'anna'"), start=1, end=2).row
        )
    )
    here = Receiving(filled, leads=("lea",))
    old = next(t for t in here.sent if t.table == "comparison")
    here.take(old._replace(row=None, lists={}))
    assert here.db.execute("select 1 from comparison where uuid = ?", (old.uuid,)).fetchone() is None
    here.take(old)
    assert here.one("select count(*) from comparison where uuid = ?", old.uuid) == 1


def test_what_is_hidden_is_waited_for(filled: Study) -> None:
    """Where some of a hub is hidden, what rests on it does not come yet, and what only names it comes without."""
    here = Receiving(filled, partly=True)
    here.take(here.thing("coding", uuid=f"{NEW}1", code=f"{NEW}2", start=1, end=2),
              here.thing("negative", uuid=f"{NEW}3", memo=f"{NEW}4"))  # fmt: skip
    assert here.one("select count(*) from coding where uuid = ?", f"{NEW}1") == 0
    assert here.db.execute("select memo, note from negative where uuid = ?", (f"{NEW}3",)).fetchone() == (
        None, here.thing("negative").row[here.columns["negative"].index("note")],  # type: ignore[index]
    )  # fmt: skip


def test_things_come_in_any_order(filled: Study) -> None:
    """A code before its home, a coding before its code: what is named may come later in the same push."""
    here = Receiving(filled)
    code = here.thing("code", uuid=f"{NEW}2", name="nieuw", key="nieuw", parent=f"{NEW}3")
    home = here.thing("code", uuid=f"{NEW}3", name="huis", key="huis", parent=None)
    here.take(here.thing("coding", uuid=f"{NEW}1", code=f"{NEW}2", start=1, end=2), code, home)
    assert here.db.execute(
        "select k.name, h.name from coding g join code k on k.id = g.code join code h on h.id = k.parent where g.uuid = ?",
        (f"{NEW}1",),
    ).fetchone() == ("nieuw", "huis")


@pytest.mark.parametrize("columns", [("name", "key"), ("name", "key", "parent")])
def test_names_that_change_places_in_one_push(columns: tuple[str, ...], filled: Study) -> None:
    """The first of them gets what the other still has; the other makes room for it, and keeps its number and all else."""
    here = Receiving(filled)
    codes = [t for t in here.sent if t.table == "code"]
    at = [here.columns["code"].index(n) for n in columns]
    tops = [t for t in codes if t.row is not None and t.row[here.columns["code"].index("parent")] is None]
    one, other = tops[0], tops[1]
    before = {u: rest for u, *rest in here.db.execute("select uuid, id, name, level, definition, created_at from code")}
    rows = [list(t.row or ()) for t in (one, other)]
    for i in at:
        rows[0][i], rows[1][i] = rows[1][i], rows[0][i]
    here.take(one._replace(row=rows[0]), other._replace(row=rows[1]))
    after = {u: rest for u, *rest in here.db.execute("select uuid, id, name, level, definition, created_at from code")}
    for this, that in ((one, other), (other, one)):
        assert after[this.uuid] == [before[this.uuid][0], before[that.uuid][1], *before[this.uuid][2:]]
    assert {u: v for u, v in after.items() if u not in (one.uuid, other.uuid)} == {
        u: v for u, v in before.items() if u not in (one.uuid, other.uuid)
    }
    assert here.db.execute("pragma foreign_key_check").fetchall() == []


def test_who_made_room_in_one_part_of_a_push_is_known_in_the_next(filled: Study) -> None:
    """What names it, and what it is called now, may come in another part: it keeps its number."""
    here = Receiving(filled)
    coding = here.thing("coding")
    code = (coding.row or [])[here.columns["coding"].index("code")]
    codes = [t for t in here.sent if t.table == "code" and t.row is not None]
    other = next(t for t in codes if t.uuid == code)
    parent = here.columns["code"].index("parent")
    one = next(t for t in codes if t.uuid != code and t.row and other.row and t.row[parent] == other.row[parent])
    id = here.one("select id from code where uuid = ?", code)
    names = [here.columns["code"].index(n) for n in ("name", "key")]
    first, second = list(one.row or ()), list(other.row or ())
    for i in names:
        first[i], second[i] = second[i], first[i]
    for part in ([one._replace(row=first)], [coding], [other._replace(row=second)]):
        here.taking.things(here.columns, part, "ben")
    here.taking.end()
    here.taking.finish()
    assert here.one("select id from code where uuid = ?", code) == id
    assert here.one("select name from code where id = ?", id) == second[names[0]]
    assert here.one("select code from coding where uuid = ?", coding.uuid) == id
    assert here.db.execute("pragma foreign_key_check").fetchall() == []


def test_a_name_that_another_has_for_good(filled: Study) -> None:
    here = Receiving(filled)
    one, other = [t for t in here.sent if t.table == "coder" and t.row is not None][:2]
    row = [*(other.row or ())]
    row[here.columns["coder"].index("created_at")] = (one.row or ())[here.columns["coder"].index("created_at")]
    id = here.one("select id from coder where uuid = ?", other.uuid)
    assert here.says(one._replace(row=row)) == f"a part gives what makes coder {id} unique to another"


def test_what_was_removed_and_comes_again_is_the_same_row(filled: Study) -> None:
    here = Receiving(filled)
    told = here.thing("storyline")
    links = "select count(*) from link where storyline = ?"
    id = here.one("select id from storyline where uuid = ?", told.uuid)
    rests = here.one(links, id)
    here.taking.things(here.columns, [told._replace(row=None, lists={})], "ben")
    here.taking.end()
    assert (here.one("select count(*) from storyline"), here.one(links, id)) == (0, 0)
    here.take(told)
    assert here.one("select id from storyline where uuid = ?", told.uuid) == id
    assert here.one(links, id) == rests > 0


def test_what_something_rests_on_stays_though_it_was_removed_there(filled: Study) -> None:
    """It came meanwhile, or is hidden from who removed it."""
    here = Receiving(filled)
    used, loose = here.db.execute(
        "select min(case when n > 0 then uuid end), min(case when n = 0 then uuid end) from "
        "(select k.uuid, (select count(*) from coding g where g.code = k.id) + (select count(*) from code h "
        "where h.parent = k.id) n from code k)"
    ).fetchone()
    here.take(*(Thing("code", u, "", None, {}) for u in (used, loose) if u))
    assert here.one("select count(*) from code where uuid = ?", used) == 1
    assert here.db.execute("pragma foreign_key_check").fetchall() == []


def test_what_things_are_called_in_the_hub_when_they_became_one_here(filled: Study) -> None:
    """Rows, what they name and links in texts have the hub's names when they go out, and this file's when they come in."""
    memo, code = (filled.db.execute(sql).fetchone()[0] for sql in (
        "select uuid from memo where id = 2", "select uuid from code where id = 1"))  # fmt: skip
    with filled.change("link") as c:
        c.update("memo", 2, text=f"Zie [[code:{code}]] en [[memo:{memo}]].")
    codec = Codec(filled.db, {("code", code): f"{NEW}5"})

    def held(table: str, id: int) -> dict[str, Any]:
        cursor = filled.db.execute(f"select * from {table} where id = ?", (id,))
        return dict(zip([d[0] for d in cursor.description], cursor.fetchone(), strict=True))

    assert codec.identity("code", held("code", 1)) == f"{NEW}5" and codec.identity("memo", held("memo", 2)) == memo
    at = codec.columns
    row = codec.row("memo", held("memo", 2))
    assert row[at["memo"].index("text")] == f"Zie [[code:{NEW}5]] en [[memo:{memo}]]."
    (coding,) = filled.db.execute("select min(id) from coding where code = 1").fetchone()
    row = codec.row("coding", held("coding", coding))
    assert row[at["coding"].index("code")] == f"{NEW}5"
    assert codec.read("coding", at["coding"], row, held("coding", coding)["uuid"], [])["code"] == 1
    assert codec.read("code", at["code"], codec.row("code", held("code", 1)), f"{NEW}5", [])["uuid"] == code
    assert codec.number("code", f"{NEW}5") == 1 == codec.find("code", f"{NEW}5")


def test_whose_work_a_thing_is(study: Study) -> None:
    assert {t for t in wire.TABLES if wire.owned(shape(study.db, t))} == {
        "checklist", "coding", "comparison", "condition", "decision", "judgement", "memo", "negative", "pile", "placement",
        "reason", "relation", "sampling", "sorting", "sorting_move", "source_done", "stability", "storyline", "summary",
    }  # fmt: skip


def test_a_part_is_full_with_a_thousand_things_or_with_what_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    whose, other = parts.Whose(True, "ben", "ben"), parts.Whose(False, "kim", "kim")
    monkeypatch.setattr(parts, "_LARGE", 500_000)
    with parts.Spool() as spool:
        for n in range(1001):
            spool.add(whose, Thing("memo", str(n), "x", None, {}), {})
        spool.add(other, Thing("memo", "large", "x", ["x" * 500_000], {}), {"memo": ["text"]})
        spool.add(other, Thing("memo", "small", "x", ["x"], {}), {"memo": ["text"]})
        spool.add(other, Thing("line", "line", "x", ["x"], {}), {"line": ["at"]})
        spool.finish()
        held = list(spool.parts(7))
        assert spool.things == 1003, "a line is no thing"
        assert spool.digests == [p.digest for p in held] == [parts.digest(p.body) for p in held]
        assert spool.bytes == sum(len(p.body.encode()) for p in held)
    assert [(p.n, p.part, p.shared, p.owner, p.author, p.things) for p in held] == [
        (7, 1, True, "ben", "ben", 1000), (7, 2, True, "ben", "ben", 1),
        (7, 3, False, "kim", "kim", 1), (7, 4, False, "kim", "kim", 2),
    ]  # fmt: skip
    body = json.loads(held[3].body)
    assert body == {
        "columns": {"memo": ["text"], "line": ["at"]},
        "things": [["memo", "small", "x", ["x"]], ["line", "line", "x", ["x"]]],
    }
    assert json.loads(held[1].body)["things"] == [["memo", "1000", "x"]]


class Shelf:
    """Where a hub's parts lie, in memory."""

    def __init__(self, *bodies: list[Any], author: str = "ben", columns: dict[str, list[str]] | None = None) -> None:
        texts = [json.dumps({"columns": columns or {}, "things": body}) for body in bodies]
        self.held = [Part(3, n, False, author, author, len(body), parts.digest(text), text)
                     for n, (body, text) in enumerate(zip(bodies, texts, strict=True), 1)]  # fmt: skip
        self.push = pushed(parts=len(bodies), digest=parts.whole([p.digest for p in self.held], f"{NEW}3"))

    def parts(self, n: int) -> list[Part]:
        assert n == 3
        return self.held

    def taken(self, here: Receiving, **other: Any) -> list[Line]:
        return theirs.take(here.taking, self, self.push._replace(**other))  # type: ignore[arg-type]


LINE = ["line", NEW + "7", NEW + "7", ["2026-05-05T00:00:00Z", "kim", "code", "one coding", ""]]


def test_a_push_that_is_not_whole(filled: Study) -> None:
    def why(shelf: Shelf, **other: Any) -> str:
        with pytest.raises(Refused) as e:
            shelf.taken(Receiving(filled), **other)
        return str(e.value)

    said = "change 3 of the hub, by ben: a part {}; nothing was taken"
    assert why(Shelf([LINE]), parts=2) == said.format("is missing")
    assert why(Shelf([LINE], [LINE]), parts=1) == said.format("is one too many")
    assert why(Shelf([LINE]), digest="x") == said.format("is not of this push")
    assert why(Shelf([LINE]), format=99) == (
        f"push 3 was made by a newer qda (schema 99, this one knows {schema.VERSION}): upgrade qda"
    )
    shelf = Shelf([LINE])
    shelf.held[0] = shelf.held[0]._replace(digest="x")
    assert why(shelf) == said.format("is not what its digest says")
    for body, told in (
        ([["memo", "x"]], "holds what is no thing"),
        ([["memo", "x", "y", [], {}, 1]], "holds what is no thing"),
        ([["memo", "x", 1]], "holds what is no thing"),
        ([["memo", "x", "y", {}]], "holds what is no thing"),
        ([["memo", "x", "y", [], [1]]], "holds what is no thing"),
        (["memo"], "holds what is no thing"),
        ([["line", "x", "y"]], "holds what is no line of a log"),
        ([["line", "x", "y", ["1", "2", "3", "4"]]], "holds what is no line of a log"),
        ([["line", "x", "y", ["1", "2", "3", "4", 5]]], "holds what is no line of a log"),
        ([["line", "x", "y", ["1", "2", "3", "4", "\0"]]], "holds what is no line of a log"),
    ):
        assert why(Shelf(body)) == said.format(told), body
    for columns in ({"memo": "x"}, {"memo": [1]}, {"memo": None}):
        assert why(Shelf([LINE], columns=columns)) == said.format("is no part of a push")  # type: ignore[arg-type]
    shelf = Shelf([LINE])
    shelf.held[0] = shelf.held[0]._replace(things=2)
    assert why(shelf) == said.format("is no part of a push")


def test_the_lines_of_a_push_come_with_it_and_say_who_made_what(filled: Study) -> None:
    here = Receiving(filled)
    assert Shelf([LINE]).taken(here) == [Line(NEW + "7", "2026-05-05T00:00:00Z", "kim", "code", "one coding", "")]
    bad = ["memo", "x", NEW + "7", []]
    with pytest.raises(Refused, match=r"^change 3 of the hub, by kim: memo x has no uuid; nothing was taken$"):
        Shelf([LINE, bad]).taken(Receiving(filled))
    assert Shelf([LINE]).taken(Receiving(filled, partly=True), parts=2) != [], "some of it may be hidden"


def send(over: Difference, into: sqlite3.Connection) -> None:
    """Put what a study has over another file into that one, as one push."""
    with parts.Spool() as spool:
        for one in over.over():
            spool.add(parts.Whose(True, "ben", "ben"), one.thing, over.columns)
        spool.finish()
        push = pushed(parts=len(spool.digests), digest=parts.whole(spool.digests, f"{NEW}3"))
        into.execute("begin")
        receiving = Taking(theirs._line(into, push), Codec(into, {}), partly=False, leads=frozenset({"ben"}))

        class Here:
            def parts(self, n: int) -> Iterable[Part]:
                return spool.parts(n)

        theirs.take(receiving, Here(), push)  # type: ignore[arg-type]
        receiving.finish()
        into.execute("commit")


def of(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    return canon.of(Study(db, Path("nowhere")))  # type: ignore[arg-type]


@pytest.mark.parametrize("together", [2, 5_000])
def test_a_whole_study_comes_to_an_empty_file(together: int, filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are written so many at once, and names of a few are held: it is the same study."""
    monkeypatch.setattr(taking, "CHUNK", together)
    monkeypatch.setattr(wire, "_HELD", together)
    with_all = theirs.empty()
    send(Difference(filled.db, 0, {}, None), with_all)
    assert canon.differences(canon.of(filled), of(with_all)) == []
    assert with_all.execute("pragma foreign_key_check").fetchall() == []
    tables = [t for t in (*wire.TABLES, *wire.LISTS) if t not in ("setting", "conflict")]
    counts = [
        {t: db.execute(f"select count(*) from {t}").fetchone()[0] for t in tables} for db in (filled.db, with_all)
    ]
    assert counts[0] == counts[1]
    with_all.close()


@pytest.mark.parametrize(("seed", "together"), [(0, 5_000), (1, 1), (2, 5_000), (3, 3), (4, 5_000), (5, 1)])
def test_what_was_done_since_a_line_makes_of_that_study_this_one(
    filled_file: Path, tmp_path: Path, seed: int, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Net changes alone go out; put into the study as it was at that line they make of it the study as it is."""
    monkeypatch.setattr(taking, "CHUNK", together)
    path = tmp_path / "ben.db"
    shutil.copy(filled_file, path)
    rng = random.Random(seed)
    work(path, "anna", rng.randrange(1 << 30), 6, WORDS)
    with project.open_study(path, coder="ben") as study:
        (line,) = study.db.execute("select max(id) from change").fetchone()
    work(path, "ben", rng.randrange(1 << 30), 14, WORDS)
    with project.open_study(path, coder="ben") as study:
        copy = theirs.copy(study.db, line)
        send(Difference(study.db, line, {}, None), copy)
        assert canon.differences(canon.of(study), of(copy)) == []
        assert copy.execute("pragma foreign_key_check").fetchall() == []
        copy.close()
        assert findings(study.db) == []


@pytest.mark.parametrize("name", ["thread-1", "thread-2", "interview-01"])
def test_what_stays_on_an_old_text_stays_there_for_all_who_take_it(
    name: str, filled_file: Path, tmp_path: Path
) -> None:
    """A source that gets another text hands its uuid to the new row: what nobody touched on the old one goes out as well."""
    with project.open_study(filled_file, coder="ben") as study:
        (line,) = study.db.execute("select max(id) from change").fetchone()
        (text,) = study.db.execute("select text from source where name = ?", (name,)).fetchone()
        (tmp_path / "new.txt").write_text(
            "Iets anders.\n\n" + text.replace("vertrouwen", "geloof").replace("eigen", "andere")
        )
        update.update(study, name, str(tmp_path / "new.txt"))
        copy = theirs.copy(study.db, line)
        send(Difference(study.db, line, {}, None), copy)
        assert canon.differences(canon.of(study), of(copy)) == []
        assert copy.execute("pragma foreign_key_check").fetchall() == []
        copy.close()


def test_where_the_hub_went_on_each_removal_is_by_who_removed_it(filled_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "kim.db"
    shutil.copy(filled_file, other)
    with project.open_study(other, coder="kim") as hers:
        (line,) = hers.db.execute("select max(id) from change").fetchone()
        uuids = [u for (u,) in hers.db.execute("select uuid from comparison order by id")]
        hub = theirs.copy(hers.db, line)
        with hers.change("coding set") as c:
            c.update("coding", 1, note="by kim")
            c.update("coding", 2, note="by both")
        send(Difference(hers.db, line, {}, None), hub)
    for who, id in (("anna", 1), ("kim", 2)):
        with project.open_study(filled_file, coder=who) as study, study.change("compare remove") as c:
            c.delete("comparison", id)
    with project.open_study(filled_file, coder="ben") as study:
        with study.change("coding set") as c:
            c.update("coding", 2, note="by both")
            c.update("coding", 3, note="by ben")
        over = list(Difference(study.db, line, {}, hub).over())
        removed = {o.thing.uuid: o.made.coder for o in over if o.thing.row is None}
        assert removed == {uuids[0]: "anna", uuids[1]: "kim"}
        names = {u: id for id, u in study.db.execute("select id, uuid from coding where id in (1, 2, 3)")}
        put = {names[o.thing.uuid]: o.new for o in over if o.thing.row is not None and o.thing.table == "coding"}
        assert put == {1: False, 3: False}, (
            "what both have alike stays; the first is otherwise here, as nothing was pulled"
        )
    hub.close()
