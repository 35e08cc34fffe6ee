"""A page to look at and play on: sources made of drafts, and an app that shows nothing but the view."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from qda.core.drafts import Draft, DraftSegment
from qda.ops.coding import coding
from qda.store.project import Study
from qda.store.texts import intake
from qda.tui.document.page import Page, load
from qda.tui.document.page_view import PageView

FIRST = "The first sentence is here. The second one, too."
SECOND = "Hartelijk dank! Ik zie het anders. En dan is er nog dit."
LABEL = "Anna:"
THREAD = [
    ("post", FIRST, "Bea", "2020-01-02T10:30"),
    ("boilerplate", "Read more about this on our site.", None, None),
    ("post", SECOND, "Cees", None),
    ("post", "Vertrouwen 信頼 is 👩\u200d👩\u200d👧 moeilijk. Cafe\u0301 \u202eliaf\u202c.\tEinde.", "Dora", None),
]


def add(
    study: Study, name: str, parts: Sequence[tuple[str, str, str | None, str | None]], between: str = "\n\n"
) -> Page:
    """A source of these parts (kind, text, author, date), one after the other; its page."""
    text, segments = "", list[DraftSegment]()
    for kind, words, author, date in parts:
        start = len(text)
        text += words
        segments.append(DraftSegment(kind, start, len(text), author, date))
        text += between
    with study.change("import") as c:
        writer = intake.Writer(c)
        writer.add(name, Draft(name, text, "forum", language="nl", segments=segments, sha256=name))
        writer.flush()
        c.summary = "in"
    return load(study, name)


def code(study: Study, page: Page, quote: str, *codes: str) -> list[int]:
    """Code a quote; the numbers of the codings."""
    said = coding.code(study, page.name, codes, quote=quote)
    assert said.table is not None
    return [row[list(said.table.columns).index("id")] for row in said.table.rows]


class ViewApp(App[None]):
    """Nothing but the view; keeps what it says."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.moved: list[int] = []
        self.selected: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield PageView(self.page)

    def on_mount(self) -> None:
        self.view.CLICKS = 0.01
        self.view.focus()

    @property
    def view(self) -> PageView:
        return self.query_one(PageView)

    def on_page_view_moved(self, event: PageView.Moved) -> None:
        self.moved.append(event.offset)

    def on_page_view_selected(self, event: PageView.Selected) -> None:
        self.selected.append((event.start, event.end))

    def row(self, y: int) -> str:
        """What a line of the view shows."""
        return self.view.render_line(y).text

    def rows(self) -> list[str]:
        """What all its lines show."""
        return [self.row(y) for y in range(self.view.size.height)]


def play(
    page: Page, script: Callable[[ViewApp, Pilot[None]], Awaitable[None]], size: tuple[int, int] = (100, 30)
) -> ViewApp:
    """Run a script against the view at a size."""
    app = ViewApp(page)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await script(app, pilot)

    asyncio.run(run())
    return app
