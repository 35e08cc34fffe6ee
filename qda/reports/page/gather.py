"""Gather the whole study for its page: everything is plain data when it is done."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from qda.core.study_page import (
    Coder,
    Discovery,
    Entry,
    Heat,
    Link,
    Listed,
    Memo,
    Quoted,
    Step,
    Storyline,
    StudyPage,
    Timeline,
)
from qda.reports.common import codebook, coded_text, memos
from qda.reports.common.quotes import local, pinned
from qda.reports.counts import timeline
from qda.reports.page import gather_categories
from qda.reports.page.linked import Linker
from qda.reports.saturation import saturation
from qda.reports.theory import categories
from qda.store.analysis import codes, codings, theory
from qda.store.analysis import memos as stored
from qda.store.analysis.scope import Filters, everything
from qda.store.history import log
from qda.store.project import Study
from qda.store.queries import counts, study_page
from qda.store.queries.study import counts as figures
from qda.store.texts.settings import report_words

COLUMNS = 60  # sources in the table of codes by source: those with the most codings
ROWS = 200  # codes in it
TOGETHER = 30  # codes in the table of codes by codes
DAYS, WEEKS = 40, 60  # a timeline has no more of them; then it goes by weeks, or by months


def page(study: Study, title: str, without: Collection[str]) -> StudyPage:
    """Return the page of a study, without `texts`, `memos` or `log`."""
    db = study.db
    link, called = Linker(db), coded_text.apart(db)
    found = categories.find(db, Filters())
    made = gather_categories.categories(db, found, link, memos="memos" not in without)
    other = gather_categories.others(db, made, link)
    entries = _codebook(db, link)
    story = _storyline(db, link)
    written = None if "memos" in without else _memos(db, link)
    cited: dict[int, None] = {}
    for ids in (
        story.quotes if story else (),
        *(gather_categories.cited(c) for c in made),
        (x.coding for x in other),
        *(e.quotes for e in entries),
        *(m.quotes for m in written or ()),
    ):
        cited.update(dict.fromkeys(ids))
    cores = theory.core(db)
    last = log.last(db)
    n = figures(db)
    coders = tuple(Coder(*row) for row in study_page.coders(db))
    counted = (
        ("sources", n.sources), ("segments", n.segments), ("words", n.words - n.researchers_words),
        ("codes", n.codes), ("categories", n.categories), ("codings", n.codings), ("memos", n.memos),
        ("relations", n.relations), ("coders", len(coders)),
    )  # fmt: skip
    name = str(study.setting("name"))
    return StudyPage(
        title=title or name,
        study=name,
        language=report_words(study),
        figures=tuple((k, v) for k, v in counted if k != "memos" or "memos" not in without),
        core=link.to("category", cores[0], link.names[cores[0]]) if cores else None,
        core_because=study_page.reason_for_core(db) if cores else "",
        storyline=story,
        categories=made,
        negatives=other,
        sources=tuple(_sources(db)),
        texts=None if "texts" in without else tuple(coded_text.read(db, called, called)),
        codebook=entries,
        memos=written,
        by_source=_by_source(db),
        together=_together(db, link),
        discovery=_discovery(db),
        timeline=_timeline(study),
        coders=coders,
        origins=tuple(study_page.origins(db)),
        unconfirmed=sum(c.unconfirmed for c in coders),
        change=last.n if last else 0,
        changed=local(last.at, time=True) if last else "",
        steps=None if "log" in without else tuple(_steps(db, memos="memos" not in without)),
        quotes=tuple(_quotes(db, cited)),
    )


def _sources(db: sqlite3.Connection) -> Iterator[Listed]:
    called = coded_text.called(db)
    for s in study_page.sources(db):
        yield Listed(Link("source", s.id, s.name), called[s.id], s.kind, s.language, s.segments, s.words, s.codings)


def _quotes(db: sqlite3.Connection, ids: Iterable[int]) -> Iterator[Quoted]:
    """Yield the codings that are quoted, in text order."""
    wanted = sorted(ids)
    if not wanted:
        return
    pins = pinned(db)
    called = coded_text.called(db)
    at = {(source, coding): code for code, source, coding in study_page.places(db)}
    where = {coding: (source, code) for (source, coding), code in at.items()}
    for row in codings.select(db, ids=wanted):
        id, _, named, _, author, day, code, coder, _, _, text, note, _, confirmed, _, role = row
        source, of = where[id]
        yield Quoted(
            id, text, called[source], named, source, author, role, day, code, of, coder, confirmed, id in pins, note
        )


def _storyline(db: sqlite3.Connection, link: Linker) -> Storyline | None:
    story = theory.storyline(db)
    if story is None:
        return None
    known = link.of_storyline(story.id)
    quotes = dict.fromkeys(x.target for x in known if x.kind == "coding" and x.target is not None)
    return Storyline(story.n, story.coder, local(story.created_at), link.parts(story.text, known), tuple(quotes))


def _memos(db: sqlite3.Connection, link: Linker) -> tuple[Memo, ...]:
    out = []
    for m in stored.read(db):
        text = m.stored
        first, _, rest = text.partition("\n")
        if first.startswith("# ") and first[2:].strip() == m.title and rest.strip():
            text = rest.lstrip("\n")  # the heading says the title again
        day, changed = m.date[:10] if m.date else local(m.created_at), local(m.updated_at)
        out.append(
            Memo(
                m.id, m.title, m.type, m.coder, day, changed if m.updated_at != m.created_at and changed != day else "",
                tuple(map(link.link, m.on)), link.parts(text, m.links), tuple(memos.coding_ids(m)),
            )
        )  # fmt: skip
    return tuple(out)


def _codebook(db: sqlite3.Connection, link: Linker) -> tuple[Entry, ...]:
    at = {name: i for i, name in enumerate(codebook.COLUMNS)}
    depths, further, names = codes.depths(db), codes.further(db), coded_text.apart(db)
    places: dict[int, dict[int, list[int]]] = {}
    for code, source, coding in study_page.places(db):
        places.setdefault(code, {}).setdefault(source, []).append(coding)
    out = []
    for id, row in codebook.rows(db).items():
        out.append(
            Entry(
                id, row[at["code"]], row[at["path"]], depths[id], row[at["level"]], row[at["definition"]],
                row[at["include"]], row[at["exclude"]], row[at["example"]], tuple(row[at["aliases"]]),
                tuple(link.to("code", i, link.names[i]) for i in sorted(further.get(id, ()))),
                row[at["codings"]], row[at["sources"]], row[at["codings_with_codes"]],
                tuple((Link("source", s, names[s]), tuple(ids)) for s, ids in places.get(id, {}).items()),
                tuple(q["id"] for q in row[at["quotes"]]),
            )
        )  # fmt: skip
    return tuple(out)


def _by_source(db: sqlite3.Connection) -> Heat:
    cells = Counter((code, source) for code, source, _ in study_page.places(db))
    by_code, by_source = Counter[int](), Counter[int]()
    for (code, source), n in cells.items():
        by_code[code] += n
        by_source[source] += n
    rows, left_rows = _most(by_code, codes.paths(db), ROWS)
    columns, left_columns = _most(by_source, coded_text.apart(db), COLUMNS)
    return Heat(
        tuple(Link("code", i, n) for i, n in rows), tuple(Link("source", i, n) for i, n in columns),
        tuple(tuple(cells[code, source] for source, _ in columns) for code, _ in rows), left_rows + left_columns,
    )  # fmt: skip


def _together(db: sqlite3.Connection, link: Linker) -> Heat:
    cells: Counter[tuple[int, int]] = Counter()
    with counts.paired(db, everything(db)) as table:
        for a, b, n in table.overlapping():
            cells[a, b] += n
            cells[b, a] += n
    by_code = Counter[int]()
    for (a, _), n in cells.items():
        by_code[a] += n
    chosen, left_out = _most(by_code, {i: link.names[i] for i in codes.paths(db)}, TOGETHER)
    those = tuple(Link("code", i, n) for i, n in chosen)
    return Heat(those, those, tuple(tuple(cells[a, b] for b, _ in chosen) for a, _ in chosen), left_out)


def _most(counted: Counter[int], names: dict[int, str], most: int) -> tuple[list[tuple[int, str]], int]:
    """Return the things with the highest counts, in the order of `names`, and how many more there are."""
    chosen = {i for i, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:most]}
    return [(i, name) for i, name in names.items() if i in chosen], len(counted) - len(chosen)


def _discovery(db: sqlite3.Connection) -> Discovery:
    rows, size = saturation.binned(saturation.find(db, Filters(), False, False))
    return Discovery(tuple(rows), size)


def _timeline(study: Study) -> Timeline:
    """Count what was made on which day; by weeks or months where the days are too many."""
    for unit, most in zip(timeline.BY, (DAYS, WEEKS, None), strict=True):
        rows = list(timeline.run(study, by=unit, want="rows").rows)
        if most is None or len(rows) <= most:
            break
    periods, *series = zip(*rows, strict=True) if rows else [()] * len(timeline.COLUMNS)
    return Timeline(unit, tuple(periods), tuple(zip(timeline.COLUMNS[1:], map(tuple, series), strict=True)))


def _steps(db: sqlite3.Connection, *, memos: bool) -> Iterator[Step]:
    """Yield the lines of the log, the newest first; without `memos` those on memos do not say what was written."""
    every = list(log.entries(db))
    turned = {e.n: e for e in every}
    for e in every:
        first = e
        while first.target is not None:  # an undo of an undo, back to the command
            first = turned[first.target]
        summary = e.summary if memos or not first.command.startswith("memo ") else ""
        yield Step(e.n, local(e.at, time=True), e.coder, e.command, summary, e.because, e.undone)
