"""Threads saved again: which posts are new. They are put after the old text, so that nothing that is there moves.

A thread is known by its software and number (`metadata["thread"]`), one of a table of posts by its name. A post is known by
its own number (`post` or `id` in its metadata), else by its author and words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from qda.core.align import squashed
from qda.core.drafts import Draft, DraftSegment
from qda.core.names import key
from qda.store import intake, newtext, sources
from qda.store.door import Change
from qda.store.newtext import Part, Plan

_POSTS = ("post", "comment")
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


class Post(NamedTuple):
    """A post as far as it is told apart from others; `at` is its position among its source's segments."""

    at: int
    id: str
    author: str
    words: int  # a hash of them


class Pending:
    """A thread of this import that more pages may come to: its draft until it is written, of a dry run its measures alone."""

    def __init__(self, draft: Draft, posts: list[Post], dry: bool) -> None:
        self.posts = posts
        self.characters, self.segments = len(draft.text), len(draft.segments)
        self._draft = None if dry else draft

    def extend(self, more: Draft, grown: Growth) -> None:
        """Add another page's new posts."""
        for n, s in enumerate(grown.segments, self.segments):
            if s.parent is None:
                words = _words(grown.text[s.start - self.characters : s.end - self.characters])
                self.posts.append(Post(n, _id(s.metadata), key(s.author or ""), words))
        self.characters += len(grown.text)
        self.segments += len(grown.segments)
        if self._draft is not None:
            self._draft.text += grown.text
            self._draft.segments += grown.segments
            metadata = self._draft.metadata
            metadata["earlier"] = [*metadata.get("earlier", []), {"sha256": more.sha256}]
            _pages(metadata, more.metadata)


class Growth(NamedTuple):
    """What a file has that the source has not: the text to put after its own, the segments of it, and what is told.

    Offsets, parents and replies are those of the whole. `known` posts were there, `edited` of them read differently.
    """

    text: str
    segments: list[DraftSegment]
    new: int
    known: int
    edited: int


def posts_of(draft: Draft) -> list[Post]:
    """The posts of a draft."""
    return [
        Post(i, _id(s.metadata), key(s.author or ""), _words(draft.text[s.start : s.end]))
        for i, s in enumerate(draft.segments)
        if s.kind in _POSTS and s.parent is None
    ]


def posts_in(db: sqlite3.Connection, source: int) -> list[Post]:
    """The posts of a source; `at` counts its segments in text order."""
    text = sources.text(db, source)
    return [
        Post(i, _id(json.loads(metadata) if metadata else None), key(author or ""), _words(text[start:end]))
        for i, (kind, parent, author, start, end, metadata) in enumerate(
            db.execute(
                'select kind, parent, author, start, "end", metadata from segment where source = ? order by n',
                (source,),
            )
        )
        if kind in _POSTS and parent is None
    ]


def _words(text: str) -> int:
    return hash(squashed(text))


def _id(metadata: dict[str, Any] | None) -> str:
    return str((metadata or {}).get("post") or (metadata or {}).get("id") or "")


def growth(length: int, segments: int, have: Sequence[Post], draft: Draft) -> Growth:
    """What a draft adds to a thread whose text has `length` characters and `segments` segments."""
    by_id = {p.id: p for p in have if p.id}
    by_words = {(p.author, p.words): p for p in have}
    place: dict[int, int] = {}  # position in the draft -> position in the whole
    new: list[Post] = []
    edited = 0
    for p in posts_of(draft):
        known = by_id.get(p.id) if p.id and by_id else by_words.get((p.author, p.words))
        if known is None:
            new.append(p)
            continue
        place[p.at] = known.at
        edited += known.words != p.words
    inside: dict[int, list[int]] = {}
    for i, s in enumerate(draft.segments):
        if s.parent is not None:
            inside.setdefault(s.parent, []).append(i)
    there = len(place)
    chosen = [i for p in new for i in (p.at, *inside.get(p.at, ()))]
    place |= {i: segments + n for n, i in enumerate(chosen)}
    text = ""
    out: list[DraftSegment] = []
    shift = 0
    for i in chosen:
        s = draft.segments[i]
        if s.parent is None:
            text += "\n\n" if length + len(text) else ""
            shift = length + len(text) - s.start
            text += draft.text[s.start : s.end]
        parent = None if s.parent is None else place[s.parent]
        answered = None if s.reply_to is None else place.get(s.reply_to)
        out.append(s._replace(start=s.start + shift, end=s.end + shift, parent=parent, reply_to=answered))
    return Growth(text, out, len(new), there, edited)


def write(c: Change, source: int, draft: Draft, grown: Growth, variables: dict[str, str]) -> None:
    """Add the new posts to a source of the study; `variables` are set whatever they were."""
    layout = sources.layout(c.db, source)
    at = {s.id: n for n, s in enumerate(layout.segments)}
    parts = [Part(s.start, s.end, s, None, at.get(s.parent or 0)) for s in layout.segments]
    parts += [Part(s.start, s.end, None, s, s.parent, s.reply_to) for s in grown.segments]
    whole = Draft(
        draft.name,
        layout.text + grown.text,
        draft.kind,
        draft.title,
        draft.language,
        draft.date,
        [],
        {},
        draft.variables,
    )
    whole.sha256, whole.origin = draft.sha256, draft.origin
    metadata = json.loads(c.db.execute("select metadata from source where id = ?", (source,)).fetchone()[0])
    if isinstance(metadata.get("thread"), dict):
        _pages(metadata, draft.metadata)
        whole.metadata = {k: metadata[k] for k in ("thread", "site") if k in metadata}
    stay = c.db.execute('select id, start, "end" from coding where source = ?', (source,))
    new, _ = newtext.apply(c, source, whole, Plan(parts, {id: (start, end) for id, start, end in stay}))
    for variable, value in variables.items():
        intake.set_value(c, variable, value, source=new)


def _pages(metadata: dict[str, Any], more: dict[str, Any]) -> None:
    """Pages of a thread that are in a source: those of the one and the other."""
    one, other = metadata.get("thread"), more.get("thread")
    if isinstance(one, dict) and isinstance(other, dict) and isinstance(other.get("pages"), list):
        had: list[Any] = one.get("pages") or []
        metadata["thread"] = {**one, "pages": [*had, *(p for p in other["pages"] if p not in had)]}
