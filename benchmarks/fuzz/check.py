"""What must hold of any input: a draft that is whole, or one plain line that says why there is none."""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "importers"))

from helpers_importers import tiles

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers import IMPORTERS, TABLES, read
from qda.importers.common.encoding import refuse_binary
from qda.importers.tables import coded_segments
from qda.importers.tables.codings import read_codings


def suffixes(reader: str) -> tuple[str, ...]:
    """The suffixes that a reader is tried with; the first of many for what another program reads."""
    return IMPORTERS[reader].suffixes


def try_one(reader: str, path: str) -> str:
    """Reads a file as a reader of the family does: "" for a whole draft or a plain refusal, else what is wrong.

    What is raised is raised: nothing may be.
    """
    if reader == "codings":
        return _codings(path)
    form = reader if reader in TABLES else "auto"
    for one in read([path], ReadOptions(form=form)):
        if one.draft is not None:
            whole(one.draft)
        elif wrong := _plain(one.error):
            return wrong
    return ""


def _plain(said: str) -> str:
    bad = "\n" in said or len(said) > 3000 or "Traceback" in said or "object at 0x" in said
    return f"not a plain line: {said[:200]!r}" if bad else ""


def _codings(path: str) -> str:
    """The same for codings made elsewhere, whose reader gives rows; their quotes make a draft where there is no text."""
    quotes = []
    try:
        for row in read_codings(path, ReadOptions(form="codings")):
            for text in (
                row.source,
                row.code,
                *row.codes,
                *map("/".join, map(coded_segments.path, (row.code, *row.codes))),
            ):
                text.encode("utf-8")
            if row.quote and row.quote.strip():
                refuse_binary(row.quote)
                quotes.append(row.quote.strip())
        if quotes:
            whole(coded_segments.draft_of("source", path, quotes, ReadOptions())[0])
    except (OSError, UnicodeError, QdaError, ValueError, csv.Error) as e:  # what `qda import` tells in one line
        return _plain(str(e))
    return ""


def whole(draft: Draft) -> None:
    """Asserts that a draft can be stored: segments that tile its text, and text and metadata that SQLite takes."""
    tiles(draft)
    assert draft.text and "\0" not in draft.text and "\r" not in draft.text
    for text in (draft.text, draft.title, draft.name, *draft.notes, *(s.author or "" for s in draft.segments)):
        text.encode("utf-8")
    assert all(n.strip() and "\n" not in n for n in draft.notes), draft.notes
    json.dumps(draft.metadata).encode("ascii")
    for s in draft.segments:
        json.dumps(s.metadata).encode("ascii")
        assert s.author is None or s.author.strip(), "an author without a name"
    assert draft.sha256 or os.name
