"""`CodePicker`: giving a stretch codes, with one key to open it and two or three letters to find the code.

The codes used last come first while nothing is typed. Enter applies the code under the cursor, or those marked with tab or
ctrl+space. What was typed and is no code's name or other name is offered as a new code, at the end of the list, or first
when nothing in it is what was meant; a line warns of a near-duplicate. Under the list stands what the code means.

Suggested codes may come in while it is open (`suggest`): they are put on top, and the cursor stays on the code it was on, so
that enter never gives another code than the one that a person saw there.

Gives a `Picked`, or None when it was left. Posts `CodePicker.Highlighted` when another code comes under the cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from qda.core.names import KnownNames, short
from qda.store.analysis import codes
from qda.store.project import Study
from qda.store.queries import codebook
from qda.tui.shown_text import either, line
from qda.tui.widgets.chooser import Chooser, Item
from qda.tui.widgets.list_view import Found, Row

if TYPE_CHECKING:
    from qda.ops.discovery.suggesting import Suggested

SIGNS = {"code": "", "focused": "focused", "category": "category", "core": "core category"}


@dataclass(frozen=True, slots=True)
class Code:
    """A code as the picker shows it; `codings` are its own."""

    id: int
    name: str
    path: str
    level: str = "code"
    aliases: tuple[str, ...] = ()
    definition: str = ""
    include: str = ""
    exclude: str = ""
    codings: int = 0


@dataclass(frozen=True, slots=True)
class Picked:
    """Codes that were picked: existing ones by number and by path, and the name of a new one, or nothing."""

    ids: tuple[int, ...]
    paths: tuple[str, ...]
    new: str | None = None

    @property
    def names(self) -> list[str]:
        """All of them as `ops.coding.code` takes them."""
        return [*self.paths, *([self.new] if self.new is not None else [])]


def load_codes(study: Study) -> list[Code]:
    """Every code of the study in the codebook's order."""
    aliases, counts, db = codes.aliases(study.db), codebook.codings_of_each(study.db), study.db
    rows = codes.rows(db)
    known = []
    for id, path in codes.paths(db).items():
        row, also, count = rows[id], tuple(aliases.get(id, ())), counts.get(id, 0)
        known.append(
            Code(id, row["name"], path, row["level"], also, row["definition"], row["include"], row["exclude"], count)
        )
    return known


class CodePicker(Chooser["Picked | None"]):
    """Pick codes; see the module. `recent` are numbers of codes, the last used first.

    `several=False` picks one code only (to change a coding's code), `new=False` offers no new one. `beside` is a widget
    that is shown at the right where there is room, else below: the app keeps it up to date as `Highlighted` comes in,
    or by `on_highlight`.
    """

    DEFAULT_CSS = """
    CodePicker > #box { height: 100%; max-height: 40; width: 100%; max-width: 150; }
    CodePicker #picking { height: 1fr; }
    CodePicker #left { width: 1fr; height: 100%; }
    CodePicker #left > Static { width: 100%; height: auto; }
    CodePicker #found { height: 1fr; max-height: 100%; min-height: 4; }
    CodePicker #detail { height: auto; max-height: 7; border-top: solid $primary; color: $text; }
    CodePicker.-alone > #box { width: 76; max-width: 100%; max-height: 30; }
    CodePicker #beside { width: 1fr; height: 100%; border-left: solid $primary; padding-left: 1; overflow-y: auto; }
    CodePicker #beside ComparePanel { width: 100%; border-left: none; padding: 0; }
    CodePicker.-low #beside, CodePicker.-less.-narrow #beside { display: none; }
    CodePicker.-low #left, CodePicker.-less.-narrow #left { height: 1fr; }
    CodePicker.-low #found { min-height: 1; }
    CodePicker.-narrow #picking { layout: vertical; }
    CodePicker.-narrow #left { width: 100%; height: 60%; }
    CodePicker.-narrow #beside { width: 100%; height: 40%; border-left: none; border-top: solid $primary; padding: 0; }
    """

    class Highlighted(Message):
        """Another code is under the cursor; None when it is a new one or the list is empty."""

        def __init__(self, code_id: int | None) -> None:
            super().__init__()
            self.code_id = code_id

    def __init__(
        self, known: Sequence[Code], recent: Iterable[int] = (), *, title: str = "Code", several: bool = True,
        new: bool = True, detail: str = "", beside: Widget | None = None,
        on_highlight: Callable[[int | None], None] | None = None,
    ) -> None:  # fmt: skip
        place = {id: n for n, id in enumerate(dict.fromkeys(recent))}
        # Recent ones first, then in the codebook's order; between equal hits the order of this list decides.
        self.codes = sorted(known, key=lambda c: place.get(c.id, len(place)))
        self.recent = place
        self.several = several
        self.beside, self.on_highlight = beside, on_highlight
        self.highlighted: int | None = None
        self.suggested: dict[int, Suggested] = {}  # by code, best first
        self.every_name = KnownNames(
            n for c in self.codes for name in (c.name, *c.aliases) for n in (name, *either(name))
        )
        items = [Item(c.name, c, aliases=c.aliases, text=f"{c.definition} {c.include}") for c in self.codes]
        super().__init__(title, items, new, detail=detail, what="code")
        alone = "enter: take it · " if not several else "enter: apply · tab: mark · "
        self.KEYS = f"type to find · {alone}" + ("↑: new · " if new else "") + "escape: leave"

    def suggest(self, found: Sequence[Suggested]) -> None:
        """Put these codes on top, best first, each with the words that matter and the quotes that speak for it."""
        known = {c.id for c in self.codes}
        self.suggested = {s.code: s for s in found if s.code in known}
        if not self.typed and self.suggested:
            self.found.keep(self._with_suggested())
            if self.found.index < len(self.suggested) + 2:  # there is room to show them
                self.found.top = 0
                self.found.refresh()

    def _with_suggested(self) -> Found:
        places = {c.id: at for at, c in enumerate(self.codes)}
        rest = [at for at, c in enumerate(self.codes) if c.id not in self.suggested]
        return Found(
            [
                Row("suggested by what you have coded", "words that matter", heading=True),
                *(places[id] for id in self.suggested),
                Row("the codebook, the codes used last first", heading=True),
                *rest,
            ],
            self.row_of,
        )

    def parts(self) -> ComposeResult:
        """The list at the left, what goes beside it at the right."""
        self.set_class(self.beside is None, "-alone")
        with Horizontal(id="picking"):
            with Vertical(id="left"):
                yield from super().parts()
            if self.beside is not None:
                with Vertical(id="beside"):
                    yield self.beside

    def on_resize(self) -> None:
        """Beside the list where there is room for two columns, else below it."""
        self.set_class(self.beside is not None and self.size.width < 100, "-narrow")

    def row_of(self, at: int) -> Row:
        """A code with its home and its count; the recent ones are named so."""
        code = self.codes[at]
        home = code.path.rpartition("/")[0]
        why = self.suggested.get(code.id)
        words = [
            "" if why is None else ", ".join(map(line, why.words)) or "suggested",
            SIGNS.get(code.level, ""),
            f"in {short(line(home), 26)}" if home else "",
            "recent" if code.id in self.recent and why is None else "",
        ]
        return Row(code.name, " · ".join([*filter(None, words), str(code.codings)]), value=at, marked=at in self.marked)

    def search(self, typed: str) -> None:
        """Find, and warn when what was typed is nearly a code that is there."""
        super().search(typed)
        if not typed and self.suggested:
            rows = self._with_suggested()
            self.found.show(rows, at=rows.place(0) or 0)
        near = self.every_name.near(typed) if self.new and typed and not self.finder.known(typed) else []
        self.problem("close to " + ", ".join(f"“{n}”" for n in near[:3]) + ": is it the same?" if near else None)

    def describe(self, row: Row | None) -> None:
        """Show what the code under the cursor means, and let others follow."""
        code = self.codes[row.value] if row is not None and isinstance(row.value, int) else None
        self.query_one("#detail", Static).update(
            self._said_of(code) if code else Content("a new code is made at the top of the codebook" if row else "")
        )
        now = code.id if code else None
        if now != self.highlighted:
            self.highlighted = now
            self.post_message(self.Highlighted(now))
            if self.on_highlight is not None:
                self.on_highlight(now)

    def _said_of(self, code: Code) -> Content:
        why = self.suggested.get(code.id)
        if why is None or not why.because:
            return meaning(code)
        quotes = " · ".join(f"“{short(line(text), 100)}”" for _, text in why.because)
        return Content("\n").join([Content.assemble(("speaks for it: ", "bold"), quotes), meaning(code)])

    def give(self, item: Item) -> None:
        """The marked codes, or the one under the cursor; a new one as well."""
        chosen = [self.codes[at] for at in self.marked]
        if not item.is_new and not chosen:
            chosen = [item.value]
        new = item.name if item.is_new else None
        self.dismiss(Picked(tuple(c.id for c in chosen), tuple(c.path for c in chosen), new))


def meaning(code: Code) -> Content:
    """A code's definition, what it takes in and leaves out, and its other names."""
    parts: list[Content] = []
    for label, text in (
        ("", code.definition or "no definition yet"), ("include: ", code.include), ("exclude: ", code.exclude),
        ("also: ", ", ".join(code.aliases)),
    ):  # fmt: skip
        if text:
            parts.append(Content.assemble((label, "bold"), line(text)))
    return Content("\n").join(parts)
