"""What is made of the names in Python: reference/python.md's parts on methods and reports, and the types of `import qda`."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import qda
from qda import reports
from qda.notebook import methods
from qda.notebook.call import annotation

if TYPE_CHECKING:
    from qda.reports.declare import Declared, Option

BEGINS = "<!-- made by `python docs/generate.py` from what the reports declare -->"
ENDS = "<!-- the end of what is made -->"
METHODS_BEGIN = "<!-- made by `python docs/generate.py` from the table of methods -->"
METHODS_END = "<!-- the end of the methods -->"


def page(text: str) -> str:
    """reference/python.md with its parts on the methods and the reports made anew."""
    made = "\n\n".join(_report(reports.declared(name)) for name in reports.listed())
    text = _made(text, METHODS_BEGIN, _methods(), METHODS_END)
    return _made(text, BEGINS, made, ENDS)


def _made(text: str, begins: str, made: str, ends: str) -> str:
    before, _, rest = text.partition(begins)
    _, _, after = rest.partition(ends)
    return f"{before}{begins}\n\n{made}\n\n{ends}{after}"


def _methods() -> str:
    """Every method with what it takes, without what all of them take, and the first sentence of its help."""
    rows = []
    for name, words in methods.names().items():
        call = methods.call(words)
        takes: list[str] = []
        star = False
        for p in call.parameters():
            if not p.argument and not star:
                takes, star = [*takes, "*"], True
            takes.append(p.name if p.default is inspect.Parameter.empty else f"{p.name}={_value(_plainly(p.default))}")
        rows.append(f"| `{name}({', '.join(takes)})` | {call.help().splitlines()[0]} |")
    return "\n".join(["| method | what it does |", "|---|---|", *rows])


def _plainly(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else default


def method_types() -> str:
    """`qda/notebook/method_types.pyi`: the methods of a study with their types, for type checkers and editors."""
    out = [
        "# Made by `python docs/generate.py` from the table of methods (`qda/notebook/methods.py`).",
        "",
        "from collections.abc import Iterable, Mapping",
        "from os import PathLike",
        "from typing import SupportsIndex, TypeAlias",
        "",
        "from qda.notebook.result import Result",
        "",
        "Text: TypeAlias = str | PathLike[str] | SupportsIndex",
        "Texts: TypeAlias = Text | Iterable[Text] | Mapping[str, str]",
        "Number: TypeAlias = SupportsIndex | str",
        "Numbers: TypeAlias = Number | Iterable[Number]",
        "Pairs: TypeAlias = Mapping[str, str] | Iterable[str] | str",
        "",
        "class Methods:",
    ]
    for name, words in methods.names().items():
        call, star = methods.call(words), False
        out += [f"    def {name}(", "        self,"]
        for p in [*call.parameters(), *call.common()]:
            if not p.argument and not star:
                out, star = [*out, "        *,"], True
            default = "" if p.default is inspect.Parameter.empty else " = ..."
            out.append(f"        {p.name}: {annotation(p)}{default},")
        out.append("    ) -> Result: ...")
    return "\n".join(out) + "\n"


def call(declared: Declared, given: Mapping[str, Any]) -> str:
    """A report asked for with these values, as Python: those of the file that it is written to are left out."""
    arguments = [a.name for a in declared.arguments]
    options = [o.name for o in declared.options]
    filters = {name: value for name, value in given.items() if name in declared.filters and name not in options}
    words = ["study", *(_value(given[name]) for name in arguments if name in given)]
    if filters:
        words.append(f"qda.Filters({_keywords(filters)})")
    if keywords := _keywords({name: value for name, value in given.items() if name in options}):
        words.append(keywords)
    return f"qda.{_python(declared)}({', '.join(words)})"


def stub() -> str:
    """`qda/__init__.pyi`: where each public name comes from, for type checkers and editors, which run nothing."""
    places = dict(qda._PUBLIC)
    for name in reports.listed():
        declared = reports.declared(name)
        places[_python(declared)] = (declared.run.__module__, declared.run.__name__)
    lines = [f"from {module} import {name} as {public}" for public, (module, name) in places.items()]
    names = "".join(f'    "{name}",\n' for name in sorted(places))
    return (
        "# Made by `python docs/generate.py`: where the names of `import qda` come from, for type checkers and editors.\n\n"
        + "\n".join(sorted(lines, key=_sorted))
        + f"\n\n_PUBLIC: dict[str, tuple[str, str]]\n__version__: str\n__all__ = [\n{names}]\n"
    )


def _sorted(line: str) -> tuple[str, bool, str]:
    """The order of imports that ruff wants: by module, then classes before functions."""
    _, module, _, name, *_ = line.split()
    return module, not name[0].isupper(), name


def _report(declared: Declared) -> str:
    """One report: its call, what it is, what it takes, what it gives."""
    defaults = declared.defaults()
    words = ["study", *(a.name for a in declared.arguments), "filters=None"]
    if defaults:
        words += ["*", *(f"{o.name}={_value(default)}" for o, default in defaults)]
    name = _python(declared)
    out = [f"### `{name}`", f"```text\nqda.{name}({', '.join(words)})\n```", _plain(declared, declared.about)]
    rows = [f"| `{a.name}` | {_plain(declared, a.help)} |" for a in declared.arguments]
    rows += [f"| `{o.name}` | {_plain(declared, o.help)}{_values(o)} |" for o in declared.options]
    if rows:
        out.append("\n".join(["| takes | what |", "|---|---|", *rows]))
    if len(declared.filters) < 5:
        out.append(f"Filters: {_listed(declared.filters) or 'none'}.")
    if declared.formats:
        out.append(f"Written as {_listed(declared.formats)} alone.")
    else:
        out.append(f"Columns: {_listed(declared.columns)}.")
    out += [f"Columns with `{_keywords(more.given)}`: {_listed(more.columns)}." for more in declared.also]
    if declared.keys:
        out.append(f"Fields of its object: {_listed(declared.keys)}.")
    if declared.document:
        out.append(f"Its document: {declared.document}.")
    if declared.picture:
        out.append(f"Drawn in it: {declared.picture}.")
    calls = dict.fromkeys(call(declared, given) for given in declared.examples)
    out.append(f"For example {' or '.join(f'`{line}`' for line in calls)}.")
    return "\n\n".join(out)


def _python(declared: Declared) -> str:
    return reports.listed()[declared.name].python


def _plain(declared: Declared, text: str) -> str:
    return declared.worded(text, lambda option: f"`{option.name}`", str)


def _values(option: Option) -> str:
    """The words that an option takes; a kind of name in capitals is said in small letters."""
    if not option.values:
        return ""
    words = [f"`{word}`" if word.islower() else f"a {word.lower()}" for word in option.values]
    return f" One of: {', '.join(words)}."


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _keywords(given: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_value(value)}" for name, value in given.items())


def _value(value: Any) -> str:
    """A value as one writes it in Python, texts in double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)
