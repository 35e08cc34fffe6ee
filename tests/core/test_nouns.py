"""Nouns that are counted: every one that the program names is known, so that no number is a `KeyError`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import qda
from qda.core.message import NOUNS, n_of

ROOM = Path(qda.__file__).parent


def _named() -> Iterator[tuple[str, str]]:
    """Yield each noun that is written out where something is counted, with its file."""
    for file in ROOM.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "n_of":
                noun = call.args[1]
                if isinstance(noun, ast.Constant):
                    yield str(noun.value), file.name


def test_every_noun_that_is_counted_is_known() -> None:
    named = list(_named())
    assert len(named) > 50
    assert [(noun, file) for noun, file in named if noun not in NOUNS] == []


def test_plurals() -> None:
    assert [n_of(1, "match"), n_of(2, "match")] == ["1 match", "2 matches"]
    assert [n_of(1, "sampling entry"), n_of(0, "sampling entry")] == ["1 sampling entry", "0 sampling entries"]
    assert n_of(1234, "category") == "1,234 categories"
