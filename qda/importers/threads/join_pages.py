"""Several pages of one thread as one source: held back until all files are read, each post once."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import IO, Any, NamedTuple

from qda.core.drafts import Draft, Reading, ReadOptions
from qda.core.errors import QdaError
from qda.core.names import key
from qda.core.text.align import squashed
from qda.importers.common.assemble_thread import (
    LACKING,
    Post,
    Thread,
    assemble,
    called,
    infer,
    left_of,
    left_out,
    not_whole,
)
from qda.importers.common.post_text import Quote, Quoted
from qda.importers.common.thread_order import Item, anchored, number_of, places

_PASSED = re.compile(r"; (\d+) passed on, marked as quoted")


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
        id = id or str(data.get("id") or "")  # of a row of a table
        p = Post(draft.text[s.start : s.end], s.author, "", id, number, link, title, handle=handle, kind=s.kind)
        p.date, p.data, p.reply = s.date, data, str(data.pop("reply_to", ""))
        p.at = None if s.reply_to is None else place[s.reply_to]
        place[at] = len(out)
        out.append(p)
    return out


def thread_of(draft: Draft) -> Thread:
    """Return the thread of a draft that `assemble` made."""
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
                    yield Reading(group[0].path, None, e.message)
        finally:
            if self.spool is not None:
                self.spool.close()


class Added(NamedTuple):
    """New parts of a file that a thread does not have.

    `new`: (position in the thread's segments before which it stands, or their number for the end; position in the
    file's), in order. `replies`: which segment answers which, each a position, of the file when the first of the two is
    True; those of the thread only where none was known. `known` posts were there, `edited` of them read differently;
    `unknown` new ones answer a post that neither has.
    """

    new: list[tuple[int, int]]
    replies: dict[tuple[bool, int], tuple[bool, int]]
    known: int
    edited: int
    unknown: int

    @property
    def linked(self) -> bool:
        """True if a post of one side answers a post that only the other has."""
        new = {i for _, i in self.new}
        return any(a[0] != b[0] and (a[1] if a[0] else b[1]) in new for a, b in self.replies.items())


def added(have: Draft, more: Draft) -> Added:
    """The posts of a file that a thread has not, where they stand among its own, and who answers whom then."""
    olds, news = _outer_posts(have), _outer_posts(more)
    known = matched([p for _, p in olds], [p for _, p in news])
    where = _placed([p for _, p in olds], [p for _, p in news], known, _earlier(_pages(have), _pages(more)))
    fresh = [n for n, k in enumerate(known) if k is None]
    merged: list[tuple[bool, int]] = []  # (of the file?, index in olds or news) in the order of the whole
    at = 0
    for k, n in sorted(zip(where, fresh, strict=True)):
        merged += [(False, i) for i in range(at, k)] + [(True, n)]
        at = k
    merged += [(False, i) for i in range(at, len(olds))]
    index = {which: n for n, which in enumerate(merged)}
    posts = [replace((news if of_file else olds)[i][1], at=None) for of_file, i in merged]
    place = [index[(True, n)] if k is None else index[(False, k)] for n, k in enumerate(known)]
    outer = {s: n for n, (s, _) in enumerate(news)}
    told: dict[int, int] = {}
    for n, (s, _) in enumerate(news):
        answered = more.segments[s].reply_to
        if answered is not None and answered in outer:
            told[place[n]] = place[outer[answered]]
    for n, (of_file, i) in enumerate(merged):
        answered = None if of_file else have.segments[olds[i][0]].reply_to
        if answered is not None:
            told.pop(n, None)
            posts[n].reply, posts[n].at = "", n  # it has one: left alone
    calls = called(posts)
    unknown = 0
    for n, p in enumerate(posts):
        if n not in told and p.reply:
            target = calls.find(p.reply)
            if target is None or target == n:
                unknown += merged[n][0]
                continue
            told[n] = target
    for n, t in told.items():
        posts[n].at = t
    if "answers" in (have.metadata.get("thread") or {}):
        infer(posts)
    for n, p in enumerate(posts):
        if p.at is not None and p.at != n:
            told.setdefault(n, p.at)

    def segment(n: int) -> tuple[bool, int]:
        of_file, i = merged[n]
        return of_file, (news if of_file else olds)[i][0]

    ends = [*(s for s, _ in olds), len(have.segments)]
    new = [(ends[k], news[n][0]) for k, n in sorted(zip(where, fresh, strict=True))]
    edited = sum(
        k is not None and squashed(p.text) != squashed(olds[k][1].text) for k, (_, p) in zip(known, news, strict=True)
    )
    replies = {segment(n): segment(t) for n, t in told.items()}
    return Added(new, replies, len(known) - len(fresh), edited, unknown)


def _outer_posts(draft: Draft) -> list[tuple[int, Post]]:
    """The posts of a draft, each with its position among the segments."""
    outer = [i for i, s in enumerate(draft.segments) if s.parent is None]
    return [
        (i, p) for i, p in zip(outer, posts_of(draft), strict=True) if draft.segments[i].kind in ("post", "comment")
    ]


def matched(have: Sequence[Post], new: Sequence[Post]) -> list[int | None]:
    """For each new post the position of the same one among those that are there: by id, else by writer and words.

    A post without an id is the same as one other at most: who writes "Yes" twice has written twice.
    """
    ids: dict[str, int] = {}
    words: dict[tuple[str, str], list[int]] = {}
    for n, p in enumerate(have):
        if p.id:
            ids.setdefault(p.id, n)
        words.setdefault((key(p.author or ""), squashed(p.text)), []).append(n)
    for alike in words.values():
        alike.reverse()
    out: list[int | None] = []
    for p in new:
        if p.id and ids:
            out.append(ids.get(p.id))
        else:
            alike = words.get((key(p.author or ""), squashed(p.text)), [])
            out.append(alike.pop() if alike else None)
    return out


def _placed(have: Sequence[Post], new: Sequence[Post], known: Sequence[int | None], earlier: bool | None) -> list[int]:
    """Before which post of a thread each of a file's new ones stands."""
    fresh = [p for p, k in zip(new, known, strict=True) if k is None]
    return places([_item(p) for p in have], [_item(p) for p in fresh], anchored(known), earlier)


def _item(p: Post) -> Item:
    return Item(p.id, number_of(p.number), p.date)


def _pages(draft: Draft) -> list[int]:
    return list((draft.metadata.get("thread") or {}).get("pages") or [])


def _earlier(have: Sequence[int], new: Sequence[int]) -> bool | None:
    """True if the pages come before others; None if that cannot be seen."""
    if not have or not new:
        return None
    return True if max(new) < min(have) else False if min(new) > max(have) else None


def join(drafts: Sequence[Draft], options: ReadOptions) -> Draft:
    """One draft of several files of one thread: by number, date or page; each post once, its answers to posts of others too."""
    drafts = sorted(drafts, key=_order(drafts))
    whole: list[Post] = []
    answers: dict[int, Post] = {}  # by id() of the post that answers
    pages: list[int] = []
    again = lacks = total = 0
    for draft in drafts:
        mine = posts_of(draft)
        known = matched(whole, mine)
        here = [p if k is None else whole[k] for p, k in zip(mine, known, strict=True)]
        for p, one in zip(mine, here, strict=True):
            if p.at is not None:
                answers.setdefault(id(one), here[p.at])
        where = _placed(whole, mine, known, _earlier(pages, _pages(draft)))
        fresh = [p for p, k in zip(mine, known, strict=True) if k is None]
        again += len(mine) - len(fresh)
        others = len(whole) - (len(mine) - len(fresh))
        lacks, total = lacking(lacks, total, draft.metadata["thread"], len(fresh) if whole else 0, others)
        for n, (k, p) in enumerate(sorted(zip(where, fresh, strict=True), key=lambda x: x[0])):
            whole.insert(k + n, p)
        pages += _pages(draft)
    index = {id(p): n for n, p in enumerate(whole)}
    for p in whole:
        p.at = index[id(answers[id(p)])] if id(p) in answers else None
    first = drafts[0]
    out = assemble(whole, thread_of(first), first.name, options)
    out.metadata["thread"]["pages"] = sorted(set(pages))
    out.origin = first.origin
    hashes = sorted({d.sha256 for d in drafts})
    out.sha256 = hashes[0] if len(hashes) == 1 else sha256("\n".join(hashes).encode()).hexdigest()
    files = [d.origin.rpartition("/")[2] for d in drafts]
    shown = ", ".join(files[:4]) + (f" and {len(files) - 4} more" if len(files) > 4 else "")
    software, count = (
        str(first.metadata["thread"]["software"]),
        sum(s.kind in ("post", "comment") for s in out.segments),
    )
    twice = f"; {again} post{'s' * (again != 1)} stood on two of them" * bool(again)
    said = [note for d in drafts for note in d.notes]
    passed = sum(int(found[1]) for note in said if (found := _PASSED.search(note)))
    twice += f"; {passed} passed on, marked as quoted" * bool(passed)
    left = left_out(left_of(said))
    out.notes = [f"{software}: {count} posts, {len(drafts)} pages of one thread: {shown}{twice}{left}", *out.notes]
    if lacks:
        out.metadata["thread"] |= {"lacks": lacks, "of": total}
        out.notes.append(not_whole(lacks, total, "in the files"))
    for draft in drafts:
        own = ("page ", "1 post", f"{software}: ")  # said of a page alone
        out.notes += [
            note for note in draft.notes
            if note not in out.notes and not note.startswith(own) and not LACKING.match(note)
            and "not here" not in note and "not in the file" not in note
        ]  # fmt: skip
    return out


def lacking(lacks: int, total: int, more: dict[str, Any], new: int, others: int) -> tuple[int, int]:
    """Count the posts that a thread lacks when a file is added, and all its posts.

    The file brings `new` posts and tells of itself what it lacks; `others` are there that it has not.
    """
    told, of = int(more.get("lacks", 0)), int(more.get("of", 0))
    if not total:
        return max(told - others, 0), of
    return max(lacks + max(of - total, 0) - new, 0), max(total, of)


def _order(drafts: Sequence[Draft]) -> Callable[[Draft], tuple[Any, ...]]:
    pages = [d.metadata["thread"]["pages"] for d in drafts]
    if all(pages):
        return lambda d: (min(d.metadata["thread"]["pages"]), -len(d.segments))
    if all(d.date for d in drafts):
        return lambda d: (d.date,)
    return lambda d: ()
