"""Rows of another qda into a study, in one change: what is there and equal is passed over, what differs stays as it is here.

A row is known by its uuid, else by what makes it unique (a coder's name, a code's path, a coding's place); the study's row
then stands for it, and what refers to it refers to that one. What has neither (an earlier version of a memo, a link in a
text) comes in with what it belongs to, when that is new. What is one more on a thing that was there (a value, an alias, a
membership, evidence, something that a memo is on) is added, unless the study has another in its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from qda.core.names import key
from qda.store.analysis import links
from qda.store.exchange import carried, codes_in, seams, texts_in
from qda.store.exchange.carried import Carried
from qda.store.exchange.reading import Block, Row, tables
from qda.store.exchange.shape import MADE_FIRST, OF_THE_STUDY, Shape, shapes
from qda.store.exchange.standing import Fate, Standing, linked, rename
from qda.store.file import layer
from qda.store.history.door import Change

WITH_HOLDER = (
    "sampling_source",
    "stability_then",
    "stability_now",
)  # lists that are of one piece: they come with a new holder, or not at all


@dataclass(slots=True)
class Taken:
    """What became of a file: of the rows of each table, what is only carried, and what is to be said."""

    fates: dict[str, Fate]
    carried: list[Carried] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    of_the_study: int = 0  # rows of settings that every study has


def take(
    c: Change, lines: Iterable[str], text_of: Callable[[str], str], *, into: int | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Taken:  # fmt: skip
    """Take the rows of a file in.

    lines: the file, line by line. text_of: returns the text of the source with that uuid; called for one at a time. into:
    the code under which codes without a home come. tick: called after each source. QdaError, with the number of the line,
    for a file that is not as a qda writes it; `texts_in.Altered` when a text is not the one that the file is about.
    """
    every = shapes(c.db)
    t = Standing(c, every, into, tick)
    c.db.execute("pragma defer_foreign_keys = on")  # a code may have its home further down
    seam = seams.Seam(t)
    taken = Taken(t.fates)
    for shape, blocks in tables(lines, every):
        if shape.table == "source":
            texts_in.take(t, shape, _begun(t, shape, blocks), text_of)
        elif shape.table in ("code", "pile"):
            codes_in.take(t, shape, _begun(t, shape, blocks))
        else:
            for block in _begun(t, shape, blocks):
                _rows(t, shape, block)
                if shape.table == "setting":
                    taken.of_the_study += sum(row[shape.at("name")] in OF_THE_STUDY for row in block.rows)
                if shape.table == "carried":
                    taken.carried += (carried.row(dict(zip(shape.columns, row, strict=True))) for row in block.rows)
        t.finish(shape.table)
    seam.close()
    taken.notes = t.notes
    return taken


def _begun(t: Standing, shape: Shape, blocks: Iterator[Block]) -> Iterator[Block]:
    for block in blocks:
        t.begins.setdefault(shape.table, block.line)
        yield block


def _rows(t: Standing, shape: Shape, block: Block) -> None:
    """Take a block of rows of a table in."""
    table, fate = shape.table, t.fates[shape.table]
    uuid = shape.uuid
    by_uuid = t.found_by_uuid(table, [row[uuid] for row in block.rows]) if uuid >= 0 else {}
    find, fits = t.finder(shape), FITS.get(table)
    alone = (uuid < 0 and not shape.keys) or table in WITH_HOLDER
    held, next_id = t.ids[table], t.c.next_id(table)
    new: list[Row] = []
    lines: list[int] = []
    keys: dict[tuple[object, ...], int] = {}  # of the rows of this block that come in
    name, named = shape.at("name"), shape.at("key")
    for line, row in enumerate(block.rows, block.line):
        if named >= 0 and name >= 0:
            row[named] = key(row[name])
        since = len(t.later)
        why = t.refer(shape, row, line)
        id = by_uuid.get(row[uuid], 0) if uuid >= 0 else 0
        if table == "segment":
            id = texts_in.segment(t, shape, row)
        elif not why and not id:
            id = _coder(t, shape, row) if table == "coder" else find(row)
            id = id or next((keys[k] for k in _keys(shape, row) if k in keys), 0)
        if not id and not why and fits is not None:
            why = fits(t, shape, row)
        if alone and not id and not why and not _comes(t, shape, row):
            held.append(0)
            fate.same += 1
        elif id:
            held.append(id)
            put_off = t.settle(since, 0)
            if id >= next_id:  # the same thing twice in the file
                fate.joined += 1
                t.renamed |= {row[uuid]: new[id - next_id][uuid]} if uuid >= 0 else {}
            elif not _own(t, shape, id, row):
                t.compare(shape, id, row, put_off)
        elif why or (table == "setting" and not t.unworked):
            held.append(0)
            fate.left[why or "a study in which somebody has worked keeps its own settings"] += 1
        elif table == "segment" and not t.fresh("source", row[shape.at("source")]):
            held.append(texts_in.near(t, shape, row))
            fate.differs += 1
        else:
            id = next_id + len(new)
            held.append(id)
            t.settle(since, id)
            _link(t, shape, row)
            new.append(row)
            lines.append(line)
            for k in _keys(shape, row):
                keys[k] = id
            if uuid >= 0:
                by_uuid[row[uuid]] = id
            if table in ("segment", "coding", "stability_item"):
                texts_in.lies_inside(t, shape, row, line)
    t.insert(shape, new, lines)


def _keys(shape: Shape, row: Row) -> Iterator[tuple[object, ...]]:
    for n, places in enumerate(shape.keys):
        yield (n, *(row[i] for i in places))
    if shape.table == "coder" and row[shape.at("consensus")]:
        yield ("layer",)


def _coder(t: Standing, shape: Shape, row: Row) -> int:
    """Find a coder. The layer of what was settled is one, whatever it is called; a person never becomes it.

    One who comes in under a name that the other kind has here is called `NAME (2)`.
    """
    name, named, is_layer = row[shape.at("name")], row[shape.at("key")], row[shape.at("consensus")]
    if is_layer and (held := layer.find(t.db)):
        return held
    of = dict(t.db.execute("select key, consensus from coder"))
    if named in of and bool(of[named]) == bool(is_layer):
        (id,) = t.db.execute("select id from coder where key = ?", (named,)).fetchone()
        return int(id)
    n = 1
    while named in of:
        n += 1
        row[shape.at("name")] = f"{name} ({n})"
        named = row[shape.at("key")] = key(row[shape.at("name")])
    return 0


def _comes(t: Standing, shape: Shape, row: Row) -> bool:
    """True if a row that is known by nothing comes in: with what it belongs to, or as one more thing that a memo is on."""
    holder = next((r for r in shape.references if r.follows and row[r.at]), None)
    if shape.table == "segment" or holder is None or t.fresh(holder.table, row[holder.at]):
        return True
    if shape.table != "link" or row[shape.at("place")] != "on":
        return False
    known = (row[shape.at("memo")], row[shape.at("kind")], linked(row[shape.at("uuid")], t.renamed))
    there = "select 1 from link where memo is ? and place = 'on' and kind = ? and uuid = ?"
    return t.db.execute(there, known).fetchone() is None


def _own(t: Standing, shape: Shape, id: int, row: Row) -> bool:
    """In a study in which nobody has worked, let what its making put there be as in the file; True if so."""
    if not t.unworked or shape.table not in MADE_FIRST or t.fresh(shape.table, id):
        return False
    told = dict(zip(shape.columns, row, strict=True))
    if shape.table == "coder":
        del told["consensus"]  # a person stays one
    t.c.update(shape.table, id, **told)
    t.fates[shape.table].same += 1
    return True


def _link(t: Standing, shape: Shape, row: Row) -> None:
    """Let what a row says of other things by their uuid name what stands here for them."""
    if not t.renamed:
        return
    if shape.table in links.TEXTS:
        at = shape.at(links.TEXTS[shape.table][1])
        row[at] = rename(row[at], t.renamed, links.IN_TEXT)
    if shape.table == "category_change":
        row[shape.at("what")] = rename(row[shape.at("what")], t.renamed, links.IN_TEXT)
    for column, table in (("uuid", "link"), ("holder", "carried"), ("was", "sorting_move"), ("now", "sorting_move")):
        if shape.table == table:
            row[shape.at(column)] = linked(row[shape.at(column)], t.renamed)
    if shape.table == "decision_place":
        state = json.loads(row[shape.at("state")])
        state["codings"] = {t.renamed.get(uuid, uuid): at for uuid, at in state["codings"].items()}
        state["readers"] = sorted(t.renamed.get(uuid, uuid) for uuid in state["readers"])
        row[shape.at("state")] = json.dumps(state, sort_keys=True)


# -- what does not fit here --------------------------------------------------------------------------------------------


def _membership(t: Standing, shape: Shape, row: Row) -> str:
    code, category = row[shape.at("code")], row[shape.at("category")]
    (home,) = t.db.execute("select parent from code where id = ?", (code,)).fetchone()
    return "its home here" if category in (code, home) else ""


def _alias(t: Standing, shape: Shape, row: Row) -> str:
    (own,) = t.db.execute("select key from code where id = ?", (row[shape.at("code")],)).fetchone()
    return "the code's name here" if own == row[shape.at("key")] else ""


def _relation(t: Standing, shape: Shape, row: Row) -> str:
    return "between codes that are one here" if row[shape.at("a")] == row[shape.at("b")] else ""


def _placement(t: Standing, shape: Shape, row: Row) -> str:
    property = row[shape.at("property")]
    if t.fresh("property", property) or row[shape.at("position")] is not None:
        return ""
    (points,) = t.db.execute("select points from property where id = ?", (property,)).fetchone()
    known = {key(str(p)) for p in json.loads(points)}
    return "" if key(row[shape.at("value")]) in known else "a value that the property does not have here"


def _comparison(t: Standing, shape: Shape, row: Row) -> str:
    return "of a coding with itself" if row[shape.at("coding")] == row[shape.at("other")] else ""


def _category_change(t: Standing, shape: Shape, row: Row) -> str:
    return "" if t.fresh("code", row[shape.at("category")]) else "told by the history here"


def _decision_place(t: Standing, shape: Shape, row: Row) -> str:
    """Let a settled place come in where a coding of its code, which it had, is here."""
    code, coding = row[shape.at("code")], row[shape.at("coding")]
    held = json.loads(row[shape.at("state")])["codings"]
    had = [t.renamed.get(uuid, uuid) for uuid in held]
    there = "select 1 from coding where code = ? and (id = ? or uuid in (select value from json_each(?)))"
    return (
        "" if t.db.execute(there, (code, coding, json.dumps(had))).fetchone() else "a place whose codings are not here"
    )


FITS: dict[str, Callable[[Standing, Shape, Row], str]] = {
    "membership": _membership, "code_alias": _alias, "relation": _relation, "placement": _placement,
    "comparison": _comparison, "category_change": _category_change,
    "decision_place": _decision_place,
}  # fmt: skip
