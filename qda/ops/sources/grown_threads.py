"""Threads saved again, and further pages of them: which posts are new, where they go, and who then answers whom.

New posts go where the thread has them: after the old text, between its posts, or before them. The whole then gets a new row
(`store/revisions/newer_text.py`), because no text ever changes, and codings move along with their words.

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
from qda.store.queries import sources as around
from qda.store.queries.sources import Stretch
from qda.store.revisions import newer_text
from qda.store.revisions.newer_text import Part, Plan
from qda.store.texts import intake, sources
from qda.store.texts.segment_layout import Segment

if TYPE_CHECKING:
    from qda.importers.threads.join_pages import Added

Identity = tuple[str, ...]


def identity(draft: Draft) -> Identity | None:
    """Return what a thread is recognised by; None for a source that is no thread."""
    thread = draft.metadata.get("thread")
    if isinstance(thread, dict):
        return _known_by(thread)
    return ("posts", key(draft.name)) if draft.kind == "posts" else None


def _known_by(thread: dict[str, Any]) -> Identity | None:
    software, id, url = (str(thread.get(k) or "") for k in ("software", "id", "url"))
    host = url.partition("://")[2].partition("/")[0].removeprefix("www.").casefold()
    return (software, host, id) if id else ((software, url) if url else None)


def in_study(db: sqlite3.Connection) -> dict[Identity, str]:
    """Return the threads of a study: what each is recognised by -> the source's name."""
    out: dict[Identity, str] = {}
    for name, kind, thread in sources.threads(db):
        posts = ("posts", key(name)) if kind == "posts" else None
        known = _known_by(thread) if thread is not None else posts
        if known is not None:
            out.setdefault(known, name)
    return out


class Pending:
    """A thread that a dry run has read and not written; further files of it may come."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def extend(self, more: Draft, grown: Growth) -> None:
        """Add another file's new posts, at the end: their place does not matter in a dry run."""
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
    """New posts of a file that a source does not have, and all `segments` of the file."""

    added: Added
    segments: list[DraftSegment]
    others: int  # posts of the source that are not in the file

    @property
    def new(self) -> int:
        """Return the number of new posts."""
        return len(self.added.new)


def as_draft(db: sqlite3.Connection, source: int) -> Draft:
    """Return a source as a draft: its segments in text order, answers and parents as positions."""
    s, segments, about = sources.whole(db, source), sources.segments(db, source), sources.segment_metadata(db, source)
    at: dict[int | None, int] = {m.id: n for n, m in enumerate(segments)}
    draft = Draft(s.name, s.text, s.kind, metadata=s.metadata)
    draft.segments = [
        DraftSegment(
            m.kind,
            m.start,
            m.end,
            m.author,
            m.date,
            at.get(m.reply_to),
            at.get(m.parent),
            "participant",
            json.loads(about.get(m.id, "{}")),
        )
        for m in segments
    ]
    return draft


def growth(have: Draft, draft: Draft) -> Growth:
    """Return what a draft adds to a thread that the study has."""
    from qda.importers.threads import join_pages

    found = join_pages.added(have, draft)
    chosen = {i for _, i in found.new}
    out = [s for i, s in enumerate(draft.segments) if i in chosen or s.parent in chosen]
    posts = sum(s.parent is None and s.kind in ("post", "comment") for s in have.segments)
    return Growth(found, out, posts - found.known)


def write(c: Change, source: int, draft: Draft, grown: Growth, variables: dict[str, str]) -> None:
    """Add the new posts to a source, each in its place in the thread; `variables` are set, whatever values they had."""
    layout = sources.layout(c.db, source)
    have = layout.segments
    coded = around.stretches(c.db, source)
    inside: dict[int, list[int]] = {}
    for i, s in enumerate(draft.segments):
        if s.parent is not None:
            inside.setdefault(s.parent, []).append(i)
    before: dict[int, list[int]] = {}
    starts = [n for n, s in enumerate(have) if s.parent is None]
    for asked, post in grown.added.new:
        before.setdefault(_free(asked, have, starts, coded), []).append(post)
    at = {s.id: n for n, s in enumerate(have)}
    text, plan, moved = "", Plan([], {}), _Moved()
    place: dict[tuple[bool, int], int] = {}
    copied = 0

    def bring(posts: list[int], last: bool) -> None:
        """Take the file's posts with the segments inside them; `last`: after the whole old text."""
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
    told = sources.segment_metadata(c.db, source)
    for who, whom in grown.added.replies.items():
        part = plan.parts[place[who]]
        part.reply_to = place[whom]
        if part.row is not None and "reply_to" in (metadata := json.loads(told.get(part.row.id) or "{}")):
            part.told = {k: v for k, v in metadata.items() if k != "reply_to"}
        elif part.made is not None and part.made.metadata and "reply_to" in part.made.metadata:
            rest = {k: v for k, v in part.made.metadata.items() if k != "reply_to"}
            part.made = part.made._replace(metadata=rest or None)
    plan.moves = {g.id: (moved.start(g.start), moved.end(g.end)) for g in coded}
    whole = Draft(draft.name, text, draft.kind, draft.title, draft.language, draft.date, [], {}, draft.variables)
    whole.sha256, whole.origin = draft.sha256, draft.origin
    metadata = sources.metadata(c.db, source)
    if isinstance(metadata.get("thread"), dict):
        _thread(metadata, draft.metadata, grown)
        whole.metadata = {k: metadata[k] for k in ("thread", "site") if k in metadata}
    was, now = _begun(Part(s.start, s.end, s) for s in have), _begun(plan.parts)
    follows = was != now and sources.date(c.db, source) == was
    if follows and metadata.get("date") == was:
        whole.metadata["date"] = now
    new, _ = newer_text.apply(c, source, whole, plan)
    if follows:  # a source is dated by its first post, unless a person dated it otherwise
        sources.set_fields(c, new, date=now)
    for variable, value in variables.items():
        intake.set_value(c, variable, value, source=new)


def _begun(parts: Iterable[Part]) -> str | None:
    """Return the date of the first post that has one."""
    for p in parts:
        s = p.row or p.made
        if s is not None and s.date and s.kind in ("post", "comment"):
            return s.date
    return None


def _free(at: int, have: Sequence[Segment], starts: Sequence[int], coded: Sequence[Stretch]) -> int:
    """Return a place between two segments that no coding runs over: the one asked for, else the next one."""
    while at < len(have) and any(g.start < have[at].start < g.end for g in coded):
        at = next((n for n in starts if n > at), len(have))
    return at


class _Moved:
    """Says where old offsets are once texts have been put in between."""

    def __init__(self) -> None:
        self.at: list[int] = []
        self.by = [0]

    def add(self, at: int, length: int) -> None:
        """Put a text of this length before an old offset. Offsets must be given in order."""
        self.at.append(at)
        self.by.append(self.by[-1] + length)

    def start(self, offset: int) -> int:
        """Return where something that began at this offset begins now."""
        return offset + self.by[bisect_right(self.at, offset)]

    def end(self, offset: int) -> int:
        """Return where something that ended at this offset ends now."""
        return offset + self.by[bisect_left(self.at, offset)]


def _thread(metadata: dict[str, Any], more: dict[str, Any], grown: Growth) -> None:
    """Bring what a source says of its thread up to date when more posts came: its pages, and how many posts it lacks."""
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
    """Return (posts that a thread still lacks, posts in all) once a file's new ones are in, as far as the files say."""
    from qda.importers.threads import join_pages

    one, other = metadata.get("thread") or {}, more.get("thread") or {}
    return join_pages.lacking(int(one.get("lacks", 0)), int(one.get("of", 0)), other, grown.new, grown.others)
