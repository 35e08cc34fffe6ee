"""One source: showing it whole, setting what is known of it, renaming and removing it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qda.core.coded_text import CodedText
from qda.core.document import Document
from qda.core.drafts import SOURCE_KINDS
from qda.core.errors import NotFound, QdaError, Refused
from qda.core.message import Message, day, say, word
from qda.core.names import clean, key, short
from qda.core.results import Record, Said, Table, Want
from qda.ops.sources.participants import give
from qda.ops.sources.segments import iso_date
from qda.reports.common import coded_text
from qda.store.analysis import codings, links, scope, summaries, theory_ledgers
from qda.store.file import layer
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries import sources as around
from qda.store.texts import people, sources

OWN = ("title", "language", "kind", "date")  # what `source set` sets of the source itself; all else is a variable


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
    wrote = {s.participant for s in segments}
    persons, roles = people.shown(db, wrote), people.roles(db, wrote)
    coded = list(codings.select(db, scope.Scope(sources={id}, layer=layer.find(db))))
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
    document = None if want == "rows" else _document(fields, next(coded_text.read(db, [id])))
    return Record(fields, title=source.name, document=document)


def _document(fields: Mapping[str, Any], coded: CodedText) -> Document:
    """Return the text as it is, with who wrote what and its codings."""
    facts = [(word("source"), coded.source)] if coded.title else []
    known = {"kind": word(fields["kind"]), "date": day(fields["date"]), "words": say("{n:,}", n=fields["words"])}
    facts += [(word(k), known.get(k, fields[k])) for k in ("kind", "language", "date", "words") if fields[k]]
    said = sum(s["kind"] != "boilerplate" for s in fields["segments"])
    return Document(
        coded.title or coded.source,
        [coded],
        [*facts, *coded.about],
        [
            say(
                "{segments} segments and {boilerplate} of boilerplate; {codings} codings",
                segments=said,
                boilerplate=len(fields["segments"]) - said,
                codings=len(coded.marks),
            )
        ],
        language=coded.language or "en",
    )


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
        shown, alone = before.name, summaries.without_row(c.db)
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
        said.notes += summaries.left_alone(c.db, alone)
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
    they were about; summaries of the source and of its people go along; codes stay.
    """
    with study.change("source remove") as c:
        db = c.db
        id = sources.find(db, name)
        shown = sources.head(db, id).name
        segments, coded, local, values = around.held(db, id)
        elsewhere = people.writers_everywhere(db, id)
        bare = around.relations_resting_on(db, id)
        alone = summaries.without_row(db)
        summed = summaries.leaving(c, sources_=[id])
        linked = _forget(c, id)
        recorded = summed + theory_ledgers.leaving(c, codings=[s.id for s in around.stretches(db, id)], sources=[id])
        sources.remove(c, id)
        local += len(people.drop_idle(c, elsewhere))
        recorded += summaries.left_alone(db, alone)
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
