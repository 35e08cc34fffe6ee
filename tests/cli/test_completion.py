"""What a shell is offered: in every place of every command, of the study that is meant, without a byte written."""

from __future__ import annotations

import gzip
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qda.cli import complete
from qda.cli.app import run
from qda.cli.command_table import COMMANDS
from qda.cli.completion import offers, shells
from qda.cli.tree import build, root

TALK = """Interviewer: What do you do when the ferry is late?

Ana Müller: We wait on the quay, and everybody grumbles.

Interviewer: And then?

Ana Müller: Then the skipper hands out coffee.
"""
STEPS = (
    ["init", "--coder", "ina", "--name", "ferries"],
    ["import", "first talk.txt", "second.txt", "--set", "harbour=North Quay"],
    ["code", "first", "waiting together", "--quote", "wait on the quay"],
    ["code", "first", "skipper's kindness", "--quote", "hands out coffee"],
    ["--coder", "Bo", "code", "second", "waiting together", "--quote", "everybody grumbles"],
    ["codebook", "add", "ardour"],
    ["codebook", "add", "zeal"],
    ["codebook", "add", "patience", "--under", "ardour"],
    ["codebook", "add", "patience", "--under", "zeal"],
    ["codebook", "rename", "skipper's kindness", "kindness: small"],
    ["axial", "category", "waiting together"],
    ["axial", "category", "kindness: small"],
    ["axial", "property", "waiting together", "mood", "--low", "sour", "--high", "merry"],
    ["axial", "relate", "kindness: small", "causes", "waiting together", "--for", "2"],
    ["axial", "types", "add", "soothes"],
    ["participant", "set", "Ana Müller", "age=40", "trade=sailmaker"],
    ["memo", "add", "Coffee turns the mood.", "--title", "on coffee", "--on", "code:zeal/patience"],
    ["sampling", "add", "nobody who missed it", "--for", "waiting together"],
    ["summary", "set", "second", "waiting together", "They wait for coffee."],
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with a bit of everything that a line may name."""
    folder = tmp_path_factory.mktemp("completion")
    (folder / "first talk.txt").write_text(TALK, encoding="utf-8")
    (folder / "second.txt").write_text(TALK.replace("then?", "after that?"), encoding="utf-8")
    here = os.getcwd()
    os.chdir(folder)
    try:
        for args in STEPS:
            assert run(args) == 0, args
    finally:
        os.chdir(here)
    return folder


@pytest.fixture
def at(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """What is offered for a line, as plain words."""
    monkeypatch.chdir(filled)
    for name in ("QDA_PROJECT", "QDA_CODER", "QDA_KEY"):
        monkeypatch.delenv(name, raising=False)
    return words_offered


def words_offered(line: str) -> list[str]:
    words = shells.split(line)
    found = complete.offered([w.text for w in words[:-1]][1:], words[-1].text)
    return [found.action] if found.action else [found.head + o.value for o in found.offers]


# Every place of every command


def places() -> Iterator[tuple[str, Any]]:
    for words in COMMANDS:
        for param in build(words).params:
            if not getattr(param, "is_flag", False):
                yield words, param
    for param in root().params:
        if not getattr(param, "is_flag", False):
            yield "", param


def test_every_place_says_what_it_takes() -> None:
    for words, param in places():
        takes = offers.kind(words, param)
        assert takes is not None, f"{param.metavar} of `{words}`: give it a line in qda/cli/completion/offers.py"
        assert callable(takes) or takes in (offers.FREE, offers.FILES, offers.FOLDERS), (words, param.name)


def test_free_is_only_what_nobody_but_the_person_knows() -> None:
    free = {(words, p.name, p.metavar) for words, p in places() if offers.kind(words, p) == offers.FREE}
    told = {"TEXT", "TEXT…", "[TEXT]", "T", "[T…]", "N", "[N]", "N|DATE", "N[:M]", "START:END", "RE", "QUERY", "DATE", "NEW",
            "NAME=PSEUDONYM", "POS", "S", "DAYS", "URL", "LOGIN", "ADDRESS"}  # fmt: skip
    rest = {(words, name) for words, name, metavar in free if metavar not in told}
    assert rest == {
        ("init", "coder"), ("import", "name"), ("import", "sheet"), ("source update", "sheet"),
        ("participant import", "sheet"), ("discover accept", "name"), ("discover rename", "name"), ("condition levels", "names"),
    }  # fmt: skip


# Option or argument by what it is called -> what at least one offer of the filled study is.
FILTERS = {"--source": "second", "--participant": "Ana Müller", "--code": "waiting together", "--coder": "Bo",
           "--where": "harbour=", "--format": "json"}  # fmt: skip
OTHERS = {("segment set", "--where"): "participant="}  # where an option of that name takes something else


@pytest.mark.parametrize("words", [w for w in COMMANDS if w not in ("help", "init", "coding set")])
def test_filters_offer_what_the_study_has(words: str, at: Callable[[str], list[str]]) -> None:
    for param in build(words).params:
        for option in param.opts:
            if option in FILTERS:
                wanted = OTHERS.get((words, option), FILTERS[option])
                assert wanted in at(f"qda {words} {option} "), option
                assert wanted in [x.partition("=")[2] for x in at(f"qda {words} {option}=")], option
            if option in ("--output", "--file", "--key"):
                assert at(f"qda {words} {option} ") == ["files"]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("qda sou", ["source"]),
        ("qda source s", ["show", "set"]),
        ("qda --coder ", ["ina", "Bo"]),
        ("qda --coder=b", ["--coder=Bo"]),
        ("qda --coder Bo codings --code w", ["waiting together"]),
        ("qda --project ", ["files"]),
        ("qda --sh", ["--show-completion"]),
        ("qda --show-completion z", ["zsh"]),
        ("qda help axial re", ["relate"]),
        ("qda help compare ", ["record", "remove"]),
        ("qda compare re", ["record", "remove"]),
        ("qda source show f", ["first talk"]),
        ("qda source show F", ["first talk"]),
        ('qda source show "first t', ["first talk"]),
        ("qda source show first\\ t", ["first talk"]),
        ("qda source show 'first t", ["first talk"]),
        ("qda source rename second ", ["--because", "--format", "--output", "--lang", "--raw", "--help"]),
        ("qda source rename second se", []),
        ("qda read se", ["second"]),
        ("qda quotes kin", ["kindness: small"]),
        ("qda quotes skip", ["skipper's kindness"]),
        ("qda quotes patience", []),
        ("qda quotes a", ["ardour", "ardour/patience"]),
        ("qda quotes ardour/", ["ardour/patience"]),
        ("qda quotes ardour ard", ["ardour/patience"]),
        ("qda codebook merge p", []),
        ("qda codebook move kin", ["kindness: small"]),
        ("qda codebook add x --level f", ["focused"]),
        ("qda codebook add x --under kin", ["kindness: small"]),
        ("qda codebook list --level co", ["code", "core"]),
        ("qda codebook split 'kindness: small' --into wait", ["waiting together"]),
        ("qda axial show ", ["kindness: small", "waiting together"]),
        ("qda axial relate 'kindness: small' s", ["soothes"]),
        ("qda axial relate 'kindness: small' causes w", ["waiting together"]),
        ("qda axial relate a causes b --status q", ["qualified"]),
        ("qda axial status 1 r", ["refuted"]),
        ("qda axial list --status h", ["hypothesis"]),
        ("qda axial property 'waiting together' ", ["mood"]),
        ("qda axial property 'kindness: small' ", []),
        ("qda axial place 1 ", ["mood"]),
        ("qda axial place 2 ", []),
        ("qda report frequencies --lang ", ["nl", "en", "de", "fr", "es"]),
        ("qda codings --lang n", ["nl"]),
        ("qda axial place 1 mood ", ["sour", "merry", "low", "high"]),
        ("qda axial types ", ["add"]),
        ("qda axial types add x --role cont", ["context"]),
        ("qda compare record 1 2 --outcome n", ["new-property"]),
        ("qda compare record 1 2 --property ", ["waiting together/mood"]),
        ("qda sampling add x --for waiting\\ together/", ["waiting together/mood"]),
        ("qda sampling list --status ", ["open", "closed"]),
        ("qda resolve 1 --boundary ", ["widest", "common"]),
        ("qda negative resolve 1 --outcome ", ["revised", "bounded", "exception", "not-negative"]),
        ("qda negative add 1 --against p", ["property:"]),
        ("qda negative add 1 --against property:", ["property:waiting together/mood"]),
        ("qda negative add 1 --against study", []),
        ("qda memo add x --on st", ["study:"]),
        ("qda memo add x --on code:kin", ["code:kindness: small"]),
        ("qda memo add x --on CODE:KIN", ["CODE:kindness: small"]),
        ("qda memo add x --on category:", ["category:kindness: small", "category:waiting together"]),
        ("qda memo add x --on participant:a", ["participant:Ana Müller"]),
        ("qda memo add x --on segment:sec", [f"segment:second#{n}" for n in range(1, 9)]),
        ("qda memo add x --on relation:", ["relation:1"]),
        ("qda memo add x --on nothing:", []),
        ("qda memo add x --type theo", ["theoretical"]),
        ("qda memo show ", ["1"]),
        ("qda summary remove ", ["1"]),
        ("qda summary list --versions ", ["1"]),
        ("qda summary set s", ["second"]),
        ("qda summary set second wai", ["waiting together"]),
        ("qda summary set --rows participant An", ["Ana Müller"]),
        ("qda summary set --rows HARBOUR N", ["North Quay"]),
        ("qda summary set --rows h", ["harbour"]),
        ("qda report matrix --rows h", ["harbour"]),
        ("qda report matrix --cells s", ["summaries", "stretches"]),
        ("qda report matrix --columns f", ["focused"]),
        ("qda memo link 1 memo:", ["memo:1"]),
        ("qda report frequencies --by h", ["harbour"]),
        ("qda report frequencies --by p", ["participant"]),
        ("qda report frequencies --measure s", ["stretches", "segments", "sources", "share", "stretches_with_codes"]),
        ("qda report cooccurrence --within s", ["segment", "source"]),
        ("qda compare x --by t", ["trade"]),
        ("qda codings --where harbour=", ["harbour=North Quay"]),
        ("qda codings --where HARBOUR=n", ["HARBOUR=North Quay"]),
        ("qda codings --where role=q", ["role=quoted"]),
        ("qda participant set 'Ana Müller' ", ["age=", "trade=", "role="]),
        ("qda participant set 'Ana Müller' trade=", ["trade=sailmaker"]),
        ("qda source set second ", ["title=", "language=", "kind=", "date=", "harbour="]),
        ("qda source set second kind=a", ["kind=article"]),
        ("qda source set second language=", ["language=en"]),
        ("qda import x --set h", ["harbour="]),
        ("qda import ", ["files"]),
        ("qda import --as fo", ["forum"]),
        ("qda import --column te", ["text="]),
        ("qda import --encoding cp1252 --speaker Int", ["Interviewer"]),
        ("qda source update second x --as inter", ["interview"]),
        ("qda segment set ", ["first talk#", "second#"]),
        ("qda segment set second#1 kind=qu", ["kind=quoted"]),
        ("qda segment set second#2 author=A", ["author=Ana Müller"]),
        ("qda segment set second#4 reply_to=8", ["reply_to=8"]),
        ("qda code second x --segment 7", ["7"]),
        ("qda suggest codes --source second --segment 7", ["7"]),
        ("qda uncode ", ["3", "2", "1"]),
        ("qda uncode 3 ", ["2", "1"]),
        ("qda init ", ["folders"]),
        ("qda backup ", ["files"]),
        ("qda autocode x --unit s", ["sentence", "segment"]),
        ("qda nosuch ", []),
        ("qda axial nosuch ", []),
        ("qda codings --nosuch --with", ["--with-codes"]),
        ("cd elsewhere && qda source show sec", ["second"]),
    ],
)  # fmt: skip
def test_a_place_offers(line: str, wanted: list[str], at: Callable[[str], list[str]]) -> None:
    assert at(line) == wanted


def test_after_a_moment_a_command_that_reads_is_offered(at: Callable[[str], list[str]]) -> None:
    found = at("qda at 3 ")
    assert {"codings", "report", "codebook", "log"} <= set(found)
    assert not {"undo", "code", "read", "at", "backup", "init", "import", "discover"} & set(found)
    assert "list" in at("qda at 3 codebook ") and "rename" not in at("qda at 3 codebook ")
    assert at("qda at 3 codings --cod") == at("qda codings --cod") == ["--code", "--coder"]
    assert at("qda at 3 codings --code wait") == at("qda codings --code wait") != []


def test_an_option_that_was_given_is_not_offered_again(at: Callable[[str], list[str]]) -> None:
    assert "--code" in at("qda codings --code x --") and "--format" in at("qda codings --")
    assert "--format" not in at("qda codings --format csv --")


def test_after_two_dashes_all_is_an_argument(at: Callable[[str], list[str]]) -> None:
    assert at("qda quotes -- --") == []
    assert at("qda quotes -- kin") == ["kindness: small"]


def test_numbers_are_offered_once_they_are_few(at: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qda.store.queries.offered.MOST", 2)
    assert at("qda uncode ") == [], "a part of them would be finished by what that part shares"
    assert at("qda uncode 2") == ["2"]


# The study that is meant, untouched


def state(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_nothing_is_written(filled: Path, at: Callable[[str], list[str]]) -> None:
    before = state(filled)
    for words in COMMANDS:
        at(f"qda {words} ")
    assert state(filled) == before


def test_the_project_is_the_one_that_the_line_or_the_environment_names(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QDA_PROJECT", raising=False)
    assert words_offered("qda source show ") == []
    assert words_offered(f"qda --project {filled / 'qda.db'} source show s") == ["second"]
    assert words_offered(f"qda --project={filled} source show s") == ["second"]
    monkeypatch.setenv("QDA_PROJECT", str(filled / "qda.db"))
    assert words_offered("qda source show s") == ["second"]
    os.mkfifo(tmp_path / "pipe.db")
    (tmp_path / "text.db").write_text("no study at all")
    for other in ("pipe.db", "text.db", "none.db", "."):
        assert words_offered(f"qda --project {other} source show ") == []
        assert "json" in words_offered(f"qda --project {other} codings --format ")


def test_a_study_that_another_program_writes_is_read_with_its_newest_names(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "qda.db"
    path.write_bytes((filled / "qda.db").read_bytes())
    from qda.store import project

    with project.open_study(path) as study, study.change("test") as c:
        c.update("source", 2, name="renamed", key="renamed")
        c.summary = "not committed yet"
        assert words_offered(f"qda --project {path} source show ") == ["first talk", "second"]
    with project.open_study(path) as study:
        with study.change("test") as c:
            c.update("source", 2, name="renamed again", key="renamed again")
            c.summary = "committed, in the log"
        assert path.with_name("qda.db-wal").exists()
        before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if not p.name.endswith("-shm")}
        assert words_offered(f"qda --project {path} source show ") == ["first talk", "renamed again"]
        assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if not p.name.endswith("-shm")} == before


def test_a_study_of_an_older_schema_is_read_as_it_is(tmp_path: Path) -> None:
    stored = Path(__file__).resolve().parent.parent / "history" / "studies" / "schema-1.db.gz"
    path = tmp_path / "qda.db"
    path.write_bytes(gzip.decompress(stored.read_bytes()))
    before = state(tmp_path)
    assert "thread-1" in words_offered(f"qda --project {path} source show ")
    with pytest.raises(sqlite3.OperationalError):
        words_offered(f"qda --project {path} sampling close ")
    assert state(tmp_path) == before, "it is brought up to date by a command, not by a tab"


def test_people_are_offered_by_pseudonym(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "study").mkdir()
    path = tmp_path / "study" / "qda.db"
    path.write_bytes((filled / "qda.db").read_bytes())
    monkeypatch.chdir(tmp_path / "study")
    monkeypatch.delenv("QDA_KEY", raising=False)
    assert run(["code", "second", "Ana Müller alone", "--quote", "hands out coffee"]) == 0
    assert run(["participant", "pseudonymise", "--key", "../key.csv"]) == 0
    shown = (
        words_offered("qda participant set ") + words_offered("qda quotes ") + words_offered("qda import --speaker ")
    )
    assert "P01" in shown and "P01 alone" in shown and not [x for x in shown if "Müller" in x]
    assert words_offered("qda participant set Ana") == []
    assert words_offered("qda segment set second#2 author=P") == ["author=P01"]
    assert "Ana Müller" in words_offered("qda --reveal participant set ")
    (tmp_path / "key.csv").rename(tmp_path / "away.csv")
    assert words_offered("qda participant set ") == words_offered("qda quotes ") == []
    assert words_offered("qda codings --format x") == ["xlsx"]


# What is said, and what is not


def asked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, **env: str) -> tuple[int, str]:
    for name in ("_QDA_LINE", "_QDA_BREAKS", "COMP_WORDS", "COMP_CWORD", "_TYPER_COMPLETE_ARGS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    capsys.readouterr()
    status = run([])
    out, err = capsys.readouterr()
    assert err == ""
    return status, out


def test_plain_words_for_who_asks_as_typer_does(
    filled: Path, at: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def bash(line: str) -> list[str]:
        env = {"_QDA_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        status, out = asked(capsys, monkeypatch, **env)
        assert status == 0
        return out.split("\n")

    assert bash("qda quotes wait") == ["waiting together"]
    assert bash('qda quotes "waiting t') == ["waiting together"]
    assert bash("qda quotes waiting\\ t") == ["waiting together"]
    assert bash("qda memo add x --on code:kin") == ["code:kindness: small"]
    assert bash("qda import ") == [""]
    assert bash("qda quotes 'un") == [""]
    env = {"_QDA_COMPLETE": "complete_bash", "COMP_WORDS": "qda\nsource\nsho\nsecond", "COMP_CWORD": "2"}
    assert asked(capsys, monkeypatch, **env) == (0, "show"), "the word that the cursor is in"
    for shell in ("zsh", "fish", "powershell"):
        env = {"_QDA_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "qda quotes wait"}
        assert "waiting together" in asked(capsys, monkeypatch, **env)[1]


def test_what_goes_wrong_is_not_shown(
    at: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(complete, "offered", broken)
    for shell in shells.SHELLS:
        _, out = asked(capsys, monkeypatch, _QDA_COMPLETE=f"complete_{shell}", _QDA_LINE="qda quotes ")
        assert out.strip() in ("", "false")
