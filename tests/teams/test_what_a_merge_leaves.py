"""Row by row what a merge leaves where both went on in ways that meet: nothing else is altered, and this is told of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aftermath import Aftermath, rows
from sides import one, parted

from qda.ops.coding import codebook_merge
from qda.store.analysis import codes, codings, memos
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.merge import settling
from qda.store.project import Study
from qda.store.texts import sources

BACK = "it came back, as theirs edited it or rests on it"
Edit = tuple[str, int, dict[str, Any]]


def edit(study: Study, *edits: Edit) -> None:
    with study.change("edit") as c:
        for table, row, values in edits:
            c.update(table, row, **values)


def remove(study: Study, table: str, row: int) -> None:
    with study.change("remove") as c:
        settling.remove(c, table, row)


def made_again(c: Change, table: str, row: int, **values: Any) -> None:
    held = rows_of(c, table, row)
    settling.remove(c, table, row)
    c.insert(table, **{**held, "uuid": new_uuid(), **values})


def rows_of(c: Change, table: str, row: int) -> dict[str, Any]:
    cursor = c.db.execute(f"select * from {table} where id = ?", (row,))
    return dict(zip([d[0] for d in cursor.description][1:], cursor.fetchone()[1:], strict=True))


# -- codes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", [6, 7], ids=["another's", "its own"])
def test_a_code_takes_a_name_that_is_an_alias_here(whose: int, filled_file: Path, tmp_path: Path) -> None:
    """An alias of another code is no hindrance; an alias of its own goes, as the code is called so now. Others stay."""
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("alias") as c:
            codes.add_alias(c, whose, "Gezag")
            codes.add_alias(c, 7, "kracht")
        edit(sides.theirs, ("code", 7, {"name": "gezag", "key": "gezag"}))
        done = Aftermath(sides)
        gone: dict[str, Any] = {} if whose == 6 else {"code_alias 2": None}
        assert (done.found, done.told) == ({"code": {"changed": 1}}, [])
        assert done.left == {"code 7": {"name": "gezag", "key": "gezag"}, **gone}
        assert sides.merge() == {}


def test_a_code_that_ours_worked_on_goes_into_the_one_that_theirs_merged_it_into(
    filled_file: Path, tmp_path: Path
) -> None:
    with parted(filled_file, tmp_path) as sides:
        edit(sides.ours, ("code", 6, {"definition": "van lea", "include": "a", "exclude": "b", "example": "v"}),
             ("code", 2, {"definition": "had", "include": "had", "example": "V"}))  # fmt: skip
        with sides.ours.change("work") as c:
            codes.add_alias(c, 6, "taak")
            c.insert("membership", code=6, category=1)
            c.insert("property", uuid=new_uuid(), category=6, name="last", key="last", kind="kinds", points="[]",
                     created_at=c.at)  # fmt: skip
        codebook_merge.merge(sides.theirs, ["verantwoordelijkheid"], "vertrouwen")
        done = Aftermath(sides)
        left = done.left
        assert left.pop("memo 1") is not None and [left.pop(f"link {n}") for n in (4, 13)] == [None, None]
        assert left == {
            "code 2": {"definition": "had\n\nvan lea", "include": "had; a", "exclude": "b"},
            "code 6": None,
            "code_alias 2": None,
            "code_alias 3": {"code": 2, "name": "verantwoordelijkheid", "key": "verantwoordelijkheid"},
            "code_alias 4": {"code": 2, "name": "taak", "key": "taak"},
            "coding 6": {"code": 2},
            "coding 7": {"code": 2},
            "link 34": {"memo": 1, "place": "text", "kind": "code", "label": "vertrouwen", "code": 2},
            "link 35": {"memo": 1, "place": "on", "kind": "code", "label": "vertrouwen", "code": 2},
            "membership 3": {"code": 2},
            "property 3": {"category": 2},
            "same_thing 2": {"tbl": "code", "thing": "code 2"},
        }
        assert done.told == [
            ("code-merged", "code", "code", 2, "code 6", "verantwoordelijkheid", "", None, "verantwoordelijkheid",
             "vertrouwen", "what ours had with it is with 'vertrouwen', into which theirs merged it", "ben")
        ]  # fmt: skip
        assert done.found["code"] == {"removed": 1, "told": [2]} and sides.merge() == {}


@pytest.mark.parametrize("who", ["ours", "theirs"])
def test_a_code_merged_into_one_of_its_own_name_is_known(who: str, filled_file: Path, tmp_path: Path) -> None:
    """No alias tells of it, and no coding moved: the log says that codes were merged, and the name is the other's."""
    with parted(filled_file, tmp_path) as sides:
        merges, uses = (sides.ours, sides.theirs) if who == "ours" else (sides.theirs, sides.ours)
        codebook_merge.merge(merges, ["vertrouwen/eigen koers"], "publieke meerwaarde/eigen koers")
        with uses.change("code") as c:
            codings.add(c, 2, sources.layout(c.db, 2), 0, 7, 4)
        done = Aftermath(sides)
        name = "eigen koers"
        if who == "ours":
            path = "publieke meerwaarde/eigen koers"
            assert done.left.keys() == {"coding 15"} and (done.left["coding 15"] or {})["code"] == 3
            assert done.told == [
                ("code-merged", "code", "code", 3, "code 4 there", name, "", None, path, name,
                 f"it is with '{path}', into which it was merged", "ben")
            ]  # fmt: skip
            return
        assert done.left == {
            "code 4": None, "coding 15": {"code": 3}, "same_thing 2": {"tbl": "code", "thing": "code 3"},
        }  # fmt: skip
        assert done.told == [
            ("code-merged", "code", "code", 3, "code 4", name, "", None, name, name,
             f"what ours had with it is with '{name}', into which theirs merged it", "ben")
        ]  # fmt: skip


def test_a_code_that_was_merged_twice_is_the_last_one(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        codebook_merge.merge(sides.ours, ["publieke meerwaarde/eigen koers"], "verantwoordelijkheid")
        codebook_merge.merge(sides.ours, ["verantwoordelijkheid"], "macht")
        with sides.theirs.change("code") as c:
            codings.add(c, 2, sources.layout(c.db, 2), 0, 7, 3)
            codings.add(c, 2, sources.layout(c.db, 2), 8, 12, 3)
        done = Aftermath(sides)
        held = {"source": 2, "code": 7, "coder": 2, "note": "", "origin": "hand", "confirmed": 1, "pinned": 0, "words": 1,
                "segment": 6, "last_segment": 6}  # fmt: skip
        assert done.left == {
            "coding 15": {**held, "start": 0, "end": 7, "characters": 7},
            "coding 16": {**held, "start": 8, "end": 12, "characters": 4},
        }
        assert done.told == [
            ("code-merged", "code", "code", 7, "code 3 there", "eigen koers", "", None, "macht", "eigen koers",
             "it is with 'macht', into which it was merged", "ben")
        ]  # fmt: skip
        assert done.found == {"coding": {"added": 2, "told": [2]}} and sides.merge() == {}


def test_a_membership_that_would_put_a_code_into_itself_stays_out(filled_file: Path, tmp_path: Path) -> None:
    """Ours moved one code into its category, and the other category under its code, since."""
    with parted(filled_file, tmp_path) as sides:
        with sides.theirs.change("belong") as c:
            c.insert("membership", code=6, category=1)
            c.insert("membership", code=7, category=2)
            c.insert("membership", code=6, category=2)
        with sides.ours.change("move") as c:
            codes.move(c, 6, 1)
            codes.move(c, 2, 7)
        done = Aftermath(sides)
        assert done.found == {"membership": {"added": 1, "already": 2}} and done.told == []
        assert done.left == {"membership 3": {"code": 6, "category": 2}}


# -- what comes back -------------------------------------------------------------------------------------------------------


def test_what_comes_back_where_its_name_is_taken_has_its_number_with_it(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        new = {"category": 2, "name": "Graad", "key": "graad", "kind": "kinds", "points": '["a"]'}
        with sides.ours.change("again") as c:
            settling.remove(c, "code", 6)
            settling.remove(c, "property", 1)
            codes.make(c, "Verantwoordelijkheid")
            c.insert("property", uuid=new_uuid(), **new, created_at=c.at)
        edit(sides.theirs, ("code", 6, {"definition": "b"}), ("property", 1, {"points": '["x"]'}))
        done = Aftermath(sides)
        assert done.left == {
            "code 6": {"name": "verantwoordelijkheid (6)", "key": "verantwoordelijkheid (6)", "level": "code", "definition": "b",
                       "include": "", "exclude": "", "example": "", "origin": "hand", "coder": 1, "codable": 1},
            "property 1": {"category": 2, "name": "graad (1)", "key": "graad (1)", "kind": "range", "points": '["x"]'},
            "link 4": {"code": 6}, "link 13": {"code": 6}, "link 6": {"property": 1}, "link 15": {"property": 1},
        }  # fmt: skip
        assert done.told == [
            ("removed-used", "code", "code", 6, "code 6", "verantwoordelijkheid (6)", "", None, None, None, BACK, "ben"),
            ("removed-used", "property", "property", 1, "property 1", "vertrouwen/graad (1)", "", None, None, None, BACK,
             "ben"),
        ]  # fmt: skip
        assert sides.merge() == {}


def test_a_source_that_comes_back_where_its_name_is_taken(filled_file: Path, tmp_path: Path) -> None:
    from filled_study import draft

    from qda.store.texts import intake

    with parted(filled_file, tmp_path) as sides:
        remove(sides.ours, "source", 2)
        with sides.ours.change("import") as c:
            writer = intake.Writer(c)
            writer.add("Thread-2", draft("Thread-2", "forum", [("post", "Piet Puk", "Iets anders.")]))
            writer.flush()
        edit(sides.theirs, ("source", 2, {"date": "2026-02-02"}))
        done = Aftermath(sides)
        source = done.left.pop("source 2") or {}
        assert source.pop("text") == one(sides.theirs, "select text from source where id = 2")
        assert source == {
            "name": "thread-2 (2)", "key": "thread-2 (2)", "kind": "forum", "title": "Thread-2", "language": "nl",
            "characters": 151, "words": 24, "sha256": "sha-thread-2", "origin": "", "date": "2026-02-02", "metadata": "{}",
            "sentence_rules": 1,
        }  # fmt: skip
        post = {"source": 2, "kind": "post"}
        assert done.left == {
            "segment 6": {
                **post,
                "n": 1,
                "participant": 1,
                "author": "Jan de Vries",
                "start": 0,
                "end": 63,
                "words": 10,
            },
            "segment 7": {**post, "n": 2, "participant": 4, "author": "Piet Puk", "start": 65, "end": 137, "words": 11},
            "segment 8": {**post, "n": 3, "participant": 4, "author": "Piet Puk", "start": 139, "end": 151, "words": 3},
        }
        assert done.told == [
            ("removed-used", "source", "source", 2, "source 2", "thread-2 (2)", "", None, None, None, BACK, "ben")
        ]
        assert done.found == {"source": {"changed": 1, "told": [2]}} and sides.merge() == {}


def test_a_coding_that_comes_back_has_the_code_that_its_own_was_merged_into(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        remove(sides.ours, "coding", 9)
        codebook_merge.merge(sides.ours, ["publieke meerwaarde/eigen koers"], "verantwoordelijkheid")
        edit(sides.theirs, ("coding", 9, {"note": "b"}))
        done = Aftermath(sides)
        assert done.left == {
            "coding 9": {"source": 1, "start": 150, "end": 161, "code": 6, "coder": 2, "note": "b", "origin": "hand",
                         "confirmed": 1, "pinned": 0, "words": 2, "segment": 3, "last_segment": 3, "characters": 11},
        }  # fmt: skip
        assert done.told == [
            ("removed-used", "coding", "coding", 9, "coding 9", "9, verantwoordelijkheid: “eigen koers”", "", None, None,
             None, BACK, "ben"),
        ]  # fmt: skip
        assert sides.merge() == {}


def test_a_storyline_that_ours_took_back_comes_back_with_its_links(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        before = rows(sides.ours)
        with sides.ours.change("back") as c:
            c.delete("storyline", 1)
        edit(sides.theirs, ("storyline", 1, {"coder": 2}))
        done = Aftermath(sides)
        after = rows(sides.ours)
        assert after["storyline", 1] == {**before["storyline", 1], "coder": 2}
        links = [("link", n) for n in (31, 32, 33)]
        assert {at: after[at] for at in links} == {at: before[at] for at in links}
        assert done.left.keys() == {"storyline 1", "link 31", "link 32", "link 33"}
        assert done.told == [
            (
                "removed-used",
                "storyline",
                "storyline",
                1,
                "storyline 1",
                "storyline 1",
                "",
                None,
                None,
                None,
                BACK,
                "ben",
            )
        ]


# -- texts, reasons, people ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [False, True], ids=["it was not", "it was here before"])
def test_theirs_text_of_a_memo_is_a_version_once(there: bool, filled_file: Path, tmp_path: Path) -> None:
    """Ours stays the last; theirs' text is a version before it, unless ours wrote the very same on its way."""
    with parted(filled_file, tmp_path) as sides:
        for text in ("b", "c") if there else ("c",):
            with sides.ours.change("memo") as c:
                memos.edit(c, memos.one(c.db, 3), text=text)
        with sides.theirs.change("memo") as c:
            memos.edit(c, memos.one(c.db, 3), text="b")
        done = Aftermath(sides)
        whole = {"memo": 3, "title": "steekproef", "type": "sampling"}
        assert done.left == ({} if there else {
            "memo_version 3": {**whole, "text": "c", "coder": 2, "saved_at": "then"},
            "memo_version 4": {**whole, "text": "b", "coder": 4, "saved_at": "now"},
        })  # fmt: skip
        assert done.told == [
            ("both-edited", "memo", "memo", 3, "memo 3", "steekproef", "text", "Zie [[negative:negative 1]].", "c", "b",
             "ours stays, theirs is a version", "ben"),
        ]  # fmt: skip
        assert done.raw == [{"theirs": {"text": "b"}, "refs": {}}] and done.found == {"memo": {"kept": 1, "told": [2]}}
        assert one(sides.ours, "select name from coder where id = 4") == "lea"


def test_what_theirs_took_off_and_made_anew_is_new_in_its_place(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        text = f"Zie [[code:{one(sides.theirs, 'select uuid from code where id = 6')}]]."
        with sides.theirs.change("anew") as c:
            made_again(c, "summary", 1, text=text)
            (new,) = c.db.execute("select max(id) from summary").fetchone()
            from qda.store.analysis import links

            links.write(c, "summary", new, "text", memos.targets(c.db, text))
            made_again(c, "coding", 6, note="Nieuw.")
        uuids = [one(sides.theirs, f"select uuid from {t} order by id desc") for t in ("summary", "coding")]
        done = Aftermath(sides)
        assert done.left == {
            "coding 6": {"uuid": "coding 6", "note": "Nieuw."},
            "summary 1": {"uuid": "summary 1", "text": "Zie [[code:code 6]]."},
            "link 25": None, "link 26": None, "link 27": None,
            "link 34": {"summary": 1, "place": "text", "kind": "code", "label": "verantwoordelijkheid", "code": 6},
        }  # fmt: skip
        assert [
            one(sides.ours, f"select uuid from {t} where id = {n}") for t, n in (("summary", 1), ("coding", 6))
        ] == uuids
        assert done.found == {"coding": {"added": 1, "removed": 1}, "summary": {"added": 1, "removed": 1}}
        assert done.told == [] and sides.merge() == {}


def test_a_reason_for_a_line_that_is_not_here_stays_out_however_it_is_worded(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.theirs.change("reason") as c:
            new = c.insert("reason", uuid="r-1", line="nowhere", text="zo", coder=1, created_at=c.at)
        first = Aftermath(sides)
        edit(sides.theirs, ("reason", new, {"text": "anders"}))
        again = Aftermath(sides)
        for done in (first, again):
            assert (done.found, done.left, done.told) == ({"reason": {"already": 1}}, {}, [])


def test_a_reason_that_both_worded_anew_stays_as_ours_has_it(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        edit(sides.ours, ("reason", 1, {"text": "van lea"}))
        edit(sides.theirs, ("reason", 1, {"text": "van ben"}))
        done = Aftermath(sides)
        assert done.left == {} and done.found == {"reason": {"kept": 1, "told": [2]}}
        assert done.told == [
            ("both-edited", "reason", "reason", 1, "reason 1", "change 1", "text", "om te 'beginnen'", "van lea", "van ben",
             "ours stays", "ben")
        ]  # fmt: skip


def test_a_coder_whom_both_called_anew_is_called_as_ours_says(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        edit(sides.ours, ("coder", 2, {"name": "Ben B", "key": "ben b"}))
        edit(sides.theirs, ("coder", 2, {"name": "Benno", "key": "benno"}))
        done = Aftermath(sides)
        assert (done.found, done.left, done.told) == ({"coder": {"already": 1}}, {}, [])


def test_a_setting_that_both_took_off_is_off(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        for study in (sides.ours, sides.theirs):
            with study.change("off") as c:
                c.delete("setting", one(study, "select id from setting where name = 'condition_levels'"))
        done = Aftermath(sides)
        assert (done.found, done.left, done.told) == ({"setting": {"already": 1}}, {}, [])


def test_a_note_that_ours_has_in_its_own_is_not_said_twice(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        for study, note in ((sides.ours, "a; b"), (sides.theirs, "B")):
            with study.change("relate") as c:
                c.insert("relation", uuid=new_uuid(), a=1, type=2, b=2, status="hypothesis", note=note, coder=1,
                         created_at=c.at)  # fmt: skip
        done = Aftermath(sides)
        assert done.found == {"relation": {"joined": 1}} and done.told == []
        assert done.left == {"same_thing 2": {"tbl": "relation", "thing": "relation 3"}}
