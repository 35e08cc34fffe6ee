"""Take what documents say out of the program, into `qda/locale/qda.pot` and each language's catalogue, and compile these.

Run it after a sentence was added or changed: new ones stand in `qda/locale/nl/LC_MESSAGES/qda.po` without a translation.
`--check` changes nothing and says what is missing, left over, or translated with other fields; `nl` must be complete.
"""

from __future__ import annotations

import ast
import string
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "qda" / "locale"
COMPLETE = ("nl",)
_KEYWORDS = {
    "say": None, "speak": None, "word": None, "phrase": None, "say_n": (1, 2), "speak_n": (1, 2), "forms": (1, 2),
}  # fmt: skip
_METHODS: list[tuple[str, str]] = [("**.py", "python"), ("**.j2", "jinja2.ext.babel_extract")]
_ROOMS = ("core", "jobs", "store", "reports", "ops", "render", "notebook")
_HEADER = "# What the documents of qda say.\n"


def extracted() -> Catalog:
    """Return every sentence and word that a document may say, in order."""
    from qda.core.language import AND_TIME, DATE, DECIMAL, MONTHS, THOUSANDS

    out = Catalog(project="qda", version="", charset="utf-8", header_comment=_HEADER, fuzzy=False)
    for where, message, context in sorted(
        {*_sentences(), *_messages(), *_words()}, key=lambda m: (str(m[1]), m[0], m[2] or "")
    ):
        out.add(message, locations=[(where, 0)], context=context)
    for month in MONTHS:
        out.add(month, context="month")
    for text in (DATE, AND_TIME):
        out.add(text, context="date")
    for sign in (THOUSANDS, DECIMAL):
        out.add(sign, context="number")
    return out


Found = tuple[str, str | tuple[str, str], str | None]  # file, sentence or its two forms, context


def _sentences() -> Iterator[Found]:
    """Yield what is marked in the program and its templates."""
    for room in _ROOMS:
        for name, _, message, _, context in extract_from_dir(
            ROOT / "qda" / room,
            _METHODS,
            {"**.j2": {"encoding": "utf-8"}, "**.py": {"encoding": "utf-8"}},
            _KEYWORDS,
            (),
        ):
            text = tuple(message[:2]) if isinstance(message, tuple) else message
            yield f"qda/{room}/{Path(name).as_posix()}", text, context  # type: ignore[misc]


def _messages() -> Iterator[Found]:
    """Yield the sentences of messages with a code that are no refusals, and what the command line says for them."""
    from qda.cli.messages import SENTENCES

    for file in sorted([*(ROOT / "qda" / "reports").rglob("*.py"), ROOT / "qda" / "store" / "texts" / "people.py"]):
        where = file.relative_to(ROOT).as_posix()
        for call in _calls(ast.parse(file.read_text(encoding="utf-8"))):
            code, sentence = (_text(a) for a in call.args[:2])
            if code and sentence:
                yield where, sentence, None
                if code in SENTENCES and SENTENCES[code] != "{said}":
                    yield "qda/cli/messages.py", SENTENCES[code], None


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    """Yield each `Message(code, sentence, …)` that is not part of what is raised."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Raise):
            continue
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and len(child.args) >= 2:
            if child.func.id == "Message":
                yield child
            if child.func.id in ("NotFound", "Refused"):
                continue
        yield from _calls(child)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _words() -> Iterator[Found]:
    """Yield the words that stand in tables of the program: heads, values, nouns, the page's own, titles of commands."""
    from qda import reports
    from qda.core.message import NOUNS
    from qda.core.words import TITLES, every
    from qda.render.page.words import SAID
    from qda.reports.account.checklist_items import sentences

    for word in every():
        yield "qda/core/words.py", word, None
    for one, many in NOUNS.items():
        yield "qda/core/message.py", (f"{{n:,}} {one}", f"{{n:,}} {many}"), None
    for text in sentences():
        yield "qda/reports/account/standards", text, None
    for phrase in SAID.values():
        yield "qda/render/page/words.py", phrase, None
    for name in (*TITLES, *reports.listed()):
        yield "qda/core/words.py", name.capitalize(), None


def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language as it is written."""
    with _po(language).open("rb") as f:
        return read_po(f, locale=language)


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "qda.po"


def _mo(language: str) -> Path:
    return _po(language).with_suffix(".mo")


def languages() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(file.parent.parent.name for file in LOCALE.glob("*/LC_MESSAGES/qda.po"))


def updated(language: str, found: Catalog) -> Catalog:
    """Return a catalogue with the sentences that were found, each with its translation where it has one."""
    held = catalogue(language)
    out = Catalog(locale=language, project="qda", version="", charset="utf-8", header_comment=_HEADER, fuzzy=False)
    for message in found:
        if message.id:
            known = held.get(_key(message), message.context)
            out.add(
                message.id, known.string if known else "", locations=message.locations, context=message.context,
                user_comments=known.user_comments if known else (),
            )  # fmt: skip
    return out


def _key(message: object) -> str:
    id = message.id  # type: ignore[attr-defined]
    return str(id[0] if isinstance(id, tuple) else id)


def faults(language: str, held: Catalog, found: Catalog, *, complete: bool = True) -> list[str]:
    """Return what is wrong with a catalogue, a line each."""
    out = []
    wanted = {(_key(m), m.context) for m in found if m.id}
    for key, context in sorted(wanted, key=str):
        message = held.get(key, context)
        if message is None:
            out.append(f"{language}: missing: {key!r}")
        elif complete and not all(message.string if isinstance(message.string, tuple) else (message.string,)):
            out.append(f"{language}: not translated: {key!r}")
    for message in held:
        if not message.id:
            continue
        if (_key(message), message.context) not in wanted:
            out.append(f"{language}: left over: {_key(message)!r}")
        if message.fuzzy:
            out.append(f"{language}: fuzzy: {_key(message)!r}")
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = [
            str(text) for text in (message.string if isinstance(message.string, (tuple, list)) else [message.string])
        ]
        fields = set().union(*(_fields(str(id)) for id in ids))
        out += [
            f"{language}: other fields: {_key(message)!r} {text!r}"
            for text in said
            if text and not fields - {"n"} <= _fields(text) <= fields
        ]
    return [*out, *(f"{language}: {m.id!r} is obsolete" for m in held.obsolete.values())]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def written(held: Catalog, *, template: bool = False) -> bytes:
    """Return a catalogue as its file has it: without dates, so that the same sentences give the same bytes."""
    out = BytesIO()
    write_po(out, held, width=120, sort_output=False, omit_header=False, include_lineno=False, ignore_obsolete=True)
    dated = (
        b'"POT-Creation-Date',
        b'"PO-Revision-Date',
        b'"Generated-By',
        b'"Last-Translator',
        b'"Report-Msgid',
        b'"Language-Team',
    )
    lines = [line for line in out.getvalue().split(b"\n") if not line.startswith(dated)]
    return b"\n".join(line for line in lines if not (template and line.startswith(b'"Plural-Forms')))


def compiled(language: str) -> None:
    """Write the `.mo` of a language."""
    with _mo(language).open("wb") as f:
        write_mo(f, catalogue(language))


def main(check: bool) -> int:
    """Bring the catalogues up to date, or say what is wrong with them."""
    found = extracted()
    pot = written(found, template=True)
    wrong = (
        [] if (LOCALE / "qda.pot").exists() and (LOCALE / "qda.pot").read_bytes() == pot else ["qda.pot is out of date"]
    )
    if not check:
        (LOCALE / "qda.pot").write_bytes(pot)
        wrong = []
    for language in languages():
        if not check:
            _po(language).write_bytes(written(updated(language, found)))
            compiled(language)
        wrong += faults(language, catalogue(language), found, complete=language in COMPLETE)
    for line in wrong:
        print(line)
    if wrong:
        print("run: python docs/message_catalogue.py, and translate what it adds", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
