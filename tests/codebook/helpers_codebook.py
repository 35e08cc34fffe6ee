"""A study with everything that can hang on a code, and what tests ask of every change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qda.core.results import Said
from qda.ops.coding import coding
from qda.ops.sources import import_list
from qda.ops.study import study as ops
from qda.ops.theory import categories, memos, relations, selective
from qda.store import check, project
from qda.store.file import schema
from qda.store.project import Study

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
TEXT = """Alpha beta gamma delta epsilon zeta eta theta iota kappa.

Lambda mu nu xi omicron pi rho sigma tau upsilon.

Phi chi psi omega, and then it begins again with other words.
"""


def make(folder: Path, coder: str = "anna") -> Study:
    """A study with two sources in an empty folder."""
    ops.init(folder, name="test", coder=coder, language="en")
    study = project.open_study(folder / "qda.db")
    for name in ("one", "two"):
        (folder / f"{name}.txt").write_text(TEXT + name, encoding="utf-8")
    import_list.import_texts(study, [str(folder / "one.txt"), str(folder / "two.txt")])
    return study


def fill(study: Study) -> dict[str, int]:
    """Codes A, B, C under two homes, with all that can hang on them. Returns the codings."""
    on: dict[str, int] = {}

    def code(label: str, source: str, span: str, name: str, note: str | None = None) -> None:
        said = coding.code(study, source, [name], span=span, note=note)
        assert said.table is not None
        on[label] = next(iter(said.table.rows))[0]

    for home in ("north", "south"):
        categories.category(study, home)
    for name in ("A", "B", "C"):
        categories.category(study, name, definition=f"what {name} means")
    code("a1", "one", "0:10", "A", "first")
    code("a2", "one", "6:16", "A")
    code("b1", "one", "0:10", "B", "second")
    code("b2", "two", "0:5", "B")
    code("c1", "two", "0:5", "C")
    code("x1", "two", "6:10", "x")
    from qda.ops.coding import codebook

    codebook.move(study, "A", under="north")
    codebook.move(study, "B", under="south")
    categories.category(study, "A", ["x"])
    categories.property(study, "A", "strength", low="weak", points=["middling"], high="strong")
    categories.property(study, "B", "strength", low="weak", points=["fair"], high="strong")
    categories.property(study, "B", "colour", kinds=["red", "blue"])
    categories.property(study, "north", "height", low="down", high="up")
    categories.place(study, on["a1"], "A/strength", "middling")
    categories.place(study, on["b1"], "B/strength", "fair")
    categories.place(study, on["b1"], "B/colour", "red")
    categories.place(study, on["a2"], "north/height", "up")
    relations.relate(study, "A", "causes", "C", supporting=[on["a1"]], status="supported")
    relations.relate(study, "B", "causes", "C", supporting=[on["b1"], on["b2"]], opposing=[on["c1"]], note="why")
    relations.relate(study, "A", "is-context-of", "B", supporting=[on["a1"]], note="between the two")
    memos.add(study, f"On [[category:A]] and [[code:B]], see [[coding:{on['b1']}]] and [[property:B/strength]].",
              on=["code:A", "code:B", f"coding:{on['b1']}", "relation:2"])  # fmt: skip
    memos.edit(study, 1, text=f"Now [[code:B]] alone, with [[coding:{on['b1']}]].")
    memos.add(study, "The link between them.", on=["relation:3", "property:B/strength"])
    selective.write(study, f"[[category:A]] makes [[category:C]] [[coding:{on['b1']}]].")
    selective.judge(study, "A", explains_variation="partly", note="maybe")
    selective.judge(study, "B", explains_variation="yes", abstract="yes", note="surely")
    return on


def dump(study: Study) -> dict[str, list[tuple[Any, ...]]]:
    """Every recorded table, ordered by id."""
    return {t: study.db.execute(f"select * from {t} order by id").fetchall() for t in schema.RECORDED}


def whole(study: Study) -> None:
    """Nothing is wrong with the study."""
    assert list(check.run(study.db)) == []


def there_and_back(study: Study, change: Callable[[], Said]) -> Said:
    """The change is one line of the log with a summary; undo and redo give equal tables; the study stays whole."""
    before = dump(study)
    lines = study.db.execute("select count(*) from change").fetchone()[0]
    said = change()
    after = dump(study)
    assert after != before
    whole(study)
    assert study.db.execute("select count(*) from change").fetchone()[0] == lines + 1
    assert study.db.execute("select summary from change order by id desc limit 1").fetchone()[0]
    ops.undo(study)
    assert dump(study) == before
    whole(study)
    ops.redo(study)
    assert dump(study) == after
    whole(study)
    return said


def rows(said: Said) -> list[dict[str, Any]]:
    """A result's rows as dictionaries."""
    assert said.table is not None
    return list(said.table.dicts())
