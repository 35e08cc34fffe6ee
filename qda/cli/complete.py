"""Answers a shell that asks what may stand where the cursor is: `_QDA_COMPLETE=complete_SHELL` in the environment.

The line comes raw, as typed up to the cursor (`_QDA_LINE`, else the variables of typer's scripts). It is read as the
command would read it; what may follow is told by `offers.py`; `shells.py` writes it for each shell. Nothing is written to
the study, and nothing that goes wrong is shown: the person is in the middle of typing.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qda.cli.command_table import COMMANDS, GROUPS, NEVER_THEN, below
from qda.cli.completion import shells
from qda.cli.completion.offers import FILES, FOLDERS, FREE, Offer, Place, kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qda.ops.study.offered import Offered

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(slots=True)
class Found:
    """Offers for the place of the cursor; `action` names files or folders instead. `head` comes before it in the word."""

    offers: list[Offer]
    action: str = ""
    head: str = ""


def answer() -> int:
    """Answer the shell on stdout; the exit status is 0 but where fish asks whether there is anything but files."""
    shell = os.environ["_QDA_COMPLETE"].rpartition("_")[2]
    if os.environ["_QDA_COMPLETE"].startswith("source"):
        sys.stdout.write(shells.script(shell))
        return 0
    try:
        line = shells.line(os.environ, fish=shell == "fish")
        found = offered([w.text for w in line[:-1]][1:], line[-1].text)
    except Exception:  # an error has no place in the line that a person is typing: then nothing is offered
        found = Found([])
        line = [shells.Word("")]
    sys.stdout.write(shells.written(shell, found.offers, found.action, found.head, line[-1], os.environ))
    if os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return 1 if found.action else 0
    return 0


def offered(args: Sequence[str], typed: str) -> Found:
    """Return what may come after these arguments of `qda`, of which `typed` is typed already."""
    from qda.cli.tree import root

    options = [p for p in root().params if p.name != "help"]
    line = _Line(options, args, group=True)
    whose = _Whose(line)
    if line.pending is not None:
        return _value("", line.pending, typed, line, whose)
    if not line.rest and typed.startswith("-"):
        return _option("", options, typed, line, whose)
    words, rest = _command(line.rest)
    if words == "at" and rest:  # what follows the moment is a line of its own
        then = [*args[: len(args) - len(line.rest)], *rest[1:]]
        found = offered(then, typed)
        begun = _command(_Line(options, then, group=True).rest)[0]
        if begun not in COMMANDS:
            found.offers = [o for o in found.offers if _reads(f"{begun} {o.value}".strip())]
        return found
    if words not in COMMANDS:
        if rest:
            return Found([])  # there is no such command
        prefix = f"{words} " if words else ""
        return Found(_matching((Offer(n, _help(prefix + n)) for n in below(prefix)), typed))
    return _in_command(words, rest, typed, whose)


def _in_command(words: str, rest: Sequence[str], typed: str, whose: _Whose) -> Found:
    from qda.cli.tree import build

    params: list[Any] = list(build(words).params)
    line = _Line(params, rest)
    here, left = None, list(line.rest)
    for p in params:
        if p.param_type_name != "argument":
            continue
        if p.nargs == 1 and left:
            line.given[p.name] = [left.pop(0)]
        elif here is None:
            here = p
            line.given[p.name], left = left, []
    if line.pending is not None:
        return _value(words, line.pending, typed, line, whose)
    if typed.startswith("-") and not line.ended:
        return _option(words, params, typed, line, whose)
    if here is None:
        return _option(words, params, typed, line, whose) if not typed else Found([])
    found = _value(words, here, typed, line, whose)
    if not line.rest:  # a command that has others under it
        under = (Offer(n, _help(f"{words} {n}")) for n in below(words + " "))
        found.offers[:0] = _matching(under, typed)
    if not found.offers and not found.action and not typed and kind(words, here) == FREE:
        return _option(words, params, typed, line, whose)
    return found


class _Line:
    """Arguments taken apart as typer does: values by parameter, what is left over, and the option that waits for its value."""

    def __init__(self, params: Iterable[Any], args: Sequence[str], *, group: bool = False) -> None:
        self.given: dict[str, list[str]] = {}
        self.rest: list[str] = []
        self.pending: Any = None
        self.ended = False
        options = {o: p for p in params if p.param_type_name == "option" for o in (*p.opts, *p.secondary_opts)}
        todo = list(args)
        while todo:
            word = todo.pop(0)
            if self.ended or word == "-" or not word.startswith("-"):
                if group:
                    self.rest = [word, *todo]
                    return
                self.rest.append(word)
            elif word == "--":
                self.ended = True
            else:
                name, sign, value = word.partition("=") if word.startswith("--") else (word[:2], word[2:], word[2:])
                param = options.get(name)
                if param is None:
                    continue
                values = self.given.setdefault(param.name, [])
                if param.is_flag:
                    values.append(name)
                elif sign:
                    values.append(value)
                elif todo:
                    values.append(todo.pop(0))
                else:
                    self.pending = param


class _Whose:
    """The study that the line is about: `--project`, else as any command finds it."""

    def __init__(self, line: _Line) -> None:
        self.project = (line.given.get("project") or [""])[-1]
        self.reveal = "reveal" in line.given

    @contextmanager
    def known(self) -> Iterator[Offered | None]:
        """The study's names; None outside a study, of a file that is none, and where the key to pseudonyms is away."""
        from qda.core.errors import QdaError
        from qda.store.project import find

        try:
            path = find(os.path.expanduser(self.project) or None)
        except (QdaError, OSError):
            yield None
            return
        from qda.store.quiet import quietly

        with quietly(path) as study:
            if study is None:
                yield None
                return
            from qda.ops.study.offered import Offered

            try:
                made = Offered(study, reveal=self.reveal)
            except QdaError:
                made = None
            yield made


def _command(rest: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The words of the command or group that is named, and what follows them."""
    words, n = "", 0
    for at in range(len(rest)):
        more = " ".join(rest[: at + 1])
        if more in COMMANDS or more in GROUPS:
            words, n = more, at + 1
        else:
            break
    return words, rest[n:]


def _reads(words: str) -> bool:
    """True if a command only reads, or a group has one that does; of an option too."""
    from qda.notebook import methods

    if words in GROUPS:
        return any(_reads(f"{words} {name}") for name in below(words + " "))
    if words in NEVER_THEN:
        return False
    return words not in methods.METHODS or methods.METHODS[words].does == "reads"


def _help(words: str) -> str:
    return COMMANDS[words][2] if words in COMMANDS else GROUPS.get(words, "")


def _option(words: str, params: Iterable[Any], typed: str, line: _Line, whose: _Whose) -> Found:
    """The options that are not given yet, or after `--option=` its values."""
    options = [p for p in params if p.param_type_name == "option"]
    name, sign, value = typed.partition("=")
    if sign and name.startswith("--"):
        param = next((p for p in options if name in p.opts and not p.is_flag), None)
        if param is None:
            return Found([])
        found = _value(words, param, value, line, whose)
        found.head = f"{name}="
        return found
    out = [
        Offer(max(names, key=len), p.help or "")
        for p in options
        if not p.hidden and (p.multiple or p.name not in line.given)
        for names in ((p.opts, p.secondary_opts) if p.secondary_opts else (p.opts,))
    ]
    return Found(_matching([*out, Offer("--help", "Show this message and exit.")], typed))


def _value(words: str, param: Any, typed: str, line: _Line, whose: _Whose) -> Found:
    """The values of one parameter."""
    takes = kind(words, param)
    if takes in (FILES, FOLDERS):
        return Found([], str(takes))
    if takes is None or isinstance(takes, str):
        return Found([])
    with whose.known() as known:
        offers = list(takes(Place(words, param, typed, line.given, known)))
    given = line.given.get(param.name, ()) if param.nargs == -1 or getattr(param, "multiple", False) else ()
    dashes = line.ended or param.param_type_name == "option"
    return Found(_matching((o for o in offers if o.value not in given), typed, dashes=dashes))


def _matching(offers: Iterable[Offer], typed: str, *, dashes: bool = True) -> list[Offer]:
    """The offers that begin as typed; case aside where none does so exactly."""
    import unicodedata

    def folded(text: str) -> str:
        return unicodedata.normalize("NFC", text).casefold()

    exact: dict[str, Offer] = {}
    near: dict[str, Offer] = {}
    begins = folded(typed)
    for o in offers:
        if _CONTROL.search(o.value) or (o.value.startswith("-") and not dashes):
            continue  # what cannot be typed, and a dash that would begin an option
        if o.value.startswith(typed):
            exact.setdefault(o.value, o)
        elif folded(o.value).startswith(begins):
            near.setdefault(o.value, o)
    return list((exact or near).values())
