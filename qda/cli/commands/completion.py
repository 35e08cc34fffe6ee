"""`completion`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def completion(
    shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish|powershell", help="The shell that the script is for.")],
) -> None:
    """Print the script that completes commands and names in your shell.

    Example: qda completion bash > ~/.local/share/bash-completion/completions/qda
    """
    from qda.cli.completion import shells
    from qda.core.errors import UsageError

    if shell not in shells.SHELLS:
        raise UsageError(f"{shell!r} is no shell that can complete: it is one of {', '.join(shells.SHELLS)}")
    sys.stdout.write(shells.script(shell))
