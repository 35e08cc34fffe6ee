"""The registry of reports: what a report declares is what it takes and gives, and all that is made of it follows.

Most tests run over every report that is found, so that a new one is tested by having its file.
"""

from __future__ import annotations

import csv
import inspect
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperOption

import qda
from qda import reports
from qda.cli.command_table import COMMANDS
from qda.cli.commands import report as commands
from qda.cli.completion import offers
from qda.cli.tree import build
from qda.core.errors import UsageError
from qda.core.results import Record, Report, Result, Table
from qda.core.study_page import StudyPage
from qda.render import FORMATS, render
from qda.render.pictures.draw import drawing_of, svg
from qda.reports.declare import FILTERS, Declared, Option
from qda.store.analysis.scope import Filters
from qda.store.project import Study

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = {
    "CODE": "vertrouwen",
    "SOURCE": "thread-1",
    "srqr|coreq|guregt|sigsoft": "srqr",
}  # what stands in the filled study for an argument that must be given
NAMES = list(reports.listed())
FILES = [name for name in NAMES if reports.declared(name).formats]  # they have no rows: they are a file to open
OPTION = re.compile(r"(?<![\w-])--[a-z]")


def arguments(declared: Declared) -> dict[str, Any]:
    """A value for each argument that must be given."""
    samples = {a.name: SAMPLES[a.metavar.strip("…")] for a in declared.arguments}
    return {a.name: [samples[a.name]] if a.many else samples[a.name] for a in declared.arguments}


def made(study: Study, declared: Declared, given: Mapping[str, Any]) -> Result:
    return declared.run(study, filters=Filters(), **arguments(declared), **given)


def written(result: Result, format: str) -> str:
    held = io.BytesIO()
    render(result, format, held)
    return held.getvalue().decode("utf-8")


def asked(declared: Declared) -> list[tuple[Mapping[str, Any], list[str]]]:
    """The values for which columns are declared, with them."""
    return [({}, list(declared.columns)), *((also.given, list(also.columns)) for also in declared.also)]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_without_importing_is_what_is_declared(name: str) -> None:
    listed, declared = reports.listed()[name], reports.declared(name)
    assert (declared.name, declared.help, declared.place) == (name, listed.help, listed.place)
    assert listed.python == (declared.python or name.replace("-", "_"))
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name) and declared.help.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_the_options_are_those_that_its_function_takes(name: str) -> None:
    declared = reports.declared(name)
    taken = set(inspect.signature(declared.run).parameters) - {"study", "filters", "want"}
    assert {o.name for o, _ in declared.defaults()} | {a.name for a in declared.arguments} == taken
    assert set(declared.filters) <= set(FILTERS)
    for option, default in declared.defaults():
        assert default is not inspect.Parameter.empty, f"{option.name} has no default: it is an argument"


def test_an_option_that_its_function_does_not_take_is_refused() -> None:
    def run(study: Study, filters: Filters | None = None, *, most: int = 1) -> Table:
        return Table((), ())

    wrong = Declared("wrong", "Wrong.", run, "Wrong.", (), options=(Option("least", "How few."),))
    with pytest.raises(TypeError, match="report wrong: the option 'least'"):
        wrong.defaults()


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(FILES)))
def test_the_columns_are_those_of_its_rows(name: str, filled: Study) -> None:
    declared = reports.declared(name)
    for given, columns in asked(declared):
        header = next(csv.reader(io.StringIO(written(made(filled, declared, given), "csv"))))
        if columns[-1].endswith("…"):  # as many as the study has
            assert len(header) >= len(columns)
            columns, header = columns[:-1], header[: len(columns) - 1]
        assert header == columns, given
    if declared.keys:
        held = json.loads(written(made(filled, declared, {}), "json"))
        assert list(held) == list(declared.keys)


@pytest.mark.parametrize("name", FILES)
def test_it_is_written_in_the_formats_that_it_declares(name: str, filled: Study) -> None:
    declared = reports.declared(name)
    for format in FORMATS:
        held = io.BytesIO()
        if format in declared.formats:
            render(made(filled, declared, {}), format, held)
            assert held.getvalue()
        else:
            with pytest.raises(UsageError):
                render(made(filled, declared, {}), format, held)
            assert not held.getvalue()


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(FILES)))
def test_it_has_the_document_and_the_picture_that_it_declares(name: str, filled: Study) -> None:
    declared = reports.declared(name)
    result = made(filled, declared, {})
    assert isinstance(result, (Report, Record) if declared.document else Table)
    drawing = drawing_of(result)
    assert (drawing is not None) == bool(declared.picture)
    page = isinstance(result, Report) and isinstance(result.document, StudyPage)  # it has pictures in it, and is none
    assert ("<svg" in written(result, "html")) == (page or (drawing is not None and svg(drawing) != ""))


@pytest.mark.parametrize("name", NAMES)
def test_its_texts_name_no_option_and_no_command(name: str) -> None:
    declared = reports.declared(name)
    for text in (
        declared.help,
        declared.about,
        declared.document,
        declared.picture,
        *(o.help for o in declared.options),
    ):
        assert not OPTION.search(text) and "`" not in text
    shown = declared.worded(declared.about, commands.flag, str)
    assert "{" not in shown


@pytest.mark.parametrize("name", NAMES)
def test_the_command_is_made_from_it(name: str) -> None:
    declared = reports.declared(name)
    assert COMMANDS[f"report {name}"] == ("report", name, declared.help)
    params = {str(p.name): p for p in build(f"report {name}").params}
    own = [*(a.name for a in declared.arguments), *(o.name for o in declared.options)]
    assert list(params) == [*own, *declared.filters, "format", "output", "lang", "raw"]
    for option, default in declared.defaults():
        param = params[option.name]
        assert isinstance(param, TyperOption)
        assert param.opts == [commands.flag(option)] and param.is_flag == isinstance(default, bool)
        if not param.is_flag:
            assert offers.kind(f"report {name}", param) is not None
            assert param.multiple == isinstance(default, tuple) and (param.multiple or param.default == default)


@pytest.mark.parametrize("name", NAMES)
def test_its_examples_can_be_called(name: str) -> None:
    declared = reports.declared(name)
    assert declared.examples
    known = set(inspect.signature(declared.run).parameters) | set(declared.filters) | {"format", "output"}
    for given in declared.examples:
        assert set(given) <= known
        words = shlex.split(commands.line(declared, given))
        assert words[:2] == ["report", name]
        with build(f"report {name}").make_context("qda", words[2:]) as context:
            for key, value in given.items():
                got = context.params[key]
                assert (list(got) if isinstance(got, tuple) else got) == value


@pytest.mark.parametrize("name", NAMES)
def test_python_has_it_under_its_name(name: str) -> None:
    python = reports.listed()[name].python
    assert python not in qda._PUBLIC, "an operation has that name"
    assert getattr(qda, python) is reports.declared(name).run and python in qda.__all__


def test_no_two_have_a_place_or_a_name_in_python() -> None:
    listed = reports.listed().values()
    assert len({report.place for report in listed}) == len({report.python for report in listed}) == len(NAMES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("REPORT = Declared(NAME, HELP)\n", "plain texts"),
        ("REPORT = Declared('only-a-name')\n", "plain texts"),
        ("REPORT = None\n", "plain texts"),
        ("REPORT = Declared('memos', 'Twice.')\n", "two reports are called 'memos'"),
    ],
)
def test_a_declaration_that_cannot_be_read_is_told(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made.py").write_text(f'"""A report."""\n{text}', encoding="utf-8")
    monkeypatch.setattr(reports, "__path__", [*reports.__path__, str(tmp_path)])
    with pytest.raises((TypeError, ValueError), match=said):
        reports.listed()


# The worked example of CONTRIBUTING.md, played in a copy of the package


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the report and the test that CONTRIBUTING.md shows, and what that test needs."""
    folder = tmp_path_factory.mktemp("contributing")
    shutil.copytree(ROOT / "qda", folder / "qda", ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("conftest.py", "history/filled_study.py", "reports/test_registry.py"):
        (folder / "tests" / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "tests" / part, folder / "tests" / part)
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    places = re.findall(r"`((?:qda|tests)/reports/\w*/?\w*longest_quotes\.py)`", text)
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    assert [Path(place).name for place in places] == ["longest_quotes.py", "test_longest_quotes.py"]
    for place, block in zip(places, blocks, strict=True):
        assert not (ROOT / place).exists(), "it is an example"
        (folder / place).write_text(block, encoding="utf-8")
    return folder


def python(copy: Path, at: Path, *args: str, **env: str) -> str:
    """Run Python with the copy of the package; what it wrote."""
    around = {k: v for k, v in os.environ.items() if not k.startswith(("QDA_", "PYTEST_"))}
    around |= {"PYTHONPATH": os.pathsep.join((str(copy), str(ROOT / "docs"))), "PYTHONDONTWRITEBYTECODE": "1"} | env
    done = subprocess.run([sys.executable, *args], cwd=at, env=around, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_worked_example_is_a_command(copy: Path, filled_file: Path) -> None:
    here = filled_file.parent
    assert re.search(
        r"^  longest-quotes +The longest quotes", python(copy, here, "-m", "qda", "report", "--help"), re.M
    )
    help = python(copy, here, "-m", "qda", "report", "longest-quotes", "--help")
    assert "Example: qda report longest-quotes --most 5 -o longest.docx" in help
    assert re.search(r"--most N +How many\. +\[default: 10; x>=1\]", help) and "--participant GLOB" in help
    found = python(copy, here, "-m", "qda", "report", "longest-quotes", "--most", "2", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(found)))
    assert len(rows) == 2 and int(rows[0]["words"]) >= int(rows[1]["words"]) == len(rows[1]["text"].split())
    python(copy, here, "-m", "qda", "report", "longest-quotes", "-o", "longest.html")
    page = (here / "longest.html").read_text(encoding="utf-8")
    assert "<h1" in page and "The longest quotes" in page and rows[0]["source"] in page


def test_the_worked_example_is_completed(copy: Path, filled_file: Path) -> None:
    def offered(line: str) -> list[str]:
        shell = {"_QDA_COMPLETE": "complete_bash", "_QDA_LINE": line}
        return python(copy, filled_file.parent, "-m", "qda", **shell).split()

    assert offered("qda report lo") == ["longest-quotes"]
    assert "--most" in offered("qda report longest-quotes --m")


def test_the_worked_example_is_in_python_and_in_the_reference(copy: Path, tmp_path: Path) -> None:
    code = (
        "import api, generate, json, qda; print(json.dumps([generate.command_reference(), api.page(''), api.stub(), "
        "generate.documents(), generate.report_lines()[0], qda.longest_quotes.__module__]))"
    )
    page, api, stub, documents, lines, module = json.loads(python(copy, tmp_path, "-c", code))
    assert "\n### qda report longest-quotes\n\nThe longest quotes, to see where people had most to say.\n" in page
    assert "qda.longest_quotes(study, filters=None, *, most=10)" in api and "`qda.longest_quotes(study, most=5)`" in api
    assert "from qda.reports.common.longest_quotes import run as longest_quotes\n" in stub
    assert "| `qda report longest-quotes` | the quotes, the longest first |  |" in documents
    assert "report longest-quotes" in lines and module == "qda.reports.common.longest_quotes"


def test_the_worked_example_passes_its_test_and_those_of_all_reports(copy: Path) -> None:
    files = ("tests/reports/test_longest_quotes.py", "tests/reports/test_registry.py")
    said = python(copy, copy, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "-k", "longest", *files)
    assert re.search(r"^9 passed", said, re.M), said
