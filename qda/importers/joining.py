"""Several pages of one thread as one source: held back until all files are read, each post once."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import IO, Any

from qda.core.drafts import Draft, Reading, ReadOptions
from qda.core.errors import QdaError
from qda.importers.forum_text import Quote, Quoted
from qda.importers.threads import LACKING, Post, Thread, assemble, left_of, left_out


def posts_of(draft: Draft) -> list[Post]:
    """The posts of a draft that `assemble` made."""
    out: list[Post] = []
    place: dict[int, int] = {}
    for at, s in enumerate(draft.segments):
        if s.parent is not None:
            p = out[place[s.parent]]
            outer = draft.segments[s.parent].start
            more = s.metadata or {}
            p.quotes.append(Quote(s.start - outer, s.end - outer, Quoted(s.author or "", more.get("post", ""))))
            continue
        data = dict(s.metadata or {})
        handle = bool(data.pop("handle", False))
        number, id, link, title = (str(data.pop(k, "")) for k in ("number", "post", "link", "title"))
        p = Post(draft.text[s.start : s.end], s.author, "", id, number, link, title, handle=handle, kind=s.kind)
        p.date, p.data, p.reply = s.date, data, str(data.pop("reply_to", ""))
        p.at = None if s.reply_to is None else place[s.reply_to]
        place[at] = len(out)
        out.append(p)
    return out


def thread_of(draft: Draft) -> Thread:
    """What a draft that `assemble` made tells of its thread."""
    told = draft.metadata["thread"]
    pages = told["pages"]
    site = str(draft.metadata.get("site", ""))
    page = pages[0] if pages else 0
    made = Thread(told["software"], told["id"], told["url"], site, draft.title, page, kind=draft.kind)
    made.infer = "answers" in told
    return made


def _key(draft: Draft) -> tuple[str, str, str] | None:
    told = draft.metadata.get("thread")
    if not isinstance(told, dict) or not (told["id"] or told["url"]):
        return None
    return told["software"], str(draft.metadata.get("site", "")), told["id"] or told["url"]


class Held:
    """Threads held back until all files are read, so that the pages of one become one source.

    Memory holds an entry a thread; texts go through a temporary file once they are more than `MEMORY` characters.
    """

    MEMORY = 2_000_000

    def __init__(self, options: ReadOptions) -> None:
        self.options = options
        self.places: dict[tuple[str, str, str], list[int]] = {}
        self.here: list[Reading | None] = []
        self.offsets: list[tuple[int, int]] = []
        self.size = 0
        self.spool: IO[bytes] | None = None

    def take(self, reading: Reading) -> bool:
        """Holds a reading back if it is of a thread that can be told from others; False when it is not."""
        key = _key(reading.draft) if reading.draft is not None else None
        if key is None or reading.draft is None:
            return False
        self.places.setdefault(key, []).append(len(self.here))
        self.here.append(reading)
        self.offsets.append((0, 0))
        self.size += len(reading.draft.text)
        if self.size > self.MEMORY:
            self._spill()
        return True

    def _spill(self) -> None:
        if self.spool is None:
            import tempfile

            self.spool = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `readings`)
        self.spool.seek(0, 2)
        for n, reading in enumerate(self.here):
            if reading is not None:
                packed = pickle.dumps(reading)
                self.offsets[n] = self.spool.tell(), len(packed)
                self.spool.write(packed)
                self.here[n] = None
        self.size = 0

    def _load(self, n: int) -> Reading:
        reading = self.here[n]
        if reading is None:
            assert self.spool is not None
            offset, size = self.offsets[n]
            self.spool.seek(offset)
            loaded: Reading = pickle.loads(self.spool.read(size))  # what `_spill` wrote, and nobody else can reach
            return loaded
        self.here[n] = None
        return reading

    def readings(self) -> Iterator[Reading]:
        """A reading for each thread, in the order in which they were met."""
        try:
            for places in self.places.values():
                group = [self._load(n) for n in places]
                if len(group) == 1:
                    yield group[0]
                    continue
                try:
                    yield Reading(group[0].path, join([r.draft for r in group if r.draft], self.options))
                except QdaError as e:
                    yield Reading(group[0].path, None, str(e))
        finally:
            if self.spool is not None:
                self.spool.close()


def join(drafts: Sequence[Draft], options: ReadOptions) -> Draft:
    """One draft of several pages of one thread: by page, or by the posts' dates; each post once."""
    drafts = sorted(drafts, key=_order(drafts))
    posts: list[Post] = []
    known: dict[tuple[Any, ...], int] = {}
    again = 0
    for draft in drafts:
        place: list[int] = []
        for p in posts_of(draft):
            key = (p.id,) if p.id else (p.author, p.date, p.text)
            at = known.get(key)
            if at is None:
                known[key] = at = len(posts)
                posts.append(p if p.at is None else replace(p, at=place[p.at]))
            else:
                again += 1
            place.append(at)
    posts = _by_number(posts)
    first = drafts[0]
    out = assemble(posts, thread_of(first), first.name, options)
    pages = sorted({n for d in drafts for n in d.metadata["thread"]["pages"]})
    out.metadata["thread"]["pages"] = pages
    out.origin = first.origin
    hashes = sorted({d.sha256 for d in drafts})
    out.sha256 = hashes[0] if len(hashes) == 1 else sha256("\n".join(hashes).encode()).hexdigest()
    files = [d.origin.rpartition("/")[2] for d in drafts]
    shown = ", ".join(files[:4]) + (f" and {len(files) - 4} more" if len(files) > 4 else "")
    software, count = str(first.metadata["thread"]["software"]), sum(s.kind == "post" for s in out.segments)
    twice = f"; {again} post{'s' * (again != 1)} stood on two of them" * bool(again)
    left = left_out(left_of([note for d in drafts for note in d.notes]))
    out.notes = [f"{software}: {count} posts, {len(drafts)} pages of one thread: {shown}{twice}{left}", *out.notes]
    for draft in drafts:
        own = ("page ", "1 post", f"{software}: ")  # said of a page alone
        out.notes += [n for n in draft.notes if n not in out.notes and not n.startswith(own) and not LACKING.match(n)]
    return out


def _order(drafts: Sequence[Draft]) -> Callable[[Draft], tuple[Any, ...]]:
    pages = [d.metadata["thread"]["pages"] for d in drafts]
    if all(pages):
        return lambda d: (min(d.metadata["thread"]["pages"]), -len(d.segments))
    if all(d.date for d in drafts):
        return lambda d: (d.date,)
    return lambda d: ()


def _by_number(posts: list[Post]) -> list[Post]:
    """The posts by the forum's own numbers, where all have one and no two the same."""
    numbers = [int(p.number) if p.number.isdecimal() else -1 for p in posts]
    if min(numbers) < 0 or len(set(numbers)) < len(numbers) or numbers == sorted(numbers):
        return posts
    order = sorted(range(len(posts)), key=numbers.__getitem__)
    place = {old: new for new, old in enumerate(order)}
    return [p if p.at is None else replace(p, at=place[p.at]) for p in (posts[i] for i in order)]
