"""The parts of the page beside the theory: sources, codebook, memos, tables, curve and timeline, how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qda.core.coded_text import CodedText
from qda.core.language import speak_n
from qda.core.message import forms, n_of
from qda.core.study_page import Entry, Link, StudyPage
from qda.render.page.coded import coded
from qda.render.page.drawings import curve, timeline
from qda.render.page.html import Places, hatch, name, prose, safe
from qda.render.page.quotes import Quotes
from qda.render.page.tables import heat, table
from qda.render.page.theory import defined
from qda.render.page.words import Words

NOT_CONFIRMED = forms(
    "{n:,} coding has not been confirmed by a person yet.",
    "{n:,} codings have not been confirmed by a person yet.",
)


def source(
    text: CodedText, places: Places, coders: Mapping[str, int], *, several: bool, level: int = 3
) -> Iterator[str]:
    """Yield a source: what is known of it, and its text with its codings. `level` is that of its heading."""
    words = places.words
    shown = text.called or text.source
    language = f' lang="{safe(text.language)}"' if text.language else ""
    yield f'<section class="source" data-s="{text.id}" aria-labelledby="source-{text.id}">'
    yield f'<h{level} id="source-{text.id}" dir="auto">{name(shown, 200)}</h{level}>'
    about = [(k, v) for k, v in (("source", text.source), ("title", text.title)) if v not in ("", shown)]
    about += [(k, words.word(v)) for k, v in (("kind", text.kind), ("language", text.language)) if v]
    known = [(safe(words(k)), v) for k, v in about] + [(name(k, 40), v) for k, v in text.about if v]
    rows = "".join(f'<div><dt>{k}</dt><dd dir="auto">{name(v, 200)}</dd></div>' for k, v in known)
    yield f'<dl class="about">{rows}</dl>'
    if not text.marks:
        yield f'<p class="none">{safe(words("no-coding"))}</p>'
    yield f'<div class="text"{language}>'
    yield from coded(text, places, coders, several=several)
    yield "</div></section>\n"


class Parts:
    """Writes the page's parts, one after the other."""

    def __init__(self, page: StudyPage, places: Places, quotes: Quotes, coders: Mapping[str, int]) -> None:
        self.page, self.places, self.quotes, self.coders = page, places, quotes, coders
        self.words: Words = places.words

    def sources(self) -> Iterator[str]:
        """Yield the list of sources, and their texts."""
        page, words = self.page, self.words
        if not page.sources:
            yield self._none("no-source")
            return
        rows = []
        for s in page.sources:
            title = "" if s.called == s.source.label else f" <small>{name(s.called, 120)}</small>"
            shown = self.places.link(s.source) + title
            if page.texts is None:
                shown = f'<span id="source-{s.source.id}"><bdi>{name(s.source.label)}</bdi>{title}</span>'
            rows.append(
                (
                    shown,
                    safe(words.word(s.kind)),
                    safe(s.language),
                    *map(words.number, (s.segments, s.words, s.codings)),
                )
            )
        heads = ("source", "kind", "language", "n-segments", "n-words", "codings")
        yield table([words(k) for k in heads], rows, words("texts"), (3, 4, 5))
        if page.texts is None:
            yield self._none("texts-left-out")
            return
        several = len(page.coders) > 1
        for text in page.texts:
            yield from source(text, self.places, self.coders, several=several)

    def codebook(self) -> Iterator[str]:
        """Yield every code: what it means, how it is used, all its places, a quote or two."""
        if not self.page.codebook:
            yield self._none("no-code")
        for e in self.page.codebook:
            yield self._entry(e)

    def _entry(self, e: Entry) -> str:
        words = self.words
        kind = "" if e.level == "code" else f' <small class="tag">{safe(words.word(f"is-{e.level}"))}</small>'
        used = (
            [words("used", codings=n_of(e.codings, "coding"), sources=n_of(e.sources, "source"))]
            if e.codings
            else [words("no-codings")]
        )
        if e.with_codes > e.codings:
            used.append(words("with-codes", n=e.with_codes))
        if e.aliases:
            used.append(words("also-called", names=", ".join(a[:90] for a in e.aliases)))
        more = ""
        if e.categories:
            more = f"; {safe(words('also-belongs'))} " + ", ".join(map(self.places.link, e.categories))
        above = e.path.rpartition("/")[0]
        within = f'<span class="within" dir="auto">{name(above, 120)} / </span>' if above else ""
        depth = min(e.depth, 4)
        title = self.places.link(_category(e)) if self.places.has("category", e.id) else name(e.name, 200)
        out = [
            f'<section class="entry item" data-d="{e.depth}"><h{min(6, depth + 2)} class="code" id="code-{e.id}" dir="auto">'
            f'<i class="key {hatch(e.id)}"></i>{within}<bdi class="called">{title}</bdi>{kind}</h{min(6, depth + 2)}>',
            defined(e.definition, e.include, e.exclude, e.example, words),
            f'<p class="small" dir="auto">{safe("; ".join(used))}{more}</p>',
            self.quotes.each(e.quotes, code=False),
        ]
        if e.places and self.page.texts is not None:
            out.append(self._places(e))
        return "".join([*out, "</section>\n"])

    def _places(self, e: Entry) -> str:
        words = self.words
        by = "; ".join(
            f"{name(link.label, 24)} " + " ".join(f"<a href=#coding-{i}>{i}</a>" for i in ids) for link, ids in e.places
        )
        button = f'<button type="button" hidden data-show="{e.id}">{safe(words("show-all"))}</button>'
        said = f"<summary>{safe(words('places'))} ({words.number(e.codings)})</summary>"
        return f'<details class="places">{said}{by}</details>{button}'

    def memos(self) -> Iterator[str]:
        """Yield the memos, each with what it is on and the quotes that it rests on."""
        page, words = self.page, self.words
        if page.memos is None:
            yield self._none("memos-left-out")
            return
        if not page.memos:
            yield self._none("no-memo")
        for m in page.memos:
            said = [words("memo", n=m.id), words.word(m.type), m.coder, words.day(m.date)]
            if m.changed:
                said.append(words("changed", at=words.day(m.changed)))
            line = safe(", ".join(said))
            if m.on:
                on = ", ".join(map(self.places.about, m.on))
                line += f"; {safe(words('on', what=''))}{on}"
            yield f'<section class="memo item" aria-labelledby="memo-{m.id}">'
            yield f'<h3 id="memo-{m.id}" dir="auto">{name(m.title, 200)}</h3>'
            yield f'<p class="small" dir="auto">{line}</p><div class="prose" dir="auto">{prose(m.text, self.places, 3)}</div>'
            yield self.quotes.each(m.quotes) + "</section>\n"

    def tables(self) -> Iterator[str]:
        """Yield how often codes were given in sources, and which overlap."""
        page, words = self.page, self.words
        for key, held, empty, alike in (
            ("by-source", page.by_source, "nothing-coded", False), ("together", page.together, "nothing-together", True)
        ):  # fmt: skip
            yield f'<h3 id="{key}">{safe(words(key))}</h3>'
            if not held.rows:
                yield self._none(empty)
                continue
            yield f"<p>{safe(words(f'{key}-about'))}</p>"
            yield heat(held, self.places, words, words(key), words("code"), alike=alike, paths=not alike)
            if held.left_out:
                yield f'<p class="small">{safe(words("left-out-heat", n=held.left_out))}</p>'

    def curve(self) -> Iterator[str]:
        """Yield the discovery curve with its figures."""
        words, found = self.words, self.page.discovery
        if not found.rows:
            yield self._none("no-curve")
            return
        yield f"<p>{safe(words('curve-about'))}</p>{curve(found, words)}"
        heads = [words(k) for k in ("n", "source", "new", "so-far", "mean")]
        cells = [
            (
                safe(n),
                name(label, 60),
                words.number(new),
                words.number(total),
                "" if mean is None else words.decimal(mean),
            )
            for n, label, new, total, mean in found.rows
        ]
        yield self._figures(table(heads, cells, words("curve"), (0, 2, 3, 4)))

    def timeline(self) -> Iterator[str]:
        """Yield when what stands today was made, with its figures."""
        words, line = self.words, self.page.timeline
        if not line.periods:
            yield self._none("no-timeline")
            return
        yield f"<p>{safe(words('timeline-about'))}</p>{timeline(line, words)}"
        heads = [words(line.unit), *(words(f"n-{key}") for key, _ in line.series)]
        rows = [
            (safe(words.day(period)), *(words.number(values[n]) for _, values in line.series))
            for n, period in enumerate(line.periods)
            if any(values[n] for _, values in line.series)
        ]
        yield self._figures(table(heads, rows, words("timeline"), range(1, len(heads))))

    def _figures(self, html: str) -> str:
        return f"<details><summary>{safe(self.words('figures'))}</summary>{html}</details>"

    def made(self) -> Iterator[str]:
        """Yield counts, coders, what is unconfirmed, and the list of changes."""
        page, words = self.page, self.words
        yield f"<p>{safe(words('as-of', n=page.change, at=words.day(page.changed)))}.</p>"
        said = speak_n(*NOT_CONFIRMED, page.unconfirmed) if page.unconfirmed else words("all-confirmed")
        yield f"<p>{safe(said)} {safe(words('counts-say'))}</p>"
        if page.coders:
            yield f"<h3>{safe(words('coders'))}</h3>"
            rows = [(name(c.name), *map(words.number, (c.codings, c.unconfirmed, c.memos))) for c in page.coders]
            heads = [words(k) for k in ("coder", "codings", "unconfirmed", "n-memos")]
            yield table(heads, rows, words("coders"), (1, 2, 3))
        if page.origins:
            yield f"<h3>{safe(words('origins'))}</h3>"
            made = [
                (safe(words.word(origin)), words.number(n), words.number(open_)) for origin, n, open_ in page.origins
            ]
            yield table([words(k) for k in ("origin", "codings", "unconfirmed")], made, words("origins"), (1, 2))
        yield f"<h3>{safe(words('log'))}</h3>"
        if page.steps is None:
            yield self._none("log-left-out")
            return
        heads = [words(k) for k in ("n", "at", "coder", "command", "summary", "because")]
        steps = (
            (str(s.n), f"<time>{safe(s.at)}</time>", name(s.coder, 60), safe(s.command),
             f"<del>{name(s.summary, 300)}</del> ({safe(words('undone'))})" if s.undone else name(s.summary, 300),
             safe(s.because))
            for s in page.steps
        )  # fmt: skip
        yield table(heads, steps, words("log"), (0,))

    def _none(self, key: str) -> str:
        return f'<p class="none">{safe(self.words(key))}</p>'


def _category(e: Entry) -> Link:
    return Link("category", e.id, e.name)
