"""Corrections of sources, segments and people: each is one change that undo takes back to equal tables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from source_study import OTHER, add, draft, dump, memo, whole

from qda.cli.messages import sentence
from qda.core.errors import QdaError
from qda.ops.sources import edit, participants, segments
from qda.store.analysis import links
from qda.store.project import Study
from qda.store.texts import people, sources

Turn = Callable[[Study, Callable[[], Any]], Any]

CHANGES: dict[str, Callable[[Study], Any]] = {
    "source set": lambda s: edit.set_values(s, "thread-1", {"Title": "T", "language": "en", "Size": "12"}),
    "source set own": lambda s: edit.set_values(s, "thread-1", {"kind": "article", "date": "2011-12-12 08:29"}),
    "source set empty": lambda s: edit.set_values(s, "thread-1", {"place": ""}),
    "source rename": lambda s: edit.rename(s, "thread-1", "Draad één"),
    "source rename case": lambda s: edit.rename(s, "thread-1", "THREAD-1"),
    "source remove": lambda s: edit.remove(s, "thread-1"),
    "source remove interview": lambda s: edit.remove(s, "interview-03"),
    "author new": lambda s: segments.correct(s, "thread-1#4", {"author": "Jan de Boer"}),
    "author none": lambda s: segments.correct(s, "thread-1#4", {"author": ""}),
    "author researcher": lambda s: segments.correct(s, "interview-03#2", {"author": "Interviewer"}),
    "kind boilerplate": lambda s: segments.correct(s, "thread-1#4", {"kind": "boilerplate"}),
    "kind of inner": lambda s: segments.correct(s, "thread-1#3", {"kind": "note"}),
    "kind post": lambda s: segments.correct(s, "thread-1#1", {"kind": "post"}),
    "date": lambda s: segments.correct(s, "thread-1#4", {"date": "2011-12-12T08:29+01:00"}),
    "reply_to": lambda s: segments.correct(s, "thread-1#6", {"reply_to": "4"}),
    "several": lambda s: segments.correct(s, "thread-1#7", {"kind": "comment", "reply_to": "", "author": "R. de Wit"}),
    "split": lambda s: segments.split(s, "thread-1#2", "Dat vraag ik"),
    "split before inner": lambda s: segments.split(s, "thread-1#2", "> Waarde"),
    "split inner": lambda s: segments.split(s, "thread-1#3", "is wat"),
    "split coded": lambda s: segments.split(s, "thread-1#4", "ik denk DAT"),
    "join over boilerplate": lambda s: segments.join(s, "thread-1#4", "thread-1#6"),
    "join backwards": lambda s: segments.join(s, "thread-1#6", "thread-1#4"),
    "participant set": lambda s: participants.set_values(s, "Alexander de Wit", {"age": "40", "Town": "Ede"}),
    "participant role": lambda s: participants.set_values(s, "Alexander de Wit", {"role": "Researcher"}),
    "participant empty": lambda s: participants.set_values(s, "R1", {"age": ""}),
    "participant merge": lambda s: participants.merge(s, ["Eric (thread-1)", "Eric (thread-2)"], "Eric"),
    "participant merge values": lambda s: participants.merge(s, ["R1"], "Alexander de Wit"),
    "participant merge links": lambda s: participants.merge(s, ["Alexander de Wit"], "R1 (interview-03)"),
    "participant rename": lambda s: participants.merge(s, ["R1 (interview-03)"], "Karin"),
    "participant split": lambda s: participants.split(s, "Alexander de Wit", ["thread-2"], "Alexander de Wit"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_undo_and_redo(study: Study, turn: Turn, name: str) -> None:
    texts = study.db.execute('select id, start, "end", code, coder, note from coding order by id').fetchall()
    turn(study, lambda: CHANGES[name](study))
    if "remove" not in name:
        assert (
            study.db.execute('select id, start, "end", code, coder, note from coding order by id').fetchall() == texts
        )
    line = study.db.execute("select command, summary from change order by id desc limit 1").fetchone()
    assert line[1]


@pytest.mark.parametrize("first", list(CHANGES))
@pytest.mark.parametrize("second", ["split", "join over boilerplate", "participant merge", "source set"])
def test_two_changes_undone(study: Study, first: str, second: str) -> None:
    """Two changes after each other (the second may be refused by then) and both taken back."""
    from qda.ops.study import study as ops

    before, log = dump(study), "select count(*) from change"
    n = study.db.execute(log).fetchone()[0]
    CHANGES[first](study)
    with suppress(QdaError):
        CHANGES[second](study)
    whole(study)
    ops.undo(study, study.db.execute(log).fetchone()[0] - n)
    whole(study)
    assert dump(study) == before


REFUSED: dict[str, tuple[Callable[[Study], Any], str]] = {
    "no source": (lambda s: edit.show(s, "thraed-1"), "did you mean 'thread-1'"),
    "ambiguous": (lambda s: edit.show(s, "thread"), "2 sources begin with"),
    "name taken": (lambda s: edit.rename(s, "thread-1", "Thread-2"), "there is a source 'thread-2'"),
    "empty name": (lambda s: edit.rename(s, "thread-1", " "), "is empty"),
    "source kind": (lambda s: edit.set_values(s, "thread-1", {"kind": "forumm"}), "did you mean 'forum'"),
    "source date": (lambda s: edit.set_values(s, "thread-1", {"date": "2011-13-01"}), "ISO 8601"),
    "language": (lambda s: edit.set_values(s, "thread-1", {"language": "Dutch!"}), "such as nl"),
    "set name": (lambda s: edit.set_values(s, "thread-1", {"name": "x"}), "source rename"),
    "set nothing": (lambda s: edit.set_values(s, "thread-1", {}), "VARIABLE=VALUE"),
    "no segment": (lambda s: segments.correct(s, "thread-1#99", {"kind": "post"}), "1 to 8"),
    "no number": (lambda s: segments.correct(s, "thread-1", {"kind": "post"}), "SOURCE#N"),
    "field": (lambda s: segments.correct(s, "thread-1#2", {"autor": "x"}), "did you mean 'author'"),
    "kind": (lambda s: segments.correct(s, "thread-1#2", {"kind": "pots"}), "did you mean 'post'"),
    "kind of outer": (lambda s: segments.correct(s, "thread-1#2", {"kind": "paragraph"}), "holds segment 3"),
    "kind of inner": (lambda s: segments.correct(s, "thread-1#3", {"kind": "post"}), "lies inside segment 2"),
    "date": (lambda s: segments.correct(s, "thread-1#2", {"date": "12-12-2011"}), "ISO 8601"),
    "reply to itself": (lambda s: segments.correct(s, "thread-1#2", {"reply_to": "2"}), "can't answer itself"),
    "reply in a ring": (lambda s: segments.correct(s, "thread-1#2", {"reply_to": "7"}), "which answers segment 2"),
    "reply to none": (lambda s: segments.correct(s, "thread-1#2", {"reply_to": "9"}), "1 to 8"),
    "split nowhere": (lambda s: segments.split(s, "thread-1#2", "nergens"), "not in segment 2"),
    "split at the start": (lambda s: segments.split(s, "thread-1#2", "Beste mensen"), "begins there already"),
    "split within": (lambda s: segments.split(s, "thread-1#2", "is wat telt"), "inside segment 3"),
    "split twice": (lambda s: segments.split(s, "thread-1#4", "de"), "--nth 1"),
    "split nth": (lambda s: segments.split(s, "thread-1#4", "denk", nth=2), "occurs 1 time"),
    "join itself": (lambda s: segments.join(s, "thread-1#2", "thread-1#2"), "itself"),
    "join sources": (lambda s: segments.join(s, "thread-1#2", "thread-2#1"), "two sources"),
    "join authors": (lambda s: segments.join(s, "thread-1#2", "thread-1#4"), "segment set"),
    "join far": (lambda s: segments.join(s, "thread-1#2", "thread-1#7"), "no neighbours"),
    "join kinds": (lambda s: segments.join(s, "thread-1#4", "thread-1#5"), "give them one kind first"),
    "join inner": (lambda s: segments.join(s, "thread-1#2", "thread-1#3"), "side by side"),
    "no person": (
        lambda s: participants.set_values(s, "Alexandre de Wit", {"a": "b"}),
        "did you mean 'Alexander de Wit'",
    ),
    "two persons": (lambda s: participants.set_values(s, "Eric", {"a": "b"}), "2 participants are called 'Eric'"),
    "role": (lambda s: participants.set_values(s, "R1", {"role": "boss"}), "it is one of"),
    "person name": (lambda s: participants.set_values(s, "R1", {"name": "x"}), "participant merge"),
    "merge itself": (lambda s: participants.merge(s, ["R1"], "R1"), "into itself"),
    "merge itself shown": (lambda s: participants.merge(s, ["R1"], "r1 (interview-03)"), "into itself"),
    "merge global itself": (lambda s: participants.merge(s, ["Alexander de Wit"], "Alexander de Wit"), "into itself"),
    "merge into one of them": (
        lambda s: participants.merge(s, ["R1", "Alexander de Wit"], "Alexander de Wit"),
        "into itself",
    ),
    "split all": (lambda s: participants.split(s, "R1", ["*"], "x"), "nothing to part"),
    "split none": (lambda s: participants.split(s, "R1", ["thread*"], "x"), "no segment in"),
    "split taken": (lambda s: participants.split(s, "Alexander de Wit", ["thread-2"], "Eric"), "already"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(study: Study, name: str) -> None:
    do, why = REFUSED[name]
    before = dump(study)
    with pytest.raises(QdaError) as e:
        do(study)
    assert why in sentence(e.value) and "\n" not in str(e.value)
    assert dump(study) == before


def test_source_remove_says_how_many(study: Study) -> None:
    said = edit.remove(study, "thread-1")
    assert said.table is not None
    row = next(said.table.dicts())
    assert (row["segments"], row["codings"], row["participants"], row["values"]) == (8, 7, 1, 1)
    shown = [str(x) for x in links.of(study.db, "memo", 1, "on")]
    assert shown == ["segment:thread-1#4 (removed)", "participant:R1 (interview-03)", "source:thread-1 (removed)"]
    assert "[[segment:thread-1#6 (removed)]] en [[coding:1, waarde: “wat is waarde?” (removed)]]" in links.shown(
        study.db, "memo", 1, study.db.execute("select text from memo where id = 1").fetchone()[0]
    )
    assert study.db.execute("select count(*) from code").fetchone()[0] == 7  # the codes stay


def test_source_remove_takes_people_of_the_study_without_a_segment(study: Study) -> None:
    edit.remove(study, "thread-1")
    assert "Alexander de Wit" in people.shown(study.db).values()
    edit.remove(study, "thread-2")
    assert "Alexander de Wit" in people.shown(study.db).values()  # a memo links to him
    from qda.ops.study import study as ops

    ops.undo(study, 3)  # the memo that links to him too
    edit.remove(study, "thread-1")
    edit.remove(study, "thread-2")
    assert list(people.shown(study.db).values()) == ["Interviewer (interview-03)", "R1 (interview-03)"]


def test_rename_shows_in_people_and_links(study: Study) -> None:
    edit.rename(study, "interview-03", "gesprek")
    assert "R1 (gesprek)" in people.shown(study.db).values()
    assert "participant:R1 (gesprek)" in [str(x) for x in links.of(study.db, "memo", 1, "on")]
    assert sources.find(study.db, "gesp") == 3


@pytest.mark.parametrize(
    ("label", "shown", "role", "author"),
    [
        ("alexander de wit", "Alexander de Wit", "participant", "alexander de wit"),
        ("Eric", "Eric (interview-03)", "participant", "Eric"),
        ("R1 (interview-03)", "R1 (interview-03)", "participant", "R1"),
        ("Moderator", "Moderator (interview-03)", "researcher", "Moderator"),
        ("Piet de Vries", "Piet de Vries", "participant", "Piet de Vries"),
    ],
)
def test_author_is_found_as_an_import_finds(study: Study, label: str, shown: str, role: str, author: str) -> None:
    said = segments.correct(study, "interview-03#1", {"author": label})
    assert said.table is not None
    row = next(said.table.dicts())
    assert (row["participant"], row["role"], row["author"]) == (shown, role, author)
    # Interviewer wrote nothing else and nothing hangs on that one
    assert "Interviewer (interview-03)" not in people.shown(study.db).values()


def test_author_keeps_who_has_values_or_links(study: Study) -> None:
    segments.correct(study, "interview-03#2", {"author": "Piet de Vries"})
    assert "R1 (interview-03)" in people.shown(study.db).values()


def test_split_moves_inner_and_numbers(study: Study) -> None:
    segments.split(study, "thread-1#2", "> Waarde")
    rows = sources.segments(study.db, 1)
    assert [(s.n, s.kind) for s in rows[:5]] == [
        (1, "boilerplate"), (2, "post"), (3, "post"), (4, "quoted"), (5, "post"),
    ]  # fmt: skip
    assert rows[3].parent == rows[2].id
    assert rows[4].reply_to == rows[1].id  # answers stay with the first part
    text = sources.text(study.db, 1)
    assert text[rows[1].start : rows[1].end] == "Beste mensen, wat is waarde?"
    assert str(links.of(study.db, "memo", 1, "on")[0]) == "segment:thread-1#5"  # the same post


def test_join_moves_links_and_answers(study: Study) -> None:
    segments.correct(study, "thread-1#7", {"reply_to": "6"})
    segments.join(study, "thread-1#4", "thread-1#6")
    rows = sources.segments(study.db, 1)
    assert [(s.n, s.kind, s.parent == rows[3].id) for s in rows[3:6]] == [
        (4, "post", False), (5, "boilerplate", True), (6, "post", False),
    ]  # fmt: skip
    assert rows[5].reply_to == rows[3].id
    shown = links.shown(study.db, "memo", 1, study.db.execute("select text from memo where id = 1").fetchone()[0])
    assert shown.startswith("zie [[segment:thread-1#4]]")
    old = study.db.execute("select text from memo_version where memo = 1").fetchone()[0]
    assert links.shown(study.db, "memo", 1, old).startswith("zie [[segment:thread-1#4]]")
    assert [str(x) for x in links.of(study.db, "memo", 2, "on")] == ["segment:thread-1#4"]  # the two became one


def test_join_makes_no_ring_of_answers(study: Study) -> None:
    segments.correct(study, "thread-1#4", {"reply_to": "5"})
    segments.correct(study, "thread-1#5", {"reply_to": "6"})
    segments.join(study, "thread-1#4", "thread-1#6")
    rows = sources.segments(study.db, 1)
    assert (rows[3].reply_to, rows[4].reply_to) == (None, rows[3].id)


def test_join_of_paragraphs_says_what_comes_along(empty: Study) -> None:
    d = draft("a", [("paragraph", "een twee", None), ("paragraph", "vier", None), ("heading", "vijf", None)])
    d.text = d.text.replace("\n\n", " drie ", 1)
    shift = len(" drie ") - 2
    d.segments[1:] = [s._replace(start=s.start + shift, end=s.end + shift) for s in d.segments[1:]]
    add(empty, d)
    said = segments.join(empty, "a#1", "a#2")
    assert any("“drie”" in n for n in said.notes)
    assert sources.segments(empty.db, 1)[0].words == 4
    segments.join(empty, "a#1", "a#2")  # a heading read wrong
    assert [s.kind for s in sources.segments(empty.db, 1)] == ["paragraph"]
    whole(empty)


def test_kind_changes_what_counts(study: Study) -> None:
    def numbers() -> tuple[int, int]:
        (of_source,) = study.db.execute("select words from source where id = 1").fetchone()
        (of_coding,) = study.db.execute("select words from coding where id = 5").fetchone()
        return of_source, of_coding

    before = numbers()
    segments.correct(study, "thread-1#7", {"kind": "boilerplate"})
    assert numbers() == (before[0] - 4, 0)


def test_merge_keeps_values_of_into_and_lists_conflicts(study: Study) -> None:
    participants.set_values(study, "Alexander de Wit", {"age": "40"})
    participants.set_values(study, "R1", {"town": "Ede"})
    said = participants.merge(study, ["R1"], "Alexander de Wit")
    assert any("keeps '40'; '50' of 'R1 (interview-03)' is dropped" in n for n in said.notes)
    assert said.table is not None
    row = next(said.table.dicts())
    assert (row["age"], row["town"], row["sources"]) == ("40", "Ede", 3)
    assert str(links.of(study.db, "memo", 1, "on")[1]) == "participant:Alexander de Wit"
    assert [a for (a,) in study.db.execute("select author from segment where source = 3 order by n")] == [
        "Interviewer",
        "R1",
    ]


def test_merge_of_several_sources_is_one_of_the_study(study: Study) -> None:
    said = participants.merge(study, ["Eric (thread-1)"], "Eric (thread-2)")
    assert said.table is not None
    assert next(said.table.dicts())["participant"] == "Eric"


def test_merge_refuses_a_name_that_another_has(study: Study) -> None:
    participants.merge(study, ["Eric (thread-1)", "Eric (thread-2)"], "Eric")
    add(study, draft("t3", OTHER[1:]), draft("t4", OTHER[1:]))
    with pytest.raises(QdaError, match="another participant 'Eric' already"):
        participants.merge(study, ["Eric (t3)"], "Eric (t4)")
    participants.merge(study, ["Eric (t3)", "Eric (t4)"], "Eric de Tweede")
    whole(study)


def test_split_is_of_the_source_when_it_is_one(study: Study) -> None:
    said = participants.split(study, "Alexander de Wit", ["thread-2"], "Alexander de Wit")
    assert said.table is not None
    assert [(r["participant"], r["segments"]) for r in said.table.dicts()] == [
        ("Alexander de Wit", 2), ("Alexander de Wit (thread-2)", 1),
    ]  # fmt: skip
    whole(study)


def test_people_of_one_name_on_two_sites_are_told_apart(empty: Study) -> None:
    one = draft("a", [("post", "x", "@jan")], metadata={"site": "fora.nl"})
    two = draft("b", [("post", "y", "@jan")], metadata={"site": "other.nl"})
    add(empty, one, two)
    assert list(people.shown(empty.db).values()) == ["jan (fora.nl)", "jan (other.nl)"]
    assert people.find(empty.db, "jan (other.nl)") == 2
    segments.correct(empty, "b#1", {"author": "@piet"})
    assert list(people.shown(empty.db).values()) == ["jan", "piet"]


def test_nothing_to_change_leaves_no_line(study: Study) -> None:
    n = study.db.execute("select max(id) from change").fetchone()
    for said in (
        segments.correct(study, "thread-1#2", {"kind": "post"}),
        edit.set_values(study, "thread-1", {"place": "Ede", "nothing": ""}),
        participants.set_values(study, "R1", {"age": "50"}),
        edit.rename(study, "thread-1", "thread-1"),
    ):
        assert any("nothing changed" in note for note in said.notes)
    assert study.db.execute("select max(id) from change").fetchone() == n


def test_new_variables_that_look_like_others_are_named(study: Study) -> None:
    assert any("close to 'age'" in n for n in participants.set_values(study, "R1", {"ages": "1"}).notes)
    assert [n for (n,) in study.db.execute("select name from variable where holder = 'participant'")] == ["age", "ages"]
    participants.set_values(study, "R1", {"ages": ""})
    assert [n for (n,) in study.db.execute("select name from variable where holder = 'participant'")] == ["age"]


def test_memos_linked_to_a_merged_person_in_the_text(study: Study) -> None:
    memo(study, [], "[[participant:R1]] and [[participant:Alexander de Wit]]")
    participants.merge(study, ["R1"], "Alexander de Wit")
    text = study.db.execute("select text from memo order by id desc limit 1").fetchone()[0]
    assert (
        links.shown(study.db, "memo", 3, text)
        == "[[participant:Alexander de Wit]] and [[participant:Alexander de Wit]]"
    )
    whole(study)


def test_many_segments_are_corrected_in_one_change(study: Study) -> None:
    from qda.ops.sources import segments_many
    from qda.ops.study.study import undo

    before = study.db.execute("select id, author, kind, date, participant from segment order by id").fetchall()
    said = segments_many.correct(study, "interview-03", ["author=R*"], {"author": "Marga Dool"})
    assert said.table is not None and said.table.rows and {row[3] for row in said.table.rows} == {"Marga Dool"}
    assert not study.db.execute(
        "select 1 from segment m join source s on s.id = m.source where s.name = 'interview-03' and author like 'R%'"
    ).fetchall()
    assert any("made the participant 'Marga Dool'" in note for note in said.notes)
    segments_many.correct(study, "thread-*", ["kind=post", "author=*"], {"kind": "comment", "date": "2024-01"})
    assert not study.db.execute("select 1 from segment where kind = 'post' and author is not null").fetchall()
    undo(study)
    undo(study)
    assert study.db.execute("select id, author, kind, date, participant from segment order by id").fetchall() == before


@pytest.mark.parametrize(
    ("where", "fields", "why"),
    [
        (["author=Nobody*"], {"author": "x"}, "no segment of 'interview-03' has author=Nobody"),
        (["writer=R1"], {"author": "x"}, "no field for --where 'writer'"),
        (["author=R*"], {"reply_to": "1"}, "one segment at a time"),
        (["author=R*"], {"role": "researcher"}, "participant set"),
        (["author=R*"], {"kind": "pots"}, "did you mean 'post'"),
    ],
)
def test_many_segments_refused(study: Study, where: list[str], fields: dict[str, str], why: str) -> None:
    from qda.ops.sources import segments_many

    with pytest.raises(QdaError) as e:
        segments_many.correct(study, "interview-03", where, fields)
    assert why in sentence(e.value)
