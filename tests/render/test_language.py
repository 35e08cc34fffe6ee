"""The language of documents: all of it, numbers and dates, what falls back, and what stays as it is."""

from __future__ import annotations

import io
import pickle
import re
import string
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import greek
import pytest
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.numbers import format_decimal
from lxml import etree, html
from openpyxl import load_workbook

from qda import reports
from qda.agreement.registry import COEFFICIENTS
from qda.cli.app import run
from qda.cli.command_table import COMMANDS
from qda.cli.env import _document_words
from qda.cli.tree import build
from qda.core import language
from qda.core.drafts import ReadOptions
from qda.core.errors import UsageError
from qda.core.language import Spoken, is_language, speak, speak_n, speaking, spoken
from qda.core.message import Message, chained, day, n_of, say, worded
from qda.core.results import Result, Stamp
from qda.core.words import RELATIONS, VALUES, reading
from qda.importers.tables.rows import Rows
from qda.ops.agreement import done
from qda.ops.coding import codebook, coding
from qda.ops.discovery import discovering, families, suggestions
from qda.ops.query import query
from qda.ops.sources import edit, import_list, participants, search, sentences
from qda.ops.theory import conditions, memos, relations, sampling, summaries
from qda.render import render, translated
from qda.render.worded import in_words
from qda.reports.agreement import agreement, disagreements
from qda.reports.counts import frequencies
from qda.reports.page import study as page
from qda.reports.saturation import saturation
from qda.reports.theory import (
    axial,
    comparisons,
    conditional_matrix,
    negative_cases,
    network,
    open_story,
    placements,
    selective,
)
from qda.store import project
from qda.store.analysis import links
from qda.store.project import Study
from qda.store.texts import people

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))

import message_catalogue as catalogue

GIVEN = {
    "SOURCE": greek.SOURCE,
    "CODE…": [greek.WAITING, greek.DECIDING],
    "CODE": greek.WAITING,
    "THIS": greek.WAITING,
    "srqr|coreq|guregt|sigsoft": "srqr",
}


def _arguments(name: str) -> dict[str, object]:
    return {a.name: GIVEN[a.metavar] for a in reports.declared(name).arguments}


def _report(name: str) -> Callable[[Study], Result]:
    def made(study: Study) -> Result:
        found: Result = reports.declared(name).run(study, **_arguments(name))
        return found

    return made


EVERY: dict[str, Callable[[Study], Result]] = {
    # what an audit tells of each change is a line of the log, in the words in which it was written
    **{name: _report(name) for name in reports.listed() if name != "audit"},
    "study": lambda study: page.run(study, without=["log"]),  # the log is in the words of commands
    "the statement": lambda study: saturation.run(study, statement=True, estimators=True),
    "saturation with estimators": lambda study: saturation.run(study, estimators=True),
    "negative cases, looked at": lambda study: negative_cases.run(study, look=True),
    "never compared": comparisons.missing,
    "network of everything": lambda study: network.run(study, of=network.OF),
    "frequencies across": lambda study: frequencies.run(study, by="source", wide=True, share="row"),
    "frequencies by person": lambda study: frequencies.run(study, by="participant"),
    "conditional paths": lambda study: conditional_matrix.run(study, paths=True),
    "placements by source": lambda study: placements.run(study, rows="source"),
    "the levels": conditions.levels,
    "the paradigm": lambda study: axial.paradigm(study, "αξία"),
    "a category": lambda study: axial.show(study, "ρόλος"),
    "the storyline": selective.storyline,
    "the open story": open_story.check,
    "candidates for the core": selective.candidates,
    "relations": axial.listing,
    "a source": lambda study: edit.show(study, greek.SOURCE),
    "agreement": lambda study: agreement.run(study, coefficients=tuple(COEFFICIENTS), bootstrap=20),
    "agreement by source": lambda study: agreement.run(study, unit="segment", by="source", bootstrap=0),
    "disagreements": lambda study: disagreements.run(study, every=True),
    "who has read what": done.listing,
    "sources": import_list.listing,
    "people": participants.listing,
    "sentences": lambda study: sentences.sheet(study, greek.SOURCE),
    "codings": coding.listing,
    "places of a query": lambda study: query.query(study, greek.WAITING),
    "the codes": codebook.listing,
    "the memos": lambda study: memos.listing(study, types=["code"]),
    "the summaries": lambda study: summaries.listing(study, rows="participant"),
    "versions of a summary": lambda study: summaries.versions(study, 1),
    "the sampling list": sampling.listing,
    "suggestions": suggestions.listing,
    "candidates": lambda study: discovering.run(study, every=True),
    "families of terms": families.terms,
    "codes for a passage": lambda study: suggestions.codes(study, greek.SOURCE, segment=1),
    "passages for a code": lambda study: suggestions.quotes(study, greek.DECIDING),
    "what is found": lambda study: search.search(study, "α*"),
}
EXTRA = ("candidates", "families of terms", "codes for a passage", "passages for a code")
STAMP = Stamp("έρευνα", 12, "2026-11-29T12:00:00.000000Z", "Frequencies")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """A study of which no word has a letter of ASCII."""
    with project.create(
        tmp_path_factory.mktemp("greek") / project.FILE, name="έρευνα", coder="Ελένη", language="el"
    ) as s:
        greek.fill(s)
    with project.open_study(s.path, coder="Νίκη") as s:
        greek.second(s)
        yield s


OTHER = {ord(c): chr(0x0430 + n) for n, c in enumerate(string.ascii_lowercase)}
OTHER |= {ord(c): chr(0x0410 + n) for n, c in enumerate(string.ascii_uppercase)}


class Cyrillic(NullTranslations):
    """A language in which every letter of a sentence is another one, and its fields are as they are."""

    def gettext(self, message: str) -> str:
        parts = string.Formatter().parse(message)
        return "".join(
            text.translate(OTHER).replace("{", "{{").replace("}", "}}")
            + (
                ""
                if name is None
                else f"{{{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}}}"
            )
            for text, name, spec, conversion in parts
        )

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)

    def pgettext(self, context: str, message: str) -> str:
        return message if context == "number" else self.gettext(message)


@pytest.fixture(autouse=True)
def has_what_it_needs(request: pytest.FixtureRequest) -> None:
    """Skip what reads words where the packages for that are not installed."""
    if getattr(request.node, "callspec", None) and request.node.callspec.params.get("name") in EXTRA:
        for package in ("sklearn", "simplemma", "wordfreq", "stopwordsiso"):
            pytest.importorskip(package, reason="needs the extra `discover`")


@pytest.fixture
def cyrillic(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The code of a language into which everything that can be translated is translated."""
    monkeypatch.setattr(language, "languages", lambda: ["en", "nl", "zz"])
    read = language._catalogue
    monkeypatch.setattr(language, "_catalogue", lambda own: Cyrillic() if own == "zz" else read(own))
    spoken.cache_clear()
    yield "zz"
    spoken.cache_clear()


def written(result: Result, form: str, code: str, width: int | None = None) -> bytes:
    """A result as a front end writes it in a language."""
    held = io.BytesIO()
    if translated(result, form):
        result = in_words(result, _document_words(code))
    render(result, form, held, width=width, language=code, stamp=STAMP)
    return held.getvalue()


def shown(result: Result, form: str, code: str, width: int | None = None) -> str:
    """The same as text."""
    return written(result, form, code, width).decode()


# What may stand in a document untranslated: links as they are written, titles of works, uuids, periods, codes.
OURS = re.compile(
    r"\\?\[\\?\[\w+:|(Guest|Hennink|Colwell|Chao), .*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b\d{4}-W\d\d\b"
    r"|<br>|el_[^\s]*…|\bUTC\b|\bqda\b|\bel\b|\buuid\b"
)


def left(text: str) -> list[str]:
    """The words of ASCII letters that are left in a text."""
    return re.findall(r"[A-Za-z]{2,}[^\n]*", OURS.sub("", text))


# In a checklist commands and things stand as they are typed, and works as they are cited.
TYPED = re.compile(
    r"\b("
    + "|".join(sorted(map(re.escape, COMMANDS), key=len, reverse=True))
    + r")\b( --format md --lang en\b)?|--version\b|\b("
    + "|".join(links.KINDS)
    + r"):|\b[0-9a-f]{10,}\b|\bSRQR\b|--version\b|[^\n]*doi:[^\n ]*"
)


def untyped(name: str, text: str) -> str:
    """A text without what is typed, in the document that names commands."""
    return TYPED.sub("", text) if name == "checklist" else text


def of_page(raw: str) -> str:
    """What one reads of a page, with what is read aloud of it."""
    tree = html.fromstring(raw.encode())
    for part in tree.xpath("//script|//style|//head/meta"):
        part.drop_tree()
    said = tree.xpath("//@title|//@aria-label|//@data-places|//@data-at|//@data-parts|//@data-none")
    return "\n".join([*tree.itertext(), *map(str, said)])


def of_workbook(raw: bytes) -> str:
    """The cells of a workbook that are texts."""
    book = load_workbook(io.BytesIO(raw))
    return "\n".join(
        str(c.value) for s in book if s.title != "log" for row in s.iter_rows() for c in row if isinstance(c.value, str)
    )


def of_word_file(raw: bytes) -> str:
    """The paragraphs of a Word file, in its tables too, and its footer."""
    with zipfile.ZipFile(io.BytesIO(raw)) as held:
        names = [n for n in held.namelist() if re.fullmatch(r"word/(document|footer\d)\.xml", n)]
        return "\n".join(" ".join(etree.fromstring(held.read(n)).xpath("//*[local-name()='t']/text()")) for n in names)


@pytest.mark.parametrize("form", ["md", "table"])
@pytest.mark.parametrize("name", EVERY)
def test_no_word_of_a_document_is_left_in_english(theirs: Study, cyrillic: str, name: str, form: str) -> None:
    result = EVERY[name](theirs)
    if not translated(result, form):
        pytest.skip("rows in a terminal keep their keys")
    if name in ("workbook", "study"):
        pytest.skip("it is no text; see below")
    assert left(untyped(name, shown(result, form, cyrillic))) == []


@pytest.mark.parametrize("form", ["html", "docx", "svg", "dot", "mmd"])
@pytest.mark.parametrize("name", EVERY)
def test_nor_in_what_is_opened(theirs: Study, cyrillic: str, name: str, form: str) -> None:
    try:
        raw = written(EVERY[name](theirs), form, cyrillic)
    except UsageError as e:
        assert "written as" in str(e)
        return
    if form == "docx":
        text = of_word_file(raw)
    elif form == "html":
        text = of_page(raw.decode())
    elif form == "svg":
        text = " ".join(etree.fromstring(raw).xpath("//*[not(self::*[local-name()='style'])]/text()"))
    else:
        text = "\n".join(re.findall(r'label="([^"]*)"|\["([^"]*)"\]|\|"([^"]*)"\|', raw.decode())[0])
    assert left(untyped(name, text)) == []


@pytest.mark.parametrize("name", sorted({*EVERY} - {"the paradigm", "a category"}))  # objects in them have their keys
def test_nor_in_a_spreadsheet(theirs: Study, cyrillic: str, name: str) -> None:
    try:
        raw = written(EVERY[name](theirs), "xlsx", cyrillic)
    except UsageError as e:
        assert "written as" in str(e)
        return
    text = "\n".join(line for line in of_workbook(raw).split("\n") if not line.startswith(("[", "{")))
    assert (
        left(untyped(name, re.sub(r"(?m)^(code|category|property|relation):", "", text))) == []
    )  # KIND:NAME, as it is typed


def test_every_coefficient_is_a_word_of_the_program() -> None:
    assert VALUES["coefficient"] == set(COEFFICIENTS)


# Languages, numbers, days


@pytest.mark.parametrize("code", ["nl", "en", "de", "nl-BE", "pt_BR", "zh-Hant", "gsw"])
def test_codes_of_languages(code: str) -> None:
    assert is_language(code)


@pytest.mark.parametrize("code", ["", "xx9", "n", "dutch", "nl-", "nl be", "../nl", "NL;", "nl-x"])
def test_what_is_no_code(code: str) -> None:
    assert not is_language(code)


@pytest.mark.parametrize(
    ("code", "own"), [("nl", "nl"), ("nl-BE", "nl"), ("NL_be", "nl"), ("en-GB", "en"), ("de", "en")]
)
def test_a_region_is_its_language_and_what_has_no_catalogue_is_english(code: str, own: str) -> None:
    assert (spoken(code).own, spoken(code).code) == (own, code)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_numbers_and_days_are_as_babel_says_them(code: str) -> None:
    locale = "en_GB" if code == "en" else code
    for month in range(1, 13):
        iso = f"2026-{month:02}-09"
        assert spoken(code).day(iso) == format_date(date.fromisoformat(iso), "d MMMM y", locale)
    for value in (0, 7, 999, 1000, 12345, 1234567, 0.5, 1234.5):
        spec = "," if isinstance(value, int) else ",.1f"
        assert spoken(code).number(format(value, spec)) == format_decimal(value, locale=locale)


def test_what_is_no_day_stays_as_it_is() -> None:
    for text in ("2026-13-01", "2026-11", "29-11-2026", "", "2026-11-29x"):
        assert spoken("nl").day(text) == text
    assert spoken("nl").day("2026-11-29T14:05:10Z") == "29 november 2026, 14:05"


# Messages in a language


def test_messages_are_said_with_their_fields() -> None:
    tongue = spoken("nl")
    assert worded(n_of(1, "coding"), {}, tongue) == "1 codering"
    assert worded(n_of(1234, "category"), {}, tongue) == "1.234 categorieën"
    both = n_of(2, "code") + ", " + day("2026-11-29") + say(" (removed)")
    assert both == "2 codes, 2026-11-29 (removed)"
    assert worded(both, {}, tongue) == "2 codes, 29 november 2026 (verwijderd)"
    assert worded(chained([n_of(1, "source"), "x", n_of(2, "quote")]), {}, tongue) == "1 bron; x; 2 citaten"
    assert worded(say("compared {n} times", n=3), {}, tongue) == "3 keer vergeleken"
    assert pickle.loads(pickle.dumps(n_of(3, "memo"))).said({}, tongue) == "3 memo's"


def test_a_sentence_of_a_front_end_is_translated_too() -> None:
    said = Message("no-core-chosen", "no core category has been chosen")
    own = {"no-core-chosen": "no core category has been chosen (`qda selective core`)"}
    assert worded(said, own, spoken("nl")) == "er is geen kerncategorie gekozen (`qda selective core`)"
    assert worded(said, {}, spoken("nl")) == "er is geen kerncategorie gekozen"


def test_what_a_catalogue_lacks_is_english_word_by_word() -> None:
    with speaking("nl"):
        assert speak("Notes") == "Noten" and speak("no such sentence {n}", n=1234) == "no such sentence 1234"
        assert speak_n("{n:,} thing", "{n:,} things", 1234) == "1.234 things"
        with speaking("de"):
            assert speak("Notes") == "Notes"
        assert speak("Notes") == "Noten"
    assert speak("Notes") == "Notes"


def test_text_of_the_study_with_braces_is_not_read_as_fields() -> None:
    with speaking("nl"):
        assert (
            speak("memo {id}: “{title}” ({coder}, {at})", id=1, title="{x} {0}", coder="{", at="")
            == "memo 1: “{x} {0}” ({, )"
        )


# On the command line


@pytest.fixture
def here(filled_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(filled_file.parent)
    return filled_file.parent


TAKES = sorted(name for name in COMMANDS if {"output", "lang"} & {p.name for p in build(name).params})


def test_every_command_that_takes_o_takes_lang() -> None:
    assert len(TAKES) > 60
    for name in TAKES:
        params = {str(p.name): p for p in build(name).params}
        if "format" in params:
            assert {"output", "lang"} <= set(params), name
            assert "--lang" in params["lang"].opts and getattr(params["lang"], "help", None)


def test_it_stands_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["codings"], ["report", "saturation"], ["code"]):
        assert run([*words, "--help"]) == 0
        assert "--lang" in capsys.readouterr().out


@pytest.mark.parametrize("code", ["xx9", "dutch", "../nl"])
def test_no_code_of_a_language_is_wrong_usage(here: Path, capsys: pytest.CaptureFixture[str], code: str) -> None:
    for words in (["codings"], ["report", "categories", "-o", "x.md"], ["code", "thread-1", "nieuw", "--span", "0:5"]):
        assert run([*words, "--lang", code]) == 2
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1 and "--lang" in err and "nl" in err
    assert not (here / "x.md").exists()


def made(here: Path, *words: str, lang: str = "", file: str = "x.md") -> str:
    assert run([*words, "-o", file, *(["--lang", lang] if lang else [])]) == 0
    return (here / file).read_text(encoding="utf-8")


def test_the_study_says_which_language_and_undo_takes_it_back(here: Path) -> None:
    dutch = made(here, "report", "categories")
    assert "# Categorieën in ontwikkeling: study" in dutch and made(here, "report", "categories", lang="nl") == dutch
    assert run(["settings", "report_language=en"]) == 0
    english = made(here, "report", "categories")
    assert "# Emerging categories: study" in english and made(here, "report", "categories", lang="en") == english
    assert run(["undo"]) == 0 and "Categorieën" in made(here, "report", "categories")


def test_the_stated_readings_of_relations() -> None:
    assert [speak_in("nl", type) for type in RELATIONS] == [
        "veroorzaakt", "is de context van", "werkt in op", "is een strategie voor", "is een gevolg van",
    ]  # fmt: skip


def speak_in(code: str, type: str) -> str:
    with speaking(code):
        return speak(reading(type))


def test_a_type_that_the_study_added_is_called_as_it_calls_it(here: Path) -> None:
    with project.open_study(here / project.FILE) as study:
        relations.add_type(study, "source")
        a, b = (r[0] for r in study.db.execute("select name from code where level = 'category' limit 2"))
        relations.relate(study, a, "source", b)
    shown = made(here, "report", "network")
    assert "| source |" in shown and "bron |" not in shown.split("\n\n")[2]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_files_of_rows_are_the_same_in_every_language(here: Path, form: str) -> None:
    for name in reports.listed():
        declared = reports.declared(name)
        if declared.formats and form not in declared.formats:
            continue
        given = [
            {
                "SOURCE": "thread-1",
                "CODE…": "vertrouwen",
                "THIS": "vertrouwen",
                "srqr|coreq|guregt|sigsoft": "srqr",
            }.get(a.metavar, "vertrouwen")
            for a in declared.arguments
        ]
        texts = {made(here, "report", name, *given, lang=lang, file=f"x.{form}") for lang in ("", "nl", "en", "de")}
        assert len(texts) == 1, name


def test_what_is_said_on_stderr_is_the_same_in_every_language(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("categories", "saturation", "frequencies", "sampling"):
        said = set()
        for lang in ("nl", "en", "de"):
            made(here, "report", name, lang=lang)
            said.add(capsys.readouterr().err)
        assert len(said) == 1 and "note: " in said.pop()


def test_a_question_is_noted_as_the_report_asks_it(here: Path) -> None:
    assert run(["sampling", "add", "--from-row", "1"]) == 0
    with project.open_study(here / project.FILE) as study:
        text = sampling.listing(study).dicts()
        assert any(row["text"].startswith(("Wa", "Wie ", "Hoe ", "Waar")) for row in text)


def test_heads_of_our_spreadsheets_are_taken_in_any_language(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = {}
    for lang in ("en", "nl"):
        assert run(["participant", "list", "-o", f"{lang}.xlsx", "--lang", lang]) == 0
        capsys.readouterr()
        assert run(["participant", "import", f"{lang}.xlsx"]) == 0
        kept[lang] = capsys.readouterr()
    assert kept["nl"] == kept["en"]
    head = [cell.value for cell in load_workbook(here / "nl.xlsx").worksheets[0][1]]
    assert head[:3] == ["deelnemer", "rol", "bronnen"]
    with Rows(str(here / "nl.xlsx"), ReadOptions()) as rows:
        assert rows.columns[:3] == ["participant", "role", "sources"]


def test_pseudonyms_hold_in_every_language(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert run(["participant", "pseudonymise", "--key", str(tmp_path_factory.mktemp("key") / "key.csv")]) == 0
    with project.open_study(here / project.FILE) as study:
        names = list(people.shown(study.db).values())
    shown = made(here, "report", "evidence", lang="nl") + made(here, "report", "memos", lang="nl")
    assert not [name for name in names if len(name) > 3 and name in shown]


def test_a_catalogue_is_read_for_a_document_alone(here: Path) -> None:
    language._catalogue.cache_clear()
    spoken.cache_clear()
    assert run(["report", "frequencies", "-o", "x.csv"]) == 0 and run(["codings", "--format", "json"]) == 0
    made(here, "report", "categories", lang="en")
    assert language._catalogue.cache_info().currsize == 0
    made(here, "report", "categories")
    assert language._catalogue.cache_info().currsize == 1


# The catalogues


def test_catalogues_have_what_documents_say() -> None:
    found = catalogue.extracted()
    assert catalogue.faults("nl", catalogue.catalogue("nl"), found) == []


def _held(held: Catalog, key: str) -> Any:
    found = held.get(key)
    assert found is not None
    return found


@pytest.mark.parametrize("fault", ["missing", "not translated", "left over", "fuzzy", "other fields"])
def test_faults_of_a_catalogue_are_found(fault: str) -> None:
    found, held = Catalog(), Catalog()
    for text in ("one {n}", "two"):
        found.add(text)
        held.add(text, f"x {text}")
    if fault == "missing":
        found.add("three")
    elif fault == "not translated":
        found.add("three")
        held.add("three", "")
    elif fault == "left over":
        held.add("three", "drie")
    elif fault == "fuzzy":
        _held(held, "two").flags.add("fuzzy")
    else:
        _held(held, "one {n}").string = "een {m}"
    wrong = catalogue.faults("nl", held, found)
    assert len(wrong) == 1 and fault in wrong[0]


def test_a_catalogue_that_was_compiled_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "qda.mo").open("wb") as f:
        write_mo(f, catalogue.catalogue("nl"))
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    language._catalogue.cache_clear()
    try:
        assert Spoken("nl").text("Notes") == "Noten" and Spoken("de").own == "en"
    finally:
        language._catalogue.cache_clear()
