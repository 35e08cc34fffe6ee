"""Correcting what was read wrong: who wrote a segment, what kind it is, where it begins and ends. No coding moves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from qda.core import numbers
from qda.core.drafts import INNER_KINDS, OUTER_KINDS, SEGMENT_KINDS
from qda.core.errors import NotFound, QdaError
from qda.core.find import Span, find_quote
from qda.core.names import clean, key, short, typed
from qda.core.results import Said, Table
from qda.store.analysis import links
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.revisions import segments as store
from qda.store.texts import people, sources
from qda.store.texts.sources import Segment

FIELDS = ("author", "kind", "date", "reply_to")
COLUMNS = (
    "source", "n", "kind", "author", "participant", "role", "date", "reply_to", "start", "end", "words", "text",
)  # fmt: skip


def rows(study: Study, source: int, ids: Iterable[int]) -> Table:
    """These segments of a source as rows, in text order."""
    name, text = study.db.execute("select name, text from source where id = ?", (source,)).fetchone()
    segments = sources.segments(study.db, source)
    number = {s.id: s.n for s in segments}
    shown = people.shown(study.db)
    roles = dict(study.db.execute("select id, role from participant"))
    chosen = set(ids)
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
    """The fields to set, with their values; a field that no segment has is refused."""
    wanted = {name.strip().casefold(): value.strip() for name, value in fields.items()}
    for name in wanted:
        if name == "role":
            raise QdaError("role is a person's, not a segment's: `qda participant set NAME role=…` sets it")
        if name not in FIELDS:
            raise NotFound("field of a segment", name, FIELDS, f"it is one of {', '.join(FIELDS)}")
    if not wanted:
        raise QdaError(f"say what to set: FIELD=VALUE, with one of {', '.join(FIELDS)}")
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
            c.update("segment", segment.id, date=iso_date(wanted["date"]) if wanted["date"] else None)
        if "reply_to" in wanted:
            c.update("segment", segment.id, reply_to=_answered(segment, all_of_it, wanted["reply_to"]))
        if "kind" in wanted:
            store.recount(c, source, [segment.id])
        c.summary = f"{label}: " + ", ".join(f"{k} = {short(v) or 'none'}" for k, v in wanted.items())
    if not c.changed:
        said.notes.append(f"{label} was so already; nothing changed")
    said.table = rows(study, source, [segment.id])
    return said


def _find(c: Change, place: str) -> tuple[int, Segment, list[Segment]]:
    """The source, the segment `SOURCE#N`, and all segments of the source."""
    id = links.segment_id(c.db, place)
    source = c.db.execute("select source from segment where id = ?", (id,)).fetchone()[0]
    segments = sources.segments(c.db, source)
    return source, next(s for s in segments if s.id == id), segments


def _author(c: Change, said: Said, source: int, segment: Segment, label: str) -> None:
    person, label = author_of(c, said, source, label)
    c.update("segment", segment.id, participant=person, author=label or None)
    if segment.participant is not None and segment.participant != person:
        gone = people.drop_idle(c, [segment.participant])
        said.notes += [f"{name!r} wrote nothing else and was removed" for name in gone]


def author_of(c: Change, said: Said, source: int, label: str) -> tuple[int | None, str]:
    """The participant whom a label in a source names, made when new, and the label as it is to be written."""
    if not label:
        return None, ""
    from qda.importers.common.rules import rules
    from qda.importers.transcripts.roles import is_researcher

    label = clean(label, "author")
    if len(hits := typed(c.db, label, people.shown(c.db).items())) == 1:
        label = people.shown(c.db)[hits.pop()]  # given by pseudonym
    role = "researcher" if is_researcher(label, rules()) else "participant"
    person, made = store.person(c, source, label, role)
    if made:
        said.notes.append(
            f"made the participant {people.shown(c.db)[person]!r}"
            + (" with the role researcher" if role == "researcher" else "")
        )
    if key(label) == key(people.shown(c.db)[person]):
        # "R1 (interview-03)" is how a person is shown, "R1" how the label is written
        label = label if key(label) == key(name := _name(c, person)) else name
    return person, label


def _name(c: Change, person: int) -> str:
    return str(c.db.execute("select name from participant where id = ?", (person,)).fetchone()[0])


def set_kind(c: Change, segment: Segment, segments: Sequence[Segment], kind: str) -> None:
    """Give a segment a kind; refused where that kind cannot lie, or cannot hold what lies inside."""
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
    c.update("segment", segment.id, kind=kind)


def _either(kinds: Iterable[str]) -> str:
    return " or ".join(k for k in SEGMENT_KINDS if k in kinds)


def _answered(segment: Segment, segments: Sequence[Segment], value: str) -> int | None:
    """The segment answered, by its number in the same source."""
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
    """A date as ISO 8601 (`2011`, `2011-12`, `2011-12-31`, with a time, with an offset or none); refused otherwise."""
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
    """Cut the segment `SOURCE#N` in two; the second part begins at the words `before`.

    Both have the author, kind and date; answers and links stay with the first part, segments inside go where they lie.
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
        second = store.insert(c, segment, source, cut, segment.end)
        c.update("segment", segment.id, end=end)
        for s in inner:
            if s.start >= cut:
                c.update("segment", s.id, parent=second)
        store.renumber(c, source)
        store.recount(c, source, [segment.id, second])
        quote = " ".join(text[cut : segment.end].split())
        c.summary = f"{label} in two before “{short(quote, 60)}”"
    return Said(rows(study, source, [segment.id, second]))


def _cut(text: str, segment: Segment, inner: Sequence[Segment], before: str, nth: int | None) -> int:
    """Where the second part begins."""
    if not before.strip():
        raise QdaError("--before: the text is empty")
    found: list[Span] = find_quote(text[segment.start : segment.end], before)
    starts = []
    for a, b in found:
        at = segment.start + a
        while at < segment.start + b and text[at].isspace():
            at += 1
        starts.append(at)
    if not starts:
        raise QdaError(f"--before: “{short(before)}” is not in segment {segment.n}; `qda source show` has its text")
    if nth is not None:
        if not 1 <= nth <= len(starts):
            raise QdaError(f"--nth {nth}: the text occurs {len(starts)} time{'s' if len(starts) > 1 else ''}")
        at = starts[nth - 1]
    else:
        fit = [i for i in starts if _why_not(text, segment, inner, i) is None]
        if len(fit) > 1:
            shown = "; ".join(
                f"--nth {i}: …{' '.join(text[max(a - 20, segment.start) : a + 40].split())}…"
                for i, a in enumerate(starts[:5], 1)
            )
            raise QdaError(f"--before: “{short(before)}” occurs {len(starts)} times, say which: {shown}")
        at = fit[0] if fit else starts[0]
    if why := _why_not(text, segment, inner, at):
        raise QdaError(f"--before “{short(before)}”: {why}")
    return at


def _why_not(text: str, segment: Segment, inner: Sequence[Segment], at: int) -> str | None:
    if not text[segment.start : at].strip():
        return f"segment {segment.n} begins there already"
    for s in inner:
        if s.start < at < s.end:
            return f"that is inside segment {s.n} ({s.kind}), which would be cut; split it before or after that one"
    return None


def join(study: Study, first: str, second: str) -> Said:
    """Make one segment of two neighbours of a source: it has the first one's author, kind, date and metadata.

    What lies between two posts and may lie inside one (boilerplate, quoted, note) comes to lie inside.
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
        store.move_links(c, source, b, a)
        c.update("segment", a.id, end=b.end)
        for s in (*between, *store.inside(segments, b.id)):
            c.update("segment", s.id, parent=a.id)
        for s in segments:
            if s.reply_to == b.id and s.id != a.id:
                c.update("segment", s.id, reply_to=a.id)
        if _comes_back(a, b, segments):
            c.update("segment", a.id, reply_to=None)
        # Before the second goes, what its codings remember must name the first.
        for column in ("segment", "last_segment"):
            c.db.execute(f"update coding set {column} = ? where {column} = ?", (a.id, b.id))
        c.delete("segment", b.id)
        store.renumber(c, source)
        store.recount(c, source, [a.id, *(s.id for s in between)])
        gone = people.drop_idle(c, [b.participant] if b.participant is not None else [])
        said.notes += [f"{name!r} wrote nothing else and was removed" for name in gone]
        if extra := _uncovered(text, a, b, between):
            said.notes.append(f"between the two stood “{short(extra, 80)}”, which now is part of the segment")
        c.summary = f"{labels[0]} and {labels[1]} into one"
    said.table = rows(study, source, [a.id])
    return said


def _comes_back(a: Segment, b: Segment, segments: Sequence[Segment]) -> bool:
    """Whether what `a` answers would in the end answer `a` itself once `b` is part of it."""
    known = {s.id: s for s in segments}
    at, steps = a.reply_to, 0
    while at is not None and steps <= len(segments):
        if at in (a.id, b.id):
            return True
        at, steps = known[at].reply_to, steps + 1
    return False


def _between(text: str, segments: Sequence[Segment], a: Segment, b: Segment) -> list[Segment]:
    """The segments between two neighbours that would come to lie inside; refused when the two are no neighbours."""
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
    """Refused when joining would give words to another, or make what counts uncounted."""
    shown = people.shown(c.db)
    if b.participant is not None and b.participant != a.participant:
        mine = shown[a.participant] if a.participant is not None else "nobody"
        raise QdaError(
            f"segment {a.n} is by {mine} and segment {b.n} by {shown[b.participant]}: if they are of one author, "
            f"say so first with `qda segment set`"
        )
    if a.kind != b.kind and (a.kind in INNER_KINDS or b.kind in INNER_KINDS):
        raise QdaError(
            f"segment {a.n} is {a.kind} and segment {b.n} {b.kind}: give them one kind first with `qda segment set`"
        )
    holds = bool(between) or any(s.parent == b.id for s in segments)
    if holds and a.kind not in OUTER_KINDS:
        raise QdaError(f"segment {b.n} holds others, which a {a.kind} cannot: set the kind of segment {a.n} first")


def _uncovered(text: str, a: Segment, b: Segment, between: Sequence[Segment]) -> str:
    """What stood between two segments and in none."""
    parts, at = [], a.end
    for s in (*between, b):
        parts.append(text[at : s.start])
        at = s.end
    return " ".join(" ".join(parts).split())
