"""Links: what a memo is on, and `[[kind:name]]` in the text of a memo, a summary, the storyline or a decision's note.

In the text a link is kept as `[[kind:uuid]]` and shown by name; a row of `link` remembers what it points at with a real
foreign key, and the name that it had when that went away.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from qda.core import numbers
from qda.core.errors import NotFound, QdaError, Refused
from qda.core.message import Message
from qda.core.names import key
from qda.store.analysis import codes
from qda.store.texts import people, sources

if TYPE_CHECKING:
    from qda.store.history.door import Change

KINDS = (
    "source", "segment", "coding", "code", "category", "property", "relation", "participant", "comparison", "negative",
    "sampling", "memo", "study",
)  # fmt: skip
COLUMN = {
    "source": "source", "segment": "segment", "coding": "coding", "code": "code", "category": "code",
    "property": "property", "relation": "relation", "participant": "participant", "memo": "other",
    "comparison": "comparison", "negative": "negative", "sampling": "sampling",
}  # fmt: skip
HOLDERS = {  # what has links, by the column of `link` that names it -> the column with its text
    "memo": "text", "storyline": "text", "summary": "text", "decision": "note",
}  # fmt: skip
TEXTS = {  # the tables with texts that hold links -> the column that says whose text it is, the one with the text
    **{holder: ("id", text) for holder, text in HOLDERS.items()},
    "memo_version": ("memo", "text"), "summary_version": ("summary", "text"),
}  # fmt: skip
NUMBERED = ("coding", "relation", "memo", "comparison", "negative", "sampling")  # called by their number
_HELD = " and ".join(f"{holder} is ?" for holder in HOLDERS)
FIRST = 60  # characters of a coding's text that a link remembers
_NO_LINK = str.maketrans("[]", "()")  # what would end a link in a text
IN_TEXT = re.compile(r"\[\[([a-z]+):([^\[\]\n]{1,400})\]\]")
_TYPED = re.compile(
    rf"{IN_TEXT.pattern}|\[\[({'|'.join(NUMBERED)}):\s*(\d{{401,}})\s*\]\]"
)  # a number of any length is a link too


class Target(NamedTuple):
    """Target of a link: its kind, number (0 for the study), uuid and name as shown."""

    kind: str
    id: int
    uuid: str
    label: str


Finder = Callable[[sqlite3.Connection, str], Target]


def resolve(db: sqlite3.Connection, link: str) -> Target:
    """`KIND:NAME` as a target; refused with the nearest names when there is no such thing. The first colon ends KIND."""
    kind, colon, name = link.partition(":")
    kind, name = kind.strip().casefold(), name.strip()
    if kind == "study":
        return _study(db)
    if not colon or not name:
        raise QdaError(f"{link!r}: write KIND:NAME, such as code:trust or coding:12")
    if kind not in KINDS:
        raise NotFound("kind of link", kind, KINDS, f"it is one of {', '.join(KINDS)}")
    return FINDERS[kind](db, name)


def _numbered(kind: str, db: sqlite3.Connection, name: str) -> Target:
    """Find a thing that is called by its number; its table has the name of its kind."""
    number = numbers.counted(name.removeprefix("#"))
    row = db.execute(f"select id, uuid from {kind} where id = ?", (number,)).fetchone()
    if row is None:
        given = Message("", "give its number: {listed}", listed=LISTED[kind])
        raise NotFound(kind, numbers.short(name), (), given)
    return Target(kind, row[0], row[1], name_of(db, kind, row[0]))


LISTED = {  # where the numbers of things stand that are called by number
    "coding": Message("codings-listed", "the list of codings has their numbers"),
    "relation": Message("relations-listed", "the list of relations has their numbers"),
    "memo": Message("memos-listed", "the list of memos has their numbers"),
    "comparison": Message("comparisons-listed", "the report of comparisons has their numbers"),
    "negative": Message("negative-cases-listed", "the report of negative cases has their numbers"),
    "sampling": Message("sampling-listed", "the list of sampling entries has their numbers"),
}


def _code(kind: str, db: sqlite3.Connection, name: str) -> Target:
    """Find a code, or a category, by its name."""
    id = codes.find(db, name)
    uuid = db.execute("select uuid from code where id = ?", (id,)).fetchone()[0]
    return Target(kind, id, uuid, name_of(db, kind, id))


def _source(db: sqlite3.Connection, name: str) -> Target:
    id = sources.find(db, name)
    uuid, shown = db.execute("select uuid, name from source where id = ?", (id,)).fetchone()
    return Target("source", id, uuid, shown)


def _participant(db: sqlite3.Connection, name: str) -> Target:
    id = people.find(db, name)
    uuid = db.execute("select uuid from participant where id = ?", (id,)).fetchone()[0]
    return Target("participant", id, uuid, people.name(db, id))


def segment_id(db: sqlite3.Connection, name: str) -> int:
    """The number of the segment `SOURCE#N`."""
    source, hash, n = name.rpartition("#")
    number = numbers.counted(n)
    if not hash or (number < 0 and not n.strip().isdecimal()):
        raise Refused("segment-unnamed", "{name!r}: name a segment as SOURCE#N, by its number in the source", name=name)
    sid = sources.find(db, source.strip())
    row = db.execute("select id from segment where source = ? and n = ?", (sid, number)).fetchone()
    if row is None:
        last = db.execute("select max(n) from segment where source = ?", (sid,)).fetchone()[0]
        raise QdaError(f"{source}#{numbers.short(n)}: the source has segments 1 to {last}")
    return int(row[0])


def _segment(db: sqlite3.Connection, name: str) -> Target:
    id = segment_id(db, name)
    return Target("segment", id, _segment_uuid(db, id), name_of(db, "segment", id))


def _segment_uuid(db: sqlite3.Connection, id: int) -> str:
    uuid, start = db.execute(
        "select s.uuid, m.start from segment m join source s on s.id = m.source where m.id = ?", (id,)
    ).fetchone()
    return f"{uuid}@{start}"  # numbers shift when a segment is split; where it begins never does


def _property(db: sqlite3.Connection, name: str) -> Target:
    category, slash, last = name.rpartition("/")
    if not slash:
        raise QdaError(f"{name!r}: name a property as CATEGORY/PROPERTY")
    cid = codes.find(db, category)
    row = db.execute("select id, uuid from property where category = ? and key = ?", (cid, key(last))).fetchone()
    if row is None:
        known = [
            name_of(db, "property", i) for (i,) in db.execute("select id from property where category = ?", (cid,))
        ]
        raise NotFound("property", name, known, f"{category!r} has none" if not known else "")
    return Target("property", row[0], row[1], name_of(db, "property", row[0]))


def _study(db: sqlite3.Connection, name: str = "") -> Target:
    return Target("study", 0, "study", name_of(db, "study", 0))


FINDERS: dict[str, Finder] = {
    "source": _source, "segment": _segment, "code": partial(_code, "code"), "category": partial(_code, "category"),
    "property": _property, "participant": _participant, "study": _study,
    **{kind: partial(_numbered, kind) for kind in LISTED},
}  # fmt: skip


def name_of(db: sqlite3.Connection, kind: str, id: int) -> str:
    """Return the name of a thing in a link: a name, `source#n`, or a number."""
    if kind in NUMBERED:
        return str(id)
    if kind == "segment":
        source, n = db.execute(
            "select s.name, m.n from segment m join source s on s.id = m.source where m.id = ?", (id,)
        ).fetchone()
        return f"{source}#{n}"
    if kind == "property":
        category, name = db.execute(
            "select c.name, p.name from property p join code c on c.id = p.category where p.id = ?", (id,)
        ).fetchone()
        return f"{category}/{name}"
    if kind == "participant":
        return people.name(db, id)
    if kind == "study":
        return str(db.execute("select value from setting where name = 'name'").fetchone()[0])
    if kind in ("code", "category"):
        name, k = db.execute("select name, key from code where id = ?", (id,)).fetchone()
        if db.execute("select count(*) from code where key = ?", (k,)).fetchone()[0] > 1:
            return codes.paths(db)[id]  # two codes have that name
        return str(name)
    table = kind
    return str(db.execute(f"select name from {table} where id = ?", (id,)).fetchone()[0])


def remembered(db: sqlite3.Connection, kind: str, id: int) -> str:
    """The label that a link keeps for the time when its target is gone: its name, of a coding also what it was.

    `3, trust: “we knew each other”`: the number, the code, and the first words.
    """
    name = name_of(db, kind, id)
    if kind != "coding":
        return name
    code, start, end, text = db.execute(
        'select c.name, g.start, g."end", substr(s.text, g.start + 1, min(g."end" - g.start, ?)) '
        "from coding g join code c on c.id = g.code join source s on s.id = g.source where g.id = ?",
        (FIRST + 1, id),
    ).fetchone()
    words = " ".join(text.translate(_NO_LINK).split())
    if end - start > FIRST:  # cut: whole words only
        words = words[:FIRST].rpartition(" ")[0] or words[:FIRST]
        words += " …"
    return f"{name}, {code}: “{words}”"


def to_stored(
    db: sqlite3.Connection, text: str, known: Iterable[tuple[str, str, str]] = ()
) -> tuple[str, list[Target]]:
    """A text as typed with `[[kind:name]]` as it is stored with `[[kind:uuid]]`, and what it links to.

    A link to nothing is refused, but for one of `known`, (kind, uuid, label) of links that the text had before and whose
    target has gone since.
    """
    dead = {(kind, key(f"{label} (removed)")): (kind, uuid, label) for kind, uuid, label in known}
    targets: list[Target] = []

    def store(match: re.Match[str]) -> str:
        kind, name = match[1] or match[3], (match[2] or match[4]).strip()
        gone = dead.get((kind, key(name)))
        target = Target(gone[0], -1, gone[1], gone[2]) if gone else resolve(db, f"{kind}:{name}")
        targets.append(target)
        return f"[[{target.kind}:{target.uuid}]]"

    return _TYPED.sub(store, text), targets


def retyped(db: sqlite3.Connection, text: str, held: Iterable[Link]) -> tuple[str, list[Target]]:
    """A text as a person changed it, ready to be stored; `held` are the links that it had.

    A link that stands as it was shown stays the link it was: one to what has been removed, one whose name two things
    have, one whose name holds brackets.
    """
    held = list(held)
    shown: dict[str, list[Link]] = {}
    for link in held:
        for form in link.forms:
            shown.setdefault(f"[[{form}]]", []).append(link)
    known = []
    for n, (written, those) in enumerate(shown.items()):
        if len(those) == 1 and written in text:
            token = f"\ue000{n}"
            text = text.replace(written, f"[[{those[0].kind}:{token} (removed)]]")
            known.append((those[0].kind, those[0].uuid, token))
    stored, found = to_stored(db, text, known)
    of_uuid = {(link.kind, link.uuid): link for link in held}
    targets = []
    for t in found:
        if t.id < 0:
            link = of_uuid[t.kind, t.uuid]
            t = Target(t.kind, -1 if link.target is None else link.target, t.uuid, link.label)
        targets.append(t)
    return stored, targets


def write(c: Change, holder: str, id: int, place: str, targets: Iterable[Target]) -> None:
    """Record links of one of the `HOLDERS` (`holder`); one that is there already is left alone."""
    for t in targets:
        if c.db.execute(
            f"select 1 from link where {holder} = ? and place = ? and kind = ? and uuid = ?",
            (id, place, t.kind, t.uuid),
        ).fetchone():
            continue
        column = {COLUMN[t.kind]: t.id} if t.kind in COLUMN and t.id > 0 else {}
        label = remembered(c.db, t.kind, t.id) if column else t.label
        c.insert("link", **{holder: id}, place=place, kind=t.kind, uuid=t.uuid, label=label, created_at=c.at, **column)


def rewrite(c: Change, holder: str, id: int, targets: list[Target]) -> None:
    """Make the links in a text be just these."""
    wanted = {(t.kind, t.uuid) for t in targets}
    for link, kind, uuid in c.db.execute(
        f"select id, kind, uuid from link where {holder} = ? and place = 'text'", (id,)
    ).fetchall():
        if (kind, uuid) not in wanted:
            c.delete("link", link)
    write(c, holder, id, "text", targets)


def remove(c: Change, ids: Iterable[int]) -> None:
    """Delete links by their numbers."""
    for id in ids:
        c.delete("link", id)


class Link(NamedTuple):
    """A link as stored, with the number of what it points at (None once that is gone) and its name today."""

    id: int
    kind: str
    uuid: str
    target: int | None
    label: str

    def __str__(self) -> str:
        gone = self.target is None and self.kind != "study"
        return f"{self.kind}:{self.label}{' (removed)' if gone else ''}"

    @property
    def forms(self) -> tuple[str, ...]:
        """Return the ways in which a person may write it: as it is shown; a removed coding also by its number alone."""
        if self.kind == "coding" and self.target is None and "," in self.label:
            return str(self), f"coding:{self.label.partition(',')[0]} (removed)"
        return (str(self),)


def of(db: sqlite3.Connection, holder: str, id: int, place: str) -> list[Link]:
    """The links of one of the `HOLDERS`, in the order in which they were made."""
    out = []
    for row in db.execute(
        "select id, kind, uuid, label, source, segment, coding, code, property, relation, participant, other, comparison, "
        f"negative, sampling from link where {holder} = ? and place = ? order by id",
        (id, place),
    ).fetchall():
        link, kind, uuid, label, *columns = row
        target = next((v for v in columns if v is not None), None)
        if target is not None or kind == "study":
            label = name_of(db, kind, target or 0)
        out.append(Link(link, kind, uuid, target, label))
    return out


def shown(db: sqlite3.Connection, holder: str, id: int, text: str) -> str:
    """A stored text with its links by name, as a person reads and edits it."""
    names = {(link.kind, link.uuid): str(link) for link in of(db, holder, id, "text")}

    def show(match: re.Match[str]) -> str:
        return f"[[{names.get((match[1], match[2]), f'{match[1]}:{match[2]}')}]]"

    return IN_TEXT.sub(show, text)


def forget(c: Change, kind: str, ids: Iterable[int]) -> None:
    """Before things are removed: let links to them remember the names they have now."""
    column = COLUMN[kind]
    for id in ids:
        for link, how in c.db.execute(f"select id, kind from link where {column} = ?", (id,)).fetchall():
            c.update("link", link, label=remembered(c.db, how, id))


def findings(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Links that dangle: in a text without their row, or with a target that is another than the uuid says."""
    for holder, column in HOLDERS.items():
        for id, text in db.execute(f"select id, {column} from {holder} where instr({column}, '[[')").fetchall():
            have = set(
                db.execute(f"select kind, uuid from link where {holder} = ? and place = 'text'", (id,)).fetchall()
            )
            for match in IN_TEXT.finditer(text):
                if (match[1], match[2]) not in have:
                    yield "link", f"{holder} {id}", f"[[{match[1]}:{match[2]}]] points at nothing"
    for table, column in (
        ("source", "source"), ("coding", "coding"), ("code", "code"), ("property", "property"),
        ("relation", "relation"), ("participant", "participant"), ("memo", "other"), ("comparison", "comparison"),
        ("negative", "negative"), ("sampling", "sampling"),
    ):  # fmt: skip
        for id, uuid in db.execute(
            f"select l.id, t.uuid from link l join {table} t on t.id = l.{column} where t.uuid <> l.uuid"
        ):
            yield "link", f"link {id}", f"points at {table} {uuid}, another than it names"
        kinds = [kind for kind, at in COLUMN.items() if at == column]  # a case may be a code too, with one uuid
        for id, kind, uuid in db.execute(
            f"select l.id, l.kind, l.uuid from link l join {table} t on t.uuid = l.uuid where l.{column} is null "
            "and l.kind in (select value from json_each(?))",
            (json.dumps(kinds),),
        ):
            yield "link", f"link {id}", f"has lost the {kind} {uuid} that is still there"


def repoint(c: Change, kind: str, old: int, new: int) -> None:
    """Before `old` goes, joined with `new`: links to it point at `new`, in their rows and in the texts that hold them.

    A memo that is on both is on the new one once. `kind` is `code`, `coding`, `property` or `relation`.
    """
    column = COLUMN[kind]
    was, now = (c.db.execute(f"select uuid from {column} where id = ?", (id,)).fetchone()[0] for id in (old, new))
    for link, place, how, *holders in c.db.execute(
        f"select id, place, kind, {', '.join(HOLDERS)} from link where {column} = ? order by id", (old,)
    ).fetchall():
        if c.db.execute(
            f"select 1 from link where {_HELD} and place = ? and kind = ? and uuid = ?", (*holders, place, how, now)
        ).fetchone():
            c.delete("link", link)
        else:
            c.update("link", link, **{column: new}, uuid=now, label=remembered(c.db, how, new))
    for table, (_, column) in TEXTS.items():
        for id, text in c.db.execute(
            f"select id, {column} from {table} where instr({column}, ?)", (f":{was}]]",)
        ).fetchall():
            c.update(table, id, **{column: text.replace(f":{was}]]", f":{now}]]")})
