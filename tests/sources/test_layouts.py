"""Splitting and joining over random layouts: segments tile as before, codings stay, sums are right, undo is equal."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_study import add, dump, memo, whole

from qda.core.drafts import Draft, DraftSegment
from qda.core.errors import QdaError
from qda.ops.coding import coding
from qda.ops.sources import segments
from qda.ops.study import study as ops
from qda.store import project
from qda.store.analysis import links
from qda.store.project import Study
from qda.store.texts import sources

WORDS = st.lists(st.sampled_from(["een", "twee", "drie.", "Vier", "vijf?", "e\u0301é", "👩‍💻"]), min_size=1, max_size=5)
INNER = st.tuples(st.sampled_from(["quoted", "note", "boilerplate"]), WORDS)
OUTER = st.tuples(
    st.sampled_from(["post", "comment", "turn", "answer", "paragraph", "heading", "boilerplate", "quoted"]),
    st.sampled_from([None, "Ann Bakker", "Eric"]),
    st.lists(st.one_of(WORDS, INNER), min_size=1, max_size=4),
    st.sampled_from(["\n\n", " ", "", " los "]),
)


def layout(parts: list[tuple[str, str | None, list[object], str]]) -> Draft:
    """A text and its segments: (kind, author, words and inner segments, what stands before it)."""
    text, made = "", list[DraftSegment]()
    for kind, author, pieces, before in parts:
        text += before if made else ""
        at = len(made)
        made.append(DraftSegment(kind, len(text), 0, author))
        for i, piece in enumerate(pieces):
            text += "\n" if i else ""
            start = len(text)
            if isinstance(piece, tuple):
                text += " ".join(piece[1])
                if kind in ("post", "comment", "turn", "answer"):
                    made.append(DraftSegment(piece[0], start, len(text), parent=at))
            else:
                assert isinstance(piece, list)
                text += " ".join(piece)
        made[at] = made[at]._replace(end=len(text))
    made = [s._replace(reply_to=i // 2) if i and i % 3 == 0 else s for i, s in enumerate(made)]
    return Draft("s", text, segments=made, sha256="s")


@pytest.fixture(scope="module")
def blank() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        project.create(Path(folder) / "qda.db", name="t", coder="anna", language="nl").close()
        yield Path(folder) / "qda.db"


def covered(study: Study) -> set[int]:
    """The characters in a segment that are no white space."""
    text = sources.text(study.db, 1)
    return {i for s in sources.segments(study.db, 1) for i in range(s.start, s.end) if not text[i].isspace()}


@settings(max_examples=60, deadline=None)
@given(st.lists(OUTER, min_size=1, max_size=5), st.data())
def test_any_corrections(
    blank: Path, parts: list[tuple[str, str | None, list[object], str]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(blank, Path(folder) / "qda.db"))
        with project.open_study(path) as study:
            add(study, layout(parts))
            text = sources.text(study.db, 1)
            for _ in range(data.draw(st.integers(0, 4))):
                a = data.draw(st.integers(0, len(text) - 1))
                b = data.draw(st.integers(a + 1, len(text)))
                if text[a:b].strip():
                    coding.code(study, "s", ["c"], span=f"{a}:{b}")
            first = data.draw(st.integers(1, len(sources.segments(study.db, 1))))
            memo(study, [f"segment:s#{first}"], f"[[segment:s#{first}]] [[segment:s#1]]")
            whole(study)
            tables = [dump(study)]
            for _ in range(data.draw(st.integers(1, 4))):
                one_change(study, data, tables)
            for n in range(len(tables) - 1, 0, -1):
                ops.undo(study)
                assert dump(study) == tables[n - 1]
            if len(tables) > 1:
                ops.redo(study, len(tables) - 1)
                assert dump(study) == tables[-1]
                whole(study)


def one_change(study: Study, data: st.DataObject, tables: list[dict[str, list[tuple[object, ...]]]]) -> None:
    """Split, join or set the kind of some segment; refused is fine, and leaves everything as it was."""
    text = sources.text(study.db, 1)
    rows = sources.segments(study.db, 1)
    s = data.draw(st.sampled_from(rows))
    how = data.draw(st.sampled_from(["split", "join", "kind"]))
    before = covered(study)
    spans = study.db.execute('select id, start, "end" from coding order by id').fetchall()
    try:
        if how == "split":
            at = data.draw(st.integers(s.start, s.end - 1))
            word = text[at : s.end].strip()
            segments.split(study, f"s#{s.n}", word or "x", nth=1)
        elif how == "join":
            segments.join(study, f"s#{s.n}", f"s#{data.draw(st.integers(1, len(rows)))}")
        else:
            kind = data.draw(st.sampled_from(["post", "quoted", "boilerplate", "heading"]))
            segments.correct(study, f"s#{s.n}", {"kind": kind})
    except QdaError:
        assert dump(study) == tables[-1]
        return
    now = dump(study)
    if now == tables[-1]:
        return
    tables.append(now)
    whole(study)
    assert study.db.execute('select id, start, "end" from coding order by id').fetchall() == spans
    after = covered(study)
    if how == "join":
        assert before <= after  # what stood between the two comes along
    else:
        assert before == after
    if how == "split":
        assert len(sources.segments(study.db, 1)) == len(rows) + 1
    if how == "join":
        assert len(sources.segments(study.db, 1)) == len(rows) - 1
    for link in links.of(study.db, "memo", 1, "on") + links.of(study.db, "memo", 1, "text"):
        assert link.target is not None
        start = study.db.execute("select start from segment where id = ?", (link.target,)).fetchone()[0]
        assert link.uuid.endswith(f"@{start}")
