"""Codings on an older text: where ours gave a source another text, theirs' codings follow their words, or keep the old text."""

from __future__ import annotations

import json
from copy import deepcopy

from qda.core.names import MAX_LENGTH, key, short
from qda.store.merge.net import Image
from qda.store.merge.standing import Merging
from qda.store.revisions import newer_text
from qda.store.texts import sources as texts


def know_newer(m: Merging) -> None:
    """Note the sources of ours that stayed with an old text: which source has the newer one."""
    for id, uuid in m.db.execute(
        "select id, json_extract(metadata, '$.later_text') from source where instr(metadata, 'later_text')"
    ).fetchall():
        if uuid and (row := m.db.execute("select id from source where uuid = ?", (uuid,)).fetchone()):
            m.new_text[id] = row[0]


def placed(m: Merging, now: Image, row: Image) -> Image:
    """Return a coding of theirs with the place that its stretch has here, in the source's newer text where ours has one."""
    row = moved(m, now, row)
    if row["source"] in m.torn or row["segment"] is None:
        m.torn.add(row["source"])
        row["segment"] = row["last_segment"] = None
    return row


def moved(m: Merging, now: Image, row: Image) -> Image:
    """Return a coding of theirs at its place here: where ours has another text for its source, it follows its words."""
    theirs = m.their.execute("select uuid, text, metadata from source where id = ?", (now["source"],)).fetchone()
    at = row["source"]
    if "later_text" not in json.loads(theirs[2]):
        at = m.new_text.get(at, at)
    held = texts.text(m.db, at)
    if held == theirs[1]:
        return {**row, "source": at}
    m.torn.add(at)
    place = m.follow(theirs[1], held, now["start"], now["end"]) if m.follow is not None else None
    name = m.name("source", at)
    if place is not None:
        if ("text-changed", at) not in m.said:
            m.said.add(("text-changed", at))
            m.tell(kind="text-changed", table="source", row=at, name=name, column="text", base=None, ours=None, theirs=None,
                   done="ours has another text; theirs' codings followed their words")  # fmt: skip
        return {**row, "source": at, "start": place[0], "end": place[1], "segment": None, "last_segment": None}
    old = _old_text(m, now["source"], at, theirs[0])
    if ("text-stays", at) not in m.said:
        m.said.add(("text-stays", at))
        m.tell(kind="text-changed", table="source", row=at, name=name, column="text", base=None, ours=name,
               theirs=m.name("source", old),
               done=f"ours has another text; what could not follow stays on {m.name('source', old)!r}")  # fmt: skip
    return {**row, "source": old, "segment": None, "last_segment": None}


def _old_text(m: Merging, their_source: int, at: int, uuid: str) -> int:
    """Return the source that has the old text of one that ours gave another: kept by ours, else made anew of theirs."""
    if their_source in m.old_texts:
        return m.old_texts[their_source]
    row = m.their.execute("select characters, text from source where id = ?", (their_source,)).fetchone()
    found = next((i for i, n in m.new_text.items() if n == at and texts.text(m.db, i) == row[1]), 0)
    if not found:
        image = m.theirs("source", their_source)
        assert image is not None
        kept = "later_text" in json.loads(image["metadata"])  # theirs kept it under such a name as well
        name = str(m.free_source(image["name"], "")["name"]) if kept else _before(m, image["name"])
        (own,) = m.db.execute("select uuid from source where id = ?", (at,)).fetchone()
        about = {**json.loads(image["metadata"]), "later_text": own}
        new = {k: v for k, v in image.items() if k != "id"}
        new.update(
            uuid=newer_text.uuid_of_text(m.db, own, row[1]),
            name=name,
            key=key(name),
            metadata=json.dumps(about, ensure_ascii=False),
        )
        found = m.c.insert("source", **new)
        held = deepcopy(m.maps["segment"])
        m.bring_segments(their_source, found)
        m.maps["segment"] = held
    m.torn.add(found)
    m.new_text[found] = at  # other codings of it may follow their words
    m.old_texts[their_source] = found
    return found


def _before(m: Merging, name: str) -> str:
    wanted, n = f"{short(name, MAX_LENGTH - 30)} (before {m.c.at[:10]})", 1
    while m.db.execute("select 1 from source where key = ?", (key(wanted),)).fetchone():
        n += 1
        wanted = f"{short(name, MAX_LENGTH - 30)} (before {m.c.at[:10]}, {n})"
    return wanted
