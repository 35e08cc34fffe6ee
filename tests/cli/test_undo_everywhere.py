"""Every changing command, typed: run, undo, equal tables; redo, equal tables; the reason is kept; `check` finds nothing.

The commands are read from the program's own table: one that is neither in `CHANGING` nor in the list of read-only ones
(`commands.READ_ONLY`) makes a test fail.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from commands import HUB, LOOKS, READ_ONLY, SCREEN, TEAMS, TURNS
from filled_study import Dump, dump

from qda.cli.app import run
from qda.cli.command_table import COMMANDS

STORY = "Eerst [[category:vertrouwen]], dan [[category:publieke meerwaarde]]: [[coding:2]].\n"
BOOK = "codes:\n- name: moed\n  definition: durven\n  codes:\n  - name: durf\n"
FILES = {
    "a.txt": "Interviewer: Wat is moed?\n\nPiet Puk: Durven, “toch” 😀.\n",
    "b.txt": "Gewoon een verhaal.\n\nMet twee alinea's.\n",
    "posts.csv": "text,author,thread\nHallo allemaal,Mia,een\nDag,Jan de Vries,een\nNieuw,Mia,twee\n",
    "table.csv": "respondent,Wat vindt u?,leeftijd\nR1,Niets,30\nR2,Alles,40\n",
    "codings.csv": "source,code,start,end,coder,note\nthread-1,nieuw,0,10,cor,n\nthread-2,vertrouwen,0,5,,\n",
    "newer.txt": "Vooraf.\n\nDe secretaris dient vertrouwen te geven. Vertrouwen is de basis van publieke waarde.\n\n"
    "Wij zoeken een eigen koers; het “loslaten” is moeilijk.\u2028Toch doen wij het.\n",
    "again.txt": "R1: Ik nam veel verantwoordelijkheid.\n\nInterviewer: Kunt u een voorbeeld geven?\n\nR1: Ja, loslaten.\n",
    "people.csv": "participant;wie;role;leeftijd;gender\nJan de Vries;Nieuw Mens;researcher;40;m\nR1;R1;;51;\n",
    "book.yaml": BOOK,
    "book.csv": "code,definition\nmoed,durven\n",
    "segments.csv": "Document name,Code,Segment\nnieuw,a > b,Een zin.\nthread-1,a,staat nergens\n",
    "story.md": STORY,
    "memo.md": "Over [[code:loslaten]].\n",
}

# words -> one or more ways to call it on the filled study
CHANGING: dict[str, list[tuple[str, ...]]] = {
    "import": [
        ("a.txt",),
        ("a.txt", "b.txt", "--set", "plaats=Ede"),
        ("posts.csv", "--as", "posts"),
        ("table.csv", "--as", "table", "--column", "text=Wat vindt u?"),
        ("codings.csv", "--as", "codings"),
        ("segments.csv", "--as", "codings", "--texts", "--skip-bad"),
    ],
    "settings": [("name=Een andere naam", "report_language=en"), ("language=", "name="), ("school=charmaz",)],
    "source set": [
        ("thread-1", "title=Nieuw", "plaats=Ede", "municipality="),
        ("thread-2", "language=en", "date=2024-01-02"),
    ],
    "source update": [
        ("thread-1", "newer.txt", "--as", "plain"),
        ("interview-01", "again.txt", "--as", "interview", "--changed"),
    ],
    "source done": [("thread-2",), ("thread-*", "interview-01", "--coder", "ben", "--coder", "anna")],
    "resolve": [
        ("11", "--keep", "anna", "--note", "n"),
        ("11", "9", "--drop", "--note", "'zo' 😀"),
        ("1", "--to", "macht", "--note", "n"),
        ("1", "--boundary", "40:60"),
        ("12", "--boundary", "widest"),
        ("12", "--reopen"),
    ],
    "source rename": [("thread-1", "draad één")],
    "source remove": [("thread-1",), ("interview-01",)],
    "segment set": [
        ("thread-1#1", "author=Nieuw Mens", "date=2024-01-02"),
        ("interview-01#2", "kind=answer", "reply_to=1"),
        ("interview-01", "--where", "author=R*", "author=Marga Dool"),
        ("thread-*", "--where", "kind=post", "kind=comment", "date=2024-01"),
    ],
    "segment split": [("thread-1#1", "--before", "Vertrouwen is")],
    "segment join": [("thread-2#2", "thread-2#3")],
    "participant set": [("Jan de Vries", "role=researcher", "leeftijd=40"), ("R1 (interview-01)", "gender=")],
    "participant import": [("people.csv",), ("people.csv", "--new", "--column", "participant=wie")],
    "participant merge": [("Piet Puk", "--into", "Jan de Vries"), ("Piet Puk", "--into", "Piet Paulusma")],
    "participant pseudonymise": [("--key", "KEY"), ("--key", "KEY", "--also", "Ede=TOWN")],
    "participant split": [("Jan de Vries", "--source", "thread-2", "--into", "Een Ander")],
    "code": [
        ("thread-1", "nieuw", "vertrouwen", "--quote", "eigen koers", "--note", "n"),
        ("thread-1", "--in-vivo", "--quote", "is moeilijk"),
        ("interview-01", "macht", "--sentence", "1:2"),
        ("interview-01", "macht", "--segment", "2"),
    ],
    "coding set": [("1", "--code", "macht"), ("1", "2", "--note", "zo", "--pin"), ("2", "--span", "0:7")],
    "uncode": [("1",), ("1", "2", "3")],
    "confirm": [("UNCONFIRMED",)],
    "autocode": [
        ("gevonden", "--match", "vertrouwen", "--everywhere"),
        ("vertrouwen", "--regex", "koers", "--unit", "match"),
    ],
    "compare record": [
        ("1", "TRUST", "--outcome", "differs", "--note", "anders 😀"),
        ("TRUST", "vertrouwen", "--outcome", "new-property", "--property", "vertrouwen/tempo", "--note", "langzaam"),
        ("1", "code:macht", "--outcome", "recode", "--to", "macht", "--note", "dit is macht"),
    ],
    "compare remove": [("1",), ("1", "2", "3")],
    "codebook add": [("moed", "--under", "vertrouwen", "--level", "focused", "--definition", "durven")],
    "codebook define": [("loslaten", "--definition", "niet ingrijpen", "--level", "code", "--under", "macht")],
    "codebook rename": [("loslaten", "laten gaan nu"), ("Laten gaan", "Loslaten")],
    "codebook move": [("loslaten", "--top"), ("verantwoordelijkheid", "--under", "vertrouwen")],
    "codebook remove": [("loslaten",), ("vertrouwen", "--with-codes"), ("publieke meerwaarde", "--lift")],
    "codebook merge": [
        ("vertrouwen/eigen koers", "--into", "publieke meerwaarde/eigen koers"),
        ("vertrouwen", "macht", "--into", "nieuw begrip"),
        ("vertrouwen", "--into", "macht"),
    ],
    "codebook split": [("vertrouwen", "--into", "nieuw", "--coding", "TRUST")],
    "codebook import": [("book.yaml",), ("book.csv",)],
    "axial category": [
        ("verantwoordelijkheid",),
        ("rol", "--from", "verantwoordelijkheid", "--from", "loslaten", "--move"),
    ],
    "axial property": [
        ("vertrouwen", "tempo", "--low", "traag", "--point", "gewoon", "--high", "snel"),
        ("vertrouwen", "graad", "--rename", "mate"),
        ("vertrouwen", "graad", "--remove"),
        ("publieke meerwaarde", "soort", "--kinds", "sociaal", "economisch", "anders"),
    ],
    "axial place": [("TRUST", "vertrouwen/graad", "0.7", "--note", "n"), ("PLACED", "PLACED_ON", "--remove")],
    "axial relate": [
        ("macht", "causes", "vertrouwen", "--for", "1", "--status", "supported", "--note", "n"),
        ("vertrouwen", "causes", "publieke meerwaarde", "--against", "3", "--status", "qualified"),
    ],
    "axial unrelate": [("1",), ("1", "2")],
    "axial status": [("2", "refuted"), ("1", "hypothesis")],
    "axial types": [("add", "blocks", "--role", "context"), ("add", "--family", "six-c")],
    "selective judge": [("macht", "--explains-variation", "yes", "--note", "n"), ("vertrouwen", "--abstract", "no")],
    "selective core": [("vertrouwen",), ("--none",)],
    "selective storyline": [("--file", "story.md")],
    "discover accept": [("2",), ("1", "--as", "loslaten")],
    "discover reject": [("1",), ("1", "2")],
    "discover rename": [("1", "de eigen koers")],
    "discover merge": [("1", "--into", "2"), ("2", "--into", "1", "--because", "hetzelfde")],
    "condition add": [
        ("macht", "--as", "condition", "--level", "national", "--for", "1", "--relation", "2", "--note", "zo 😀"),
        ("vertrouwen", "--as", "condition", "--level", "DE 'RAAD'", "--for", "1", "--note", "anders"),
    ],
    "condition remove": [("1",), ("1", "2")],
    "condition levels": [("--set", "national,De 'Raad',huis"), ("--set", "de 'raad',national")],
    "log because": [("2", "omdat 'het' zo is 😀"), ("1", "later bedacht")],
    "checklist set": [
        ("srqr", "S1", "--text", "Een 'titel' 😀"),
        ("srqr", "s9", "--text", "anders"),
        ("coreq", "8", "--memo", "2"),
        ("coreq", "9", "--memo", "1"),
    ],
    "negative add": [
        ("1", "--against", "category:vertrouwen", "--note", "spreekt 'tegen' 😀"),
        ("3", "--against", "property:vertrouwen/graad", "--note", "n"),
        ("3", "--against", "relation:2", "--note", "n"),
        ("3", "--against", "memo:2", "--note", "n"),
    ],
    "negative resolve": [
        ("1", "--outcome", "revised", "--note", "zo"),
        ("2", "--outcome", "exception", "--note", "toch niet"),
    ],
    "negative reopen": [("2",)],
    "negative remove": [("1",), ("1", "2", "4")],
    "sampling add": [
        ("een derde gemeente", "--for", "vertrouwen", "--seek", "wie 😀"),
        ("het andere eind", "--for", "vertrouwen/graad"),
        ("--from-row", "1"),
    ],
    "sampling close": [("1", "--changed", "niets"), ("2", "--source", "thread-1", "--changed", "een soort erbij")],
    "sampling remove": [("1",), ("1", "2")],
    "stability draw": [
        ("--n", "2", "--seed", "3"),
        ("--n", "1", "--seed", "1", "--code", "vertr*", "--older-than", "0"),
    ],
    "stability code": [("3", "vertrouwen", "macht"), ("3", "--none"), ("1", "loslaten"), ("2", "macht")],
    "stability drop": [()],
    "suggest accept": [("2",), ("1", "2")],
    "suggest reject": [("2",)],
    "memo add": [
        ("Een gedachte over [[code:loslaten]] 😀", "--on", "coding:1", "--on", "study:"),
        ("--file", "memo.md"),
    ],
    "memo edit": [("1", "--text", "anders, [[memo:2]]"), ("2", "--title", "Nieuw", "--date", "2026-02-03")],
    "memo remove": [("1",), ("1", "2")],
    "memo link": [("2", "source:thread-2", "property:vertrouwen/graad")],
    "summary set": [
        ("thread-2", "loslaten", "Nog niets over [[coding:1]] 😀."),
        ("thread-1", "vertrouwen", "Anders dan [[code:macht]] eerst."),
        ("Jan de Vries", "vertrouwen", "--file", "memo.md", "--rows", "participant"),
        ("Delft", "macht", "Geen.", "--rows", "municipality"),
    ],
    "sort pile": [
        ("nieuw",),
        ("nieuw", "--under", "leeg"),
        ("zo", "--top", "--first"),
        ("leeg", "--rename", "vol"),
        ("leeg", "--remove"),
    ],
    "sort put": [("1", "leeg"), ("alles", "zo", "--first"), ("3", "Vertrouwen 'eerst' 😀", "--after", "1")],
    "sort take": [("1",)],
    "summary remove": [("1",), ("1", "3")],
    "memo unlink": [("1", "code:verantwoordelijkheid")],
}
CASES = [
    pytest.param(words, args, id=f"{words} {n}") for words, ways in CHANGING.items() for n, args in enumerate(ways)
]


def test_no_command_is_forgotten() -> None:
    assert set(COMMANDS) == set(CHANGING) | set(READ_ONLY) | set(LOOKS) | set(TURNS) | set(SCREEN) | set(TEAMS) | set(
        HUB
    )


@pytest.fixture
def here(filled_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the filled study, as the working folder, with the files that commands read."""
    monkeypatch.chdir(filled_file.parent)
    for name, text in FILES.items():
        (filled_file.parent / name).write_text(text, encoding="utf-8", newline="")
    return filled_file


def tables(path: Path) -> Dump:
    db = sqlite3.connect(path)
    try:
        return dump(db)
    finally:
        db.close()


def history(path: Path) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute("select id, command, summary, because, coder from change order by id").fetchall()
    finally:
        db.close()


def with_numbers(path: Path, args: tuple[str, ...]) -> list[str]:
    """Arguments with the numbers of codings filled in."""
    db = sqlite3.connect(path)
    coding, category, name = db.execute(
        "select p.coding, c.name, q.name from placement p join property q on q.id = p.property join code c on c.id = q.category "
        "join coder k on k.id = p.coder where k.name = 'anna' order by p.id"
    ).fetchone()
    known = {
        "UNCONFIRMED": db.execute("select id from coding where confirmed = 0").fetchone()[0],
        "TRUST": db.execute("select id from coding where code = 2").fetchone()[0],
        "PLACED": coding,
        "KEY": path.parent.with_name(f"{path.parent.name}-key.csv"),
        "PLACED_ON": f"{category}/{name}",
    }
    db.close()
    return [str(known.get(a, a)) for a in args]


@pytest.mark.parametrize(("words", "args"), CASES)
def test_run_undo_redo(words: str, args: tuple[str, ...], here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, log = tables(here), history(here)
    assert run([*words.split(), *with_numbers(here, args), "--because", "omdat 'het' zo is 😀"]) == 0, (
        capsys.readouterr().err
    )
    after, lines = tables(here), history(here)
    assert after != before, "it changed something"
    assert len(lines) == len(log) + 1, "one line in the log"
    assert lines[-1][3] == "omdat 'het' zo is 😀"
    assert str(lines[-1][1]) == words.replace("axial types", "axial types add") or (words, lines[-1][1]) == (
        "import", "import codings"
    )  # fmt: skip
    assert str(lines[-1][2]).strip(), "a summary"
    assert run(["undo"]) == 0
    assert tables(here) == before
    assert run(["check"]) == 0, capsys.readouterr()
    assert run(["redo"]) == 0
    assert tables(here) == after
    assert run(["check"]) == 0, capsys.readouterr()
    assert run(["undo", str(len(log))]) == 0, "and all that came before"
    assert [t for t, rows in tables(here).items() if rows] == ["coder", "setting", "relation_type"]
    assert run(["redo", str(len(log))]) == 0
    assert tables(here) == after
    assert run(["check"]) == 0, capsys.readouterr()
    assert sorted(p.name for p in here.parent.iterdir()) == sorted([*FILES, "qda.db"]), "a closed study is one file"


@pytest.mark.parametrize("words", sorted(READ_ONLY))
def test_reading_changes_nothing(words: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, log = here.read_bytes(), history(here)
    args = [a.replace("FILE", str(here.parent / "out")) for a in READ_ONLY[words]]
    assert run([*words.split(), *args]) == 0, capsys.readouterr().err
    assert history(here) == log
    assert here.read_bytes() == before, "not a byte"
    assert not [p.name for p in here.parent.iterdir() if p.name.startswith("qda.db-")], "a closed study is one file"


@pytest.mark.parametrize("words", sorted(LOOKS))
def test_undo_passes_over_what_was_only_offered(words: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["code", "thread-1", "macht", "--quote", "eigen koers"]) == 0
    before = tables(here)
    assert run([*words.split(), *LOOKS[words]]) == 0, capsys.readouterr().err
    log = history(here)
    assert run([*words.split(), *LOOKS[words]]) == 0
    assert history(here) == log, "the same again is kept once"
    assert log[-1][1] in (words, "code"), "what it kept is told; where it had nothing to offer it kept nothing"
    assert run(["check"]) == 0, capsys.readouterr()
    assert run(["undo"]) == 0
    assert len(tables(here)["coding"]) == len(before["coding"]) - 1, "the coding, not the offer"
    assert sorted(p.name for p in here.parent.iterdir()) == sorted([*FILES, "qda.db"]), "a closed study is one file"


def test_in_processes_of_their_own(here: Path) -> None:
    """After a restart, that is."""

    def qda(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "qda", *args], capture_output=True, text=True, encoding="utf-8",
                              env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})  # fmt: skip

    states = [tables(here)]
    for args in (
        ("import", "a.txt"), ("code", "a", "moed", "--quote", "Durven"), ("codebook", "merge", "moed", "--into", "macht"),
        ("source", "remove", "thread-1"), ("memo", "add", "klaar"),
    ):  # fmt: skip
        assert qda(*args).returncode == 0
        states.append(tables(here))
    for state in reversed(states[:-1]):
        done = qda("undo")
        assert done.returncode == 0 and done.stdout == "" and "by anna" in done.stderr
        assert tables(here) == state
    for state in states[1:]:
        assert qda("redo").returncode == 0
        assert tables(here) == state
    assert qda("check").returncode == 0
