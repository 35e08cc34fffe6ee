"""Every text of a study that is no source's: what researchers wrote about it, and the values of variables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from qda.store.analysis import codes, links
from qda.store.texts import people

LINK = "§"  # in place of a link: neither a letter nor a blank


class Words(NamedTuple):
    """A text and where it stands, as `KIND:NAME` and what it is of it; `source` names the source that it is about, if one.

    `bare`: a name or a value, no sentences.
    """

    where: str
    text: str
    source: str = ""
    bare: bool = False


# Where, text and source of what stands in one column of one table. An id stands for a name where there is none.
_COLUMNS = (
    ("select 'source:' || name || ' (title)', title, name from source where title <> name", False),
    ("select 'memo:' || id || ' (title)', title, '' from memo", False),
    ("select 'memo:' || id, text, '' from memo", False),
    ("select 'memo:' || memo || ' (a version)', text, '' from memo_version", False),
    ("select 'summary:' || id, text, '' from summary", False),
    ("select 'summary:' || summary || ' (a version)', text, '' from summary_version", False),
    ("select 'storyline', text, '' from storyline where id = (select max(id) from storyline)", False),
    ("select 'storyline (a version)', text, '' from storyline where id <> (select max(id) from storyline)", False),
    ("select 'coding:' || g.id || ' (note)', g.note, s.name from coding g join source s on s.id = g.source", False),
    ("select 'coding:' || p.coding || ' (placed)', p.note, s.name from placement p join coding g on g.id = p.coding "
     "join source s on s.id = g.source", False),
    ("select 'relation:' || id || ' (note)', note, '' from relation", False),
    ("select 'condition:' || id || ' (note)', note, '' from condition", False),
    ("select 'comparison:' || id || ' (note)', note, '' from comparison", False),
    ("select 'negative:' || id, note, '' from negative", False),
    ("select 'negative:' || id || ' (outcome)', resolution, '' from negative", False),
    ("select 'decision:' || d.id || ' (note)', d.note, s.name from decision d join decision_place p on p.decision = d.id "
     "and p.asked = 1 join source s on s.id = p.source", False),
    ("select 'sampling:' || id, text, '' from sampling", False),
    ("select 'sampling:' || id || ' (seek)', seek, '' from sampling", False),
    ("select 'sampling:' || id || ' (changed)', changed, '' from sampling", False),
    ("select 'pile ' || id, name, '' from pile", False),
    ("select 'sorting of memo ' || memo, because, '' from sorting where because <> ''", False),
    ("select 'a move of memo ' || title, title || '. ' || was_name || '. ' || now_name || '. ' || because, '' "
     "from sorting_move", False),
    ("select 'source:' || s.name || ' (' || v.name || ')', x.value, s.name from value x join variable v on v.id = x.variable "
     "join source s on s.id = x.source", True),
    ("select 'the log, change ' || id || ' (reason)', because, '' from change", False),
)  # fmt: skip


def texts(db: sqlite3.Connection) -> Iterator[Words]:
    """All of them that are not empty: the codebook, memos, storylines, notes, records of the method, values, reasons."""
    paths = codes.paths(db)
    for id, *parts in db.execute("select id, name, definition, include, exclude, example from code order by id"):
        for what, text in zip(("", " (definition)", " (include)", " (exclude)", " (example)"), parts, strict=True):
            if text:
                yield Words(f"code:{paths[id]}{what}", text)
    for code, name in db.execute("select code, name from code_alias order by id"):
        yield Words(f"code:{paths[code]} (alias)", name)
    for category, name, points in db.execute("select category, name, points from property order by id"):
        for text in (name, *json.loads(points)):
            yield Words(f"property:{paths[category]}/{name}", text)
    for category, note in db.execute("select category, note from judgement where note <> '' order by id"):
        yield Words(f"category:{paths[category]} (judged)", note)
    names = people.shown(db)
    for person, variable, value in db.execute(
        "select x.participant, v.name, x.value from value x join variable v on v.id = x.variable "
        "where x.participant is not null order by x.id"
    ):
        yield Words(f"participant:{names[person]} ({variable})", value, bare=True)
    for sql, bare in _COLUMNS:
        for where, text, source in db.execute(sql):
            if text:
                yield Words(where, links.IN_TEXT.sub(LINK, text), source, bare)
