"""Plans how a source takes another version of its text: which segments stay, and where each coding goes. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qda.core.drafts import Draft, DraftSegment
from qda.core.message import Message
from qda.core.names import key
from qda.core.text.align import Alignment, squashed
from qda.store.queries.sources import Stretch
from qda.store.revisions.newer_text import Part, Plan
from qda.store.texts.segment_layout import Layout, Segment


@dataclass(slots=True)
class Match:
    """A plan, and what a person reads about it: how many segments stay the same, change, come and go."""

    plan: Plan
    same: int = 0
    changed: int = 0
    new: int = 0
    gone: int = 0
    why: dict[int, str] = field(default_factory=dict)  # coding -> why it stays, or why to look at it
    rows: set[int] = field(default_factory=set)  # old segments whose words changed
    authors: int = 0  # segments that keep another author than the file has


def match(layout: Layout, coded: Sequence[Stretch], draft: Draft, *, changed: bool = False) -> Match:
    """Plan how a source takes the draft's text.

    Segments of both texts are grouped by the text that they share. A group with the same words as before keeps its segments
    as they are, corrections too; in any other group the draft's segments take over the old numbers. A coding goes where
    its words went; else to the one place where they are in the new text, if they were in one place of the old; with
    `changed` also where its first and last words went.
    """
    found = Alignment(layout.text, draft.text)
    out = Match(Plan([], {}))
    olds = [s for s in layout.segments if s.parent is None]
    news = [(i, s) for i, s in enumerate(draft.segments) if s.parent is None]
    pairs = _pairs(found, olds, [s for _, s in news])
    shifts: list[tuple[Segment, int]] = []  # old segments that stand elsewhere, and by how much
    parts = _parts(layout, draft, found, olds, news, pairs, out, shifts)
    _ordered(parts, draft, out)
    taken: set[tuple[int, int, int, int]] = set()
    for g in sorted(coded, key=lambda g: g.id):
        place, why = goes(layout.text, draft.text, found, shifts, g, changed)
        if place is not None and (*place, g.code, g.coder) in taken:
            place, why = None, "another coding of that code comes to stand there"
        if place is None:
            out.plan.stay.append(g.id)
            out.why[g.id] = why
        else:
            out.plan.moves[g.id] = place
            taken.add((*place, g.code, g.coder))
            s = layout.at(g.start)
            if why or (s is not None and (s.id in out.rows or s.parent in out.rows)):
                out.why[g.id] = why or "moved; other words of its segment changed"
    return out


def _pairs(found: Alignment, olds: Sequence[Segment], news: Sequence[DraftSegment]) -> list[tuple[int, int, int]]:
    """Return (old, new, characters shared) of outer segments that share over half of the smaller one, in text order."""
    out: list[tuple[int, int, int]] = []
    j = 0
    for i, s in enumerate(olds):
        weight: dict[int, int] = {}
        for run in found.shared(s.start, s.end):
            while j < len(news) and news[j].end <= run.new:
                j += 1
            k = j
            while k < len(news) and news[k].start < run.new_end:
                a, b = max(run.new, news[k].start), min(run.new_end, news[k].end)
                weight[k] = weight.get(k, 0) + len(squashed(found.new[a:b]))
                k += 1
        size = len(squashed(found.old[s.start : s.end]))
        out += [
            (i, k, w)
            for k, w in weight.items()
            if w * 2 > min(size, len(squashed(found.new[news[k].start : news[k].end])))
        ]
    return out


def _groups(n: int, m: int, pairs: Iterable[tuple[int, int, int]]) -> list[tuple[list[int], list[int]]]:
    """Group old and new segments that share text, directly or by way of others; each group is in text order."""
    root = list(range(n + m))

    def top(x: int) -> int:
        while root[x] != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    for i, k, _ in pairs:
        root[top(i)] = top(n + k)
    groups: dict[int, tuple[list[int], list[int]]] = {}
    for x in range(n + m):
        group = groups.setdefault(top(x), ([], []))
        group[x >= n].append(x if x < n else x - n)
    return list(groups.values())


def _parts(
    layout: Layout, draft: Draft, found: Alignment, olds: Sequence[Segment], news: Sequence[tuple[int, DraftSegment]],
    pairs: Sequence[tuple[int, int, int]], out: Match, shifts: list[tuple[Segment, int]],
) -> list[tuple[Part, int | None]]:  # fmt: skip
    """Return the parts of the new text, each with the position of its segment in the draft; `_ordered` links them up."""
    inside: dict[int, list[Segment]] = {}
    for s in layout.segments:
        if s.parent is not None:
            inside.setdefault(s.parent, []).append(s)
    within: dict[int, list[tuple[int, DraftSegment]]] = {}
    for i, d in enumerate(draft.segments):
        if d.parent is not None:
            within.setdefault(d.parent, []).append((i, d))
    weight = {(i, k): w for i, k, w in pairs}
    parts: list[tuple[Part, int | None]] = []
    lost: list[Segment] = []
    fresh: list[tuple[int, DraftSegment]] = []

    def bring(i: int, d: DraftSegment, row: Segment | None) -> None:
        """Add a segment of the draft with those inside it, under the numbers of an old one if there is one."""
        parts.append((Part(d.start, d.end, row, d), i))
        held = {squashed(layout.text[s.start : s.end]): s for s in inside.get(row.id, ())} if row else {}
        for at, inner in within.get(i, ()):
            parts.append(
                (Part(inner.start, inner.end, held.pop(squashed(draft.text[inner.start : inner.end]), None), inner), at)
            )

    for old, new in _groups(len(olds), len(news), pairs):
        rows, made = [olds[i] for i in old], [news[k] for k in new]
        if not made:
            lost += rows
        elif not rows:
            fresh += made
        elif moved := _same(layout, draft, found, rows, made, inside):
            out.same += len(rows)
            index = {(d.start, d.parent is None): (i, d) for k, o in made for i, d in [(k, o), *within.get(k, ())]}
            for s, start, end in moved:
                at, d = index.get((start, s.parent is None), (None, None))
                parts.append((Part(start, end, s, d), at))
        else:
            free = {k: max(((weight.get((i, k), 0), -i) for i in old), default=(0, 0)) for k in new}
            used: set[int] = set()
            for k in sorted(new, key=lambda k: (-free[k][0], k)):
                best = max((i for i in old if i not in used), key=lambda i: (weight.get((i, k), 0), -i), default=None)
                row = None if best is None or (best, k) not in weight else olds[best]
                if best is not None and row is not None:
                    used.add(best)
                    out.rows.add(row.id)
                bring(*news[k], row)
                out.changed += row is not None
                out.new += row is None
            out.gone += len(old) - len(used)
    by_words: dict[str, list[Segment]] = {}
    for s in lost:
        by_words.setdefault(squashed(layout.text[s.start : s.end]), []).append(s)
    same_words: dict[str, int] = {}
    for _, d in fresh:
        words = squashed(draft.text[d.start : d.end])
        same_words[words] = same_words.get(words, 0) + 1
    for i, d in fresh:  # what stands elsewhere now, such as posts saved in another order
        words = squashed(draft.text[d.start : d.end])
        alike = by_words.get(words, [])
        there = alike[0] if len(alike) == same_words[words] == 1 else None
        if there is None or draft.text[d.start : d.end] != layout.text[there.start : there.end]:
            bring(i, d, None)
            out.new += 1
            continue
        lost.remove(there)
        out.same += 1
        shift = d.start - there.start
        shifts.append((there, shift))
        parts.append((Part(d.start, d.end, there, d), i))
        parts += [(Part(o.start + shift, o.end + shift, o, None), None) for o in inside.get(there.id, ())]
    out.gone += len(lost)
    return parts


def _same(
    layout: Layout, draft: Draft, found: Alignment, rows: Sequence[Segment], made: Sequence[tuple[int, DraftSegment]],
    inside: dict[int, list[Segment]],
) -> list[tuple[Segment, int, int]]:  # fmt: skip
    """Return where a group's old segments, and those inside them, are now; nothing if the group's words changed."""
    was = "".join(squashed(layout.text[s.start : s.end]) for s in rows)
    if was != "".join(squashed(draft.text[d.start : d.end]) for _, d in made):
        return []
    out = []
    for s in [*rows, *(o for r in rows for o in inside.get(r.id, ()))]:
        if (place := found.span(s.start, s.end)) is None:
            return []
        out.append((s, *place))
    return out


def _ordered(parts: list[tuple[Part, int | None]], draft: Draft, out: Match) -> None:
    """Put the parts into text order and let them point at each other."""
    parts.sort(key=lambda p: (p[0].start, -p[0].end, _inner(p[0])))
    at_draft = {i: n for n, (_, i) in enumerate(parts) if i is not None}
    starts = {p.start: n for n, (p, _) in reversed(list(enumerate(parts)))}
    outer: int | None = None
    for n, (p, i) in enumerate(parts):
        if _inner(p) and outer is not None:
            p.parent = outer
        else:
            outer = n
        answered = None if i is None else draft.segments[i].reply_to
        if answered is not None:
            p.reply_to = at_draft.get(answered, starts.get(draft.segments[answered].start))
    out.plan.parts = [p for p, _ in parts]
    for p in out.plan.parts:
        if p.row is not None and p.made is not None and p.made.author is not None:
            out.authors += key(p.made.author) != key(p.row.author or "")


def _inner(p: Part) -> bool:
    if p.row is not None:
        return p.row.parent is not None
    return p.made is not None and p.made.parent is not None


def goes(
    old: str, new: str, found: Alignment, shifts: Sequence[tuple[Segment, int]], g: Stretch, changed: bool
) -> tuple[tuple[int, int] | None, str]:
    """Return where a coding goes, or None, and why it goes nowhere or should be looked at."""
    if place := found.span(g.start, g.end):
        return place, ""
    for s, shift in shifts:
        if s.start <= g.start and g.end <= s.end:
            return (g.start + shift, g.end + shift), ""
    quote = old[g.start : g.end]
    here, there = (_times(text, quote) for text in (old, new))
    if here == there == 1:
        start = new.index(quote)
        return (start, start + len(quote)), "its words stand elsewhere now"
    if place := found.ends(g.start, g.end):
        if changed:
            return place, "words inside it changed"
        return None, Message("coding-words-changed", "words inside it changed")
    return None, "its words are not in the new text" if not there else f"its words stand {there} times in the new text"


def _times(text: str, quote: str) -> int:
    return text.count(quote)
