"""Links and memos as they are stored, shown, remembered and moved: every kind, word for word."""

from __future__ import annotations

import pytest

from qda.core.errors import QdaError
from qda.store.analysis import codes, links, memos, theory_changes
from qda.store.analysis.links import Link, Target
from qda.store.project import Study


def uuid(study: Study, table: str, id: int) -> str:
    return str(study.db.execute(f"select uuid from {table} where id = ?", (id,)).fetchone()[0])


@pytest.mark.parametrize(
    ("link", "table", "id", "label"),
    [
        ("source:thread-2", "source", 2, "thread-2"),
        ("code:vertrouwen", "code", 2, "vertrouwen"),
        (" Category : VERTROUWEN ", "code", 2, "vertrouwen"),
        ("code:vertrouwen/eigen koers", "code", 4, "vertrouwen/eigen koers"),
        ("participant:piet puk", "participant", 4, "Piet Puk"),
        ("participant:R1", "participant", 6, "R1 (interview-01)"),
        ("property:vertrouwen/graad", "property", 1, "vertrouwen/graad"),
        ("coding:5", "coding", 5, "5"),
        ("coding:#5", "coding", 5, "5"),
        ("relation:2", "relation", 2, "2"),
        ("memo:3", "memo", 3, "3"),
        ("comparison:1", "comparison", 1, "1"),
        ("negative:4", "negative", 4, "4"),
        ("sampling:2", "sampling", 2, "2"),
    ],
)
def test_what_a_link_means(link: str, table: str, id: int, label: str, filled: Study) -> None:
    kind = link.partition(":")[0].strip().casefold()
    assert links.resolve(filled.db, link) == Target(kind, id, uuid(filled, table, id), label)


def test_the_study_and_a_segment(filled: Study) -> None:
    study = Target("study", 0, "study", "study")
    assert links.resolve(filled.db, "study") == links.resolve(filled.db, "Study:anything") == study
    assert memos.resolve(filled.db, "study:") == memos.resolve(filled.db, " STUDY : Study") == study
    with pytest.raises(QdaError, match=r"^there is no study 'other'"):
        memos.resolve(filled.db, "study:other")
    assert links.resolve(filled.db, "segment:thread-2#3") == Target(
        "segment", 8, f"{uuid(filled, 'source', 2)}@139", "thread-2#3"
    )


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("vertrouwen", "'vertrouwen': write KIND:NAME, such as code:trust or coding:12"),
        ("code:", "'code:': write KIND:NAME, such as code:trust or coding:12"),
        ("cod:x", "there is no kind of link 'cod'; did you mean 'code' or 'coding'?"),
        ("xyz:x", "there is no kind of link 'xyz'; it is one of source, segment, coding, code, category, property, relation, "
         "participant, comparison, negative, sampling, memo, study"),
        ("coding:99", "there is no coding '99'; give its number: the list of codings has their numbers"),
        ("memo:x", "there is no memo 'x'; give its number: the list of memos has their numbers"),
        ("relation:9", "there is no relation '9'; give its number: the list of relations has their numbers"),
        ("comparison:9", "there is no comparison '9'; give its number: the report of comparisons has their numbers"),
        ("negative:9", "there is no negative '9'; give its number: the report of negative cases has their numbers"),
        ("sampling:9", "there is no sampling '9'; give its number: the list of sampling entries has their numbers"),
        ("segment:thread-2", "'thread-2': name a segment as SOURCE#N, by its number in the source"),
        ("segment:thread-2#x", "'thread-2#x': name a segment as SOURCE#N, by its number in the source"),
        ("segment:thread-2#9", "thread-2#9: the source has segments 1 to 3"),
        ("property:graad", "'graad': name a property as CATEGORY/PROPERTY"),
        ("property:vertrouwen/graat", "there is no property 'vertrouwen/graat'; did you mean 'vertrouwen/graad'?"),
        ("property:macht/graad", "there is no property 'macht/graad'; 'macht' has none"),
    ],
)  # fmt: skip
def test_a_link_to_nothing(link: str, says: str, filled: Study) -> None:
    with pytest.raises(QdaError) as e:
        links.resolve(filled.db, link)
    assert str(e.value) == says


@pytest.mark.parametrize("link", ["segment:thread-2", "segment:thread-2#x"])
def test_a_segment_without_a_number_has_a_code(link: str, filled: Study) -> None:
    with pytest.raises(QdaError) as e:
        links.resolve(filled.db, link)
    assert e.value.message.code == "segment-unnamed"  # type: ignore[attr-defined]


def test_a_property_that_is_nothing_like_those_there_are(filled: Study) -> None:
    with filled.change("axial property") as c:
        theory_changes.add_property(c, 7, "x", "kinds", [])
    with pytest.raises(QdaError) as e:
        links.resolve(filled.db, "property:macht/verantwoordelijkheidsgevoel")
    assert str(e.value) == "there is no property 'macht/verantwoordelijkheidsgevoel'"


def test_a_link_in_a_text_and_back(filled: Study) -> None:
    text = "Zie [[code:Vertrouwen]], [[ code:x]], [[coding: 5 ]] en [[Code:x]]."
    stored, found = links.to_stored(filled.db, text)
    assert (
        stored
        == f"Zie [[code:{uuid(filled, 'code', 2)}]], [[ code:x]], [[coding:{uuid(filled, 'coding', 5)}]] en [[Code:x]]."
    )
    assert [(t.kind, t.id) for t in found] == [("code", 2), ("coding", 5)]
    with pytest.raises(QdaError, match=r"^there is no coding '7{24}… \(500 characters\)'"):
        links.to_stored(filled.db, f"[[coding:{'7' * 500}]]")
    stored, found = links.to_stored(filled.db, "[[code:Macht (Removed)]]", [("code", "u-1", "macht")])
    assert (stored, found) == ("[[code:u-1]]", [Target("code", -1, "u-1", "macht")])


def test_what_a_link_remembers(filled: Study) -> None:
    assert links.remembered(filled.db, "code", 2) == "vertrouwen" and links.remembered(filled.db, "memo", 1) == "1"
    assert links.remembered(filled.db, "coding", 5) == "5, publieke meerwaarde: “publieke meerwaarde”"
    with filled.change("code") as c:
        text = "De [raad] vindt van alles over de waarde van dit werk en zegt dat ook zo nu en dan"
        source = c.insert(
            "source", uuid="u", name="lang", key="lang", kind="plain", title="", language="nl", text=text, characters=len(text),
            words=1, sha256="x", origin="", imported_at=c.at, metadata="{}", sentence_rules=1,
        )  # fmt: skip
        made = [
            c.insert(
                "coding",
                uuid=f"u{end}",
                source=source,
                start=0,
                end=end,
                code=6,
                coder=1,
                origin="hand",
                confirmed=1,
                created_at=c.at,
                words=1,
            )
            for end in (60, 61, 80)
        ]
    words = "De (raad) vindt van alles over de waarde van dit werk en"
    assert links.remembered(filled.db, "coding", made[0]) == f"{made[0]}, verantwoordelijkheid: “{words} zeg”"
    assert links.remembered(filled.db, "coding", made[1]) == f"{made[1]}, verantwoordelijkheid: “{words} …”"
    assert links.remembered(filled.db, "coding", made[2]) == f"{made[2]}, verantwoordelijkheid: “{words} …”"


def on(study: Study, memo: int, place: str = "on") -> list[str]:
    return [str(link) for link in links.of(study.db, "memo", memo, place)]


EVERYTHING = [
    "source:thread-1", "segment:thread-1#2", "coding:1", "code:verantwoordelijkheid", "category:vertrouwen",
    "property:vertrouwen/graad", "relation:1", "participant:Jan de Vries",
]  # fmt: skip


def test_what_a_memo_is_on(filled: Study) -> None:
    assert on(filled, 1) == [*EVERYTHING, "study:study"] and on(filled, 1, "text") == EVERYTHING
    (one,) = links.of(filled.db, "storyline", 1, "text")[:1]
    assert one == Link(one.id, "category", uuid(filled, "code", 2), 2, "vertrouwen")
    memo = memos.one(filled.db, 1)
    assert memo.text == "Over " + ", ".join(f"[[{x}]]" for x in EVERYTHING) + ".\u2028'Einde' 😀"
    assert (
        links.shown(filled.db, "memo", 1, memo.stored) == memo.text
        and links.shown(filled.db, "memo", 9, "[[code:u]]") == "[[code:u]]"
    )
    assert [str(x) for x in memo.on] == [*EVERYTHING, "study:study"] and memo.row()[4] == [*EVERYTHING, "study:study"]
    assert (memo.title, memo.type, memo.date, memo.coder) == ("alles", "theoretical", None, "anna")


def test_links_to_what_went_keep_its_name(filled: Study) -> None:
    with filled.change("remove") as c:
        links.forget(c, "coding", [1])
        links.forget(c, "property", [1])
        links.forget(c, "code", [6])
        c.delete("coding", 1)
        c.delete("property", 1)
        c.delete("code", 6)
    assert on(filled, 1)[2:6] == [
        "coding:1, vertrouwen: “Vertrouwen” (removed)", "code:verantwoordelijkheid (removed)", "category:vertrouwen",
        "property:vertrouwen/graad (removed)",
    ]  # fmt: skip
    link = links.of(filled.db, "memo", 1, "on")[2]
    assert link.target is None and link.forms == ("coding:1, vertrouwen: “Vertrouwen” (removed)", "coding:1 (removed)")
    held = links.of(filled.db, "memo", 1, "text")
    stored, found = links.retyped(
        filled.db, "[[coding:1 (removed)]] en [[code:verantwoordelijkheid (removed)]], [[code:macht]]", held
    )
    assert [(t.kind, t.id, t.label) for t in found] == [
        ("coding", -1, "1, vertrouwen: “Vertrouwen”"), ("code", -1, "verantwoordelijkheid"), ("code", 7, "macht"),
    ]  # fmt: skip
    assert links.shown(filled.db, "memo", 1, stored).startswith("[[coding:1, vertrouwen: “Vertrouwen” (removed)]] en")
    assert [m.id for m in memos.read(filled.db, on=["code:verantwoordelijkheid (removed)"])] == [1]
    assert [m.id for m in memos.read(filled.db, on=["coding:1 (Removed)"])] == [1]


def test_links_are_written_once(filled: Study) -> None:
    with filled.change("memo") as c:
        target = links.resolve(c.db, "code:macht")
        links.write(c, "memo", 2, "on", [target, target])
        links.write(c, "memo", 2, "text", [target])
        assert memos.attach(c, 2, [links.resolve(c.db, "category:macht"), links.resolve(c.db, "source:thread-2")]) == [
            links.resolve(c.db, "source:thread-2")
        ]
        links.write(c, "memo", 2, "on", [Target("code", -1, "u-1", "weg")])
    assert on(filled, 2) == ["memo:1", "code:loslaten", "code:macht", "source:thread-2", "code:weg (removed)"]
    assert on(filled, 2, "text") == ["memo:1", "code:loslaten", "code:macht"]
    with filled.change("memo") as c:
        links.rewrite(c, "memo", 2, [links.resolve(c.db, "code:macht"), links.resolve(c.db, "coding:2")])
        links.remove(c, [x.id for x in links.of(c.db, "memo", 2, "on")[1:]])
    assert on(filled, 2, "text") == ["code:macht", "coding:2"] and on(filled, 2) == ["memo:1"]


def test_links_follow_what_becomes_one(filled: Study) -> None:
    """In rows and in texts, of memos, their versions and the storyline; a memo on both is on one."""
    with filled.change("memo") as c:
        memos.attach(c, 1, [links.resolve(c.db, "code:macht"), links.resolve(c.db, "coding:2")])
        memos.edit(c, memos.one(c.db, 3), text="Over [[code:verantwoordelijkheid]].")
        memos.edit(c, memos.one(c.db, 3), text="Nog eens [[code:verantwoordelijkheid]].")
        links.repoint(c, "code", 6, 7)
        links.repoint(c, "coding", 1, 2)
    assert on(filled, 1) == ["source:thread-1", "segment:thread-1#2", "category:vertrouwen", "property:vertrouwen/graad",
                             "relation:1", "participant:Jan de Vries", "study:study", "code:macht", "coding:2"]  # fmt: skip
    assert "[[code:macht]]" in memos.one(filled.db, 1).text and "[[coding:2]]" in memos.one(filled.db, 1).text
    assert memos.one(filled.db, 3).text == "Nog eens [[code:macht]]."
    assert [v[5] for v in memos.versions(filled.db, memos.one(filled.db, 3))][1:] == [
        "Over [[code:macht]].",
        "Nog eens [[code:macht]].",
    ]
    assert list(links.findings(filled.db)) == []
    label = filled.db.execute("select label from link where memo = 1 and place = 'text' and kind = 'code'").fetchone()
    assert label == ("macht",)


def test_versions_of_a_memo(filled: Study) -> None:
    with filled.door.change("memo edit", "ben") as c:
        assert memos.edit(c, memos.one(c.db, 2), title="derde", type="journal")
        first = c.at
    with filled.change("memo edit") as c:
        assert memos.edit(c, memos.one(c.db, 2), date="2026-03-04")
        assert not memos.edit(c, memos.one(c.db, 2), date="2026-03-04", title="derde")
        second = c.at
    memo = memos.one(filled.db, 2)
    assert (memo.title, memo.type, memo.date, memo.updated_at) == ("derde", "journal", "2026-03-04", second)
    assert memos.version_count(filled.db, 2) == 2 and memos.version_count(filled.db, 1) == 0
    found = memos.versions(filled.db, memo)
    assert [(n, title, type, coder) for n, title, type, coder, _, _ in found] == [
        (1, "tweede", "code", "anna"), (2, "tweede", "code", "anna"), (3, "derde", "journal", "ben"),
    ]  # fmt: skip
    assert found[0][4] == memo.created_at and found[2][4] == first
    assert found[0][5] == "Zie [[memo:1]]." and found[1][5] == found[2][5] == "Zie [[memo:1]] en [[code:loslaten]]."


def test_versions_name_what_is_gone(filled: Study) -> None:
    with filled.change("memo edit") as c:
        memos.edit(
            c, memos.one(c.db, 2), text="Over [[code:macht]], [[segment:thread-1#2]], [[study:study]] en [[coding:2]]."
        )
        memos.edit(c, memos.one(c.db, 2), text="Niets.")
        codes.remove(c, 7)
    assert memos.versions(filled.db, memos.one(filled.db, 2))[2][5] == (
        "Over [[code:? (removed)]], [[segment:thread-1#2]], [[study:study (removed)]] en [[coding:2]]."
    )


def test_a_link_that_nobody_knows_stays_as_it_is() -> None:
    known = [Link(1, "code", "u", 7, "macht")]
    assert memos.with_links("[[code:u]], [[code:x]]", known, lambda link: f"<{link}>") == "<code:macht>, [[code:x]]"


def test_which_memos_are_read(filled: Study) -> None:
    def read(**what: object) -> list[int]:
        return [m.id for m in memos.read(filled.db, **what)]  # type: ignore[arg-type]

    assert read() == [1, 2, 3] and read(ids=[3, 1]) == [1, 3] and read(ids=[]) == []
    assert read(types=["code", "sampling"]) == [2, 3] and read(coders=[2]) == [] and read(coders=[1]) == [1, 2, 3]
    assert (
        read(on=["category:loslaten"]) == [2]
        and read(on=["study", "sampling:1"]) == [1, 3]
        and read(on=["coding:9"]) == []
    )
    got = memos.get(filled.db, 2)
    assert got is not None and got.id == 2 and memos.get(filled.db, 9) is None
    with pytest.raises(QdaError) as e:
        memos.one(filled.db, 9)
    assert str(e.value) == "there is no memo '9'; the list of memos has their numbers"
    assert memos.linking_to(filled.db, [1]) == [2] and memos.linking_to(filled.db, [3]) == []


def test_a_memo_that_goes_is_remembered(filled: Study) -> None:
    with filled.change("memo remove") as c:
        memos.remove(c, 1)
    assert on(filled, 2) == ["memo:1 (removed)", "code:loslaten"] and memos.one(filled.db, 2).text.startswith(
        "Zie [[memo:1 (removed)]]"
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("## Over *vertrouwen*\nrest", "Over vertrouwen"),
        ("\n---\n1. Eerst `dit`", "Eerst dit"),
        ("Zie [[coding:12]] en [[code:macht]]", "Zie coding 12 en macht"),
        ("", "memo"),
        ("  \x07 ", "memo"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("woord " * 9 + "eindes", "woord " * 9 + "eindes"),
        ("woord " * 9 + "eindeste", ("woord " * 9).strip() + "…"),
        ("woord, " * 8 + "en dan nog iets", ("woord, " * 8 + "en").strip(" ,") + "…"),
    ],
)
def test_titles_from_first_words(text: str, title: str) -> None:
    assert memos.first_words(text) == title


def test_a_title_follows_the_words_it_was_made_of(filled: Study) -> None:
    with filled.change("memo add") as c:
        id = memos.add(c, title="", type="code", text="Zie [[code:macht]].\nDan.", date=None, on=[])
    assert memos.one(filled.db, id).title == "Zie macht."
    with filled.change("memo edit") as c:
        memos.edit(c, memos.one(c.db, id), text="Zie [[code:vertrouwen]].")
    assert memos.one(filled.db, id).title == "Zie vertrouwen."
    with filled.change("memo edit") as c:
        memos.edit(c, memos.one(c.db, id), text="Anders.", title="Vast")
        memos.edit(c, memos.one(c.db, id), text="Nog anders.")
    assert memos.one(filled.db, id).title == "Vast"


def test_a_link_to_a_person_says_who_it_is_and_of_one_who_is_no_more_who_it_was(filled: Study) -> None:
    """Of the people of one source it says of which; a name that a link remembers is shown as it was."""
    of = uuid(filled, "participant", 6)
    with filled.change("test") as c:
        id = c.insert(
            "link", memo=3, place="on", kind="participant", uuid=of, label="R1", participant=6, created_at=c.at
        )
    held = {link.id: link.label for link in memos.links_of(filled.db, "memo", "[3]")[3, "on"]}
    assert held[id] == "R1 (interview-01)"
    with filled.change("test") as c:
        links.forget(c, "participant", [6])
        c.update("link", id, participant=None)
    (link,) = (x for x in memos.links_of(filled.db, "memo", "[3]")[3, "on"] if x.id == id)
    assert (link.target, link.label) == (None, held[id])


def test_a_memo_is_found_by_its_title_as_it_is_shown(filled: Study) -> None:
    """Where people are shown by pseudonym, so are their names in titles."""
    assert memos.find(filled.db, "Tweede") == 2 == memos.find(filled.db, "2")
    filled.db.shown = lambda text: text.replace("tweede", "P2")
    assert memos.find(filled.db, "p2") == 2 == memos.find(filled.db, "tweede")
    with pytest.raises(QdaError, match="no memo 'P9'"):
        memos.find(filled.db, "P9")
