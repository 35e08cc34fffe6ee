"""The contract's section Study and the conventions that hold for every command, as a script would check them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from contract_runner import Qda

TEXT = "Ik heb vertrouwen in de raad. De raad heeft vertrouwen in mij.\n\nDe gemeente doet wat zij zegt.\n"
LISTINGS = (
    "source list", "codings", "quotes trust", "codebook list", "participant list", "search raad", "log", "info", "check",
    "source lines a", "query trust", "report frequencies", "report cooccurrence", "report evidence", "memo list", "axial list",
)  # fmt: skip


@pytest.fixture
def coded(qda: Qda) -> Qda:
    qda.write("a.txt", TEXT)
    qda.write("b.txt", TEXT.replace("raad", "wethouder"))
    qda.ok("import", "a.txt", "b.txt")
    qda.ok("code", "a", "trust", "both", "--quote", "vertrouwen in de raad", "--because", "it is said twice")
    qda.ok("--coder", "bob", "code", "b", "trust", "--sentence", "2")
    return qda


def test_no_study_and_no_second_study(tmp_path: Path) -> None:
    qda = Qda(tmp_path)
    for command in (["info"], ["log"], ["undo"], ["code", "a", "b", "--quote", "c"], ["codings"], ["check"]):
        assert "no study here" in qda.refused(*command)
    qda.ok("init", "sub", "--name", "Mijn studie", "--coder", "Anna", "--language", "nl")
    before = (tmp_path / "sub" / "qda.db").read_bytes()
    qda.refused("init", "sub")
    assert (tmp_path / "sub" / "qda.db").read_bytes() == before
    (tmp_path / "sub" / "x" / "y").mkdir(parents=True)
    assert qda.json("info", cwd=tmp_path / "sub" / "x" / "y")["name"] == "Mijn studie"
    assert qda.json("--project", "sub/qda.db", "info")["core"] is None
    assert qda.json("--project", "sub/qda.db", "log")[0]["command"] == "init"
    assert "nothing" in qda.refused("--project", "sub/qda.db", "undo")


def test_log_has_who_when_what_and_why(coded: Qda) -> None:
    log = coded.json("log")
    assert list(log[0])[:6] == ["n", "at", "coder", "command", "summary", "because"]
    assert [line["n"] for line in log] == sorted((line["n"] for line in log), reverse=True)
    assert (log[0]["coder"], log[1]["because"]) == ("bob", "it is said twice")
    assert len(coded.json("log", "--limit", "2")) == 2


def test_undo_takes_back_whose_it_was_asked_of(coded: Qda) -> None:
    every = coded.json("codings")
    message = coded.unchanged(lambda: coded.refused("--coder", "anna", "undo"))
    assert "by bob" in message  # his coding rests on her code
    assert "by bob" in coded.ok("--coder", "anna", "undo", "--any").err
    coded.ok("--coder", "Anna", "undo")
    assert coded.json("codings") == []
    coded.ok("--coder", "anna", "redo")
    coded.ok("--coder", "anna", "redo")
    assert coded.json("codings") == every  # ids, uuids and times
    assert "by bob" in coded.ok("undo").err  # nobody is named: the study's latest, and whose it was is said


def test_undo_and_redo_of_several_are_all_or_none(coded: Qda) -> None:
    for command in (["undo", "9"], ["--coder", "bob", "undo", "2"], ["redo"], ["undo", "0"]):
        coded.unchanged(lambda command=command: coded.refused(*command))  # type: ignore[misc]
    every = coded.state()
    coded.ok("undo", "2")
    coded.unchanged(lambda: coded.refused("redo", "3"))
    coded.ok("redo", "2")
    assert coded.state() == every
    coded.ok("undo")
    last = max(c["id"] for c in every[0])
    new = coded.json("code", "a", "other", "--sentence", "1")[0]
    assert new["id"] > last  # a number is never used for something else
    coded.unchanged(lambda: coded.refused("redo"))


def test_a_backup_is_whole_and_overwrites_nothing(coded: Qda) -> None:
    coded.ok("backup", "copy.db")
    assert coded.json("--project", "copy.db", "codings") == coded.json("codings")
    coded.refused("backup", "copy.db")
    assert coded.json("--project", "copy.db", "check") == []


@pytest.mark.parametrize("command", LISTINGS)
def test_every_listing_in_every_format(coded: Qda, command: str) -> None:
    words = command.split()
    shown = coded.json(*words)
    rows = coded.csv(*words)
    if isinstance(shown, list) and shown:
        assert list(shown[0]) == list(rows[0])
        for a, b in zip(shown, rows, strict=True):
            for name, value in a.items():
                if isinstance(value, (list, dict)):
                    assert json.loads(b[name]) == value
    for suffix in ("csv", "json", "md"):
        done = coded.ok(*words, "-o", f"out.{suffix}")
        assert done.out == ""
        assert (coded.folder / f"out.{suffix}").read_bytes() == coded.ok(*words, "--format", suffix).raw
    for wrong in (["-o", "out.xyz"], ["-o", "out"], ["--format", "bogus"]):
        coded.refused(*words, *wrong, status=2)


def test_filters_by_name_first_or_and_and(coded: Qda) -> None:
    coded.ok("source", "set", "a", "town=Ede", "year=2012")
    coded.ok("source", "set", "b", "town=Wageningen")

    def sources(*filters: str) -> list[str]:
        return sorted({c["source"] for c in coded.json("codings", *filters)})

    assert sources("--where", "town=Ede") == ["a"]
    assert sources("--where", "TOWN=ede", "--where", "town=Wageningen") == ["a", "b"]
    assert sources("--where", "town=Wageningen", "--where", "year=2012") == []
    assert sources("--source", "?", "--coder", "BOB") == ["b"]
    assert sources("--code", "bo*") == ["a"]
    coded.write("c[1].txt", "Nog een tekst over de raad.")
    coded.ok("import", "c[1].txt")
    coded.ok("code", "c[1]", "trust", "--sentence", "1")
    assert sources("--source", "c[1]") == ["c[1]"]  # a name, though it could be a glob
    for wrong in (
        ["--source", "zz*"],
        ["--code", "trsut"],
        ["--coder", "nobody"],
        ["--where", "toun=Ede"],
        ["--where", "x"],
    ):
        coded.refused("codings", *wrong)
    assert "'trust'" in coded.refused("codings", "--code", "trsut")
    coded.write("c2.txt", "Nog een tekst.")
    coded.ok("import", "c2.txt")
    assert "2 sources begin with 'c'" in coded.refused("codings", "--source", "c")


def test_code_filter_means_what_naming_a_code_means(coded: Qda) -> None:
    coded.ok("codebook", "add", "kid", "--under", "trust")
    coded.ok("codebook", "add", "kid", "--under", "both")
    coded.ok("codebook", "add", "toy", "--under", "both/kid")
    coded.ok("code", "a", "both/kid", "kid/toy", "--sentence", "3")
    for path, n in (("trust/kid", 0), ("both/kid", 1), ("kid", 1), ("both/kid/toy", 1), ("kid/toy", 1), ("both/*", 2)):
        assert len(coded.json("codings", "--code", path)) == n, path
    coded.ok("codebook", "rename", "trust", "faith")
    assert len(coded.json("codings", "--code", "trust")) == 2  # its other name
    coded.ok("codebook", "add", "trust")
    assert coded.json("codings", "--code", "trust") == []  # now the code itself, as everywhere


def test_csv_is_defused_and_raw_is_not(qda: Qda) -> None:
    qda.write("f.txt", "=1+1 is how it began\n@home we say +5 things -really\n'=odd one\n")
    qda.ok("import", "f.txt")
    for quote in ("=1+1 is how it began", "@home", "+5 things", "-really", "'=odd one", "things"):
        qda.ok("code", "f", "--quote", quote, "--note", quote, "--", quote)
    rows = qda.json("codings")
    raw = list(csv.DictReader(io.StringIO(qda.ok("codings", "--format", "csv", "--raw").out, newline="")))
    for name in ("text", "code", "note"):
        assert [r[name] for r in raw] == [r[name] for r in rows]
        assert not any(r[name].startswith(("=", "+", "-", "@")) for r in qda.csv("codings"))
    assert qda.ok("codings", "--format", "csv").raw.count(b"\r\n") == len(rows) + 1
    qda.ok("codebook", "export", "book.csv")
    other = Qda(qda.folder / "other")
    other.folder.mkdir()
    other.ok("init")
    other.ok("codebook", "import", "-", stdin=(qda.folder / "book.csv").read_bytes())
    assert [c["code"] for c in other.json("codebook", "list")] == [c["code"] for c in qda.json("codebook", "list")]


def test_every_changing_command_takes_a_reason(qda: Qda) -> None:
    from qda.cli.command_table import COMMANDS

    reads = {
        "init", "demo", "info", "log", "check", "backup", "source list", "source show", "source lines", "codings", "quotes",
        "participant list", "search", "codebook list", "codebook export", "axial types", "axial paradigm", "axial show",
        "axial list", "selective candidates", "selective check", "memo list", "memo show", "compare", "query", "read",
        "discover", "discover terms", "language", "suggest codes", "suggest quotes", "suggest list", "sampling list",
        "summary list", "sort list", "sort history", "help", "export", "completion", "agreement", "disagreements", "conflicts",
        "stability next", "at", "hub join", "hub status",
    }  # fmt: skip
    for words in COMMANDS:
        if words not in reads and not words.startswith("report ") and words != "axial types":
            assert "--because" in qda.ok(*words.split(), "--help").out, words


def test_processes_that_write_at_once_all_succeed(coded: Qda) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("QDA_")}
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    before = len(coded.json("codings"))
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "qda", "--coder", f"p{i % 2}", "code", "a", f"code{i}", "--span", f"{i}:{i + 9}"],
            cwd=coded.folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for i in range(4)
    ]  # fmt: skip
    for process in started:
        assert process.communicate()[1] is not None and process.returncode == 0
    assert len(coded.json("codings")) == before + 4
    coded.ok("check")


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 10_000, "a\x1b[31mb", "\u202eevil", "\u200b", "\udcff"])
def test_names_that_are_none(coded: Qda, name: str) -> None:
    for command in (
        ["code", "a", "--sentence", "1", "--", name], ["codebook", "add", "--", name], ["codebook", "rename", "trust", name],
        ["source", "rename", "a", name], ["autocode", name, "--match", "raad"], ["autocode", name, "--match", "nowhere"],
        ["codebook", "merge", "both", "--into", name], ["codebook", "split", "trust", "--coding", "1", "--into", name],
    ):  # fmt: skip
        coded.unchanged(lambda command=command: coded.refused(*command))  # type: ignore[misc]


@pytest.mark.parametrize(
    "name", ["[red]x[/red]", "a/b", "-x", "=cmd", "*", "[a", "#1", "coding:1", "👩‍👩‍👧", "ﬁ", "x" * 200]
)
def test_odd_names_are_names(coded: Qda, name: str) -> None:
    coded.ok("code", "a", "--sentence", "1", "--", name)
    assert [c["code"] for c in coded.json("codings", "--code", name)] == [name]
    assert name in coded.ok("codebook", "list").out
    assert len(json.loads(coded.ok("quotes", "--format", "json", "--", name).out)) == 1


def test_names_are_found_whatever_their_case_and_form(coded: Qda) -> None:
    first = coded.json("code", "a", "Café", "--sentence", "1")
    for name in ("CAFE\u0301", "  café ", "cafe\u0301"):
        assert coded.json("code", "A", name, "--sentence", "1") == first
        assert coded.json("codings", "--code", name) == first
    assert "'Café'" in coded.refused("quotes", "cafee")


def test_work_that_another_brought_back_is_still_its_coders(qda: Qda) -> None:
    qda.write("a.txt", "Vertrouwen komt te voet.\n")
    qda.ok("import", "a.txt")
    qda.ok("--coder", "bob", "code", "a", "trust", "--quote", "Vertrouwen")
    whole = qda.json("codings")
    qda.ok("undo")
    qda.ok("redo")
    assert "by bob" in qda.ok("--coder", "bob", "undo").err
    assert qda.json("codings") == []
    qda.ok("--coder", "bob", "redo")
    qda.refused("--coder", "anna", "undo")
    qda.ok("--coder", "anna", "undo", "--any")
    qda.ok("--coder", "bob", "redo")  # his own work, whoever took it back
    assert qda.json("codings") == whole
    qda.ok("--coder", "anna", "undo", "--any")
    qda.ok("--coder", "anna", "redo")  # and she what she took back
    assert qda.json("codings") == whole
    qda.refused("--coder", "anna", "undo")
    qda.ok("check")
