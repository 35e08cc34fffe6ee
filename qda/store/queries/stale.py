"""Stale codings: those made under another definition of their code than the one that it has now.

Found in the history, whatever command changed the texts, so that undo, merges and imports need no mark that could be
forgotten.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from qda.store.history.log import LIVE

TEXTS = ("definition", "include", "exclude")


class Texts(NamedTuple):
    """What a code means: its definition, what it includes and what it excludes."""

    definition: str
    include: str
    exclude: str


class Stale(NamedTuple):
    """When the code got its present texts, and the texts then (as the coding was made, given the code or confirmed) and now."""

    defined_at: str
    then: Texts
    now: Texts

    def different(self) -> list[tuple[str, str, str]]:
        """Return the texts that are others now: which (of `TEXTS`), then, now."""
        both = zip(TEXTS, self.then, self.now, strict=True)
        return [(name, then.strip(), now.strip()) for name, then, now in both if then.strip() != now.strip()]


class _Event(NamedTuple):
    """A change of a code's texts: when it was made here, when where it was made, what it turned back, the texts around it."""

    change: int
    target: int | None
    at: str
    there: str
    before: Texts
    after: Texts


def fitted(states: Sequence[Texts]) -> Texts | None:
    """Return the texts that a coding was fitted to, of those that its code had since, the last being those of now.

    None where now's are the same, white space at the ends aside: it is not stale. A first definition makes nothing stale, for
    there was none to depart from; neither do a first inclusion and exclusion where the code had no text at all.

    >>> none, first, other = Texts("", "", ""), Texts("of ropes", "", ""), Texts("of all", "", "")
    >>> fitted([none, first]), fitted([none, first, other])
    (None, Texts(definition='of ropes', include='', exclude=''))
    """
    begun = next((s for s in states if any(text.strip() for text in s)), states[-1])
    definition = next((s.definition for s in states if s.definition.strip()), "")
    then = begun._replace(definition=definition)
    return then if any(a.strip() != b.strip() for a, b in zip(then, states[-1], strict=True)) else None


def stale(db: sqlite3.Connection, codes: Iterable[int] | None = None) -> dict[int, Stale]:
    """Return the stale codings by number, of these codes or of all, with what changed.

    A coding counts from the last of: when it was made, when it was given its code, when it was confirmed. One that came with a
    merge is compared with when a definition was changed where that was done, not with when it came here.
    """
    now, events = _history(db)
    if codes is not None:
        wanted = set(codes)
        events = {code: found for code, found in events.items() if code in wanted}
    if not events:
        return {}
    # Only codings that are older than the last change of their code's texts can be stale.
    open_: list[tuple[int, int, str]] = []
    for id, code, since in db.execute(
        "select id, code, max(created_at, coalesce(confirmed_at, '')) from coding "
        "where code in (select value from json_each(?))",
        (json.dumps(list(events)),),
    ):
        if since < max(events[code][-1].at, events[code][-1].there):
            open_.append((id, code, since))
    if not open_:
        return {}
    given, merged = _given(db), _merged(db)
    times = {code: [e.at for e in found] for code, found in events.items()}
    known: dict[
        tuple[int, int], Texts | None
    ] = {}  # of a code since one of its events: codings made between two fit alike
    out: dict[int, Stale] = {}
    for id, code, since in open_:
        since = max(since, given.get(id, ""))
        found = events[code]
        if id in merged:
            after = next((n for n, e in enumerate(found) if e.there > since), len(found))
        else:
            after = bisect_right(times[code], since)
        if (code, after) not in known:
            known[code, after] = fitted(_telling(found[after:], now[code]))
        then = known[code, after]
        if then is not None:
            out[id] = Stale(found[-1].at, then, now[code])
    return out


def _telling(events: Sequence[_Event], now: Texts) -> list[Texts]:
    """Return of the texts that a code had since those that `fitted` looks at: up to the first definition, and now's."""
    out: list[Texts] = []
    for state in _states(events, now):
        out.append(state)
        if state.definition.strip():
            break
    return [*out, now]


def _states(events: Sequence[_Event], now: Texts) -> Iterator[Texts]:
    """Yield the texts that a code had since, the oldest first: without what was turned back again."""
    stood: dict[int, _Event] = {}
    for e in events:
        if e.target is None or stood.pop(e.target, None) is None:
            stood[e.change] = e
    state = events[0].before if events else now
    yield state
    for e in stood.values():
        state = state._replace(**{n: b for n, a, b in zip(TEXTS, e.before, e.after, strict=True) if a != b})
        yield state


def _history(db: sqlite3.Connection) -> tuple[dict[int, Texts], dict[int, list[_Event]]]:
    """Return the texts of every code, and the changes that led to them, the oldest first; codes without any are left out."""
    now = {id: Texts(*texts) for id, *texts in db.execute("select id, definition, include, exclude from code")}
    texts, events, there = dict(now), dict[int, list[_Event]](), dict[int, list[tuple[str, str]]]()
    for id, before, at, change, target, command in db.execute(
        "select r.key, r.before, c.at, c.id, c.target, c.command from change_row r join change c on c.id = r.change "
        "where r.tbl = 'code' and r.op = 'U' order by r.id desc"
    ):
        after = texts.get(id)
        if after is None or not any(f'"{name}"' in before for name in TEXTS):
            continue
        image = json.loads(before)
        was = after._replace(**{name: image[name] for name in TEXTS if name in image})
        texts[id] = was
        if any(a.strip() != b.strip() for a, b in zip(was, after, strict=True)):
            if command == "merge" and change not in there:
                there[change] = _lines_of(db, change)
            made = (_made(there[change], id, db) if change in there else "") or at
            events.setdefault(id, []).append(_Event(change, target, at, made, was, after))
    return now, {id: found[::-1] for id, found in events.items()}


def _lines_of(db: sqlite3.Connection, merge: int) -> list[tuple[str, str]]:
    """Return (time, summary) of the lines on the codebook that came with a merge, the newest first: they stand before it."""
    found = db.execute("select id, kind, command, at, summary from change where id < ? order by id desc", (merge,))
    out = []
    for _, kind, command, at, summary in found:
        if kind != "theirs":
            break
        if command.startswith("codebook"):
            out.append((at, summary))
    return sorted(out, reverse=True)


def _made(lines: Iterable[tuple[str, str]], code: int, db: sqlite3.Connection) -> str:
    """Return when a code was changed where that was done, as far as the lines that came along tell; "" where they do not."""
    (name,) = db.execute("select name from code where id = ?", (code,)).fetchone()
    return next((at for at, summary in lines if name.casefold() in summary.casefold()), "")


def _given(db: sqlite3.Connection) -> dict[int, str]:
    """Return when codings were last given their code, for those that had another before."""
    made: dict[int, str] = {}

    def first(change: int, at: str, target: int | None) -> str:
        """The time of the command itself, of which this line may be a redo."""
        if target is not None and change not in made:
            found: Any = (target,)
            while found[0] is not None:
                found = db.execute("select target, at from change where id = ?", (found[0],)).fetchone()
            made[change] = found[1]
        return made.get(change, at)

    return {
        id: first(change, at, target)
        for id, change, at, target in db.execute(
            "select r.key, c.id, c.at, c.target from change_row r join change c on c.id = r.change "
            f"""where r.tbl = 'coding' and r.op = 'U' and instr(r.before, '"code":') and {LIVE} order by r.id"""
        )
    }


def _merged(db: sqlite3.Connection) -> set[int]:
    """Return the codings that came with a merge, or were given their code or confirmed by one."""
    out: set[int] = set()
    for first, last in db.execute(
        "select r.key, r.last from change c join change_row r on r.change = c.id "
        "where +c.kind = 'do' and c.command = 'merge' and r.tbl = 'coding' and (r.op = 'I' or r.op = 'U' "
        """and (instr(r.before, '"code":') or instr(r.before, '"confirmed_at":')))"""
    ):
        out.update(range(first, (last or first) + 1))
    return out
