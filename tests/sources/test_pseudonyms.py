"""People shown by pseudonym: nothing that leaves the program has a real name, nothing stored changes, and it turns back.

Over 400 lines: every command that lets texts out has its case.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from zipfile import ZipFile

import pytest
from commands import READ_ONLY
from filled_study import dump
from hypothesis import assume, given
from hypothesis import strategies as st

from qda.cli.app import run
from qda.core.text.masking import WORD, Form, Masker

INTERVIEW = """Interviewer: Hoe was het, mevrouw Zandbergen, met Wolkje72?

Fenna Zandbergen: Goed. Ik sprak Sjoerd ter Braak over vertrouwen, en Fenna's moeder. Zandbergens plan is af, zei Fenna
Zandbergen. Burgemeester Kuipers uit Ridderkerk belde ook; zijn nummer is 06-12345678, zijn adres Dorpsstraat 12.

Interviewer: Een braak veld. Vertrouwen is er dus.

Sjoerd ter Braak: Ja. FENNA en ZANDBERGEN zeggen dat ook; Noe\u0308lla Ruiter twijfelt. Het veld ligt braak, braak, braak.
"""
POSTS = (
    "text,author,thread,title\nVertrouwen van wolkje72 in Noëlla,wolkje72,draad-ruiter,Over Zandbergen\n"
    "Wolkje72 heeft gelijk,Noëlla Ruiter,draad-ruiter,Over Zandbergen\n"
)
REAL = re.compile(r"zandbergen|fenna|sjoerd|ter braak|wolkje72|ruiter|noe\u0308?lla|noëlla|Braak", re.I)
SMALL = re.compile(r"\bbraak\b")  # also a word of its own


def leaks(text: str) -> list[str]:
    """Real names in a text; the ordinary word in small letters aside."""
    return [m[0] for m in REAL.finditer(text) if not SMALL.fullmatch(m[0])]


Qda = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def _named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study full of names."""
    folder = tmp_path_factory.mktemp("named")
    with chdir(folder):
        _coded(folder)
    return folder


def _coded(folder: Path) -> None:
    (folder / "gesprek-zandbergen.txt").write_text(INTERVIEW, encoding="utf-8")
    (folder / "posts.csv").write_text(POSTS, encoding="utf-8")

    def call(*args: str) -> None:
        assert run(list(args)) == 0

    source = "gesprek-zandbergen"
    call("init", "--coder", "anna", "--name", "Het plan van Zandbergen")
    call("import", "gesprek-zandbergen.txt", "--as", "interview", "--set", "plaats=bij Fenna")
    call("import", "posts.csv", "--as", "posts")
    call("source", "set", source, "title=Gesprek met Fenna Zandbergen")
    call("participant", "set", "Fenna Zandbergen", "baan=chef van Sjoerd ter Braak")
    call("code", source, "vertrouwen", "plan van Zandbergen", "--quote", "Sjoerd ter Braak over vertrouwen", "--note",
         "Fenna wijst naar Braak", "--because", "Fenna zei het")  # fmt: skip
    call("code", source, "vertrouwen", "--quote", "Zandbergens plan is af, zei Fenna")
    call("code", "draad-ruiter", "vertrouwen", "--quote", "van wolkje72 in")
    call("codebook", "define", "vertrouwen", "--definition", "Zoals Fenna het zegt.", "--example", "Noëlla Ruiter")
    call("axial", "category", "vertrouwen")
    call("axial", "category", "plan van Zandbergen")
    call("axial", "relate", "vertrouwen", "causes", "plan van Zandbergen", "--for", "1", "--note", "zegt Fenna")
    call("compare", "record", "1", "3", "--outcome", "differs", "--note", "Fenna is anders dan wolkje72")
    call("memo", "add", "Fenna Zandbergen en [[participant:Sjoerd ter Braak]] over [[coding:1]].", "--on", "coding:1")
    (folder / "story.md").write_text("Eerst Fenna, dan [[category:vertrouwen]] van Zandbergen.\n", encoding="utf-8")
    call("selective", "core", "vertrouwen")
    call("selective", "storyline", "--file", "story.md")
    (folder / "story.md").unlink()


@pytest.fixture
def qda(
    _named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Qda:
    """Runs a command in the folder of a copy of that study: status, stdout, stderr."""
    folder = Path(shutil.copytree(_named, tmp_path / "study"))
    monkeypatch.chdir(folder)
    monkeypatch.delenv("QDA_KEY", raising=False)

    def call(*args: str, status: int | None = 0) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        got = run(list(args))
        out, err = (raw.decode("utf-8") for raw in capfdbinary.readouterr())
        assert status is None or got == status, err
        return got, out, err

    return call


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Where the key is kept."""
    (tmp_path / "keys").mkdir()
    return tmp_path / "keys" / "key.csv"


def tables(db: str = "qda.db") -> object:
    """All that is stored, settings aside."""
    with sqlite3.connect(db) as opened:
        found = dump(opened)
    return {t: rows for t, rows in found.items() if t != "setting"}


def read_only(words: str) -> tuple[str, ...]:
    """A command of the read-only list with names of this study."""
    args = READ_ONLY[words]
    return tuple(a.replace("thread-1", "gesprek-zandbergen") for a in args)


def a_second_coder(qda: Qda) -> None:
    """Ben codes a name and what is said, so that there is something to compare."""
    qda("--coder", "ben", "code", "gesprek-zandbergen", "namen", "--span", "0:40")


def key_rows(key: Path) -> list[dict[str, str]]:
    """The rows of a key."""
    with key.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def whole(path: Path) -> str:
    """All text of a file of any format."""
    if path.suffix == ".docx":
        from docx2python import docx2python

        with docx2python(path) as read:
            return str(read.text) + json.dumps(read.core_properties)
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path)
        sheets = book.worksheets
        return "\n".join(str(c) for s in sheets for row in s.iter_rows(values_only=True) for c in row) + str(
            [[s.title for s in sheets], book.properties.title, book.properties.subject, book.properties.description]
        )
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", sorted(set(READ_ONLY) - {"backup"}))
def test_no_real_name_leaves_the_program(words: str, qda: Qda, key: Path, tmp_path: Path) -> None:
    if words in ("agreement", "disagreements"):
        a_second_coder(qda)
    before = tables()
    qda("participant", "pseudonymise", "--key", str(key))
    assert tables() == before, "nothing that is stored changes"
    args = [a.replace("FILE", str(tmp_path / "out")) for a in read_only(words)]
    _, out, err = qda(*words.split(), *args)
    assert leaks(out) == [] and leaks(err) == []
    for path in [tmp_path / f"book.{s}" for s in ("yaml", "csv", "qdc")] if words == "codebook export" else []:
        _, out, err = qda("codebook", "export", str(path))
        assert leaks(path.read_text(encoding="utf-8") + out + err) == []
    for path in tmp_path.glob("out.qdpx"):
        with ZipFile(path) as archive:
            assert leaks("".join(n + archive.read(n).decode("utf-8") for n in archive.namelist())) == []
    for form in ("table", "csv", "json", "md"):
        status, out, err = qda(*words.split(), *args, "--format", form, status=None)
        assert status in (0, 2), err
        assert leaks(out) == [] and leaks(err) == []
    for suffix in ("csv", "json", "md", "html", "docx", "xlsx"):
        path = tmp_path / f"out.{suffix}"
        status, out, err = qda(*words.split(), *args, "-o", str(path), status=None)
        assert status in (0, 2), err
        assert leaks(out) == [] and leaks(err) == []
        if status == 0:
            assert leaks(whole(path)) == [], suffix


@pytest.mark.parametrize(
    "args",
    [
        ("report", "frequencies", "--by", "participant"), ("report", "frequencies", "--by", "participant", "--wide"),
        ("report", "frequencies", "--by", "participant", "--wide", "--format", "json"),
        ("quotes", "vertrouwen", "--context", "9"), ("quotes", "vertrouwen", "--context", "3", "--format", "csv"),
        ("search", "vertrouwen", "--context", "9"), ("selective", "storyline"), ("selective", "storyline", "--versions"),
        ("memo", "show", "1", "--versions"), ("source", "show", "gesprek-zandbergen", "--format", "json"),
        ("source", "lines", "gesprek"), ("participant", "list", "--include-researcher"),
        ("codings", "--participant", "Nobody"), ("codings", "--participant", "Fenna Zandbergn"),
        ("source", "show", "gesprek-zandberg3n"), ("code", "gesprek-zandbergen", "x", "--quote", "Fenna"),
        ("memo", "add", "Over Fenna [[participant:Fenna Zandbergn]]"), ("undo",), ("undo", "3"),
        ("participant", "merge", "Noëlla Ruiter", "--into", "Sjoerd ter Braak"), ("codebook", "add", "plan van Zandbergn"),
        ("participant", "merge", "Noëlla Ruiter", "--into", "Nel de Groot"), ("source", "remove", "draad-ruiter"),
        ("source", "rename", "draad-ruiter", "draad van Fenna"), ("memo", "edit", "1"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_nor_by_options_errors_and_changes(
    args: tuple[str, ...], qda: Qda, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    qda("participant", "pseudonymise", "--key", str(key))
    if args[0] == "undo":  # pseudonyms stay on
        for _ in range(3):
            qda("memo", "add", "Nog iets over Fenna Zandbergen")
    _, out, err = qda(*args, status=None)
    if args[0] != "codebook":
        assert leaks(out + err) == []
    _, out, err = qda("log")
    assert leaks(out + err) == [], "nor the log of it"


def test_it_turns_back_to_the_byte(qda: Qda, key: Path) -> None:
    a_second_coder(qda)
    # `export` and the checklist count the changes of the log, the audit lists them, and a setting is among what changed.
    left_out = (
        "backup",
        "codebook export",
        "export",
        "log",
        *(f"report {r}" for r in ("audit", "changes", "checklist")),
    )
    commands = [(*words.split(), *read_only(words)) for words in READ_ONLY if words not in left_out]

    moment = re.compile(r"(change|wijziging) \d+ in (the log|het logboek), .*")  # a document says of which change it is

    def shown(*first: str) -> list[tuple[str, ...]]:
        return [tuple(moment.sub("", t) for t in qda(*first, *c)[1:]) for c in commands]

    before = shown()
    qda("participant", "pseudonymise", "--key", str(key))
    masked = shown()
    assert masked != before
    assert shown("--reveal") == before
    qda("participant", "pseudonymise", "--off")
    assert shown() == before
    qda("undo")
    assert shown() == masked
    qda("undo")
    assert shown() == before
    qda("redo")
    assert shown() == masked
    qda("check")


def test_without_the_key_nothing_is_shown(qda: Qda, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    qda("participant", "pseudonymise", "--key", str(key))
    elsewhere = key.with_name("brought.csv")
    key.rename(elsewhere)
    for words in READ_ONLY:
        if words in ("backup", "codebook export"):
            continue
        _, out, err = qda(*words.split(), *read_only(words), status=1)
        assert out == "" and err.count("\n") == 1 and leaks(err) == []
        assert "QDA_KEY" in err and "--reveal" in err
    _, out, _ = qda("--reveal", "participant", "list")
    assert "Fenna Zandbergen" in out
    _, _, err = qda("participant", "pseudonymise", status=1)
    assert "bring it there" in err
    monkeypatch.setenv("QDA_KEY", str(elsewhere))
    assert "P01" in qda("participant", "list")[1]
    monkeypatch.delenv("QDA_KEY")
    key.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in qda("codings", status=1)[2]
    key.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "is no key" in qda("codings", status=1)[2]
    qda("participant", "pseudonymise", "--off")


def test_the_key_lies_elsewhere_and_is_never_overwritten(qda: Qda, key: Path) -> None:
    assert "--key FILE" in qda("participant", "pseudonymise", status=1)[2]
    for inside in ("key.csv", str(Path.cwd() / "below" / "key.csv"), "../study/key.csv"):
        assert "would travel with it" in qda("participant", "pseudonymise", "--key", inside, status=1)[2]
    assert "no folder" in qda("participant", "pseudonymise", "--key", str(key.parent / "no" / "k.csv"), status=1)[2]
    key.write_text("shopping list\n", encoding="utf-8")
    assert "is no key" in qda("participant", "pseudonymise", "--key", str(key), status=1)[2]
    assert key.read_text(encoding="utf-8") == "shopping list\n"
    qda("participant", "pseudonymise", "--key", "key.csv", "--beside")
    if os.name != "nt":
        assert os.stat("key.csv").st_mode & 0o077 == 0


def test_a_key_that_a_person_edited(qda: Qda, key: Path) -> None:
    qda("participant", "pseudonymise", "--key", str(key))
    rows = key_rows(key)
    fenna = next(r for r in rows if r["name"] == "Fenna Zandbergen")
    label = next(r for r in rows if r["name"] == "Interviewer")
    fenna["pseudonym"], label["pseudonym"] = "Wilma", "Vrager"
    with key.open("w", encoding="utf-8-sig", newline="") as f:  # as a European spreadsheet saves it
        writer = csv.DictWriter(f, ["remarks", *rows[0]], delimiter=";")
        writer.writeheader()
        writer.writerows({"remarks": "", **r} for r in rows)
    _, out, _ = qda("participant", "list", "--include-researcher")
    assert "Wilma" in out and "Vrager" in out and leaks(out) == []
    (Path.cwd() / "nieuw.txt").write_text(
        "Interviewer: En?\n\nTrijntje Vos: Ja.\n\nInterviewer: Zo.\n\nTrijntje Vos: Nee.\n"
    )
    qda("import", "nieuw.txt", "--as", "interview")
    held = key.read_bytes()
    qda("participant", "pseudonymise")
    assert key.read_bytes().startswith(held), "what stood in it is not touched"
    _, out, err = qda("participant", "list")
    assert "Wilma" in out and "Trijntje" not in out and "P?" not in out and "no pseudonym" not in err
    text = key.read_text(encoding="utf-8-sig")
    key.write_text(text.replace("Wilma", "Sjoerd"), encoding="utf-8")
    assert "choose another" in qda("participant", "list", status=1)[2]
    key.write_text(text.replace("Wilma", "P02"), encoding="utf-8")
    assert "stands for someone else" in qda("participant", "list", status=1)[2]


def test_who_came_after_the_key(qda: Qda, key: Path) -> None:
    qda("participant", "pseudonymise", "--key", str(key))
    Path("nieuw.txt").write_text(
        "Trijntje Vos: Ja, zei trijntje.\n\nKees Blom: Nee.\n\nTrijntje Vos: Zo.\n\nKees Blom: Wel.\n"
    )
    _, out, err = qda("import", "nieuw.txt", "--as", "interview")
    assert "2 participants have no pseudonym yet: run `qda participant pseudonymise`" in err
    _, out, err = qda("source", "show", "nieuw")
    assert not re.search("trijntje|vos|kees|blom", out + err, re.I) and "P?1" in out and "P?2" in out
    qda("participant", "pseudonymise")
    _, out, err = qda("source", "show", "nieuw")
    assert "P?" not in out and not re.search("trijntje|vos|kees|blom", out + err, re.I)
    _, _, err = qda("undo", "2")
    assert not re.search("trijntje|vos|kees|blom", err, re.I)


def test_names_work_both_ways(qda: Qda, key: Path) -> None:
    qda("participant", "pseudonymise", "--key", str(key))
    rows = {r["name"]: r["pseudonym"] for r in key_rows(key)}
    fenna = rows["Fenna Zandbergen"]
    real = qda("codings", "--participant", "Fenna Zandbergen")[1]
    assert (
        fenna in real
        and real == qda("codings", "--participant", fenna)[1] == qda("codings", "--participant", fenna.lower())[1]
    )
    assert qda("source", "show", f"gesprek-{fenna}")[1] == qda("source", "show", "gesprek-zandbergen")[1]
    assert qda("quotes", f"plan van {fenna}")[1] == qda("quotes", "plan van Zandbergen")[1]
    assert qda("codings", "--code", f"plan van {fenna}")[1] == qda("codings", "--code", "plan van Zandbergen")[1]
    assert qda("codings", "--source", f"gesprek-{fenna}*")[1] == qda("codings", "--source", "gesprek-*")[1]
    _, out, _ = qda("search", fenna, "--format", "json")
    assert len(json.loads(out)) == len({(r["source"], r["start"]) for r in json.loads(out)}) >= 5
    assert all(fenna in r["match"] for r in json.loads(out)) and leaks(out) == []
    assert qda("search", fenna.lower(), "--format", "json")[1] == out
    qda("participant", "set", fenna, "leeftijd=50")
    qda("participant", "list", "-o", "people.csv")
    qda("participant", "import", "people.csv", "--dry-run")
    qda("segment", "set", "draad-ruiter#1", f"author={fenna}")
    assert "Fenna Zandbergen" in qda("--reveal", "source", "show", "draad-ruiter")[1]


def test_a_dry_run_lists_and_changes_nothing(qda: Qda, key: Path) -> None:
    before = Path("qda.db").read_bytes()
    _, out, _ = qda("participant", "pseudonymise", "--dry-run", "--format", "json")
    rows = {r["name"]: r for r in json.loads(out)}
    assert rows["Interviewer"]["state"] == "as it is"
    assert rows["Fenna Zandbergen"]["places"] >= 7 and rows["Fenna Zandbergen"]["sources"] == 1
    assert "braak" not in rows["Sjoerd ter Braak"]["forms"], "an ordinary word of the texts"
    assert "fenna" in rows["Fenna Zandbergen"]["forms"]
    _, out, _ = qda("participant", "pseudonymise", "--dry-run", "--left", "--format", "json")
    left = {(r["kind"], r["text"]) for r in json.loads(out)}
    assert {
        ("name in small letters", "braak"),
        ("name?", "Kuipers"),
        ("telephone number", "06-12345678"),
        ("address", "Dorpsstraat 12"),
    } <= left
    assert not [t for _, t in left if leaks(t)]
    assert Path("qda.db").read_bytes() == before and not key.exists()
    qda("participant", "pseudonymise", "--key", str(key), "--also", "Kuipers=de burgemeester")
    assert "Kuipers" not in qda("source", "show", "gesprek-zandbergen")[1]
    assert "taken" in qda("participant", "pseudonymise", "--also", "Ridderkerk=P01", status=1)[2]
    for wrong in (("--left",), ("--off", "--dry-run"), ("--also", "Kees=")):
        qda("participant", "pseudonymise", *wrong, status=2)


def test_a_coder_is_no_participant(qda: Qda, key: Path) -> None:
    Path("anna.txt").write_text("Anna Smit: Ja.\n\nKees Blom: Nee.\n\nAnna Smit: Zo, zei anna.\n\nKees Blom: Wel.\n")
    qda("import", "anna.txt", "--as", "interview")
    qda("participant", "pseudonymise", "--key", str(key))
    _, out, _ = qda("codings", "--format", "json")
    assert {r["coder"] for r in json.loads(out)} == {"anna"}
    assert "zei anna" not in qda("source", "show", "anna")[1]


# The masker alone

names = st.lists(
    st.text(st.sampled_from("abcdefgéëøABCÉ-. '"), min_size=2, max_size=12).filter(lambda t: WORD.search(t)),
    min_size=1, max_size=5,
)  # fmt: skip
LETTERS = "abcdefgé\u0301\u0308ëøABCÉs-. '’\n…P01()"
pieces = st.one_of(st.text(st.sampled_from(LETTERS), max_size=12), st.sampled_from(["Anna", "de Vries"]))
texts = st.lists(pieces, max_size=8).map(" ".join)


def made(wanted: list[str], capital: bool) -> Masker:
    """A masker of names, with the pseudonyms Q01, Q02 …"""
    return Masker(Form(name, f"Q{n:02}", capital) for n, name in enumerate(wanted, 1))


@given(names, texts, st.booleans())
def test_masked_once_is_masked(wanted: list[str], text: str, capital: bool) -> None:
    masker = made(wanted, capital)
    once = masker.mask(text)
    assert masker.mask(once) == once


@given(names, texts, st.booleans())
def test_places_are_whole_words_and_hold_the_name(wanted: list[str], text: str, capital: bool) -> None:
    assume("…" not in text)  # before and after it stand parts of words
    at = 0
    for start, end, _ in made(wanted, capital).find(text):
        assert at <= start < end <= len(text)
        assert not text[start - 1 : start].isalnum() or start == 0, "not inside a word"
        rest = WORD.match(text, end)
        assert rest is None or rest[0].casefold() == "s", "nor before its end, but for a genitive"
        at = end


@given(
    st.text("klmnpr", min_size=4, max_size=9),
    st.sampled_from([" ", "\n", ".\n", "'s ", "’s ", "s ", ", ", ""]),
    st.booleans(),
)
def test_a_name_goes_in_every_writing(name: str, after: str, upper: bool) -> None:
    said = name.upper() if upper else name.capitalize()
    masker = made([name.capitalize()], True)
    assert masker.mask(f"Zei {said}{after}. {said}x, {name} {said}") == f"Zei Q01{after}. {said}x, {name} Q01"


def test_forms_and_writings() -> None:
    masker = Masker([Form("Noëlla", "P01", True), Form("Anna de Vries", "P02"), Form("Anna", "P03", True),
                     Form("jan_72", "P04"), Form("王伟", "P05"), Form("Anna", "P06", True, "b")])  # fmt: skip
    assert masker.mask("Noe\u0308lla, NOËLLA en Noella; noëlla") == "P01, P01 en P01; noëlla"
    assert masker.mask("anna  de\nVries' boek, Anna's") == "P02' boek, P03/P06's"
    assert masker.mask("Anna", "b") == "P06" and masker.mask("Anna", "c") == "P03"
    assert masker.mask("Hannah, Annabel, jan_72x, @jan_72 (jan-72)") == "Hannah, Annabel, jan_72x, @P04 (P04)"
    assert masker.mask("因为王伟说") == "因为P05说"
    assert masker.mask("An\u00adna") == "P03/P06"
    assert masker.mask("van Noël…") == "van P01…"
