"""Memos: what the researcher thinks, on what, with links to the codes and quotes that the thought rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date as day
from datetime import datetime

from qda.core import names
from qda.core.errors import QdaError, Refused, UsageError, nearest
from qda.core.message import Message, commas, either, say, word
from qda.core.results import Record, Said, Table
from qda.reports.common import memos as report
from qda.store.analysis import links, memos, scope, theory_ledgers
from qda.store.analysis.links import Target
from qda.store.analysis.memos import COLUMNS, TYPES, Memo
from qda.store.analysis.scope import Filters
from qda.store.project import Study

BRIEF = ("id", "type", "title", "on", "coder", "text")
MOST = 5_000_000  # characters of one memo

_LINK = re.compile(r"\[\[\s*([A-Za-z]+)\s*:")


def table(study: Study, ids: Iterable[int]) -> Table:
    """Return these memos as rows."""
    return _table(memos.read(study.db, ids=ids))


def _table(found: Sequence[Memo], notes: Sequence[str] = ()) -> Table:
    return Table(COLUMNS, [m.row() for m in found], brief=BRIEF, wrap=("text", "title"), notes=notes)


def listing(
    study: Study, filters: Filters | None = None, *, types: Sequence[str] = (), on: Sequence[str] = ()
) -> Table:
    """Return memos by number: of these types, on any of these KIND:NAME, by the coders filtered for."""
    over = scope.resolve(study.db, filters or Filters())
    kinds = [one_of(t) for t in types]
    found = memos.read(study.db, types=kinds, coders=over.coders, on=on)
    limits = [say("type {types}", types=either([word(kind) for kind in kinds]))] if kinds else []
    limits += [say("on {things}", things=either(list(on)))] if on else []
    return _table(found, [say("memos over {filters}", filters=commas([(filters or Filters()).message(), *limits]))])


def show(study: Study, id: int) -> Record:
    """Return one memo: the columns of the listing, how many versions it has, and the quotes it is on or links to."""
    memo = memos.one(study.db, id)
    versions = memos.version_count(study.db, id) + 1
    fields = dict(zip(COLUMNS, memo.row(), strict=True))
    text = fields.pop("text")
    return Record({**fields, "versions": versions, "text": text, "quotes": report.quotes(study.db, [memo])[id]})


def versions(study: Study, id: int) -> Table:
    """Return every version of a memo, the present one last: version, title, type, who wrote it, when, text."""
    memo = memos.one(study.db, id)
    columns = ("version", "title", "type", "coder", "saved_at", "text")
    return Table(columns, memos.versions(study.db, memo), wrap=("text", "title"), times=("saved_at",))


def text(study: Study, id: int) -> str:
    """Return a memo's text as a person edits it, with links by name."""
    return memos.one(study.db, id).text


def known(study: Study, item: str) -> None:
    """Reject a KIND:NAME with which there is nothing."""
    memos.resolve(study.db, item)


def add(
    study: Study, text: str, *, title: str = "", type: str = "", date: str = "", on: Sequence[str] = ()
) -> Said:  # fmt: skip
    """Write a memo on any number of KIND:NAME, with `[[kind:name]]` links in its text; return it as a row.

    type: `code` when not given and it is on a code or coding, else `theoretical`. title: the first words of the text when
    not given. date: the day that it is about, or was written on paper, ISO 8601.
    """
    body = clean(text)
    kind = one_of(type) if type else ""
    when = iso(date) if date else None
    heading = names.clean(title, "title of a memo") if title.strip() else ""
    with study.change("memo add") as c:
        targets = [memos.resolve(c.db, item) for item in on]
        if not kind:
            kind = "code" if any(t.kind in ("code", "category", "coding") for t in targets) else "theoretical"
        id = memos.add(c, title=heading, type=kind, text=body, date=when, on=targets)
        memo = memos.one(c.db, id)
        about = ", ".join(map(str, memo.on))
        c.summary = f"{kind} memo {id} “{memo.title}”" + (f" on {about}" if about else "")
    return Said(table(study, [id]))


def edit(
    study: Study, id: int, *, text: str | None = None, title: str | None = None, type: str | None = None,
    date: str | None = None,
) -> Said:  # fmt: skip
    """Change a memo's text, title, type or date; the earlier version is kept. What is None stays as it is.

    A title that was made from the first words follows them. An empty date takes the date away. Nothing is logged when
    nothing has changed.
    """
    memos.exists(study.db, id)
    given: dict[str, str | None] = {}
    body = None if text is None else clean(text)
    if title is not None:
        given["title"] = names.clean(title, "title of a memo")
    if type is not None:
        given["type"] = one_of(type)
    if date is not None:
        given["date"] = iso(date) if date.strip() else None
    with study.change("memo edit") as c:
        memo = memos.one(c.db, id)
        changed = memos.edit(c, memo, text=body, **given)
        after = memos.one(c.db, id)
        old = (("text", memo.stored, after.stored), ("title", memo.title, after.title), ("type", memo.type, after.type),
               ("date", memo.date, after.date))  # fmt: skip
        what = [name for name, a, b in old if a != b]
        c.summary = f"memo {id} “{after.title}”: {', '.join(what)}"
    return Said(table(study, [id]), [] if changed else [f"memo {id} is as it was; nothing was changed"])


def remove(study: Study, ids: Sequence[int]) -> Said:
    """Remove memos with their versions; return the rows that were removed. What linked to them says so."""
    with study.change("memo remove") as c:
        chosen = list(dict.fromkeys(ids))
        for id in chosen:
            memos.exists(c.db, id)
        gone = memos.read(c.db, ids=chosen)
        linked = [id for id in memos.linking_to(c.db, chosen) if id not in chosen]
        notes = theory_ledgers.leaving(c, memos=chosen)
        for id in chosen:
            memos.remove(c, id)
        c.summary = f"removed {_memos(len(chosen))}: " + ", ".join(f"{m.id} “{names.short(m.title)}”" for m in gone[:5])
    said = Said(_table(gone), notes)
    if linked:
        said.notes.append(
            f"memo{'s' if len(linked) > 1 else ''} {', '.join(map(str, linked))} had a link to what was removed and "
            f"say{'' if len(linked) > 1 else 's'} so now"
        )
    return said


def link(study: Study, id: int, items: Sequence[str]) -> Said:
    """Put a memo on more things, each KIND:NAME."""
    with study.change("memo link") as c:
        memos.exists(c.db, id)
        targets = [_other(id, memos.resolve(c.db, item)) for item in items]
        new = memos.attach(c, id, targets)
        c.summary = f"memo {id} on " + ", ".join(f"{t.kind}:{t.label}" for t in new)
    said = Said(table(study, [id]))
    said.notes += [f"memo {id} is on {t.kind}:{t.label} already" for t in targets if t not in new]
    return said


def unlink(study: Study, id: int, items: Sequence[str]) -> Said:
    """Take a memo off things that it is on, each named as it is shown; also off what has been removed since."""
    with study.change("memo unlink") as c:
        memo = memos.one(c.db, id)
        gone: list[links.Link] = []
        for item in items:
            hits = [x for x in memo.on if names.key(item) in map(names.key, x.forms)]
            if not hits:
                target = memos.resolve(c.db, item)
                hits = [x for x in memo.on if memos.same(x, target)]
            if not hits:
                on = "nothing" if not memo.on else ", ".join(map(str, memo.on))
                raise QdaError(f"memo {id} is not on {item}: it is on {on}")
            gone += [x for x in hits if x not in gone]
        links.remove(c, [x.id for x in gone])
        c.summary = f"memo {id} no longer on " + ", ".join(map(str, gone))
    return Said(table(study, [id]))


def _other(id: int, target: Target) -> Target:
    if target.kind == "memo" and target.id == id:
        raise QdaError(f"memo {id} cannot be on itself")
    return target


def _memos(n: int) -> str:
    return f"{n} memo{'' if n == 1 else 's'}"


def one_of(type: str) -> str:
    """Return a type of memo as it is stored; wrong usage, answered with the nearest, when there is no such type."""
    wanted = names.key(type)
    if wanted in TYPES:
        return wanted
    near = "".join(f"did you mean {name}? " for name in nearest(wanted, TYPES, 1))
    raise UsageError(
        Message(
            "memo-type",
            "there is no type of memo {type}: {near}it is one of {types}",
            type=type,
            near=near,
            types=TYPES,
        )
    )


def iso(date: str) -> str:
    """Return a date, or a date with a time, as it was given; refused when it is none."""
    given = date.strip()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", given):
            day.fromisoformat(given)
        elif re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", given):
            datetime.fromisoformat(given)
        else:
            raise ValueError
    except ValueError:
        raise Refused(
            "memo-date",
            "the date {date!r} is unclear: write it as 2026-11-22 or 2026-11-22T14:30",
            date=names.short(date),
        ) from None
    return given


def clean(text: str) -> str:
    """Return a memo's text as it is kept: line ends as line feeds, no empty lines before or after; refused when empty.

    `[[Code: trust]]` is read as `[[code:trust]]`, so that no link is left as text because of a capital or a blank.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or any("\ud800" <= ch <= "\udfff" for ch in text):
        raise QdaError("the text of the memo holds a NUL or half a character: save it as UTF-8 text")
    lines = text.rstrip().split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines:
        raise QdaError("the memo is empty: write something, nothing was changed")
    body = "\n".join(lines)
    if len(body) > MOST:
        raise QdaError(f"the memo has {len(body)} characters, {MOST} is the most: import it as a source")

    def plain(match: re.Match[str]) -> str:
        kind = match[1].casefold()
        return f"[[{kind}:" if kind in links.KINDS else match[0]

    return _LINK.sub(plain, body)
