"""Tell a person's name from a job title of two capitalised words: `Marga Dool` is a person, `Head Nurse` a job.

Only the words of `job_titles.toml` are looked up, in five languages. What they do not decide stays in doubt; see
`qda.store.texts.intake`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class _Words(NamedTuple):
    jobs: frozenset[str]
    endings: tuple[str, ...]
    before: frozenset[str]
    given: frozenset[str]


@cache
def _words() -> _Words:
    """Read the words, when a label first needs them."""
    import tomllib
    from pathlib import Path

    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    some = {k: v.split() for k, v in told.items()}
    return _Words(frozenset(some["jobs"]), tuple(some["endings"]), frozenset(some["before"]), frozenset(some["given"]))


def job(label: str) -> bool:
    """True if a label is a job, a function or a place in a group: "Head Nurse", "Beleidsmedewerker", "Team lead 2".

    False if it begins with a given name: "Karin Leider" is a person.
    """
    words = [w for part in label.casefold().split() if (w := part.strip(".,:;()#/&0123456789"))]
    if not words or given(label):
        return False
    known = _words()
    parts = [p for w in words for p in (w, *w.replace("/", "-").split("-"))]
    if any(p in known.jobs or (len(p) > 6 and p.endswith(known.endings)) for p in parts):
        return True
    return len(words) > 1 and words[0] in known.before


def given(label: str) -> bool:
    """True if a label begins with a known given name: "Karin Smit", "Anne-Marie Bos"."""
    known = _words()
    words = label.casefold().split()
    first = words[0].strip(".,") if words else ""
    return first in known.given or ("-" in first and first.split("-")[0] in known.given)
