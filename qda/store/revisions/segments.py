"""Corrections of segments: numbering them anew, counting again what was counted at writing, moving links along.

A correction moves no coding. What a coding remembers of its place (words, first and last segment) is counted again in
the same change, and so are the words of the segments and of the source.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from qda.core.drafts import Draft
from qda.core.names import key
from qda.store.analysis import codings, links
from qda.store.history.door import Change
from qda.store.texts import intake, people, sources
from qda.store.texts.segment_layout import Layout, Segment
from qda.store.texts.sources import UNCOUNTED


def inside(segments: Sequence[Segment], parent: int) -> list[Segment]:
    """The segments that lie in another, in text order."""
    return [s for s in segments if s.parent == parent]


def own_words(text: str, segment: Segment, inner: Iterable[Segment]) -> int:
    """The words of a segment, those of the segments inside it left out; counted as an import counts them."""
    return len(text[segment.start : segment.end].split()) - sum(len(text[s.start : s.end].split()) for s in inner)


def text_order(segments: Iterable[Segment]) -> list[Segment]:
    """By start; an outer one before those inside it."""
    return sorted(segments, key=lambda s: (s.start, -s.end, s.parent is not None, s.n))


def renumber(c: Change, source: int) -> None:
    """Give the segments of a source the numbers 1, 2, … in text order."""
    for n, s in enumerate(text_order(sources.segments(c.db, source)), 1):
        if s.n != n:
            c.update("segment", s.id, n=n)


def recount(c: Change, source: int, changed: Iterable[int]) -> Layout:
    """Count anew what hangs on these segments: their words, the source's, and the places of the codings they touch."""
    layout = sources.layout(c.db, source)
    known = {s.id: s for s in layout.segments}
    ids = {i for i in changed if i in known}
    ids |= {p for i in ids if (p := known[i].parent) is not None}
    for i in ids:
        words = own_words(layout.text, known[i], inside(layout.segments, i))
        if words != known[i].words:
            c.update("segment", i, words=words)
    marks = ", ".join("?" * len(UNCOUNTED))
    total = c.db.execute(
        f"select coalesce(sum(words), 0) from segment where source = ? and kind not in ({marks})", (source, *UNCOUNTED)
    ).fetchone()[0]
    c.update("source", source, words=total)
    place_codings(c, source, layout, ids)
    return layout


def place_codings(c: Change, source: int, layout: Layout, ids: Iterable[int]) -> None:
    """Count again what the codings that touch these segments, or the blank around them, remember of their place."""
    wanted = set(ids)
    chosen = [s for s in layout.segments if s.id in wanted]
    if not chosen:
        return
    start, end = min(s.start for s in chosen), max(s.end for s in chosen)
    # A coding in the blank between two segments belongs to the next one, one after the last to the last.
    tops = [s for s in layout.segments if s.parent is None]
    first = max((s.end for s in tops if s.end <= start), default=0)
    last = min((s.start for s in tops if s.start >= end), default=len(layout.text))
    for id, a, b, *was in c.db.execute(
        'select id, start, "end", words, segment, last_segment, characters from coding '
        'where source = ? and start < ? and "end" > ?',
        (source, last, first),
    ).fetchall():
        now = codings.place(layout, a, b)
        if tuple(was) != now:
            c.update("coding", id, **now._asdict())


def person(c: Change, source: int, label: str, role: str) -> tuple[int, bool]:
    """The participant whom a label in a source names, and whether it was made: by the rules by which an import joins.

    A label that the source has already is the person it is there, as is a person's name as shown, `R1 (interview-03)`.
    """
    for participant, author in c.db.execute(
        "select participant, author from segment where source = ? and participant is not null group by 1, 2 order by 1",
        (source,),
    ):
        if key(author or "") == key(label):
            return participant, False
    for (local,) in c.db.execute("select id from participant where source = ? order by id", (source,)).fetchall():
        if key(people.name(c.db, local)) == key(label):
            return local, False
    name, metadata = c.db.execute("select name, metadata from source where id = ?", (source,)).fetchone()
    draft = Draft(name, "", metadata=json.loads(metadata))
    who, site, everywhere = intake.identity(label, draft)
    if not everywhere:  # a full name typed without its capitals
        for id, full in c.db.execute(
            "select id, name from participant where key = ? and site = '' and source is null", (key(who),)
        ):
            if intake.identity(full, draft)[2]:
                return id, False
    home = None if everywhere else source
    if (known := people.known_as(c.db, who, site, home)) is not None:
        return known, False
    return people.add(c, who, role, source=home, site=site), True


def insert(c: Change, like: Segment, source: int, start: int, end: int) -> int:
    """A new segment with another one's number, kind, author and date; the caller renumbers and counts."""
    return c.insert(
        "segment", source=source, n=like.n, kind=like.kind, parent=like.parent, participant=like.participant,
        author=like.author, date=like.date, reply_to=None, start=start, end=end, words=0, metadata=None,
    )  # fmt: skip


def give_author(c: Change, segment: int, person: int | None, label: str) -> None:
    """Say who wrote a segment: the participant, and the label as written ("" for none)."""
    c.update("segment", segment, participant=person, author=label or None)


def give_kind(c: Change, segment: int, kind: str) -> None:
    """Give a segment another kind; the caller counts again what hangs on it."""
    c.update("segment", segment, kind=kind)


def give_date(c: Change, segment: int, date: str | None) -> None:
    """Date a segment (ISO 8601), or take its date away."""
    c.update("segment", segment, date=date)


def give_answer(c: Change, segment: int, answered: int | None) -> None:
    """Say which segment of the same source a segment answers, or that it answers none."""
    c.update("segment", segment, reply_to=answered)


def cut(c: Change, source: int, segment: Segment, inner: Iterable[Segment], end: int, start: int) -> int:
    """Cut a segment in two: the first part ends at `end`, the second begins at `start`. Return the second's number.

    Both have the author, kind and date; of the segments inside (`inner`) those from `start` on go to the second part.
    """
    second = insert(c, segment, source, start, segment.end)
    c.update("segment", segment.id, end=end)
    for s in inner:
        if s.start >= start:
            c.update("segment", s.id, parent=second)
    renumber(c, source)
    recount(c, source, [segment.id, second])
    return second


def unite(
    c: Change, source: int, a: Segment, b: Segment, between: Sequence[Segment], segments: Sequence[Segment]
) -> None:
    """Let segment `a` take over all of `b`, which goes: its text, links, answers, codings' places and segments inside.

    `between` are the segments that lie between the two: they come to lie inside. `segments` are all of the source's.
    """
    move_links(c, source, b, a)
    c.update("segment", a.id, end=b.end)
    for s in (*between, *inside(segments, b.id)):
        c.update("segment", s.id, parent=a.id)
    for s in segments:
        if s.reply_to == b.id and s.id != a.id:
            give_answer(c, s.id, a.id)
    if _answers_itself(a, b, segments):
        give_answer(c, a.id, None)
    # Before the second goes, what its codings remember must name the first.
    for column in ("segment", "last_segment"):
        c.repoint("coding", column, b.id, a.id)
    c.delete("segment", b.id)
    renumber(c, source)
    recount(c, source, [a.id, *(s.id for s in between)])


def _answers_itself(a: Segment, b: Segment, segments: Sequence[Segment]) -> bool:
    """True if what `a` answers would in the end answer `a` itself once `b` is part of it."""
    known = {s.id: s for s in segments}
    at, steps = a.reply_to, 0
    while at is not None and steps <= len(segments):
        if at in (a.id, b.id):
            return True
        at, steps = known[at].reply_to, steps + 1
    return False


def move_links(c: Change, source: int, old: Segment, new: Segment) -> None:
    """Before `old` goes, joined with `new` of the same source: links to it point at `new`, in rows and in texts.

    A memo that has both keeps one. As `links.repoint`, for what is named by its source and where it begins. A link that
    lost its segment in a merge is known by that name alone, as the texts are.
    """
    name = c.db.execute("select uuid from source where id = ?", (source,)).fetchone()[0]
    before, after = f"[[segment:{name}@{old.start}]]", f"[[segment:{name}@{new.start}]]"
    # An inner segment may begin where its outer one does; then only the texts whose links are known are meant.
    shared = c.db.execute(
        "select 1 from segment where source = ? and start = ? and id <> ?", (source, old.start, old.id)
    ).fetchone()
    held: list[Sequence[int | None]] = []
    for link, place, *holders in c.db.execute(
        f"select id, place, {', '.join(links.HOLDERS)} from link where segment = ?1 or (segment is null and kind = 'segment' "
        "and uuid = ?2 and ?3) order by id", (old.id, f"{name}@{old.start}", not shared),
    ).fetchall():  # fmt: skip
        held += [holders] if place == "text" else []
        same = " and ".join(f"{holder} is ?" for holder in links.HOLDERS)
        if c.db.execute(
            f"select 1 from link where kind = 'segment' and uuid = ? and {same} and place = ?",
            (f"{name}@{new.start}", *holders, place),
        ).fetchone():
            c.delete("link", link)
        else:
            c.update("link", link, uuid=f"{name}@{new.start}", segment=new.id)
    for table, (column, at) in links.TEXTS.items():
        holder_of = list(links.HOLDERS).index(table.removesuffix("_version"))
        own = {holders[holder_of] for holders in held}
        for id, holder, text in c.db.execute(
            f"select id, {column}, {at} from {table} where instr({at}, ?) > 0", (before,)
        ).fetchall():
            if not shared or holder in own:
                c.update(table, id, **{at: text.replace(before, after)})
