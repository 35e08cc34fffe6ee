"""Texts given on the command line, one of which may come from standard input."""

from __future__ import annotations

import sys


def read_texts(**given: str | None) -> dict[str, str | None]:
    """The texts as given; `-` reads one of them from standard input, without the line end that closes it."""
    from qda.core.errors import UsageError

    read = [name for name, text in given.items() if text == "-"]
    if len(read) > 1:
        raise UsageError(f"standard input (-) can be only one of --{' and --'.join(read)}")
    return {name: standard_input() if name in read else text for name, text in given.items()}


def standard_input() -> str:
    """The text on standard input, whatever its encoding; refused when it is binary."""
    from qda.importers.common.encoding import decode

    return decode(sys.stdin.buffer.read()).text.removesuffix("\n")
