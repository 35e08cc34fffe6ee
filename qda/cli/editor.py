"""A text in the person's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qda.cli.env import ENV
from qda.cli.messages import sentence
from qda.core.errors import QdaError


def edit(text: str, suffix: str = ".md") -> str:
    """The text as it was saved in `$VISUAL`, else `$EDITOR` (which may carry options, as in `code --wait`).

    Refused when none is set, when it can't be started, when it ends with an error, and when what it saved is not UTF-8.
    The temporary file is gone afterwards.
    """
    command = os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip()
    if not command:
        raise QdaError("no editor is set: give the text, `--file FILE` or `-` for standard input, or set $EDITOR")
    words = [word.strip('"') for word in shlex.split(command, posix=False)] if os.name == "nt" else shlex.split(command)
    handle, name = tempfile.mkstemp(prefix="qda-", suffix=suffix)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as f:
            f.write(text)
        ENV.interactive()
        try:
            status = subprocess.run([*words, name], check=False).returncode
        except OSError as e:
            raise QdaError(f"the editor {words[0]!r} could not be started ({(e.strerror or str(e)).lower()})") from None
        if status:
            raise QdaError(f"the editor {words[0]!r} ended with status {status}; nothing was changed")
        raw = path.read_bytes()
    finally:
        path.unlink(missing_ok=True)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise QdaError(f"the editor {words[0]!r} saved no UTF-8; nothing was changed") from None


@contextmanager
def kept(text: str, suffix: str = ".md") -> Iterator[None]:
    """When what is done with an edited text is refused, keep the text in a file and say where."""
    try:
        yield
    except QdaError as e:
        if not text.strip():
            raise
        handle, name = tempfile.mkstemp(prefix="qda-kept-", suffix=suffix)
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as f:
            f.write(text)
        raise QdaError(f"{sentence(e)}; your text is kept in {name}") from None
