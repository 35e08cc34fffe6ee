"""The page's drawings, in its words: a paradigm, the discovery curve, the timeline."""

from __future__ import annotations

from qda.core import drawings
from qda.core.document import Curve
from qda.core.results import Table
from qda.core.study_page import Category, Discovery, Timeline
from qda.render.page.html import safe
from qda.render.page.words import Words
from qda.render.pictures.draw import svg


def paradigm(c: Category, words: Words) -> str:
    """Return the paradigm around a category as a figure."""
    title = words("paradigm-of", name=c.name)
    roles = tuple(
        drawings.Role(
            words.word(r.role), words(f"ask-{r.role}"),
            tuple(
                drawings.Held(
                    held.category.label, "" if held.of.id == c.id else held.of.label, words.word(held.status),
                    held.supporting, held.opposing,
                )
                for held in r.held
            ),
        )
        for r in c.paradigm
    )  # fmt: skip
    return figure(svg(drawings.Paradigm(title, c.name, roles)), title[:120])


def curve(found: Discovery, words: Words) -> str:
    """Return the discovery curve as a figure."""
    heads = tuple(words(k) for k in ("n", "source", "new", "so-far", "mean"))
    names = (words("new-codes"), words("seen-before"), words("mean-orders"))
    return figure(svg(Curve(Table(heads, found.rows), *names)), words("curve"))


def timeline(line: Timeline, words: Words) -> str:
    """Return the timeline as a figure."""
    series = tuple(drawings.Series(words.word(f"n-{what}"), values) for what, values in line.series)
    drawn = drawings.Timeline(words("timeline"), line.unit, line.periods, series)
    return figure(svg(drawn), words("timeline"))


def figure(drawn: str, label: str) -> str:
    """Return a drawing in a figure that scrolls by itself where the screen is narrow; "" for none."""
    return (
        f'<figure class="scroll" role="group" tabindex="0" aria-label="{safe(label)}">{drawn}</figure>' if drawn else ""
    )
