"""Threads saved again, and further pages of them: which posts are new, where they stand, who answers whom then.

New posts come where the thread has them: after the old text, between its posts, or before them. No text changes for that: the
whole gets a new row (`store/revisions/newer_text.py`), and codings move along with their words.

A thread is known by its software and number (`metadata["thread"]`), one of a table of posts by its name. A post is known by
its own number (`post` or `id` in its metadata), else by its author and words.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.drafts import Draft, DraftSegment
from qda.core.names import key
from qda.store.history.door import Change
from qda.store.revisions import newer_text
from qda.store.revisions.newer_text import Part, Plan
from qda.store.texts import intake, sources
from qda.store.texts.sources import Segment

if TYPE_CHECKING:
    from qda.importers.threads.join_pages import Added

Identity = tuple[str, ...]


def identity(draft: Draft) -> Identity | None:
    """What a thread is known by; None for a source that is no thread."""
    thread = draft.metadata.get("thread")
    if isinstance(thread, dict):
        return _known_by(thread)
    return ("posts", key(draft.name)) if draft.kind == "posts" else None


def _known_by(thread: dict[str, Any]) -> Identity | None:
    software, id, url = (str(thread.get(k) or "") for k in ("software", "id", "url"))
    host = url.partition("://")[2].partition("/")[0].removeprefix("www.").casefold()
    return (software, host, id) if id else ((software, url) if url else None)


def in_study(db: sqlite3.Connection) -> dict[Identity, str]:
    """The threads of a study: by what each is known, the source's name."""
    out: dict[Identity, str] = {}
    for name, kind, metadata in db.execute(
        "select name, kind, case when instr(metadata, '\"thread\"') then metadata end from source order by id"
    ):
        thread = json.loads(metadata).get("thread") if metadata else None
        posts = ("posts", key(name)) if kind == "posts" else None
        known = _known_by(thread) if isinstance(thread, dict) else posts
        if known is not None:
            out.setdefault(known, name)
    return out


class Pending:
    """A thread of a dry run, which nothing has written: more files of it may come."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def extend(self, more: Draft, grown: Growth) -> None:
        """Add another file's new posts; where they stand does not matter in a dry run."""
        have, chosen = self.draft, {i for _, i in grown.added.new}
        place: dict[int, int] = {}
        for i, s in enumerate(more.segments):
            if i in chosen or s.parent in place:
                place[i] = len(have.segments)
                start = len(have.text) + 2 if s.parent is None else have.segments[place[s.parent]].start
                shift = start - (s.start if s.parent is None else more.segments[s.parent].start)
                if s.parent is None:
                    have.text += "\n\n" + more.text[s.start : s.end]
                parent = None if s.parent is None else place[s.parent]
                have.segments.append(s._replace(start=s.start + shift, end=s.end + shift, parent=parent, reply_to=None))
        _thread(have.metadata, more.metadata, grown)


class Growth(NamedTuple):
    """What a file has that a source has not: `new` posts and their `segments`; `known` posts were there, `edited` differ."""

    added: Added
    segments: list[DraftSegment]
    others: int  # posts that are there and not in the file

    @property
    def new(self) -> int:
        """The posts that come in."""
        return len(self.added.new)


def as_draft(db: sqlite3.Connection, source: int) -> Draft:
    """A source as a draft: its segments in text order, answers and parents as positions."""
    name, text, kind, metadata = db.execute(
        "select name, text, kind, metadata from source where id = ?", (source,)
    ).fetchone()
    rows = db.execute(
        'select id, kind, start, "end", author, date, reply_to, parent, metadata from segment where source = ? order by n',
        (source,),
    ).fetchall()
    at = {row[0]: n for n, row in enumerate(rows)}
    draft = Draft(name, text, kind, metadata=json.loads(metadata))
    draft.segments = [
        DraftSegment(
            what, start, end, author, date, at.get(reply), at.get(parent), "participant", json.loads(told or "{}")
        )
        for _, what, start, end, author, date, reply, parent, told in rows
    ]
    return draft


def growth(have: Draft, draft: Draft) -> Growth:
    """What a draft adds to a thread that is there."""
    from qda.importers.threads import join_pages

    found = join_pages.added(have, draft)
    chosen = {i for _, i in found.new}
    out = [s for i, s in enumerate(draft.segments) if i in chosen or s.parent in chosen]
    posts = sum(s.parent is None and s.kind in ("post", "comment") for s in have.segments)
    return Growth(found, out, posts - found.known)


def write(c: Change, source: int, draft: Draft, grown: Growth, variables: dict[str, str]) -> None:
    """Add the new posts to a source of the study, each where it stands; `variables` are set whatever they were."""
    layout = sources.layout(c.db, source)
    have = layout.segments
    spans = c.db.execute('select id, start, "end" from coding where source = ? order by start', (source,)).fetchall()
    inside: dict[int, list[int]] = {}
    for i, s in enumerate(draft.segments):
        if s.parent is not None:
            inside.setdefault(s.parent, []).append(i)
    before: dict[int, list[int]] = {}
    starts = [n for n, s in enumerate(have) if s.parent is None]
    for asked, post in grown.added.new:
        before.setdefault(_free(asked, have, starts, spans), []).append(post)
    at = {s.id: n for n, s in enumerate(have)}
    text, plan, moved = "", Plan([], {}), _Moved()
    place: dict[tuple[bool, int], int] = {}
    copied = 0

    def bring(posts: list[int], last: bool) -> None:
        """The file's posts with what lies in them; `last`: after all that is there."""
        nonlocal text
        for post in posts:
            s = draft.segments[post]
            text += "\n\n" if last and text else ""
            shift = len(text) - s.start
            text += draft.text[s.start : s.end] + ("" if last else "\n\n")
            for i in (post, *inside.get(post, ())):
                one = draft.segments[i]
                place[(True, i)] = len(plan.parts)
                parent = None if one.parent is None else place[(True, one.parent)]
                plan.parts.append(Part(one.start + shift, one.end + shift, None, one, parent))

    for n, row in enumerate(have):
        if n in before:
            text += layout.text[copied : row.start]
            copied = row.start
            length = len(text)
            bring(before[n], False)
            moved.add(row.start, len(text) - length)
        place[(False, n)] = len(plan.parts)
        parent = None if row.parent is None else place[(False, at[row.parent])]
        plan.parts.append(Part(moved.start(row.start), moved.end(row.end), row, None, parent))
    text += layout.text[copied:]
    bring(before.get(len(have), []), True)
    told = dict(c.db.execute("select id, metadata from segment where source = ? and metadata is not null", (source,)))
    for who, whom in grown.added.replies.items():
        part = plan.parts[place[who]]
        part.reply_to = place[whom]
        if part.row is not None and "reply_to" in (metadata := json.loads(told.get(part.row.id) or "{}")):
            part.told = {k: v for k, v in metadata.items() if k != "reply_to"}
        elif part.made is not None and part.made.metadata and "reply_to" in part.made.metadata:
            rest = {k: v for k, v in part.made.metadata.items() if k != "reply_to"}
            part.made = part.made._replace(metadata=rest or None)
    plan.moves = {id: (moved.start(start), moved.end(end)) for id, start, end in spans}
    whole = Draft(draft.name, text, draft.kind, draft.title, draft.language, draft.date, [], {}, draft.variables)
    whole.sha256, whole.origin = draft.sha256, draft.origin
    metadata = json.loads(c.db.execute("select metadata from source where id = ?", (source,)).fetchone()[0])
    if isinstance(metadata.get("thread"), dict):
        _thread(metadata, draft.metadata, grown)
        whole.metadata = {k: metadata[k] for k in ("thread", "site") if k in metadata}
    was, now = _begun(Part(s.start, s.end, s) for s in have), _begun(plan.parts)
    follows = was != now and c.db.execute("select date from source where id = ?", (source,)).fetchone()[0] == was
    if follows and metadata.get("date") == was:
        whole.metadata["date"] = now
    new, _ = newer_text.apply(c, source, whole, plan)
    if follows:  # a source is dated by its first post, unless a person dated it otherwise
        c.update("source", new, date=now)
    for variable, value in variables.items():
        intake.set_value(c, variable, value, source=new)


def _begun(parts: Iterable[Part]) -> str | None:
    """The date of the first post that has one."""
    for p in parts:
        s = p.row or p.made
        if s is not None and s.date and s.kind in ("post", "comment"):
            return s.date
    return None


def _free(at: int, have: Sequence[Segment], starts: Sequence[int], spans: Sequence[tuple[int, int, int]]) -> int:
    """A place between two segments that no coding runs over: the one that was asked for, else the next one."""
    while at < len(have) and any(start < have[at].start < end for _, start, end in spans):
        at = next((n for n in starts if n > at), len(have))
    return at


class _Moved:
    """Where old offsets are when texts were put between."""

    def __init__(self) -> None:
        self.at: list[int] = []
        self.by = [0]

    def add(self, at: int, length: int) -> None:
        """A text of this length stands before an old offset, which is after those that were given before."""
        self.at.append(at)
        self.by.append(self.by[-1] + length)

    def start(self, offset: int) -> int:
        """Where what began at an offset begins."""
        return offset + self.by[bisect_right(self.at, offset)]

    def end(self, offset: int) -> int:
        """Where what ended at an offset ends."""
        return offset + self.by[bisect_left(self.at, offset)]


def _thread(metadata: dict[str, Any], more: dict[str, Any], grown: Growth) -> None:
    """What a source tells of its thread when more of it came: its pages, and what it lacks."""
    one, other = metadata.get("thread"), more.get("thread")
    if not isinstance(one, dict) or not isinstance(other, dict):
        return
    one = dict(one)
    if isinstance(other.get("pages"), list):
        one["pages"] = sorted({*(one.get("pages") or []), *other["pages"]})
    lacks, total = lacks_now(metadata, more, grown)
    one = {k: v for k, v in one.items() if k not in ("lacks", "of")} | ({"lacks": lacks, "of": total} if lacks else {})
    metadata["thread"] = one


def lacks_now(metadata: dict[str, Any], more: dict[str, Any], grown: Growth) -> tuple[int, int]:
    """How many posts of how many a thread lacks when a file's new ones are in it, as far as the files themselves say."""
    from qda.importers.threads import join_pages

    one, other = metadata.get("thread") or {}, more.get("thread") or {}
    return join_pages.lacking(int(one.get("lacks", 0)), int(one.get("of", 0)), other, grown.new, grown.others)
