"""Correcting what was read wrong: who wrote a segment, what kind it is, where it begins and ends. No coding moves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from qda.core import numbers
from qda.core.drafts import INNER_KINDS, OUTER_KINDS, SEGMENT_KINDS
from qda.core.errors import NotFound, QdaError, Refused
from qda.core.message import Message, chained
from qda.core.names import clean, key, short, typed
from qda.core.results import Said, Table
from qda.core.text.find import Span, find_quote
from qda.store.analysis import links
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.revisions import segments as store
from qda.store.texts import people, sources
from qda.store.texts.segment_layout import Segment

FIELDS = ("author", "kind", "date", "reply_to")
COLUMNS = (
    "source", "n", "kind", "author", "participant", "role", "date", "reply_to", "start", "end", "words", "text",
)  # fmt: skip


def rows(study: Study, source: int, ids: Iterable[int]) -> Table:
    """Return these segments of a source as rows, in text order."""
    name, layout = sources.head(study.db, source).name, sources.layout(study.db, source)
    text, segments = layout.text, layout.segments
    number = {s.id: s.n for s in segments}
    chosen = set(ids)
    wrote = {s.participant for s in segments if s.id in chosen}
    shown, roles = people.shown(study.db, wrote), people.roles(study.db, wrote)
    return Table(
        COLUMNS,
        [
            (name, s.n, s.kind, s.author, shown.get(s.participant or 0), roles.get(s.participant or 0), s.date,
             number.get(s.reply_to or 0), s.start, s.end, s.words, text[s.start : s.end])
            for s in segments
            if s.id in chosen
        ],
        brief=("source", "n", "kind", "author", "participant", "date", "reply_to", "words", "text"),
    )  # fmt: skip


def wanted_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields to set, with their values; reject a field that no segment has."""
    wanted = {name.strip().casefold(): value.strip() for name, value in fields.items()}
    for name in wanted:
        if name == "role":
            raise Refused("segment-set-role", "role is a person's, not a segment's: set it for the participant")
        if name not in FIELDS:
            raise NotFound("field of a segment", name, FIELDS, f"it is one of {', '.join(FIELDS)}")
    if not wanted:
        raise Refused(
            "segment-set-nothing", "say what to set: a field and its value; fields are {fields}", fields=FIELDS
        )
    return wanted


def correct(study: Study, place: str, fields: Mapping[str, str]) -> Said:
    """Set `author`, `kind`, `date` or `reply_to` of the segment `SOURCE#N`; an empty value takes one away."""
    wanted = wanted_fields(fields)
    said = Said()
    with study.change("segment set") as c:
        source, segment, all_of_it = _find(c, place)
        label = links.name_of(c.db, "segment", segment.id)
        if "author" in wanted:
            _author(c, said, source, segment, wanted["author"])
        if "kind" in wanted:
            set_kind(c, segment, all_of_it, wanted["kind"])
        if "date" in wanted:
            store.give_date(c, segment.id, iso_date(wanted["date"]) if wanted["date"] else None)
        if "reply_to" in wanted:
            store.give_answer(c, segment.id, _answered(segment, all_of_it, wanted["reply_to"]))
        if "kind" in wanted:
            store.recount(c, source, [segment.id])
        c.summary = f"{label}: " + ", ".join(f"{k} = {short(v) or 'none'}" for k, v in wanted.items())
    if not c.changed:
        said.notes.append(f"{label} was so already; nothing changed")
    said.table = rows(study, source, [segment.id])
    return said


def _find(c: Change, place: str) -> tuple[int, Segment, list[Segment]]:
    """Return the source, the segment `SOURCE#N`, and all segments of the source."""
    id = links.segment_id(c.db, place)
    source = sources.source_of(c.db, id)
    segments = sources.segments(c.db, source)
    return source, next(s for s in segments if s.id == id), segments


def _author(c: Change, said: Said, source: int, segment: Segment, label: str) -> None:
    person, label = author_of(c, said, source, label)
    store.give_author(c, segment.id, person, label)
    if segment.participant is not None and segment.participant != person:
        gone = people.drop_idle(c, [segment.participant])
        said.notes += [f"{name!r} wrote nothing else and was removed" for name in gone]


def author_of(c: Change, said: Said, source: int, label: str) -> tuple[int | None, str]:
    """Return the participant whom a label in a source names, made if new, and how the label is written."""
    if not label:
        return None, ""
    from qda.importers.common.rules import rules
    from qda.importers.transcripts.roles import is_researcher

    label = clean(label, "author")
    if len(hits := typed(c.db, label, people.shown(c.db).items())) == 1:
        label = people.name(c.db, hits.pop())  # given by pseudonym
    role = "researcher" if is_researcher(label, rules()) else "participant"
    person, made = store.person(c, source, label, role)
    if made:
        said.notes.append(
            f"made the participant {people.name(c.db, person)!r}"
            + (" with the role researcher" if role == "researcher" else "")
        )
    if key(label) == key(people.name(c.db, person)):
        # "R1 (interview-03)" is how a person is shown, "R1" how the label is written
        label = label if key(label) == key(name := people.get(c.db, person).name) else name
    return person, label


def set_kind(c: Change, segment: Segment, segments: Sequence[Segment], kind: str) -> None:
    """Give a segment a kind; reject one that can't lie there, or can't hold the segments inside."""
    kind = kind.casefold()
    if kind not in SEGMENT_KINDS:
        raise NotFound("kind of segment", kind, SEGMENT_KINDS, f"it is one of {', '.join(SEGMENT_KINDS)}")
    if segment.parent is not None and kind not in INNER_KINDS:
        outer = next(s.n for s in segments if s.id == segment.parent)
        raise QdaError(
            f"segment {segment.n} lies inside segment {outer}: there it can be {_either(INNER_KINDS)}, not {kind}"
        )
    inner = store.inside(segments, segment.id)
    if inner and kind not in OUTER_KINDS:
        held = ", ".join(str(s.n) for s in inner[:5]) + (" …" if len(inner) > 5 else "")
        raise QdaError(
            f"segment {segment.n} holds segment {held}: only {_either(OUTER_KINDS)} can hold others, a {kind} cannot"
        )
    store.give_kind(c, segment.id, kind)


def _either(kinds: Iterable[str]) -> str:
    return " or ".join(k for k in SEGMENT_KINDS if k in kinds)


def _answered(segment: Segment, segments: Sequence[Segment], value: str) -> int | None:
    """Return the id of the segment answered, named by its number in the same source."""
    if not value:
        return None
    number = numbers.counted(value.removeprefix("#"))
    by_number = {s.n: s for s in segments}
    if number not in by_number:
        value = numbers.short(value)
        raise QdaError(f"reply_to={value}: give the n of a segment of the same source, 1 to {len(segments)}")
    answered = by_number[number]
    known = {s.id: s for s in segments}
    at: Segment | None = answered
    seen: set[int] = set()
    while at is not None and at.id not in seen:
        if at.id == segment.id:
            what = "itself" if answered.id == segment.id else f"segment {answered.n}, which answers segment {segment.n}"
            raise QdaError(f"reply_to={value}: segment {segment.n} can't answer {what}")
        seen.add(at.id)
        at = known.get(at.reply_to or 0)
    return answered.id


_DATE = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?)?)?)?", re.ASCII)


def iso_date(value: str) -> str:
    """Return a date as ISO 8601 (`2011`, `2011-12`, `2011-12-31`, with or without time and offset); reject any other."""
    from datetime import datetime

    value = value.strip()
    if m := _DATE.fullmatch(value):
        try:
            datetime.fromisoformat(value + ("-01-01", "-01", "")[(m[1] is not None) + (m[2] is not None)])
        except ValueError:
            pass
        else:
            return value.replace(" ", "T", 1)
    raise QdaError(f"date={short(value)}: write it as ISO 8601, such as 2011-12-31 or 2011-12-31T16:45")


def split(study: Study, place: str, before: str, *, nth: int | None = None) -> Said:
    """Cut the segment `SOURCE#N` in two; the second part begins at the words `before`, in their `nth` place.

    Both parts have the author, kind and date. Answers and links stay with the first part; a segment inside goes with the
    part in which it lies.
    """
    with study.change("segment split") as c:
        source, segment, segments = _find(c, place)
        label = links.name_of(c.db, "segment", segment.id)
        text = sources.text(c.db, source)
        inner = store.inside(segments, segment.id)
        cut = _cut(text, segment, inner, before, nth)
        end = cut
        floor = max((s.end for s in inner if s.end <= cut), default=segment.start)
        while end > floor and text[end - 1].isspace():
            end -= 1
        second = store.cut(c, source, segment, inner, end, cut)
        quote = " ".join(text[cut : segment.end].split())
        c.summary = f"{label} in two before “{short(quote, 60)}”"
    return Said(rows(study, source, [segment.id, second]))


def _cut(text: str, segment: Segment, inner: Sequence[Segment], before: str, nth: int | None) -> int:
    """Return where the second part begins."""
    if not before.strip():
        raise Refused("segment-split-empty", "give the words with which the second part begins: the text is empty")
    found: list[Span] = find_quote(text[segment.start : segment.end], before)
    starts = []
    for a, b in found:
        at = segment.start + a
        while at < segment.start + b and text[at].isspace():
            at += 1
        starts.append(at)
    if not starts:
        raise Refused("segment-split-nowhere", "“{words}” is not in segment {n}", words=short(before), n=segment.n)
    if nth is not None:
        if not 1 <= nth <= len(starts):
            times = f"{len(starts)} time{'s' if len(starts) > 1 else ''}"
            raise Refused("segment-split-nth", "there is no place {nth}: the text occurs {times}", nth=nth, times=times)
        at = starts[nth - 1]
    else:
        fit = [i for i in starts if _why_not(text, segment, inner, i) is None]
        if len(fit) > 1:
            around = (" ".join(text[max(a - 20, segment.start) : a + 40].split()) for a in starts[:5])
            places = [Message("segment-split-place", "{i}: …{words}…", i=i, words=w) for i, w in enumerate(around, 1)]
            raise Refused(
                "segment-split-which",
                "“{words}” occurs {n} times, say which: {places}",
                words=short(before),
                n=len(starts),
                places=chained(places),
            )
        at = fit[0] if fit else starts[0]
    if why := _why_not(text, segment, inner, at):
        raise Refused("segment-split-not-there", "“{words}”: {why}", words=short(before), why=why)
    return at


def _why_not(text: str, segment: Segment, inner: Sequence[Segment], at: int) -> str | None:
    if not text[segment.start : at].strip():
        return f"segment {segment.n} begins there already"
    for s in inner:
        if s.start < at < s.end:
            return f"that is inside segment {s.n} ({s.kind}), which would be cut; split it before or after that one"
    return None


def join(study: Study, first: str, second: str) -> Said:
    """Make one segment of two neighbours in a source. It has the first one's author, kind, date and metadata.

    A segment between two posts that may lie inside a post (boilerplate, quoted, note) comes to lie inside.
    """
    said = Said()
    with study.change("segment join") as c:
        source, a, segments = _find(c, first)
        other, b, _ = _find(c, second)
        if source != other:
            raise QdaError("segments of two sources can't be joined")
        if a.id == b.id:
            raise QdaError(f"segment {a.n} can't be joined with itself")
        if b.n < a.n:
            a, b = b, a
        text = sources.text(c.db, source)
        between = _between(text, segments, a, b)
        _alike(c, a, b, between, segments)
        labels = links.name_of(c.db, "segment", a.id), links.name_of(c.db, "segment", b.id)
        store.unite(c, source, a, b, between, segments)
        gone = people.drop_idle(c, [b.participant] if b.participant is not None else [])
        said.notes += [f"{name!r} wrote nothing else and was removed" for name in gone]
        if extra := _uncovered(text, a, b, between):
            said.notes.append(f"between the two stood “{short(extra, 80)}”, which now is part of the segment")
        c.summary = f"{labels[0]} and {labels[1]} into one"
    said.table = rows(study, source, [a.id])
    return said


def _between(text: str, segments: Sequence[Segment], a: Segment, b: Segment) -> list[Segment]:
    """Return the segments between two neighbours, which would come to lie inside; reject two that are no neighbours."""
    if a.parent != b.parent:
        raise QdaError(f"segments {a.n} and {b.n} don't lie side by side: one lies inside another segment")
    level = [s for s in segments if s.parent == a.parent]
    at = [s.id for s in level]
    between = level[at.index(a.id) + 1 : at.index(b.id)]
    if a.parent is not None and (between or text[a.end : b.start].strip()):
        outer = next(s.n for s in segments if s.id == a.parent)
        raise QdaError(f"between segments {a.n} and {b.n} there is text of segment {outer}: they can't be joined")
    stops = [s for s in between if s.kind not in INNER_KINDS]
    if stops or (between and a.kind not in OUTER_KINDS):
        s = (stops or between)[0]
        raise QdaError(f"segments {a.n} and {b.n} are no neighbours: segment {s.n} ({s.kind}) lies between them")
    return between


def _alike(c: Change, a: Segment, b: Segment, between: Sequence[Segment], segments: Sequence[Segment]) -> None:
    """Reject joining where it would give someone's words to another person, or stop words from counting."""
    shown = people.shown(c.db, [a.participant, b.participant])
    if b.participant is not None and b.participant != a.participant:
        mine = shown[a.participant] if a.participant is not None else "nobody"
        raise Refused(
            "segment-join-authors",
            "segment {a} is by {mine} and segment {b} by {other}: if they are of one author, say so first",
            a=a.n,
            mine=mine,
            b=b.n,
            other=shown[b.participant],
        )
    if a.kind != b.kind and (a.kind in INNER_KINDS or b.kind in INNER_KINDS):
        raise Refused(
            "segment-join-kinds",
            "segment {a} is {kind} and segment {b} {other}: give them one kind first",
            a=a.n,
            kind=a.kind,
            b=b.n,
            other=b.kind,
        )
    holds = bool(between) or any(s.parent == b.id for s in segments)
    if holds and a.kind not in OUTER_KINDS:
        raise QdaError(f"segment {b.n} holds others, which a {a.kind} cannot: set the kind of segment {a.n} first")


def _uncovered(text: str, a: Segment, b: Segment, between: Sequence[Segment]) -> str:
    """Return the text between two segments that was in no segment."""
    parts, at = [], a.end
    for s in (*between, b):
        parts.append(text[at : s.start])
        at = s.end
    return " ".join(" ".join(parts).split())
