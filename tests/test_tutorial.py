"""The tutorial works: its commands run in order in a new folder, and what stands under them is what they show."""

from __future__ import annotations

import csv
import sqlite3
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))

import session  # noqa: E402

PAGE = ROOT / "docs" / "tutorial.md"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The tutorial as it comes out today, and the folder in which it was played."""
    folder = tmp_path_factory.mktemp("tutorial")
    with session.standing_clock():
        return session.play(PAGE, session.scene(PAGE, folder, folder)), folder / "tutorial"


def test_every_command_runs_and_shows_what_the_page_says(played: tuple[str, Path]) -> None:
    assert PAGE.read_text(encoding="utf-8") == played[0], "run python docs/generate.py"


def test_the_codings_that_it_names_are_those_that_it_means(played: tuple[str, Path]) -> None:
    """The page names codings by number: each must be the quote that the words around it speak of."""
    with sqlite3.connect(played[1] / "qda.db") as db:
        rows = db.execute(
            'select g.id, c.name, s.text, g.start, g."end" from coding g '
            "join code c on c.id = g.code join source s on s.id = g.source"
        )
        found = {id: f"{code}: {text[start:end]}" for id, code, text, start, end in rows}
    db.close()
    for id, beginning in {
        1: "right by the rule: Volgens de regels",
        2: "acting first, telling later: Pas daarna",
        3: "value in what does not happen: die jongen",
        6: "letting them see for themselves: gewoon een stoel",
        8: "diefstal met goede bedoelingen: diefstal",
        9: "silence has a price: De buitendienst",
        10: "telling before being asked: Ik heb het",
        11: "right by the rule: we hadden",
        13: "steering by timing: Want ik bepaal",
        15: "trust in store: Vertrouwen",
        16: "being wrong oneself: Als ik mijn zin",
        17: "steering by timing: om te weten",
        18: "letting them see for themselves: En gaan ze",
        20: "telling before being asked: Monday",
        21: "value in what does not happen: Nobody's",
        23: "following the rule: No judgment",
    }.items():
        assert found[id].startswith(beginning)
    assert 24 in found and 26 not in found


def test_what_it_writes_is_there(played: tuple[str, Path]) -> None:
    for name in ("frequencies.csv", "code-by-source.csv", "categories.html", "memos.docx", "evidence.csv"):
        assert (played[1] / name).stat().st_size > 200
    with open(played[1] / "frequencies.csv", encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    assert sum(int(r["codings"]) for r in rows) == 27
    assert (played[1].parent / "tutorial-copy.db").exists()


def test_a_command_that_fails_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\nqda init\nqda quotes nothing\n```\n", encoding="utf-8")
    with pytest.raises(session.Failed, match="ended with 1"):
        session.play(page, tmp_path)


def test_lines_are_picked() -> None:
    text = "a\nb\nc\nRelations\ne\nf\n"
    assert session.picked(text, "") == text
    assert session.picked(text, "1-2") == "a\nb\n…\n"
    assert session.picked(text, "2,@Rel+2") == "…\nb\n…\nRelations\ne\n…\n"
    with pytest.raises(session.Failed):
        session.picked(text, "@Memos")
