"""Counting in one ordered pass against the same figures counted slowly, on many codes with stretches of every kind."""

from __future__ import annotations

import random
import re
from typing import Any
from unittest.mock import patch

import pytest

from qda.core.drafts import Draft, DraftSegment
from qda.reports.counts import columns, counting
from qda.store.analysis import codings
from qda.store.analysis.scope import Scope
from qda.store.file.ids import new_uuid
from qda.store.project import Study
from qda.store.queries import counts
from qda.store.texts import intake, people, segment_layout, sources

WORDS = "een twee drie vier vijf zes zeven acht negen tien"


def page(name: str, *parts: tuple[str, str | None, bool]) -> Draft:
    """A source of segments (kind, author, whether part of it is quoted from elsewhere), each of the same ten words."""
    text, segments = "", list[DraftSegment]()
    for kind, author, quoting in parts:
        text += "\n\n" if text else ""
        start, text = len(text), text + WORDS
        outer = len(segments)
        segments.append(
            DraftSegment(
                kind, start, len(text), author, role="researcher" if author == "Resa Zoeker" else "participant"
            )
        )
        if quoting:
            at = start + WORDS.index("vier")
            segments.append(DraftSegment("quoted", at, at + len("vier vijf zes"), parent=outer))
    return Draft(name, text, "forum", language="nl", segments=segments, sha256=name)


PAGES = (
    page(
        "flat",
        ("post", "Ada Bos", False),
        ("post", "Resa Zoeker", False),
        ("boilerplate", None, False),
        ("post", "Bram Kok", False),
    ),
    page("nested", ("post", "Ada Bos", True), ("post", "Resa Zoeker", True), ("post", "Cato Vos", False)),
    page("plain", ("post", "Ada Bos", False), ("post", None, False)),
    page("beside", ("post", "Ada Bos", False), ("quoted", None, False), ("post", "Resa Zoeker", False)),
    page("noted", ("post", "Ada Bos", False), ("note", None, False), ("post", "Bram Kok", False)),
)


@pytest.fixture
def coded(study: Study) -> Study:
    """Eighty codes with one to eight stretches of whole words each, some of them unconfirmed, many of them overlapping."""
    rng = random.Random(7)
    with study.change("import") as c:
        writer = intake.Writer(c)
        for draft in PAGES:
            writer.add(draft.name, draft)
        writer.flush()
    with study.change("code") as c:
        ben = c.coder_named("ben")
        layouts = {i: sources.layout(c.db, i) for i in (1, 2, 3, 4, 5)}
        places = {i: [m.span() for m in re.finditer(r"\w+", layout.text)] for i, layout in layouts.items()}
        for n in range(80):
            code = c.insert(
                "code",
                uuid=new_uuid(),
                name=f"c{n}",
                key=f"c{n}",
                level="code",
                origin="hand",
                coder=1,
                created_at=c.at,
            )
            held = set[tuple[int, int, int, int]]()
            source, first = 1, 0
            for _ in range(rng.randint(1, 8)):
                if not held or rng.random() < 0.4:
                    source = rng.choice((1, 1, 2, 2, 3, 4, 4, 5, 5))
                    first = rng.randrange(len(places[source]))
                else:  # near the one before, so that many overlap
                    first = min(max(first + rng.randint(-6, 6), 0), len(places[source]) - 1)
                last = min(first + rng.choice((0, 1, 2, 5, 12, 25)), len(places[source]) - 1)
                one = (source, places[source][first][0], places[source][last][1], rng.choice((1, ben)))
                if one not in held:
                    held.add(one)
                    codings.add(c, source, layouts[source], *one[1:3], code, coder=one[3], confirmed=rng.random() < 0.7)
    return study


def slowly(study: Study, code: int, *, include_researcher: bool) -> dict[str, object]:
    """The figures of one code, by their definitions."""
    db = study.db
    rows = db.execute('select source, start, "end", segment, confirmed from coding where code = ?', (code,)).fetchall()
    researchers = people.researchers(db)
    left_out = set() if include_researcher else researchers
    person = dict(db.execute("select id, participant from segment"))
    words = characters = 0
    for source in {r[0] for r in rows}:
        layout = sources.layout(db, source)
        clusters: list[list[tuple[int, int]]] = []
        for start, end in sorted({r[1:3] for r in rows if r[0] == source}):
            if clusters and start < max(b for _, b in clusters[-1]):
                clusters[-1].append((start, end))
            else:
                clusters.append([(start, end)])
        for cluster in clusters:
            covered = sorted(
                {i for start, end in cluster for a, b in layout.counted(start, end, left_out) for i in range(a, b)}
            )
            parts: list[tuple[int, int]] = []
            for i in covered:
                alike = parts and parts[-1][1] == i and layout.at(i - 1) is layout.at(i)
                if alike:
                    parts[-1] = (parts[-1][0], i + 1)
                else:
                    parts.append((i, i + 1))
            words += sum(len(layout.text[a:b].split()) for a, b in parts)
            characters += segment_layout.span(parts, layout.text)
    return {
        "codings": len(rows), "stretches": len({r[:3] for r in rows}), "sources": len({r[0] for r in rows}), "words": words,
        "characters": characters, "unconfirmed": sum(not r[4] for r in rows),
        "researcher": sum(person[r[3]] in researchers for r in rows), "segments": {r[3] for r in rows},
        "participants": {person[r[3]] for r in rows} - left_out - {None},
    }  # fmt: skip


FIGURES = (
    "codings",
    "stretches",
    "sources",
    "words",
    "characters",
    "unconfirmed",
    "researcher",
    "n_segments",
    "n_participants",
)


def figures(found: dict[tuple[int, Any], counting.Tally]) -> dict[tuple[int, Any], list[int]]:
    """What was counted of each group, as it is compared."""
    return {group: [getattr(t, name) for name in FIGURES] for group, t in found.items()}


def straight(study: Study, include_researcher: bool = False) -> dict[tuple[int, Any], counting.Tally]:
    """All codes, counted coding by coding; what SQLite adds up comes to the same, in the same order."""
    db = study.db
    known = people.researchers(db)
    found = counting.tally(db, counts.codings(db, Scope()), known, include_researcher=include_researcher)
    added = counting.of_codes(db, known, include_researcher=include_researcher)
    assert list(figures(added).items()) == list(figures(found).items())
    with (
        patch.object(columns, "MANY", 0),
        patch.object(counts, "LOOKUP", 10**6),
        patch.object(columns, "in_arrays", wraps=columns.in_arrays) as arrays,
    ):  # as of a very large study
        added = counting.of_codes(db, known, include_researcher=include_researcher)
    assert list(figures(added).items()) == list(figures(found).items()) and arrays.call_count == len(found)
    return found


@pytest.mark.parametrize("include_researcher", [False, True])
def test_every_figure_of_every_code(include_researcher: bool, coded: Study) -> None:
    found = straight(coded, include_researcher)
    assert len(found) == 80
    for (code, value), t in found.items():
        wanted = slowly(coded, code, include_researcher=include_researcher)
        assert (value, {name: getattr(t, name) for name in wanted}) == (None, wanted), code
        assert (t.n_segments, t.n_participants) == (len(t.segments), len(t.participants))


def test_where_nobody_is_a_researcher_no_coding_is_a_researcher_s(coded: Study) -> None:
    with coded.change("roles") as c:
        for (id,) in c.db.execute("select id from participant where role = 'researcher'").fetchall():
            c.update("participant", id, role="participant")
    assert {t.researcher for t in straight(coded).values()} == {0}


def test_codes_counted_with_those_under_them(coded: Study) -> None:
    """Code 1 has 2 to 9 at home, 2 has 10 and 11 as members: each stretch once, whatever code it has."""
    with coded.change("codebook") as c:
        for n in range(2, 10):
            c.update("code", n, parent=1)
        for n in (10, 11):
            c.insert("membership", code=n, category=2)
    db = coded.db
    found = counting.with_codes(db, Scope(codes={1}), [1, 2, 40])
    assert sorted(found) == [(1, None), (2, None), (40, None)]
    for top, under in ((1, range(1, 12)), (2, (2, 10, 11)), (40, (40,))):
        rows = [
            r for code in under for r in db.execute('select source, start, "end" from coding where code = ?', (code,))
        ]
        t = found[(top, None)]
        assert (t.codings, t.stretches, t.sources) == (len(rows), len(set(rows)), len({r[0] for r in rows}))
    assert counting.with_codes(db, Scope(), []) == {}
    by = counting.with_codes(db, Scope(), [1], by=counts.grouping(db, "coder"))
    assert sorted(by) == [(1, 1), (1, 2)] and sum(t.codings for t in by.values()) == found[(1, None)].codings
    assert counting.with_codes(db, Scope(coders={2}), [1])[(1, None)].words == by[(1, 2)].words
    alone = list(range(12, 81))
    for asked in (False, True):
        own = counting.with_codes(db, Scope(), alone, include_researcher=asked)
        assert [own[(n, None)].words for n in alone] == [
            slowly(coded, n, include_researcher=asked)["words"] for n in alone
        ]
    left_out = counting.with_codes(db, Scope(), alone)
    assert sum(own[(n, None)].words - left_out[(n, None)].words for n in alone) > 0


def test_a_coding_that_an_older_schema_wrote_has_no_characters(coded: Study) -> None:
    db = coded.db
    before = straight(coded)
    with coded.change("older") as c:
        db.execute("update coding set characters = null where id % 3 = 0")
    after = straight(coded)
    assert [(t.words, t.characters) for t in after.values()] == [
        (t.words, t.characters) for t in before.values()
    ] and c.changed


def one_code(study: Study, *places: tuple[int, int, int]) -> int:
    """A new code with codings at these places: (source, start, end)."""
    with study.change("code") as c:
        code = c.insert(
            "code", uuid=new_uuid(), name="x", key="x", level="code", origin="hand", coder=1, created_at=c.at
        )
        for source, start, end in places:
            codings.add(c, source, sources.layout(c.db, source), start, end, code)
    return code


def counted(study: Study, code: int) -> counting.Tally:
    return straight(study)[(code, None)]


def test_stretches_that_touch_do_not_overlap(coded: Study) -> None:
    """`een tw` and `ee drie` are four words of two stretches, though the text has three."""
    t = counted(coded, one_code(coded, (3, 0, 6), (3, 6, 13)))
    assert (t.stretches, t.words, t.characters) == (2, 4, 13)


def test_a_stretch_does_not_meet_one_of_another_source(coded: Study) -> None:
    """`een` at the beginning of one source, `e` at the beginning of the next."""
    t = counted(coded, one_code(coded, (3, 0, 3), (5, 0, 1)))
    assert (t.sources, t.stretches, t.words, t.characters) == (2, 2, 2, 4)


L = len(WORDS)
POSTS = (("post", "Ada Bos", False), ("post", "Bram Kok", False), ("post", "Resa Zoeker", False))
SIDE_BY_SIDE = DraftSegment("post", 0, 6, "Ada Bos"), DraftSegment("post", 6, 13, "Bram Kok")
EMPTY = DraftSegment("post", 0, L, "Ada Bos"), DraftSegment("post", L + 2, L + 2, "Bram Kok")


@pytest.mark.parametrize(
    ("draft", "places", "figures"),
    [
        # from the end of one post over the next into the researcher's: the blank before a post is none of its characters
        (page("new", *POSTS, *POSTS), [(L, 2 * L + 9)], (10, L)),
        # from the researcher's post to the very beginning of the one after the next
        (page("new", *POSTS, *POSTS), [(2 * L + 9, 4 * L + 8)], (10, L)),
        # what is quoted counts where a stretch begins in it; the note after it does not
        (page("new", ("quoted", None, False), ("note", None, False)), [(0, L + 5), (4, L + 9)], (10, L)),
        # `een tw` and `ee drie` are of two people, whatever stretches lie over them
        (
            Draft("new", WORDS, "forum", language="nl", sha256="new",
                  segments=[*SIDE_BY_SIDE, DraftSegment("post", 13, L, "Resa Zoeker", role="researcher")]),
            [(0, 10), (8, 18)],
            (4, 13),
        ),
        # a post without a word, before the researcher's
        (
            Draft("new", f"{WORDS}\n\n{WORDS}", "forum", language="nl", sha256="new",
                  segments=[*EMPTY, DraftSegment("post", L + 2, 2 * L + 2, "Resa Zoeker", role="researcher")]),
            [(4, L + 8)],
            (9, L - 4),
        ),
    ],
    ids=["from an end", "to a beginning", "quoted", "side by side", "empty"],
)  # fmt: skip
def test_where_segments_meet(
    draft: Draft, places: list[tuple[int, int]], figures: tuple[int, int], coded: Study
) -> None:
    with coded.change("import") as c:
        writer = intake.Writer(c)
        writer.add(draft.name, draft)
        writer.flush()
    (source,) = coded.db.execute("select id from source where name = 'new'").fetchone()
    code = one_code(coded, *[(source, *place) for place in places])
    t = counted(coded, code)
    assert (t.words, t.characters) == figures
    slow = slowly(coded, code, include_researcher=False)
    assert (slow["words"], slow["characters"]) == figures


def test_groups_come_in_the_order_of_the_store(coded: Study) -> None:
    """By code, then by value, those without any first."""
    db = coded.db
    by = counts.grouping(db, "participant")
    straight = counting.tally(db, counts.codings(db, Scope(), by), people.researchers(db), include_researcher=False)
    assert list(counting.with_codes(db, Scope(), range(1, 81), by=by)) == list(straight)
    assert {value for _, value in straight} > {None}


def test_researchers_are_left_out_unless_asked_for(coded: Study) -> None:
    def words(asked: bool) -> list[int]:
        found = counting.tally(
            coded.db, counts.codings(coded.db, Scope()), people.researchers(coded.db), include_researcher=asked
        )
        return [t.words for t in found.values()]

    alone = counting.with_codes(coded.db, Scope(), list(range(1, 81)))
    assert words(False) == [t.words for t in alone.values()] != words(True)
