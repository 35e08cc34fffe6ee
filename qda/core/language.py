"""The language of a document: sentences, words, numbers and dates as they are said in it.

A front end says `with speaking("nl"):` around what writes a document; what writes it asks `speak(…)`. Translations are gettext
catalogues, `qda/locale/LANGUAGE/LC_MESSAGES/qda.po`, compiled to `.mo` when the package is built. English is in the program:
nothing is read for it. What a catalogue lacks, and what a language without one says, is English, word by word; `nl-BE` is `nl`
where it has no catalogue of its own. How numbers and dates are written stands in the catalogue as well.

A language may name the school in whose words it is said, behind an `@`: `nl@charmaz` (`qda.core.schools`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qda.core.message import Message, say, say_n, worded

if TYPE_CHECKING:
    from gettext import NullTranslations

ENGLISH = "en"
SCHOOL = "@"  # stands between a language and the school in whose words it is said
FOLDER = Path(__file__).parent.parent / "locale"
_CODE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# What else a catalogue says of how its language writes, each under its context.
DATE, AND_TIME, THOUSANDS, DECIMAL = "{day} {month} {year}", "{date}, {time}", ",", "."


def is_language(code: str) -> bool:
    """True if a text is written as a code of a language: two or three letters, and what may follow them, as in `nl-BE`."""
    return _CODE.fullmatch(code) is not None


class Spoken:
    """A language. `code` is what was asked for, `own` the language of its catalogue, `school` in whose words it is said."""

    def __init__(self, code: str) -> None:
        code, _, self.school = code.partition(SCHOOL)
        self.code = code or ENGLISH
        self._school = _words_of(self.school)
        self.own = _nearest(self.code)
        self._catalogue = None if self.own == ENGLISH else _catalogue(self.own)
        signs = {s: self._of("number", s) for s in (THOUSANDS, DECIMAL)}
        self._signs = None if all(a == b for a, b in signs.items()) else str.maketrans(signs)

    def text(self, sentence: str) -> str:
        """Return a sentence or a word in this language, in the school's words; in English where it has none."""
        sentence = self._school.get(sentence, sentence)
        return sentence if self._catalogue is None or not sentence else self._catalogue.gettext(sentence)

    def plural(self, one: str, many: str, n: int) -> str:
        """Return the one of two sentences that goes with a number, in this language."""
        return (one if n == 1 else many) if self._catalogue is None else self._catalogue.ngettext(one, many, n)

    def number(self, text: str) -> str:
        """Return a number that was written as in English: `1,234.5` is `1.234,5` in Dutch."""
        return text if self._signs is None else text.translate(self._signs)

    def day(self, iso: str) -> str:
        """Return an ISO date as one reads it, `29 November 2026`, with the time if it has one; anything else as it is."""
        found = _ISO.fullmatch(iso)
        if found is None or not 1 <= int(found[2]) <= 12:
            return iso
        month = self._of("month", MONTHS[int(found[2]) - 1])
        date = self._of("date", DATE).format(day=int(found[3]), month=month, year=found[1])
        return self._of("date", AND_TIME).format(date=date, time=found[4]) if found[4] else date

    def _of(self, context: str, text: str) -> str:
        return text if self._catalogue is None else self._catalogue.pgettext(context, text)


def _words_of(school: str) -> Mapping[str, str]:
    if not school:
        return {}
    from qda.core import schools

    return schools.school(school).words


def said_as(code: str, other: str) -> str:
    """Return a language in the words of the school that another names, if it names one: `nl` as `en@charmaz` is `nl@charmaz`."""
    return code + "".join(other.partition(SCHOOL)[1:])


@cache
def spoken(code: str) -> Spoken:
    """Return a language by its code."""
    return Spoken(code)


_now: ContextVar[Spoken | None] = ContextVar("language", default=None)


@contextmanager
def speaking(code: str) -> Iterator[Spoken]:
    """Inside the block documents are written in this language."""
    token = _now.set(spoken(code))
    try:
        yield spoken(code)
    finally:
        _now.reset(token)


def now() -> Spoken:
    """Return the language in which a document is being written; English where nobody said."""
    return _now.get() or spoken(ENGLISH)


def speak(sentence: str, /, **fields: object) -> str:
    """Return a sentence or a word in the language of now; a message says its own fields."""
    if fields:
        sentence = say(sentence, **fields)
    return worded(sentence, {}, now()) if isinstance(sentence, Message) else now().text(sentence)


def speak_n(one: str, many: str, n: int, /, **fields: object) -> str:
    """Return the one of two sentences that goes with a number, in the language of now; `n` is a field of it."""
    return worded(say_n(one, many, n, **fields), {}, now())


def languages() -> list[str]:
    """Return the languages that there are: English, and those with a catalogue."""
    return sorted({ENGLISH, *(f.name for f in FOLDER.iterdir() if (f / "LC_MESSAGES").is_dir())})


def _nearest(code: str) -> str:
    """Return the language whose words are used for a code: itself, or what it is a kind of, or English."""
    parts = code.replace("_", "-").split("-")
    known = {name.casefold(): name for name in languages()}
    for n in range(len(parts), 0, -1):
        if own := known.get("-".join(parts[:n]).casefold()):
            return own
    return ENGLISH


@cache
def _catalogue(language: str) -> NullTranslations:
    """Read a catalogue. In a checkout, where the `.po` stands beside what was compiled of it, the newer one holds."""
    from gettext import GNUTranslations

    folder = FOLDER / language / "LC_MESSAGES"
    made, written = folder / "qda.mo", folder / "qda.po"
    if made.exists() and not (written.exists() and written.stat().st_mtime_ns > made.stat().st_mtime_ns):
        with made.open("rb") as f:
            return GNUTranslations(f)
    return _compiled(written)


def _compiled(written: Path) -> NullTranslations:
    from gettext import GNUTranslations
    from io import BytesIO

    from babel.messages.mofile import write_mo  # only in a checkout whose catalogues were not compiled
    from babel.messages.pofile import read_po

    held = BytesIO()
    with written.open("rb") as f:
        write_mo(held, read_po(f))
    held.seek(0)
    return GNUTranslations(held)
