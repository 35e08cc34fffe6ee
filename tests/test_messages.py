"""Words live in the front ends: what is refused or noted below them names no option, command or key."""

from __future__ import annotations

import ast
import re
import string
from collections import defaultdict
from pathlib import Path

import pytest

import qda
from qda.cli import messages as cli
from qda.core.errors import QdaError, Refused
from qda.core.message import Message, worded
from qda.tui import messages as tui

ROOT = Path(qda.__file__).parent
BELOW = ("core", "store", "agreement", "jobs", "nlp", "render", "importers", "exporters", "reports", "ops", "notebook")
FILES = [f for room in BELOW for f in sorted((ROOT / room).rglob("*.py"))]
FRONT = {"cli": cli.SENTENCES, "tui": tui.SENTENCES}
OPTION = re.compile(r"(?<![\w-])(?<!var\()--[a-z]")  # `var(--ink` is a style sheet's
COMMAND = re.compile(r"`(?:qda )?[a-z]+(?: [a-z]+)*(?: [A-Z…]+)*`|`qda ")
OTHERS = {"importers/documents/pandoc.py"}  # options of another program
# Commands that no key of the coder does: its sentences may name these.
NO_KEY = {
    "check",
    "backup",
    "import",
    "export",
    "init",
    "demo",
    "log",
    "participant pseudonymise",
    "source update",
    "report stability",
    "stability draw",
}


def texts(file: Path) -> list[str]:
    """The string literals of a file that are no docstrings and no lone strings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    lone = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
    return [
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in lone
    ]


def places() -> dict[str, list[tuple[str, str, set[str]]]]:
    """code -> where it is said, its sentence and its fields."""
    out: dict[str, list[tuple[str, str, set[str]]]] = defaultdict(list)
    for file in FILES:
        if file == ROOT / "core" / "message.py":
            continue
        for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(n, ast.Call) or getattr(n.func, "id", "") not in ("Message", "Refused"):
                continue
            at = f"{file.relative_to(ROOT)}:{n.lineno}"
            if file == ROOT / "core" / "errors.py" and any(isinstance(a, ast.Name) for a in n.args):
                continue  # how `Refused` makes its own
            assert all(isinstance(a, ast.Constant) for a in n.args[:2]) and len(n.args) == 2, (
                f"{at}: a code and a sentence"
            )
            assert all(k.arg for k in n.keywords), f"{at}: name each field"
            code, sentence = (a.value for a in n.args if isinstance(a, ast.Constant))
            out[str(code)].append((at, str(sentence), {str(k.arg) for k in n.keywords}))
    return out


PLACES = places()
CODES = sorted(code for code in PLACES if code)


def fields(sentence: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_no_option_and_no_command_below_the_front_ends(file: Path) -> None:
    if str(file.relative_to(ROOT)) in OTHERS:
        return
    found = [t for t in texts(file) if OPTION.search(t) or COMMAND.search(t)]
    assert not found, "give it a code (qda.core.message) and say it in cli/messages.py and tui/messages.py"


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_sentence_in_both_front_ends(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    given = set.intersection(*(named for _, _, named in PLACES[code]))
    for at, sentence, named in PLACES[code]:
        assert fields(sentence) <= named, at
    for name, sentences in FRONT.items():
        assert code in sentences, f"{PLACES[code][0][0]}: {name}/messages.py has no sentence for {code}"
        assert fields(sentences[code]) <= given | {"said"}, f"{name}: {code}"


@pytest.mark.parametrize("name", FRONT)
def test_no_sentence_without_its_code(name: str) -> None:
    assert not set(FRONT[name]) - set(CODES)


@pytest.mark.parametrize("code", sorted(tui.SENTENCES))
def test_the_coder_speaks_of_keys(code: str) -> None:
    """No option, and a command only where no key does it."""
    sentence = tui.SENTENCES[code]
    assert not OPTION.search(sentence)
    for command in re.findall(r"`qda ([^`]*)`", sentence):
        assert any(command == c or command.startswith(f"{c} ") for c in NO_KEY), f"a key does `qda {command}`"


def test_a_message_is_worded_with_the_messages_in_it() -> None:
    why = Message("too-large", "is larger than {limit} MB", limit=20)
    whole = Refused("file-refused", "{file}: {why} ({names})", file="a.txt", why=why, names=["x", "y"])
    assert str(whole) == "a.txt: is larger than 20 MB (x, y)"
    sentences = {"too-large": "{said}: --large reads it"}
    assert worded(whole.message, sentences) == "a.txt: is larger than 20 MB: --large reads it (x, y)"
    assert worded("a plain text", sentences) == "a plain text" and QdaError("no").message == "no"


def test_a_message_survives_another_process() -> None:
    import pickle

    back = pickle.loads(pickle.dumps(Message("c", "{n} of them", n=3)))
    assert (back, back.code, back.fields) == ("3 of them", "c", {"n": 3})
