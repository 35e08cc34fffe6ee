"""A line of the table of methods: its parameters, made from those of the operation, and the values given read by them."""

from __future__ import annotations

import inspect
import keyword
import operator
import os
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, Literal, NamedTuple, TypeAlias

from qda.core.errors import UsageError

Kind: TypeAlias = Literal["text", "number", "switch", "texts", "numbers", "pairs"]
Does: TypeAlias = Literal["reads", "looks", "changes"]  # `looks`: reads, and keeps what it offered
# Parameters of operations that no caller gives: what the study is, and what a front end is for.
GIVEN = frozenset({"study", "filters", "want", "tick", "stdin", "veiled", "shown", "suggester"})


class Parameter(NamedTuple):
    """A parameter of a method; `to` is what the operation calls it, "" for a filter."""

    name: str
    kind: Kind
    default: Any
    to: str
    argument: bool = False
    optional: bool = False  # None says that it was not given
    least: int | None = None
    joined: bool = False  # words that are one text

    @property
    def repeated(self) -> bool:
        """True if it takes a list."""
        return self.kind in ("texts", "numbers", "pairs") or self.joined


class Call(NamedTuple):
    """A method: its operation (`module:function` below `qda`), and where its parameters differ from those of that.

    `arguments` are those that are given without their names, in order; `filters` those that make a `Filters`. `named`
    is option -> parameter of the operation, `least` the smallest number, `joined` texts that may come as a list of words,
    `without` parameters that the command has not, `lacking` lists that may be left out. `shows_names`: also while
    pseudonyms are on, since it is about them. `shows` is False where there is nothing to write but what it writes itself.
    `drawn`: something of its result is drawn. `formats` names those that it is written in, where it is not all.
    """

    operation: str
    does: Does = "reads"
    arguments: str = ""
    filters: str = ""
    named: Mapping[str, str] = {}
    least: Mapping[str, int] = {}
    joined: str = ""
    without: str = ""
    lacking: str = ""
    shows_names: bool = False
    shows: bool = True
    drawn: bool = False
    formats: tuple[str, ...] = ()
    about: str = ""

    @property
    def function(self) -> Callable[..., Any]:
        """Return the operation, imported."""
        module, _, name = self.operation.partition(":")
        found = getattr(import_module(f"qda.{module}"), name)
        return found.run if name == "REPORT" else found  # type: ignore[no-any-return]

    def parameters(self) -> list[Parameter]:
        """Return the parameters: arguments in their order, options as the operation has them, filters."""
        called = {to: name for name, to in self.named.items()}
        arguments, joined = self.arguments.split(), self.joined.split()
        unseen = GIVEN | set(self.without.split())
        found: dict[str, Parameter] = {}
        for p in inspect.signature(self.function).parameters.values():
            if p.name in unseen or p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL):
                continue
            name = called.get(p.name, p.name)
            optional, kind = kind_of(str(p.annotation))
            default = () if name in self.lacking.split() else p.default
            found[name] = Parameter(
                name, kind, default, p.name, name in arguments, optional, self.least.get(name), name in joined
            )
        options = [p for p in found.values() if not p.argument]
        filters = [Parameter(name, "texts", (), "") for name in self.filters.split() if name not in found]
        return [*(found[name] for name in arguments), *options, *filters]

    def signature(self) -> inspect.Signature:
        """Return the signature of the method, without the study."""
        kinds = inspect.Parameter
        made = [
            kinds(
                p.name,
                kinds.POSITIONAL_OR_KEYWORD if p.argument else kinds.KEYWORD_ONLY,
                default=p.default,
                annotation=annotation(p),
            )
            for p in [*self.parameters(), *self.common()]
        ]
        return inspect.Signature(made, return_annotation="Result")

    def common(self) -> list[Parameter]:
        """Return the parameters that are no business of the operation: the reason of a change, a file, whether names show."""
        because = [Parameter("because", "text", "", "")] if self.does == "changes" else []
        output = [Parameter(name, "text", "", "") for name in ("output", "lang")] if self.shows else []
        reveal = [] if self.shows_names else [Parameter("reveal", "switch", False, "")]
        return [*because, *output, *reveal]

    def read(self, given: tuple[Any, ...], named: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values given by the parameters' names, those not given left out. TypeError for what it does not take."""
        bound = self.signature().bind(*given, **named).arguments
        known = {p.name: p for p in [*self.parameters(), *self.common()]}
        values = {name: value_of(known[name], value) for name, value in bound.items()}
        for name, value in values.items():
            if known[name].default is inspect.Parameter.empty and known[name].repeated and not value:
                raise UsageError(f"{name}: nothing is in it; give one or more")
        return values

    def given(self, values: Mapping[str, Any], veiled: Any) -> dict[str, Any]:
        """Return the values as the operation takes them, with the filters and the veil where it has these."""
        known = {p.name: p for p in self.parameters()}
        out: dict[str, Any] = {known[name].to: [] for name in self.lacking.split()}
        out |= {known[name].to: value for name, value in values.items() if name in known and known[name].to}
        taken = inspect.signature(self.function).parameters
        if "filters" in taken:
            from qda.store.analysis.scope import Filters

            out["filters"] = Filters(
                **{name: tuple(values[name]) for name in values if name in known and known[name].to == ""}
            )
        if veiled is not None and "veiled" in taken:
            out["veiled"] = veiled
        if veiled is not None and "shown" in taken:
            out["shown"] = veiled.text
        return out

    def help(self) -> str:
        """Return what `help` shows: what the operation says of itself, by the names of the method."""
        import re

        text = self.about or inspect.getdoc(self.function) or ""
        for name, to in self.named.items():
            text = re.sub(rf"(?<=`){to}(?=`)|(?<=[.] ){to}(?=:)|^{to}(?=:)", name, text, flags=re.M)
        common = {
            "because": "because: the reason, kept in the history.",
            "output": "output: a file to write the result to; its suffix sets the format.",
            "lang": "lang: the language of a document that is made of the result, by its code; else that of the study's reports.",
            "reveal": "reveal: show real names where the study shows pseudonyms.",
        }
        lists = "A list may be given as one value. " if any(p.repeated for p in self.parameters()) else ""
        return f"{text}\n\n{lists}{' '.join(common[p.name] for p in self.common())}".rstrip()


def kind_of(written: str) -> tuple[bool, Kind]:
    """Return whether None is a value, and the kind, from an annotation as it is written."""
    parts = [part.strip() for part in written.split("|")]
    optional, first = "None" in parts, parts[0]
    if "Mapping" in first or "dict" in first:
        return optional, "pairs"
    if "[" in first and "Literal" not in first:
        return optional, "numbers" if "int" in first else "texts"
    if first == "bool":
        return optional, "switch"
    return optional, "number" if first == "int" and "str" not in parts else "text"


def annotation(p: Parameter) -> str:
    """Return the type of a parameter, as `method_types.pyi` names it."""
    kind = {
        "text": "Text",
        "number": "Number",
        "switch": "bool",
        "texts": "Texts",
        "numbers": "Numbers",
        "pairs": "Pairs",
    }
    return ("Texts" if p.joined else kind[p.kind]) + (" | None" if p.optional or p.default is None else "")


def python_name(words: str) -> str:
    """Return the words of a command or option as a name in Python: `report_frequencies`, `import_`."""
    name = words.strip("-").replace(" ", "_").replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def value_of(p: Parameter, value: Any) -> Any:
    """Return a value as the operation takes it; QdaError for one that is none of its kind."""
    if value is None:
        if p.optional or p.default is None:
            return None
        raise UsageError(f"{p.name}: None is no value for it; leave it out")
    if p.joined:
        return _text(p.name, value) if isinstance(value, str) else " ".join(_texts(p.name, value))
    if p.kind == "switch":
        if isinstance(value, bool) or type(value).__name__ == "bool_":
            return bool(value)
        raise UsageError(f"{p.name}: {value!r} is neither True nor False")
    if p.kind == "number":
        return _number(p, value)
    if p.kind == "numbers":
        return [_number(p, v) for v in ([value] if isinstance(value, str) or not _many(value) else value)]
    if p.kind == "texts":
        return _texts(p.name, value)
    if p.kind == "pairs":
        return pairs(p.name, value)
    return _text(p.name, value)


def pairs(name: str, value: Any) -> dict[str, str]:
    """Return names with their values, given as a mapping or as a list of texts such as `age=50`."""
    if isinstance(value, Mapping):
        return {_text(name, k).strip(): "" if v is None else _text(name, v).strip() for k, v in value.items()}
    from qda.core.names import pairs as read

    return read(name, _texts(name, value))


def _texts(name: str, value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{_text(name, k)}={_text(name, v)}" for k, v in value.items()]
    return [_text(name, v) for v in (value if _many(value) else [value])]


def _many(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping, os.PathLike))


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise UsageError(f"{name}: {str(value)[:40]!r} is no text")
    return str(operator.index(value))  # a number of a coding, where a name may stand too


def _number(p: Parameter, value: Any) -> int:
    from qda.core import numbers

    n = None
    if isinstance(value, str):
        n = numbers.whole(value)
    elif isinstance(value, float) and value.is_integer():
        n = int(value)  # as a data frame has numbers where some are missing
    elif hasattr(value, "__index__") and not isinstance(value, bool):
        n = operator.index(value)
    if n is None:
        raise UsageError(f"{p.name}: {numbers.short(str(value))!r} is no whole number")
    if p.least is not None and n < p.least:
        raise UsageError(f"{p.name}: {n} is less than {p.least}")
    return numbers.fits(n, str(value) if isinstance(value, str) else "this", p.name)
