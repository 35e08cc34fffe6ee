"""Quotes on the page: each stands in full once outside its text, elsewhere by its beginning, always with a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qda.core.study_page import Quoted
from qda.render.page.html import Places, hatch, lines, name, safe, short


class Quotes:
    """Writes quotes and knows which have stood in full. `own`: the first one is the coding's place, there is no text."""

    def __init__(self, held: Iterable[Quoted], places: Places, coders: Mapping[str, int], *, own: bool) -> None:
        self._held = {q.id: q for q in held}
        self._places, self._coders, self._own = places, coders, own
        self._told: set[int] = set()

    def each(self, ids: Iterable[int], *, code: bool = True) -> str:
        """Return these quotes, one below the other; `code`: with the name of their code."""
        return "".join(self.one(id, code=code) for id in ids)

    def one(self, id: int, *, code: bool = True) -> str:
        """Return a quote in full where it stands first, else its first characters; "" for one that is not held."""
        q = self._held.get(id)
        if q is None:
            return ""
        data = f'data-c="{id}" data-k="{q.of_code}" data-w="{self._coders.get(q.coder, 0)}" data-s="{q.of_source}"'
        if id in self._told:
            return (
                f'<p class="q again" {data} dir="auto">{self._places.coding(id, f"“{short(q.text)}”")} '
                f'<span class="by">—\u00a0{self._by(q)} {self._places.coding(id)}</span></p>'
            )
        self._told.add(id)
        here = f' id="coding-{id}"' if self._own else ""
        more = []
        if code:
            look = f'class="n {hatch(q.of_code)}"'
            shown = f"<bdi>{name(q.code)}</bdi>"
            linked = self._places.has("code", q.of_code)
            more.append(f'<a {look} href="#code-{q.of_code}">{shown}</a>' if linked else f"<span {look}>{shown}</span>")
        words = self._places.words
        more += [safe(words(mark)) for mark, on in (("pinned", q.pinned), ("unconfirmed", not q.confirmed)) if on]
        said = f" · {' · '.join(more)}" if more else ""
        note = f'<span class="noted" dir="auto">{safe(words("note"))}: {safe(q.note)}</span>' if q.note else ""
        number = f"[{id}]" if self._own else self._places.coding(id)
        return (
            f'<figure class="q"{here} {data}><blockquote>{lines(q.text)}</blockquote>'
            f"<figcaption>—\u00a0{self._by(q)} {number}{said}{note}</figcaption></figure>"
        )

    def _by(self, q: Quoted) -> str:
        words = self._places.words
        who = q.author or ""
        if q.role == "researcher":
            who = f"{who} ({words('researcher')})" if who else words("a-researcher")
        parts = [f"<b><bdi>{name(who)}</bdi></b>"] if who else []
        parts.append(f"<cite><bdi>{name(q.source)}</bdi></cite>")
        if q.date:
            parts.append(safe(words.day(q.date)))
        return ", ".join(parts)
