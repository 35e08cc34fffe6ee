"""Declare a report once, at the end of its own file: `REPORT = Declared(…)`.

`qda.reports` finds it there. The command, its help and completion, the name in Python and the reference pages are made
from it, so it says what holds in all of them: an option is named as `run` takes it, and no text names a command.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from qda.core.message import Message
    from qda.core.results import Result

FILTERS = ("source", "participant", "code", "coder", "where")


class Argument(NamedTuple):
    """A value that must be given, a parameter of `run` without a default.

    `metavar` stands for it in help and says what it is (`CODE`); one that ends with `…` takes several.
    """

    name: str
    help: str
    metavar: str

    @property
    def many(self) -> bool:
        """True if it takes several values."""
        return self.metavar.endswith("…")


class Option(NamedTuple):
    """A value that may be left out, a keyword of `run`; its kind and default are those of `run`.

    `values` are the words that it takes; one in capitals, such as `VARIABLE`, stands for any name of that kind. `metavar`
    is shown for them where they are too many. `least` is the smallest number. `one` names a single value of an option that
    takes several (`type` of `types`).
    """

    name: str
    help: str
    values: Sequence[str] = ()
    metavar: str = ""
    least: int | None = None
    one: str = ""


RESEARCHER = Option("include_researcher", "Count researchers' words as well.")


class Rows(NamedTuple):
    """The columns of a report when it is asked for with these values."""

    given: Mapping[str, Any]
    columns: Sequence[str]


class Declared(NamedTuple):
    """A report: its name, the line of help that lists it, the function that makes it, and what it takes and gives.

    `run(study, filters=…, …)` returns a result. `name`, `help`, `place` and `python` are written out, not computed: they
    are read without importing the file. `place` orders the list of reports, `python` is the name in Python where it is
    not `name`.

    `about` is the longer help: a first sentence, then paragraphs. In it and in the help of options `{wide}` stands for the
    option `wide` as a front end writes it, and `{x}` for the message `says["x"]` in its words. `examples` are values of
    arguments, options and filters, and `format` and `output` of a file.

    `columns` are those of its rows when nothing but the arguments is given; a last one such as `CODE…` stands for a column
    each. `also` are those for other values, `keys` those of its object where JSON is one. `document` says what it holds to
    be read, empty where it has rows alone; `picture` what is drawn in it. `formats` names those that it is written in, where
    it is not all.
    """

    name: str
    help: str
    run: Callable[..., Result]
    about: str
    columns: Sequence[str]
    place: int = 1000
    python: str = ""
    arguments: Sequence[Argument] = ()
    options: Sequence[Option] = ()
    filters: Sequence[str] = FILTERS
    also: Sequence[Rows] = ()
    keys: Sequence[str] = ()
    document: str = ""
    picture: str = ""
    formats: Sequence[str] = ()
    examples: Sequence[Mapping[str, Any]] = ()
    says: Mapping[str, Message] = MappingProxyType({})

    def defaults(self) -> list[tuple[Option, Any]]:
        """Return the options, each with its default. TypeError for one that `run` does not take."""
        known = inspect.signature(self.run).parameters
        for option in self.options:
            if option.name not in known:
                raise TypeError(f"report {self.name}: the option {option.name!r} is no parameter of its function")
        return [(option, known[option.name].default) for option in self.options]

    def worded(self, text: str, written: Callable[[Option], str], sentence: Callable[[Message], str]) -> str:
        """Return a text of this declaration as a front end says it.

        `written` gives an option as one writes it there, `sentence` a message in its words.
        """
        fields = {option.name: written(option) for option in self.options}
        return text.format_map(fields | {name: sentence(message) for name, message in self.says.items()})
