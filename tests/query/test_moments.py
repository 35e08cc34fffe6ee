"""What the things of a study are at a moment: all that two moments are compared by, and how each thing is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from qda.core.message import Message
from qda.store.project import Study
from qda.store.queries.moments import READERS, Moment, Thing
from qda.store.texts import settings

EVERY = range(1, 100)


def read(study: Study, table: str, ids: Iterable[int] = EVERY) -> dict[int, Thing]:
    """The things of a table at this moment, by the numbers of their rows."""
    return {thing.id: thing for thing in Moment(study.db).read(table, ids).values()}


def uuid(study: Study, table: str, id: int) -> str:
    (found,) = study.db.execute(f"select uuid from {table} where id = ?", (id,)).fetchone()
    return str(found)


def same(**values: Any) -> dict[str, tuple[Any, str]]:
    """Fields that are shown as they are compared."""
    return {name: (value, value) for name, value in values.items()}


def test_things_are_known_again_by_their_uuid_or_else_by_their_number(filled: Study) -> None:
    numbered = {"segment", "placement"}
    for table in set(READERS) - numbered - {"storyline", "setting"}:
        found = Moment(filled.db).read(table, EVERY)
        assert {key: thing.same for key, thing in found.items()} == {key: key for key in found}, table
        assert found and {t.id: t.same for t in found.values()} == {
            t.id: uuid(filled, table, t.id) for t in found.values()
        }
    for table in numbered:
        assert [(key, t.same) for key, t in Moment(filled.db).read(table, [1, 2, 2]).items()] == [
            ("1", "1"),
            ("2", "2"),
        ]


@pytest.mark.parametrize("table", sorted(set(READERS) - {"storyline"}))
def test_only_the_rows_asked_for_that_are_there_are_read(filled: Study, table: str) -> None:
    assert list(read(filled, table, [2, 999])) == [2]
    assert read(filled, table, []) == {}


def test_a_source_is_its_kind_and_size_with_what_it_has_of_variables(filled: Study) -> None:
    with filled.door.change("source set", "anna") as c:
        c.update("source", 2, title="", date="2026-01-02")
    found = read(filled, "source")
    size = "37 words, 329 characters"
    assert found[1] == Thing(
        uuid(filled, "source", 1), 1, "source", "thread-1", "", f"forum, {size}",
        {**same(name="thread-1", title="Thread-1", kind="forum", language="nl", date=""), "text": ("sha-thread-1", size),
         "=municipality": ("Ede", "Ede")}, 1,
    )  # fmt: skip
    assert found[2].fields["title"] == ("", "")
    assert found[2].fields["date"] == ("2026-01-02", "2026-01-02")
    assert found[2].fields["=municipality"] == ("Delft", "Delft")
    assert list(found[3].fields) == ["name", "title", "kind", "language", "date", "text"]


def test_a_segment_is_its_stretch_of_text_and_who_said_it_in_reply_to_where(filled: Study) -> None:
    with filled.door.change("source set", "anna") as c:
        c.update("segment", 8, reply_to=7, date="2026-01-03")
    found = read(filled, "segment")
    assert found[8] == Thing(
        "8", 8, "segment", "thread-2#3", "", "En nog iets.",
        {**same(kind="post", author="Piet Puk", date="2026-01-03"), "participant": (4, "Piet Puk"), "reply_to": (65, "65"),
         "stretch": ((2, 139, 151), "139:151")}, 2,
    )  # fmt: skip
    assert found[2] == Thing(
        "2", 2, "segment", "thread-1#2", "", "Vertrouwen moet men verdienen, zei de raad.",
        {**same(kind="quoted", author="", date=""), "participant": (None, ""), "reply_to": (None, ""),
         "stretch": ((1, 90, 133), "90:133")}, 1,
    )  # fmt: skip
    assert found[11].whole == "Kunt u een voorbeeld geven?"
    assert list(found) == list(range(1, 13))


def test_a_participant_is_a_name_a_site_a_role_and_the_source_to_which_it_is_bound(filled: Study) -> None:
    with filled.door.change("participant set", "anna") as c:
        c.update("participant", 4, site="forum.example")
    found = read(filled, "participant")
    assert found[4] == Thing(
        uuid(filled, "participant", 4), 4, "participant", found[4].what, "", "participant",
        {**same(name="Piet Puk", site="forum.example", role="participant"), "source": (None, "")},
    )  # fmt: skip
    assert found[6] == Thing(
        uuid(filled, "participant", 6), 6, "participant", "R1 (interview-01)", "", "participant",
        {**same(name="R1", site="", role="participant"), "source": (3, "interview-01"), "=gender": ("v", "v")},
    )  # fmt: skip
    assert (found[5].whole, found[5].fields["role"]) == ("researcher", ("researcher", "researcher"))


def test_a_code_is_its_place_texts_other_names_and_further_categories(filled: Study) -> None:
    with filled.door.change("codebook define", "anna") as c:
        c.update("code", 5, exclude="sturen", example="niets doen", colour="#aa0000")
        c.insert("code_alias", code=5, name="Afwachten", key="afwachten")
    found = read(filled, "code")
    assert found[5] == Thing(
        uuid(filled, "code", 5), 5, "code", "loslaten", "", "vertrouwen/loslaten",
        {**same(name="loslaten"), "parent": (2, "vertrouwen/loslaten"), "level": ("focused", "focused"),
         **same(definition="", include="niet ingrijpen", exclude="sturen", example="niets doen", colour="#aa0000"),
         "aliases": (frozenset({"Laten gaan", "Afwachten"}), "Afwachten; Laten gaan"),
         "member:1": (1, "publieke meerwaarde")},
    )  # fmt: skip
    text = "Wat een gemeente toevoegt."
    assert found[1] == Thing(
        uuid(filled, "code", 1), 1, "category", "publieke meerwaarde", "", f"publieke meerwaarde: {text}",
        {**same(name="publieke meerwaarde"), "parent": (None, "publieke meerwaarde"), "level": ("category", "category"),
         **same(definition=text, include="", exclude="", example="", colour=""), "aliases": (frozenset(), "")},
    )  # fmt: skip
    assert [found[n].kind for n in (3, 7)] == ["code", "category"]
    assert found[3].what == "publieke meerwaarde/eigen koers"  # two have that name


def test_a_coding_is_a_code_on_a_stretch_by_a_coder_as_it_was_confirmed(filled: Study) -> None:
    with filled.door.change("code", "anna") as c:
        c.update("coding", 8, pinned=1, confirmed_at="2026-01-04T10:00:00Z")
    found = read(filled, "coding")
    note = "'n' \"q\""
    assert found[8] == Thing(
        uuid(filled, "coding", 8), 8, "coding", "8", "vertrouwen: vertrouwen", "vertrouwen in thread-2: “vertrouwen”",
        {"code": (2, "vertrouwen"), "stretch": ((2, 13, 23), "vertrouwen"), **same(note=note, coder="anna"),
         "confirmed": (True, "yes"), "pinned": (True, "yes"), **same(confirmed_at="2026-01-04T10:00:00Z")}, 2,
    )  # fmt: skip
    assert found[6] == Thing(
        uuid(filled, "coding", 6), 6, "coding", "6", "verantwoordelijkheid: Ik",
        "verantwoordelijkheid in thread-1: “Ik ”",
        {"code": (6, "verantwoordelijkheid"), "stretch": ((1, 259, 262), "Ik "), **same(note="", coder="anna"),
         "confirmed": (False, "no"), "pinned": (False, "no"), **same(confirmed_at="")}, 1,
    )  # fmt: skip
    assert list(found) == [12, 1, 11, 9, 3, 6, 8, 5, 13, 7, 4, 10, 2]  # as they lie in the sources


def test_the_label_of_a_long_coding_ends_after_a_whole_word(filled: Study) -> None:
    with filled.door.change("code", "anna") as c:
        c.update("coding", 1, start=0, end=88)
        c.update("coding", 7, start=0, end=61)  # sixty characters, with one space for two line feeds
    found = read(filled, "coding", [1, 7])
    assert found[1].label == "vertrouwen: De secretaris dient vertrouwen te geven. Vertrouwen is de …"
    assert found[7].label == "verantwoordelijkheid: Hoe ziet u uw rol en uw vertrouwen? Ik nam verantwoordelijkh"


def test_a_property_is_its_points_in_the_order_of_a_range_or_as_a_list_of_kinds(filled: Study) -> None:
    found = read(filled, "property")
    assert found == {
        1: Thing(uuid(filled, "property", 1), 1, "property", "vertrouwen/graad", "", "geen … enig … veel",
                 {**same(name="graad"), "category": (2, "vertrouwen"),
                  "points": (("range", '["geen","enig","veel"]'), "geen … enig … veel")}),
        2: Thing(uuid(filled, "property", 2), 2, "property", "publieke meerwaarde/soort", "", "sociaal, economisch",
                 {**same(name="soort"), "category": (1, "publieke meerwaarde"),
                  "points": (("kinds", '["sociaal","economisch"]'), "sociaal, economisch")}),
    }  # fmt: skip


def test_a_placement_is_the_value_of_a_coding_on_a_property(filled: Study) -> None:
    with filled.door.change("axial place", "anna") as c:
        c.update("placement", 2, note="ongeveer")
    found = read(filled, "placement")
    third = "0.3333333333333333"
    assert found[2] == Thing(
        "2", 2, "placement", "2 vertrouwen/graad", "", third,
        {"value": ((third, 1 / 3), third), **same(note="ongeveer", coder="anna"), "coding": (2, "2")},
    )  # fmt: skip
    assert found[5] == Thing(
        "5", 5, "placement", "9 publieke meerwaarde/soort", "", "sociaal",
        {"value": (("sociaal", None), "sociaal"), **same(note="", coder="anna"), "coding": (9, "9")},
    )  # fmt: skip


def test_a_relation_is_its_sentence_status_and_the_codings_for_and_against_it(filled: Study) -> None:
    with filled.door.change("axial", "anna") as c:
        c.update("relation", 2, note="omgekeerd")
        c.insert("evidence", relation=2, coding=12, side="against")
        c.insert("evidence", relation=2, coding=7, side="against")
    said = "publieke meerwaarde is-consequence-of vertrouwen"
    assert read(filled, "relation")[2] == Thing(
        uuid(filled, "relation", 2), 2, "relation", "2", said, f"{said}, hypothesis",
        {"relation": ((1, 5, 2), said), **same(status="hypothesis", note="omgekeerd"), "for": ((1,), "1"),
         "against": ((2, 7, 12), "2, 7, 12")},
    )  # fmt: skip


def test_a_comparison_is_what_was_compared_with_its_outcome_and_the_property_found(filled: Study) -> None:
    with filled.door.change("compare", "anna") as c:
        c.update("comparison", 3, note="")
    found = read(filled, "comparison")
    note = "naast elkaar gelegd"
    assert found[1] == Thing(
        uuid(filled, "comparison", 1), 1, "comparison", "1", "1 and 2", f"new-property: {note}",
        {"compared": ((1, 2, None), "1 and 2"), **same(outcome="new-property", note=note),
         "property": (1, "vertrouwen/graad")},
    )  # fmt: skip
    with_code = "2 and publieke meerwaarde"
    assert found[2] == Thing(
        uuid(filled, "comparison", 2), 2, "comparison", "2", with_code, f"differs: {note}",
        {"compared": ((2, None, 1), with_code), **same(outcome="differs", note=note), "property": (None, "")},
    )  # fmt: skip
    assert found[3].fields["note"] == ("", "")


def test_a_memo_is_its_text_with_links_by_name_and_what_it_is_on(filled: Study) -> None:
    one, code = uuid(filled, "memo", 1), uuid(filled, "code", 5)
    shown = "Zie [[memo:1]] en [[code:loslaten]]."
    assert read(filled, "memo")[2] == Thing(
        uuid(filled, "memo", 2), 2, "memo", "2", "tweede", shown,
        {**same(title="tweede", type="code"), "text": (f"Zie [[memo:{one}]] en [[code:{code}]].", shown),
         **same(date="2026-01-02"), "on": (frozenset({("memo", one), ("code", code)}), "memo:1, code:loslaten")},
    )  # fmt: skip


def test_the_storyline_is_what_was_saved_last_whatever_rows_are_asked_for(filled: Study) -> None:
    with filled.door.change("selective storyline", "anna") as c:
        last = c.insert("storyline", uuid=uuid(filled, "memo", 1), text="Anders.", coder=c.coder_id, created_at=c.at)
    expected = {
        last: Thing("storyline", last, "storyline", "storyline", "", "Anders.", {"text": ("Anders.", "Anders.")})
    }
    assert read(filled, "storyline", [1]) == read(filled, "storyline", []) == expected


def test_no_storyline_is_no_thing(study: Study) -> None:
    assert read(study, "storyline") == {}


def test_a_negative_case_is_a_coding_against_each_kind_of_thing(filled: Study) -> None:
    found = read(filled, "negative")
    assert [(t.label, t.fields["against"]) for t in found.values()] == [
        ("2 against relation 1", ((None, None, 1, None), "relation 1")),
        ("2 against publieke meerwaarde", ((1, None, None, None), "publieke meerwaarde")),
        ("2 against vertrouwen/graad", ((None, 1, None, None), "vertrouwen/graad")),
        ("2 against memo 1", ((None, None, None, 1), "memo 1")),
    ]
    assert found[2] == Thing(
        uuid(filled, "negative", 2), 2, "negative", "2", found[2].label, "spreekt tegen",
        {"coding": (2, "2"), "against": found[2].fields["against"],
         **same(note="spreekt tegen", outcome="bounded", resolution="alleen hier")},
    )  # fmt: skip
    assert [found[1].fields[name] for name in ("outcome", "resolution")] == [("open", "open"), ("", "")]


def test_a_sampling_decision_is_for_a_property_or_a_category_and_open_or_closed(filled: Study) -> None:
    text = "een tweede gemeente"
    with filled.door.change("sampling edit", "anna") as c:
        c.insert("sampling_source", sampling=1, source=1)
    assert read(filled, "sampling") == {
        1: Thing(uuid(filled, "sampling", 1), 1, "sampling", "1", text, text,
                 {**same(text=text), "for": ((2, 1), "vertrouwen/graad"),
                  **same(seek="wie het niet kreeg", status="open", changed=""), "sources": ((1, 2), "thread-1, thread-2")}),
        2: Thing(uuid(filled, "sampling", 2), 2, "sampling", "2", text, text,
                 {**same(text=text), "for": ((2, None), "vertrouwen"),
                  **same(seek="", status="closed", changed="een eigenschap erbij"), "sources": ((2,), "thread-2")}),
    }  # fmt: skip


def test_a_setting_is_its_value_and_of_a_key_only_the_name_of_its_file_is_shown(filled: Study) -> None:
    key = '{"key": "/home/anna/safe/study.key"}'
    with filled.door.change("config", "anna") as c:
        settings.put(c, "pseudonyms", key)
    found = {thing.what: thing for thing in read(filled, "setting").values()}
    assert found["language"] == Thing("language", 2, "setting", "language", "", "nl", same(value="nl"))
    hidden = found["pseudonyms"]
    assert (hidden.same, hidden.whole, hidden.fields) == ("pseudonyms", "study.key", {"value": (key, "study.key")})


def test_words_of_the_program_are_said_in_a_document_s_language(filled: Study) -> None:
    """Names and texts of the study are not: a source's kind is one of these."""
    said = {
        "source": ("kind", False), "participant": ("role", True), "code": ("level", True), "coding": ("confirmed", True),
        "relation": ("status", True), "comparison": ("outcome", True), "memo": ("type", True), "negative": ("outcome", True),
        "sampling": ("status", True),
    }  # fmt: skip
    for table, (field, is_message) in said.items():
        assert isinstance(read(filled, table)[1].fields[field][1], Message) is is_message, table
    for table in ("source", "participant", "coding", "relation", "comparison"):
        assert isinstance(read(filled, table)[1].whole, Message), table
    assert isinstance(read(filled, "setting")[1].what, Message)
