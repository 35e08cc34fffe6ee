"""Another text for a source: a new row with the new text takes over the name, the uuid and all that hangs on the old one.

No text is ever changed. The old row stays as `NAME (before DATE)` while codings rest on it that could not follow, else it
goes; the history keeps it either way. Segments and codings keep their rows, so that their numbers, links, notes,
placements, evidence and records stay what they are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qda.core import numbers
from qda.core.drafts import Draft, DraftSegment
from qda.core.names import key
from qda.core.projects import derived
from qda.store.analysis import codings, decisions, links, source_done, stability
from qda.store.history.door import Change
from qda.store.revisions import segments
from qda.store.texts import intake, people, sources
from qda.store.texts.segment_layout import Layout, Segment


@dataclass(slots=True)
class Part:
    """A segment of the new text: an old one that moved (`row`), or one that the draft brings (`made`); or both.

    `parent` and `reply_to` are positions in the plan's list of parts; `told` is the metadata of an old one where it changes.
    """

    start: int
    end: int
    row: Segment | None = None
    made: DraftSegment | None = None
    parent: int | None = None
    reply_to: int | None = None
    told: dict[str, Any] | None = None


@dataclass(slots=True)
class Plan:
    """Plan for a newer text: its segments in text order, the new place of each coding, the codings that stay on the old text."""

    parts: list[Part]
    moves: dict[int, tuple[int, int]]
    stay: list[int] = field(default_factory=list)


def apply(c: Change, source: int, draft: Draft, plan: Plan) -> tuple[int, str]:
    """Carry out a plan. Returns the number of the source's new row, and the old text's name where it stays, else ""."""
    layout = sources.layout(c.db, source)
    uuid, name = c.db.execute("select uuid, name from source where id = ?", (source,)).fetchone()
    retired, before = uuid_of_text(c.db, uuid, layout.text), _before(c, name)
    folks = {p for (p,) in c.db.execute("select participant from segment where source = ?", (source,)) if p}
    new = _source(c, source, draft, retired, before)
    for table in ("participant", "value", "sampling_source", "summary"):
        c.repoint(table, "source", source, new)
    c.repoint("conflict", '"row"', source, new, tbl="source")
    for variable, value in draft.variables.items():
        if not _has(c, variable, new):
            intake.set_value(c, variable, value, source=new)
    where = _segments(c, source, new, draft, plan)
    _links(c, source, new, {s.start: f"{retired}@{s.start}" for s in layout.segments} | where, uuid)
    placed = segments.recount(c, new, [])
    stability.follow(c, source, new, plan.moves)
    for id, (start, end) in plan.moves.items():
        place = codings.place(placed, start, end)
        c.update("coding", id, source=new, start=start, end=end, **place._asdict())
    source_done.forget(c, source)
    decisions.follow(c, source, new, plan.moves)
    if plan.stay:
        _rest(c, source, new, layout)
    else:
        links.forget(c, "segment", [i for (i,) in c.db.execute("select id from segment where source = ?", (source,))])
        stability.leaving(c, sources=[source])
        c.delete("source", source)
        before = ""
    people.drop_idle(c, sorted(folks))
    return new, before


def uuid_of_text(db: sqlite3.Connection, uuid: str, text: str) -> str:
    """Return the uuid of a text that the source `uuid` had or might have had, when it stands as a source of its own.

    It is made of what makes it one, so that two files of a study that part such a text from its source have one thing.
    """
    import hashlib  # as in `derived`

    mark, n = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), 1
    while db.execute("select 1 from source where uuid = ?", (found := derived(uuid, "text", mark, n),)).fetchone():
        n += 1
    return found


def _before(c: Change, name: str) -> str:
    """A free name for the old text."""
    taken, n = intake.taken(c.db), 1
    shown = f"{name} (before {c.at[:10]})"
    while key(shown) in taken:
        n += 1
        shown = f"{name} (before {c.at[:10]}, {n})"
    return shown


def _source(c: Change, source: int, draft: Draft, retired: str, before: str) -> int:
    """The row of the new text: what a person gave the old one stays, what the file says of itself is the file's."""
    from qda.core.text.sentences import VERSION

    cursor = c.db.execute("select * from source where id = ?", (source,))
    old = dict(zip([d[0] for d in cursor.description], cursor.fetchone(), strict=True))
    was = json.loads(old["metadata"])
    earlier = [*was.get("earlier", []), {"sha256": old["sha256"], "until": c.at}]
    c.update("source", source, uuid=retired, name=before, key=key(before))
    if draft.kind == "posts":  # a table: whom its handles name hangs on the file that they first came from
        draft.origin = old["origin"] or draft.origin
    return c.insert(
        "source", uuid=old["uuid"], name=old["name"], key=old["key"], kind=old["kind"], title=old["title"] or draft.title,
        language=old["language"] or draft.language, text=draft.text, characters=len(draft.text), words=0,
        sha256=draft.sha256, origin=draft.origin, date=old["date"] or draft.date, imported_at=old["imported_at"],
        metadata=json.dumps({**was, **draft.metadata, "earlier": earlier}, ensure_ascii=False), sentence_rules=VERSION,
    )  # fmt: skip


def _has(c: Change, variable: str, source: int) -> bool:
    sql = "select 1 from value v join variable x on x.id = v.variable where v.source = ? and x.key = ?"
    return c.db.execute(sql, (source, key(variable))).fetchone() is not None


def _segments(c: Change, source: int, new: int, draft: Draft, plan: Plan) -> dict[int, str]:
    """Move the old segments and write the new ones; says for each old start how its segment is linked to now."""
    uuid = c.db.execute("select uuid from source where id = ?", (new,)).fetchone()[0]
    persons = _persons(c, source, new, draft, plan)
    first, ids = c.next_id("segment"), []
    for p in plan.parts:
        ids.append(p.row.id if p.row else first)
        first += p.row is None
    text, inner = draft.text, dict.fromkeys(range(len(plan.parts)), 0)
    for p in plan.parts:
        if p.parent is not None:
            inner[p.parent] += len(text[p.start : p.end].split())
    rows: list[tuple[Any, ...]] = []
    moved: list[tuple[int, int, Part, int]] = []
    for n, p in enumerate(plan.parts):
        words = len(text[p.start : p.end].split()) - inner[n]
        if p.row is not None:
            moved.append((ids[n], n, p, words))
            continue
        s = p.made
        assert s is not None
        rows.append(
            (
                new, n + 1, s.kind, None if p.parent is None else ids[p.parent], persons.get(s.author or ""), s.author,
                s.date, None if p.reply_to is None else ids[p.reply_to], p.start, p.end, words,
                json.dumps(s.metadata, ensure_ascii=False) if s.metadata else None,
            )
        )  # fmt: skip
    c.bulk("segment", rows)
    where: dict[int, str] = {}
    own = {id for id, *_ in moved}
    for id, n, p, words in moved:
        assert p.row is not None
        more: dict[str, Any] = {}
        if p.made is not None and p.row.date is None and p.made.date is not None:
            more["date"] = p.made.date
        if p.row.reply_to not in own:  # none, or one that is not in the new text
            answered = None if p.reply_to is None else ids[p.reply_to]
            more["reply_to"] = None if answered == id else answered
        if p.told is not None:
            more["metadata"] = json.dumps(p.told, ensure_ascii=False) if p.told else None
        c.update(
            "segment", id, source=new, n=n + 1, start=p.start, end=p.end, words=words,
            parent=None if p.parent is None else ids[p.parent], **more,
        )  # fmt: skip
        where.setdefault(p.row.start, f"{uuid}@{p.start}")
    return where


def _persons(c: Change, source: int, new: int, draft: Draft, plan: Plan) -> dict[str, int]:
    """Find the person of each label in the new segments: as the source knows it, else by the rules of an import."""
    known = {
        key(author): p
        for p, author in c.db.execute(
            "select participant, author from segment where source = ? and participant is not null and author is not null "
            "group by 1, 2 order by 1 desc",
            (source,),
        )
    }
    out: dict[str, int] = {}
    for p in plan.parts:
        s = p.made
        if p.row is not None or s is None or s.author is None or s.author in out:
            continue
        if (person := known.get(key(s.author))) is None:
            name, site, everywhere = intake.identity(
                s.author, draft, handle=bool(s.metadata and s.metadata.get("handle"))
            )
            home = None if everywhere else new
            person = people.known_as(c.db, name, site, home) or people.add(c, name, s.role, source=home, site=site)
        out[s.author] = known[key(s.author)] = person
    return out


def _links(c: Change, source: int, new: int, where: Mapping[int, str], uuid: str) -> None:
    """Links to the source point at the new row; links to its segments say where these begin now, in rows and in texts."""
    c.repoint("link", "source", source, new)
    links_of_segments(c, where, uuid)


def links_of_segments(c: Change, where: Mapping[int, str], uuid: str) -> None:
    """Let links to segments of the source `uuid` say where these begin now, in rows and in texts.

    where: where one began -> `uuid@start` as it is called from now on.
    """
    held = c.db.execute(
        "select id, uuid from link where kind = 'segment' and substr(uuid, 1, ?) = ?", (len(uuid) + 1, f"{uuid}@")
    )
    for id, was in held.fetchall():
        if (now := where.get(numbers.counted(was.rpartition("@")[2]))) is not None:
            c.update("link", id, uuid=now)
    mark = f"[[segment:{uuid}@"
    for table, (_, column) in links.TEXTS.items():
        for id, text in c.db.execute(f"select id, {column} from {table} where instr({column}, ?)", (mark,)).fetchall():
            first, *rest = text.split(mark)
            out = [first]
            for piece in rest:
                start, close, after = piece.partition("]]")
                now = where.get(numbers.counted(start))
                out.append(f"[[segment:{now}{close}{after}" if now else mark + piece)
            c.update(table, id, **{column: "".join(out)})


def _rest(c: Change, source: int, new: int, layout: Layout) -> None:
    """The old text while codings rest on it: the segments that they touch as they were, all else boilerplate, not counted."""
    db = c.db
    stay = 'select id, start, "end" from coding where source = ?'
    touched = {
        s.id if s.parent is None else s.parent
        for _, start, end in db.execute(stay, (source,))
        for _, _, s in layout.covered(start, end)
    }
    left = {i for (i,) in db.execute("select id from segment where source = ?", (source,))}
    now: dict[int, int] = {}
    spans: list[tuple[int, int]] = []
    for s in layout.segments:
        own = s.id in touched or s.parent in touched
        if own and s.parent is None:
            spans.append((s.start, s.end))
        if own and s.id not in left:
            parent = now.get(s.parent) if s.parent is not None else None
            now[s.id] = segments.insert(c, s._replace(parent=parent, reply_to=None), source, s.start, s.end)
        elif own:
            now[s.id] = s.id
    for s in layout.segments:  # one that stays inside one that moved hangs on that one's copy
        if s.id in left and s.parent in now and now[s.parent] != s.parent and s.id in now:
            c.update("segment", s.id, parent=now[s.parent])
    gone = sorted(left - set(now))
    links.forget(c, "segment", gone)
    at = 0
    blank = Segment(0, 0, "boilerplate", None, None, None, None, None, 0, 0, 0)
    for start, end in [*spans, (len(layout.text), len(layout.text))]:
        if piece := layout.text[at:start].strip():
            begin = layout.text.index(piece[0], at)
            segments.insert(c, blank, source, begin, begin + len(piece))
        at = end
    for (id,) in db.execute(
        "select m.id from segment m join segment r on r.id = m.reply_to where m.source = ? and r.source <> m.source",
        (source,),
    ).fetchall():
        c.update("segment", id, reply_to=None)
    out = set(gone)
    kept = Layout(layout.text, segments.text_order(s for s in sources.segments(db, source) if s.id not in out))
    for id, start, end in db.execute(stay, (source,)).fetchall():
        c.update("coding", id, **codings.place(kept, start, end)._asdict())
    for id in gone:
        c.delete("segment", id)
    segments.renumber(c, source)
    segments.recount(c, source, [s.id for s in kept.segments])
    _own_people(c, source, new)
    uuid = db.execute("select uuid from source where id = ?", (new,)).fetchone()[0]
    metadata = json.loads(db.execute("select metadata from source where id = ?", (source,)).fetchone()[0])
    c.update("source", source, metadata=json.dumps({**metadata, "later_text": uuid}, ensure_ascii=False))
    for variable, value in db.execute("select variable, value from value where source = ?", (new,)).fetchall():
        c.insert("value", variable=variable, source=source, participant=None, value=value)


def _own_people(c: Change, source: int, new: int) -> None:
    """People who are of the new text's source alone: in what stays of the old one they are of that source, as any label."""
    sql = (
        "select distinct p.id, p.name, p.site, p.role from segment m join participant p on p.id = m.participant "
        "where m.source = ? and p.source = ? order by p.id"
    )
    for id, name, site, role in c.db.execute(sql, (source, new)).fetchall():
        own = people.add(c, name, role, source=source, site=site)
        c.repoint("segment", "participant", id, own, source=source)
        for variable, value in c.db.execute(
            "select variable, value from value where participant = ? order by id", (id,)
        ).fetchall():
            c.insert("value", variable=variable, source=None, participant=own, value=value)
