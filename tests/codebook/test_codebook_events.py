"""What became of codes, as the log tells it: each event whole, with the names of its own time."""

from __future__ import annotations

from collections.abc import Callable

from helpers_codebook import rows

from qda.ops.coding import codebook, coding
from qda.ops.study import study as whole
from qda.store.analysis import codes
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries.codebook_history import Event, History

Told = tuple[str, str, str, str, str, str]  # of which code, event, before, after, what, the other code


def told(study: Study, skip: int = 0) -> list[Told]:
    """The events after the first so many: codes by the names that they have or had last."""
    history = History(study.db)
    return [
        (history.called[e.id], e.event, e.before, e.after, e.what, history.called.get(e.other, ""))
        for e in history.events[skip:]
    ]


def by(study: Study, command: str, step: Callable[[Change], object], because: str = "") -> None:
    with study.door.change(command, "ben", because=because) as c:
        step(c)


def test_an_event_has_its_line_time_coder_reason_and_whether_it_holds(bare: Study) -> None:
    by(bare, "codebook add", lambda c: codes.make(c, "trust", level="focused", definition="Relying on."), "it is new")
    by(bare, "codebook define", lambda c: c.update("code", 1, exclude="faith"))
    line, at = bare.db.execute("select id, at from change where command = 'codebook add'").fetchone()
    then = bare.db.execute("select at from change where id = ?", (line + 1,)).fetchone()[0]
    assert History(bare.db).events == [
        Event(line, at, 1, "born", "", "trust: Relying on.", "it is new", (), "ben", True, "focused", 0),
        Event(line + 1, then, 1, "defined", "", "faith", "", (), "ben", True, "exclude", 0),
    ]


def test_one_change_can_do_several_things_to_a_code(bare: Study) -> None:
    codebook.add(bare, "home")
    codebook.add(bare, "trust", definition="old")
    new = {"name": "faith", "key": "faith", "parent": 1, "level": "focused", "definition": "new", "example": "e"}
    by(bare, "codebook define", lambda c: c.update("code", 2, **new))
    assert told(bare, 2) == [
        ("faith", "moved", "trust", "home/faith", "", ""),
        ("faith", "renamed", "trust", "faith", "", ""),
        ("faith", "raised", "code", "focused", "", ""),
        ("faith", "defined", "old", "new", "definition", ""),
        ("faith", "defined", "", "e", "example", ""),
    ]
    by(bare, "codebook define", lambda c: c.update("code", 2, level="code"))
    assert told(bare, 7) == [("faith", "lowered", "focused", "code", "", "")]
    assert History(bare.db).names == {1: {"home"}, 2: {"trust", "faith", "home/faith"}}


def test_a_code_that_was_made_and_gone_in_one_change_tells_nothing(bare: Study) -> None:
    codebook.add(bare, "stays")

    def step(c: Change) -> None:
        c.delete("code", codes.make(c, "short-lived"))

    by(bare, "codebook import", step)
    assert told(bare) == [("stays", "born", "", "stays", "", "")]


def test_a_removed_code_is_told_by_its_last_path_and_definition(bare: Study) -> None:
    codebook.add(bare, "home")
    codebook.add(bare, "trust", under="home", definition="Relying on.")
    codebook.remove(bare, "trust")
    assert told(bare, 2) == [("trust", "removed", "home/trust: Relying on.", "", "", "")]


def test_a_further_category_is_told_by_its_path_when_it_comes_and_when_it_goes(bare: Study) -> None:
    for name in ("home", "home/trust", "other", "other/deep"):
        codebook.add(bare, name)
    by(bare, "codebook define", lambda c: c.insert("membership", code=2, category=4))
    by(bare, "codebook define", lambda c: c.update("membership", 1, category=3))
    by(bare, "codebook define", lambda c: c.delete("membership", 1))
    assert told(bare, 4) == [
        ("trust", "member", "", "other/deep", "", ""),
        ("trust", "member", "other/deep", "other", "", ""),
        ("trust", "member", "other", "", "", ""),
    ]


def test_a_membership_that_goes_with_its_code_or_within_one_change_is_not_told_apart(bare: Study) -> None:
    for name in ("trust", "other"):
        codebook.add(bare, name)
    by(bare, "codebook define", lambda c: c.delete("membership", c.insert("membership", code=1, category=2)))
    assert told(bare, 2) == []
    by(bare, "codebook define", lambda c: c.insert("membership", code=1, category=2))

    def gone(c: Change) -> None:
        c.delete("membership", c.db.execute("select id from membership").fetchone()[0])
        c.delete("code", 1)

    by(bare, "codebook remove", gone)
    assert told(bare, 2) == [("trust", "member", "", "other", "", ""), ("trust", "removed", "trust", "", "", "")]


def test_what_a_merged_code_belonged_to_comes_to_the_other(bare: Study) -> None:
    for name in ("trust", "faith", "other"):
        codebook.add(bare, name)
    by(bare, "codebook define", lambda c: c.insert("membership", code=1, category=3))
    by(bare, "codebook define", lambda c: c.update("membership", 1, code=2))
    assert told(bare, 4) == [("faith", "member", "", "other", "", "")]


def test_a_merge_is_known_by_the_name_that_the_other_got(bare: Study) -> None:
    for name in ("trust", "faith"):
        codebook.add(bare, name)

    def step(c: Change) -> None:
        c.delete("code", 1)
        c.insert("code_alias", code=2, name="trust", key="trust")

    by(bare, "codebook merge", step)
    assert told(bare, 2) == [("trust", "merged", "trust", "faith", "", "faith")]
    assert History(bare.db).merged() == {1: 2}


def test_a_merge_of_a_code_whose_name_the_other_had_is_known_by_its_codings(bare: Study) -> None:
    codebook.add(bare, "home")
    codebook.add(bare, "home/trust")
    codebook.add(bare, "trust")
    said = coding.code(bare, "one", ["trust"], span="0:10")
    (id,) = (row["id"] for row in rows(said))
    assert bare.db.execute("select code from coding where id = ?", (id,)).fetchone() == (3,)

    def step(c: Change) -> None:
        c.update("coding", id, code=2)
        c.delete("code", 3)

    by(bare, "codebook merge", step)
    assert told(bare, 3) == [("trust", "merged", "trust", "home/trust", "", "trust")]


def test_merges_are_followed_to_the_code_in_which_they_end(bare: Study) -> None:
    for name in ("a", "b", "c"):
        codebook.add(bare, name)
    for old, new, name in ((1, 2, "a"), (2, 3, "b")):

        def step(c: Change, old: int = old, new: int = new, name: str = name) -> None:
            for (alias,) in c.db.execute("select id from code_alias where code = ?", (old,)).fetchall():
                c.update("code_alias", alias, code=new)
            c.delete("code", old)
            c.insert("code_alias", code=new, name=name, key=name)

        by(bare, "codebook merge", step)
    assert History(bare.db).merged() == {1: 3, 2: 3}
    assert told(bare, 3) == [("a", "merged", "a", "b", "", "b"), ("b", "merged", "b", "c", "", "c")]


def test_the_same_change_by_another_command_is_no_merge(bare: Study) -> None:
    for name in ("trust", "faith"):
        codebook.add(bare, name)

    def step(c: Change) -> None:
        c.delete("code", 1)
        c.insert("code_alias", code=2, name="trust", key="trust")

    by(bare, "codebook remove", step)
    assert told(bare, 2) == [("trust", "removed", "trust", "", "", "")]
    assert History(bare.db).merged() == {}


def test_a_split_is_told_by_the_codings_that_moved(bare: Study) -> None:
    codebook.add(bare, "home")
    codebook.add(bare, "home/trust")
    said = coding.code(bare, "one", ["trust"], span="0:10")
    (id,) = (row["id"] for row in rows(said))

    def step(c: Change) -> None:
        c.update("coding", id, code=codes.make(c, "faith", parent=1))

    by(bare, "codebook split", step)
    assert told(bare, 2) == [
        ("faith", "born", "", "home/faith", "", ""),
        ("trust", "split", "home/trust", "home/faith", "", "faith"),
    ]


def test_a_split_that_moved_nothing_is_no_event(bare: Study) -> None:
    codebook.add(bare, "trust")
    by(bare, "codebook split", lambda c: codes.make(c, "faith"))
    assert told(bare, 1) == [("faith", "born", "", "faith", "", "")]


def test_what_was_undone_is_there_with_the_mark_that_it_does_not_hold(bare: Study) -> None:
    codebook.add(bare, "trust")
    codebook.rename(bare, "trust", "faith")
    whole.undo(bare)
    assert [(e.event, e.live) for e in History(bare.db).events] == [("born", True), ("renamed", False)]
    assert History(bare.db).called == {1: "trust"}
