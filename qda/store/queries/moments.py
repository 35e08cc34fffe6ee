"""What things of a study are at a moment: how each is called, what it says, and its fields, to be compared with another moment.

A thing is known again by its uuid, or by its number where it has none: another text for a source is a new row with the old
uuid. A field is kept as what is compared and what is shown, because a renamed code does not change what rests on it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import Any, NamedTuple

from qda.core.message import commas, n_of, say, word
from qda.core.words import reading
from qda.store.analysis import codes, links
from qda.store.file import layer
from qda.store.texts import people, pseudonyms

VARIABLE = "="  # before the name of a variable that stands among the fields of who has it
MEMBER = "member:"  # before the number of a further category to which a code belongs
FIRST = 60  # characters of a text by which a thing is told from others
Field = tuple[Any, str]  # what is compared, what is shown
_EACH = "(select value from json_each(?))"


class Thing(NamedTuple):
    """A thing at a moment.

    `same` tells it again at another moment, `id` is the number of its row. `what` is how a link names it, `label` a few words on
    it where that is a number; `whole` says what it is. `source` is the number of the source in which it lies, if it does.
    """

    same: str
    id: int
    kind: str
    what: str
    label: str
    whole: str
    fields: dict[str, Field]
    source: int | None = None


class Moment:
    """The things of a study as one connection has them. What names are needed is read once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.codes = codes.labels(db)
        self.paths = codes.paths(db)
        self.people = people.shown(db)
        self.sources: dict[int, tuple[str, str]] = {
            id: (uuid, name) for id, uuid, name in db.execute("select id, uuid, name from source")
        }
        self._text: tuple[int, str] = (0, "")

    def read(self, table: str, ids: Iterable[int]) -> dict[str, Thing]:
        """Return those of these rows of a table that are there, by what tells them again."""
        return {thing.same: thing for thing in READERS[table](self, json.dumps(sorted(set(ids))))}

    def cut(self, source: int, start: int, end: int) -> str:
        """Return a stretch of a text; a source is read once where stretches come source by source."""
        if self._text[0] != source:
            self._text = source, self.db.execute("select text from source where id = ?", (source,)).fetchone()[0]
        return self._text[1][start:end]

    def _variables(self, holder: str, ids: str) -> dict[int, dict[str, Field]]:
        out: dict[int, dict[str, Field]] = {}
        for id, name, value in self.db.execute(
            f"select v.{holder}, x.name, v.value from value v join variable x on x.id = v.variable "
            f"where v.{holder} in {_EACH} order by x.id",
            (ids,),
        ):
            out.setdefault(id, {})[VARIABLE + name] = (value, value)
        return out

    def _lists(self, sql: str, ids: str) -> dict[Any, list[Any]]:
        out: dict[Any, list[Any]] = {}
        for *holder, value in self.db.execute(sql, (ids,)):
            out.setdefault(holder[0] if len(holder) == 1 else tuple(holder), []).append(value)
        return out


def _texts(**values: Any) -> dict[str, Field]:
    """Return fields that are shown as they are compared; what is empty in either way is the same."""
    return {name: (value or "", str(value or "")) for name, value in values.items()}


def _either(value: Any) -> Field:
    return bool(value), word("yes") if value else word("no")


def _listed(ids: Iterable[int]) -> Field:
    found = sorted(ids)
    return tuple(found), ", ".join(map(str, found))


def _head(text: str) -> str:
    """Return the first words of a text."""
    words = " ".join(text[: FIRST * 4].split())
    return words if len(words) <= FIRST else (words[:FIRST].rpartition(" ")[0] or words[:FIRST]) + " …"


# -- texts and people --------------------------------------------------------------------------------------------------


def _sources(m: Moment, ids: str) -> Iterator[Thing]:
    variables = m._variables("source", ids)
    for id, uuid, name, title, kind, language, date, digest, words, characters in m.db.execute(
        "select id, uuid, name, title, kind, language, date, sha256, words, characters from source "
        f"where id in {_EACH} order by id",
        (ids,),
    ):
        size = commas([n_of(words, "word"), n_of(characters, "character")])
        fields = {
            **_texts(name=name, title=title, kind=kind, language=language, date=date),
            "text": (digest, size), **variables.get(id, {}),
        }  # fmt: skip
        yield Thing(uuid, id, "source", name, "", say("{kind}, {size}", kind=word(kind), size=size), fields, id)


def _segments(m: Moment, ids: str) -> Iterator[Thing]:
    for id, source, n, kind, author, date, person, reply, start, end in m.db.execute(
        "select m.id, m.source, m.n, m.kind, m.author, m.date, m.participant, "
        '(select r.start from segment r where r.id = m.reply_to), m.start, m."end" '
        f"from segment m where m.id in {_EACH} order by m.source, m.n",
        (ids,),
    ):
        fields = {
            **_texts(kind=kind, author=author, date=date), "participant": (person, m.people.get(person, "")),
            "reply_to": (reply, "" if reply is None else str(reply)), "stretch": ((source, start, end), f"{start}:{end}"),
        }  # fmt: skip
        text = m.cut(source, start, end)
        yield Thing(str(id), id, "segment", f"{m.sources[source][1]}#{n}", "", text, fields, source)


def _people(m: Moment, ids: str) -> Iterator[Thing]:
    variables = m._variables("participant", ids)
    for id, uuid, name, role, site, source in m.db.execute(
        f"select id, uuid, name, role, site, source from participant where id in {_EACH} order by id", (ids,)
    ):
        fields = {
            **_texts(name=name, site=site), "role": (role, word(role)),
            "source": (source, m.sources[source][1] if source in m.sources else ""), **variables.get(id, {}),
        }  # fmt: skip
        yield Thing(uuid, id, "participant", m.people[id], "", word(role), fields)


# -- codes and codings -------------------------------------------------------------------------------------------------


def _codes(m: Moment, ids: str) -> Iterator[Thing]:
    aliases = m._lists(f"select code, name from code_alias where code in {_EACH} order by key", ids)
    further = m._lists(f"select code, category from membership where code in {_EACH} order by id", ids)
    for id, uuid, name, parent, level, definition, include, exclude, example, colour in m.db.execute(
        "select id, uuid, name, parent, level, definition, include, exclude, example, colour from code "
        f"where id in {_EACH} order by id",
        (ids,),
    ):
        named = aliases.get(id, [])
        fields = {
            **_texts(name=name), "parent": (parent, m.paths[id]), "level": (level, word(level)),
            **_texts(definition=definition, include=include, exclude=exclude, example=example, colour=colour),
            "aliases": (frozenset(named), "; ".join(named)),
            **{f"{MEMBER}{k}": (k, m.codes[k]) for k in further.get(id, ())},
        }  # fmt: skip
        kind = "category" if level in codes.CATEGORY_LEVELS else "code"
        whole = f"{m.paths[id]}: {definition}" if definition else m.paths[id]
        yield Thing(uuid, id, kind, m.codes[id], "", whole, fields)


def _codings(m: Moment, ids: str) -> Iterator[Thing]:
    for id, uuid, source, start, end, code, coder, note, confirmed, pinned, again in m.db.execute(
        'select g.id, g.uuid, g.source, g.start, g."end", g.code, k.name, g.note, g.confirmed, g.pinned, g.confirmed_at '
        f"from coding g join coder k on k.id = g.coder where g.id in {_EACH} and {layer.beside(m.db)} "
        'order by g.source, g.start, g."end", g.id',
        (ids,),
    ):
        text, name = m.cut(source, start, end), m.codes[code]
        fields = {
            "code": (code, name), "stretch": ((source, start, end), text), **_texts(note=note, coder=coder),
            "confirmed": _either(confirmed), "pinned": _either(pinned), **_texts(confirmed_at=again),
        }  # fmt: skip
        whole = say("{code} in {source}: “{text}”", code=name, source=m.sources[source][1], text=text)
        yield Thing(uuid, id, "coding", str(id), f"{name}: {_head(text)}", whole, fields, source)


# -- categories, their properties and relations ------------------------------------------------------------------------


def _properties(m: Moment, ids: str) -> Iterator[Thing]:
    for id, uuid, category, name, kind, points in m.db.execute(
        f"select id, uuid, category, name, kind, points from property where id in {_EACH} order by id", (ids,)
    ):
        shown = (" … " if kind == "range" else ", ").join(map(str, json.loads(points)))
        fields = {
            **_texts(name=name), "category": (category, m.codes[category]), "points": ((kind, points), shown)
        }  # fmt: skip
        yield Thing(uuid, id, "property", f"{m.codes[category]}/{name}", "", shown, fields)


def _placements(m: Moment, ids: str) -> Iterator[Thing]:
    for id, coding, category, name, value, position, note, coder in m.db.execute(
        "select p.id, p.coding, r.category, r.name, p.value, p.position, p.note, k.name from placement p "
        f"join property r on r.id = p.property join coder k on k.id = p.coder where p.id in {_EACH} order by p.id",
        (ids,),
    ):
        fields = {
            "value": ((value, position), value),
            **_texts(note=note, coder=coder),
            "coding": (coding, str(coding)),
        }
        yield Thing(str(id), id, "placement", f"{coding} {m.codes[category]}/{name}", "", value, fields)


def _relations(m: Moment, ids: str) -> Iterator[Thing]:
    held = m._lists(f"select relation, side, coding from evidence where relation in {_EACH}", ids)
    for id, uuid, a, type, named, b, status, note in m.db.execute(
        "select r.id, r.uuid, r.a, r.type, t.name, r.b, r.status, r.note from relation r "
        f"join relation_type t on t.id = r.type where r.id in {_EACH} order by r.id",
        (ids,),
    ):
        said = say("{a} {type} {b}", a=m.codes[a], type=reading(named), b=m.codes[b])
        fields = {
            "relation": ((a, type, b), said), "status": (status, word(status)), **_texts(note=note),
            "for": _listed(held.get((id, "for"), ())), "against": _listed(held.get((id, "against"), ())),
        }  # fmt: skip
        yield Thing(
            uuid, id, "relation", str(id), said, say("{relation}, {status}", relation=said, status=word(status)), fields
        )


# -- the method's records, memos and the storyline ---------------------------------------------------------------------


def _comparisons(m: Moment, ids: str) -> Iterator[Thing]:
    for id, uuid, coding, other, code, outcome, category, name, property, note in m.db.execute(
        "select x.id, x.uuid, x.coding, x.other, x.code, x.outcome, r.category, r.name, x.property, x.note "
        f"from comparison x left join property r on r.id = x.property where x.id in {_EACH} order by x.id",
        (ids,),
    ):
        with_ = m.codes[code] if other is None else str(other)
        label = say("{a} and {b}", a=coding, b=with_)
        fields = {
            "compared": ((coding, other, code), label), "outcome": (outcome, word(outcome)), **_texts(note=note),
            "property": (property, "" if category is None else f"{m.codes[category]}/{name}"),
        }  # fmt: skip
        yield Thing(
            uuid, id, "comparison", str(id), label, say("{outcome}: {note}", outcome=word(outcome), note=note), fields
        )


def _memos(m: Moment, ids: str) -> Iterator[Thing]:
    for id, uuid, title, type, text, date in m.db.execute(
        f"select id, uuid, title, type, text, date from memo where id in {_EACH} order by id", (ids,)
    ).fetchall():
        on = links.of(m.db, "memo", id, "on")
        shown = links.shown(m.db, "memo", id, text)
        fields = {
            **_texts(title=title), "type": (type, word(type)), "text": (text, shown), **_texts(date=date),
            "on": (frozenset((link.kind, link.uuid) for link in on), ", ".join(map(str, on))),
        }  # fmt: skip
        yield Thing(uuid, id, "memo", str(id), title, shown, fields)


def _storyline(m: Moment, ids: str) -> Iterator[Thing]:
    """Each save is a row: the storyline is the last of all, whatever rows were touched."""
    row = m.db.execute("select id, text from storyline order by id desc limit 1").fetchone()
    if row is not None:
        text = links.shown(m.db, "storyline", row[0], row[1])
        yield Thing("storyline", row[0], "storyline", word("storyline"), "", text, {"text": (row[1], text)})


def _negative(m: Moment, ids: str) -> Iterator[Thing]:
    for id, uuid, coding, code, category, name, relation, memo, property, note, outcome, resolution in m.db.execute(
        "select x.id, x.uuid, x.coding, x.code, r.category, r.name, x.relation, x.memo, x.property, x.note, "
        "coalesce(x.outcome, 'open'), x.resolution from negative x left join property r on r.id = x.property "
        f"where x.id in {_EACH} order by x.id",
        (ids,),
    ):
        against = (
            m.codes[code] if code is not None
            else f"{m.codes[category]}/{name}" if category is not None
            else say("relation {id}", id=relation) if relation is not None
            else say("memo {id}", id=memo)
        )  # fmt: skip
        fields = {
            "coding": (coding, str(coding)), "against": ((code, property, relation, memo), against), **_texts(note=note),
            "outcome": (outcome, word(outcome)), **_texts(resolution=resolution),
        }  # fmt: skip
        label = say("{coding} against {against}", coding=coding, against=against)
        yield Thing(uuid, id, "negative", str(id), label, note, fields)


def _sampling(m: Moment, ids: str) -> Iterator[Thing]:
    held = m._lists(f"select sampling, source from sampling_source where sampling in {_EACH} order by source", ids)
    for id, uuid, text, category, property, name, seek, changed, closed in m.db.execute(
        "select x.id, x.uuid, x.text, x.category, x.property, r.name, x.seek, x.changed, x.closed_at from sampling x "
        f"left join property r on r.id = x.property where x.id in {_EACH} order by x.id",
        (ids,),
    ):
        for_ = m.codes[category] if name is None else f"{m.codes[category]}/{name}"
        status = "closed" if closed else "open"
        sources = held.get(id, [])
        fields = {
            **_texts(text=text), "for": ((category, property), for_), **_texts(seek=seek),
            "status": (status, word(status)), **_texts(changed=changed),
            "sources": (tuple(sources), ", ".join(m.sources[s][1] for s in sources)),
        }  # fmt: skip
        yield Thing(uuid, id, "sampling", str(id), _head(text), text, fields)


def _settings(m: Moment, ids: str) -> Iterator[Thing]:
    for id, name, value in m.db.execute(
        f"select id, name, coalesce(value, '') from setting where id in {_EACH} order by id", (ids,)
    ):
        shown = value
        if name == pseudonyms.SETTING:  # the log does not tell where the key lies either
            shown = PurePath(json.loads(value)["key"]).name
        yield Thing(name, id, "setting", word(name), "", shown, {"value": (value, shown)})


# Table -> what reads its rows, in the order in which kinds are listed.
READERS: dict[str, Callable[[Moment, str], Iterator[Thing]]] = {
    "source": _sources, "segment": _segments, "participant": _people, "code": _codes, "coding": _codings,
    "property": _properties, "placement": _placements, "relation": _relations, "comparison": _comparisons, "memo": _memos,
    "storyline": _storyline, "negative": _negative, "sampling": _sampling, "setting": _settings,
}  # fmt: skip
KINDS = (
    "source", "segment", "participant", "code", "coding", "category", "property", "placement", "relation", "comparison", "memo",
    "storyline", "negative", "sampling", "setting",
)  # fmt: skip
