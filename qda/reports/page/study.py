"""The whole study as one page to hand over: theory, texts, codebook, memos, tables, and how it was made."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.errors import UsageError
from qda.core.message import commas, say
from qda.core.names import one_of
from qda.core.names import text as checked
from qda.core.results import Report, Table, Want
from qda.reports.common.counted import counted, n_of
from qda.reports.declare import Declared, Option
from qda.reports.page import gather
from qda.store.analysis.scope import Filters, everything
from qda.store.project import Study

LEFT_OUT = ("texts", "memos", "log")
COLUMNS = ("part", "things")


def run(
    study: Study,
    filters: Filters | None = None,
    *,
    title: str = "",
    without: Sequence[str] = (),
    want: Want = "both",
) -> Report:
    """Return the page, and a row for each of its parts with how much is in it.

    `title` stands for the study's name. `without` leaves out `texts` (quotes stay), `memos`, or `log` (the list of
    changes). UsageError for another word, and for filters: it is the whole study.
    """
    left_out = {one_of("without", word, LEFT_OUT) for word in without}
    if filters is not None and filters.any():
        raise UsageError("the page shows the whole study: it takes no filters")
    page = gather.page(study, checked(title, "title").strip(), left_out)
    texts = say("the texts left out") if page.texts is None else n_of(len(page.texts), "text")
    held = commas([counted(study.db, everything(study.db)), texts, n_of(len(page.codebook), "code")])
    notes = [
        say("{held}, as of change {change} in the log, {changed}", held=held, change=page.change, changed=page.changed)
    ]
    parts = [
        ("categories", len(page.categories)),
        ("sources", len(page.sources)),
        ("codebook", len(page.codebook)),
        ("memos", len(page.memos or ())),
        ("quotes", len(page.quotes)),
    ]
    table = Table(COLUMNS, parts, notes=notes)
    return Report(table, None if want == "rows" else page, notes)


REPORT = Declared(
    "study",
    "Write the whole study as one page to hand over.",
    run,
    "Write the whole study as one HTML page that needs no network: categories with their quotes, the texts with their "
    "codings in the margin, the codebook, memos, tables, and how it was made.\n\n"
    "Hand it to somebody who has no program for it: every quote leads to its place in the text, and the page can be "
    "searched and filtered. A study that shows pseudonyms shows them there too.",
    COLUMNS,
    place=5,
    python="study_page",
    options=(
        Option("title", "A title to show instead of the study's name.", metavar="TEXT"),
        Option("without", "Leave this out (repeat for more).", LEFT_OUT),
    ),
    filters=(),
    document="the whole study: overview, categories, texts, codebook, memos, tables, drawings, how it was made",
    examples=({"output": "study.html"}, {"without": ["texts"], "output": "to-hand-over.html"}),
)
