"""One source: showing it whole, setting what is known of it, renaming and removing it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qda.core.document import Block, Bullets, Document, Paragraph
from qda.core.drafts import SOURCE_KINDS
from qda.core.errors import NotFound, QdaError, Refused
from qda.core.message import Message
from qda.core.names import byline, clean, key, short
from qda.core.results import Record, Said, Table, Want
from qda.ops.sources.participants import give
from qda.ops.sources.segments import iso_date
from qda.store.analysis import codings, links, scope, theory_ledgers
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries import sources as around
from qda.store.texts import people, sources
from qda.store.texts.sources import Layout, Segment

OWN = ("title", "language", "kind", "date")  # what `source set` sets of the source itself; all else is a variable
Row = tuple[Any, ...]
Mark = tuple[int, int]  # a place in the text and the number of a coding


def show(study: Study, name: str, *, want: Want = "both") -> Record:
    """Return a source as one object: its text, what is known of it, segments, codings; with a document to read.

    With `want` "rows" there is no document.
    """
    db = study.db
    id = sources.find(db, name)
    source = sources.whole(db, id)
    text, segments = source.text, sources.segments(db, id)
    about = {i: json.loads(m) for i, m in sources.segment_metadata(db, id).items()}
    number = {s.id: s.n for s in segments}
    persons, roles = people.shown(db), people.roles(db)
    coded = list(codings.select(db, scope.Scope(sources={id})))
    fields = {
        "source": source.name,
        "uuid": source.uuid,
        "kind": source.kind,
        "title": source.title,
        "language": source.language,
        "date": source.date,
        "words": source.words,
        "text": text,
        "metadata": source.metadata,
        "variables": dict(people.values_of_source(db, id)),
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
    document = None if want == "rows" else _document(fields, Layout(text, segments), coded, roles)
    return Record(fields, title=source.name, document=document)


def _document(fields: Mapping[str, Any], layout: Layout, coded: Sequence[Row], roles: Mapping[int, str]) -> Document:
    """Return the text as it is, each segment under a line that says who wrote it, with the codings marked and listed."""
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
    """Return a stretch with the numbers of codings where they begin and end, `⟦12 … 12⟧`; one mark for each place."""
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
        raise Refused(
            "source-set-nothing", "say what to set: a variable and its value; {own} are the source's own", own=OWN
        )
    said = Said()
    with study.change("source set") as c:
        id = sources.find(c.db, name)
        before = sources.head(c.db, id)
        shown = before.name
        for variable, value in values.items():
            field = key(variable)
            if field in ("name", "source"):
                raise Refused(
                    "source-set-name",
                    "the name of {source!r} is none of its variables: rename the source",
                    source=shown,
                )
            if field in OWN:
                sources.set_fields(c, id, **{field: _own(field, value)})
            else:
                said.notes += give(c, variable, value, source=id)
        if sources.head(c.db, id).language != before.language:
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
    """Return a source's own fields and its variables as one row."""
    s, values = sources.head(study.db, id), people.values_of_source(study.db, id)
    row = (s.name, s.title, s.language, s.kind, sources.date(study.db, id), *(v for _, v in values))
    named = [n for n, _ in values]
    return Table(("source", *OWN, *named), [row], named=named)


def rename(study: Study, old: str, new: str) -> Said:
    """Give a source a name that no other source has. People of this source alone are shown with the new name."""
    new = clean(new, "source")
    with study.change("source rename") as c:
        id = sources.find(c.db, old)
        was, other = sources.head(c.db, id).name, sources.called(c.db, new)
        if other is not None and other != id:
            raise QdaError(f"there is a source {sources.head(c.db, other).name!r} already: give a name that is free")
        sources.rename(c, id, new)
        c.summary = f"{was} is now {new}"
    return Said(notes=[f"{was!r} is now {new!r}"] if c.changed else [f"it is called {new!r} already; nothing changed"])


REMOVED = ("source", "segments", "codings", "participants", "values", "memo_links")


def remove(study: Study, name: str) -> Said:
    """Remove a source with its segments, its codings and the people who are of this source alone.

    People of the whole study go too when they have no segment left and nothing hangs on them. Memos stay and say what
    they were about; codes stay.
    """
    with study.change("source remove") as c:
        db = c.db
        id = sources.find(db, name)
        shown = sources.head(db, id).name
        segments, coded, local, values = around.held(db, id)
        elsewhere = people.writers_everywhere(db, id)
        bare = around.relations_resting_on(db, id)
        linked = _forget(c, id)
        recorded = theory_ledgers.leaving(c, codings=[s.id for s in around.stretches(db, id)], sources=[id])
        sources.remove(c, id)
        local += len(people.drop_idle(c, elsewhere))
        c.summary = f"{shown}, with {_n(segments, 'segment')}, {_n(coded, 'coding')}, {_n(local, 'participant')}"
    notes: list[str] = [Message("source-removed", "removed {what}; undoing it brings all of it back", what=c.summary)]
    if linked:
        notes.append(f"{_n(linked, 'link')} of memos and storylines now say what they were about")
    notes += recorded
    notes += [f"relation {r} is {status} and has no quote for it left" for r, status in bare]
    return Said(Table(REMOVED, [(shown, segments, coded, local, values, linked)]), notes)


def _n(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count != 1 else ''}"


def _forget(c: Change, source: int) -> int:
    """Let the links to a source and all that goes with it keep the names; return how many links there are."""
    count = 0
    for kind, ids in around.linked(c.db, source):
        links.forget(c, kind, dict.fromkeys(ids))
        count += len(ids)
    return count
