"""Anything else that pandoc reads (.org, .rst, .tex, .fb2, wikis …), where the person has pandoc installed."""

from __future__ import annotations

import os
import shutil
import subprocess

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common.text_builder import Extract
from qda.importers.plain.text_file import extracted

FORMATS = {
    ".org": "org", ".rst": "rst", ".tex": "latex", ".latex": "latex", ".fb2": "fb2", ".ipynb": "ipynb", ".textile": "textile",
    ".mediawiki": "mediawiki", ".wiki": "mediawiki", ".dokuwiki": "dokuwiki", ".opml": "opml", ".docbook": "docbook",
    ".dbk": "docbook", ".jats": "jats", ".typ": "typst", ".muse": "muse", ".t2t": "t2t", ".djot": "djot", ".creole": "creole",
}  # fmt: skip
SECONDS = 50
_MEMORY = "-M250M"


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The draft of a file that pandoc reads; QdaError when pandoc is not there, or cannot read it."""
    from qda.importers.common import html_text

    suffix = os.path.splitext(origin)[1].lower()
    program = shutil.which("pandoc")
    if program is None:
        raise QdaError(
            f"{suffix} is read through pandoc, which is not installed: install it (pandoc.org), or save as .docx"
        )
    if not raw.strip():
        raise QdaError("empty: there is nothing to read")
    command = [
        program,
        "+RTS",
        _MEMORY,
        "-RTS",
        "--sandbox",
        "-f",
        FORMATS.get(suffix, "markdown"),
        "-t",
        "html5",
        "--wrap=none",
    ]
    try:
        got = subprocess.run([*command, "--section-divs"], input=raw, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise QdaError(f"pandoc takes longer than {SECONDS} seconds over it: save it as .docx or .txt") from None
    except OSError as e:
        raise QdaError(f"pandoc cannot be run ({e.strerror}): save the file as .docx or .txt") from None
    if got.returncode:
        said = " ".join(got.stderr.decode("utf-8", "replace").split())[:160]
        raise QdaError(f"pandoc cannot read it ({said or 'no reason given'}): save it as .docx or .txt")
    out = Extract()
    html_text.Writer(out).add(html_text.tree(got.stdout.decode("utf-8", "replace") or "<p></p>"))
    out.notes.append("read through pandoc")
    return extracted(out, raw, name, origin, options)
