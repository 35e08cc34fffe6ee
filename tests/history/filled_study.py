"""A small study that has something in every table, made by hand, and the dump that tests compare.

`fill(study)` writes two threads, an interview, variables, a tree of codes with memberships and an alias, codings by two
coders, a property with placements, a relation with evidence, memos linked to every kind of thing, judgements,
summaries, a storyline and what another program's project left: one change a step. Sessions copy a file that was filled once
(`filled_file`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from qda.core.drafts import Draft, DraftSegment
from qda.store.analysis import (
    checklists,
    codes,
    codings,
    decisions,
    links,
    memos,
    piles,
    source_done,
    stability,
    summaries,
)
from qda.store.exchange import carried
from qda.store.file import layer, schema
from qda.store.file.ids import digest, new_uuid
from qda.store.history import reasons
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import intake, settings, sources

Dump = dict[str, list[tuple[Any, ...]]]
Part = tuple[str, str | None, str]  # kind, author, text


def dump(db: sqlite3.Connection) -> Dump:
    """Every recorded table, its rows ordered by id, values with their types."""
    return {
        table: [tuple((type(v).__name__, v) for v in row) for row in db.execute(f"select * from {table} order by id")]
        for table in schema.RECORDED
    }


def draft(name: str, kind: str, parts: Sequence[Part], **fields: Any) -> Draft:
    """A source from its parts, two line feeds between them; a part of kind `quoted` lies inside the one before it."""
    text, segments, outer = "", list[DraftSegment](), -1
    for part, author, words in parts:
        text += "\n\n" if text else ""
        start, text = len(text), text + words
        if part == "quoted":
            held = segments[outer]
            segments[outer] = held._replace(end=len(text))
            segments.append(DraftSegment(part, start, len(text), parent=outer))
        else:
            segments.append(DraftSegment(part, start, len(text), author))
            outer = len(segments) - 1
    return Draft(name, text, kind, title=name.title(), language="nl", segments=segments, sha256=f"sha-{name}", **fields)


THREAD_1 = draft(
    "thread-1",
    "forum",
    [
        (
            "post",
            "Jan de Vries",
            "De secretaris dient vertrouwen te geven. Vertrouwen is de basis van publieke meerwaarde.",
        ),
        ("quoted", None, "Vertrouwen moet men verdienen, zei de raad."),
        ("post", "Mia 😀 Öztürk", "Wij zoeken een eigen koers; het “loslaten” is moeilijk.\u2028Toch doen wij het."),
        ("boilerplate", None, "Inloggen | Registreren | Vertrouwen in cookies"),
        ("post", "anoniem", "Ik vind dat de griffier 'sterk' moet zijn. Vertrouwen groeit langzaam."),
    ],
    variables={"municipality": "Ede"},
    metadata={"site": "forum.example"},
)
THREAD_2 = draft(
    "thread-2",
    "forum",
    [
        ("post", "Jan de Vries", "Opnieuw over vertrouwen: de cafe\u0301s sluiten vroeg. ضمان the end."),
        ("post", "Piet Puk", 'Eigen koers varen is publieke meerwaarde, of \\ "niet"? 50% <b>zeker</b>.'),
        ("post", "Piet Puk", "En nog iets."),
    ],
    variables={"municipality": "Delft"},
)
INTERVIEW = draft(
    "interview-01",
    "interview",
    [
        ("turn", "Interviewer", "Hoe ziet u uw rol en uw vertrouwen?"),
        ("turn", "R1", "Ik nam verantwoordelijkheid. Loslaten kost moeite, 👩‍👩‍👧 en tijd."),
        ("turn", "Interviewer", "Kunt u een voorbeeld geven?"),
        ("turn", "R1", "Een eigen koers, zonder de wethouder. Vertrouwen kwam later."),
    ],
    participants={"R1": {"role": "participant", "gender": "v"}, "Interviewer": {"role": "researcher"}},
)


def _import(c: Change) -> None:
    writer = intake.Writer(c)
    for d in (THREAD_1, THREAD_2, INTERVIEW):
        writer.add(d.name, d)
    writer.flush()


def _codes(c: Change) -> None:
    value = codes.make(c, "publieke meerwaarde", level="category", definition="Wat een gemeente toevoegt.")
    trust = codes.make(c, "vertrouwen", level="category")
    course = codes.make(c, "eigen koers", parent=value)
    codes.make(c, "eigen koers", parent=trust)
    letting = codes.make(c, "loslaten", parent=trust, level="focused", include="niet ingrijpen")
    codes.make(c, "verantwoordelijkheid")
    codes.make(c, "macht", level="core", definition="")
    c.insert("membership", code=letting, category=value)
    c.insert("membership", code=course, category=trust)
    c.insert("code_alias", code=letting, name="Laten gaan", key="laten gaan")


def _codings(first: bool) -> Callable[[Change], None]:
    def step(c: Change) -> None:
        layouts = {i: sources.layout(c.db, i) for (i,) in c.db.execute("select id from source order by id")}
        for n, (code, words) in enumerate(
            [
                (2, "Vertrouwen"),
                (3, "eigen koers"),
                (5, "oslaten"),
                (1, "publieke meerwaarde"),
                (6, "Ik "),
                (2, "vertrouwen"),
            ]
        ):
            for source, layout in layouts.items():
                at = layout.text.find(words)
                if at >= 0 and (n + source + first) % 2:
                    origin = "autocode" if n == 4 else "hand"
                    codings.add(c, source, layout, at, at + len(words), code, note="'n' \"q\"" * (n % 2), origin=origin,
                                confirmed=origin == "hand")  # fmt: skip

    return step


def _theory(c: Change) -> None:
    range_ = c.insert("property", uuid=new_uuid(), category=2, name="graad", key="graad", kind="range",
                      points='["geen","enig","veel"]', created_at=c.at)  # fmt: skip
    kinds = c.insert("property", uuid=new_uuid(), category=1, name="soort", key="soort", kind="kinds",
                     points='["sociaal","economisch"]', created_at=c.at)  # fmt: skip
    inside = [i for (i,) in c.db.execute("select id from coding where code in (2, 4, 5, 3) order by id")]
    for coding, position in zip(inside, (0.1 + 0.2, 1 / 3, 5e-324, None), strict=False):
        c.insert("placement", coding=coding, property=range_, coder=c.coder_id, value="veel" if position is None else
                 repr(position), position=position, created_at=c.at)  # fmt: skip
    c.insert("placement", coding=c.db.execute("select id from coding where code = 3").fetchone()[0], property=kinds,
             coder=c.coder_id, value="sociaal", created_at=c.at)  # fmt: skip
    for a, type_, b, status in ((2, 1, 1, "supported"), (1, 5, 2, "hypothesis")):
        r = c.insert(
            "relation", uuid=new_uuid(), a=a, type=type_, b=b, status=status, coder=c.coder_id, created_at=c.at
        )
        c.insert("evidence", relation=r, coding=inside[0], side="for")
        c.insert("evidence", relation=r, coding=inside[1], side="against")
    compared: list[tuple[int, int | None, int | None, str, int | None]] = [
        (0, inside[1], None, "new-property", range_), (1, None, 1, "differs", None), (2, inside[0], None, "same", None),
    ]  # fmt: skip
    for place, other, code, outcome, found in compared:
        c.insert("comparison", uuid=new_uuid(), coding=inside[place], other=other, code=code, outcome=outcome, property=found,
                 note="naast elkaar gelegd", coder=c.coder_id, created_at=c.at)  # fmt: skip
    for category in (1, 2):
        c.insert(
            "judgement",
            category=category,
            coder=c.coder_id,
            explains_variation="partly",
            abstract="yes",
            created_at=c.at,
        )


EVERYTHING = (
    "source:thread-1", "segment:thread-1#2", "coding:1", "code:verantwoordelijkheid", "category:vertrouwen",
    "property:vertrouwen/graad", "relation:1", "participant:Jan de Vries", "study:",
)  # fmt: skip


def _memos(c: Change) -> None:
    text = "Over " + ", ".join(f"[[{k}]]" for k in EVERYTHING if k != "study:") + ".\u2028'Einde' 😀"
    one = memos.add(c, title="alles", type="theoretical", text=text, date=None,
                    on=[memos.resolve(c.db, k) for k in EVERYTHING])  # fmt: skip
    two = memos.add(c, title="tweede", type="code", text=f"Zie [[memo:{one}]].", date="2026-01-02",
                    on=[memos.resolve(c.db, f"memo:{one}"), memos.resolve(c.db, "code:loslaten")])  # fmt: skip
    memos.edit(c, memos.one(c.db, two), text=f"Zie [[memo:{one}]] en [[code:loslaten]].")


def _summaries(c: Change) -> None:
    for rows, row, text in (
        ("source", "thread-1", "Zegt [[coding:1]] over [[code:loslaten]]."),
        ("participant", "Jan de Vries", "Jan: 'eerst' vertrouwen."),
        ("municipality", "Ede", "In Ede 😀."),
    ):
        summaries.write(c, summaries.case(c.db, rows, row), 2, text)
    summaries.write(
        c,
        summaries.case(c.db, "source", "thread-1"),
        2,
        "Zegt [[coding:1]] over [[code:loslaten]], en [[segment:thread-1#2]].",
    )


def _piles(c: Change) -> None:
    """Two piles, one under the other, and an empty one; a memo in each, one taken out again."""
    top = piles.make(c, "Vertrouwen 'eerst' 😀", None)
    inner, _ = piles.make(c, "zo", top), piles.make(c, "leeg", None)
    piles.put(c, 1, inner, "opent 'het' \\ 😀")
    piles.put(c, 2, top, "een voorbeeld")
    piles.put(c, 1, top, "hoort ervoor", first=True)
    piles.put(c, 3, inner, "later")
    piles.take(c, 3, "")


def _account(c: Change) -> None:
    """Two answers to checklists, by a text and by a memo, and a reason that the first change got later."""
    checklists.put(c, "srqr", "S9", text="Getoetst; 'goed' bevonden 😀.")
    checklists.put(c, "coreq", "8", memo=1)
    reasons.add(c, reasons.uuid_of(c.db, 1), "om te 'beginnen'")


def _storyline(c: Change) -> None:
    from qda.store.analysis import links

    text, inside = links.to_stored(
        c.db, "[[category:vertrouwen]] draagt [[category:publieke meerwaarde]]: [[coding:1]]."
    )
    id = c.insert("storyline", uuid=new_uuid(), text=text, coder=c.coder_id, created_at=c.at)
    links.write(c, "storyline", id, "text", inside)
    _account(c)


def _ledgers(c: Change) -> None:
    made = {"coder": c.coder_id, "created_at": c.at}
    for against, outcome in (
        ({"relation": 1}, None),
        ({"code": 1}, "bounded"),
        ({"property": 1}, None),
        ({"memo": 1}, None),
    ):
        closed = {"outcome": outcome, "resolution": "alleen hier", "resolver": c.coder_id, "resolved_at": c.at}
        c.insert("negative", uuid=new_uuid(), coding=2, **against, note="spreekt tegen", **made,
                 **(closed if outcome else {}))  # fmt: skip
    for property, seek in ((1, "wie het niet kreeg"), (None, "")):
        closed = {} if seek else {"changed": "een eigenschap erbij", "closer": c.coder_id, "closed_at": c.at}
        one = c.insert("sampling", uuid=new_uuid(), text="een tweede gemeente", category=2, property=property, seek=seek,
                       **made, **closed)  # fmt: skip
        c.insert("sampling_source", sampling=one, source=2)
    memos.add(c, title="steekproef", type="sampling", text="Zie [[negative:1]].", date=None,
              on=[memos.resolve(c.db, "sampling:1"), memos.resolve(c.db, "negative:2")])  # fmt: skip


def _conditions(c: Change) -> None:
    """Trust is a condition of the core at a level of the study's own, shown by a coding."""
    settings.put(c, "condition_levels", '["individual", "de \'raad\'", "national"]')
    id = c.insert("condition", uuid=new_uuid(), category=2, role="condition", level="de 'raad'", relation=1,
                  note="zo 😀", coder=c.coder_id, created_at=c.at)  # fmt: skip
    c.insert("condition_coding", condition=id, coding=2)
    c.insert("condition", uuid=new_uuid(), category=1, role="consequence", level="national", coder=c.coder_id,
             created_at=c.at)  # fmt: skip


def _ledgers_and_summaries(c: Change) -> None:
    _ledgers(c)
    _conditions(c)
    _summaries(c)
    _piles(c)


def _offers(c: Change) -> None:
    whole = {"coder": c.coder_id, "created_at": c.at}
    two = c.db.execute("select uuid, text from source order by id limit 2").fetchall()
    quotes = json.dumps([[uuid, 0, 12, digest(text[:12])] for uuid, text in two])
    first = c.insert(
        "candidate", uuid=new_uuid(), label="eigen koers", terms='["koers"]', quotes=quotes, status="open", **whole
    )
    c.insert("candidate", uuid=new_uuid(), label="publieke meerwaarde", terms='["meerwaarde", "waarde"]', quotes=quotes,
             status="open", **whole)  # fmt: skip
    c.insert("candidate", uuid=new_uuid(), label="koers", name="richting", terms='["koers"]', quotes="[]", status="merged",
             joined=first, decided_at=c.at, **whole)  # fmt: skip
    source = c.db.execute("select uuid from source where id = 1").fetchone()[0]
    code = c.db.execute("select uuid from code where id = 2").fetchone()[0]
    text = sources.text(c.db, 1)
    spoke = [c.db.execute("select uuid from coding where id = 1").fetchone()[0]]
    for rank, decision in ((1, "rejected"), (2, None)):
        why = {"codings": spoke, "words": ["koers"], "digest": digest(text[rank:9])}
        c.insert("suggestion", uuid=new_uuid(), kind="quote", code=code, name="vertrouwen", source=source, start=rank,
                 end=9, rank=rank, because=json.dumps(why), decision=decision, **whole)  # fmt: skip


def _carried(c: Change) -> None:
    of = c.db.execute("select uuid from source where id = 1").fetchone()[0]
    film = {"path": "internal://film.mp4", "sha256": "0" * 64, "bytes": 12, "name": "film.mp4"}
    carried.add(c, [
        carried.Carried("area", new_uuid(), 1, of, '<PDFSelection name="blz. 3 &amp; 4"/>', (), "een vlak", "ATLAS.ti"),
        carried.Carried("media", new_uuid(), xml='<VideoSource name="film"/>', files=(film,), why="geen tekst"),
    ])  # fmt: skip
    (category,) = c.db.execute("select id from code where level = 'category' order by id").fetchone()
    (relation,) = c.db.execute("select uuid from relation order by id").fetchone()
    c.insert(
        "category_change",
        category=category,
        at="2026-01-05T10:00:00.000000Z",
        what=f"[[relation:{relation}]] was added",
    )


def _settled(c: Change) -> None:
    """Anna has read thread-1 whole; that what ben alone coded there stands is settled."""
    source_done.add(c, 1, c.coder_id)
    coding = codings.row(c.db, 12)
    readers = sorted(uuid for (uuid,) in c.db.execute("select uuid from coder where consensus = 0"))
    state = {"readers": readers, "codings": {coding["uuid"]: [0, coding["end"] - coding["start"]]}}
    of, layout = layer.make(c), sources.layout(c.db, 1)
    start, end, code = coding["start"], coding["end"], coding["code"]
    new = codings.New(1, start, end, code, of, "zo 😀", codings.place(layout, start, end))
    place = decisions.Place(1, code, 12, state)
    keeper = c.db.execute("select id from coder where name = 'ben'").fetchone()[0]
    note, inside = links.to_stored(c.db, "'zo' \"is\" [[coding:12]]: [[code:loslaten]], [[segment:thread-1#2]]")
    decisions.write(c, [decisions.Decision("keep", [place], [new], keeper=keeper, note=note, links=inside)])


def _drawn(c: Change) -> None:
    """Three stretches of anna were drawn to be coded again; one was, another with none of the codes, one waits."""
    every, _ = stability.coded(c.db, c.coder_id)
    draw = stability.add(c, every[:3], seed=7, pool=len(every), asked="code 'vert*'")
    (made,) = (d for d in stability.draws(c.db) if d.id == draw)
    stability.code(c, made.items[0], [2, 5])
    stability.code(c, made.items[1], [])


def _of_a_team(c: Change) -> None:
    """A copy went to ben and came back; the one conflict that it brought is settled."""
    line = {"line": new_uuid(), "hash": "0" * 64}
    of = c.db.execute("select uuid from coding where id = 1").fetchone()[0]
    given = c.insert(
        "handout", uuid=new_uuid(), receiver="ben", file="ben 'zijn'.db", sources="[]", without='["memos"]', change=1,
        **line, study=new_uuid(), created_at=c.at,
    )  # fmt: skip
    handed = c.db.execute("select uuid from handout where id = ?", (given,)).fetchone()[0]
    merged = c.insert(
        "merged", uuid=new_uuid(), file="ben 'zijn'.db", handout=handed, **line, change=c.id, created_at=c.at
    )
    c.insert("merged_line", merged=merged, line=line["line"])
    c.insert("same_thing", tbl="coding", uuid=new_uuid(), thing=of)
    c.insert(
        "conflict", uuid=new_uuid(), merged=c.id, kind="both-edited", thing="coding", tbl="coding", row=1, item=of,
        name="vertrouwen", column="note", base="", ours="zo", theirs="anders 😀", raw="{}", coder="ben",
        file="ben 'zijn'.db", created_at=c.at, done="ours stays", status="settled", note="het \"is\" zo", settler="anna",
        settled_at=c.at,
    )  # fmt: skip


def _offers_and_carried(c: Change) -> None:
    _offers(c)
    _carried(c)


def _offers_carried_and_settled(c: Change) -> None:
    _offers_and_carried(c)
    _settled(c)
    _drawn(c)
    _of_a_team(c)


STEPS: tuple[tuple[str, str, Callable[[Change], None]], ...] = (
    ("anna", "import", _import),
    ("anna", "codebook import", _codes),
    ("anna", "code", _codings(False)),
    ("ben", "code", _codings(True)),
    ("anna", "axial", _theory),
    ("anna", "memo add", _memos),
    ("anna", "sampling add", _ledgers_and_summaries),
    ("anna", "discover accept", _offers_carried_and_settled),
    ("anna", "selective storyline", _storyline),
)


# What is written where settled places would only be in the way of counting by hand.
PLAIN: dict[Callable[[Change], None], Callable[[Change], None]] = {_offers_carried_and_settled: _offers_and_carried}


def fill(study: Study, after: Callable[[], None] = lambda: None, *, plain: bool = False) -> None:
    """Write everything, calling `after` when each change has been made; `plain`: without settled places."""
    for coder, command, whole in STEPS:
        step = PLAIN.get(whole, whole) if plain else whole
        with study.door.change(command, coder, because="made by hand") as c:
            step(c)
            c.summary = f"{command} of the filled study"
        after()
