"""What stands on two things that become one, or on one that becomes two: settled places, drawn stretches, summaries."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qda.core.errors import Refused
from qda.ops.theory import sorting
from qda.store.analysis import codings, decisions, piles, scope, stability, summaries
from qda.store.analysis.scope import Filters
from qda.store.analysis.summaries import Case
from qda.store.file import layer
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries import agreement
from qda.store.texts import sources


def code_at(c: Change, start: int, end: int, code: int, **what: Any) -> int:
    return codings.add(c, 1, sources.layout(c.db, 1), start, end, code, **what)


def settled(c: Change, code: int, on: list[int], made: list[int]) -> int:
    """A decision by hand, on a place with these codings, that put others into the layer."""
    uuids = [codings.row(c.db, g)["uuid"] for g in on]
    id = c.insert("decision", uuid=new_uuid(), how="keep", note="", coder=1, created_at=c.at)
    c.insert("decision_place", uuid=new_uuid(), decision=id, source=1, code=code, coding=on[0], asked=1,
             state=json.dumps({"codings": {u: [0, 1] for u in uuids}, "readers": []}))  # fmt: skip
    for coding in made:
        c.insert("decision_coding", decision=id, coding=coding)
    return id


def test_two_codings_that_a_decision_made_become_one(filled: Study) -> None:
    """The decision holds the one that stays once; one that held the other alone holds it now."""
    with filled.change("test") as c:
        a, b = code_at(c, 0, 5, 6), code_at(c, 0, 9, 6)
        both, other = settled(c, 6, [a], [a, b]), settled(c, 6, [b], [b])
        decisions.move(c, "coding", b, a)
        assert decisions.codings_of(c.db, both) == [a] and decisions.codings_of(c.db, other) == [a]
        assert c.db.execute("select coding from decision_place where decision = ?", (other,)).fetchone() == (a,)
        decisions.move(c, "coding", a, b)
        assert decisions.codings_of(c.db, both) == decisions.codings_of(c.db, other) == [b]


def test_a_decision_follows_a_code_that_was_split_where_all_of_its_place_did(filled: Study) -> None:
    """What it put into the layer gets the new code as well, unless the layer has that there already."""
    with filled.change("test") as c:
        moved, stays = code_at(c, 0, 5, 6), code_at(c, 10, 15, 6)
        of = layer.make(c)
        made, twin = code_at(c, 0, 5, 6, coder=of), code_at(c, 20, 25, 6, coder=of)
        there = code_at(c, 20, 25, 2, coder=of)
        elsewhere = code_at(c, 20, 27, 2, coder=of)
        foreign = code_at(c, 30, 35, 3, coder=of)
        whole = settled(c, 6, [moved], [made, twin, foreign])
        half = settled(c, 6, [moved, stays], [made])
        gone = settled(c, 6, [stays], [made])
        c.db.execute('update decision_place set state = \'{"codings": {"none": [0, 1]}}\' where decision = ?', (gone,))
        codings.change(c, moved, code=2)
        decisions.split(c, 6, 2)
        places = dict(
            c.db.execute("select decision, code from decision_place where decision in (?, ?, ?)", (whole, half, gone))
        )
        assert places == {whole: 2, half: 6, gone: 6}
        codes = {g: codings.row(c.db, g)["code"] for g in (made, twin, there, elsewhere, foreign)}
        assert codes == {made: 2, twin: 6, there: 2, elsewhere: 2, foreign: 3}


def test_a_drawn_stretch_had_the_code_that_its_coding_has_now(filled: Study) -> None:
    """A split gives what a stretch was coded with then the other code, once; what it was given again stays."""
    rows = "select item, code from stability_then order by item, code"
    with filled.change("test") as c:
        c.db.execute("update coding set coder = ?", (c.coder_id,))
        every, _ = stability.coded(c.db, c.coder_id)
        stability.add(c, every[:2], seed=7, pool=len(every), asked="")
        item, other = (x for d in stability.draws(c.db) for x in d.items)
        stability.code(c, item, [2, 5])
        before, again = (
            c.db.execute(rows).fetchall(),
            c.db.execute("select code from stability_now order by id").fetchall(),
        )
        old = next(code for i, code in before if i == item.id)
        (coding,) = (
            id
            for id, source, start, end, code in c.db.execute(
                'select id, source, start, "end", code from coding'
            ).fetchall()
            if (source, start, end, code) == (item.source, item.start, item.end, old)
        )
        now = sorted((i, 6 if (i, code) == (item.id, old) else code) for i, code in before)
        stability.split(c, [], old, 6)
        assert c.db.execute(rows).fetchall() == before, "none of its codings went"
        stability.split(c, [coding], old, 6)
        assert c.db.execute(rows).fetchall() == now != before
        c.insert("stability_then", item=item.id, code=old)
        stability.split(c, [coding], old, 6)
        assert c.db.execute(rows).fetchall() == now, "it had the other one already"
        assert c.db.execute("select code from stability_now order by id").fetchall() == again
        assert other.id in {i for i, _ in now}


def test_summaries_of_two_codes_that_become_one_are_one_with_both_texts_links_and_versions(filled: Study) -> None:
    notes: list[str] = []
    with filled.change("test") as c:
        case = Case(source=1)
        (kept,) = [s for s in summaries.in_cell(c.db, case, 2) if s.row == "thread-1"]
        stood, held = kept.stored, {(link.kind, link.uuid) for link in kept.links}
        gone, _ = summaries.write(c, case, 6, "Ook [[code:macht]] en [[code:loslaten]].")
        (new,) = summaries.in_cell(c.db, case, 6)
        first, own = new.stored, {(link.kind, link.uuid) for link in new.links}
        summaries.write(c, case, 6, "Ook [[code:macht]] en [[code:loslaten]]!")
        (new,) = summaries.in_cell(c.db, case, 6)
        summaries.move(c, "code", 6, 2, notes)
        (both,) = summaries.in_cell(c.db, case, 2)
        assert (both.id, both.stored) == (kept.id, f"{stood}\n\n{new.stored}") and len(own - held) == 1
        assert {(link.kind, link.uuid) for link in both.links} == held | own and len(both.links) == len(held | own)
        versions = {t for (t,) in c.db.execute("select text from summary_version where summary = ?", (both.id,))}
        assert versions >= {first, new.stored, stood} and first != new.stored
        assert summaries.in_cell(c.db, case, 6) == [] and gone != kept.id
    assert notes == [f"summary {gone} was joined with {kept.id} (thread-1): it says both"]


def test_a_summary_that_says_the_same_adds_nothing(filled: Study) -> None:
    with filled.change("test") as c:
        summaries.write(c, Case(source=2), 2, "Eerst.\n\nDan.")
        summaries.write(c, Case(source=2), 6, "Dan.")
        (kept,), notes = summaries.in_cell(c.db, Case(source=2), 2), list[str]()
        c.db.execute("update summary set updated_at = '2020' where id = ?", (kept.id,))
        summaries.move(c, "code", 6, 2, notes)
        (now,) = summaries.in_cell(c.db, Case(source=2), 2)
        assert now.stored == "Eerst.\n\nDan." and len(notes) == 1
        assert c.db.execute("select updated_at from summary where id = ?", (kept.id,)).fetchone() == ("2020",)


def test_a_coding_that_is_not_there_is_told_apart(filled: Study) -> None:
    assert codings.get(filled.db, 99) is None
    with pytest.raises(KeyError):
        codings.row(filled.db, 99)


def test_what_agreement_asks_of_a_scope(filled: Study) -> None:
    db = filled.db
    assert agreement.segments_admitted(db, scope.resolve(db, Filters(code=["vertrouwen"]))) is None
    by = {
        "Jan de Vries": "select m.id from segment m join participant p on p.id = m.participant where p.name = 'Jan de Vries'"
    }
    one = scope.resolve(db, Filters(participant=["Jan de Vries"]))
    assert agreement.segments_admitted(db, one) == {id for (id,) in db.execute(by["Jan de Vries"])} != set()
    in_ede = scope.resolve(db, Filters(where=["municipality=Ede"]))
    assert agreement.segments_admitted(db, in_ede) == {
        id for (id,) in db.execute("select id from segment where source = 1")
    }
    unconfirmed = db.execute("select coder, source, origin from coding where not confirmed").fetchall()
    assert unconfirmed, "the filled study has some"
    coder, source, origin = unconfirmed[0]
    count = sum(row == (coder, source, origin) for row in unconfirmed)
    assert agreement.unconfirmed_by_pattern(db, [coder], [source], [origin]) == count
    assert agreement.unconfirmed_by_pattern(db, [coder], [source], ["hand"]) == 0
    assert agreement.unconfirmed_by_pattern(db, [], [source], [origin]) == 0
    assert agreement.unconfirmed_by_pattern(db, [coder], [], [origin]) == 0


def test_nobody_acts_as_the_layer(filled: Study) -> None:
    with filled.change("test") as c:
        layer.make(c)
        (name,) = c.db.execute("select name from coder where consensus").fetchone()
        with pytest.raises(Refused) as e:
            c.coder_named(name.upper())
        assert str(e.value) == f"nobody acts as {name.upper()!r}: it holds what coders settle together"


def test_who_moved_memos(filled: Study) -> None:
    assert piles.coder_names(filled.db, None) is None and piles.coder_names(filled.db, [2, 9]) == {"ben"}
    assert piles.coder_names(filled.db, []) == set()
    moves = list(sorting.history(filled, filters=Filters(coder=["anna"])).dicts())
    assert moves and {m["coder"] for m in moves} == {"anna"}
    assert list(sorting.history(filled, filters=Filters(coder=["ben"])).dicts()) == []


def test_drawn_stretches_go_with_their_source_and_codes_with_a_note(filled: Study) -> None:
    with filled.change("test") as c:
        c.db.execute("update coding set coder = ?", (c.coder_id,))
        every, _ = stability.coded(c.db, c.coder_id)
        by: dict[int, list[Any]] = {}
        for stretch in every:
            by.setdefault(stretch.source, []).append(stretch)
        stability.add(c, [*by[1][:2], by[2][0]], seed=7, pool=len(every), asked="")
        assert stability.leaving(c, sources=[3]) == []
        assert stability.leaving(c, sources=[2]) == ["1 drawn stretch went along"]
        assert stability.leaving(c, sources=[2]) == []
        assert stability.leaving(c, sources=[1]) == ["2 drawn stretches went along"]
        assert [x for d in stability.draws(c.db) for x in d.items] == []
