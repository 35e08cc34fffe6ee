"""Resolve the filters of a listing or report to rows of the study.

A GLOB is tried as a name first. The same filter given twice means or, different ones mean and.
"""

from __future__ import annotations

import fnmatch
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from qda.core.errors import NotFound, QdaError, Refused
from qda.core.message import commas, either, say, word
from qda.core.names import key, typed
from qda.store.analysis import codes
from qda.store.file import layer
from qda.store.texts import people, sources


@dataclass(frozen=True, slots=True)
class Filters:
    """Names, globs and `VARIABLE=VALUE` as a person gave them."""

    source: Sequence[str] = ()
    participant: Sequence[str] = ()
    code: Sequence[str] = ()
    coder: Sequence[str] = ()
    where: Sequence[str] = ()

    def any(self) -> bool:
        """True if there is any filter."""
        return bool(self.source or self.participant or self.code or self.coder or self.where)

    def message(self) -> str:
        """For a footer: `source a*, coder ben`, or `the whole study`."""
        parts = [
            say("{what} {values}", what=word(name), values=either(list(values)))
            for name in ("source", "participant", "code", "coder", "where")
            if (values := getattr(self, name))
        ]
        return commas(parts) or say("the whole study")

    def __str__(self) -> str:
        return str(self.message())


@dataclass(slots=True)
class Scope:
    """Filters resolved: sets of numbers, None where nothing is filtered.

    `layer` is the coder whose codings hold what was settled: they are left out unless coders are asked for by name. A scope
    comes from `resolve`, or from `everything` where there is no filter, so that it knows the layer.
    `source_or_person` holds one pair (sources, participants) for each variable asked for: a row passes when its source
    is in the first or its participant in the second.
    """

    sources: set[int] | None = None
    participants: set[int] | None = None
    codes: set[int] | None = None
    coders: set[int] | None = None
    layer: int | None = None
    source_or_person: list[tuple[set[int], set[int]]] = field(default_factory=list)

    def coding(self, g: str = "g", m: str = "m") -> tuple[str, list[Any]]:
        """A condition on codings `g` joined with their segments `m` (left join), and its parameters."""
        parts, args = [], []
        for column, ids in (
            (f"{g}.source", self.sources),
            (f"{m}.participant", self.participants),
            (f"{g}.code", self.codes),
            (f"{g}.coder", self.coders),
        ):
            if ids is not None:
                parts.append(f"{column} in (select value from json_each(?))")
                args.append(json.dumps(sorted(ids)))
        if self.coders is None and self.layer is not None:
            parts.append(f"{g}.coder <> {self.layer}")
        self._where(parts, args, f"{g}.source", f"{m}.participant")
        return " and ".join(parts) or "1", args

    def is_all(self) -> bool:
        """Whether every coding of the study passes."""
        return self.coding()[0] == "1"

    def segment(self, m: str = "m") -> tuple[str, list[Any]]:
        """A condition on segments `m`, and its parameters."""
        parts, args = [], []
        for column, ids in ((f"{m}.source", self.sources), (f"{m}.participant", self.participants)):
            if ids is not None:
                parts.append(f"{column} in (select value from json_each(?))")
                args.append(json.dumps(sorted(ids)))
        self._where(parts, args, f"{m}.source", f"{m}.participant")
        return " and ".join(parts) or "1", args

    def _where(self, parts: list[str], args: list[Any], source: str, person: str) -> None:
        for named, persons in self.source_or_person:
            parts.append(
                f"({source} in (select value from json_each(?)) or {person} in (select value from json_each(?)))"
            )
            args += [json.dumps(sorted(named)), json.dumps(sorted(persons))]


def glob_ids(what: str, patterns: Iterable[str], known: Sequence[tuple[int, str]], db: object = None) -> set[int]:
    """The numbers whose name is one of the patterns, or else matches it as a glob; a pattern that finds none is refused.

    With `db` a name is also found by the pseudonym that it is shown by.
    """
    out: set[int] = set()
    for pattern in patterns:
        wanted = key(pattern)
        hits = {i for i, name in known if key(name) == wanted} or typed(db, pattern, known)
        if not hits and re.search(r"[*?\[]", pattern):
            regex = re.compile(fnmatch.translate(wanted))
            shown = getattr(db, "shown", None) or str
            hits = {
                i for i, name in known if regex.match(key(name)) or (shown is not str and regex.match(key(shown(name))))
            }
            if not hits:
                raise QdaError(f"no {what} matches {pattern!r}")
        if not hits:
            starts = [(i, n) for i, n in known if key(n).startswith(wanted)] if what == "source" and wanted else []
            if len(starts) > 1:
                some = ", ".join(n for _, n in starts[:5]) + (" …" if len(starts) > 5 else "")
                raise QdaError(f"{len(starts)} sources begin with {pattern!r}: {some}; write {pattern + '*'!r} for all")
            if not starts:
                hint = sources.LISTED if what == "source" else ""
                raise NotFound(what, pattern, (name for _, name in known), hint)
            hits = {i for i, _ in starts}
        out |= hits
    return out


def source_ids(db: sqlite3.Connection, patterns: Sequence[str]) -> set[int]:
    """Return the sources that any of the patterns means: a name, its beginning, or a glob. One that finds none is refused.

    Whole names are looked up; the names of all sources are read only for another pattern.
    """
    named = [sources.called(db, pattern) for pattern in patterns]
    found = {id for id in named if id is not None}
    others = [pattern for pattern, id in zip(patterns, named, strict=True) if id is None]
    return found | glob_ids("source", others, sources.names(db), db) if others else found


def code_ids(db: sqlite3.Connection, patterns: Iterable[str]) -> Iterator[set[int]]:
    """Yield for each pattern the codes that it means, as everywhere a code is named, or else as a glob.

    That is a name or whole path, the end of a path, another name. A pattern that finds none is refused.
    """
    paths = codes.paths(db).items()
    names = db.execute("select id, name from code").fetchall()
    aliases = db.execute("select code, name from code_alias").fetchall()
    for pattern in patterns:
        k = key(pattern)
        hits = {i for i, n in (*names, *paths) if key(n) == k}
        hits = hits or {i for i, n in paths if "/" in k and key(n).endswith("/" + k)}
        hits = hits or {i for i, n in aliases if key(n) == k}
        yield hits or glob_ids("code", [pattern], [*names, *aliases, *paths], db)


def everything(db: sqlite3.Connection) -> Scope:
    """The whole study: all codings but those of the consensus layer."""
    return Scope(layer=layer.find(db))


def resolve(db: sqlite3.Connection, filters: Filters) -> Scope:
    """Filters as sets of numbers; names that do not exist are refused with the nearest ones."""
    scope = everything(db)
    if filters.source:
        scope.sources = source_ids(db, filters.source)
    if filters.participant:
        known = people.shown(db)
        labels = [(i, name) for i, name in db.execute("select id, name from participant")]
        scope.participants = set()
        for pattern in filters.participant:
            hits = {i for i, name in known.items() if key(name) == key(pattern)}
            scope.participants |= hits or glob_ids("participant", [pattern], [*known.items(), *labels], db)
    if filters.code:
        scope.codes = set().union(*code_ids(db, filters.code))
    if filters.coder:
        scope.coders = glob_ids("coder", filters.coder, db.execute("select id, name from coder").fetchall())
    wanted: dict[str, tuple[str, list[str]]] = {}
    for item in filters.where:
        name, sign, value = item.partition("=")
        if not sign or not name.strip():
            raise Refused("where-without-value", "{item!r}: write VARIABLE=VALUE", item=item)
        wanted.setdefault(key(name), (name.strip(), []))[1].append(value)
    for name, values in wanted.values():
        scope.source_or_person.append(people.with_value(db, name, values))
    return scope
