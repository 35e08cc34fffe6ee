"""The parts of the page that tell the theory: overview and storyline, categories."""

from __future__ import annotations

from collections.abc import Iterator

from qda.core.language import speak
from qda.core.message import n_of
from qda.core.study_page import Category, Contrary, Ranged, Related, StudyPage
from qda.render.page.drawings import paradigm
from qda.render.page.html import Places, lines, name, prose, safe
from qda.render.page.quotes import Quotes
from qda.render.page.tables import table
from qda.render.page.words import Words


class Theory:
    """Writes the theory's parts, in their order: a quote stands in full where it comes first."""

    def __init__(self, page: StudyPage, places: Places, quotes: Quotes) -> None:
        self.page, self.places, self.quotes = page, places, quotes
        self.words: Words = places.words
        self._related: set[int] = set()  # relations that have their place
        self._contrary: set[int] = set()  # negative cases that have

    def overview(self) -> Iterator[str]:
        """Yield the figures, the core category, the storyline with its quotes."""
        page, words = self.page, self.words
        yield '<dl class="figures">'
        for key, n in page.figures:
            yield f"<div><dt>{safe(words(f'n-{key}'))}</dt><dd>{words.number(n)}</dd></div>"
        yield "</dl>"
        yield f"<h3>{safe(words('core'))}</h3>"
        if page.core is None:
            yield f'<p class="none">{safe(words("no-core"))}</p>'
        else:
            yield f'<p class="core">{self.places.link(page.core)}</p>'
            yield lines(page.core_because)
        yield f"<h3>{safe(words('storyline'))}</h3>"
        story = page.storyline
        if story is None:
            yield f'<p class="none">{safe(words("no-storyline"))}</p>'
            return
        version = safe(words("version", n=story.version, coder=story.coder, at=words.day(story.date)))
        yield f'<p class="small">{version}</p>'
        yield f'<div class="prose item" dir="auto">{prose(story.text, self.places, 3)}</div>'
        if story.quotes:
            yield f"<h4>{safe(words('story-quotes'))}</h4>"
            yield self.quotes.each(story.quotes)

    def categories(self) -> Iterator[str]:
        """Yield every category as a section of its own."""
        if not self.page.categories:
            yield f'<p class="none">{safe(self.words("no-category"))}</p>'
        for c in self.page.categories:
            yield from self._category(c)
        if self.page.negatives:
            yield f'<section class="item"><h3>{safe(self.words("other-negatives"))}</h3>'
            yield from map(self._negative, self.page.negatives)
            yield "</section>"

    def _category(self, c: Category) -> Iterator[str]:
        words = self.words
        mark = f' <small class="tag">{safe(words("is-core"))}</small>' if c.level == "core" else ""
        yield f'<section class="category item" aria-labelledby="category-{c.id}">'
        yield f'<h3 id="category-{c.id}" dir="auto">{name(c.name, 200)}{mark}</h3>'
        said = [
            words(
                "grounded",
                codings=n_of(c.codings, "coding"),
                stretches=n_of(c.stretches, "stretch"),
                sources=n_of(c.sources, "source"),
                participants=n_of(c.participants, "participant"),
            )
        ]
        if c.unconfirmed:
            said.append(words("unconfirmed-n", n=c.unconfirmed))
        if c.researcher:
            said.append(words("researcher-n", n=c.researcher))
        if c.first and c.last:
            said.append(words("first-last", first=words.day(c.first), last=words.day(c.last)))
        yield f'<p class="small">{safe("; ".join(said))}</p>'
        yield defined(c.definition, c.include, c.exclude, c.example, words)
        if c.codes:
            yield f"<h4>{safe(words('codes'))}</h4>"
            yield table(
                [words(k) for k in ("code", "codings", "stretches", "sources", "participants")],
                [
                    (f"<em>{safe(words('itself'))}</em>" if s.itself else self.places.link(s.code),
                     *map(words.number, (s.codings, s.stretches, s.sources, s.participants)))
                    for s in c.codes
                ],
                f"{words('codes')}: {c.name[:80]}", (1, 2, 3, 4),
            )  # fmt: skip
        if c.properties:
            yield f"<h4>{safe(words('properties'))}</h4>"
            yield table(
                [words(k) for k in ("property", "dimension", "found", "not-met")],
                [self._ranged(p) for p in c.properties], f"{words('properties')}: {c.name[:80]}",
            )  # fmt: skip
        yield from self._paradigm(c)
        if c.relations:
            yield f"<h4>{safe(words('relations'))}</h4>"
            for r in c.relations:
                yield from self._relation(r)
        yield from self._negatives(c)
        if c.memos:
            yield f"<h4>{safe(words('memos'))}</h4><ul>"
            yield "".join(f"<li>{self.places.link(m)}</li>" for m in c.memos)
            yield "</ul>"
        yield f"<h4>{safe(words('quotes'))}</h4>"
        yield self.quotes.each(c.quotes) or f'<p class="none">{safe(words("no-quotes"))}</p>'
        if c.more and c.quotes:
            yield f'<p class="small">{safe(words("more-quotes", stretches=n_of(c.more, "more stretch")))}</p>'
        yield "</section>\n"

    def _ranged(self, p: Ranged) -> tuple[str, ...]:
        words = self.words
        if not p.placements:
            found = f'<span class="none">{safe(words("nothing-placed"))}</span>'
        elif p.lowest is not None and p.highest is not None:
            ends = dict.fromkeys((p.lowest, p.highest))
            found = " … ".join(f"{name(value)} {self.places.coding(id)}" for value, id in ends)
            found += f"; {safe(speak(n_of(p.placements, 'placement')))}"
        else:
            found = ", ".join(f"{name(value)} ({words.number(n)})" for value, n in p.kinds)
        return (
            f'<span id="property-{p.id}">{name(p.name)}</span>',
            safe(p.dimension),
            found,
            safe(", ".join(p.without)),
        )

    def _paradigm(self, c: Category) -> Iterator[str]:
        if not c.paradigm:
            return
        words = self.words
        label = words("paradigm-of", name=c.name[:80])
        yield f"<h4>{safe(words('paradigm'))}</h4>"
        yield paradigm(c, words)
        rows = []
        for role in c.paradigm:
            for held in role.held:
                of = (
                    ""
                    if held.of.id == c.id
                    else f" ({safe(words('for-strategy', name=''))}{self.places.link(held.of)})"
                )
                rows.append(
                    (safe(words.word(role.role)), self.places.link(held.category) + of, safe(words.word(held.status)),
                     words.number(held.supporting), words.number(held.opposing))
                )  # fmt: skip
            if not role.held:
                none = f'<span class="none">{safe(words("no-role"))}</span>'
                rows.append((safe(words.word(role.role)), none, "", "", ""))
        yield table([words(k) for k in ("role", "category", "status", "for", "against")], rows, label, (3, 4))

    def _relation(self, r: Related) -> Iterator[str]:
        words = self.words
        fresh = r.id not in self._related
        self._related.add(r.id)
        here = f' id="relation-{r.id}"' if fresh else ""
        kind = safe(words.word(r.type))
        yield f"<h5{here}>{self.places.link(r.a)} <em>{kind}</em> {self.places.link(r.b)}</h5>"
        state = f"{words('relation', n=r.id)}, {words.word(r.status)}: " + words(
            "for-against", a=len(r.supporting), b=len(r.opposing)
        )
        yield f'<p class="small">{safe(state)}</p>'
        if r.note:
            yield lines(r.note)
        if r.lack:
            yield f'<p class="small" dir="auto">{safe(r.lack)}</p>'
        for side, ids in (("for", r.supporting), ("against", r.opposing)):
            if ids:
                yield f'<p class="side">{safe(words(side))}</p>{self.quotes.each(ids)}'

    def _negatives(self, c: Category) -> Iterator[str]:
        if not c.negatives:
            return
        yield f"<h4>{safe(self.words('negatives'))}</h4>"
        yield from map(self._negative, c.negatives)

    def _negative(self, x: Contrary) -> str:
        words = self.words
        here = "" if x.id in self._contrary else f' id="negative-{x.id}"'
        self._contrary.add(x.id)
        state = f"{words('negative', n=x.id)}, {words.word(x.outcome or 'open')}, {x.coder}; {words('against-what', what='')}"
        return (
            f'<div class="negative"{here}><p class="small">{safe(state)}{self.places.about(x.against)}</p>'
            f"{lines(x.note)}{lines(x.resolution)}{self.quotes.one(x.coding)}</div>"
        )


def defined(definition: str, include: str, exclude: str, example: str, words: Words) -> str:
    """Return what a code means as HTML."""
    out = lines(definition) or f'<p class="none">{safe(words("not-defined"))}</p>'
    more = [(k, v) for k, v in (("include", include), ("exclude", exclude), ("example", example)) if v]
    if more:
        rows = "".join(f'<div><dt>{safe(words(k))}</dt><dd dir="auto">{safe(v)}</dd></div>' for k, v in more)
        out += f'<dl class="means">{rows}</dl>'
    return out
