"""Options that many commands share, declared once.

`@listing("source", "code")` gives a function the filters named, `--format`, `-o/--output`, `--lang` and `--raw`, and hands it a
`View`; `@changing` gives it `--because` and hands it the open study.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from qda.cli.env import ENV
from qda.render import plain

if TYPE_CHECKING:
    from qda.core.results import Result, Want
    from qda.store.analysis.scope import Filters

Sources = Annotated[list[str], typer.Option("--source", metavar="GLOB", help="Only these sources (repeat for more).")]
People = Annotated[
    list[str], typer.Option("--participant", metavar="GLOB", help="Only what these people wrote or said.")
]
Codes = Annotated[list[str], typer.Option("--code", metavar="GLOB", help="Only these codes.")]
Coders = Annotated[list[str], typer.Option("--coder", metavar="NAME", help="Only this coder's work.")]
Where = Annotated[
    list[str], typer.Option("--where", metavar="VARIABLE=VALUE", help="Only sources or people with this value.")
]
FILTERS: dict[str, Any] = {"source": Sources, "participant": People, "code": Codes, "coder": Coders, "where": Where}
OUTPUT: dict[str, Any] = {
    "format": Annotated[
        str, typer.Option("--format", metavar="|".join(plain()), help="The format of the output (table).")
    ],
    "output": Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="Write to a file; its suffix sets the format.")
    ],
    "lang": Annotated[
        str, typer.Option("--lang", metavar="CODE", help="The language of a document (that of the study's reports).")
    ],
    "raw": Annotated[bool, typer.Option("--raw", help="CSV: do not defuse cells that a spreadsheet would run.")],
}
Researcher = Annotated[bool, typer.Option("--include-researcher", help="Count researchers' words as well.")]
# Who does what divides by texts or files.
Jobs = Annotated[
    int,
    typer.Option("--jobs", metavar="N", help="Let N processes do it; 0 is one for each core. The result is the same."),
]
Cluster = Annotated[
    str,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        envvar="QDA_CLUSTER",
        help="Send the texts to this Dask scheduler, to be read there.",
    ),
]
# How files are read: shared by what brings texts and tables in.
Column = Annotated[
    list[str], typer.Option("--column", metavar="FIELD=COLUMN", help="The column of a table that has this field.")
]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="The encoding of the file, when the guess is wrong.")
]
Sheet = Annotated[
    str, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook (else the first with data).")
]
Large = Annotated[bool, typer.Option("--large", help="Allow sources over 20 MB.")]
Speaker = Annotated[
    list[str],
    typer.Option(
        "--speaker",
        metavar="PATTERN",
        help="Who speaks in a transcript: a label as in the file, a glob, or /a regex/.",
    ),
]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="The reason, kept in the log.")]


@dataclass(slots=True)
class View:
    """The filters of a listing, and where and how to show it."""

    filters: Filters
    format: str
    output: str
    raw: bool
    lang: str = ""

    @property
    def want(self) -> Want:
        """Say which part of a report to show: its document or its rows."""
        from qda.render import want

        return want(self.output, self.format or None)

    def show(self, result: Result) -> None:
        """Show a result as asked."""
        ENV.show(result, self.format, self.output, self.raw, lang=self.lang, paged=True)


def _hints(fn: Callable[..., Any], first: str) -> dict[str, Any]:
    """Return the types of fn's parameters but the first.

    The types of the first and of the result are names that only a type checker imports, such as `Study`: evaluating them
    would need the store.
    """
    own = {name: hint for name, hint in fn.__annotations__.items() if name not in (first, "return")}
    return get_type_hints(SimpleNamespace(__annotations__=own), fn.__globals__, include_extras=True)


def _extend(fn: Callable[..., Any], first: str, more: dict[str, tuple[Any, Any]], call: Callable[..., None]) -> Any:
    """Give `call` the parameters of fn but the first, and the further options."""
    hints = _hints(fn, first)
    kind = inspect.Parameter.KEYWORD_ONLY
    own = [
        p.replace(annotation=hints[p.name])
        for p in inspect.signature(fn).parameters.values()
        if p.name != first and p.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    extra = [inspect.Parameter(name, kind, default=d, annotation=a) for name, (a, d) in more.items()]
    call.__doc__, call.__name__ = fn.__doc__, fn.__name__
    call.__signature__ = inspect.Signature([*own, *extra], return_annotation=None)  # type: ignore[attr-defined]
    call.__annotations__ = {p.name: p.annotation for p in [*own, *extra]}
    return call


def listing(
    *filters: str, options: Mapping[str, tuple[Any, Any]] = {}, drawn: bool = False, only: Sequence[str] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command that shows something: the function's first parameter is the `View`.

    `options` are further parameters, name -> (annotation, default), which the function takes as `**given`. `drawn` says that
    something of what it shows is drawn, `only` names the formats that it is written in, where it is not all.
    """

    def wrap(fn: Callable[..., None]) -> Callable[..., None]:
        def call(**given: Any) -> None:
            from qda.store.analysis.scope import Filters

            chosen = Filters(**{name: tuple(given.pop(name)) for name in filters})
            view = View(chosen, given.pop("format"), given.pop("output"), given.pop("raw"), given.pop("lang"))
            ENV.look(view.format, view.output, drawn=drawn, only=only, lang=view.lang)
            fn(view, **given)

        more: dict[str, tuple[Any, Any]] = {**options, **{name: (FILTERS[name], []) for name in filters}}
        more |= {name: (a, False if name == "raw" else "") for name, a in OUTPUT.items()}
        return _extend(fn, "view", more, call)  # type: ignore[no-any-return]

    return wrap


def changing(fn: Callable[..., Any], options: dict[str, tuple[Any, Any]] | None = None) -> Callable[..., None]:
    """Make a command that changes the study: the function's first parameter is the study; its result is shown.

    A changing command takes `--format`, `-o`, `--lang` and `--raw` as well when it prints rows (when it returns a table).
    `options` are further ones, name -> (annotation, default), that several commands share; `fn` takes them as `**given`.
    """

    def call(**given: Any) -> None:
        format, output, raw = given.pop("format"), given.pop("output"), given.pop("raw")
        lang = given.pop("lang")
        ENV.look(format, output, lang=lang)
        changes = not (given.get("list_") or given.get("dry_run"))
        with ENV.study(given.pop("because"), changes=changes) as study:
            from qda.store.analysis import theory

            before = theory.resting(study.db)
            said = fn(study, **given)
            told = theory.came_to_rest(before, theory.resting(study.db))
            if said is not None and said.table is not None:
                ENV.show(said.table, format, output, raw, lang=lang)
            if said is not None:
                ENV.notes(said.notes)
            ENV.notes(told)

    more: dict[str, tuple[Any, Any]] = {**(options or {}), "because": (Because, "")}
    more |= {name: (a, False if name == "raw" else "") for name, a in OUTPUT.items()}
    return _extend(fn, "study", more, call)  # type: ignore[no-any-return]
