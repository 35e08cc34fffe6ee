"""One source: showing it whole, setting what is known of it, renaming and removing it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qda.core.document import Block, Bullets, Document, Paragraph
from qda.core.drafts import SOURCE_KINDS
from qda.core.errors import NotFound, QdaError
from qda.core.names import byline, clean, key, short
from qda.core.results import Record, Said, Table
from qda.ops.sources.participants import give
from qda.ops.sources.segments import iso_date
from qda.store.analysis import codings, links, scope, theory_ledgers
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import people, sources
from qda.store.texts.sources import Layout, Segment

OWN = ("title", "language", "kind", "date")  # what `source set` sets of the source itself; all else is a variable
Row = tuple[Any, ...]
Mark = tuple[int, int]  # a place in the text and the number of a coding


def show(study: Study, name: str) -> Record:
    """A source as one object: its text, what is known of it, its segments and its codings; for a person, a document."""
    db = study.db
    id = sources.find(db, name)
    uuid, shown, kind, title, language, date, text, words, metadata = db.execute(
        "select uuid, name, kind, title, language, date, text, words, metadata from source where id = ?", (id,)
    ).fetchone()
    segments = sources.segments(db, id)
    about = {
        i: json.loads(m)
        for i, m in db.execute("select id, metadata from segment where source = ? and metadata is not null", (id,))
    }
    number = {s.id: s.n for s in segments}
    persons, roles = people.shown(db), people.roles(db)
    coded = list(codings.select(db, scope.Scope(sources={id})))
    variables = dict(
        db.execute(
            "select x.name, v.value from value v join variable x on x.id = v.variable where v.source = ? order by x.id",
            (id,),
        )
    )
    fields = {
        "source": shown,
        "uuid": uuid,
        "kind": kind,
        "title": title,
        "language": language,
        "date": date,
        "words": words,
        "text": text,
        "metadata": json.loads(metadata),
        "variables": variables,
        "segments": [
            {
                "n": s.n, "kind": s.kind, "author": s.author, "participant": persons.get(s.participant or 0),
                "role": roles.get(s.participant or 0),
                "date": s.date, "reply_to": number.get(s.reply_to or 0), "start": s.start, "end": s.end,
                "words": s.words, "text": text[s.start : s.end], "metadata": about.get(s.id, {}),
            }
            for s in segments
        ],
        "codings": [
            {
                "id": g[0], "uuid": g[1], "code": g[6], "coder": g[7], "start": g[8], "end": g[9], "text": g[10],
                "note": g[11], "origin": g[12], "confirmed": g[13], "role": g[15],
            }
            for g in coded
        ],
    }  # fmt: skip
    return Record(
        fields,
        title=shown,
        document=lambda: _document(fields, Layout(text, segments), coded, roles),
    )


def _document(fields: Mapping[str, Any], layout: Layout, coded: Sequence[Row], roles: Mapping[int, str]) -> Document:
    """The text as it stands, each segment under a line that says whose it is, with the codings marked and listed."""
    facts = [("source", fields["source"])] if fields["title"] else []
    facts += [(k, str(fields[k])) for k in ("kind", "language", "date", "words") if fields[k]]
    facts += [(k, _plain(v)) for part in ("metadata", "variables") for k, v in fields[part].items()]
    said = sum(s.kind != "boilerplate" for s in layout.segments)
    return Document(
        fields["title"] or fields["source"],
        list(_blocks(layout, coded, roles)),
        facts,
        [f"{said} segments and {len(layout.segments) - said} of boilerplate; {len(coded)} codings"],
        language=fields["language"] or "en",
    )


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _blocks(layout: Layout, coded: Sequence[Row], roles: Mapping[int, str]) -> Iterator[Block]:
    text = layout.text
    number = {s.id: s.n for s in layout.segments}
    parts = [p for p in layout.covered(0, len(text)) if text[p[0] : p[1]].strip()]
    seen: set[int] = set()
    before = reached = 0
    open_: list[Row] = []
    for (start, end, s), after in zip(parts, [*(p[0] for p in parts[1:]), len(text)], strict=True):
        if outside := text[before:start].strip():
            yield Paragraph(outside, "note")
        first = reached
        while reached < len(coded) and coded[reached][8] < end:
            reached += 1
        begun = coded[first:reached]  # here, or in the blank before
        begins = [(max(g[8], start), g[0]) for g in begun if g[9] > start]
        open_ = [g for g in (*open_, *begun) if g[9] > start]
        ends = [(min(g[9], end), g[0]) for g in open_ if g[9] <= after]
        open_ = [g for g in open_ if g[9] > after]
        before = end
        if s.kind == "boilerplate" and not begun and not ends:
            yield Paragraph(f"#{s.n} boilerplate: {short(' '.join(text[start:end].split()), 100)}", "note")
            continue
        yield Paragraph(_label(s, roles.get(s.participant or 0), number, s.id in seen), "label")
        seen.add(s.id)
        yield Paragraph(_marked(text, start, end, begins, ends).strip())
        if begun:
            yield Bullets(tuple(_coding(g) for g in begun))
    if outside := text[before:].strip():
        yield Paragraph(outside, "note")


def _coding(g: Row) -> str:
    note = " ".join(g[11].split())
    return f"{g[0]} {g[6]} ({g[7]}{'' if g[13] else ', unconfirmed'})" + (f": {note}" if note else "")


def _label(s: Segment, role: str | None, number: Mapping[int, int], again: bool) -> str:
    parts = [f"#{s.n}", byline(s.author, role), s.kind, (s.date or "").replace("T", " ")]
    if answered := number.get(s.reply_to or 0):
        parts.append(f"answers #{answered}")
    return " · ".join(p for p in parts if p) + (" (goes on)" if again else "")


def _marked(text: str, start: int, end: int, begins: Sequence[Mark], ends: Sequence[Mark]) -> str:
    """A stretch with the numbers of codings where they begin and end: `⟦12 … 12⟧`; several at one place in one mark."""
    marks: dict[int, tuple[list[str], list[str]]] = {}
    for side, found in enumerate((begins, ends)):
        for place, id in found:
            marks.setdefault(place, ([], []))[side].append(str(id))
    out, at = [], start
    for place, (opened, closed) in sorted(marks.items()):
        out.append(text[at:place])
        at = place
        out += [f" {','.join(closed)}⟧"] if closed else []
        out += [f"⟦{','.join(opened)} "] if opened else []
    return "".join((*out, text[at:end]))


def set_values(study: Study, name: str, values: Mapping[str, str]) -> Said:
    """Set `title`, `language`, `kind` or `date` of a source, or variables of it; an empty value takes one away."""
    if not values:
        raise QdaError(f"say what to set: VARIABLE=VALUE; {', '.join(OWN)} are the source's own")
    said = Said()
    with study.change("source set") as c:
        id = sources.find(c.db, name)
        shown, language = c.db.execute("select name, language from source where id = ?", (id,)).fetchone()
        for variable, value in values.items():
            field = key(variable)
            if field in ("name", "source"):
                raise QdaError(f"to give {shown!r} another name: `qda source rename`")
            if field in OWN:
                c.update("source", id, **{field: _own(field, value)})
            else:
                said.notes += give(c, variable, value, source=id)
        now = c.db.execute("select language from source where id = ?", (id,)).fetchone()[0]
        if now != language:
            said.notes.append("sentences are split by the rules of their language: their numbers may have changed")
        c.summary = f"{shown}: " + ", ".join(f"{k} = {short(v) or 'none'}" for k, v in values.items())
    if not c.changed:
        said.notes.append(f"{shown} was so already; nothing changed")
    said.table = _table(study, id)
    return said


def _own(field: str, value: str) -> str | None:
    value = value.strip()
    if field == "title":
        return clean(value, "title") if value else ""
    if field == "date":
        return iso_date(value) if value else None
    if field == "language":
        if value and not (2 <= len(value) <= 3 and value.isascii() and value.isalpha()):
            raise QdaError(f"language={value}: give a code such as nl or en")
        return value.lower()
    if value.casefold() not in SOURCE_KINDS:
        raise NotFound("kind of source", value, SOURCE_KINDS, f"it is one of {', '.join(SOURCE_KINDS)}")
    return value.casefold()


def _table(study: Study, id: int) -> Table:
    """A source with its own fields and its variables, as a row."""
    row = study.db.execute("select name, title, language, kind, date from source where id = ?", (id,)).fetchone()
    values = study.db.execute(
        "select x.name, v.value from value v join variable x on x.id = v.variable where v.source = ? order by x.id",
        (id,),
    ).fetchall()
    return Table(("source", *OWN, *(n for n, _ in values)), [(*row, *(v for _, v in values))])


def rename(study: Study, old: str, new: str) -> Said:
    """Give a source another name, one that no other has; people of this source alone are shown with it."""
    new = clean(new, "source")
    with study.change("source rename") as c:
        id = sources.find(c.db, old)
        was = c.db.execute("select name from source where id = ?", (id,)).fetchone()[0]
        other = c.db.execute("select name from source where key = ? and id <> ?", (key(new), id)).fetchone()
        if other:
            raise QdaError(f"there is a source {other[0]!r} already: give a name that is free")
        c.update("source", id, name=new, key=key(new))
        c.summary = f"{was} is now {new}"
    return Said(notes=[f"{was!r} is now {new!r}"] if c.changed else [f"it is called {new!r} already; nothing changed"])


REMOVED = ("source", "segments", "codings", "participants", "values", "memo_links")


def remove(study: Study, name: str) -> Said:
    """Remove a source with its segments, its codings and the people who are of this source alone.

    People of the whole study who have no segment left and on whom nothing hangs go too. Memos stay and say what they
    were about; the codes stay.
    """
    with study.change("source remove") as c:
        db = c.db
        id = sources.find(db, name)
        shown = db.execute("select name from source where id = ?", (id,)).fetchone()[0]
        segments, coded, local, values = (
            db.execute(f"select count(*) from {table} where source = ?", (id,)).fetchone()[0]
            for table in ("segment", "coding", "participant", "value")
        )
        elsewhere = [
            i
            for (i,) in db.execute(
                "select distinct p.id from segment m join participant p on p.id = m.participant "
                "where m.source = ? and p.source is null order by p.id",
                (id,),
            )
        ]
        bare = _losing_their_quotes(c, id)
        linked = _forget(c, id)
        held = [i for (i,) in db.execute("select id from coding where source = ?", (id,))]
        recorded = theory_ledgers.leaving(c, codings=held, sources=[id])
        c.delete("source", id)
        local += len(people.drop_idle(c, elsewhere))
        c.summary = f"{shown}, with {_n(segments, 'segment')}, {_n(coded, 'coding')}, {_n(local, 'participant')}"
    notes = [f"removed {c.summary}; `qda undo` brings all of it back"]
    if linked:
        notes.append(f"{_n(linked, 'link')} of memos and storylines now say what they were about")
    notes += recorded
    notes += [f"relation {r} is {status} and has no quote for it left" for r, status in bare]
    return Said(Table(REMOVED, [(shown, segments, coded, local, values, linked)]), notes)


def _n(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count != 1 else ''}"


def _forget(c: Change, source: int) -> int:
    """Let the links to a source and all that goes with it remember the names; returns how many links there are."""
    count = 0
    for kind, sql in (
        ("source", "select source from link where source = ?"),
        ("segment", "select l.segment from link l join segment t on t.id = l.segment where t.source = ?"),
        ("coding", "select l.coding from link l join coding t on t.id = l.coding where t.source = ?"),
        (
            "participant",
            "select l.participant from link l join participant t on t.id = l.participant where t.source = ?",
        ),
    ):
        ids = [i for (i,) in c.db.execute(sql, (source,))]
        links.forget(c, kind, dict.fromkeys(ids))
        count += len(ids)
    return count


def _losing_their_quotes(c: Change, source: int) -> list[tuple[int, str]]:
    """Relations that rest on quotes and whose quotes for them all lie in this source."""
    return c.db.execute(
        "select r.id, r.status from relation r where r.status = 'supported' "
        "and exists (select 1 from evidence e where e.relation = r.id and e.side = 'for') "
        "and not exists (select 1 from evidence e join coding g on g.id = e.coding "
        "where e.relation = r.id and e.side = 'for' and g.source <> ?) order by r.id",
        (source,),
    ).fetchall()
