"""The methods of a study beside the commands: the same names, the same parameters, the same rows, the same changes.

The commands are the program's own table, their examples those of the tests that undo them: what a command takes on the
command line is read by its own parser and given to the method.
"""

from __future__ import annotations

import inspect
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from commands import LOOKS, READ_ONLY
from filled_study import dump

import qda
from qda import reports
from qda.cli.app import run
from qda.cli.command_table import COMMANDS
from qda.cli.tree import build
from qda.core.message import worded
from qda.notebook import methods
from qda.notebook.call import python_name
from qda.notebook.result import Result
from qda.store import project

CHANGING_WALK = Path(__file__).resolve().parents[1] / "cli"
SHOWN = ("format", "output", "raw", "lang")  # how a command shows its result
IGNORED = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,64}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:\d\d)?"
)


def option(param: Any) -> str:
    """An option's name in Python: `--from` is `from_`; an argument's is its own."""
    if param.param_type_name == "argument":
        return str(param.name)
    return python_name(max((o for o in param.opts if o.startswith("--")), key=len))


def params(words: str) -> dict[str, Any]:
    """The parameters of a command by their names in Python, without those of the terminal alone."""
    out = {}
    for param in build(words).params:
        name = option(param)
        key = f"{words} {param.name}"
        if name not in (*SHOWN, "help") and key not in methods.TERMINAL and key not in methods.TYPED:
            out[name] = param
    return out


def given(words: str, args: Sequence[str]) -> tuple[list[Any], dict[str, Any]]:
    """What is typed after a command, as its method takes it."""
    command = build(words)
    context = command.make_context(words, list(args))
    positional, named, more = [], dict[str, Any](), dict[str, list[Any]]()
    for param in command.params:
        value = context.params.get(str(param.name))
        name, key = option(param), f"{words} {param.name}"
        value = list(value) if isinstance(value, (tuple, list)) else value
        if name in SHOWN or key in methods.TERMINAL or name == "help":
            continue
        if key in methods.TYPED:
            more[methods.TYPED[key]] = value or []
        elif param.param_type_name == "argument":
            positional.append(value)
        elif value not in (None, "", [], False) or (isinstance(value, int) and not isinstance(value, bool)):
            named[name] = value
    while positional and positional[-1] in (None, []):
        positional.pop()
    return positional, named | {name: [*named[name], *values] for name, values in more.items() if values}


def test_every_command_has_a_method_or_a_reason_to_have_none() -> None:
    assert set(COMMANDS) == set(methods.names().values()) | set(methods.ABSENT)
    assert not set(methods.names().values()) & set(methods.ABSENT)
    assert all(methods.ABSENT.values())
    assert (
        methods.names()["import_"] == "import" and methods.names()["report_negative_cases"] == "report negative-cases"
    )


def test_no_method_hides_what_a_study_has() -> None:
    assert not set(methods.names()) & set(dir(project.Study))


@pytest.mark.parametrize("words", [w for w in COMMANDS if w not in methods.ABSENT])
def test_the_parameters_are_those_of_the_command(words: str) -> None:
    call, typed = methods.call(words), params(words)
    own = {p.name: p for p in call.parameters() if f"{words} {p.name}" not in methods.BESIDES}
    because = typed.pop("because", None)
    assert (because is not None) == (call.does == "changes"), "a change has a reason"
    assert set(own) == set(typed)
    arguments = [name for name, p in typed.items() if p.param_type_name == "argument"]
    assert [p.name for p in call.parameters() if p.argument] == arguments, "in their order"
    for name, param in typed.items():
        mine = own[name]
        assert mine.repeated == (param.nargs == -1 or getattr(param, "multiple", False)), name
        assert (mine.kind == "switch") == bool(getattr(param, "is_flag", False)), name
        assert (mine.kind in ("number", "numbers")) == param.type.name.startswith("int"), name
        assert mine.least == getattr(param.type, "min", None), name
        assert (mine.default is inspect.Parameter.empty) == param.required, name
        if not param.required and mine.default not in (None, (), "", False):
            assert mine.default == param.default, name
    shows = {option(p) for p in build(words).params} & {"output"}
    common = [p.name for p in call.common()]
    assert ("output" in common) == ("lang" in common) == bool(shows)


@pytest.mark.parametrize("words", [w for w in COMMANDS if w not in methods.ABSENT])
def test_a_method_says_what_it_does_and_takes(words: str, filled_file: Path) -> None:
    with qda.open(filled_file) as study:
        method = getattr(study, python_name(words))
        assert len(inspect.getdoc(method) or "") > 20
        assert [p.name for p in methods.call(words).parameters()] == [
            name for name in inspect.signature(method).parameters if name not in ("because", "output", "lang", "reveal")
        ]
        assert python_name(words) in dir(study)


def _examples() -> list[Any]:
    """Every reading command, and the reports with what their examples give."""
    from qda.cli.commands.report import line

    ways = [
        (words, args) for words, args in [*READ_ONLY.items(), *LOOKS.items()] if words != "at"
    ]  # study.at(…) is a study
    for name in reports.listed():
        for example in reports.declared(name).examples:
            words = line(reports.declared(name), {k: v for k, v in example.items() if k not in ("output", "format")})
            typed = [w.strip('"') for w in re.findall(r'"[^"]*"|\S+', words)]
            ways.append((f"report {name}", tuple(typed[2:])))
    ways += [
        ("codings", ("--code", "vertrouwen", "--with-codes", "--where", "municipality=Ede")),
        ("codings", ("--coder", "anna", "--source", "thread-*", "--participant", "Jan*")),
        ("log", ("--limit", "3", "--coder", "anna")), ("info", ("--include-researcher",)),
        ("search", ("vertrouwen", "OR", "koers", "--limit", "2", "--context", "9")),
        ("query", ("vertrouwen", "OR", "macht", "--unit", "sentence")), ("memo list", ("--type", "code", "--on", "code:macht")),
        ("memo show", ("1", "--versions")), ("compare", ("1", "--with", "vertrouwen")), ("settings", ()), ("axial types", ()),
        ("selective storyline", ()), ("selective storyline", ("--versions",)),
        ("quotes", ("vertrouwen", "macht", "--context", "5")),
    ]  # fmt: skip
    return [pytest.param(words, args, id=f"{words} {' '.join(args)}"[:60]) for words, args in dict.fromkeys(ways)]


@pytest.mark.parametrize(("words", "args"), _examples())
def test_the_rows_are_those_of_the_command(
    words: str, args: tuple[str, ...], filled_file: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The same rows, the same text in each format that the command line prints, and the same file."""
    if words in ("discover", "discover terms"):
        pytest.importorskip("wordfreq", reason="needs the extra `discover`")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QDA_PROJECT", str(filled_file))
    args = tuple(a.replace("FILE", str(tmp_path / "out")) for a in args)
    if methods.call(words).formats or not methods.call(words).shows:
        _files(words, args, filled_file, tmp_path)
        return
    typed = [*words.split(), *args]
    printed: dict[str, str | None] = {}
    monkeypatch.setattr(
        "qda.cli.env.sentence", lambda text, tongue=None: worded(text, {}, tongue)
    )  # as Python says it, without options and commands
    for format in ("json", "csv", "md", "table"):
        status = run([*typed, "--format", format])
        out = capsysbinary.readouterr().out.decode("utf-8-sig")
        printed[format] = None if status else out
        if format == "json" and status:  # the demo's codes are not in this study: the method refuses as well
            with qda.open(filled_file) as study, pytest.raises(qda.QdaError):
                _call(study, words, args)
            return
    dutch = run([*typed, "--format", "md", "--lang", "nl"]), capsysbinary.readouterr().out.decode()
    with qda.open(filled_file) as study:
        result = _call(study, words, args)
    found = json.loads(printed["json"] or "")
    assert json.loads(json.dumps(result.dicts())) == (found if isinstance(found, list) else [found])
    if words == "selective storyline" and "--versions" not in args:
        return  # on a terminal the storyline is the text itself
    for format, text in printed.items():
        if text is None:
            with pytest.raises(qda.QdaError):
                result.to_string(format)
        else:
            assert result.to_string(format) == text, format
    if dutch[0] == 0:
        assert result.to_string("md", lang="nl") == dutch[1]
    assert result.to_string("text") == printed["table"]


def _call(study: Any, words: str, args: Sequence[str]) -> Result:
    positional, named = given(words, args)
    made = getattr(study, python_name(words))(*positional, **named)
    assert isinstance(made, Result)
    return made


def _files(words: str, args: tuple[str, ...], file: Path, folder: Path) -> None:
    """What a command writes to a file, its method writes too."""
    with qda.open(file) as study:
        if not methods.call(words).shows:
            _call(study, words, args)
            assert [p for p in folder.iterdir() if p.name.startswith("out") and p.stat().st_size]
            return
        suffix = methods.call(words).formats[0]
        made = getattr(study, python_name(words))(output=folder / f"made.{suffix}")
    assert (folder / f"made.{suffix}").stat().st_size > 1000 and len(made) > 1
    assert run([*words.split(), "-o", str(folder / f"typed.{suffix}")]) == 0
    if suffix == "html":
        assert (folder / "made.html").read_bytes() == (folder / "typed.html").read_bytes()


def _changing() -> dict[str, Any]:
    import importlib.util

    spec = importlib.util.spec_from_file_location("_undo_walk", CHANGING_WALK / "test_undo_everywhere.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {"ways": module.CHANGING, "files": module.FILES, "numbers": module.with_numbers, "history": module.history}


WALK: Any = _changing()
WAYS = [
    pytest.param(words, args, id=f"{words} {n}") for words, ways in WALK["ways"].items() for n, args in enumerate(ways)
]


def state(path: Path) -> tuple[Any, Any]:
    """All tables and the history, without what differs between two runs: uuids, digests and times."""
    with project.open_study(path) as study:
        tables = {t: [tuple(_same(v) for _, v in row) for row in rows] for t, rows in dump(study.db).items()}
    return tables, WALK["history"](path)


def _same(value: Any) -> Any:
    return IGNORED.sub("…", value) if isinstance(value, str) else "…" if isinstance(value, bytes) else value


@pytest.mark.parametrize(("words", "args"), WAYS)
def test_the_change_is_that_of_the_command(
    words: str, args: tuple[str, ...], filled_file: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """The same rows in all tables, the same line in the log, and one undo takes it back."""
    monkeypatch.chdir(filled_file.parent)
    for name, text in WALK["files"].items():
        (filled_file.parent / name).write_text(text, encoding="utf-8", newline="")
    typed = WALK["numbers"](filled_file, args)
    key = filled_file.parent.with_name(f"{filled_file.parent.name}-key.csv")
    before, untouched = state(filled_file), filled_file.with_name("untouched")
    shutil.copy(filled_file, untouched)
    assert run([*words.split(), *typed, "--because", "omdat het zo is"]) == 0, capsys.readouterr().err
    after = state(filled_file)
    assert after != before
    shutil.copy(untouched, filled_file)
    key.unlink(missing_ok=True)
    positional, named = given(words, typed)
    with qda.open(filled_file) as study:
        getattr(study, python_name(words))(*positional, **(named | {"because": "omdat het zo is"}))
        assert study.because == "", "the reason was for that change alone"
    assert state(filled_file) == after
    with qda.open(filled_file) as study:
        study.undo()
        assert study.check().dicts() == []
    assert state(filled_file)[0] == before[0]
