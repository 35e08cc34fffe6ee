"""Measures the full-screen coder on a text of 1 MB with 10,000 codings, played with Textual's Pilot.

    python benchmarks/screen.py              # half a minute
    python benchmarks/screen.py --quick      # a tenth of the text and of the codings
    python benchmarks/screen.py --large      # a text of 20 MB with 100,000 codings: some minutes
    python benchmarks/screen.py --keep FOLDER

A key press is timed from Pilot's `press` until the screen has been painted and nothing is left to do, in the view and in
an app of Textual's that shows nothing: budgets are for the difference, the rest is Pilot's waiting. Textual paints sixty
times a second, so that whatever paints at all waits up to 17 ms more than what does not; `CPU` is without waiting. Medians;
what is done without a screen is the best of five. Where tmux is, `qda read` is run in it, too: from the key until the
screen that tmux shows is another, above a `cat` that echoes the key. Needs `qda` with its dependencies in the Python that
runs it. Exit status 1 when a budget is exceeded, or when the part in tmux fails; what was measured before is printed then, too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter, process_time, sleep
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import corpus
import run
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from qda.core.drafts import ReadOptions
from qda.ops.coding import coding, coding_import
from qda.ops.sources import import_list
from qda.ops.study import study
from qda.store.project import Study
from qda.tui.document.page import Page, load
from qda.tui.document.page_view import PageView
from qda.tui.document.paint import heads
from qda.tui.document.wrap import Wrap
from qda.tui.screens.code_picker import Code, CodePicker

SIZES = ((80, 24), (200, 60))
KEYS = ("right", "word_right", "sentence_next", "down", "page_down", "segment_next", "next_uncoded", "extended down")
TIMES = 15
FEW_CODES = 10


class Line(NamedTuple):
    """A line of the table, in milliseconds or MiB; a budget of 0 is none."""

    what: str
    value: float
    unit: str = "ms"
    against: float = 0
    budget: float = 0
    cpu: float = 0

    def bad(self) -> bool:
        """Whether the budget is exceeded."""
        return bool(self.budget) and self.value > self.budget

    def cells(self) -> list[str]:
        """As shown."""
        above = self.value - self.against
        return [
            self.what, f"{self.value:.1f} {self.unit}", f"{above:.1f} {self.unit}" if self.against else "",
            f"{self.value / self.against:.2f} x" if self.against else "", f"{self.cpu:.1f} ms" if self.cpu else "",
            f"{self.budget - self.against:g} {self.unit}" if self.budget else "",
            ("over" if self.bad() else "ok") if self.budget else "",
        ]  # fmt: skip


class Bare(App[None]):
    """An app that shows nothing, and has a key."""

    BINDINGS = [("x", "nothing", "")]  # noqa: RUF012

    def action_nothing(self) -> None:
        """What a key does here."""


class Picking(App[None]):
    """An app with a picker of codes."""

    def __init__(self, codes: list[Code]) -> None:
        super().__init__()
        self.codes = codes

    def on_mount(self) -> None:
        """It has the keys."""
        self.push_screen(CodePicker(self.codes))


class Shown(App[None]):
    """Nothing but the view of a page; a key does what `do` says."""

    BINDINGS = [("x", "go", "")]  # noqa: RUF012

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.do: Callable[[], Any] = lambda: None

    def compose(self) -> ComposeResult:
        """The view."""
        yield PageView(self.page)

    def on_mount(self) -> None:
        """It has the keys."""
        self.view.focus()

    @property
    def view(self) -> PageView:
        """The view."""
        return self.query_one(PageView)

    def action_go(self) -> None:
        """What is timed."""
        self.do()


def make(folder: Path, size: int, codings: int) -> Study:
    """A study with one text of so many characters and so many codings on it, of 20 to 600 characters each."""
    parts: list[str] = []
    written = 0
    for p in corpus.posts(10**6):
        parts.append("\n\n".join(map(corpus.wrapped, p.paragraphs)))
        written += len(parts[-1])
        if written > size:
            break
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / "long.txt"
    text.write_text("\n\n".join(parts) + "\n", encoding="utf-8", newline="\n")
    study.init(folder, name="bench", coder="bench", language="nl")
    opened = study.open_study(folder)
    import_list.import_texts(opened, [str(text)], ReadOptions(large=True))
    length = opened.db.execute("select length(text) from source").fetchone()[0]
    rng = random.Random(f"{corpus.SEED} screen")
    rows = ["source,code,start,end"]
    for _ in range(codings):
        at = rng.randrange(length - 700)
        rows.append(f"long,thema {rng.randrange(200):03d},{at},{at + rng.randrange(20, 600)}")
    (folder / "codings.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    coding_import.import_codings(opened, [str(folder / "codings.csv")], ReadOptions())
    return opened


def best(do: Callable[[], Any], times: int = 5) -> float:
    """Milliseconds, the least of a few."""
    out = []
    for _ in range(times):
        start = perf_counter()
        do()
        out.append(perf_counter() - start)
    return min(out) * 1000


class Took(NamedTuple):
    """Medians in milliseconds: by the clock, and of the processor."""

    wall: float
    cpu: float


async def timed(do: Callable[[int], Awaitable[Any]], times: int) -> Took:
    """What something takes that is given the number of the turn."""
    wall, cpu = [], []
    for turn in range(times):
        start, used = perf_counter(), process_time()
        await do(turn)
        wall.append(perf_counter() - start)
        cpu.append(process_time() - used)
    return Took(statistics.median(wall) * 1000, statistics.median(cpu) * 1000)


async def pressed(pilot: Pilot[None], times: int = TIMES) -> Took:
    """A key press."""
    return await timed(lambda turn: pilot.press("x"), times)


async def bare(size: tuple[int, int]) -> Took:
    """A key press in an app that shows nothing."""
    app = Bare()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        return await pressed(pilot)


async def picked(codes: int) -> list[Took]:
    """Letters typed into the picker of a codebook of that size."""
    rng = random.Random(f"{corpus.SEED} codes")
    words, weights = corpus.vocabulary()
    names = [" ".join(rng.choices(words, cum_weights=weights, k=rng.randint(1, 4))) for _ in range(codes)]
    app = Picking([Code(n, f"{name} {n}", f"{name} {n}") for n, name in enumerate(names, 1)])
    took: list[Took] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for typed in ("raad", "wet di", "xq", "de het"):
            for letter in typed:
                took.append(await timed(lambda _, key=letter: pilot.press("space" if key == " " else key), 1))
            for _ in typed:
                await pilot.press("backspace")
    return took


def picking(lines: list[Line], codes: int) -> None:
    """Filtering a large codebook held against a small one: the median and the slowest letter."""
    small, large = (asyncio.run(picked(n)) for n in (FEW_CODES, codes))
    against = statistics.median(t.wall for t in small)
    what = "80 x 24: a letter typed over {:,} codes"
    lines.append(Line(what.format(FEW_CODES), against, cpu=statistics.median(t.cpu for t in small)))
    for which, of in ((what.format(codes), statistics.median), (f"{what.format(codes)}, the slowest", max)):
        wall, cpu = of(t.wall for t in large), of(t.cpu for t in large)
        lines.append(Line(which, wall, "ms", against, against + 50, cpu))


def motions(view: PageView) -> dict[str, Callable[[], Any]]:
    """What keys do."""
    out: dict[str, Callable[[], Any]] = {m: (lambda m=m: view.move(m)) for m in KEYS if "_uncoded" not in m}
    out["next_uncoded"] = view.next_uncoded
    out["extended down"] = lambda: view.move("down", extend=True)
    return out


async def view_at(opened: Study, size: tuple[int, int], lines: list[Line], opens: float) -> None:
    """Opening (in so many milliseconds), keys, changes and resizing at one size of the screen."""
    nothing = await bare(size)

    def note(what: str, took: Took, most: float = 0) -> None:
        against, budget = (nothing.wall, nothing.wall + most) if most else (0.0, 0.0)
        lines.append(Line(f"{size[0]} x {size[1]}: {what}", took.wall, "ms", against, budget, took.cpu))

    note("key in an app that shows nothing", nothing)
    app = Shown(load(opened, "long"))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        view = app.view

        def open_again() -> None:
            view.page = None
            view.show(load(opened, "long"))

        app.do = open_again
        note("page opened and painted", await pressed(pilot, 5), opens)
        page = view.page
        assert page is not None
        middle = len(page.text) // 2
        for what, do in motions(view).items():
            view.jump(middle)
            await pilot.pause()
            app.do = do
            note(what, await pressed(pilot), 50)
        view.clear_selection()
        view.jump(middle)
        places = iter(range(middle, len(page.text) - 100, 40))

        def code_one() -> None:
            start = next(places)
            coding.code(opened, "long", ["thema 001"], span=f"{start}:{start + 60}")

        def reload() -> None:
            page.reload_codings(opened)
            view.codings_changed()

        async def changed(turn: int) -> None:
            await pilot.press("x")

        walls = []
        for turn in range(TIMES):
            code_one() if turn % 2 == 0 else study.undo(opened)
            app.do = reload
            walls.append(await timed(changed, 1))
        took = Took(statistics.median(t.wall for t in walls), statistics.median(t.cpu for t in walls))
        note("one coding made or undone: read again, painted", took, 50)

        def both() -> None:
            code_one()
            reload()

        app.do = both
        note("a stretch coded: written, read again, painted", await pressed(pilot), 50)

        async def resized(turn: int) -> None:
            await pilot.resize_terminal(size[0] + (7 if turn % 2 == 0 else 0), size[1])

        note("screen resized", await timed(resized, 5), 300)


def plain(opened: Study, lines: list[Line]) -> None:
    """What goes into opening, without a screen."""
    page = load(opened, "long")
    lines.append(Line("page read", best(lambda: load(opened, "long"))))
    above = heads(page)
    lines.append(Line("wrapped at 60", best(lambda: Wrap(page.text, 60, above)), budget=300))
    wide = page.text.replace("de ", "信頼 ").replace("é", "e\u0301")
    lines.append(Line("wrapped at 60, with wide and combined characters", best(lambda: Wrap(wide, 60)), budget=300))
    lines.append(Line("lanes of all codings", best(lambda: lanes(page))))


class Failed(Exception):
    """What was to be seen in tmux did not come; with what it showed instead."""


class Tmux:
    """A terminal of 100 x 30 in which a command runs."""

    def __init__(self, command: str) -> None:
        self.name = ["tmux", "-L", f"qda-bench-{os.getpid()}-{id(self)}"]
        self.call("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", command)

    def call(self, *words: str) -> str:
        """What a command of tmux writes."""
        done = subprocess.run([*self.name, *words], capture_output=True, text=True)
        if done.returncode:
            raise Failed(f"tmux {words[0]} ended with {done.returncode}: {done.stderr.strip() or 'it says nothing'}")
        return done.stdout

    def end(self) -> None:
        """Ends it; it may have ended by itself."""
        subprocess.run([*self.name, "kill-server"], capture_output=True)

    def shown(self) -> str:
        """The screen with its colours, so that a cursor counts."""
        return self.call("capture-pane", "-p", "-e")

    def until(self, done: Callable[[str], bool], most: float = 20) -> float:
        """Seconds until the screen is as wanted."""
        start = perf_counter()
        while not done(self.shown()):
            if perf_counter() - start > most:
                raise Failed(f"tmux shows after {most:g} s:\n{self.shown()}")
        return perf_counter() - start

    def settled(self) -> str:
        """The screen when it has stayed the same for three looks."""
        last = ["", "", ""]
        start = perf_counter()
        while len(set(last)) > 1 or not last[0].strip():
            if perf_counter() - start > 20:
                raise Failed(f"the screen in tmux does not come to rest:\n{last[-1]}")
            last = [*last[1:], self.shown()]
            sleep(0.05)
        return last[-1]

    def key(self, key: str) -> float:
        """Milliseconds from a key until the screen is another; the median."""
        out = []
        for _ in range(TIMES):
            before = self.settled()
            start = perf_counter()
            self.call("send-keys", key)
            self.until(lambda now, before=before: now != before)
            out.append(perf_counter() - start)
        return statistics.median(out) * 1000


def in_tmux(folder: Path, lines: list[Line]) -> None:
    """Keys in `qda read` as tmux shows them."""
    terminal = Tmux("cat")
    try:
        sleep(0.5)
        terminal.call("send-keys", "a")
        echo = terminal.key("a")
    finally:
        terminal.end()
    lines.append(Line("tmux: key echoed by cat", echo))
    command = [sys.executable, "-m", "qda", "--project", str(folder / "qda.db"), "read", "long"]
    root = Path(__file__).resolve().parent.parent
    start = perf_counter()
    reader = Tmux(f"cd {shlex.quote(str(root))} && {shlex.join(command)}")
    try:
        reader.until(lambda now: "thema " in now)
        lines.append(Line("tmux: qda read, from the command to the text", (perf_counter() - start) * 1000))
        for key, what in (("j", "next sentence"), ("Right", "right"), ("PageDown", "page down"), ("e", "next uncoded")):
            lines.append(Line(f"tmux: {what}", reader.key(key), "ms", echo, echo + 50))
    finally:
        reader.end()


def lanes(page: Page) -> list[int]:
    """The lanes of every coding, made anew."""
    page._lanes.clear()
    return [page.lane(c) for c in page.codings]


def main() -> int:
    """Measure and print; 1 when a budget is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the data")
    parser.add_argument("--large", action="store_true", help="20 MB and 100,000 codings; opening may take a second")
    parser.add_argument("--keep", type=Path, help="a folder for the study, kept (default: a temporary one)")
    args = parser.parse_args()
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="qda-screen-") as temporary:
        folder = (args.keep or Path(temporary)).resolve()
        there = (folder / "qda.db").exists()
        size, codings = (100_000, 1_000) if args.quick else (20_000_000, 100_000) if args.large else (1_000_000, 10_000)
        opened = study.open_study(folder) if there else make(folder, size, codings)
        if not there:  # the making of it would count as memory: once more from the beginning
            opened.close()
            return child(folder, [word for word, on in (("--large", args.large), ("--quick", args.quick)) if on])
        with opened:
            plain(opened, lines)
            for size in SIZES:
                asyncio.run(view_at(opened, size, lines, 1000 if args.large else 500))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)
            lines.append(Line("memory at its peak", peak, "MiB", budget=400 if args.large else 150))
            picking(lines, 5_000 if args.quick else 50_000)
        failed = ""
        if shutil.which("tmux"):
            try:
                in_tmux(folder, lines)
            except Failed as e:
                failed = f"the part in tmux failed: {e}"
    print(
        run.table(
            [
                ["what", "median", "above base", "ratio", "CPU", "budget above it", "verdict"],
                *(line.cells() for line in lines),
            ]
        )
    )
    if failed:  # after the table: what was measured before it holds
        print(failed, file=sys.stderr)
    return int(any(line.bad() for line in lines) or bool(failed))


def child(folder: Path, words: list[str]) -> int:
    """The same in a process of its own, with the study that was made."""
    return subprocess.run([sys.executable, __file__, "--keep", str(folder), *words]).returncode


if __name__ == "__main__":
    sys.exit(main())
