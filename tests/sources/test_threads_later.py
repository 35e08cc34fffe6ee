"""Pages of a thread that come in by later commands, in any order: one source, its posts in order, codings on their words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from source_study import whole

from qda.ops.coding import coding
from qda.ops.sources import edit
from qda.ops.sources.import_list import import_texts
from qda.ops.study.study import undo
from qda.ops.theory import memos
from qda.store.project import Study

Turn = Callable[[Study, Callable[[], Any]], Any]

WORDS = {1: "Wie heeft het hek opengezet?", 2: "Ik niet.", 3: "Misschien de wind.", 4: "Dan sluit ik het."}
ANSWERS = {2: 1, 3: 1, 4: 3}


def page(folder: Path, name: str, *numbers: int, **more: Any) -> str:
    """A file of Discourse with these posts of one topic."""
    posts = [
        {
            "id": 100 + n, "username": f"lid{n}", "created_at": f"2026-01-0{n}T10:00:00Z", "cooked": f"<p>{WORDS[n]}</p>",
            "post_number": n, "reply_to_post_number": ANSWERS.get(n), "topic_id": 7,
        }
        for n in numbers
    ]  # fmt: skip
    path = folder / name
    path.write_text(
        json.dumps({"id": 7, "title": "Het hek", "post_stream": {"posts": posts}, **more}), encoding="utf-8"
    )
    return str(path)


def rows(study: Study) -> list[tuple[Any, ...]]:
    """What came in, however: author, date, answer, words, metadata of every segment, and the source's date."""
    [(name,)] = study.db.execute("select name from source").fetchall()
    fields = edit.show(study, name).fields
    return [
        (s["n"], s["author"], s["date"], s["reply_to"], s["text"], s["metadata"]) for s in fields["segments"]
    ] + [fields["date"]]  # fmt: skip


def test_pages_in_any_order_are_the_same_study(tmp_path: Path, empty: Study) -> None:
    one, two, three = page(tmp_path, "1.json", 1, 2), page(tmp_path, "2.json", 3), page(tmp_path, "3.json", 4)
    want: list[Any] = []
    for order in (
        [[one, two, three]],
        [[one], [two], [three]],
        [[three], [one], [two]],
        [[two, three], [one]],
        [[three], [two], [one]],
    ):
        for paths in order:
            done = import_texts(empty, paths)
        assert [(r[1], r[3]) for r in rows(empty)[:-1]] == [("lid1", None), ("lid2", 1), ("lid3", 1), ("lid4", 3)]
        assert not any("not here" in r[6] for r in done.rows), "the last page has all that was missing"
        want = want or rows(empty)
        assert rows(empty) == want
        whole(empty)
        for _ in order:
            undo(empty)


def test_codings_and_links_stay_on_their_words_when_a_page_comes_before(
    empty: Study, tmp_path: Path, turn: Turn
) -> None:
    import_texts(empty, [page(tmp_path, "3.json", 3, 4)])
    coding.code(empty, "3", ["wind"], quote="de wind")
    coding.code(empty, "3", ["hek"], span=f"0:{len(WORDS[3]) + 2 + len(WORDS[4])}")
    memos.add(empty, "Zie [[segment:3#2]].", title="verband")
    turn(empty, lambda: import_texts(empty, [page(tmp_path, "1.json", 1, 2)]))
    assert [s["text"] for s in edit.show(empty, "3").fields["segments"]] == list(WORDS.values())
    held = {code: text[start:end] for code, text, start, end in empty.db.execute(
        'select k.name, s.text, g.start, g."end" from coding g join code k on k.id = g.code join source s on s.id = g.source'
    )}  # fmt: skip
    assert held == {"wind": "de wind", "hek": f"{WORDS[3]}\n\n{WORDS[4]}"}
    assert memos.show(empty, 1).fields["text"] == "Zie [[segment:3#4]]."
    whole(empty)


def test_a_post_never_comes_into_the_middle_of_a_coding(empty: Study, tmp_path: Path) -> None:
    import_texts(empty, [page(tmp_path, "a.json", 1, 3)])
    quote = f"{WORDS[1]}\n\n{WORDS[3]}"
    coding.code(empty, "a", ["samen"], span=f"0:{len(quote)}")
    import_texts(empty, [page(tmp_path, "b.json", 2, 4)])
    assert [s["author"] for s in edit.show(empty, "a").fields["segments"]] == ["lid1", "lid3", "lid2", "lid4"]
    [(start, end, text)] = empty.db.execute(
        'select g.start, g."end", s.text from coding g join source s on s.id = g.source'
    )
    assert text[start:end] == quote
    whole(empty)


def test_what_a_thread_lacks_grows_less(empty: Study, tmp_path: Path) -> None:
    [first] = import_texts(empty, [page(tmp_path, "a.json", 1, 2, posts_count=4)]).rows
    assert "2 of the 4 posts are not in the file" in first[6]
    [then] = import_texts(empty, [page(tmp_path, "b.json", 3, posts_count=4)]).rows
    assert "1 of the 4 posts is not in the study" in then[6] and "in the file" not in then[6]
    [last] = import_texts(empty, [page(tmp_path, "c.json", 4, posts_count=4)]).rows
    assert "not in" not in last[6]
    assert "lacks" not in edit.show(empty, "a").fields["metadata"]["thread"]
    undo(empty)
    assert edit.show(empty, "a").fields["metadata"]["thread"]["lacks"] == 1
    whole(empty)


def test_a_dry_run_tells_what_would_come(empty: Study, tmp_path: Path) -> None:
    import_texts(empty, [page(tmp_path, "a.json", 3)])
    [row] = import_texts(empty, [page(tmp_path, "b.json", 1, 2)], dry_run=True).rows
    assert row[6].startswith("would come in; 2 new posts added to a; 0 were there") and row[4] == 2
    assert len(edit.show(empty, "a").fields["segments"]) == 1


def test_a_table_that_goes_on_in_another_file(empty: Study, tmp_path: Path) -> None:
    head = "id,author,created_utc,link_id,parent_id,body\n"
    (tmp_path / "a.csv").write_text(head + "a2,bas,1710231460,t3_x,t1_a1,Ik niet.\n")
    (tmp_path / "b.csv").write_text(head + "a1,ria,1710231302,t3_x,t3_x,Wie was het?\n")
    (tmp_path / "c.csv").write_text(head + "z9,joop,1710231302,t3_x,t3_x,Over iets anders.\n")
    for name in "ab":
        import_texts(empty, [str(tmp_path / f"{name}.csv")])
    shown = edit.show(empty, "t3_x").fields["segments"]
    assert [(s["author"], s["reply_to"]) for s in shown] == [("ria", None), ("bas", 1)]
    assert shown[1]["metadata"] == {"id": "a2"}
    import_texts(empty, [str(tmp_path / "c.csv")])
    assert empty.db.execute("select count(*) from source").fetchone() == (2,), "no post of it has to do with the others"
    whole(empty)
