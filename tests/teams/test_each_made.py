"""What both made apart, kind by kind: it is one thing, known by both uuids; what differs in it is joined, kept or told of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from filled_study import draft
from sides import named, one, parted

from qda.store.analysis import codes, memos
from qda.store.analysis.links import IN_TEXT
from qda.store.exchange.standing import rename
from qda.store.file import schema
from qda.store.history.door import Change
from qda.store.merge.things import BY_TABLE
from qda.store.texts import intake

NEW = "Een nieuw gesprek over rust."


def make(c: Change, side: int) -> None:
    """Make the same things, with words of the side in what may differ."""
    word, made = ("lea", "ben")[side], {"created_at": c.at, "coder": 1}
    writer = intake.Writer(c)
    new = draft("nieuw", "forum", [("post", "Kees Kok", NEW)], variables={"plaats": word})
    writer.add("nieuw", replace(new, title=word, date="2026-01-01" if side else None))
    writer.flush()
    (source,) = c.db.execute("select id from source where name = 'nieuw'").fetchone()
    (person,) = c.db.execute("select id from participant where name = 'Kees Kok'").fetchone()
    (segment,) = c.db.execute("select id from segment where source = ?", (source,)).fetchone()
    c.update("participant", person, role=("quoted", "researcher")[side])
    home = codes.make(c, "rust", level="category", definition=word, include="stil" if side else "")
    code = codes.make(c, "slapen", parent=home, level=("code", "focused")[side], exclude=word)
    codes.make(c, "alleen " + word)
    c.insert("code_alias", code=code, name="dutten", key="dutten")
    c.insert("membership", code=code, category=2)
    place = {"words": 1, "segment": segment, "last_segment": segment, "characters": 4, "confirmed": 1}
    coding = c.insert("coding", uuid=f"g-{word}", source=source, start=23, end=27, code=code, note=word, origin="hand",
                      pinned=side, **place, **made)  # fmt: skip
    prop = c.insert("property", uuid=f"p-{word}", category=home, name="diepte", key="diepte", kind="kinds",
                    points=('["a"]', '["b"]')[side], created_at=c.at)  # fmt: skip
    c.insert("placement", coding=coding, property=prop, value=("a", "b")[side], note=word, **made)
    type_ = c.insert("relation_type", uuid=f"t-{word}", name="rust uit", key="rust uit", role=("", "strategies")[side])
    relation = c.insert("relation", uuid=f"r-{word}", a=home, type=type_, b=2, status=("refuted", "qualified")[side],
                        note=word, **made)  # fmt: skip
    c.insert("evidence", relation=relation, coding=coding, side="for")
    c.insert("judgement", category=home, abstract=("yes", "no")[side], explains_variation=(None, "yes")[side],
             note=word, **made)  # fmt: skip
    c.insert("summary", uuid=f"s-{word}", source=source, code=home, text=word, updated_at=c.at, **made)
    c.insert("source_done", uuid=f"d-{word}", source=source, teller=side + 1, **made)
    c.insert("setting", name="pipeline", value=word)
    memos.add(c, title=word, type="code", text=f"Zie [[code:rust/slapen]] en [[source:nieuw]], {word}.", date=None,
              on=[memos.resolve(c.db, "code:rust"), memos.resolve(c.db, "property:rust/diepte")])  # fmt: skip
    c.insert("negative", uuid=f"n-{word}", coding=coding, code=home, note=word, **made)
    sampling = c.insert("sampling", uuid=f"a-{word}", text=word, category=home, property=prop, seek="", **made)
    c.insert("sampling_source", sampling=sampling, source=source)
    c.insert("comparison", uuid=f"c-{word}", coding=coding, code=home, outcome="same", note=word, **made)


TWICE = {  # known by a uuid, and by what they are: one row of the two
    "source": "name = 'nieuw'", "participant": "name = 'Kees Kok'", "variable": "name = 'plaats'", "code": "name = 'rust'",
    "coding": "start = 23", "property": "name = 'diepte'", "relation_type": "name = 'rust uit'", "relation": "a > 7",
    "summary": "source > 3", "source_done": "source > 3",
}  # fmt: skip
FOUND: dict[str, dict[str, Any]] = {
    "source": {"kept": 1}, "segment": {"already": 1}, "participant": {"kept": 1}, "variable": {"joined": 1},
    "value": {"kept": 1}, "code": {"added": 1, "joined": 1, "kept": 1}, "alias": {"already": 1}, "membership": {"already": 1},
    "coding": {"joined": 1}, "property": {"kept": 1}, "placement": {"kept": 1}, "relation-type": {"joined": 1},
    "relation": {"kept": 1}, "evidence": {"already": 1}, "comparison": {"added": 1}, "judgement": {"kept": 1},
    "memo": {"added": 1}, "negative": {"added": 1}, "sampling": {"added": 1}, "setting": {"kept": 1}, "summary": {"kept": 1},
    "done": {"joined": 1},
}  # fmt: skip
OURS, BOTH = "ours stays", "both are kept"
TOLD = {
    ("source", "nieuw", "title", "lea", "ben", OURS),
    ("participant", "Kees Kok", "role", "quoted", "researcher", OURS),
    ("value", "plaats of nieuw", "value", "lea", "ben", OURS),
    ("code", "rust", "definition", "lea", "ben", BOTH),
    ("code", "rust/slapen", "exclude", "lea", "ben", BOTH),
    ("code", "rust/slapen", "level", "code", "focused", OURS),
    ("coding", "15, slapen: “rust”", "note", "lea", "ben", BOTH),
    ("property", "rust/diepte", "points", '["a"], kinds', '["b"], kinds', OURS),
    ("placement", "15, slapen: “rust”", "value", "a", "b", OURS),
    ("placement", "15, slapen: “rust”", "note", "lea", "ben", BOTH),
    ("relation", "3", "status", "refuted", "qualified", OURS),
    ("relation", "3", "note", "lea", "ben", BOTH),
    ("judgement", "rust", "abstract", "yes", "no", OURS),
    ("judgement", "rust", "note", "lea", "ben", BOTH),
    ("setting", "pipeline", "value", "lea", "ben", OURS),
    ("summary", "rust", "text", "lea", "ben", "ours stays, theirs is a version"),
}


def test_what_both_made(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        for side, study in enumerate((sides.ours, sides.theirs)):
            with study.change("make") as c:
                make(c, side)
        before = sides.ours.db.execute("select max(id) from same_thing").fetchone()[0]
        found = {thing: {f: n for f, n in row.items() if f != "told"} for thing, row in sides.merge().items()}
        assert found == FOUND
        told = [(k["thing"], k["name"], k["column"], k["ours"], k["theirs"], k["done"]) for k in sides.told()]
        assert set(told) == TOLD and len(told) == len(TOLD)
        assert {(k["kind"], k["base"], k["file"], k["status"]) for k in sides.told()} == {
            ("both-made", None, "ben.db", "open")
        }
        db = sides.ours.db
        # one row, ours', known by theirs' uuid too
        same = {
            (t, u): thing
            for t, u, thing in db.execute("select tbl, uuid, thing from same_thing where id > ?", (before,))
        }
        for table, where in TWICE.items():
            ours, theirs = (one(s, f"select uuid from {table} where {where}") for s in (sides.ours, sides.theirs))
            assert one(sides.ours, f"select count(*) from {table} where {where}") == 1, table
            assert same.pop((table, theirs)) == ours, table
        assert {t for t, _ in same} == {"code"} and len(same) == 1  # slapen
        # what may be said twice is; what was empty here is taken

        def cell(sql: str) -> Any:
            return db.execute(sql).fetchone()

        assert cell("select definition, include, level from code where name = 'rust'") == (
            "lea\n\nben",
            "stil",
            "category",
        )
        assert cell("select exclude, level from code where name = 'slapen'") == ("lea; ben", "code")
        assert cell("select note, pinned from coding where start = 23") == ("lea; ben", 0)
        assert cell("select value, note from placement order by id desc") == ("a", "lea; ben")
        assert cell("select note, status from relation order by id desc") == ("lea; ben", "refuted")
        assert cell("select note, abstract, explains_variation from judgement order by id desc") == (
            "lea; ben",
            "yes",
            "yes",
        )
        assert cell("select title, date from source where name = 'nieuw'") == ("lea", "2026-01-01")
        assert cell("select role from relation_type where name = 'rust uit'") == ("strategies",)
        assert cell("select teller from source_done order by id desc") == (1,)
        assert [r[0] for r in db.execute("select text from summary_version order by id desc limit 2")] == ["ben", "lea"]
        # what theirs made besides names the things of ours
        home = one(sides.ours, "select id from code where name = 'rust'")
        prop = one(sides.ours, "select id from property where name = 'diepte'")
        for table in ("negative", "sampling", "comparison"):
            column = "category" if table == "sampling" else "code"
            assert [r[0] for r in db.execute(f"select {column} from {table} order by id desc limit 2")] == [home, home]
        assert [r[0] for r in db.execute("select property from sampling order by id desc limit 2")] == [prop, prop]
        (memo,) = cell("select id from memo where title = 'ben'")
        text = one(sides.theirs, "select text from memo where title = 'ben'")
        all_same = dict(db.execute("select uuid, thing from same_thing"))
        assert cell("select text from memo where title = 'ben'") == (rename(text, all_same, IN_TEXT),) != (text,)
        sql = "select place, kind, code, property, source, uuid from link where memo = ? order by place, id"
        links = db.execute(sql, (memo,)).fetchall()
        assert [row[:5] for row in links] == [
            ("on", "code", home, None, None), ("on", "property", None, prop, None),
            ("text", "code", home + 1, None, None), ("text", "source", None, None, 4),
        ]  # fmt: skip
        assert {u for *_, u in links} & set(all_same) == set(), "links name what is here"
        assert sides.merge() == {} and len(sides.told()) == len(TOLD)
        # back again: both say the same, but for what was told and stays
        sides.merge_back()
        ours, theirs = named(sides.ours), named(sides.theirs)
        for table in schema.RECORDED:
            if table in ours and table in BY_TABLE:
                assert sum(ours[table].values()) == sum(theirs[table].values()), table
