"""Find the offers for each place of a command line.

What an argument or option takes is told by its metavar in the help (`CODE`, `GLOB`, `same|differs`), so that a new
command is completed as soon as it stands in the table; the few whose metavar does not tell stand in `BY_PLACE`, and a
report declares the values of its options. A metavar that is known nowhere fails the tests.

Over 400 lines: what is offered for a metavar stands beside the table that leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.cli.command_table import COMMANDS, GROUPS, below

if TYPE_CHECKING:
    from qda.ops.study.offered import Offered


class Offer(NamedTuple):
    """One thing to choose: the whole word, what is said of it, and whether more is to be typed after it."""

    value: str
    said: str = ""
    more: bool = False


@dataclass(slots=True)
class Place:
    """A place of a command line where a word is asked for: what was given before it, and what of it is typed.

    `given` are the values of the command's parameters by name. `known` is the study, None where there is none.
    """

    words: str
    param: Any
    typed: str
    given: dict[str, list[str]] = field(default_factory=dict)
    known: Offered | None = None

    def first(self, name: str) -> str:
        """The value given for a parameter, or an empty text."""
        return next(iter(self.given.get(name, ())), "")


Offers = Iterator[Offer]
FREE = "free"  # what only the person knows: a text, a new name, a number
FILES, FOLDERS = "files", "folders"


def _plain(method: str, *, typed: bool = False) -> Callable[[Place], Offers]:
    def offers(place: Place) -> Offers:
        if place.known is not None:
            found = getattr(place.known, method)(*([place.typed] if typed else []))
            for value, said in found:
                yield Offer(value, said)

    return offers


_sources = _plain("sources")
_codes = _plain("codes", typed=True)
_categories = _plain("categories", typed=True)
_people, _piles = _plain("people"), _plain("piles")
_coders = _plain("coders")
_labels = _plain("labels")
_languages = _plain("languages")
_relation_types = _plain("relation_types")
_levels_of_conditions = _plain("condition_levels")


def _of(place: Place, method: str, *given: str) -> Offers:
    """What a method of the study's names gives, nothing where there is no study."""
    if place.known is not None:
        yield from (Offer(value, said) for value, said in getattr(place.known, method)(*given))


def _numbers(kind: str) -> Callable[[Place], Offers]:
    return lambda place: _of(place, "numbers", kind, place.typed)


def _fixed(*words: str) -> Callable[[Place], Offers]:
    def offers(place: Place) -> Offers:
        yield from (Offer(word) for word in words)

    return offers


def _each(*parts: Callable[[Place], Offers]) -> Callable[[Place], Offers]:
    def offers(place: Place) -> Offers:
        for part in parts:
            yield from part(place)

    return offers


def _variables(*holders: str) -> Callable[[Place], Offers]:
    return lambda place: _of(place, "variables", *holders)


def _assigned(names: Callable[[Place], Offers], values: Callable[[Place, str], Offers]) -> Callable[[Place], Offers]:
    """NAME=VALUE: the names with their `=`, then the values of the one that is typed."""

    def offers(place: Place) -> Offers:
        name, sign, _ = place.typed.partition("=")
        if sign:
            yield from (Offer(f"{name}={o.value}", o.said) for o in values(place, name.strip()))
        else:
            yield from (Offer(f"{o.value}=", o.said, more=True) for o in names(place))

    return offers


def _values(*holders: str) -> Callable[[Place, str], Offers]:
    return lambda place, name: _of(place, "values", name, *holders)


def _of_source(place: Place, name: str) -> Offers:
    from qda.core.kinds import SOURCE_KINDS

    if name.casefold() == "kind":
        yield from (Offer(kind) for kind in SOURCE_KINDS)
    elif name.casefold() == "language":
        yield from _languages(place)
    else:
        yield from _values("source")(place, name)


def _of_segment(place: Place, name: str) -> Offers:
    from qda.core.kinds import SEGMENT_KINDS

    if name in ("author", "participant"):
        yield from _people(place)
    elif name == "role":
        yield from _values("participant")(place, name)
    elif name == "kind":
        yield from (Offer(kind) for kind in SEGMENT_KINDS)
    elif name == "reply_to" and place.known is not None:
        source = place.first("place").rpartition("#")[0]
        yield from (Offer(n, said) for n, said in place.known.segments(source))


def _segments(place: Place) -> Offers:
    if place.known is not None:
        for value, said in place.known.places(place.typed):
            yield Offer(value, said, more=value.endswith("#"))


def _segment_numbers(place: Place) -> Offers:
    yield from _of(place, "segments", place.first("source") or place.first("name"))


LINKS = {
    "source": "a source", "segment": "SOURCE#N", "coding": "the number of a coding", "code": "a code",
    "category": "a category", "property": "CATEGORY/PROPERTY", "relation": "the number of a relation",
    "participant": "a person", "comparison": "its number", "negative": "the number of a negative case",
    "sampling": "the number of an entry", "memo": "the number of a memo", "study": "the study itself",
}  # fmt: skip
AGAINST = ("category", "code", "memo", "property", "relation")  # what a negative case may be against


def _linked(*kinds: str) -> Callable[[Place], Offers]:
    """KIND:NAME: the kinds with their colon, then the names of the one that is typed."""

    def offers(place: Place) -> Offers:
        kind, colon, name = place.typed.partition(":")
        if not colon:
            yield from (Offer(f"{k}:", LINKS[k], more=k != "study") for k in kinds)
        elif place.known is not None and kind.casefold() in kinds:
            for value, said in place.known.linked(kind.casefold(), name) or ():
                yield Offer(f"{kind}:{value}", said, more=value.endswith("#"))

    return offers


_properties = _plain("properties")


def _properties_of_category(place: Place) -> Offers:
    yield from _of(place, "properties", place.first("category") or "\0")


def _properties_of_coding(place: Place) -> Offers:
    typed = place.typed.casefold()
    by_name = [] if "/" in typed else list(_of(place, "properties_of", place.first("coding")))
    if typed and not any(offer[0].casefold().startswith(typed) for offer in by_name):
        yield from _properties(place)  # a category was begun
    yield from by_name


def _points(place: Place) -> Offers:
    yield from _of(place, "points", place.first("coding"), place.first("property"))


def _code_or_coding(place: Place) -> Offers:
    """A code; one that is called by a number is `code:12`, because digits alone are a coding."""
    if place.typed.startswith("code:"):
        yield from (o._replace(value=f"code:{o.value}") for o in _codes(_typed(place, place.typed[5:])))
    elif place.typed.isdecimal():
        yield from _numbers("coding")(place)
    else:
        for o in _codes(place):
            yield o._replace(value=f"code:{o.value}") if o.value.isdecimal() else o
        if not place.typed:
            yield from _numbers("coding")(place)


def _typed(place: Place, typed: str) -> Place:
    return Place(place.words, place.param, typed, place.given, place.known)


def _expression(place: Place) -> Offers:
    if (known := place.known) is not None:
        from qda.cli.completion import expressions

        before = place.given.get(place.param.name, ())
        yield from (Offer(*offer) for offer in expressions.offers(before, place.typed, known.codes))


def _formats(place: Place) -> Offers:
    from qda.render import FORMATS

    yield from (Offer(name, form.help) for name, form in FORMATS.items())


def _fields(place: Place) -> Offers:
    from qda.importers.formats import IMPORTERS, TABLES

    form = place.first("form")
    yield from (Offer(name) for name in IMPORTERS[form if form in TABLES else "posts"].fields)


def _nothing(place: Place, name: str) -> Offers:
    yield from ()


def _commands(place: Place) -> Offers:
    """The next word of a command, as `help` takes them."""
    prefix = "".join(f"{word} " for given in place.given.values() for word in given)
    yield from (Offer(name, _help(prefix + name)) for name in below(prefix))


def _help(words: str) -> str:
    return GROUPS.get(words) or COMMANDS[words][2] if words in GROUPS or words in COMMANDS else ""


def _known(module: str, name: str) -> Callable[[Place], Offers]:
    """The words of a tuple in the store, which is imported when they are asked for."""

    def offers(place: Place) -> Offers:
        yield from (Offer(word) for word in getattr(import_module(module), name))

    return offers


_statuses = _known("qda.store.analysis.theory", "STATUSES")
_roles = _known("qda.store.analysis.theory", "ROLES")
_schools = _known("qda.core.schools", "NAMES")
_levels = _known("qda.store.analysis.codes", "LEVELS")


def _rows(place: Place) -> Offers:
    """A row of a matrix: what `--rows` before it says, else a source."""
    rows = (place.first("rows") or "source").casefold()
    if rows in ("source", "participant"):
        yield from (_sources if rows == "source" else _people)(place)
    else:
        yield from _values()(place, rows)


def _levels_by_hand(place: Place) -> Offers:
    yield from (o for o in _levels(place) if o.value != "core")


def _forms(place: Place) -> Offers:
    from qda.importers.formats import FORMS

    yield from (Offer(name, said) for name, said in FORMS.items() if name != "codings")


ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "iso-8859-1", "iso-8859-15", "cp1250", "cp1251", "mac-roman", "shift_jis", "gb18030",
)  # fmt: skip
LANGUAGES = ("nl", "en", "de", "fr", "es")

Kind = str | Callable[[Place], Offers]

BY_METAVAR: dict[str, Kind] = {
    "START:END|widest|common": _fixed("widest", "common"), "CODER": _coders,
    "SOURCE": _sources, "SOURCE#N": _segments, "SOURCE#M": _segments, "CODE": _codes, "PARENT": _codes,
    "CATEGORY": _categories, "PHENOMENON": _categories, "A": _categories, "B": _categories,
    "CODING": _numbers("coding"), "CODE|CODING": _code_or_coding, "CODING|CODE": _code_or_coding,
    "CATEGORY/PROPERTY": _properties, "CATEGORY[/PROPERTY]": _each(_categories, _properties),
    "[CATEGORY/]PROPERTY": _properties_of_coding, "PROPERTY": _properties_of_category,
    "LEVEL": _levels_of_conditions, "RELATION": _numbers("relation"),
    "MEMO": _numbers("memo"), "PILE": _piles, "TYPE": _relation_types, "STATUS": _statuses, "ROLE": _roles, "L": _levels_by_hand,
    "VARIABLE": _variables(), "VARIABLE=VALUE": _assigned(_variables(), _values()),
    "KIND:NAME": _linked(*LINKS), "FIELD=COLUMN": _assigned(_fields, _nothing),
    "participant=COLUMN": _assigned(_fixed("participant"), _nothing), "FORM": _forms, "PATTERN": _labels,
    "EXPR": _expression, "COMMAND": _commands, "SHELL": _fixed("bash", "zsh", "fish", "powershell", "pwsh"),
    "WxH": _fixed("80x24", "100x30", "120x40", "160x50"),
    "FILE": FILES, "FILE|DIR": FILES, "PATH": FILES, "DIR": FOLDERS,
    **dict.fromkeys(
        (
            "TEXT", "T", "N", "N|DATE", "S", "DAYS", "N[:M]", "START:END", "RE", "QUERY", "DATE", "NEW", "A,B,…",
            "NAME=PSEUDONYM", "POS", "URL", "LOGIN", "ADDRESS",
        ),
        FREE,
    ),
}  # fmt: skip

# Filters have one metavar for all, so the option's own name tells.
BY_OPTION: dict[str, Kind] = {
    "--source": _sources, "--participant": _people, "--code": _codes, "--coder": _coders, "--format": _formats,
    "--encoding": _fixed(*ENCODINGS), "--sheet": FREE, "--language": _fixed(*LANGUAGES), "--lang": _fixed(*LANGUAGES),
}  # fmt: skip

_CHECKLISTS = "qda.reports.account.checklist_items"

# A NAME or an ID is one of what the group is about: (group or command, metavar).
BY_GROUP: dict[tuple[str, str], Kind] = {
    ("source", "NAME"): _sources, ("participant", "NAME"): _people, ("codebook", "NAME"): _codes,
    ("codebook", "OLD"): _codes, ("codebook", "A…"): _codes, ("sort", "NAME"): _piles, ("axial", "NAME"): _codes,
    ("coding", "ID"): _numbers("coding"), ("uncode", "ID"): _numbers("coding"), ("confirm", "ID"): _numbers("coding"),
    ("resolve", "ID"): _numbers("coding"),
    ("codebook", "ID"): _numbers("coding"), ("compare", "ID"): _numbers("comparison"),
    ("discover", "ID"): _numbers("candidate"), ("suggest", "ID"): _numbers("suggestion"), ("memo", "ID"): _numbers("memo"),
    ("axial", "ID"): _numbers("relation"), ("negative", "ID"): _numbers("negative"),
    ("sampling", "ID"): _numbers("sampling"), ("summary", "ID"): _numbers("summary"), ("summary", "ROW"): _rows,
    ("conflicts", "ID"): _numbers("conflict"), ("condition", "ID"): _numbers("condition"),
    ("stability", "ITEM"): _numbers("drawn"), ("checklist", "MEMO"): _numbers("memo"),
    ("checklist", "ITEM"): lambda at: (Offer(*o) for o in import_module(_CHECKLISTS).offered(at.first("standard"))),
}  # fmt: skip

# Where a place takes something else than its metavar says elsewhere: (command, parameter).
BY_PLACE: dict[tuple[str, str], Kind] = {
    ("init", "coder"): FREE,
    ("settings", "values"): _assigned(
        _fixed("name", "language", "report_language", "school"),
        lambda place, name: (_schools if name == "school" else _fixed(*LANGUAGES if "language" in name else ()))(place),
    ),
    ("import", "name"): FREE,
    ("import", "values"): _assigned(_variables("source"), _values("source")),
    ("source set", "values"): _assigned(
        _each(_fixed("title", "language", "kind", "date"), _variables("source")), _of_source
    ),
    ("source lines", "segment"): _segment_numbers,
    ("code", "segment"): _segment_numbers,
    ("suggest codes", "segment"): _segment_numbers,
    ("segment set", "where"): _assigned(_fixed("author", "participant", "role", "kind", "date"), _of_segment),
    ("segment set", "fields"): _assigned(_fixed("author", "kind", "date", "reply_to"), _of_segment),
    ("participant set", "values"): _assigned(_variables("participant"), _values("participant")),
    ("codebook list", "level"): _levels,
    ("codebook split", "into"): _codes,
    ("axial place", "value"): _points,
    ("axial types", "words"): _fixed("add"),
    ("discover accept", "name"): FREE,
    ("discover rename", "name"): FREE,
    ("negative add", "against"): _linked(*AGAINST),
}


def kind(words: str, param: Any) -> Kind | None:
    """Return what a parameter takes: `FREE`, `FILES`, `FOLDERS`, or the function that makes its offers; None if unknown."""
    metavar = param.metavar or ""
    bare = metavar.strip("…")
    if bare.startswith("[") and bare.endswith("]") and bare.count("[") == 1:
        bare = bare[1:-1].strip("…")
    if (words, param.name) in BY_PLACE:
        return BY_PLACE[words, param.name]
    if words.startswith("report ") and (values := _declared(words, param.name)):
        return _alternatives("|".join(values))
    for option in param.opts if param.param_type_name == "option" else ():
        if option in BY_OPTION:
            return BY_OPTION[option]
    for name in (metavar, bare):
        for group in (words, words.partition(" ")[0]):
            if (group, name) in BY_GROUP:
                return BY_GROUP[group, name]
        if name in BY_METAVAR:
            return BY_METAVAR[name]
    if "|" in metavar:
        return _alternatives(metavar)
    return None


def _declared(words: str, name: str) -> Sequence[str]:
    """The values that a report declares for one of its options."""
    from qda import reports

    options = reports.declared(words.partition(" ")[2]).options
    return next((option.values for option in options if option.name == name), ())


def _alternatives(metavar: str) -> Kind | None:
    """`source|kind|VARIABLE`: words as they stand, and what the ones in capitals take."""
    parts: list[Callable[[Place], Offers]] = []
    for word in metavar.split("|"):
        if re.fullmatch(r"[a-z][a-z0-9_-]*", word):
            parts.append(_fixed(word))
        elif (found := BY_METAVAR.get(word)) is None:
            return None
        elif callable(found):
            parts.append(found)
    return _each(*parts)
