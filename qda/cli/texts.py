"""Texts given on the command line, one of which may come from standard input."""

from __future__ import annotations

import sys

from qda.cli.messages import sentence


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


def given_text(text: str | None, file: str | None) -> str | None:
    """Return the text given on the command line, in a file or on standard input; None if it was given nowhere."""
    from qda.core.errors import QdaError, UsageError

    if text is not None and file is not None:
        raise UsageError("give the text or --file, not both")
    if text is None and file is None:
        return None
    if text is not None and text != "-":
        return text
    from qda.core.files import given
    from qda.importers.common.encoding import decode

    if text == "-" or file == "-":
        return decode(sys.stdin.buffer.read()).text
    raw = given(str(file))
    try:
        return decode(raw).text
    except QdaError as e:
        raise QdaError(f"{file}: {sentence(e)}") from None
