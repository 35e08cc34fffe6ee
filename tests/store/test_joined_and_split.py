"""What stands on two things that become one, or on one that becomes two or goes: drawn stretches, summaries."""

from __future__ import annotations

from typing import Any

import pytest

from qda.core.errors import Refused
from qda.ops.theory import sorting
from qda.store.analysis import codings, piles, stability, summaries
from qda.store.analysis.scope import Filters
from qda.store.analysis.summaries import Case
from qda.store.file import layer
from qda.store.project import Study


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
