"""Memos, the storyline and the page on the folder itself, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qda.exporters.yaml_text import dump
from qda.render.markdown import heading


def memo(about: Mapping[str, Any], text: str) -> bytes:
    """A memo: what is known of it as YAML between two lines of three hyphens, a blank line, its text."""
    fields = {name: value for name, value in about.items() if value not in (None, "", [])}
    return f"---\n{dump(fields)}---\n\n{_ended(text)}".encode()


def storyline(text: str) -> bytes:
    """The storyline as it stands; empty where there is none."""
    return _ended(text).encode()


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


_FILES = """
This folder is a study as text, so that versions of it can be compared. It is made from the study file and is written anew
from it: what is changed here by hand is lost then. Copy the study file itself to keep all of it; its history and the earlier
versions of memos and summaries are there alone.

| file | what it holds |
|---|---|
| `sources/` | the texts, a file each, character for character |
| `sources.csv` | the sources: file, title, kind, language, date |
| `codebook.yaml` | the codes as a tree, with their definitions |
| `codings.csv` | the codings; start and end count Unicode code points of the text, end is behind the last one |
| `categories.yaml` | the properties of categories, and where codings are placed on them |
| `relations.yaml` | the relations of categories, with the codings for and against |
| `ledgers.yaml` | comparisons, negative cases, theoretical sampling, judgements of the core, conditions, summaries, piles |
| `memos/` | the memos, a file each |
| `storyline.md` | the storyline as it stands |
| `participants.csv` | the people who wrote or spoke |
| `variables.csv` | the values that sources and participants have of variables |
| `.qda-export.json` | what was written, with SHA-256 digests |

Times are in UTC. In CSV an apostrophe stands before a text that a spreadsheet would run as a formula.
"""


def readme(study: str, *, pseudonyms: bool) -> bytes:
    """The page on the folder: what each file holds."""
    people = "\nPeople are shown by pseudonym, in texts and in names of files.\n" if pseudonyms else ""
    return f"{heading(1, study)}\n{_FILES}{people}".encode()
