"""Which rows go out with some of a study's sources, and by which places they are named."""

from __future__ import annotations

import json

import pytest

from qda.store.exchange import rows_out
from qda.store.exchange.going import Places, places
from qda.store.exchange.shape import shapes
from qda.store.project import Study


def going(study: Study, sources: list[int] | None) -> Places:
    return places(study.db, shapes(study.db), sources)


def ids(study: Study, sources: list[int] | None) -> dict[str, list[int]]:
    """By table the numbers of the rows that go, in the order of their places, where these are not the same."""
    found = {table: held for table, held in going(study, sources).items() if held is not None}
    for held in found.values():
        assert list(held.values()) == list(range(1, len(held) + 1)), "places follow each other"
    return {table: list(held) for table, held in found.items()}


def test_all_of_a_study(filled: Study) -> None:
    found = going(filled, None)
    settings = dict(filled.db.execute("select name, id from setting").fetchall())
    assert {table for table, held in found.items() if held is not None} == {"setting"}
    assert found["setting"] == {settings[name]: n for n, name in enumerate(("name", "language", "condition_levels"), 1)}
    with filled.change("test") as c:
        c.delete("code_alias", 1)
        c.delete("coding", 4)
        c.insert("setting", name="pseudonyms", value="{}")
        c.insert("setting", name="iets", value="x")
    found = going(filled, None)
    assert found["coding"] == {id: n for n, id in enumerate((i for i in range(1, 14) if i != 4), 1)}
    assert found["code_alias"] is None, "none at all"
    assert len(found["setting"] or ()) == 4


def test_what_hangs_on_sources_that_stay_stays(filled: Study) -> None:
    found = ids(filled, [1, 3])
    assert found["source"] == [1, 3] and found["segment"] == [1, 2, 3, 4, 5, 9, 10, 11, 12]
    assert found["coding"] == [1, 2, 3, 4, 6, 7, 9, 10, 11, 12, 13]
    assert found["participant"] == [1, 2, 3, 5, 6], "the fourth wrote in the second source alone"
    assert found["value"] == [1, 3] and found["sampling_source"] == []
    assert found["placement"] == [1, 2, 3, 4, 5] and found["memo"] == [1, 2, 3] and found["carried"] == [1, 2]
    found = ids(filled, [2])
    assert found["source"] == [2] and found["coding"] == [5, 8] and found["participant"] == [1, 4]
    assert found["placement"] == [] == found["comparison"] == found["negative"] == found["evidence"]
    assert found["relation"] == [1, 2], "theory is of the whole study"


@pytest.fixture
def noted(filled: Study) -> Study:
    """Memos on things of the first source, of the second, of both, of none, and on each other."""
    with filled.change("test") as c:
        c.db.execute("delete from link")
        on = {
            1: [("source", "source", 1)],
            2: [("source", "source", 2), ("coding", "coding", 5)],
            3: [("source", "source", 2), ("segment", "segment", 1)],
        }
        for memo, links in on.items():
            for kind, column, id in links:
                row = {
                    "memo": memo,
                    "place": "on",
                    "kind": kind,
                    "uuid": "u",
                    "label": "",
                    column: id,
                    "created_at": c.at,
                }
                c.insert("link", **row)
    return filled


def test_memos_stay_when_all_that_they_are_on_stays(noted: Study) -> None:
    assert ids(noted, [1])["memo"] == [1, 3] and ids(noted, [2])["memo"] == [2, 3]
    assert ids(noted, [3])["memo"] == [] and ids(noted, [1, 2, 3])["memo"] == [1, 2, 3]
    with noted.change("test") as c:
        c.db.execute("delete from link where memo = 1")
        c.insert("link", memo=2, place="on", kind="code", uuid="u", label="", code=6, created_at=c.at)
        c.insert("link", memo=3, place="text", kind="code", uuid="u", label="", code=6, created_at=c.at)
    assert ids(noted, [3])["memo"] == [1, 2], "on nothing, and on a code too; what a text names does not count"


def test_a_memo_on_a_memo_that_stays(noted: Study) -> None:
    with noted.change("test") as c:
        c.db.execute("delete from link where memo in (1, 3)")
        c.insert("link", memo=3, place="on", kind="memo", uuid="u", label="", other=2, created_at=c.at)
        c.insert("link", memo=1, place="on", kind="memo", uuid="u", label="", other=3, created_at=c.at)
    assert ids(noted, [1])["memo"] == [] and ids(noted, [2])["memo"] == [1, 2, 3]


def test_links_of_memos_that_go(noted: Study) -> None:
    db = noted.db
    kept = ids(noted, [1])["link"]
    assert {m for (m,) in db.execute(f"select memo from link where id in ({', '.join(map(str, kept))})")} == {1, 3}
    assert len(kept) == 3, "what a memo that goes is on stays named, though it stays out"


def test_people_who_said_nothing_go_along(filled: Study) -> None:
    with filled.change("test") as c:
        c.db.execute("update segment set participant = null where participant in (2, 4)")
    assert ids(filled, [3])["participant"] == [2, 4, 5, 6]
    assert ids(filled, [2])["participant"] == [1, 2, 4]


def test_a_link_to_what_stays_out_keeps_its_name_of_today(noted: Study) -> None:
    with noted.change("test") as c:
        c.db.execute("update link set label = 'oud'")
    lines = "".join(rows_out.lines(noted.db, digest="", sources=[1])).split("\n")[:-1]
    label = 1 + shapes(noted.db)["link"].at("label")
    found = [row[label] for row in map(json.loads, lines[1:]) if row[0] == "link"]
    assert found == ["oud", "thread-2", "oud"]
