"""A small study made by hand: two threads and an interview, with codings, memos and variables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qda.core.drafts import Draft, DraftSegment
from qda.ops.study import study as ops
from qda.store import check, project
from qda.store.analysis import codings, links
from qda.store.file import schema
from qda.store.file.ids import new_uuid
from qda.store.project import Study
from qda.store.texts import intake, sources

SHARED = Path(__file__).resolve().parents[3] / "shared"


def draft(name: str, parts: list[tuple[Any, ...]], **more: Any) -> Draft:
    """A draft of parts (kind, text, author) one under another; a part that is a list lies in the one before it."""
    text, segments = "", list[DraftSegment]()
    for part in parts:
        kind, words, author, *rest = part
        extra = dict(rest[0]) if rest else {}
        inner = extra.pop("inside", None)
        if inner is None:
            text += "\n\n" if text else ""
            start = len(text)
            text += words
        else:
            start = text.index(words, segments[inner].start)
        segments.append(DraftSegment(kind, start, start + len(words), author, parent=inner, **extra))
    order = sorted(range(len(segments)), key=lambda i: (segments[i].start, -segments[i].end))
    place = {old: new for new, old in enumerate(order)}
    moved = [
        s._replace(
            parent=None if s.parent is None else place[s.parent],
            reply_to=None if s.reply_to is None else place[s.reply_to],
        )
        for s in (segments[i] for i in order)
    ]
    return Draft(name, text, more.pop("kind", "forum"), segments=moved, sha256=name, **more)


THREAD = [
    ("boilerplate", "Home | Forum | Contact", None),
    ("post", "Beste mensen, wat is waarde? > Waarde is wat telt. Dat vraag ik mij af. Groet, Eric", "Eric"),
    ("quoted", "> Waarde is wat telt.", None, {"inside": 1}),
    (
        "post",
        "Dag Eric. Ik denk dat waarde iets is van mensen samen. Alexander de Wit",
        "Alexander de Wit",
        {"reply_to": 1},
    ),
    ("boilerplate", "Advertentie: koop nu", None),
    ("post", "En nog iets. De secretaris telt ook mee.", "Alexander de Wit", {"date": "2011-12-12T08:29"}),
    ("post", "Dank je wel, Alexander!", "Eric", {"reply_to": 3}),
    ("boilerplate", "RSS | Voorwaarden over waarde", None),
]
OTHER = [
    ("post", "Waarde is niet te meten, zegt C++ en a-b ook. 😀", "Alexander de Wit"),
    ("post", "Jawel hoor. The secretary's role is coördinatie.", "Eric"),
]
INTERVIEW = [
    ("turn", "Hoe gaat het met de waarde?", "Interviewer", {"role": "researcher"}),
    ("turn", "Goed. Het gaat o.a. om vertrouwen. Dat zeg ik altijd.", "R1", {"reply_to": 0}),
]


def add(study: Study, *drafts: Draft) -> None:
    """Write drafts into a study."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        for d in drafts:
            writer.add(d.name, d)
        writer.flush()
        c.summary = f"{len(drafts)} sources"


def memo(study: Study, on: list[str], text: str) -> int:
    """A memo on things, with links in its text and an earlier version."""
    with study.change("memo add") as c:
        stored, targets = links.to_stored(c.db, text)
        id = c.insert(
            "memo", uuid=new_uuid(), title="m", type="theoretical", text=stored, date=None, coder=c.coder_id,
            created_at=c.at, updated_at=c.at,
        )  # fmt: skip
        c.insert(
            "memo_version", memo=id, title="m", type="theoretical", text=stored + " (before)", coder=c.coder_id,
            saved_at=c.at,
        )  # fmt: skip
        links.write(c, "memo", id, "on", [links.resolve(c.db, o) for o in on])
        links.write(c, "memo", id, "text", targets)
        c.summary = "a memo"
    return id


def dump(study: Study) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every recorded table, by id."""
    return {t: study.db.execute(f"select * from {t} order by id").fetchall() for t in schema.RECORDED}


def whole(study: Study) -> None:
    """Nothing that `check` finds, and nothing counted at writing that is not so."""
    assert list(check.run(study.db)) == []
    for source, words in study.db.execute("select id, words from source").fetchall():
        layout = sources.layout(study.db, source)
        segments = layout.segments
        assert [s.n for s in segments] == list(range(1, len(segments) + 1))
        assert [(s.start, -s.end) for s in segments] == sorted((s.start, -s.end) for s in segments)
        for s in segments:
            inner = [i for i in segments if i.parent == s.id]
            own = len(layout.text[s.start : s.end].split()) - sum(
                len(layout.text[i.start : i.end].split()) for i in inner
            )
            assert s.words == own
            assert all(s.start <= i.start < i.end <= s.end for i in inner)
        assert words == sum(s.words for s in segments if s.kind not in sources.UNCOUNTED)
        for id, start, end, *place in study.db.execute(
            'select id, start, "end", words, segment, last_segment, characters from coding where source = ?', (source,)
        ):
            assert tuple(place) == codings.place(layout, start, end), id


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Study]:
    """A study with nothing in it."""
    with project.create(tmp_path / "qda.db", name="t", coder="anna", language="nl") as study:
        yield study


@pytest.fixture
def study(empty: Study) -> Study:
    """Three sources, codings over and beside segments, memos on everything, variables."""
    from qda.ops.coding import coding

    interview = draft("interview-03", INTERVIEW, kind="interview", language="nl")
    interview.participants = {"R1": {"age": "50"}}
    thread = draft("thread-1", THREAD, language="nl", metadata={"views": 275}, variables={"place": "Ede"})
    add(empty, thread, draft("thread-2", OTHER), interview)
    text = sources.text(empty.db, 1)
    for codes, how in (
        (["waarde"], {"quote": "wat is waarde?"}),
        (["quoted"], {"quote": "> Waarde is wat telt."}),
        (["long"], {"span": f"{text.index('Dat vraag')}:{text.index('samen.') + 6}"}),
        (["across"], {"span": f"{text.index('Alexander de Wit')}:{text.index('De secretaris')}"}),
        (["thanks", "waarde"], {"quote": "Dank je wel"}),
        (["all"], {"span": f"0:{len(text)}"}),
    ):
        coding.code(empty, "thread-1", codes, **how)  # type: ignore[arg-type]
    coding.code(empty, "interview-03", ["trust"], quote="Goed. Het gaat", note="n")
    memo(
        empty, ["segment:thread-1#4", "participant:R1", "source:thread-1"], "zie [[segment:thread-1#6]] en [[coding:1]]"
    )
    memo(empty, ["segment:thread-1#4", "segment:thread-1#6"], "[[segment:thread-1#4]] [[participant:Alexander de Wit]]")
    return empty


@pytest.fixture
def turn() -> Callable[[Study, Callable[[], Any]], Any]:
    """Do, undo, redo: equal tables each time, and a study that is whole."""

    def run(study: Study, do: Callable[[], Any]) -> Any:
        whole(study)
        before = dump(study)
        said = do()
        whole(study)
        after = dump(study)
        assert after != before
        ops.undo(study)
        assert dump(study) == before
        whole(study)
        ops.redo(study)
        assert dump(study) == after
        whole(study)
        return said

    return run
