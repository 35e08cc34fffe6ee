"""Threads: posts as any forum reader finds them, made into one draft. `join_pages.py` makes one of several pages.

`metadata["thread"]` of a draft has `software`, `id`, `url` and `pages`; a post's own segment has `post`, `number` and
`link` in its metadata, where the page tells them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from qda.core.drafts import Draft, DraftSegment, ReadOptions
from qda.core.text.language import guess
from qda.importers.common.opening import LARGEST, too_large
from qda.importers.common.post_text import Quote
from qda.importers.common.thread_dates import absolute, is_relative, month_first, newest, relative
from qda.importers.common.thread_order import Answers, moments, number_of, rising

# Names under which anyone may write: no handle of one person.
_NOBODY = frozenset(
    """guest gast anonymous anoniem anonym anonyme invité unregistered unknown onbekend unbekannt visitor bezoeker
    besucher visiteur deleted verwijderd gelöscht supprimé anonieme""".split()  # noqa: SIM905
)


@dataclass(slots=True)
class Post:
    """A post as found: `when` is its date as written, `reply` the id or `#number` of the post that it answers.

    `at` is the position, in the list that it stands in, of the post that it answers, where the page nests them.
    """

    text: str
    author: str | None = None
    when: str = ""
    id: str = ""
    number: str = ""
    link: str = ""
    title: str = ""
    reply: str = ""
    at: int | None = None
    quotes: list[Quote] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    kind: str = "post"
    handle: bool = True
    date: str | None = None


@dataclass(slots=True)
class Thread:
    """Facts that a page gives about its thread."""

    software: str = ""
    id: str = ""
    url: str = ""
    site: str = ""
    title: str = ""
    page: int = 0
    pages: int = 0
    now: datetime | None = None  # when it was saved
    american: bool = False  # dates in figures have the month first, where nothing else tells
    kind: str = "forum"
    infer: bool = False  # who quotes a post answers it: the software has no other answers


def assemble(posts: Sequence[Post], thread: Thread, name: str, options: ReadOptions) -> Draft:
    """The draft of a thread: its posts under one another with a blank line between; each post once, by its id.

    Raises QdaError when they are more than a source may hold.
    """
    posts = _once(posts)
    notes: list[str] = []
    _date(posts, thread, notes)
    posts = _oldest_first(posts)
    if thread.infer:
        infer(posts)
    size = sum(len(p.text) + 2 for p in posts)
    if size > LARGEST and not options.large:
        raise too_large(f"a thread of {size / 1e6:.0f} MB")
    text = "\n\n".join(p.text for p in posts)
    writers = {p.author for p in posts if p.author}
    own = {p.author for p in posts if p.author and not p.handle}  # names that are no handles
    handles = any(p.handle for p in posts)
    places: list[int] = []
    segments: list[DraftSegment] = []
    index = called(posts)
    start = unknown = 0
    for n, p in enumerate(posts):
        target = p.at if p.at is not None else index.find(p.reply) if p.reply else None
        if target is not None and target >= n:
            target = None
        data = _data(p, thread)
        if p.reply and target is None:
            data["reply_to"] = p.reply
            unknown += 1
        places.append(len(segments))
        answered = None if target is None else places[target]
        outer = len(segments)
        segments.append(
            DraftSegment(
                p.kind, start, start + len(p.text), p.author, p.date, answered, None, "participant", data or None
            )
        )
        for q in _trimmed(p):
            author = q.said.author or None
            role = "participant" if author is None or author in writers else "quoted"
            more: dict[str, Any] = {"post": q.said.post} if q.said.post else {}
            if author and thread.site and author not in own and handles and not nobody(author):
                more["handle"] = True
            segments.append(
                DraftSegment("quoted", start + q.start, start + q.end, author, None, None, outer, role, more or None)
            )
        start += len(p.text) + 2
    first = next((p.date for p in posts if p.date and p.kind in ("post", "comment")), None)
    draft = Draft(name, text, thread.kind, thread.title, guess(text) or options.language, first, segments)
    draft.metadata = {k: v for k, v in (("site", thread.site), ("url", thread.url)) if v}
    draft.metadata["thread"] = {
        "software": thread.software,
        "id": thread.id,
        "url": thread.url,
        "pages": [thread.page] if thread.page else [],
    }
    if thread.infer:
        draft.metadata["thread"]["answers"] = "quotations"
    if first:
        draft.metadata["date"] = first
    notes += lacking(posts)
    if unknown:
        notes.append(f"{unknown} post{'s answer' if unknown > 1 else ' answers'} a post that is not here")
    draft.notes = notes
    return draft


LACKING = re.compile(r"\d+ of \d+ (?:posts|comments) ha(?:s|ve) no (?:writer|date)$")


def lacking(posts: Sequence[Post]) -> list[str]:
    """Notes on how many posts have no writer, and how many no date, not even one that could only be kept as written."""
    outer = [p for p in posts if p.kind in ("post", "comment")]
    what = "comment" if any(p.kind == "comment" for p in outer) else "post"
    out = []
    for named, n in (
        ("writer", sum(not p.author for p in outer)),
        ("date", sum(not p.date and "date" not in p.data for p in outer)),
    ):
        if n:
            out.append(f"{n} of {len(outer)} {what}s ha{'ve' if n > 1 else 's'} no {named}")
    return out


def _trimmed(p: Post) -> Iterator[Quote]:
    """A post's quotations without white space around them, in order, none in another."""
    at = 0
    for q in sorted(p.quotes, key=lambda q: (q.start, -q.end)):
        piece = p.text[max(q.start, at) : q.end]
        if piece.strip():
            start = max(q.start, at) + len(piece) - len(piece.lstrip())
            at = start + len(piece.strip())
            yield Quote(start, at, q.said)


def _data(p: Post, thread: Thread) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in (("number", p.number), ("post", p.id), ("link", p.link)):
        if value:
            data[key] = int(value) if key == "number" and value.isdecimal() and len(value) < 10 else value
    if p.title and not _same_title(p.title, thread.title):
        data["title"] = p.title
    if p.author and p.handle and thread.site and not nobody(p.author):
        data["handle"] = True
    data.update(p.data)
    return data


def _same_title(own: str, title: str) -> bool:
    own = own.casefold()
    while own[:3] in ("re:", "aw:"):
        own = own[3:].strip()
    return not own or own == title.casefold() or (own.endswith(("...", "…")) and title.casefold().startswith(own[:-3]))


def left_out(left: Counter[str]) -> str:
    """The end of a note on what was left out of a page; "" where nothing was."""
    if not left:
        return ""
    return "; left out: " + ", ".join(f"{n} {_several(what) if n != 1 else what}" for what, n in sorted(left.items()))


def _several(what: str) -> str:
    """The plural of what was left out: "service messages", "media without words"."""
    return what if "without " in what else f"{what}s"


def not_whole(lacks: int, total: int, where: str = "in the file") -> str:
    """The note on a thread that says itself that it has more posts."""
    return f"{lacks} of the {total} posts {'are' if lacks > 1 else 'is'} not {where}"


def left_of(notes: Sequence[str]) -> Counter[str]:
    """Sum up such notes on what was left out."""
    left: Counter[str] = Counter()
    for note in notes:
        for item in note.partition("; left out: ")[2].split(", "):
            n, _, what = item.partition(" ")
            if n.isdecimal() and what:
                left[what if n == "1" or "without " in what else what.removesuffix("s")] += int(n)
    return left


def nobody(name: str) -> bool:
    """True if a name is that of a guest or of someone who has left, so that it names nobody."""
    return not _NOBODY.isdisjoint(name.casefold().strip("[]()").split())


def _once(posts: Sequence[Post]) -> list[Post]:
    """The posts, each id once; positions of answers mended. Two of one id by two people are two: the id told too little."""
    seen: dict[str, int] = {}
    out: list[Post] = []
    place: list[int] = []
    for p in posts:
        at = seen.get(p.id) if p.id else None
        if at is not None and p.author != out[at].author and p.text != out[at].text:
            p = replace(p, id="")
            at = None
        if at is not None:
            place.append(at)
            continue
        if p.id:
            seen[p.id] = len(out)
        place.append(len(out))
        out.append(p if p.at is None else replace(p, at=place[p.at]))
    return out


def called(posts: Sequence[Post]) -> Answers[int]:
    """Return the finder of a post's position by its id or `#number`."""
    index: Answers[int] = Answers()
    for n, p in enumerate(posts):
        index.add(p.id, n)
        if p.number:
            index.add("#" + p.number, n)
    return index


def _oldest_first(posts: list[Post]) -> list[Post]:
    """The posts with none before the one that it answers: a list from the newest to the oldest is turned round.

    By the forum's own numbers, else by date; what then still stands too early is put after what it answers.
    """
    if len(posts) < 2:
        return posts
    index = called(posts)
    target = [p.at if p.at is not None else index.find(p.reply) if p.reply else None for p in posts]
    late = any(t is not None and t > n for n, t in enumerate(target))
    numbers = [number_of(p.number) for p in posts]
    falling = list(reversed(range(len(posts))))
    order = list(range(len(posts)))
    if min(numbers) >= 0 and len(set(numbers)) == len(numbers) and (late or rising(numbers[::-1])):
        order.sort(key=numbers.__getitem__)
    elif (late or all(p.at is None and p.kind in ("post", "comment") for p in posts)) and (
        dates := moments(p.date for p in posts)
    ):
        if dates[0] > dates[-1] and rising(dates[::-1]):
            order = sorted(falling, key=dates.__getitem__)
        elif late:
            order.sort(key=dates.__getitem__)
    elif late and all(t is None or t > n for n, t in enumerate(target)):
        order = falling
    if not late and order == list(range(len(posts))):
        return posts
    out: list[int] = []
    place: dict[int, int] = {}
    for first in order:
        chain = [first]
        while (t := target[chain[-1]]) is not None and t not in place and t not in chain:
            chain.append(t)
        for n in reversed(chain):
            if n not in place:
                place[n] = len(out)
                out.append(n)
    return [replace(p, at=place[p.at]) if p.at is not None else p for p in (posts[n] for n in out)]


def infer(posts: Sequence[Post]) -> None:
    """Link a post to an earlier one if it quotes words of that one by the author whom the page names."""
    by: dict[str, list[int]] = {}
    flat: dict[int, str] = {}
    for n, p in enumerate(posts):
        if not p.reply and p.at is None:
            for q in p.quotes:
                lines = [" ".join(line.split())[:120] for line in p.text[q.start : q.end].split("\n")]
                needle = max((x for x in lines if q.said.author not in x), key=len, default="")
                if len(needle) < 8:
                    continue
                for earlier in reversed(by.get(q.said.author, [])[-200:]):
                    if needle in flat.setdefault(earlier, " ".join(posts[earlier].text.split())):
                        p.at = earlier
                        break
                if p.at is not None:
                    break
        if p.author:
            by.setdefault(p.author, []).append(n)


def _date(posts: Sequence[Post], thread: Thread, notes: list[str]) -> None:
    """Gives each post its date; a relative one is counted from when the page was saved, or from the newest date."""
    months = month_first((p.when for p in posts if not p.date), thread.american)
    ages: list[Post] = []
    for p in posts:
        if p.date or not p.when:
            continue
        p.date = absolute(p.when, months)
        if p.date is None:
            p.data = {**p.data, "date": p.when}
            if is_relative(p.when):
                ages.append(p)
    unread = [p for p in posts if "date" in p.data and p.date is None and p.when and p not in ages]
    if unread:
        several = (
            f"{len(unread)} dates, such as {unread[0].when!r}, are"
            if len(unread) > 1
            else f"a date, {unread[0].when!r}, is"
        )
        notes.append(f"{several} kept as written: not read as a day")
    if not ages:
        return
    now = thread.now or newest(p.date for p in posts)
    if now is None:
        notes.append(f"dates such as {ages[0].when!r} are kept as written: the page does not say when it was saved")
        return
    for p in ages:
        p.date = relative(p.when, now)
    since = "the time at which the page was saved" if thread.now else "the newest date on the page"
    notes.append(f"dates such as {ages[0].when!r} are counted from {since}, {now.date().isoformat()}")
