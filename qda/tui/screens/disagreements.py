"""Places where coders differ, to be gone through: the list, what each coder has there, and a key for each decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType

from qda.core.errors import QdaError
from qda.core.names import byline
from qda.ops.agreement import resolve
from qda.reports.agreement import disagreements
from qda.store.queries.navigation import Place
from qda.store.texts import sources
from qda.tui.messages import sentence
from qda.tui.screens.code_picker import CodePicker, load_codes
from qda.tui.screens.two_panes import TwoPanes
from qda.tui.session.study_access import Desk
from qda.tui.shown_text import line
from qda.tui.widgets.list_view import Row, Rows
from qda.tui.widgets.prompts import AskLine

AROUND = 160  # characters of the text shown before and after a place


class DisagreementsScreen(TwoPanes):
    """Places to be settled one after the other; each decision is one change, and undone by one undo."""

    BESIDE = "place"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"keep({n})", show=False) for n in range(1, 10)),
        Binding("w", "boundary('widest')", show=False),
        Binding("c", "boundary('common')", show=False),
        Binding("t", "to", show=False),
        Binding("x,delete", "drop", show=False),
        Binding("o", "reopen", show=False),
        Binding("a", "agreed", show=False),
        Binding("d", "settled", show=False),
    ]
    KEYS = (
        "1 … 9: keep what that coder has · w: widest stretch · c: what all have · t: another code · x: nothing there\n"
        "o: reopen · a: take in what is agreed · d: show settled ones · enter: read it in its source · u: undo · escape: back"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: dict[int, dict[str, Any]] = {}  # by the number of the place
        self.every = False
        self.at: int | None = None

    def reload(self) -> None:
        """Read the places, the cursor where it was, or at the one that came in the place of a settled one."""
        try:
            table = disagreements.run(self.study, every=self.every)
        except QdaError as e:
            self.found = {}
            self.clear("nothing to compare")
            self.refuse(sentence(e))
            return
        self.found = {row["id"]: row for row in table.dicts()}
        rows = [
            Row(f"{line(row['code'])}  “{line(row['text'], row['source'])}”",
                " · ".join(filter(None, (row["kind"], "" if row["status"] == "open" else row["status"]))), row["id"])
            for row in self.found.values()
        ]  # fmt: skip
        listed = self.listed
        ids = list(self.found)
        at = ids.index(self.at) if self.at in self.found else min(max(listed.index, 0), len(rows))
        listed.show(rows, at=at, empty="nothing is left to settle")
        self.head(f"Where coders differ: {sentence(table.notes[0])}")
        self.tell()

    @property
    def row(self) -> dict[str, Any] | None:
        """The place under the cursor."""
        row = self.listed.row
        return None if row is None else self.found.get(row.value)

    def went(self, row: Row | None) -> None:
        """Another place, from its beginning."""
        self.at = None if self.row is None else self.row["id"]
        self.pane.scroll_home(animate=False)

    def about(self) -> Text:
        """Return what each coder has at the place under the cursor."""
        return Text() if self.row is None else self.text(self.row)

    def coders(self, row: dict[str, Any]) -> list[str]:
        """Return the readers of a place: those who have the code there, then those who have not."""
        return [*row["coders"], *row["absent"]]

    def text(self, row: dict[str, Any]) -> Text:
        """Describe a place: whose words, what stands around, what each coder has."""
        out, text = Text(), sources.text(self.study.db, sources.find(self.study.db, row["source"]))
        out.append(f"{line(row['code'])}", "bold underline")
        out.append(f" · {row['kind']} · {row['status']}\n")
        author = byline(line(row["author"] or "", row["source"]), row["role"])
        out.append(
            " · ".join(filter(None, (author, line(row["source"])))) + f" · {row['start']}:{row['end']}\n\n", "dim"
        )
        start, end = row["start"], row["end"]
        out.append("…" + line(text[max(start - AROUND, 0) : start], row["source"]) if start else "", "dim")
        out.append(line(text[start:end], row["source"]), "bold")
        out.append(line(text[end : end + AROUND], row["source"]) + ("…" if end + AROUND < len(text) else ""), "dim")
        out.append("\n")
        for n, name in enumerate(self.coders(row), 1):
            out.append(f"\n{n}  {line(name)}\n", "bold")
            held = [s for s in row["stretches"] if s["coder"] == name]
            for s in held:
                out.append(f"   “{line(text[s['start'] : s['end']], row['source'])}” {s['start']}:{s['end']}\n")
            if not held:
                out.append("   has not this code here\n")
            for o in (o for o in row["other"] if o["coder"] == name):
                out.append(f"   {line(o['code'])}: “{line(text[o['start'] : o['end']], row['source'])}”\n", "italic")
        if row["decision"] is not None:
            out.append(f"\nsettled by {line(row['decision']['coder'])}: {row['decision']['how']}", "italic")
            out.append(f" · {line(row['note'])}\n" if row["note"] else "\n", "italic")
        return out

    # what a person decides

    def action_keep(self, n: int) -> None:
        """Keep what the n-th coder has there."""
        if (row := self.row) is not None:
            names: Sequence[str] = self.coders(row)
            if n > len(names):
                self.refuse(f"there is no coder {n} here")
            else:
                self.ask(self._noted(row["id"], f"Keep what {line(names[n - 1])} has: why?", keep=names[n - 1]))

    def action_drop(self) -> None:
        """Decide that there is nothing."""
        if (row := self.row) is not None:
            self.ask(self._noted(row["id"], "Nothing there: why?", drop=True))

    def action_to(self) -> None:
        """Give it another code, on the stretch that all have, else the widest."""
        if (row := self.row) is not None:
            self.ask(self._to(row))

    async def _to(self, row: dict[str, Any]) -> None:
        picker = CodePicker(load_codes(self.study), [], title="Which code?", several=False, new=False)
        picked = await self.app.push_screen_wait(picker)
        if picked is None or not picked.ids:
            return
        from qda.store.analysis import codes

        path = codes.paths(self.study.db)[picked.ids[0]]
        wide = {} if row["kind"] != "boundary" else {"boundary": resolve.WIDEST}
        await self._noted(row["id"], f"It is {line(path)}: why?", to=path, **wide)

    async def _noted(self, id: int, title: str, **way: Any) -> None:
        note = await self.app.push_screen_wait(AskLine(title, ""))
        if note:
            self.do(lambda: resolve.resolve(self.study, [id], note=note, **way))

    def action_boundary(self, which: str) -> None:
        """Set the stretch; the code stays."""
        if (row := self.row) is not None:
            self.do(lambda: resolve.resolve(self.study, [row["id"]], boundary=which))

    def action_reopen(self) -> None:
        """Take the decision back."""
        if (row := self.row) is not None:
            self.do(lambda: resolve.reopen(self.study, [row["id"]]))

    def action_agreed(self) -> None:
        """Take the places on which all agree into the layer."""
        self.do(lambda: resolve.agreed(self.study))

    def action_settled(self) -> None:
        """Show settled places too, or no longer."""
        self.every = not self.every
        self.reload()

    @on(Rows.Chosen, "#list")
    def chosen(self, event: Rows.Chosen) -> None:
        """Read the place in its source."""
        event.stop()
        if (row := self.row) is not None:
            self.dismiss(Place(sources.find(self.study.db, row["source"]), row["start"], row["end"]))
