# ruff: noqa: E501 (rows stand on one line)
"""Who answers whom and in which order posts stand, whichever way the files of a thread come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from helpers_importers import tiles

from qda import importers
from qda.core.drafts import Draft, ReadOptions
from qda.importers.common.thread_order import Answers, Item, anchored, places
from qda.importers.threads import json_dump
from qda.importers.threads.join_pages import added


def dump(told: Any) -> Draft:
    [draft] = json_dump.read(json.dumps(told).encode(), "x", "x.json", ReadOptions())
    tiles(draft)
    return draft


def seen(draft: Draft) -> list[tuple[str | None, int | None]]:
    return [(s.author, s.reply_to) for s in draft.segments if s.parent is None]


def post(number: int, who: str, answers: int | None = None) -> dict[str, Any]:
    return {
        "id": 100 + number, "username": who, "created_at": f"2026-01-0{number}T10:00:00Z", "cooked": f"<p>Zegt {who}.</p>",
        "post_number": number, "reply_to_post_number": answers, "topic_id": 7,
    }  # fmt: skip


def test_the_newest_first_is_turned_round() -> None:
    told = [post(3, "c", 2), post(2, "b", 1), post(1, "a")]
    assert (
        seen(dump({"latest_posts": told}))
        == [("a", None), ("b", 0), ("c", 1)]
        == seen(dump({"latest_posts": told[::-1]}))
    )
    assert not any("not here" in n for n in dump({"latest_posts": told}).notes)
    assert seen(dump({"latest_posts": [post(3, "c"), post(2, "b"), post(1, "a")]})) == [
        ("a", None),
        ("b", None),
        ("c", None),
    ]
    gone = dump({"latest_posts": [post(3, "c", 2), post(1, "a")]})
    assert seen(gone) == [("a", None), ("c", None)] and "1 post answers a post that is not here" in gone.notes


def test_answers_that_go_round_in_a_circle_do_no_harm() -> None:
    told = [{"id": str(n), "link_id": "t3_q", "parent_id": f"t1_{(n + 1) % 3}", "author": f"u{n}", "body": "Tekst.", "created_utc": 1551690720} for n in range(3)]  # fmt: skip
    assert len(seen(dump(told))) == 3


def test_an_id_is_found_with_and_without_its_prefix() -> None:
    calls: Answers[int] = Answers()
    for n, id in enumerate(("t1_a1", "a2", "12", "c-7", "t1_b", "t3_b")):
        calls.add(id, n)
    assert [calls.find(x) for x in ("a1", "t1_a2", "12.0", "7", "t1_b", "t3_b")] == [0, 1, 2, 3, 4, 5]
    assert calls.find("b") is None, "two are called so"
    assert calls.find("#12") is None and calls.find("t1_zz") is None


def items(*told: tuple[str, int, str | None]) -> list[Item]:
    return [Item(*t) for t in told]


def test_where_new_posts_stand() -> None:
    have = items(("a", 1, "2026-01-01"), ("b", 4, "2026-01-04"))
    assert places(have, items(("c", 2, None), ("d", 9, None)), [-1, -1], None) == [1, 2], "by number"
    have = items(("a", -1, "2026-01-02T10:00+01:00"), ("b", -1, "2026-01-04"))
    assert places(have, items(("c", -1, "2026-01-02T09:30"), ("d", -1, "2026-01-09")), [-1, -1], None) == [1, 2], (
        "by date"
    )
    assert places(have, items(("c", -1, "2026-01-04")), [-1], True) == [1] and places(have, items(("c", -1, "2026-01-04")), [-1], False) == [2]  # fmt: skip
    have = items(("a", -1, None), ("b", -1, None))
    assert places(have, items(("c", -1, None)), [-1], True) == [0] and places(
        have, items(("c", -1, None)), [-1], False
    ) == [2]
    assert places(have, items(("c", -1, None)), anchored([0, None, 1]), None) == [1], "between two that both have"
    assert anchored([None, 3, None]) == [3, 4] and anchored([None]) == [-1]
    assert places(items(("10", -1, None), ("20", -1, None)), items(("15", -1, None)), [-1], None) == [1], "by ids"


def test_who_writes_the_same_twice_has_written_twice() -> None:
    def page(*texts: str) -> Draft:
        messages = [
            {"sender_name": "Ria", "timestamp_ms": 1551690720000 + n, "content": t} for n, t in enumerate(texts)
        ]
        return dump({"participants": [], "title": "x", "thread_path": "x", "messages": messages[::-1]})

    assert [n for n, _ in added(page("Ja.", "Nee."), page("Ja.", "Nee.", "Ja.")).new] == [2]


def table(folder: Path, text: str, **options: Any) -> Draft:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    [reading] = importers.read([str(path)], ReadOptions(form="posts", **options))
    assert reading.draft is not None, reading.error
    tiles(reading.draft)
    return reading.draft


def test_a_table_of_reddit(tmp_path: Path) -> None:
    head = "id,author,created_utc,link_id,parent_id,body\n"
    made = table(
        tmp_path,
        head + "a1,ria,1710231302,t3_x,t3_x,Het hek staat open.\na2,bas,1710231460,t3_x,t1_a1,Ik was het niet.\n",
    )
    assert (
        made.name == "t3_x"
        and seen(made) == [("ria", None), ("bas", 0)]
        and not any("not here" in n for n in made.notes)
    )
    made = table(
        tmp_path,
        head
        + "t1_a1,ria,1710231302,x,x,Het hek staat open.\nt1_a2,bas,1710231460,x,a1,Ik niet.\nt1_a3,tine,1710231470,x,t1_zz,Hm.\n",
    )
    assert seen(made) == [("ria", None), ("bas", 0), ("tine", None)] and any(
        "1 post answers a post that is not here" in n for n in made.notes
    )


def test_a_table_of_comments_from_the_newest_to_the_oldest(tmp_path: Path) -> None:
    made = table(
        tmp_path,
        "Comment ID,Author Name,Comment Text,Published At,Parent ID,Video ID\nc3,@tine,Precies.,2024-03-12T11:00:00Z,c2,v1\n"
        'c2,@bas,"> Mooi pad\n\nMaar het hek is dicht.",2024-03-12T10:00:00Z,c1,v1\nc1,@ria,Mooi pad,2024-03-12T09:00:00Z,,v1\n',
    )
    tiles(made)
    assert (
        made.name == "v1"
        and seen(made) == [("@ria", None), ("@bas", 0), ("@tine", 1)]
        and made.date == "2024-03-12T09:00:00Z"
    )
    quoted = next(s for s in made.segments if s.kind == "quoted")
    assert made.text[quoted.start : quoted.end] == "> Mooi pad" and any(
        "newest post stood first" in n for n in made.notes
    )


def test_a_spreadsheets_figures_and_words_for_no_answer(tmp_path: Path) -> None:
    made = table(
        tmp_path,
        "id,author,date,text,parent_id\n11,ria,2024-03-12T09:00,Dag,NaN\n12,bas,2024-03-12T10:00,Hoi,11.0\n13,tine,2024-03-12T10:10,Zo,0\n",
    )
    assert seen(made) == [("ria", None), ("bas", 0), ("tine", None)] and not any("not here" in n for n in made.notes)
