"""Rows of a study whose people are shown by pseudonym: which cells are hidden, with which source, and which stay."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from qda.core.text.masking import Found
from qda.core.text.shown import Shown
from qda.store.exchange import shape, veiled_rows
from qda.store.exchange.veiled_rows import VeiledRows
from qda.store.project import Study


class Marks:
    """A veil that shows what was asked of it: each text in angle brackets, after the source that it is said to be of."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[int, ...]]] = []

    def shown(self, text: str, source: str = "") -> str:
        return f"<{source}|{text}>"

    def page(self, text: str, source: str = "", borders: Iterable[int] = ()) -> Shown | None:
        self.asked.append((source, tuple(borders)))
        return None


def hidden(study: Study, table: str, id: int, veil: Any = None, going: Any = None) -> dict[str, tuple[Any, Any]]:
    """The cells of a row that are other than in the study: (what is stored, what goes)."""
    one = shape.shapes(study.db)[table]
    quoted = ", ".join(f'"{n}"' for n in one.columns)
    row = list(study.db.execute(f"select {quoted} from {table} where id = ?", (id,)).fetchone())
    was = list(row)
    VeiledRows(study.db, veil or Marks(), going).hide(one, id, row)
    return {n: (a, b) for n, a, b in zip(one.columns, was, row, strict=True) if a != b}


def test_which_cells_of_a_row_are_hidden(filled: Study) -> None:
    def now(table: str, id: int = 1) -> dict[str, Any]:
        return {column: b for column, (_, b) in hidden(filled, table, id).items()}

    assert now("coder") == {} and now("relation_type") == {"name": "<|causes>", "key": "<|causes>"}
    assert now("setting") == {"value": "<|study>"}
    assert now("code", 5) == {
        "name": "<|loslaten>", "key": "<|loslaten>", "definition": "<|>", "include": "<|niet ingrijpen>", "exclude": "<|>",
        "example": "<|>",
    }  # fmt: skip
    assert now("code_alias") == {"name": "<|Laten gaan>", "key": "<|laten gaan>"}
    assert now("participant", 3) == {"name": "<thread-1|anoniem>", "key": "<thread-1|anoniem>", "site": "<thread-1|>"}
    assert now("participant", 1)["name"] == "<|Jan de Vries>"
    assert now("segment", 3) == {"author": "<thread-1|Mia 😀 Öztürk>"}
    assert now("value", 2) == {"value": "<thread-2|Delft>"} and now("value", 3) == {"value": "<|v>"}
    assert now("coding", 5) == {"note": "<thread-2|'n' \"q\">"} and now("membership") == {}
    assert now("source") == {
        "name": "<thread-1|thread-1>", "key": "<thread-1|thread-1>", "title": "<thread-1|Thread-1>",
        "origin": "<thread-1|>",
        "metadata": json.dumps({"<thread-1|site>": "<thread-1|forum.example>"}),
    }  # fmt: skip
    assert now("property")["points"] == json.dumps(["<|geen>", "<|enig>", "<|veel>"])
    assert set(now("carried")) == {"xml", "why", "program"} and set(now("carried", 2)) == {
        "xml",
        "files",
        "why",
        "program",
    }
    assert (
        now("carried")["program"].endswith("|ATLAS.ti>") and json.loads(now("carried", 2)["files"])[0]["<|bytes>"] == 12
    )
    assert now("evidence") == {} and now("link", 1) == {"label": "<thread-1|thread-1>"}


def test_links_in_a_text_stay(filled: Study) -> None:
    uuid = filled.db.execute("select uuid from memo where id = 1").fetchone()[0]
    code = filled.db.execute("select uuid from code where id = 5").fetchone()[0]
    assert hidden(filled, "memo", 2)["text"][1] == f"<|Zie >[[memo:{uuid}]]<| en >[[code:{code}]]<|.>"


def test_each_source_is_read_once_with_the_borders_of_its_segments(filled: Study) -> None:
    veil = Marks()
    VeiledRows(filled.db, veil, None)
    assert [name for name, _ in veil.asked] == ["thread-1", "thread-2", "interview-01"]
    assert veil.asked[0][1] == (0, 90, 133, 135, 209, 211, 257, 259, 329)
    veil = Marks()
    VeiledRows(filled.db, veil, {2})
    assert veil.asked == [("thread-2", (0, 63, 65, 137, 139, 151))]


class Wider(Marks):
    """A veil by which one name is three words longer in the first thread, and nothing else is another."""

    def shown(self, text: str, source: str = "") -> str:
        return text

    def page(self, text: str, source: str = "", borders: Iterable[int] = ()) -> Shown | None:
        if source != "thread-1":
            return None
        at = text.index("secretaris")
        return Shown(text, [Found(at, at + len("secretaris"), "iemand van de raad")])


def test_offsets_and_counts_are_those_of_the_shown_text(filled: Study) -> None:
    def now(table: str, id: int) -> dict[str, Any]:
        return {column: b for column, (_, b) in hidden(filled, table, id, Wider()).items()}

    text = filled.db.execute("select text from source where id = 1").fetchone()[0]
    other = text.replace("secretaris", "iemand van de raad")
    assert len(other) == 337 and text.index("secretaris") == 3
    found = now("source", 1)
    assert found["text"] == other and (found["characters"], found["words"]) == (337, 40) and len(found["sha256"]) == 64
    assert now("source", 2) == {} and now("coding", 5) == {} and now("segment", 6) == {}
    assert now("segment", 1) == {"end": 141, "words": 16} and now("segment", 2) == {"start": 98, "end": 141}
    assert now("segment", 3) == {"start": 143, "end": 217}
    assert now("coding", 1) == {"start": 49, "end": 59} and now("coding", 6) == {"start": 267, "end": 270}
    with filled.change("test") as c:
        c.update("coding", 12, start=3, end=20)
    stored = filled.db.execute('select start, "end", words, characters from coding where id = 12').fetchone()
    assert stored[:2] == (3, 20)
    changed = now("coding", 12)
    assert (changed["end"], changed["words"], changed["characters"]) == (28, 5, 25)
    uuid = filled.db.execute("select uuid from source where id = 1").fetchone()[0]
    assert now("link", 2)["uuid"] == f"{uuid}@98" and "uuid" not in now("link", 1)
    assert f"[[segment:{uuid}@98]]" in now("memo", 1)["text"]


@pytest.mark.parametrize(
    ("stored", "goes"),
    [
        ('{"a": "Jan", "b": 1}', '{"a": "P1", "b": 1}'),
        ('{"Jan": ["Jan", null, true, 1.5]}', '{"P1": ["P1", null, true, 1.5]}'),
        ('{ "a":"é" }', '{ "a":"é" }'),
        ('["Jan é"]', '["P1 é"]'),
        ('"Jan"', '"P1"'),
        ("null", "null"),
    ],
)
def test_names_in_json(stored: str, goes: str) -> None:
    assert veiled_rows._in_json(lambda text: text.replace("Jan", "P1"), stored) == goes


@pytest.mark.parametrize(
    ("stored", "goes"),
    [
        ('<a name="Jan"/>', '<a name="P1"/>'),
        (
            '<Jan name="x">Jan &amp; co<b c="1" d="zei Jan"/> Jan</Jan>',
            '<Jan name="x">P1 &amp; co<b c="1" d="zei P1"/> P1</Jan>',
        ),
        ("<a>J&#97;n</a>", "<a>P1</a>"),
        ("<a>&lt;Jan&gt;</a>", "<a>&lt;P1&gt;</a>"),
        ("<a b='&quot;'>&apos;</a>", "<a b='&quot;'>&apos;</a>"),
        ('<a b="&quot;Jan&quot;"/>', '<a b="&quot;P1&quot;"/>'),
        ("", ""),
    ],
)
def test_names_in_xml(stored: str, goes: str) -> None:
    assert veiled_rows._in_xml(lambda text: text.replace("Jan", "P1"), stored) == goes
