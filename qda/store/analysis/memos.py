"""Memos: writing them with their links and versions, and reading them with their links by name."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qda.core import numbers
from qda.core.errors import NotFound, Refused
from qda.core.message import chained
from qda.core.names import key, typed
from qda.store.analysis import links
from qda.store.analysis.links import COLUMN, IN_TEXT, Link, Target
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change

TYPES = ("code", "theoretical", "methodological", "reflexive", "sampling", "journal")
TITLE = 60  # characters of a title made from the text
COLUMNS = ("id", "uuid", "title", "type", "on", "coder", "created_at", "updated_at", "text", "date", "links")


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo. `stored` is the text with links by uuid, `text` with links by name; `on`: what it is about."""

    id: int
    uuid: str
    title: str
    type: str
    stored: str
    date: str | None
    coder: str
    created_at: str
    updated_at: str
    on: tuple[Link, ...]
    links: tuple[Link, ...]

    @property
    def text(self) -> str:
        """The text with its links by name, as a person reads and edits it."""
        return with_links(self.stored, self.links, lambda link: f"[[{link}]]")

    def row(self) -> tuple[Any, ...]:
        """The columns of `COLUMNS`."""
        return (
            self.id, self.uuid, self.title, self.type, [str(x) for x in self.on], self.coder, self.created_at,
            self.updated_at, self.text, self.date, [str(x) for x in self.links],
        )  # fmt: skip


def with_links(stored: str, known: Iterable[Link], show: Callable[[Link], str]) -> str:
    """A stored text with every link written by `show`; what it writes may be a `Message`."""
    by = {(link.kind, link.uuid): link for link in known}
    parts, at = list[str](), 0
    for match in IN_TEXT.finditer(stored):
        if (link := by.get((match[1], match[2]))) is not None:
            parts += [stored[at : match.start()], show(link)]
            at = match.end()
    return chained([*parts, stored[at:]], "")


_MARKS = re.compile(r"^\s*(#{1,6}\s+|[>*+-]\s+|\d+[.)]\s+)")
_EMPHASIS = re.compile(r"(\*{1,3}|`)([^\s*`].*?)\1")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


def first_line(text: str) -> str:
    """The first line of a text that says something, without its marks of Markdown, its links by their names."""

    def name(match: re.Match[str]) -> str:
        plain = match[2].strip()
        return f"{match[1]} {plain}" if match[1] in links.NUMBERED else plain

    line = next((x for x in text.split("\n") if x.strip(" \t#>*+-_=`")), text)
    line = _EMPHASIS.sub(r"\2", IN_TEXT.sub(name, _MARKS.sub("", line)))
    return " ".join(_CONTROL.sub(" ", line).split())


def first_words(text: str) -> str:
    """The first words of a text, as a title."""
    line = first_line(text) or "memo"
    if len(line) <= TITLE:
        return line
    cut = line[:TITLE].rsplit(" ", 1)[0] if " " in line[:TITLE] else line[: TITLE - 1]
    return cut.rstrip(" ,;:.") + "…"


def exists(db: sqlite3.Connection, id: int) -> None:
    """Refused when there is no memo of that number."""
    if not db.execute("select 1 from memo where id = ?", (id,)).fetchone():
        raise NotFound("memo", str(id), (), links.LISTED["memo"])


def read(
    db: sqlite3.Connection,
    *,
    ids: Iterable[int] | None = None,
    types: Collection[str] = (),
    coders: Collection[int] | None = None,
    on: Sequence[str] = (),
) -> list[Memo]:
    """Memos by id. `on` are KIND:NAME as given, one of which the memo must be on; `code:` and `category:` are alike."""
    wanted = None if ids is None else json.dumps(list(ids))
    held = links_of(db, "memo", wanted)
    tests = [_on(db, item) for item in on]
    out = []
    for id, uuid, title, type, text, date, coder, name, created, updated in db.execute(
        "select m.id, m.uuid, m.title, m.type, m.text, m.date, m.coder, k.name, m.created_at, m.updated_at "
        "from memo m join coder k on k.id = m.coder "
        f"{'' if wanted is None else 'where m.id in (select value from json_each(?)) '}order by m.id",
        () if wanted is None else (wanted,),
    ):
        if (types and type not in types) or (coders is not None and coder not in coders):
            continue
        about = tuple(held.get((id, "on"), ()))
        if tests and not any(test(link) for test in tests for link in about):
            continue
        inside = tuple(held.get((id, "text"), ()))
        out.append(Memo(id, uuid, title, type, text, date, name, created, updated, about, inside))
    return out


def one(db: sqlite3.Connection, id: int) -> Memo:
    """The memo of that number; refused when there is none."""
    exists(db, id)
    return read(db, ids=[id])[0]


def find(db: sqlite3.Connection, memo: str | int) -> int:
    """Return the number of a memo by its number or its title; refused when there is none, or when several have the title."""
    name = str(memo).strip()
    number = numbers.counted(name)
    if number >= 0 and db.execute("select 1 from memo where id = ?", (number,)).fetchone():
        return number
    titles = db.execute("select id, title from memo order by id").fetchall()
    hits = [id for id, title in titles if key(title) == key(name)] or sorted(typed(db, name, titles))
    if len(hits) > 1:
        raise Refused("memo-title-twice", "{n} memos are called {name!r}: name one by its number: {ids}",
                      n=len(hits), name=name, ids=", ".join(map(str, hits)))  # fmt: skip
    if not hits:
        raise NotFound("memo", name, [title for _, title in titles], links.LISTED["memo"])
    return int(hits[0])


def get(db: sqlite3.Connection, id: int) -> Memo | None:
    """The memo of that number; None when it is not there (any more)."""
    return next(iter(read(db, ids=[id])), None)


def links_of(db: sqlite3.Connection, holder: str, ids: str | None) -> dict[tuple[int, str], list[Link]]:
    """The links of memos or summaries (`holder`; numbers as JSON) by (number, place), in the order they were made.

    Each name is looked up once.
    """
    which = "is not null" if ids is None else "in (select value from json_each(?))"
    names: dict[tuple[str, int], str] = {}
    out: dict[tuple[int, str], list[Link]] = {}
    for of, place, id, kind, uuid, label, *columns in db.execute(
        f"select {holder}, place, id, kind, uuid, label, source, segment, coding, code, property, relation, participant, "
        f"other, comparison, negative, sampling from link where {holder} {which} order by id",
        () if ids is None else (ids,),
    ).fetchall():
        target = next((v for v in columns if v is not None), None)
        if target is not None or kind == "study":
            at = (kind, target or 0)
            if at not in names:
                names[at] = links.name_of(db, *at)
            label = names[at]
        out.setdefault((of, place), []).append(Link(id, kind, uuid, target, label))
    return out


def resolve(db: sqlite3.Connection, item: str) -> Target:
    """KIND:NAME as a target; the study may be named with or without its name."""
    kind, _, name = item.partition(":")
    if kind.strip().casefold() == "study":
        whole = links.resolve(db, "study")
        if name.strip() and key(name) != key(whole.label):
            raise NotFound("study", name.strip(), [whole.label])
        return whole
    return links.resolve(db, item)


def same(link: Link, target: Target) -> bool:
    """True if a link points at the target; `code:` and `category:` point at the same things."""
    if target.kind not in COLUMN or link.kind not in COLUMN:
        return link.kind == target.kind and link.uuid == target.uuid
    return COLUMN[link.kind] == COLUMN[target.kind] and link.target == target.id


def _on(db: sqlite3.Connection, item: str) -> Callable[[Link], bool]:
    """A test whether a link is what a person named; what was removed since is named as it is shown."""
    if key(item).endswith("(removed)"):
        wanted = key(item)
        return lambda link: link.target is None and wanted in map(key, link.forms)
    target = resolve(db, item)
    return lambda link: same(link, target)


def add(c: Change, *, title: str, type: str, text: str, date: str | None, on: Iterable[Target]) -> int:
    """Insert a memo with its links; a link in the text to nothing is refused. No title: the first words are it."""
    stored, inside = links.to_stored(c.db, text)
    return keep(c, title=title, type=type, stored=stored, inside=inside, date=date, on=on)


def keep(
    c: Change, *, title: str, type: str, stored: str, inside: Iterable[Target], date: str | None, on: Iterable[Target],
    uuid: str = "", coder: int | None = None, created_at: str = "",
) -> int:  # fmt: skip
    """Insert a memo whose text is as it is stored, links by uuid (`inside` has their targets). No title: the first words."""
    inside = list(inside)
    title = title or first_words(_named(stored, inside))
    at = created_at or c.at
    id = c.insert(
        "memo", uuid=uuid or new_uuid(), title=title, type=type, text=stored, date=date,
        coder=c.coder_id if coder is None else coder, created_at=at, updated_at=at,
    )  # fmt: skip
    attach(c, id, on)
    links.write(c, "memo", id, "text", inside)
    return id


def attach(c: Change, id: int, on: Iterable[Target]) -> list[Target]:
    """Put a memo on things; those it is on already are left alone. Returns the new ones."""
    new: list[Target] = []
    for target in on:
        if not any(same(link, target) for link in links.of(c.db, "memo", id, "on")):
            links.write(c, "memo", id, "on", [target])
            new.append(target)
    return new


def _named(stored: str, targets: Iterable[Target]) -> str:
    """A stored text with its links by name, before they have been written."""
    names = {(t.kind, t.uuid): t.label for t in targets}
    return IN_TEXT.sub(lambda m: f"[[{m[1]}:{names.get((m[1], m[2]), m[2])}]]", stored)


def edit(c: Change, memo: Memo, *, text: str | None = None, **fields: str | None) -> bool:
    """Change a memo's text (as typed), title, type or date; the earlier version is kept. False when all is as it was.

    A title that was made of the first words follows them, unless another is given.
    Version n of `memo_version` is what stood until `coder` replaced it at `saved_at`; a date has no versions.
    """
    inside: list[Target] | None = None
    new: dict[str, str | None] = dict(fields)
    if text is not None:
        stored, inside = links.retyped(c.db, text, memo.links)
        new["text"] = stored
        if memo.title == first_words(memo.text):
            new.setdefault("title", first_words(_named(stored, inside)))
    old = {"title": memo.title, "type": memo.type, "text": memo.stored, "date": memo.date}
    new = {name: value for name, value in new.items() if old[name] != value}
    if not new:
        return False
    if set(new) != {"date"}:
        c.insert(
            "memo_version", memo=memo.id, title=memo.title, type=memo.type, text=memo.stored, coder=c.coder_id,
            saved_at=c.at,
        )  # fmt: skip
    c.update("memo", memo.id, **new, updated_at=c.at)
    if inside is not None:
        links.rewrite(c, "memo", memo.id, inside)
    return True


def remove(c: Change, id: int) -> None:
    """Delete a memo with its links and versions; what other memos link to it remembers its number."""
    links.forget(c, "memo", [id])
    c.delete("memo", id)


def versions(db: sqlite3.Connection, memo: Memo) -> list[tuple[int, str, str, str, str, str]]:
    """Every version from the first to the present one: number, title, type, who wrote it, when, text by names."""
    out = []
    coder, at = memo.coder, memo.created_at
    for n, (title, type, text, next_coder, saved) in enumerate(
        db.execute(
            "select v.title, v.type, v.text, k.name, v.saved_at from memo_version v join coder k on k.id = v.coder "
            "where v.memo = ? order by v.id",
            (memo.id,),
        ).fetchall(),
        1,
    ):
        out.append((n, title, type, coder, at, by_name(db, text)))
        coder, at = next_coder, saved
    return [*out, (len(out) + 1, memo.title, memo.type, coder, at, memo.text)]


def version_count(db: sqlite3.Connection, id: int) -> int:
    """Return how many earlier versions of a memo are kept."""
    return int(db.execute("select count(*) from memo_version where memo = ?", (id,)).fetchone()[0])


def linking_to(db: sqlite3.Connection, memos: Iterable[int]) -> list[int]:
    """Return the memos that are on one of these memos or link to it, by number."""
    found = db.execute(
        "select distinct memo from link where other in (select value from json_each(?)) and memo is not null order by memo",
        (json.dumps(list(memos)),),
    )
    return [memo for (memo,) in found]


def by_name(db: sqlite3.Connection, stored: str) -> str:
    """An earlier text with its links by the names of today; a name that nothing remembers is left out."""

    def show(match: Any) -> str:
        kind, uuid = match[1], match[2]
        id = id_of(db, kind, uuid)
        if id is not None:
            return f"[[{kind}:{links.name_of(db, kind, id)}]]"
        row = db.execute("select label from link where uuid = ? order by id desc limit 1", (uuid,)).fetchone()
        return f"[[{kind}:{row[0] if row else '?'} (removed)]]"

    return IN_TEXT.sub(show, stored)


def targets(db: sqlite3.Connection, stored: str) -> list[Target]:
    """Return what a stored text links to; what is no more keeps the name that another link remembers."""
    out = []
    for kind, uuid in dict.fromkeys(IN_TEXT.findall(stored)):
        id = id_of(db, kind, uuid)
        if id is not None:
            out.append(Target(kind, id, uuid, links.name_of(db, kind, id)))
            continue
        row = db.execute("select label from link where uuid = ? order by id desc limit 1", (uuid,)).fetchone()
        out.append(Target(kind, -1, uuid, row[0] if row else "?"))
    return out


def id_of(db: sqlite3.Connection, kind: str, uuid: str) -> int | None:
    """Return the number of what a link names by uuid; None where it is no more."""
    column = COLUMN.get(kind)
    if column is None:
        return None
    if column == "segment":
        source, _, start = uuid.partition("@")
        row = db.execute(
            "select m.id from segment m join source s on s.id = m.source where s.uuid = ? and m.start = ?",
            (source, numbers.counted(start)),
        ).fetchone()
    else:
        table = "memo" if column == "other" else column
        row = db.execute(f"select id from {table} where uuid = ?", (uuid,)).fetchone()
    return None if row is None else int(row[0])
