"""What a merge writes of what was done is a sentence that documents can say in their language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from pair import Pair

import qda
from qda.core.message import Message
from qda.store.merge.outcomes import outcome

MERGE = Path(qda.__file__).parent / "store" / "merge"
ASIDE = {"settling.py"}  # what settling did stands in the log


def written() -> Iterator[str]:
    """Every `done` in the code of merges: given by that name, put into that variable, or the last argument of `told`."""
    for file in sorted(MERGE.glob("*.py")):
        if file.name in ASIDE:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            given: list[ast.expr] = []
            if isinstance(node, ast.Call):
                given += [k.value for k in node.keywords if k.arg == "done"]
                if isinstance(node.func, ast.Name) and node.func.id == "told":
                    given += node.args[-1:]
            elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "done" for t in node.targets):
                given.append(node.value)
            for value in given:
                if isinstance(value, ast.JoinedStr):
                    yield "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "" if "rest" in ast.dump(part) else "'x'"
                        for part in value.values
                    )
                elif isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def test_each_sentence_of_the_code_is_a_message() -> None:
    found = set(written())
    assert len(found) > 15
    assert [said for said in sorted(found) if not isinstance(outcome(said), Message)] == []
    assert all(str(outcome(said)) == said for said in found)


def test_other_words_stay() -> None:
    assert not isinstance(outcome("as an older program wrote it"), Message)


def test_rows_keep_the_words_and_a_page_has_them(pair: Pair) -> None:
    pair.part()
    pair.lea("codebook", "define", "waiting", "--definition", "hers")
    pair.ben("codebook", "define", "waiting", "--definition", "his")
    pair.merge()
    assert pair.conflict("both-edited", "code")["done"] == "ours stays"
    pair.lea("conflicts", "-o", "told.html")
    assert "ours stays" in (pair.folder / "told.html").read_text()
