"""`source update` and threads saved again: codings follow their words, corrections stay, no text changes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from source_study import whole

from qda.cli.messages import sentence
from qda.core.drafts import Draft, DraftSegment, ReadOptions
from qda.core.errors import QdaError
from qda.core.text.align import Alignment
from qda.ops.coding import coding
from qda.ops.sources import edit, grown_threads, segments, update
from qda.ops.sources.import_list import import_texts
from qda.ops.study.study import undo
from qda.ops.theory import categories, comparisons, memos
from qda.store.project import Study
from qda.store.texts import intake

TALK = (
    "Interviewer: How was it?\n\nAnna: I felt lost about the council. It was hard.\n\nInterviewer: And then?\n\n"
    "Anna: We found trust again, slowly.\n\nBert: I never did, honestly.\n"
)
NEWER = (
    "Interviewer: How was it?\n\nAnna: I felt completely lost about the council. It was hard.\n\nInterviewer: And then?\n\n"
    "Anna: We found  trust\nagain, slowly.\n\nInterviewer: More?\n\nAnna: No.\n"
)
Turn = Callable[[Study, Callable[[], Any]], Any]


@pytest.fixture
def talk(empty: Study, tmp_path: Path) -> Study:
    (tmp_path / "i.txt").write_text(TALK)
    import_texts(empty, [str(tmp_path / "i.txt")], variables={"wave": "1"})
    for code, quote in (
        ("lost", "felt lost"),
        ("hard", "It was hard."),
        ("trust", "found trust again"),
        ("never", "I never did"),
    ):
        coding.code(empty, "i", [code], quote=quote, note=f"note on {code}")
    (tmp_path / "new.txt").write_text(NEWER)
    return empty


def quotes(study: Study) -> dict[str, tuple[str, str]]:
    """For each code its source and quote."""
    return {
        code: (source, text[start:end])
        for code, source, text, start, end in study.db.execute(
            'select c.name, s.name, s.text, g.start, g."end" from coding g join code c on c.id = g.code '
            "join source s on s.id = g.source"
        )
    }


def test_codings_follow_their_words(talk: Study, tmp_path: Path, turn: Turn) -> None:
    uuids = dict(talk.db.execute("select id, uuid from coding"))
    said = turn(talk, lambda: update.update(talk, "i", str(tmp_path / "new.txt")))
    whole(talk)
    (before,) = [n for (n,) in talk.db.execute("select name from source") if n != "i"]
    assert before.startswith("i (before ")
    assert quotes(talk) == {
        "lost": (before, "felt lost"), "hard": ("i", "It was hard."), "trust": ("i", "found  trust\nagain"),
        "never": (before, "I never did"),
    }  # fmt: skip
    assert dict(talk.db.execute("select id, uuid from coding")) == uuids
    assert {r[1]: (r[6], r[7]) for r in said.table.rows} == {
        "lost": (False, "words inside it changed"),
        "hard": (True, "moved; other words of its segment changed"),
        "never": (False, "its words are not in the new text"),
    }
    shown = edit.show(talk, before).fields
    assert [s["kind"] for s in shown["segments"]] == ["boilerplate", "turn"] * 2 and shown["variables"] == {"wave": "1"}
    assert edit.show(talk, "i").fields["variables"] == {"wave": "1"}
    edit.remove(talk, "i")
    whole(talk)


def test_changed_words_follow_when_asked(talk: Study, tmp_path: Path) -> None:
    update.update(talk, "i", str(tmp_path / "new.txt"), changed=True)
    assert quotes(talk)["lost"] == ("i", "felt completely lost")


def test_a_dry_run_changes_nothing(talk: Study, tmp_path: Path, dump: Callable[..., Any]) -> None:
    was = dump(talk.db)
    said = update.update(talk, "i", str(tmp_path / "new.txt"), dry_run=True)
    assert dump(talk.db) == was and "2 of 4 codings followed; nothing was changed" in said.notes[0]


def test_the_old_text_goes_when_all_followed(talk: Study, tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("A title\n\n" + TALK + "\nInterviewer: Is that all?\n\nBert: Yes.\n")
    said = update.update(talk, "i", str(tmp_path / "more.txt"))
    assert [n for (n,) in talk.db.execute("select name from source")] == ["i"]
    assert said.table is not None and not said.table.rows
    whole(talk)
    done = import_texts(talk, [str(tmp_path / "i.txt"), str(tmp_path / "more.txt")])
    assert not done.rows and len(done.notes) == 2, "neither the old file nor the new one comes in again"
    undo(talk, 1)
    assert edit.show(talk, "i").fields["text"] == TALK


def test_what_hangs_on_it_stays(talk: Study, tmp_path: Path) -> None:
    categories.category(talk, "trust", ["hard"])
    categories.property(talk, "trust", "speed", low="slow", high="fast")
    categories.place(talk, 3, "trust/speed", "slow")
    comparisons.record(talk, 3, "2", "differs", note="because")
    memos.add(
        talk, "See [[segment:i#8]], [[segment:i#4]], [[coding:1]] and [[source:i]].", on=["segment:i#10", "source:i"]
    )
    segments.correct(talk, "i#8", {"author": "Anna Bos"})
    update.update(talk, "i", str(tmp_path / "new.txt"))
    whole(talk)
    number = {s["text"]: s["n"] for s in edit.show(talk, "i").fields["segments"]}
    text = next(iter(memos.listing(talk).dicts()))["text"]
    assert f"[[segment:i#{number['We found  trust' + chr(10) + 'again, slowly.']}]]" in text
    assert f"[[segment:i#{number['I felt completely lost about the council. It was hard.']}]]" in text
    assert [s["author"] for s in edit.show(talk, "i").fields["segments"]].count("Anna Bos") == 1
    assert talk.db.execute("select count(*) from placement").fetchone()[0] == 1
    assert talk.db.execute("select count(*) from comparison").fetchone()[0] == 1


def test_posts_in_another_order(empty: Study, tmp_path: Path) -> None:
    posts = [f"Post number {w} says something of its own about {w}." for w in ("one", "two", "three", "four")]
    (tmp_path / "a.txt").write_text("\n\n".join(posts))
    import_texts(empty, [str(tmp_path / "a.txt")], ReadOptions("plain"))
    for n, p in enumerate(posts):
        coding.code(empty, "a", [f"c{n}"], quote=p.split(" about")[0])
    (tmp_path / "b.txt").write_text("\n\n".join(reversed(posts)))
    update.update(empty, "a", str(tmp_path / "b.txt"), ReadOptions("plain"))
    assert {q for _, q in quotes(empty).values()} == {p.split(" about")[0] for p in posts}
    assert {s for s, _ in quotes(empty).values()} == {"a"}
    whole(empty)


def test_another_text_is_refused(talk: Study, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Rozen en tulpen\n")
    with pytest.raises(QdaError, match="has nothing of the text of i"):
        update.update(talk, "i", str(tmp_path / "x.txt"))
    with pytest.raises(QdaError, match="no such file"):
        update.update(talk, "i", str(tmp_path / "y.txt"))


@pytest.mark.parametrize("seed", range(30))
def test_quotes_are_the_same_words(empty: Study, tmp_path: Path, seed: int) -> None:
    r = random.Random(seed)
    words = [r.choice(["de", "raad", "wil", "koers", "é", "😀", f"w{n}"]) for n in range(120)]
    paragraphs = [" ".join(words[i : i + 12]) + "." for i in range(0, 120, 12)]
    (tmp_path / "a.txt").write_text("\n\n".join(paragraphs))
    import_texts(empty, [str(tmp_path / "a.txt")], ReadOptions("plain"))
    text = edit.show(empty, "a").fields["text"]
    for n in range(25):
        start = r.randrange(len(text) - 4)
        coding.code(empty, "a", [f"c{n}"], span=f"{start}:{min(len(text), start + 4 + r.randrange(60))}")
    was = {c: "".join(q.split()) for c, (_, q) in quotes(empty).items()}
    for _ in range(4):
        n = r.randrange(len(paragraphs))
        old = paragraphs[n]
        paragraphs[n : n + 1] = r.choice(
            [[], [old, "Nieuw."], [old.replace("raad", "Raad", 1)], [old.replace(" ", "\n")], [old, old]]
        )
    (tmp_path / "b.txt").write_text("\n\n".join(paragraphs))
    update.update(empty, "a", str(tmp_path / "b.txt"), ReadOptions("plain"))
    assert {c: "".join(q.split()) for c, (_, q) in quotes(empty).items()} == was
    whole(empty)


def test_an_alignment_says_only_what_is_so() -> None:
    r = random.Random(7)
    for _ in range(400):
        a, b = ("".join(r.choice("ab \n.é") for _ in range(r.randrange(40))) for _ in range(2))
        p = q = 0
        for run in Alignment(a, b).runs:
            assert p <= run.old < run.old_end and q <= run.new < run.new_end
            assert a[run.old : run.old_end].split() == b[run.new : run.new_end].split()
            p, q = run.old_end, run.new_end
        assert Alignment(a, a).span(0, len(a)) == ((0, len(a)) if a else None)


def page(path: str, posts: list[tuple[str, str, str]], number: int = 1) -> Draft:
    """A saved page of a forum thread: (its own number, author, text) a post."""
    text, parts = "", []
    for id, author, said in posts:
        text += "Log in\n\n" if not text else "\n\n"
        parts.append(
            DraftSegment(
                "post", len(text), len(text) + len(said), author, None, None, None, "participant", {"post": id}
            )
        )
        text += said
    made = Draft(
        "thread", text, "forum", segments=[DraftSegment("boilerplate", 0, 6), *parts], sha256=text, origin=path
    )
    made.metadata = {
        "site": "f.example",
        "thread": {"software": "xf", "id": "7", "url": "https://f.example/t/7", "pages": [number]},
    }
    return made


ONE = [("1", "lid1", "Wie komt er langs?"), ("2", "lid2", "Ik misschien.")]
TWO = [*ONE, ("5", "lid3", "Ik zeker."), ("6", "lid1", "Mooi zo.")]


def arrive(study: Study, monkeypatch: pytest.MonkeyPatch, *drafts: Draft, dry_run: bool = False) -> Any:
    """Import these drafts as if they had been read from files."""
    from qda import importers
    from qda.core.drafts import Reading

    monkeypatch.setattr(importers, "read", lambda *_: iter([Reading(d.origin, d) for d in drafts]))
    return import_texts(study, ["x"], dry_run=dry_run)


def test_a_thread_saved_again_adds_the_new_posts(empty: Study, monkeypatch: pytest.MonkeyPatch, turn: Turn) -> None:
    arrive(empty, monkeypatch, page("a.html", ONE))
    coding.code(empty, "thread", ["belofte"], quote="Ik misschien.")
    first = edit.show(empty, "thread").fields
    dry = arrive(empty, monkeypatch, page("b.html", TWO), dry_run=True)
    assert dry.rows[0][6].startswith("would come in; 2 new posts added to thread; 2 were there")
    done = turn(empty, lambda: arrive(empty, monkeypatch, page("b.html", TWO)))
    assert done.rows[0][1] == "thread" and done.rows[0][4] == 2
    now = edit.show(empty, "thread").fields
    assert now["text"] == first["text"] + "\n\nIk zeker.\n\nMooi zo." and now["uuid"] == first["uuid"]
    assert now["segments"][:3] == first["segments"] and now["codings"] == first["codings"]
    assert [s["author"] for s in now["segments"]] == [None, "lid1", "lid2", "lid3", "lid1"]
    whole(empty)
    again = arrive(empty, monkeypatch, page("a.html", ONE), page("b.html", TWO))
    assert not again.rows and len(again.notes) == 2
    edited = [("1", "lid1", "Wie komt er?"), *TWO[1:], ("8", "lid2", "Ik ook.")]
    done = arrive(empty, monkeypatch, page("c.html", edited, 2))
    assert "1 of these read differently now: `qda source update 'thread' FILE`" in sentence(done.rows[0][6])
    assert edit.show(empty, "thread").fields["metadata"]["thread"]["pages"] == [1, 2]
    assert len(list(empty.db.execute("select 1 from source"))) == 1
    whole(empty)


def test_pages_of_one_import_are_one_source(empty: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    done = arrive(empty, monkeypatch, page("a.html", ONE), page("b.html", TWO[1:], 2), page("c.html", TWO, 1))
    assert [r[1] for r in done.rows] == ["thread", "thread"] and len(done.notes) == 1
    assert [s["text"] for s in edit.show(empty, "thread").fields["segments"]][1:] == [t for _, _, t in TWO]
    whole(empty)


def other(number: int, posts: list[tuple[str, str, str]]) -> Draft:
    """A page of another thread of the same site."""
    made = page(f"{number}.html", posts)
    made.name = f"thread-{number}"
    made.metadata["thread"] |= {"id": str(number), "url": f"https://f.example/t/{number}"}
    return made


def test_a_thread_that_grew_and_new_ones_of_one_site_in_one_import(
    empty: Study, monkeypatch: pytest.MonkeyPatch, turn: Turn
) -> None:
    """The people whom the new posts bring are known to the threads that come after, and before."""
    arrive(empty, monkeypatch, page("a.html", ONE))
    before = other(70, [("70", "@lid3", "Een andere draad.")])
    after = other(71, [("71", "@lid3", "Nog een."), ("72", "lid9", "En wie ben jij?")])
    turn(
        empty,
        lambda: arrive(
            empty, monkeypatch, before, page("b.html", [(i, a.replace("lid3", "@lid3"), t) for i, a, t in TWO]), after
        ),
    )
    who = empty.db.execute("select count(distinct participant) from segment where author = '@lid3'").fetchone()
    assert who == (1,), "a handle on one site is one person"
    assert empty.db.execute("select count(*) from source").fetchone() == (3,)
    whole(empty)


def test_threads_that_were_written_are_not_kept(empty: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    from qda.ops.sources import intake as arrivals

    monkeypatch.setattr(intake.Writer, "BATCH", 10)
    most = 0
    take = arrivals.Intake.take

    def watched(self: arrivals.Intake, *args: Any) -> None:
        nonlocal most
        take(self, *args)
        most = max(most, len(self.pending))

    monkeypatch.setattr(arrivals.Intake, "take", watched)
    arrive(empty, monkeypatch, *(other(n, [(str(n), "lid1", f"Draad {n}.")]) for n in range(100, 160)))
    assert most <= 11 and empty.db.execute("select count(*) from source").fetchone() == (60,)


def test_a_table_of_posts_exported_again(empty: Study, tmp_path: Path) -> None:
    rows = [{"id": str(n), "thread": t, "author": a, "text": f"Bericht {n} van {a}."} for n, (t, a) in
            enumerate([("brug", "lid1"), ("brug", "lid2"), ("dorp", "lid1")])]  # fmt: skip
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    import_texts(empty, [str(path)], ReadOptions("posts"))
    rows.append({"id": "9", "thread": "brug", "author": "lid4", "reply_to": "0", "text": "Een nieuw bericht."})
    newer = tmp_path / "b.jsonl"
    newer.write_text("".join(json.dumps(r) + "\n" for r in rows))
    done = import_texts(empty, [str(newer)], ReadOptions("posts"))
    assert [(r[1], r[4]) for r in done.rows] == [("brug", 1)] and any("dorp" in n for n in done.notes)
    shown = edit.show(empty, "brug").fields["segments"]
    assert [(s["author"], s["reply_to"]) for s in shown] == [("lid1", None), ("lid2", None), ("lid4", 1)]
    other = tmp_path / "c.jsonl"
    other.write_text(json.dumps({"id": "77", "thread": "brug", "author": "x", "text": "Over een andere brug."}) + "\n")
    (row,) = import_texts(empty, [str(other)], ReadOptions("posts")).rows
    assert row[1].endswith("/brug") and row[4] == 1, "another thread that is called so"
    whole(empty)


def test_what_a_thread_is_known_by() -> None:
    made = page("a", ONE)
    assert grown_threads.identity(made) == ("xf", "f.example", "7")
    made.metadata["thread"]["id"] = ""
    assert grown_threads.identity(made) == ("xf", "https://f.example/t/7")
    assert grown_threads.identity(Draft("x", "")) is None
