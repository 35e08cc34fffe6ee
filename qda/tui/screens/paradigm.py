"""The paradigm around a phenomenon as a screen: what brings it about, its context, what is done about it, what comes of it.

In a small window the five roles stand under one another; in a large one they stand around the phenomenon. A role without a
relation stands there as a question to the data, which a key answers by relating a category into that role.
"""

from __future__ import annotations

import textwrap
from typing import Any, ClassVar, NamedTuple

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from qda.core.names import byline
from qda.ops.theory import relations
from qda.reports.theory import axial as views
from qda.store.analysis import codes, theory
from qda.store.analysis.theory import ROLES
from qda.store.queries import codebook
from qda.store.texts.settings import school
from qda.tui.screens import axial_steps
from qda.tui.screens.base import Leave, TheoryScreen, not_drawn, pick_coding, show_quotes
from qda.tui.session.study_access import Desk
from qda.tui.shown_text import Edited, line, plain
from qda.tui.widgets.chooser import Choose, Item
from qda.tui.widgets.list_view import Row, Rows
from qda.tui.widgets.prompts import AskLine, Confirm

TITLES = {
    "causal_conditions": "Causal conditions", "context": "Context",
    "intervening_conditions": "Intervening conditions", "strategies": "Strategies", "consequences": "Consequences",
}  # fmt: skip
QUESTIONS = {
    "causal_conditions": "What brings it about? Which quote shows how it began?",
    "context": "In what setting does it occur? Where is it different?",
    "intervening_conditions": "What helps, hinders or changes it?",
    "strategies": "What do people do about it, or leave undone?",
    "consequences": "What comes of it, and for whom?",
}
SIGNS = {"hypothesis": "?", "supported": "+", "qualified": "~", "refuted": "×"}
WIDE, HIGH = 120, 34  # from this size on the roles stand around the phenomenon


class Place(NamedTuple):
    """Content of a row: a role, and a relation in it or none."""

    role: str
    relation: int | None


async def paradigm(app: App[Any], desk: Desk, *, phenomenon: int | None = None, coding: int | None = None) -> Leave:
    """Choose a phenomenon where none is given, and open its screen; gives a coding to read in its source, or None."""
    if phenomenon is None:
        chosen = await app.push_screen_wait(Choose("The paradigm around which category?", phenomena(desk)))
        if chosen is None:
            return None
        phenomenon = chosen.value
    return await app.push_screen_wait(ParadigmScreen(desk, phenomenon, coding=coding))


def phenomena(desk: Desk) -> list[Item]:
    """The categories to choose a phenomenon from, the core first."""
    return sorted(axial_steps.category_items(desk.study), key=lambda item: not item.hint.endswith("core"))


def _lines(text: str, width: int) -> list[Row]:
    return [Row(f"    {part}", heading=True, faint=True) for part in textwrap.wrap(line(text), width)]


class ParadigmScreen(TheoryScreen):
    """Screen of the paradigm around the category with that number. `coding` is offered as evidence."""

    DEFAULT_CSS = """
    ParadigmScreen #list { height: 1fr; padding: 0 1; }
    ParadigmScreen #around { display: none; height: 1fr; }
    ParadigmScreen #around Horizontal { height: 1fr; }
    ParadigmScreen #around .box { border: round $primary; width: 1fr; height: 100%; padding: 0 1;
        border-title-color: $foreground; }
    ParadigmScreen #around .box:focus-within { border: heavy $accent; }
    ParadigmScreen #around .box Rows { height: 1fr; }
    ParadigmScreen #around #middle { border: double $accent; padding: 0 1; }
    ParadigmScreen #around .arrow { width: 3; height: 100%; content-align: center middle; }
    ParadigmScreen #around .down { width: 100%; height: 1; content-align: center middle; text-align: center; }
    ParadigmScreen #detail { height: 6; border-top: solid $primary; padding: 0 1; overflow-y: auto; }
    ParadigmScreen.-wide #list { display: none; }
    ParadigmScreen.-wide #around { display: block; }
    ParadigmScreen.-wide #detail { height: 9; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,R", "relate", show=False),
        Binding("D,o", "open", show=False),
        Binding("e", "evidence", show=False),
        Binding("s", "status", show=False),
        Binding("n", "note", show=False),
        Binding("x", "unrelate", show=False),
        Binding("v", "quotes", show=False),
        Binding("tab", "next_box(1)", show=False, priority=True),
        Binding("shift+tab", "next_box(-1)", show=False, priority=True),
    ]
    KEYS = (
        "a: relate · e: evidence · s: status · n: note · x: remove · enter: quotes\n"
        "D: other phenomenon · tab: next role · u: undo · r: redo · escape: back"
    )

    def __init__(self, desk: Desk, phenomenon: int, *, coding: int | None = None) -> None:
        super().__init__(desk)
        self.phenomenon, self.coding = phenomenon, coding
        self.known: dict[int, theory.Relation] = {}

    def parts(self) -> ComposeResult:
        """The list and the boxes, of which one is seen; what is said of the row under the cursor."""
        yield Rows(id="list")
        with Vertical(id="around"):
            with Horizontal():
                yield self._box("context")
                yield self._box("intervening_conditions")
            yield Static("▼", classes="down", markup=False)
            with Horizontal():
                yield self._box("causal_conditions")
                yield Static("─▸", classes="arrow", markup=False)
                with VerticalScroll(id="middle", classes="box") as middle:
                    middle.can_focus = False
                    yield Static(id="phenomenon", markup=False)
                yield Static("─▸", classes="arrow", markup=False)
                yield self._box("strategies")
                yield Static("─▸", classes="arrow", markup=False)
                yield self._box("consequences")
        yield Static(id="detail", markup=False)

    def _box(self, role: str) -> Vertical:
        box = Vertical(Rows(id=role), classes="box")
        box.border_title = TITLES[role]
        return box

    def on_resize(self, event: events.Resize) -> None:
        """One layout or the other."""
        wide = event.size.width >= WIDE and event.size.height >= HIGH
        if wide and self.is_mounted:
            self.reload()  # notes are broken into lines by the width
        if wide != self.has_class("-wide") or self.focused is None:
            place = self.place() if self.is_mounted else None
            self.set_class(wide, "-wide")
            self.rows_of(place.role if place else ROLES[0]).focus()

    def rows_of(self, role: str) -> Rows:
        """The list that shows a role now."""
        return self.query_one(f"#{role}" if self.has_class("-wide") else "#list", Rows)

    def shown(self) -> Rows:
        """The list that has the cursor."""
        if not self.has_class("-wide"):
            return self.query_one("#list", Rows)
        return self.focused if isinstance(self.focused, Rows) else self.query_one(f"#{ROLES[0]}", Rows)

    def place(self) -> Place | None:
        """Return the role and relation under the cursor."""
        row = self.shown().row
        return row.value if row is not None else None

    def relation(self) -> theory.Relation | None:
        """The relation under the cursor; says so where there is none."""
        place = self.place()
        found = self.known.get(place.relation) if place is not None and place.relation is not None else None
        if found is None:
            self.refuse("there is no relation here yet: a relates a category into this role")
        return found

    def reload(self) -> None:
        """Read the paradigm and show it."""
        db = self.study.db
        names = codes.names(db)
        held = codes.get(db, self.phenomenon)
        if held is None or held["level"] not in codes.CATEGORY_LEVELS:
            self.app.notify("the phenomenon is no category any more", markup=False)
            self.dismiss(None)
            return
        name = names[self.phenomenon]
        fields = views.paradigm(self.study, axial_steps.path_of(self.study, self.phenomenon), want="rows").fields
        self.known = {r.id: r for r in theory.relations(db)}
        said = school(self.study).words
        titles = {role: said.get(title, title) for role, title in TITLES.items()}
        missing = [titles[role].lower() for role in fields["missing"]]
        self.head(
            f"{said.get('Paradigm', 'Paradigm')}: “{name}”" + (f" · missing: {', '.join(missing)}" if missing else "")
        )
        flat: list[Row] = []
        for role in ROLES:
            rows = [self._row(role, found, name) for found in fields[role]]
            rows = rows or [Row(QUESTIONS[role], "missing", Place(role, None), faint=True)]
            self.query_one(f"#{role}", Rows).keep([part for row in rows for part in self._spread(row)])
            flat += [Row(titles[role], heading=True), *rows]
        self.query_one("#list", Rows).keep(flat)
        core = " · the core category" if held["level"] == "core" else ""
        inside, counts = codes.gathered(db)[self.phenomenon], codebook.codings_of_each(db)
        n = sum(counts.get(i, 0) for i in inside)
        about = f"{len(inside) - 1} codes under it, {n} codings{core}"
        self.query_one("#phenomenon", Static).update(plain(f"{line(name)}\n\n{held['definition']}\n\n{about}"))
        self.tell()

    def _row(self, role: str, found: dict[str, Any], name: str) -> Row:
        of = "" if found["of"] == name else f" (of {found['of']})"
        counts = f"{found['for']} for, {found['against']} against"
        return Row(
            f"{SIGNS[found['status']]} {found['category']}{of}", f"{found['status']}, {counts}",
            Place(role, found["relation"]),
        )  # fmt: skip

    def _spread(self, row: Row) -> list[Row]:
        """A row of the list as it stands in a box: what counts for it, and its note, on lines of their own."""
        above = row.value.role in ("context", "intervening_conditions")  # two boxes in the upper row, four below
        width = max(self.size.width // (2 if above else 4) - 14, 20)
        if row.value.relation is None:
            return [Row("?", value=row.value), *_lines(QUESTIONS[row.value.role], width)]
        note = self.known[row.value.relation].note
        about = [*_lines(row.right, width), *_lines(note, width)[:6]]
        return [Row(row.text, value=row.value), *about, Row("", heading=True)]

    def on_rows_moved(self) -> None:
        """Another row."""
        self.tell()

    def on_descendant_focus(self) -> None:
        """Another box."""
        self.tell()

    def tell(self) -> None:
        """Say more about what is under the cursor."""
        place = self.place()
        text = ""
        if place is not None and place.relation is None:
            text = f"{TITLES[place.role]}: {views.MEANING[place.role]}.\n{QUESTIONS[place.role]} A missing role is a "
            text += "question to the data, not a fault: look for quotes, or press a to relate a category."
        elif place is not None and place.relation in self.known:
            text = self._told(self.known[place.relation])
        self.query_one("#detail", Static).update(plain(text))

    def _told(self, r: theory.Relation) -> str:
        names = codes.names(self.study.db)
        out = [f"{line(names[r.a])} {r.type} {line(names[r.b])} — {r.status}, relation {r.id}, by {r.coder}"]
        out += [line(r.note)] if r.note else []
        out += [f"! {r.lack()}"] if r.lack() else []
        found = views.quotes(self.study.db, not_drawn(self.study, (*r.supporting[:2], *r.opposing[:2])))
        for side, ids in (("for", r.supporting[:2]), ("against", r.opposing[:2])):
            out += [
                f"{side}: “{line(found[i]['text'], found[i]['source'])}” {byline(found[i]['author'], found[i]['role'])}"
                for i in ids
                if i in found
            ]
        return "\n".join(out)

    def action_next_box(self, by: int) -> None:
        """To the next role."""
        place = self.place()
        at = ROLES.index(place.role) if place else 0
        role = ROLES[(at + by) % len(ROLES)]
        rows = self.rows_of(role)
        rows.focus()
        if rows.id == "list":
            rows.go(next(i for i, r in enumerate(rows.rows) if not r.heading and r.value.role == role))

    def on_rows_chosen(self) -> None:
        """Enter: the quotes of a relation, or a relation for a role that has none."""
        place = self.place()
        if place is not None and place.relation is None:
            self.action_relate()
        else:
            self.action_quotes()

    def action_relate(self) -> None:
        """Relate a category into the role under the cursor."""
        if (place := self.place()) is not None:
            self.ask(self._relate(place.role))

    async def _relate(self, role: str) -> None:
        names = codes.names(self.study.db)
        type = await axial_steps.pick_type(self.app, self.study, TITLES[role], role)
        if type is None:
            return
        of = self.phenomenon
        strategies = {r.a: names[r.a] for r in self.known.values() if r.role == "strategies" and r.b == of}
        if role in views.ALSO and strategies:
            items = [Item(names[of], of, "the phenomenon")]
            items += [Item(name, i, "a strategy") for i, name in strategies.items()]
            chosen = await self.app.push_screen_wait(Choose(f"{TITLES[role]} of what?", items))
            if chosen is None:
                return
            of = chosen.value
        await axial_steps.relate(self.app, self, type=type, b=of, coding=self.coding)

    def action_open(self) -> None:
        """Open another phenomenon."""

        def chosen(item: Item | None) -> None:
            if item is not None:
                self.phenomenon = item.value
                self.reload()

        self.app.push_screen(Choose("The paradigm around which category?", phenomena(self.desk)), chosen)

    def action_evidence(self) -> None:
        """Add a quote for or against the relation under the cursor."""
        if (r := self.relation()) is not None:
            self.ask(self._evidence(r))

    async def _evidence(self, r: theory.Relation) -> None:
        names, gathered = codes.names(self.study.db), codes.gathered(self.study.db)
        said = f"“{names[r.a]}” {r.type} “{names[r.b]}”"
        coding = await pick_coding(
            self.app, self.study, "Which quote?", gathered[r.a] | gathered[r.b], self.coding, said
        )  # fmt: skip
        if coding is None:
            return
        side = await axial_steps.pick_side(self.app, self.study, said, coding)
        if side is None:
            return
        a, b = (axial_steps.path_of(self.study, i) for i in (r.a, r.b))
        given: dict[str, Any] = {"supporting" if side == "for" else "opposing": [coding]}
        self.do(lambda: relations.relate(self.study, a, r.type, b, **given))

    def action_status(self) -> None:
        """Change the status of the relation under the cursor, with a reason."""
        if (r := self.relation()) is not None:
            self.ask(self._status(r))

    async def _status(self, r: theory.Relation) -> None:
        names = codes.names(self.study.db)
        said = f"“{names[r.a]}” {r.type} “{names[r.b]}”"
        status = await axial_steps.pick_status(self.app, f"{said}: {r.status}", r.status)
        if status is None or status == r.status:
            return
        # read anew: people may have got another role since the screen was drawn
        meant = theory.relation(self.study.db, r.id)._replace(status=status)
        alone = f" {theory.ALONE}: say why that is enough" if meant.on_researchers() else ""
        because = await self.app.push_screen_wait(
            AskLine("Why?", placeholder="the reason, for the log", detail=f"{said}: {status}{alone}", empty=True)
        )
        if because is not None:
            self.do(
                lambda: relations.status(self.study, r.id, status, include_researcher=bool(alone and because.strip())),
                because=because,
            )

    def action_note(self) -> None:
        """Write the note of the relation under the cursor."""
        if (r := self.relation()) is not None:
            self.ask(self._note(r))

    async def _note(self, r: theory.Relation) -> None:
        edited = Edited(r.note)
        given = await self.app.push_screen_wait(AskLine("Note on the relation", edited.shown, empty=True))
        note = None if given is None else edited.stored(given)
        if note is not None and note != r.note:
            self.do(lambda: relations.status(self.study, r.id, r.status, note=note))

    def action_unrelate(self) -> None:
        """Remove the relation under the cursor."""
        if (r := self.relation()) is not None:
            self.ask(self._unrelate(r))

    async def _unrelate(self, r: theory.Relation) -> None:
        names = codes.names(self.study.db)
        said = f"“{names[r.a]}” {r.type} “{names[r.b]}”\nIts codings stay."
        if await self.app.push_screen_wait(Confirm("Remove the relation?", said, yes="remove", no="keep")):
            self.do(lambda: relations.unrelate(self.study, [r.id]))

    def action_quotes(self) -> None:
        """Look at the quotes for and against."""
        if (r := self.relation()) is not None:
            self.ask(self._quotes(r))

    async def _quotes(self, r: theory.Relation) -> None:
        names = codes.names(self.study.db)
        title = f"{names[r.a]} {r.type} {names[r.b]}"
        coding = await show_quotes(self.app, self.study, title, (("for", r.supporting), ("against", r.opposing)))
        if coding is not None:
            self.dismiss(coding)
