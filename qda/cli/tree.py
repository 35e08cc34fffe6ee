"""The tree of commands: global options, lazy groups, each command made from its function when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from functools import cache, cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

import qda
from qda.cli.command_table import COMMANDS, GROUPS, NEVER_THEN, SECTIONS, below
from qda.cli.env import ENV

if TYPE_CHECKING:
    from qda.core.schools import School

click = importlib.import_module(TyperGroup.__mro__[1].__module__.rpartition(".")[0] + ".exceptions")
START = [
    ("qda demo", "plays the whole cycle on texts that come with qda"),
    ("qda init", "begins a study; then `qda import FILE…`, `qda read`"),
    ("qda help COMMAND", "shows what a command takes, with an example"),
]
HELP = "A grounded-theory workbench for the terminal: import, code, relate, write memos, report."


_made: dict[str, tuple[object, TyperCommand]] = {}


def build(words: str) -> TyperCommand:
    """The command with these words, made from its function; once, however often a process runs it."""
    module, name, _ = COMMANDS[words]
    found = importlib.import_module(f"qda.cli.commands.{module}")
    if module == "report":
        from qda import reports  # nothing else looks for them

        of: object = reports.declared(name)
    else:
        of = getattr(found, name)
    was, command = _made.get(words, (None, None))
    if was is not of or command is None:
        command = _command(words, found)
        _made[words] = of, command
    return command


def _command(words: str, found: ModuleType) -> TyperCommand:
    module, name, help = COMMANDS[words]
    fn = found.command(name) if module == "report" else getattr(found, name)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    cls = type("Command", (Head if below(words + " ") else Called,), {"words": words})
    settings = getattr(found, "CONTEXT", {}).get(name)  # how its line is read, where that is not as usual
    app.command(words.rpartition(" ")[2], cls=cls, help=fn.__doc__ or help, short_help=help, context_settings=settings)(
        fn
    )
    command = typer.main.get_command(app)
    assert isinstance(command, TyperCommand)
    for param in command.params:
        if param.type.name.startswith("int"):
            _whole(param)
    return command


def _whole(param: Any) -> None:
    """A parameter that takes a whole number: of any length and script it is read, or refused, in our words."""
    kind = type(param.type)

    def convert(self: Any, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, str):
            from qda.core import numbers

            if (n := numbers.whole(value)) is None:
                said = f"{numbers.short(value)!r} is no whole number: write it in figures, such as 12"
                raise click.BadParameter(said, ctx=ctx, param=param)
            called = "/".join(o for o in param.opts if o.startswith("-")) or param.human_readable_name
            value = numbers.fits(n, value, called)
        return kind.convert(self, value, param, ctx)

    own: Any = object.__new__(type(kind.__name__, (kind,), {"convert": convert}))
    own.__dict__.update(param.type.__dict__)
    param.type = own


class Called(TyperCommand):
    """A command that says which one runs."""

    words = ""

    def invoke(self, ctx: Any) -> Any:
        """As any command."""
        ENV.command = self.words
        if self.words in NEVER_THEN:
            ENV.refuse_then()
        return super().invoke(ctx)


class Head(Called):
    """A command that has others under it, such as `compare` with `compare record`: both stand in the table."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """The commands under it, at the end of its help."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Commands"):
            prefix = self.words + " "
            formatter.write_dl([(name, COMMANDS[prefix + name][2]) for name in below(prefix)])


class Lazy(TyperGroup):
    """A group whose commands stand in the static table and are loaded when called."""

    prefix = ""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names under this group, in the table's order."""
        return below(self.prefix)

    def get_command(self, ctx: Any, name: str) -> Any:
        """The command or group with that name; None when there is none."""
        words = self.prefix + name
        if words in COMMANDS:
            return build(words)
        if words in GROUPS:
            return group(words)
        return None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of commands from the table alone."""
        for title, names in self.sections(ctx):
            rows = []
            for name in names:
                words = self.prefix + name
                rows.append((name, COMMANDS[words][2] if words in COMMANDS else self.line(words)))
            with formatter.section(title):
                formatter.write_dl(rows)

    def line(self, group: str) -> str:
        """The line of help of a group."""
        return GROUPS[group]

    def sections(self, ctx: Any) -> list[tuple[str, Sequence[str]]]:
        """The titles under which the commands are shown, with their names."""
        return [("Commands", self.list_commands(ctx))]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command called; an unknown one is answered with the nearest."""
        name = args[0] if args else ""
        both = f"{name} {args[1]}" if len(args) > 1 else ""
        if self.prefix + name in COMMANDS and self.prefix + both in COMMANDS:  # a command under a command
            return both, build(self.prefix + both), args[2:]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from qda.core.errors import nearest

            near = nearest(name, self.list_commands(ctx))
            did = f"; did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"there is no command {self.prefix + name!r}{did}", ctx)
        return super().resolve_command(ctx, args)


def group(words: str) -> TyperGroup:
    """A group of commands, such as `codebook`."""
    cls = type("Group", (Lazy,), {"prefix": words + " "})
    made: TyperGroup = cls(name=words, help=GROUPS[words], no_args_is_help=True, rich_markup_mode=None)
    return made


def _version(value: bool) -> None:
    if value:
        sys.stdout.write(f"qda {qda.__version__}\n")
        raise typer.Exit()


def _shell(option: str, value: str) -> str:
    from qda.cli.completion import shells
    from qda.core.names import one_of

    return one_of(option, value, shells.SHELLS) if value else shells.this_shell()


def _show_completion(value: str | None) -> None:
    if value is not None:
        from qda.cli.completion import shells

        sys.stdout.write(shells.script(_shell("show-completion", value)))
        raise typer.Exit()


def _install_completion(value: str | None) -> None:
    if value is not None:
        from qda.cli.completion import shells

        shell = _shell("install-completion", value)
        for path in shells.install(shell):
            ENV.say(f"written: {path}")
        ENV.say(f"completion for {shell} is on in the next shell that you open")
        raise typer.Exit()


class Root(Lazy):
    """Build the whole command line; the options for completion use the present shell if none is named."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The groups of commands under one line that says that these are they."""
        formatter.write_paragraph()
        formatter.write_text("Commands, by what they are about")
        super().format_commands(ctx, formatter)

    @cached_property
    def school(self) -> School | None:
        """The school whose words the study here has, in which the list is said; None outside a study and without one."""
        from qda.cli import school

        return school.here(ENV.project)

    def line(self, group: str) -> str:
        """The line of help of a group, in the school's words."""
        if self.school is None:
            return GROUPS[group]
        from qda.cli import school

        return school.LINES.get(self.school.name, GROUPS).get(group, GROUPS[group])

    def sections(self, ctx: Any) -> list[tuple[str, Sequence[str]]]:
        """The groups of commands that are not empty, in the school's order."""
        every: dict[str, Sequence[str]] = dict(SECTIONS)
        if self.school is not None:
            from qda.cli import school

            every = school.ordered(self.school.name, every)
        return [(title.capitalize(), names) for title, names in every.items() if names]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What it is, and where to start."""
        super().format_help_text(ctx, formatter)
        start = list(START)
        if self.school is not None:
            stages = ", ".join(stage.lower() for stage in self.school.stages.values())
            start.append((self.school.tutorial, f"the cycle as {self.school.after} would go through it: {stages}"))
        with formatter.section("Where to start"):
            formatter.write_dl(start)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As any group, but `--show-completion` at the end needs no value."""
        if args and args[-1] in ("--show-completion", "--install-completion"):
            args = [*args[:-1], args[-1] + "="]
        return super().parse_args(ctx, args)


def root() -> TyperGroup:
    """The whole command line, as it is for the study that is met next."""
    command = _root()
    vars(command).pop("school", None)
    return command


@cache
def _root() -> TyperGroup:
    app = typer.Typer(cls=Root, add_completion=False, rich_markup_mode=None, no_args_is_help=True, help=HELP)

    @app.callback()
    def options(
        project: Annotated[
            str,
            typer.Option(
                "--project", metavar="FILE", help="The study file (else $QDA_PROJECT, else the nearest qda.db)."
            ),
        ] = "",
        coder: Annotated[
            str,
            typer.Option(
                "--coder", metavar="NAME", help="The coder who acts (else $QDA_CODER, else the study's coder)."
            ),
        ] = "",
        reveal: Annotated[
            bool, typer.Option("--reveal", help="Show real names in a study that shows them by pseudonym.")
        ] = False,
        no_pager: Annotated[
            bool, typer.Option("--no-pager", help="Show long listings at once (as an empty $QDA_PAGER does).")
        ] = False,
        version: Annotated[
            bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
        ] = False,
        show_completion: Annotated[
            str | None,
            typer.Option(
                "--show-completion",
                metavar="SHELL",
                callback=_show_completion,
                is_eager=True,
                help="Print the script that completes commands and names in bash, zsh, fish or powershell.",
            ),
        ] = None,
        install_completion: Annotated[
            str | None,
            typer.Option(
                "--install-completion",
                metavar="SHELL",
                callback=_install_completion,
                is_eager=True,
                help="Write that script where the shell finds it.",
            ),
        ] = None,
    ) -> None:
        ENV.project = project
        ENV.reveal = reveal
        ENV.paging = ENV.paging and not no_pager
        ENV.coder = coder or os.environ.get("QDA_CODER", "")

    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    return command
