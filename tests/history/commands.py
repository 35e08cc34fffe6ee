"""Every changing command as a function of an open study and a few integers, for the property tests.

The integers pick rows by modulo, so that nearly every call finds something to do; names come from a tiny pool, so that
they collide. `COMMANDS` maps a command's words to its function; `test_undo_everything.py` fails when the command line has
a changing command that is not here.

Over 400 lines: one function for each changing command of the program's table.
"""

from __future__ import annotations

import itertools
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from typing import Any

from filled_study import draft
from hypothesis import strategies as st

from qda import reports
from qda.core.drafts import ReadOptions
from qda.ops.agreement import done, resolve, stability
from qda.ops.coding import autocode, codebook, codebook_files, codebook_merge, codebook_split, coding, coding_import
from qda.ops.discovery import candidates, suggestions
from qda.ops.sources import edit, import_list, participant_import, participants, pseudonyms, segments, update
from qda.ops.study import checklists, reasons, settings
from qda.ops.theory import (
    categories,
    comparisons,
    conditions,
    memos,
    negative_cases,
    relations,
    sampling,
    selective,
    sorting,
    summaries,
)
from qda.reports.agreement import disagreements
from qda.store.analysis import codes, links, piles
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.texts import people

NAMES = ("vertrouwen", "eigen koers", "Eigen Koers", "macht", "Café", "a/b", "een 'naam' \"zo\"", "😀 moed")
TEXTS = (
    "", "zo", "'; drop table code; --", 'een "citaat" met \\ en %', "😀👩‍👩‍👧 \u2028 einde", "regel\nregel\n", "e\u0301 é",
    "[bold]nee[/bold] \x1b[31m",
)  # fmt: skip
VALUES = ("", "Ede", "ede", "=1+1", "0.1", "😀")
NUMBERS = ("low", "high", "0.30000000000000004", "0.3333333333333333", "0.5", "enig", "sociaal")
STATUSES = ("hypothesis", "supported", "qualified", "refuted")
LEVELS = ("code", "focused", "category")
_fresh = itertools.count(1)
_FOLDER = tempfile.TemporaryDirectory(prefix="qda-test-")  # what commands read; gone with the process


class Pick:
    """Hands out rows of the study and texts of the pools, one integer after the other."""

    def __init__(self, study: Study, numbers: Sequence[int]) -> None:
        self.study, self.db = study, study.db
        self._numbers = itertools.cycle(numbers)

    def below(self, limit: int) -> int:
        return next(self._numbers) % max(limit, 1)

    def one(self, items: Sequence[Any]) -> Any:
        return items[self.below(len(items))]

    def flag(self) -> bool:
        return bool(self.below(2))

    def maybe(self, value: Any) -> Any:
        return value if self.flag() else None

    def id(self, sql: str) -> int:
        """A number out of a table; 999 where it is empty."""
        return int(self.one([i for (i,) in self.db.execute(f"select id from {sql} order by id")] or [999]))

    def ids(self, sql: str) -> list[int]:
        return [self.id(sql) for _ in range(1 + self.below(3))]

    def coding(self) -> int:
        return self.id("coding")

    def code(self) -> str:
        paths = codes.paths(self.db)
        return str(self.one(list(paths.values()) or ["none"]))

    def category(self) -> str:
        level = {i for (i,) in self.db.execute("select id from code where level in ('category', 'core')")}
        return str(self.one([p for i, p in codes.paths(self.db).items() if i in level] or ["none"]))

    def name(self) -> str:
        return str(self.one(NAMES))

    def text(self) -> str:
        return str(self.one(TEXTS))

    def source(self) -> str:
        return str(self.one([n for (n,) in self.db.execute("select name from source order by id")] or ["none"]))

    def segment(self) -> str:
        return links.name_of(self.db, "segment", i) if (i := self.id("segment")) != 999 else "none#1"

    def person(self) -> str:
        return str(self.one(list(people.shown(self.db).values()) or ["none"]))

    def property(self) -> tuple[str, str]:
        rows = self.db.execute("select category, name from property order by id").fetchall()
        if not rows:
            return "none", "none"
        category, name = self.one(rows)
        return codes.paths(self.db)[category], name

    def target(self) -> str:
        kind = str(
            self.one(
                [
                    "source",
                    "segment",
                    "coding",
                    "code",
                    "property",
                    "relation",
                    "participant",
                    "memo",
                    "comparison",
                    "negative",
                    "sampling",
                ]
            )
        )
        table = {"category": "code"}.get(kind, kind)
        id = self.id(table)
        return f"{kind}:{links.name_of(self.db, kind, id)}" if id != 999 else "study:"

    def stretch(self, source: str) -> str:
        row = self.db.execute("select characters from source where name = ?", (source,)).fetchone()
        start = self.below(row[0] if row else 9)
        return f"{start}:{min(start + 1 + self.below(30), row[0] if row else 9)}"

    def file(self, suffix: str, content: str) -> str:
        path = os.path.join(_FOLDER.name, f"table{suffix}")
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(content)
        return path

    def memo_text(self) -> str:
        return (
            f"Zie [[{self.target()}]] en [[{self.target()}]]. {self.text()}" if self.flag() else f"memo {self.text()}"
        )


def _code(p: Pick) -> object:
    source = p.source()
    names = [p.name() if p.flag() else p.code() for _ in range(1 + p.below(2))]
    return coding.code(p.study, source, names, span=p.stretch(source), note=p.maybe(p.text()))


def _compare(p: Pick) -> object:
    outcome = p.one(["same", "differs", "new-property", "recode"])
    against = str(p.coding()) if p.flag() else f"code:{p.code()}"
    found = f"{p.category()}/{p.one(['graad', 'tempo', 'soort'])}" if outcome == "new-property" else None
    to = p.maybe(p.code()) if outcome == "recode" else None
    return comparisons.record(p.study, p.coding(), against, outcome, note=p.text(), property=found, to=to)


def _negative(p: Pick) -> object:
    kind = p.one(["code", "property", "relation", "memo"])
    id = p.id(kind)
    against = f"{kind}:{links.name_of(p.db, kind, id)}" if id != 999 else "code:none"
    return negative_cases.add(p.study, p.coding(), against, p.text())


def _sample(p: Pick) -> object:
    if p.below(4) == 0:
        return sampling.add(p.study, p.maybe(p.text()) or "", row=1 + p.below(20))
    return sampling.add(p.study, p.text(), about="/".join(p.property()) if p.flag() else p.category(), seek=p.text())


def _close(p: Pick) -> object:
    return sampling.close(p.study, p.id("sampling"), [p.source() for _ in range(p.below(3))], changed=p.text())


def _coding_set(p: Pick) -> object:
    id = p.coding()
    source = p.db.execute(
        "select s.name from coding g join source s on s.id = g.source where g.id = ?", (id,)
    ).fetchone()
    span = p.maybe(p.stretch(source[0] if source else ""))
    return coding.set_coding(
        p.study, [id], code=p.maybe(p.code()), span=span, note=p.maybe(p.text()), pin=p.one([None, True, False])
    )


def _import(p: Pick) -> object:
    if p.flag():  # several at once, some of them read before
        folder = tempfile.mkdtemp(dir=_FOLDER.name)
        paths = []
        for n in range(1 + p.below(3)):
            path = os.path.join(folder, f"{p.one(['thread-1', 'nieuw', 'ander'])}-{n}.txt")
            with open(path, "w", encoding="utf-8") as f:
                f.write(
                    f"Interviewer: Vraag {p.below(3)}?\n\nJan de Vries: {p.text()} antwoord\n\nR1: nee {p.below(4)}\n"
                )
            paths.append(path)
        return import_list.import_texts(
            p.study, paths, ReadOptions("interview"), variables={"plaats": str(p.one(VALUES))}
        )
    with p.study.change("import") as c:  # many in one batch, written as importers hand them over
        from qda.store.texts.intake import Writer, free_name, taken

        writer, names = Writer(c), taken(c.db)
        for _ in range(3 + p.below(4)):
            n = next(_fresh)
            d = draft(f"los-{n}", "forum", [("post", "Jan de Vries", f"Post {n} {p.text()}x"), ("post", "R1", "Ja.")],
                      participants={"R1": {"role": "quoted", "leeftijd": str(n)}})  # fmt: skip
            writer.add(free_name(d, names), d)
        writer.flush()
        c.summary = "drafts"
    return None


def _update(p: Pick) -> object:
    source = p.source()
    row = p.db.execute("select text from source where name = ?", (source,)).fetchone()
    paragraphs = (row[0] if row else "niets").split("\n\n")
    for _ in range(1 + p.below(3)):
        n = p.below(len(paragraphs))
        paragraphs[n : n + 1] = p.one([[], [paragraphs[n], "Een nieuw stuk."], [paragraphs[n].replace("e", "é", 1)],
                                       [paragraphs[n].replace(" ", "\n")], [paragraphs[n], paragraphs[n]]])  # fmt: skip
        paragraphs = paragraphs or ["leeg"]
    if p.flag():
        paragraphs.reverse()
    path = p.file("-newer.txt", "\n\n".join(paragraphs))
    form = ReadOptions(p.one(["plain", "interview", "forum"]))
    said = update.update(p.study, source, path, form, changed=p.flag(), dry_run=p.below(5) == 0)
    across = "select 1 from segment m join segment r on r.id in (m.parent, m.reply_to) where r.source <> m.source"
    assert p.db.execute(across).fetchone() is None, "no segment hangs on one of another source"
    return said


def _people(p: Pick) -> object:
    rows = ["participant,role,leeftijd,plaats"]
    for _ in range(1 + p.below(3)):
        name = p.person() if p.below(4) else p.one(["Nieuw Mens", "R9", "@hand"])
        rows.append(f'"{name}",{p.one(["", "researcher", "quoted"])},{p.below(90)},{p.one(VALUES)}')
    path = p.file("-people.csv", "\r\n".join(rows))
    return participant_import.read(p.study, path, ReadOptions(), new=p.flag(), dry_run=p.below(5) == 0)


def _import_codings(p: Pick) -> object:
    rows = ["source,code,start,end,coder,note"]
    names = ["Café", "macht", "verantwoordelijkheid", "nieuw", "ouder/nieuw"]
    for _ in range(3 + p.below(8)):
        source = p.source()
        start, end = p.stretch(source).split(":")
        rows.append(f"{source},{p.one(names)},{start},{end},{p.one(['', 'ben', 'Cor'])},n{p.below(3)}")
    return coding_import.import_codings(p.study, [p.file(".csv", "\r\n".join(rows))], ReadOptions("codings"))


def _codebook_import(p: Pick) -> object:
    names = list(dict.fromkeys(p.one(["macht", "Café", "moed", "vertrouwen", "rol"]) for _ in range(1 + p.below(4))))
    under = [f"- name: kind {n}\n  definition: d{p.below(3)}\n" for n in names]
    text = "codes:\n" + "".join(
        f"- name: {n}\n  codes:\n  {u.replace(chr(10), chr(10) + '  ').rstrip()}\n"
        for n, u in zip(names, under, strict=True)
    )
    return codebook_files.read(p.study, p.file("-book.yaml", text))


def _participant_split(p: Pick) -> object:
    rows = p.db.execute(
        "select participant, source from segment where participant is not null group by 1, 2 "
        "having participant in (select participant from segment group by 1 having count(distinct source) > 1) order by 1, 2"
    ).fetchall()
    person, source = p.one(rows or [(0, 0)])
    name = dict(p.db.execute("select id, name from source")).get(source, "none")
    return participants.split(
        p.study, people.shown(p.db).get(person, "none"), [name], p.one(["Ander Mens", "R1", "Nog Een"])
    )


def _pseudonymise(p: Pick) -> object:
    if p.below(3) == 0:
        return pseudonyms.off(p.study)
    uuid = p.db.execute("select uuid from coder order by id").fetchone()[0]
    key = os.path.join(_FOLDER.name, f"key-{uuid}.csv")
    return pseudonyms.pseudonymise(p.study, key, dry_run=p.below(5) == 0, left=False)


def _segment_set(p: Pick) -> object:
    field, value = p.one([
        ("author", "Jan de Vries"), ("author", "R9"), ("author", ""), ("kind", "comment"), ("kind", "boilerplate"),
        ("kind", "quoted"), ("date", "2024-01-02"), ("date", ""), ("reply_to", "1"), ("reply_to", ""),
    ])  # fmt: skip
    return segments.correct(p.study, p.segment(), {field: value})


def _segment_split(p: Pick) -> object:
    return segments.split(p.study, p.segment(), p.one(["vertrouwen", "Vertrouwen", "koers", "e"]), nth=p.maybe(1))


def _segment_join(p: Pick) -> object:
    pairs = p.db.execute(
        "select a.source, a.n, b.n from segment a join segment b on b.source = a.source and b.n > a.n and b.n < a.n + 3 "
        "where a.parent is null and b.parent is null and (a.kind = b.kind or ?) and (a.participant is b.participant or ?) "
        "order by 1, 2, 3", (p.below(4) == 0, p.below(4) == 0)
    ).fetchall()  # fmt: skip
    source, a, b = p.one(pairs or [(0, 1, 2)])
    name = dict(p.db.execute("select id, name from source")).get(source, "none")
    return segments.join(p.study, f"{name}#{a}", f"{name}#{b}")


def _property(p: Pick) -> object:
    category, name = p.property() if p.flag() else (p.category(), p.one(["graad", "soort", "Tempo"]))
    what = p.below(4)
    if what == 0:
        return categories.property(p.study, category, name, remove=True)
    if what == 1:
        return categories.property(p.study, category, name, rename=p.one(["Graad", "soort", "tempo"]))
    if what == 2:
        return categories.property(p.study, category, name, low="geen", points=[p.one(["enig", "matig"])], high="veel")
    return categories.property(p.study, category, name, kinds=["sociaal", p.one(["economisch", "ecologisch"])])


def _place(p: Pick) -> object:
    category, name = p.property()
    row = p.db.execute("select id from code where name = ?", (category.rpartition("/")[2],)).fetchone()
    inside = codes.gathered(p.db).get(row[0] if row else 0, set())
    id = p.id(f"coding where code in {json.dumps([*inside, 0, 0]).replace('[', '(').replace(']', ')')}")
    if p.below(4) == 0:
        return categories.place(p.study, id, f"{category}/{name}", remove=True)
    return categories.place(p.study, id, f"{category}/{name}", p.one(NUMBERS), note=p.maybe(p.text()))


def _relate(p: Pick) -> object:
    types = [n for (n,) in p.db.execute("select name from relation_type order by id")]
    return relations.relate(
        p.study, p.category(), p.one(types), p.category(), supporting=p.ids("coding") if p.flag() else [],
        opposing=p.ids("coding") if p.flag() else [], drop=p.ids("coding") if p.below(4) == 0 else [],
        status=p.maybe(p.one(STATUSES)), note=p.maybe(p.text()),
    )  # fmt: skip


def _unlink(p: Pick) -> object:
    id = p.id("memo")
    on = links.of(p.db, "memo", id, "on")
    return memos.unlink(p.study, id, [str(p.one(on)) if on else "study:"])


def _memo_add(p: Pick) -> object:
    return memos.add(p.study, p.memo_text(), title=p.text().split("\n")[0], on=[p.target() for _ in range(p.below(3))])


def _memo_edit(p: Pick) -> object:
    return memos.edit(p.study, p.id("memo"), text=p.maybe(p.memo_text()), title=p.maybe("titel " + p.one(VALUES)))


def _summary(p: Pick) -> object:
    rows = p.one(["source", "participant", "municipality"])
    row = p.source() if rows == "source" else p.person() if rows == "participant" else p.one(["Ede", "Delft"])
    return summaries.put(p.study, row, p.code(), p.memo_text(), rows=rows)


def _condition(p: Pick) -> object:
    role, level = p.one(["condition", "consequence"]), str(p.one(list(conditions.levels(p.study).rows))[1])
    return conditions.add(
        p.study, p.category(), role, level, codings=p.ids("coding") if p.flag() else [],
        relation=p.id("relation") if p.flag() else None, note=p.maybe(p.text()),
    )  # fmt: skip


def _pile(p: Pick) -> object:
    """Most calls name a pile that is there: made, moved, put elsewhere in the order, renamed, removed."""
    known = list(piles.paths(p.db).values()) or ["none"]
    name, other = str(p.one(known)), str(p.one(known))
    what = p.below(7)
    if what < 2:
        return sorting.pile(p.study, p.name(), under=other if what else "")
    if what == 2:
        return sorting.pile(p.study, name, remove=True)
    if what == 3:
        return sorting.pile(p.study, name, rename=p.name())
    if what == 4:
        return sorting.pile(p.study, name, under=other)
    if what == 5:
        return sorting.pile(p.study, name, top=p.flag(), first=True)
    return sorting.pile(p.study, name, after=other)


def _put(p: Pick) -> object:
    held = piles.placed(p.db)
    pile = str(p.one(list(piles.paths(p.db).values()) or ["none"]))
    after = p.one(held).memo if held and p.flag() else None
    p.study.because = p.text() or "zo"
    try:
        return sorting.put(p.study, p.id("memo"), pile, after=after, first=after is None and p.flag())
    finally:
        p.study.because = ""


def _split(p: Pick) -> object:
    code = p.id("code where id in (select code from coding)")
    chosen = [i for (i,) in p.db.execute("select id from coding where code = ? order by id", (code,))][: 1 + p.below(3)]
    return codebook_split.split(p.study, codes.paths(p.db).get(code, "none"), p.name(), chosen)


def _done(p: Pick) -> object:
    names = [n for (n,) in p.db.execute("select name from coder where consensus = 0 order by id")]
    return done.done(p.study, [p.source()], [p.one(names)] if p.flag() and names else [], taken_back=p.flag())


def _resolve(p: Pick) -> object:
    """Settle, take what is agreed, reopen: most calls need a place where coders differ, so one is looked for."""
    if p.below(4) == 0:
        return resolve.agreed(p.study)
    rows = list(disagreements.run(p.study, every=True).dicts())
    row: dict[str, Any] = p.one(rows) if rows else {"id": p.coding(), "coders": ["anna"], "absent": []}
    way = p.below(6)
    if way == 0:
        return resolve.reopen(p.study, [row["id"]])
    if way == 1:
        return resolve.resolve(p.study, [row["id"]], boundary=p.one(["widest", "common", "0:4"]))
    if way == 2:
        return resolve.resolve(p.study, [row["id"]], drop=True, note=p.text())
    if way == 3:
        return resolve.resolve(p.study, [row["id"]], to=p.code(), boundary="widest", note=p.text())
    return resolve.resolve(p.study, [row["id"]], keep=p.one([*row["coders"], *row["absent"]]), note=f"n {p.text()}")


def _draw(p: Pick) -> object:
    filters = Filters(code=[p.code()]) if p.below(4) == 0 else Filters()
    return stability.draw(p.study, filters, n=1 + p.below(3), seed=p.below(5), older_than=p.maybe(0))


def _code_drawn(p: Pick) -> object:
    """Code a drawn stretch again; most calls want one that waits."""
    waits = [x.id for x in stability.waits(p.study)]
    item = p.one(waits) if waits and p.below(4) else p.id("stability_item")
    none = p.below(3) == 0
    return stability.code(p.study, item, [] if none else [p.code() for _ in range(1 + p.below(2))], none=none)


def _texts(p: Pick) -> dict[str, str | None]:
    return {f: p.maybe(p.text()) for f in ("definition", "include", "exclude", "example")}


COMMANDS: dict[str, Callable[[Pick], object]] = {
    "import": _import,
    "import --as codings": _import_codings,
    "settings": lambda p: settings.set_values(
        p.study,
        p.one([{p.one(["name", "language", "report_language"]): p.one(["nl", "en", ""])}, {"school": "charmaz"}]),
    ),
    "source set": lambda p: edit.set_values(
        p.study, p.source(), {p.one(["plaats", "municipality", "title"]): p.one(VALUES)}
    ),
    "source update": _update,
    "source done": _done,
    "resolve": _resolve,
    "stability draw": _draw,
    "stability code": _code_drawn,
    "stability drop": lambda p: stability.drop(p.study),
    "source rename": lambda p: edit.rename(p.study, p.source(), p.one(["thread-1", "Thread-2", "derde", "los-1"])),
    "source remove": lambda p: edit.remove(p.study, p.source()),
    "segment set": _segment_set,
    "segment split": _segment_split,
    "segment join": _segment_join,
    "participant set": lambda p: participants.set_values(
        p.study,
        p.person(),
        {p.one(["role", "gender", "leeftijd"]): p.one(["researcher", "quoted", "participant", "v", ""])},
    ),
    "participant import": _people,
    "participant merge": lambda p: participants.merge(
        p.study,
        [p.person() for _ in range(1 + p.below(2))],
        p.person() if p.flag() else p.one(["Jan de Vries", "Nieuw Mens"]),
    ),
    "participant split": _participant_split,
    "participant pseudonymise": _pseudonymise,
    "code": _code,
    "coding set": _coding_set,
    "uncode": lambda p: coding.uncode(p.study, p.ids("coding")),
    "confirm": lambda p: coding.confirm(p.study, p.ids("coding")),
    "autocode": lambda p: autocode.autocode(
        p.study,
        p.name() if p.flag() else p.code(),
        match=p.one(["vertrouwen", "koers", "e"]),
        part=True,
        unit=p.one(["match", "sentence", "segment"]),
        everywhere=p.flag(),
    ),
    "compare record": _compare,
    "discover accept": lambda p: candidates.accept(p.study, p.ids("candidate"), name=p.maybe(p.name())),
    "discover reject": lambda p: candidates.reject(p.study, p.ids("candidate")),
    "discover rename": lambda p: candidates.rename(p.study, p.id("candidate"), p.name()),
    "discover merge": lambda p: candidates.merge(p.study, p.ids("candidate"), p.id("candidate")),
    "compare remove": lambda p: comparisons.remove(p.study, p.ids("comparison")),
    "codebook add": lambda p: codebook.add(
        p.study, p.name(), under=p.code() if p.flag() else "", level=p.one(LEVELS), **_texts(p)
    ),
    "codebook define": lambda p: codebook.define(
        p.study, p.code(), under=p.maybe(p.code()), level=p.maybe(p.one(LEVELS)), **_texts(p)
    ),
    "codebook rename": lambda p: codebook.rename(p.study, p.code(), p.name()),
    "codebook move": lambda p: (
        codebook.move(p.study, p.code(), under=p.code()) if p.flag() else codebook.move(p.study, p.code(), top=True)
    ),
    "codebook remove": lambda p: codebook.remove(
        p.study, p.code(), **p.one([{}, {"with_codes": True}, {"lift": True}])
    ),
    "codebook merge": lambda p: codebook_merge.merge(
        p.study, [p.code() for _ in range(1 + p.below(2))], p.code() if p.flag() else p.name(), dry_run=p.below(5) == 0
    ),
    "codebook split": _split,
    "codebook import": _codebook_import,
    "axial category": lambda p: categories.category(
        p.study,
        p.code() if p.flag() else p.name(),
        [p.code() for _ in range(p.below(3))],
        move=p.flag(),
        definition=p.maybe(p.text()),
        focused=p.below(4) == 0,
    ),
    "axial property": _property,
    "axial place": _place,
    "axial relate": _relate,
    "axial unrelate": lambda p: relations.unrelate(p.study, p.ids("relation")),
    "axial status": lambda p: relations.status(p.study, p.id("relation"), p.one(STATUSES), note=p.maybe(p.text())),
    "axial types": lambda p: (
        relations.add_type(p.study, p.one(["blocks", "Causes", "is-part-of"]))
        if p.flag()
        else relations.add_family(p.study, p.one(["six-c", "dimension"]))
    ),
    "selective judge": lambda p: selective.judge(
        p.study, p.category(), explains_variation=p.one(["yes", "partly", "no"]), note=p.maybe(p.text())
    ),
    "selective core": lambda p: (
        selective.core(p.study, p.category()) if p.below(3) else selective.core(p.study, none=True)
    ),
    "selective storyline": lambda p: selective.write(p.study, p.memo_text()),
    "condition add": _condition,
    "condition remove": lambda p: conditions.remove(p.study, p.ids("condition")),
    "condition levels": lambda p: conditions.set_levels(
        p.study, p.one(["", "individual,crew,group", "Group,INDIVIDUAL,organisation,national"])
    ),
    "negative add": _negative,
    "negative resolve": lambda p: negative_cases.resolve(
        p.study, p.id("negative"), p.one(["revised", "bounded", "exception", "not-negative"]), p.text()
    ),
    "negative reopen": lambda p: negative_cases.reopen(p.study, p.ids("negative")),
    "negative remove": lambda p: negative_cases.remove(p.study, p.ids("negative")),
    "sampling add": _sample,
    "sampling close": _close,
    "sampling remove": lambda p: sampling.remove(p.study, p.ids("sampling")),
    "suggest accept": lambda p: suggestions.accept(p.study, p.ids("suggestion")),
    "suggest reject": lambda p: suggestions.reject(p.study, p.ids("suggestion")),
    "memo add": _memo_add,
    "memo edit": _memo_edit,
    "memo remove": lambda p: memos.remove(p.study, p.ids("memo")),
    "memo link": lambda p: memos.link(p.study, p.id("memo"), [p.target() for _ in range(1 + p.below(2))]),
    "memo unlink": _unlink,
    "sort pile": _pile,
    "sort put": _put,
    "sort take": lambda p: sorting.take(p.study, p.id("memo")),
    "log because": lambda p: reasons.give(p.study, 1 + p.below(12), p.text() or "zo 😀"),
    "checklist set": lambda p: checklists.answer(
        p.study,
        p.one(["srqr", "coreq"]),
        p.one(["1", "2"]),
        **({"text": p.text() or "zo"} if p.flag() else {"memo": p.id("memo")}),
    ),
    "summary set": _summary,
    "summary remove": lambda p: summaries.remove(p.study, p.ids("summary")),
}


# Commands that change nothing, as argument lists that work on the filled study (FILE is a free path).
GIVEN = {
    "CODE…": "vertrouwen",
    "SOURCE": "thread-1",
    "srqr|coreq|guregt|sigsoft": "srqr",
}  # for an argument of a report
READ_ONLY: dict[str, tuple[str, ...]] = {
    "info": (), "log": (), "at": ("2999-01-01", "codings"), "check": (), "backup": ("FILE.db",),
    "source list": (), "source show": ("thread-1",),
    "source lines": ("thread-1",), "participant list": (), "search": ("vertrouwen",), "codings": (),
    "query": ("vertrouwen",), "stability next": (), "agreement": ("--bootstrap", "0"), "disagreements": (),
    "quotes": ("vertrouwen",), "compare": ("vertrouwen",), "sampling list": (), "suggest list": (),
    "codebook list": (), "codebook export": ("FILE.yaml",), "export": ("FILE.qdpx", "--force"),
    "memo list": (), "memo show": ("1",), "summary list": (), "sort list": (), "sort history": (), "conflicts": (),
    "axial list": (), "axial paradigm": ("vertrouwen",), "axial show": ("vertrouwen",), "selective candidates": (),
    "selective check": (), "discover terms": (), "language": (),
    **{f"report {name}": tuple(GIVEN[a.metavar] for a in reports.declared(name).arguments) for name in reports.listed()},
    "report negative-cases": ("--look",), "report workbook": ("-o", "FILE.xlsx"),
}  # fmt: skip
# Commands that keep what they offered and nothing that a person did: undo passes them over.
LOOKS: dict[str, tuple[str, ...]] = {
    "discover": (),
    "suggest codes": ("--source", "thread-1", "--segment", "1"), "suggest quotes": ("vertrouwen",),
}  # fmt: skip
TURNS = ("init", "demo", "undo", "redo", "completion", "help")  # make studies, are what is tested, or need none
# Need another file of the study; tests/teams/test_teams_undone.py undoes them.
TEAMS = ("handout", "merge", "conflicts settle", "conflicts reopen")
# Need a PostgreSQL, and do what nobody takes back here; tests/hub plays them.
HUB = ("hub init", "hub join", "hub member", "hub blind", "hub skip", "hub status", "pull", "push")
SCREEN = ("read",)  # needs a terminal; what it does is in tests/tui

Call = tuple[Any, str, list[int]]  # coder, words, integers


def calls(coders: Sequence[str | None]) -> st.SearchStrategy[Call]:
    """Any command by any of the coders."""
    numbers = st.lists(st.integers(0, 11), min_size=7, max_size=7)
    return st.tuples(st.sampled_from(coders), st.sampled_from(sorted(COMMANDS)), numbers)


def run(study: Study, words: str, numbers: Sequence[int]) -> None:
    """Run one command; a refusal comes out as QdaError."""
    COMMANDS[words](Pick(study, numbers))
