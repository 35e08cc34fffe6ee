"""Schools of grounded theory: what each calls the stages of the work and the parts of a theory. Words alone, never data.

A school is a module here, with a table of words in place of those that documents say by default. A document is said in
the words of a school when its language names one (`en@charmaz`, see `qda.core.language`). A setting of the study chooses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

NONE = "none"
NAMES = ("straussian", "glaserian", "charmaz", NONE)


class School(NamedTuple):
    """A school: who it is after, its stages in their order, and its words.

    words: what documents say by default -> what they say here, sentence by sentence with the same fields. stages: those of
    open, axial and selective coding as this school calls them, in its order. tutorial: the page of the docs that plays the
    whole cycle as this school does. (What the command line calls its groups is its own table.)
    """

    name: str
    after: str
    stages: Mapping[str, str]
    tutorial: str
    words: Mapping[str, str] = {}


def school(name: str) -> School:
    """Return a school by its name; KeyError for another word."""
    if name not in NAMES:
        raise KeyError(name)
    found: School = import_module(f"qda.core.schools.{'neutral' if name == NONE else name}").SCHOOL
    return found
