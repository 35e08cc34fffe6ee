"""Saturation as a document: what was counted, and what that does not show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from qda.core.document import Block, Bullets, Curve, Document, Grid, Heading, Paragraph, Prose
from qda.core.message import Message, phrase, say, word
from qda.core.results import Table
from qda.reports.common.counted import n_of
from qda.reports.common.memos import as_read, quoted
from qda.reports.common.quotes import facts, listed, local
from qda.reports.saturation.development import Last, Range
from qda.reports.saturation.saturation_data import ASSUMPTION, Found, binned
from qda.store.project import Study
from qda.store.queries.memos import titles

GUEST = (
    "Guest, G., Namey, E. & Chen, M. (2020). A simple method to assess and report thematic "
    "saturation in qualitative research. PLoS ONE 15(5), e0232076."
)
HENNINK = (
    "Hennink, M. M., Kaiser, B. N. & Marconi, V. C. (2017). Code saturation versus meaning "
    "saturation: how many interviews are enough? Qualitative Health Research 27(4), 591–608."
)
COLWELL = (
    "Colwell, R. K., Chao, A., Gotelli, N. J., Lin, S.-Y., Mao, C. X., Chazdon, R. L. & "
    "Longino, J. T. (2012). Models and estimators linking individual-based and sample-based "
    "rarefaction, extrapolation and comparison of assemblages. Journal of Plant Ecology "
    "5(1), 3–21."
)
CHAO = (
    "Chao, A. (1987). Estimating the population size for capture-recapture data with unequal "
    "catchability. Biometrics 43(4), 783–791.",
    "Chao, A. & Jost, L. (2012). Coverage-based rarefaction and extrapolation: standardizing "
    "samples by completeness rather than size. Ecology 93(12), 2533–2547.",
)
NONE = say("Nobody has coded by hand yet: there is no order of analysis, and nothing to count new codes in.")
UNJUDGED = Message(
    "saturation-not-judged",
    "No memo judges it yet. A theoretical, sampling or methodological memo that names saturation stands here, those on a "
    "category under its name.",
)
NO_CATEGORY = Message(
    "saturation-no-category", "There is no category yet: one is made by raising a code, or of several codes."
)
THEIRS = Message("saturation-researchers-left-out", "Left out: codings on a researcher's words.")


def make(study: Study, found: Found, part: str, estimators: bool) -> Document:
    """Return the report as a document; with `part` that part alone."""
    blocks: list[Block] = []
    if part in ("", "codes", "combinations"):
        blocks.append(Heading(1, say("Code saturation")))
        blocks += _codes(found, part, estimators)
    if part in ("", "categories"):
        blocks.append(Heading(1, say("Category development")))
        blocks += _categories(found)
        blocks.append(Heading(1, say("What the analyst judges")))
        blocks += _judged(study, found)
    used = [
        *((GUEST,) if part != "categories" and part != "codes" else ()),
        *((COLWELL,) if part in ("", "codes") else ()),
        *(CHAO if estimators and part in ("", "codes") else ()),
        *((HENNINK,) if part in ("", "categories") else ()),
    ]
    blocks += [Heading(1, say("References")), Bullets(tuple(used))]
    about = facts(
        study, ("sources analysed", say("{n:,}", n=len(found.done.sources))), ("codes", say("{n:,}", n=found.codes))
    )
    return Document(say("Saturation: {study}", study=study.setting("name")), blocks, about, found.notes)


def _codes(found: Found, part: str, estimators: bool) -> Iterator[Block]:
    yield Paragraph(
        say(
            "How many codes were new in each source, in the order in which the sources were "
            "analysed. It tells when new codes became rare, and nothing of what the codes mean "
            "(Hennink, Kaiser & Marconi 2017: code saturation)."
        ),
        "note",
    )
    if not found.done.sources:
        yield Paragraph(NONE)
    if part != "combinations":
        if found.done.sources:
            yield Heading(2, say("Discovery curve"))
            yield drawing(found)
            yield from _order(found)
        if estimators:
            yield Heading(2, say("Estimators"))
            yield from map(Paragraph, estimated(found))
            yield Paragraph(say("Their assumption: {ASSUMPTION}.", ASSUMPTION=ASSUMPTION), "note")
    if part != "codes":
        yield Heading(2, say("Base, run and threshold"))
        yield Paragraph(
            say(
                "The new codes in a run of sources, over the codes of the first sources (the base); 6+2 "
                "says that after six sources a run of two came down to the threshold (Guest, Namey & "
                "Chen 2020). Which base, run and threshold suit a study is to be chosen before one "
                "looks; all usual ones are given so that none is picked. The last run is the one that "
                "came down to the threshold, or else the last there is."
            ),
            "note",
        )
        yield Grid(_combinations(found))


def drawing(found: Found) -> Curve:
    """Return the discovery curve: what is new in each source, or each group of as many, and all so far."""
    rows, size = binned(found)
    heads = ("n", "source" if size == 1 else "sources", "new", "so far", "mean")
    caption = say("each row is {sources}; a CSV has a row for each", sources=n_of(size, "source")) if size > 1 else ""
    return Curve(
        Table(heads, rows, wrap=("source", "sources")),
        say("new codes"),
        say("codes seen before"),
        say("mean over all orders"),
        caption,
    )


def _order(found: Found) -> Iterator[Block]:
    """Yield how far the curve is from the mean over all orders, and what that says."""
    m = len(found.done.sources)
    if m < 2:
        yield Paragraph(say("A check of order effects: not computable with n={m}.", m=m), "note")
        return
    yield Heading(2, say("A check of order effects"))
    yield Paragraph(difference(found))
    yield Paragraph(
        say(
            "The mean over all orders of the same sources is no expectation to live up to: a "
            "theoretical sample is not random, later sources were chosen for what earlier ones left "
            "open. It shows how much of the curve's shape is due to the order."
        ),
        "note",
    )


def difference(found: Found, *, alone: bool = False) -> str:
    """Return how far the curve is from the mean over all orders; `alone`: where no curve stands above it."""
    at, more = _widest(found)
    if abs(more) < 0.05:
        return say("In every order of these sources the curve would look nearly the same.")
    fields = {"far": abs(more), "sources": n_of(at, "source")}
    return say((_ALONE if alone else _BELOW_IT)[more > 0], **fields)


_BELOW_IT = {
    True: phrase(
        "The curve lies at most {far:.1f} codes above the mean over all orders of the same sources, after {sources}."
    ),
    False: phrase(
        "The curve lies at most {far:.1f} codes below the mean over all orders of the same sources, after {sources}."
    ),
}
_ALONE = {
    True: phrase(
        "The discovery curve lies at most {far:.1f} codes above the mean over all orders of the same sources, "
        "after {sources}."
    ),
    False: phrase(
        "The discovery curve lies at most {far:.1f} codes below the mean over all orders of the same sources, "
        "after {sources}."
    ),
}


def _widest(found: Found) -> tuple[int, float]:
    """Return after how many sources the curve is farthest from the mean over all orders, and by how many codes."""
    gaps = [total - mean for (_, total), mean in zip(found.discovery, found.mean, strict=True)]
    at = max(range(len(gaps)), key=lambda n: abs(gaps[n]))
    return at + 1, gaps[at]


def _combinations(found: Found) -> Table:
    rows = []
    for a in found.combinations:
        seen = ""
        if a.runs:
            last = a.runs[-1]
            seen = say(
                "{new} of {base_codes} ({percent}) after {after}",
                new=last.new,
                base_codes=a.base_codes,
                percent=per_cent(last.ratio),
                after=last.after,
            )
        rows.append((a.base, a.run, per_cent(a.threshold), a.outcome(), seen, a.later if a.at is not None else None))
    heads = ("base", "run", "threshold", "result", "new in the last run", "later runs above")
    return Table(heads, rows, wrap=("result", "new in the last run"))


def per_cent(value: Fraction) -> str:
    return (
        say("{share:.0f} %", share=float(100 * value)) if value == 0 or value >= Fraction(1, 100) else say("under 1 %")
    )


def estimated(found: Found) -> list[str]:
    e, m = found.estimators, len(found.done.sources)
    if e.coverage is None or e.richness is None:
        return [
            say("Good-Turing coverage and Chao2: not computable with n={m}.", m=m)
            if m < 2
            else say("Good-Turing coverage and Chao2: not computable with n={m} and no codes.", m=m)
        ]
    unseen = float(e.richness) - found.codes
    return [
        say(
            "Of {codes} in {sources} {once:,} stood in one source alone and {twice:,} in two.",
            codes=n_of(found.codes, "code"),
            sources=n_of(m, "source"),
            once=e.once,
            twice=e.twice,
        ),
        say(
            "Good-Turing coverage (Chao & Jost 2012) is {coverage:.3f}: of what one more source would "
            "hold, this share is estimated to have been met.",
            coverage=float(e.coverage),
        ),
        say(
            "Chao2 (Chao 1987) is {richness:.1f} codes: at least {unseen:.1f} unseen, a lower bound.",
            richness=float(e.richness),
            unseen=unseen,
        ),
    ]


# Category development.


def _categories(found: Found) -> Iterator[Block]:
    yield Paragraph(
        say(
            "How far each category is filled in: the points of its properties on which a quote was "
            "placed, its relations, its open negative cases, and the sources analysed since its last "
            "change. Nothing of this adds up to a verdict."
        ),
        "note",
    )
    if not found.categories:
        yield Paragraph(NO_CATEGORY)
        return
    heads = ("category", "properties", "points found", "relations", "open negative", "sources since")
    rows = [
        (c.name, len(c.ranges), points_of(c.ranges), c.relations, len(c.negative), c.since) for c in found.categories
    ]
    if any(c.theirs for c in found.categories):
        more = [(*row, c.theirs) for row, c in zip(rows, found.categories, strict=True)]
        yield Grid(Table((*heads, "left out"), more, wrap=("category",)))
        yield Paragraph(THEIRS, "note")
    else:
        yield Grid(Table(heads, rows, wrap=("category",)))
    yield Heading(2, say("Properties and the range filled"))
    properties = [
        (c.name, r.of.name, f"{r.found}/{len(r.of.points)}", _range(r), listed(r.without, 8))
        for c in found.categories
        for r in c.ranges
    ]
    if properties:
        columns = ("category", "property", "points found", "range found", "not met yet")
        yield Grid(Table(columns, properties, wrap=("category", "property", "range found", "not met yet")))
    else:
        yield Paragraph(say("No category has a property yet: in which ways do they vary?"), "note")
    yield Heading(2, say("Last change"))
    columns = ("category", "changed", "in what", "sources since", "with it")
    changes = [(c.name, local(c.changed.at), c.changed.what, c.since, c.since_with) for c in found.categories]
    yield Grid(Table(columns, changes, wrap=("category", "in what")))
    yield Heading(2, say("Code and meaning saturation"))
    yield Paragraph(
        say(
            "What Hennink, Kaiser & Marconi (2017) tell apart: the source that last brought a code "
            "of the category, and the source that last brought a new value on one of its properties; "
            "after each, in how many later sources the category stood without one. Sources go by "
            "their number in the order of analysis. A category without values on properties has no "
            "second figure: its meaning has not been laid out."
        ),
        "note",
    )
    heads = ("category", "codes", "last new code", "sources after it", "last new meaning", "sources after that")
    last = [(c.name, c.codes, *_last(c.last_code), *_last(c.last_meaning)) for c in found.categories]
    yield Grid(Table(heads, last, wrap=("category",)))
    named = {x.n: found.names[x.source] for c in found.categories for x in (c.last_code, c.last_meaning) if x}
    if named:
        yield Paragraph(
            say("Of these sources: {these}.", these=listed((f"{n} {name}" for n, name in sorted(named.items())), 40)),
            "note",
        )


def points_of(ranges: Sequence[Range]) -> str:
    return f"{sum(r.found for r in ranges)}/{sum(len(r.of.points) for r in ranges)}" if ranges else say("none")


def _range(r: Range) -> str:
    if not r.met:
        return say("nothing placed yet")
    if r.of.kind == "kinds":
        return listed(r.met, 8)
    return r.met[0] if len(r.met) == 1 else f"{r.met[0]} … {r.met[-1]}"


def _last(last: Last | None) -> tuple[int | None, int | None]:
    return (None, None) if last is None else (last.n, last.since)


def _judged(study: Study, found: Found) -> Iterator[Block]:
    if not found.judged:
        yield Paragraph(UNJUDGED, "note")
    every = titles(study.db) if found.judged else {}
    for memo, on in found.judged:
        yield Heading(2, f"{', '.join(on)}: {memo.title}" if on else memo.title)
        yield Paragraph(
            say(
                "memo {id}, {type}, {coder}, {at}",
                id=memo.id,
                type=word(memo.type),
                coder=memo.coder,
                at=local(memo.updated_at),
            ),
            "note",
        )
        yield Prose(as_read(memo.stored, memo.links, quoted(study.db, memo.links), every))


# For a paper.
