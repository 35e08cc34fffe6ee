"""`report …`: each command is made from what a report declares (`qda.reports.declare`)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qda import reports
from qda.cli.env import ENV
from qda.cli.messages import sentence
from qda.cli.options import View, listing

if TYPE_CHECKING:
    from qda.reports.declare import Declared, Option


def command(name: str) -> Callable[..., None]:
    """Make the function of `report NAME`, with the arguments and options that the report declares."""
    declared = reports.declared(name)

    def show(view: View, **given: Any) -> None:
        with ENV.reading() as study:
            view.show(declared.run(study, filters=view.filters, want=view.want, **given))

    show.__name__ = name
    show.__doc__ = "\n\n".join([declared.worded(declared.about, flag, sentence), *examples(declared)])
    options, drawn = _parameters(declared), bool(declared.picture)
    return listing(*declared.filters, options=options, drawn=drawn, only=declared.formats)(show)


def flag(option: Option) -> str:
    """Return an option as it is typed: `--include-researcher`."""
    return "--" + (option.one or option.name).replace("_", "-")


def metavar(option: Option, default: object) -> str | None:
    """Return the placeholder of the option's value in help, which tells completion what to offer; None for a switch."""
    if isinstance(default, bool):
        return None
    return option.metavar or "|".join(option.values) or ("N" if isinstance(default, int) else "TEXT")


def examples(declared: Declared) -> list[str]:
    """Return the lines of help that show the command in use."""
    return [f"Example: qda {line(declared, given)}" for given in declared.examples]


def line(declared: Declared, given: Mapping[str, Any]) -> str:
    """Return the command line, without `qda`, for a report with these values of arguments, options and filters."""
    named = {o.name: flag(o) for o in declared.options} | {"output": "-o"}
    arguments = [a.name for a in declared.arguments]
    words = ["report", declared.name]
    for name, value in given.items():
        for one in value if isinstance(value, list) else [value]:
            if name not in arguments:
                words.append(named.get(name, f"--{name}"))
            if one is not True:
                words.append(f'"{one}"' if " " in str(one) else str(one))
    return " ".join(words)


def _parameters(declared: Declared) -> dict[str, tuple[Any, Any]]:
    """Return the arguments and options for typer: name -> (annotation, default)."""
    out: dict[str, tuple[Any, Any]] = {}
    for a in declared.arguments:
        kind: Any = list[str] if a.many else str
        out[a.name] = (Annotated[kind, typer.Argument(metavar=a.metavar, help=a.help)], inspect.Parameter.empty)
    for o, default in declared.defaults():
        kind = type(default)
        if not isinstance(default, (bool, int, str)):  # it may be given several times
            kind, default = list[str], []
        help = declared.worded(o.help, flag, sentence)
        option = typer.Option(flag(o), metavar=metavar(o, default), min=o.least, help=help)
        out[o.name] = (Annotated[kind, option], default)
    return out
