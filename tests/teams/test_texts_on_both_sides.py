"""A source that got another text on one side or both: what a merge leaves of its rows, row by row, and what it tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aftermath import Aftermath, rows
from sides import one, parted

from qda.ops.sources import segments, update
from qda.store.analysis import codings
from qda.store.history.door import Change
from qda.store.merge import settling
from qda.store.project import Study
from qda.store.texts import sources

BACK = "it came back, as theirs edited it or rests on it"
FOLLOWED = "ours has another text; theirs' codings followed their words"
POSTS = [
    {"n": 1, "kind": "post", "participant": 1, "author": "Jan de Vries", "start": 0, "end": 63, "words": 10},
    {"n": 2, "kind": "post", "participant": 4, "author": "Piet Puk", "start": 65, "end": 137, "words": 11},
    {"n": 3, "kind": "post", "participant": 4, "author": "Piet Puk", "start": 139, "end": 151, "words": 3},
]
MADE = {"origin": "hand", "confirmed": 1, "pinned": 0}


def text(study: Study) -> str:
    return str(one(study, "select text from source where name = 'thread-2'"))


def retext(study: Study, old: str, new: str) -> None:
    """Give thread-2 a text with other words."""
    file = study.path.parent / f"{study.path.stem}.txt"
    file.write_text(text(study).replace(old, new) if old else text(study) + new)
    update.update(study, "thread-2", str(file))


def code(c: Change, quote: str, code: int) -> int:
    (source,) = c.db.execute("select id from source where name = 'thread-2'").fetchone()
    layout = sources.layout(c.db, source)
    at = layout.text.find(quote)
    return codings.add(c, source, layout, at, at + len(quote), code)


def without_text(row: dict[str, Any] | None) -> dict[str, Any]:
    return {n: v for n, v in (row or {}).items() if n not in ("text", "sha256", "origin", "sentence_rules")}


def test_a_source_that_ours_removed_comes_back_with_theirs_newer_text(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("remove") as c:
            settling.remove(c, "source", 2)
        retext(sides.theirs, "", "\n\nNog een.")
        done = Aftermath(sides)
        assert without_text(done.left.pop("source 4")) == {
            "name": "thread-2", "key": "thread-2", "kind": "forum", "title": "Thread-2", "language": "nl", "characters": 161,
            "words": 26, "metadata": '{"earlier": [{"sha256": "sha-thread-2", "until": "now"}]}',
        }  # fmt: skip
        assert text(sides.ours) == text(sides.theirs)
        coded = {"source": 4, "coder": 1, "note": "'n' \"q\"", **MADE}
        assert done.left == {
            **{f"segment {n}": {"source": 4, **post} for n, post in zip((6, 7, 8), POSTS, strict=True)},
            "segment 13": {"source": 4, "n": 4, "kind": "paragraph", "start": 153, "end": 161, "words": 2},
            "coding 5": {**coded, "start": 86, "end": 105, "code": 1, "words": 2, "segment": 7, "last_segment": 7,
                         "characters": 19},
            "coding 8": {**coded, "start": 13, "end": 23, "code": 2, "words": 1, "segment": 6, "last_segment": 6,
                         "characters": 10},
            "value 2": {"variable": 1, "source": 4, "value": "Delft"},
        }  # fmt: skip
        nothing = ("", None, None, None, BACK, "ben")
        assert done.told == [
            ("removed-used", "source", "source", 4, "source 4", "thread-2", *nothing),
            ("removed-used", "value", "value", 2, "source 4|variable 1", "municipality of thread-2", *nothing),
            (
                "removed-used",
                "coding",
                "coding",
                5,
                "coding 5",
                "5, publieke meerwaarde: “publieke meerwaarde”",
                *nothing,
            ),
            ("removed-used", "coding", "coding", 8, "coding 8", "8, vertrouwen: “vertrouwen”", *nothing),
        ]
        assert done.found == {
            "source": {"changed": 1, "told": [2]}, "segment": {"changed": 4}, "value": {"already": 1, "told": [3]},
            "coding": {"already": 2, "told": [4, 5]},
        }  # fmt: skip
        assert sides.merge() == {}


def test_a_text_of_theirs_that_ours_had_before_its_own_is_nothing_new(filled_file: Path, tmp_path: Path) -> None:
    """Ours went through that text to a later one, and keeps it for a quote; what theirs has on it follows to the later."""
    with parted(filled_file, tmp_path) as sides:
        retext(sides.ours, "iets", "wat")
        with sides.ours.change("code") as c:
            code(c, "nog wat", 6)
        retext(sides.ours, "wat", "niks")
        retext(sides.theirs, "iets", "wat")
        with sides.theirs.change("code") as c:
            code(c, "Eigen koers", 1)
        done = Aftermath(sides)
        assert done.left == {
            "coding 16": {"source": 5, "start": 65, "end": 76, "code": 1, "coder": 2, "note": "", "words": 2, "segment": 7,
                          "last_segment": 7, "characters": 11, **MADE},
        }  # fmt: skip
        assert done.told == [
            ("text-changed", "source", "source", 5, "source 5", "thread-2", "text", None, None, None, FOLLOWED, "ben")
        ]
        assert done.found == {
            "source": {"already": 1, "told": [2]}, "segment": {"changed": 3}, "value": {"already": 1},
            "coding": {"added": 1, "already": 2},
        }  # fmt: skip
        assert sides.merge() == {}


def test_a_newer_text_comes_with_what_theirs_said_of_the_source(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        retext(sides.theirs, "iets", "wat")
        said = {
            "title": "Nieuw",
            "language": "en",
            "date": "2026-01-01",
            "kind": "posts",
            "name": "draad",
            "key": "draad",
        }
        with sides.theirs.change("say") as c:
            c.update("source", c.db.execute("select id from source where name = 'thread-2'").fetchone()[0], **said)
        done = Aftermath(sides)
        assert without_text(done.left.pop("source 4")) == {
            **said, "characters": 150, "words": 24, "metadata": '{"earlier": [{"sha256": "sha-thread-2", "until": "now"}]}',
        }  # fmt: skip
        assert done.left == {
            "source 2": None, "segment 6": {"source": 4}, "segment 7": {"source": 4}, "segment 8": {"source": 4, "end": 150},
            "coding 5": {"source": 4}, "coding 8": {"source": 4}, "value 2": {"source": 4},
            "sampling_source 1": {"source": 4}, "sampling_source 2": {"source": 4},
        }  # fmt: skip
        assert done.told == [] and sides.merge() == {}
        assert done.found == {
            "source": {"changed": 5, "already": 1}, "segment": {"changed": 3}, "value": {"already": 1}, "coding": {"already": 2},
        }  # fmt: skip


def test_where_both_gave_it_another_text_one_conflict_tells_of_it_all(filled_file: Path, tmp_path: Path) -> None:
    """What both have had stays with ours, and nobody is asked for each coding; what theirs made since is with theirs' text."""
    with parted(filled_file, tmp_path) as sides:
        retext(sides.ours, "iets", "wat")
        retext(sides.theirs, "iets", "niks")
        with sides.theirs.change("code") as c:
            code(c, "nog niks", 6)
        done = Aftermath(sides)
        assert without_text(done.left.pop("source 5")) == {
            "name": "thread-2 (2)", "key": "thread-2 (2)", "kind": "forum", "title": "Thread-2", "language": "nl",
            "characters": 151, "words": 24, "metadata": '{"earlier": [{"sha256": "sha-thread-2", "until": "then"}]}',
        }  # fmt: skip
        assert done.left == {
            **{f"segment {13 + n}": {"source": 5, **post} for n, post in enumerate(POSTS)},
            "coding 15": {"source": 5, "start": 142, "end": 150, "code": 6, "coder": 2, "note": "", "words": 2, "segment": 15,
                          "last_segment": 15, "characters": 8, **MADE},
        }  # fmt: skip
        assert done.told == [
            ("both-updated", "source", "source", 4, "source 4", "thread-2", "text", None, "thread-2", "thread-2 (2)",
             "ours is the source, theirs is 'thread-2 (2)'", "ben")
        ]  # fmt: skip
        assert done.found == {
            "source": {"kept": 1, "told": [2]}, "segment": {"kept": 3}, "value": {"kept": 1}, "coding": {"added": 1, "kept": 2},
        }  # fmt: skip
        assert sides.merge() == {}


def test_what_theirs_said_of_a_segment_that_ours_joined_stays_out(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        segments.join(sides.ours, "thread-2#2", "thread-2#3")
        with sides.theirs.change("say") as c:
            c.update("segment", 8, date="2026-01-01")
            c.update("segment", 6, date="2026-02-02")
        done = Aftermath(sides)
        assert done.left == {"segment 6": {"date": "2026-02-02"}}
        assert done.told == [
            ("segments", "segment", "source", 2, "source 2", "thread-2", "segments", None, "2 segments", "3 segments",
             "ours' segments stay; codings are counted in them", "ben")
        ]  # fmt: skip
        assert done.found == {"segment": {"changed": 1, "kept": 1, "told": [2]}} and sides.merge() == {}


def test_each_coding_follows_its_words_whatever_became_of_one_before_it(filled_file: Path, tmp_path: Path) -> None:
    """Two quotes are not in ours' text: they stay on the old one, which comes along once, under a name that is free."""
    with parted(filled_file, tmp_path) as sides:
        retext(sides.ours, "En nog iets", "Niks")
        with sides.theirs.change("code") as c:
            for quote in ("nog iets", "En nog", "Eigen koers"):
                code(c, quote, 6)
        with sides.ours.change("name") as c:
            name = f"thread-2 (before {c.at[:10]})"
            c.update("source", 1, name=name, key=name)
        done = Aftermath(sides)
        kept = f"{name[:-1]}, 2)"
        assert without_text(done.left.pop("source 5")) == {
            "name": kept, "key": kept, "kind": "forum", "title": "Thread-2", "language": "nl", "characters": 151, "words": 24,
            "metadata": '{"later_text": "source 4"}',
        }  # fmt: skip
        coded = {"code": 6, "coder": 2, "note": "", "words": 2, **MADE}
        assert done.left == {
            **{f"segment {14 + n}": {"source": 5, **post} for n, post in enumerate(POSTS)},
            "coding 15": {
                **coded,
                "source": 5,
                "start": 142,
                "end": 150,
                "segment": 16,
                "last_segment": 16,
                "characters": 8,
            },
            "coding 16": {
                **coded,
                "source": 5,
                "start": 139,
                "end": 145,
                "segment": 16,
                "last_segment": 16,
                "characters": 6,
            },
            "coding 17": {
                **coded,
                "source": 4,
                "start": 65,
                "end": 76,
                "segment": 7,
                "last_segment": 7,
                "characters": 11,
            },
        }
        asked = ("text-changed", "source", "source", 4, "source 4", "thread-2", "text", None)
        assert done.told == [
            (*asked, "thread-2", kept, f"ours has another text; what could not follow stays on '{kept}'", "ben"),
            (*asked, None, None, FOLLOWED, "ben"),
        ]
        assert done.found == {"coding": {"added": 3, "told": [2, 3]}} and sides.merge() == {}


def test_a_coding_that_ours_took_off_comes_back_into_theirs_newer_text(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("off") as c:
            settling.remove(c, "coding", 5)
        retext(sides.theirs, "Opnieuw over", "Over")
        with sides.theirs.change("note") as c:
            c.update("coding", 5, note="van ben")
        his = sides.theirs.db.execute("select * from coding where id = 5").fetchone()
        done = Aftermath(sides)
        assert sides.ours.db.execute("select * from coding where id = 5").fetchone()[2:4] == (4, his[3])
        assert (done.left["coding 5"] or {})["note"] == "van ben" and (done.left["coding 5"] or {})["end"] == his[4]
        assert [t[:4] for t in done.told] == [("removed-used", "coding", "coding", 5)]
        assert done.found["coding"] == {"changed": 1, "already": 1, "told": [2]} and sides.merge() == {}


def test_a_source_comes_back_with_the_people_who_speak_in_it(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        before = rows(sides.ours)
        with sides.ours.change("remove") as c:
            settling.remove(c, "source", 3)
        with sides.theirs.change("date") as c:
            c.update("source", 3, date="2026-02-02")
        done = Aftermath(sides)
        after = rows(sides.ours)
        whole = [*(("participant", n) for n in (5, 6)), *(("segment", n) for n in (9, 10, 11, 12))]
        assert {at: after[at] for at in whole} == {at: before[at] for at in whole}
        assert after["source", 3] == {**before["source", 3], "date": "2026-02-02"}
        assert done.left.keys() == {"source 3", *(f"{table} {n}" for table, n in whole)}
        assert done.found == {"source": {"changed": 1, "told": [2]}} and sides.merge() == {}


def test_each_segment_that_theirs_cut_or_moved_is_counted_once(filled_file: Path, tmp_path: Path) -> None:
    """One was cut in two: the other part is new, the rest of the text is numbered anew, and no other one is."""
    with parted(filled_file, tmp_path) as sides:
        segments.split(sides.theirs, "thread-2#2", "is publieke")
        found = sides.merge()
        sql = 'select n, start, "end", kind, words from segment where source = 2 order by n'
        rows = [study.db.execute(sql).fetchall() for study in (sides.ours, sides.theirs)]
        assert rows[0] == rows[1] and len(rows[0]) == 4 and sides.told() == []
        assert found["segment"] == {"added": 1, "changed": 2}
        assert sides.merge() == {}
