"""Saturation as a paragraph for a paper: what was counted, and what that does not show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from qda.core.document import Block, Bullets, Document, Heading, Paragraph
from qda.core.message import chained, commas, forms, say, say_n
from qda.core.saturation import Assessment
from qda.reports.common.counted import by_coders, n_of
from qda.reports.common.quotes import facts, listed
from qda.reports.saturation.development import Developed
from qda.reports.saturation.saturation_data import Found
from qda.reports.saturation.saturation_document import (
    CHAO,
    GUEST,
    difference,
    estimated,
    per_cent,
    points_of,
)
from qda.store.project import Study


def make(study: Study, found: Found, estimators: bool) -> Document:
    """Return the paragraph for a paper with its references, as a document."""
    used = (GUEST, *(CHAO if estimators else ()))
    blocks: list[Block] = [Paragraph(paragraph(found, estimators)), Heading(1, say("References")), Bullets(used)]
    return Document(say("Saturation: {study}", study=study.setting("name")), blocks, facts(study), found.notes)


def counted(found: Found) -> str:
    """Return the first sentences of the paragraph: what was coded, and where new codes came last."""
    return chained(_counted(found), " ")


def _counted(found: Found) -> list[str]:
    done = found.done
    return [
        say_n(
            "{n:,} source was coded by hand{by_coders}, with {codes} (as the codebook stands now; "
            "merged codes count once, where the first of them was used).{left}",
            "{n:,} sources were coded by hand{by_coders}, with {codes} (as the codebook stands now; "
            "merged codes count once, where the first of them was used).{left}",
            len(done.sources),
            by_coders=by_coders(done.coders),
            codes=n_of(found.codes, "code"),
            left=_left(found),
        ),
        _lately(found),
    ]


def paragraph(found: Found, estimators: bool) -> str:
    """Return what was counted and what it does not show, as one paragraph of English."""
    m = len(found.done.sources)
    if not m:
        said = [
            say("No source was coded by hand, so that nothing can be said of code saturation.{left}", left=_left(found))
        ]
    else:
        said = [*_counted(found), _guest(found.combinations)]
        if m > 1:
            said.append(difference(found, alone=True))
        if estimators:
            said += [
                *estimated(found),
                say("These estimates suppose a random sample, which a theoretical sample is not."),
            ]
    said += [
        say(
            "These counts show when new codes became rare in this order of analysis; they do not "
            "show that the categories are developed, that a further source would bring nothing new, "
            "or that other coders would have found the same codes."
        ),
        *_developed(found.categories),
    ]
    if found.judged:
        memos = chained([say("memo {id}, “{title}”", id=memo.id, title=memo.title) for memo, _ in found.judged])
        said.append(
            say("Whether categories are saturated is the analysts' judgement, set down apart ({memos}).", memos=memos)
        )
    else:
        said.append(
            say("Whether categories are saturated is the analysts' judgement, which has not been set down yet.")
        )
    return chained(said, " ")


_LEFT = {
    "unconfirmed": forms("{n:,} unconfirmed coding", "{n:,} unconfirmed codings"),
    "pattern": forms("{n:,} coding found by a pattern", "{n:,} codings found by a pattern"),
    "imported": forms("{n:,} coding brought in from elsewhere", "{n:,} codings brought in from elsewhere"),
    "researchers": forms("{n:,} coding on researchers' words", "{n:,} codings on researchers' words"),
}


def _left(found: Found) -> str:
    done = found.done
    left = [say_n(*_LEFT[name], n) for name, n in done.left_out.items() if n]
    if done.imported_codes:
        left.append(say("{codes} of an imported codebook", codes=n_of(done.imported_codes, "code")))
    return say(" Left out: {these}.", these=left) if left else ""


def _lately(found: Found) -> str:
    new = [n for n, _ in found.discovery]
    if len(new) == 1:
        return say("It brought {codes}.", codes=n_of(new[0], "code"))
    last = new[-3:] if len(new) > 3 else new[-1:]
    tail = say("{these} and {last}", these=last[:-1], last=last[-1]) if len(last) > 1 else str(last[0])
    first = n_of(new[0], "code")
    return say_n(
        "In the order in which the sources were first coded, the first brought {first}, and the last source {tail} new.",
        "In the order in which the sources were first coded, the first brought {first}, and the last {n} sources {tail} new.",
        len(last), first=first, tail=tail,
    )  # fmt: skip


def _guest(found: Sequence[Assessment]) -> str:
    """Return all combinations in a sentence, by base and run; those that cannot be computed stand at the end."""
    parts, unable = [], []
    for _, group in groupby(found, lambda a: (a.base, a.run)):
        those = list(group)
        a, outcomes = those[0], list(dict.fromkeys(map(str, those)))
        if not a.computable:
            unable.append(a)
        elif len(outcomes) == 1:
            parts.append(
                say(
                    "{outcomes} with base {base} and run {run}, at {thresholds}",
                    outcomes=a.outcome(),
                    base=a.base,
                    run=a.run,
                    thresholds=_thresholds(those),
                )
            )
        else:
            each = commas(
                say("{outcome} at {percent}", outcome=x.outcome(), percent=per_cent(x.threshold)) for x in those
            )
            parts.append(say("{each} with base {base} and run {run}", each=each, base=a.base, run=a.run))
    for _, same in groupby(unable, str):
        these = list(same)
        pairs = ", ".join(f"{a.base}+{a.run}" for a in these)
        parts.append(say("{why} for base+run {pairs}", why=these[0].outcome(), pairs=pairs))
    return say("By base, run and threshold (Guest, Namey & Chen 2020): {these}.", these=chained(parts))


def _and(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else say("{first} and {last}", first=_and(items[:-1]), last=items[-1])


def _thresholds(those: Sequence[Assessment]) -> str:
    return _and([per_cent(a.threshold) for a in those])


def _developed(categories: Sequence[Developed]) -> Iterator[str]:
    if not categories:
        return
    n = len(categories)
    ranges = [r for c in categories for r in c.ranges]
    placed = sum(any(r.met for r in c.ranges) for c in categories)
    properties = (
        say(
            "{placed} with quotes placed on properties ({points} points found)", placed=placed, points=points_of(ranges)
        )
        if ranges
        else say("without properties")
    )
    n_open = len({i for c in categories for i in c.negative})
    negative = n_of(n_open, "open negative case") if n_open else say("no open negative case")
    yield say_n(
        "There is {n:,} category, {properties}, and {negative}.",
        "There are {n:,} categories, {properties}, and {negative}.",
        n,
        properties=properties,
        negative=negative,
    )
    yield say(
        "Sources analysed since the last change of each: {these}.",
        these=listed((f"{c.name} {c.since}" for c in categories), 12),
    )
