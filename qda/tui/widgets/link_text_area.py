"""`LinkArea`: a text area in which typing `[[` opens a list of what can be linked, and puts the chosen link in.

`link_items` lists it: categories and codes by name, relations, and codings by their words. The link is written by name or
number, as these are shown; `qda.ops` stores it by uuid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events

from qda.core.names import short
from qda.store.analysis import codes, codings, links, memos, stability, theory
from qda.store.project import Study
from qda.store.queries import navigation
from qda.store.texts import people
from qda.tui.shown_text import line, veiled
from qda.tui.widgets.chooser import Choose, Item
from qda.tui.widgets.prompts import SafeArea

EVERY = ("category", "code", "relation", "coding", "memo", "source", "participant")


def link_items(study: Study, kinds: Sequence[str] = EVERY) -> list[Item]:
    """List what a text can link to, each with `kind:name` as its value; categories first, codings after the codes."""
    db, out = study.db, list[Item]()
    names, paths, tops = codes.names(db), codes.paths(db), set(theory.categories(db))
    for kind, wanted in (("category", tops), ("code", set(paths) - tops)):
        if kind in kinds:
            out += [Item(names[i], f"{kind}:{links.name_of(db, 'code', i)}", hint=kind) for i in paths if i in wanted]
    if "relation" in kinds:
        out += [
            Item(f"{names[r.a]} {r.type} {names[r.b]}", f"relation:{r.id}", hint=f"relation {r.id}, {r.status}")
            for r in theory.relations(db)
        ]
    if "coding" in kinds:
        drawn = stability.hidden_codings(db, study.coder)
        for row in codings.select(db):
            if row[0] in drawn:
                continue
            id, source, code, text = row[0], row[2], row[6], line(row[10], row[2])
            hint = f"coding {id} · {short(line(code), 22)}"
            more = f"{short(text, 300)}\n{source} · {code}" + (" · researcher" if row[15] == "researcher" else "")
            out.append(Item(text[:400], f"coding:{id}", hint, more, (str(id),), code))
    if "memo" in kinds:
        out += [Item(m.title, f"memo:{m.id}", hint=f"memo {m.id}") for m in memos.read(db)]
    if "source" in kinds:
        out += [Item(name, f"source:{name}", hint="source") for _, name in navigation.rows(study.db)]
    if "participant" in kinds:
        out += [Item(name, f"participant:{name}", hint="participant") for name in people.shown(db).values()]
    return out


class LinkArea(SafeArea):
    """A text area that completes links. `items` is asked each time, so that what was made meanwhile is there."""

    def __init__(self, text: str, items: Callable[[], list[Item]], *, id: str | None = None) -> None:
        super().__init__(text, id=id, soft_wrap=True, tab_behavior="focus")
        self.link_items = items

    def on_key(self, event: events.Key) -> None:
        """The second `[` opens the list."""
        if event.character != "[" or self.read_only:
            return
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        if before.endswith("[") and not before.endswith("[["):
            self.call_after_refresh(self.complete)

    def complete(self) -> None:
        """Open the list; what is chosen is put in at the cursor, after `[[`."""

        def chosen(item: Item | None) -> None:
            if item is not None:
                row, column = self.cursor_location
                line = self.document.get_line(row)
                begin = line.rfind("[[", 0, column)  # what was typed before the list came up gives way
                if begin < 0 or "]]" in line[begin:column]:
                    begin = column
                end = column + 2 * line[column:].startswith("]]")
                self.replace(f"[[{veiled(item.value)}]]", (row, begin), (row, end))
            self.focus()

        self.app.push_screen(Choose("Link to", self.link_items()), chosen)
