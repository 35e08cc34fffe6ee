"""The page's own words, in the language of the study: Dutch or English, English for every other language.

They stand in `templates/study_page.words`, a line each: key, English, Dutch. `{n#coding#codings}` is a number with its noun.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_NUMBERED = frozenset(
    ["coding", "relation", "negative", "memo", "version", "segment", "answers", "as-of"]
)  # `n` counts nothing
_NOUN = re.compile(r"\{(\w+)#([^#}]*)#([^#}]*)\}")  # a number with its noun, of one and of several
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d))?")


@cache
def _table(language: str) -> dict[str, str]:
    at = 2 if language == "nl" else 1
    said = (files("qda.render") / "templates" / "study_page.words").read_text(encoding="utf-8")
    return {parts[0]: parts[at] for line in said.split("\n") if len(parts := line.split("|")) == 3}


class Words:
    """What the page says in a language: `words("places")`, `words("coding", n=3)`."""

    def __init__(self, language: str) -> None:
        self.language = language or "en"
        self.own = self.language.partition("-")[0].casefold()
        if self.own not in MONTHS:
            self.own = "en"
        self._known = _table(self.own)

    def __call__(self, key: str, **fields: object) -> str:
        """Return a phrase with its fields; KeyError for one that is not in the table."""
        text = self._known[key]
        if not fields:
            return text
        counts = key not in _NUMBERED
        text = _NOUN.sub(lambda m: f"{{{m[1]}}} {m[2] if fields[m[1]] == 1 else m[3]}", text)
        return text.format(**{k: self.number(v) if counts and type(v) is int else v for k, v in fields.items()})

    def word(self, key: str) -> str:
        """Return a word of the program, such as a status, or the word itself when it is one of the study's own."""
        return self._known.get(key, key)

    def number(self, n: int) -> str:
        """Return a whole number with a sign between the thousands."""
        return f"{n:,}".replace(",", "." if self.own == "nl" else ",")

    def decimal(self, value: float) -> str:
        """Return a number with one decimal."""
        text = f"{value:.1f}"
        return text.replace(".", ",") if self.own == "nl" else text

    def day(self, iso: str | None) -> str:
        """Return an ISO date, or date and time, as one reads it; anything else as it is."""
        found = _ISO.match(iso or "")
        if found is None or not 1 <= int(found[2]) <= 12:
            return iso or ""
        month = MONTHS[self.own].split()[int(found[2]) - 1]
        return f"{int(found[3])} {month} {found[1]}" + (f", {found[4]}" if found[4] else "")
