"""What a thing is at a moment, kind by kind: how it is called, what it says, and each field as it is compared and shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qda.core.message import Message
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries.moments import KINDS, READERS, Moment, Thing

# table, row, kind, how it is called (what, label), what it says, its source, fields: compared and shown, or both alike
WANTED: list[tuple[str, int, str, str, str, str, int | None, dict[str, Any]]] = [
    ("source", 1, "source", "thread-1", "", "forum, 37 words, 329 characters", 1,
     {"name": "thread-1", "title": "Thread-1", "kind": "forum", "language": "nl", "date": "",
      "text": ("sha-thread-1", "37 words, 329 characters"), "=municipality": "Ede"}),
    ("source", 3, "source", "interview-01", "", "interview, 31 words, 193 characters", 3,
     {"name": "interview-01", "title": "Interview-01", "kind": "interview", "language": "nl", "date": "2026-01-02",
      "text": ("sha-interview-01", "31 words, 193 characters")}),
    ("segment", 3, "segment", "thread-1#3", "",
     "Wij zoeken een eigen koers; het “loslaten” is moeilijk.\u2028Toch doen wij het.", 1,
     {"kind": "post", "author": "Mia 😀 Öztürk", "date": "2026-01-03", "participant": (2, "Mia 😀 Öztürk"),
      "reply_to": (0, "0"), "stretch": ((1, 135, 209), "135:209")}),
    ("segment", 2, "segment", "thread-1#2", "", "Vertrouwen moet men verdienen, zei de raad.", 1,
     {"kind": "quoted", "author": "", "date": "", "participant": (None, ""), "reply_to": (None, ""),
      "stretch": ((1, 90, 133), "90:133")}),
    ("participant", 3, "participant", "anoniem (thread-1)", "", "participant", None,
     {"name": "anoniem", "site": "forum.example", "role": "participant", "source": (1, "thread-1")}),
    ("participant", 6, "participant", "R1 (interview-01)", "", "participant", None,
     {"name": "R1", "site": "", "role": "participant", "source": (3, "interview-01"), "=gender": "v"}),
    ("participant", 1, "participant", "Jan de Vries", "", "researcher", None,
     {"name": "Jan de Vries", "site": "", "role": "researcher", "source": (None, "")}),
    ("code", 5, "code", "loslaten", "", "vertrouwen/loslaten: iets", None,
     {"name": "loslaten", "parent": (2, "vertrouwen/loslaten"), "level": "focused", "definition": "iets",
      "include": "niet ingrijpen", "exclude": "uit", "example": "zo", "colour": "#ff0000",
      "aliases": (frozenset({"Laten gaan"}), "Laten gaan"), "member:1": (1, "publieke meerwaarde")}),
    ("code", 3, "code", "publieke meerwaarde/eigen koers", "", "publieke meerwaarde/eigen koers", None,
     {"name": "eigen koers", "parent": (1, "publieke meerwaarde/eigen koers"), "level": "code", "definition": "",
      "include": "", "exclude": "", "example": "", "colour": "", "aliases": (frozenset(), ""), "member:2": (2, "vertrouwen")}),
    ("code", 7, "category", "macht", "", "macht", None,
     {"name": "macht", "parent": (None, "macht"), "level": "core", "definition": "", "include": "", "exclude": "",
      "example": "", "colour": "", "aliases": (frozenset({"kracht", "Macht 2"}), "kracht; Macht 2")}),
    ("coding", 9, "coding", "9", "publieke meerwaarde/eigen koers: eigen koers",
     "publieke meerwaarde/eigen koers in thread-1: “eigen koers”", 1,
     {"code": (3, "publieke meerwaarde/eigen koers"), "stretch": ((1, 150, 161), "eigen koers"), "note": "'n' \"q\"",
      "coder": "ben", "confirmed": (True, "yes"), "pinned": (True, "yes"), "confirmed_at": "2026-01-04"}),
    ("coding", 6, "coding", "6", "verantwoordelijkheid: Ik", "verantwoordelijkheid in thread-1: “Ik ”", 1,
     {"code": (6, "verantwoordelijkheid"), "stretch": ((1, 259, 262), "Ik "), "note": "", "coder": "anna",
      "confirmed": (False, "no"), "pinned": (False, "no"), "confirmed_at": ""}),
    ("property", 1, "property", "vertrouwen/graad", "", "geen … enig … veel", None,
     {"name": "graad", "category": (2, "vertrouwen"), "points": (("range", '["geen","enig","veel"]'), "geen … enig … veel")}),
    ("property", 2, "property", "publieke meerwaarde/soort", "", "sociaal, economisch", None,
     {"name": "soort", "category": (1, "publieke meerwaarde"),
      "points": (("kinds", '["sociaal","economisch"]'), "sociaal, economisch")}),
    ("placement", 4, "placement", "4 vertrouwen/graad", "", "veel", None,
     {"value": (("veel", None), "veel"), "note": "hier", "coder": "anna", "coding": (4, "4")}),
    ("relation", 1, "relation", "1", "vertrouwen causes publieke meerwaarde",
     "vertrouwen causes publieke meerwaarde, supported", None,
     {"relation": ((2, 1, 1), "vertrouwen causes publieke meerwaarde"), "status": "supported", "note": "soms",
      "for": ((1, 3), "1, 3"), "against": ((2,), "2")}),
    ("comparison", 1, "comparison", "1", "1 and 2", "new-property: naast elkaar gelegd", None,
     {"compared": ((1, 2, None), "1 and 2"), "outcome": "new-property", "note": "naast elkaar gelegd",
      "property": (1, "vertrouwen/graad")}),
    ("comparison", 2, "comparison", "2", "2 and publieke meerwaarde", "differs: naast elkaar gelegd", None,
     {"compared": ((2, None, 1), "2 and publieke meerwaarde"), "outcome": "differs", "note": "naast elkaar gelegd",
      "property": (None, "")}),
    ("negative", 1, "negative", "1", "2 against relation 1", "spreekt tegen", None,
     {"coding": (2, "2"), "against": ((None, None, 1, None), "relation 1"), "note": "spreekt tegen", "outcome": "open",
      "resolution": ""}),
    ("negative", 2, "negative", "2", "2 against publieke meerwaarde", "spreekt tegen", None,
     {"coding": (2, "2"), "against": ((1, None, None, None), "publieke meerwaarde"), "note": "spreekt tegen",
      "outcome": "bounded", "resolution": "alleen hier"}),
    ("negative", 3, "negative", "3", "2 against vertrouwen/graad", "spreekt tegen", None,
     {"coding": (2, "2"), "against": ((None, 1, None, None), "vertrouwen/graad"), "note": "spreekt tegen",
      "outcome": "open", "resolution": ""}),
    ("negative", 4, "negative", "4", "2 against memo 1", "spreekt tegen", None,
     {"coding": (2, "2"), "against": ((None, None, None, 1), "memo 1"), "note": "spreekt tegen", "outcome": "open",
      "resolution": ""}),
    ("sampling", 1, "sampling", "1", "een tweede gemeente", "een tweede gemeente", None,
     {"text": "een tweede gemeente", "for": ((2, 1), "vertrouwen/graad"), "seek": "wie het niet kreeg", "status": "open",
      "changed": "", "sources": ((2, 3), "thread-2, interview-01")}),
    ("sampling", 2, "sampling", "2", "een tweede gemeente", "een tweede gemeente", None,
     {"text": "een tweede gemeente", "for": ((2, None), "vertrouwen"), "seek": "", "status": "closed",
      "changed": "een eigenschap erbij", "sources": ((2,), "thread-2")}),
    ("setting", 2, "setting", "language", "", "nl", None, {"value": "nl"}),
]  # fmt: skip


def altered(c: Change) -> None:
    """What the filled study leaves empty."""
    c.update("source", 3, date="2026-01-02")
    c.update("segment", 3, date="2026-01-03", reply_to=1)
    c.update("participant", 3, site="forum.example")
    c.update("participant", 1, role="researcher")
    c.update("code", 5, definition="iets", exclude="uit", example="zo", colour="#ff0000")
    c.insert("code_alias", code=7, name="Macht 2", key="macht 2")
    c.insert("code_alias", code=7, name="kracht", key="kracht")
    c.update("coding", 9, pinned=1, confirmed_at="2026-01-04")
    c.update("placement", 4, note="hier")
    c.update("relation", 1, note="soms")
    c.insert("evidence", relation=1, coding=3, side="for")
    c.insert("sampling_source", sampling=1, source=3)


def read(study: Study, table: str, *ids: int) -> list[Thing]:
    return list(Moment(study.db).read(table, ids).values())


@pytest.mark.parametrize("wanted", WANTED, ids=[f"{row[0]} {row[1]}" for row in WANTED])
def test_a_thing(wanted: tuple[str, int, str, str, str, str, int | None, dict[str, Any]], filled: Study) -> None:
    table, row, kind, what, label, whole, source, fields = wanted
    with filled.change("alter") as c:
        altered(c)
    (thing,) = read(filled, table, row)
    assert (thing.id, thing.kind, thing.what, thing.label, thing.whole, thing.source) == (
        row, kind, what, label, whole, source,
    )  # fmt: skip
    assert thing.fields == {n: v if isinstance(v, tuple) else (v, v) for n, v in fields.items()}
    assert list(thing.fields) == list(fields), "in the order in which they are listed"
    shape = {n for n, *_ in ((d[1],) for d in filled.db.execute(f"pragma table_info({table})"))}
    same = f"select {'uuid' if 'uuid' in shape else 'name' if table == 'setting' else 'id'} from {table} where id = ?"
    assert thing.same == str(filled.db.execute(same, (row,)).fetchone()[0])


def test_words_of_the_program_are_said_in_a_document_s_language(filled: Study) -> None:
    said = {
        "source": ("kind", False), "participant": ("role", True), "code": ("level", True), "coding": ("confirmed", True),
        "relation": ("status", True), "comparison": ("outcome", True), "memo": ("type", True), "negative": ("outcome", True),
        "sampling": ("status", True),
    }  # fmt: skip
    for table, (field, is_message) in said.items():
        (thing,) = read(filled, table, 1)
        assert isinstance(thing.fields[field][1], Message) is is_message, table
    for table in ("source", "participant", "coding", "relation", "comparison"):
        assert isinstance(read(filled, table, 1)[0].whole, Message), table
    assert isinstance(read(filled, "setting", 1)[0].what, Message)


def test_texts_with_links_are_shown_with_names_and_compared_by_what_they_name(filled: Study) -> None:
    one, two = read(filled, "memo", 1, 2)
    uuid = filled.db.execute("select uuid from memo where id = 1").fetchone()[0]
    code = filled.db.execute("select uuid from code where id = 5").fetchone()[0]
    assert (two.kind, two.what, two.label, two.whole, two.source) == (
        "memo", "2", "tweede", "Zie [[memo:1]] en [[code:loslaten]].", None,
    )  # fmt: skip
    assert two.fields == {
        "title": ("tweede", "tweede"), "type": ("code", "code"), "date": ("2026-01-02", "2026-01-02"),
        "text": (f"Zie [[memo:{uuid}]] en [[code:{code}]].", two.whole),
        "on": (frozenset({("memo", uuid), ("code", code)}), "memo:1, code:loslaten"),
    }  # fmt: skip
    assert one.fields["date"] == ("", "") and len(one.fields["on"][0]) == 9
    with filled.change("save") as c:
        c.insert("storyline", uuid="s-2", text="Later.", coder=1, created_at=c.at)
    (story,) = read(filled, "storyline", 1)
    assert (story.same, story.id, story.kind, story.what, story.label, story.whole, story.source) == (
        "storyline", 2, "storyline", "storyline", "", "Later.", None,
    ), "the last one, whichever was touched"  # fmt: skip
    assert story.fields == {"text": ("Later.", "Later.")} and isinstance(story.what, Message)


def test_where_the_key_lies_is_not_told(filled: Study) -> None:
    kept = json.dumps({"key": "/home/anna/keys/names.csv", "digest": "0"})
    with filled.change("pseudonyms") as c:
        id = c.insert("setting", name="pseudonyms", value=kept)
        empty = c.insert("setting", name="pipeline", value=None)
    assert read(filled, "setting", id)[0].fields == {"value": (kept, "names.csv")}
    assert read(filled, "setting", id)[0].whole == "names.csv"
    assert read(filled, "setting", empty)[0].fields == {"value": ("", "")}


def test_a_long_stretch_is_called_by_its_first_words(filled: Study) -> None:
    with filled.change("long") as c:
        c.update("coding", 1, start=0, end=87)
        c.update("sampling", 1, text="x" * 61)
        c.update("sampling", 2, text="een\n twee " + "y" * 50)
    assert (
        read(filled, "coding", 1)[0].label == "vertrouwen: De secretaris dient vertrouwen te geven. Vertrouwen is de …"
    )
    one, two = read(filled, "sampling", 1, 2)
    assert (one.label, one.whole) == ("x" * 60 + " …", "x" * 61)
    assert two.label == "een twee " + "y" * 50


def test_rows_that_are_not_there_and_what_was_settled_are_left_out(filled: Study) -> None:
    assert read(filled, "coding", 99) == read(filled, "code") == []
    assert [t.id for t in read(filled, "code", 3, 1, 3, 2)] == [1, 2, 3], "each once, by number"
    assert [t.id for t in read(filled, "coding", 1, 12, 8, 2)] == [12, 1, 8, 2], "by where they lie"
    assert list(READERS) == [kind for kind in KINDS if kind != "category"]
