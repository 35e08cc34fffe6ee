"""A project's form into a study: every kind of thing is kept, carried or lost, once, and taken back by one undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from filled_study import Dump
from helpers_forms import TEXT, about, at, book, codings, counts, g, notes, people, project, source, take, whole

import qda
from qda.core.errors import QdaError
from qda.core.projects import (
    CaseForm,
    CodeForm,
    LinkForm,
    NoteForm,
    SetForm,
    derived,
)  # fmt: skip
from qda.ops.theory import memos, relations
from qda.reports.theory import axial
from qda.store.exchange import carried
from qda.store.project import Study


def test_everything_comes_in_and_the_table_adds_up(study: Study) -> None:
    table = take(study, whole())
    assert {thing: counts(table, thing) for thing in table} == {
        "coder": (1, 1, 0, 0),
        "code": (2, 2, 0, 0),
        "set": (3, 2, 1, 0),
        "source": (3, 2, 1, 0),
        "participant": (1, 1, 0, 0),
        "variable": (2, 2, 0, 0),
        "value": (2, 2, 0, 0),
        "coding": (3, 2, 1, 0),
        "coding-of-source": (1, 1, 0, 0),
        "selection": (4, 1, 2, 1),
        "memo": (4, 3, 1, 0),
        "relation": (1, 1, 0, 0),
        "link": (2, 1, 1, 0),
        "graph": (1, 0, 1, 0),
    }
    assert "900:950" in table["selection"]["note"] and "bron 10" in table["selection"]["note"]
    rows = {(r["code"], r["text"]): r for r in codings(study)}
    assert set(rows) == {
        ("verlies", "De bakker sloot als eerste."),
        ("vervoer", "De bakker sloot als eerste."),
        ("vervoer", TEXT),
    }
    assert {r["origin"] for r in rows.values()} == {"import"} and all(r["confirmed"] for r in rows.values())
    assert rows["vervoer", TEXT]["uuid"] == g(90)
    known = about(study, "bron 10")
    assert known["metadata"]["description"] == "eerste gesprek" and known["variables"] == {
        "wijk": "noord",
        "group": "wijken",
    }
    marit = people(study)["Marit (bron 10)"]
    assert marit["leeftijd"] == "071" and marit["segments"] == 2
    on = {text: row["on"] for text, row in notes(study).items()}
    assert on["een goed gesprek"] == ["source:bron 10"] and on["nergens over"] == ["code:verlies"]
    assert on["wat is niets?"] == ["segment:bron 10#6"] and len(on["op de selectie"]) == 2
    memo = notes(study)["een goed gesprek"]
    assert (memo["coder"], memo["created_at"], memo["uuid"]) == ("els", "2024-05-01T08:00:00.000000Z", g(40))
    assert {c.thing for c in carried.every(study.db)} == {"set", "source", "selection", "memo", "link", "graph"}
    assert not list(qda.check(study).rows)


def test_one_undo_takes_all_of_it_back_and_redo_brings_it(study: Study, dump: Callable[..., Dump]) -> None:
    empty = dump(study.db)
    take(study, whole())
    full = dump(study.db)
    qda.undo(study)
    assert dump(study.db) == empty
    qda.redo(study)
    assert dump(study.db) == full


def test_again_changes_nothing_and_says_the_same(study: Study, dump: Callable[..., Dump]) -> None:
    first = take(study, whole())
    before, log = dump(study.db), len(list(qda.log(study).rows))
    study.named, study._coder = "ben", None  # another person may try
    assert take(study, whole()) == first
    assert dump(study.db) == before and len(list(qda.log(study).rows)) == log


def test_a_dry_run_says_the_same_and_writes_nothing(study: Study, dump: Callable[..., Dump]) -> None:
    before = dump(study.db)
    dry = take(study, whole(), dry_run=True)
    assert dump(study.db) == before and dry == take(study, whole())


def test_what_differs_stays_as_it_is_here(study: Study) -> None:
    take(study, whole())
    from qda.ops.coding.codebook import rename
    from qda.ops.coding.coding import set_coding

    rename(study, "verlies", "gemis")
    first = next(r for r in codings(study) if r["code"] == "gemis")
    set_coding(study, [first["id"]], note="hier bedacht")
    memos.edit(study, notes(study)["nergens over"]["id"], text="toch ergens over")
    table = take(study, whole())
    for thing in ("code", "coding", "memo"):
        assert "1 differs: kept as here" in table[thing]["note"]
    assert "gemis" in book(study) and len(codings(study)) == 3 and "toch ergens over" in notes(study)


def test_codes_keep_their_tree_and_categories_are_not_coded_with(study: Study) -> None:
    codes = (
        CodeForm(g(2), "bus", g(1), colour="#ff0000", description="rijden\n", created_at="2024-01-02T03:04:05Z"),
        CodeForm(g(1), "vervoer", codable=False),
        CodeForm(g(3), "bus", g(1)),
        CodeForm(g(4), " a\nb\u202e ", "99"),
        CodeForm(g(5), ""),
        CodeForm(g(6), "x" * 300),
        CodeForm(g(7), "ja / nee"),
    )
    table = take(study, project(codes=codes))
    found = book(study)
    assert set(found) == {"vervoer", "vervoer/bus", "vervoer/bus (2)", "a b", "unnamed", "x" * 199 + "…", "ja / nee"}
    assert found["vervoer"]["level"] == "category" and found["vervoer/bus"]["definition"] == "rijden"
    assert "3 names changed" in table["code"]["note"]
    from qda.store.analysis.codes import rows

    by_uuid = {row["uuid"]: row for row in rows(study.db).values()}
    assert (by_uuid[g(1)]["codable"], by_uuid[g(2)]["codable"], by_uuid[g(2)]["colour"]) == (0, 1, "#ff0000")
    assert by_uuid[g(2)]["created_at"] == "2024-01-02T03:04:05.000000Z" and by_uuid[g(2)]["origin"] == "import"
    assert take(study, project(codes=codes)) == table


def test_a_code_of_the_same_path_is_that_code(study: Study) -> None:
    qda_codes(study, "vervoer", "vervoer/bus")
    codes = (CodeForm(g(1), "Vervoer"), CodeForm(g(2), "bus", g(1)), CodeForm(g(3), "bus", g(1)), CodeForm(g(4), "bus"))
    table = take(study, project(codes=codes))
    assert set(book(study)) == {"vervoer", "vervoer/bus", "vervoer/bus (2)", "bus"}
    assert "2 are in the study with another identifier" in table["code"]["note"]
    assert take(study, project(codes=codes)) == table and len(book(study)) == 4


def qda_codes(study: Study, *paths: str) -> None:
    from qda.ops.coding.codebook import add

    for path in paths:
        home, _, name = path.rpartition("/")
        add(study, name, under=home)


def test_into_keeps_the_codes_of_a_project_apart(study: Study) -> None:
    qda_codes(study, "verlies")
    form = project(sets=[SetForm(g(5), "groep", codes=[g(1)])])
    take(study, form, into="van hen")
    assert set(book(study)) == {"verlies", "van hen", "van hen/verlies", "van hen/vervoer", "van hen/groep"}
    assert book(study)["van hen"]["level"] == "category"
    log = len(list(qda.log(study).rows))
    take(study, form, into="van hen")
    assert len(list(qda.log(study).rows)) == log


def test_a_code_below_itself_and_one_guid_for_two_are_refused(study: Study, dump: Callable[..., Dump]) -> None:
    before = dump(study.db)
    with pytest.raises(QdaError, match="below itself"):
        take(study, project(codes=(CodeForm(g(1), "a", g(2)), CodeForm(g(2), "b", g(1)))))
    with pytest.raises(QdaError, match="'a' and 'b'"):
        take(study, project(codes=(CodeForm(g(1), "a"), CodeForm(g(1), "b"))))
    assert dump(study.db) == before


def test_sets_become_categories_and_the_variable_group(study: Study) -> None:
    codes = (CodeForm(g(1), "a"), CodeForm(g(2), "b", g(3)), CodeForm(g(3), "B", codable=False), CodeForm(g(4), "c"))
    sets = [
        SetForm(g(5), "c", codes=[g(1)], description="groep van een"),
        SetForm(g(6), "B", codes=[g(2), g(1), g(99)]),
        SetForm(derived(g(4), "set"), "c", codes=[g(2)]),
        SetForm(g(7), "wijk 1", sources=[g(10)]),
        SetForm(g(8), "wijk 2", sources=[g(10)]),
        SetForm(g(9), "aantekeningen", notes=[g(40)], xml="<Set/>"),
    ]
    table = take(study, project(source(10), codes=codes, sets=sets))
    assert counts(table, "set") == (6, 5, 1, 0) and "1 a set of notes" in table["set"]["note"]
    found = book(study)
    assert found["c (2)"]["level"] == "category" and found["c (2)"]["definition"] == "groep van een"
    from qda.store.analysis import codes as store

    names = store.names(study.db)
    further = {names[code]: {names[c] for c in held} for code, held in store.further(study.db).items()}
    assert further == {"a": {"c (2)", "B"}, "b": {"c"}}  # the home of b is B already
    assert about(study, "bron 10")["variables"] == {"group": "wijk 1; wijk 2"}


def test_links_between_codes_are_relations(study: Study) -> None:
    links = [
        LinkForm(g(50), "causes", "OneWay", g(1), g(2), notes=[g(40)]),
        LinkForm(g(51), "", "Bidirectional", g(2), g(1)),
        LinkForm(g(52), "CAUSES", "Associative", g(1), g(2)),
        LinkForm(g(53), "is", "OneWay", g(1), g(1), xml="<Link/>"),
    ]
    form = project(links=links, memos=[NoteForm(g(40), "", "waarom?")])
    table = take(study, form)
    rows = [(r["a"], r["type"], r["b"], r["status"], r["note"]) for r in axial.relation_table(study.db).dicts()]
    assert rows == [
        ("verlies", "causes", "vervoer", "hypothesis", ""),
        ("vervoer", "associated-with", "verlies", "hypothesis", "in both directions"),
    ]
    assert counts(table, "relation") == (4, 2, 1, 1)
    assert notes(study)["waarom?"]["on"] == ["relation:1"]
    assert take(study, form) == table
    relations.unrelate(study, [1])
    assert take(study, form)["relation"]["kept"] == 2


def test_links_of_notes_are_what_memos_are_on(study: Study) -> None:
    form = project(
        source(10, selections=[at("Daarna de bus", 11, 1), at("De bakker", 12)]),
        cases=[CaseForm(g(35), "Marit", sources=[g(10)], notes=[g(43)])],
        memos=[
            NoteForm(g(40), "a", "op veel", type="journal", on=["study", g(1)]),
            NoteForm(g(41), "b", "op een ander", type="onzin"),
            NoteForm(g(42), "c", None, "weg", xml="<Note/>"),
            NoteForm(g(43), "d", "over Marit"),
        ],
        links=[
            LinkForm(g(50), "", "OneWay", g(40), g(11)),
            LinkForm(g(51), "", "OneWay", g(12), g(40)),
            LinkForm(g(52), "", "OneWay", g(41), g(40)),
            LinkForm(g(53), "", "OneWay", g(42), g(1), xml="<Link/>"),
        ],
        about=[g(41)],
    )
    table = take(study, form)
    found = notes(study)
    assert set(found["op veel"]["on"]) == {"study:study", "code:verlies", "coding:1", "segment:bron 10#4"}
    assert found["op veel"]["type"] == "journal" and found["op een ander"]["type"] == "theoretical"
    assert set(found["op een ander"]["on"]) == {"study:study", "memo:1"}
    assert found["over Marit"]["on"] == ["participant:Marit (bron 10)"]
    assert counts(table, "link") == (4, 3, 1, 0) and counts(table, "memo") == (4, 3, 1, 0)


def test_what_looks_like_a_link_is_text(study: Study) -> None:
    take(study, project(memos=[NoteForm(g(40), "", "zie [[code:verlies]] en [[url:x]]")]))
    (text,) = notes(study)
    assert (
        text.replace("\u2060", "") == "zie [[code:verlies]] en [[url:x]]"
        and not next(iter(notes(study).values()))["links"]
    )
    assert not list(qda.check(study).rows)


def test_the_description_of_a_project_is_a_memo_on_the_study(study: Study) -> None:
    take(study, project(description="Onderzoek in een dorp."))
    assert notes(study)["Onderzoek in een dorp."]["on"] == ["study:study"]


def test_a_second_import_makes_no_category_for_nothing(study: Study) -> None:
    form = whole()
    take(study, form)
    before, lines = list(qda.codings(study).rows), len(list(qda.log(study).rows))
    take(study, whole(), into="later")
    assert len(list(qda.log(study).rows)) == lines and "later" not in book(study)
    assert list(qda.codings(study).rows) == before
    take(study, project(codes=(CodeForm(g(99), "brand new"),)), into="later")
    assert {"later", "later/brand new"} <= set(book(study)), "one new code is enough"
