"""`Masker`: replace names in a text by pseudonyms, as whole words.

A text is read word by word. A table tells which names begin with a word, so ten thousand names cost no more than ten.
Words are compared without regard to case, composed accents and invisible characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

SEVERAL = "P?"  # a name that more than three people have
# Letters and figures, with accents that follow them and what is not seen (soft hyphens, joiners).
WORD = re.compile("(?:[^\\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060])+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060]")
_BETWEEN = re.compile(r"\s+|[-_.'’\u2010\u2011]")
# Scripts that put no blank between words, or hang endings on names: a name is found inside a run of letters.
_RUNS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def word_key(word: str) -> str:
    """Return the form in which words are compared: lower case, without accents and invisible characters."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", _UNSEEN.sub("", word).casefold())
    return "".join(c for c in apart if unicodedata.category(c) != "Mn")


class Form(NamedTuple):
    """One way in which someone is named. `capital`: its last word must begin with a capital in the text.

    `source` is the name of the only source in which the name is this person's, or "".
    """

    text: str
    pseudonym: str
    capital: bool = False
    source: str = ""


class Found(NamedTuple):
    """A name in a text: `text[start:end]`, and the pseudonym to show instead."""

    start: int
    end: int
    pseudonym: str


@dataclass(slots=True)
class _Name:
    words: tuple[str, ...]
    between: tuple[str, ...]
    tail: str
    capital: bool
    owners: dict[str, set[str]] = field(default_factory=dict)

    def shown(self, source: str) -> str:
        if len(self.owners) > 1 and source:
            for where in (source, ""):  # those of this source alone, else those of all sources
                here = [p for p, sources in self.owners.items() if where in sources]
                if len(here) == 1:
                    return here[0]
                if here:
                    break
        return "/".join(self.owners) if len(self.owners) <= 3 else SEVERAL


class Masker:
    """Replaces names. The longest name at a place wins. A name that several people have becomes all their pseudonyms."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._by: dict[str, list[_Name]] = {}
        loose: dict[str, dict[str, None]] = {}
        known: dict[tuple[tuple[str, ...], str], _Name] = {}
        for form in forms:
            text = " ".join(unicodedata.normalize("NFC", form.text).split())
            found = list(WORD.finditer(text))
            if not found or _RUNS.search(text):
                if len(text) > 1 or (text and not found):
                    loose.setdefault(text, {})[form.pseudonym] = None
                continue
            words = tuple(word_key(m[0]) for m in found)
            if not all(words) or len("".join(words)) < 2:
                continue  # a single letter names no one
            between = tuple(text[a.end() : b.start()] for a, b in pairwise(found))
            tail = text[found[-1].end() :] if "(" in text else ""
            name = known.get((words, tail))
            if name is None:
                name = known[(words, tail)] = _Name(words, between, tail, form.capital)
                self._by.setdefault(words[0], []).append(name)
            name.capital = name.capital and form.capital
            name.owners.setdefault(form.pseudonym, set()).add(form.source)
        for names in self._by.values():
            names.sort(key=lambda n: (-len(n.words), -len(n.tail)))
        self._loose_names = {text: "/".join(owners) for text, owners in loose.items()}
        parts = sorted({form for text in loose for form in _writings(text)}, key=len, reverse=True)
        self._loose = re.compile("|".join(map(re.escape, parts))) if parts else None

    def __bool__(self) -> bool:
        """True if there is any name to replace."""
        return bool(self._by) or self._loose is not None

    def find(self, text: str, source: str = "", *, cut: tuple[bool, bool] = (False, False)) -> list[Found]:
        """Return the names in a text, in order.

        `source` names the source that the text is from: a name that several people have may be one person's there.
        `cut` says that the text may begin or end in the middle of a word.
        """
        out: list[Found] = []
        by, words = self._by, [(m.start(), m.end()) for m in WORD.finditer(text)]
        i, n = 0, len(words)
        while i < n:
            a, b = words[i]
            key = word_key(text[a:b])
            took = self._at(by.get(key), text, words, i, source, out)
            if not took and len(key) > 3 and key[-1] == "s" and key[:-1] in by:  # "Jansens"
                took = self._at(by[key[:-1]], text, words, i, source, out, owned=True)
            if not took and len(key) > 2:
                self._piece(text, a, b, key, cut, out)
            i += took or 1
        if self._loose is not None:
            held = list(out)
            for m in self._loose.finditer(text):
                if all(m.end() <= f.start or m.start() >= f.end for f in held):
                    shown = self._loose_names[" ".join(unicodedata.normalize("NFC", m[0]).split())]
                    out.append(Found(m.start(), m.end(), shown))
            out.sort()
        return out

    def mask(self, text: str, source: str = "", *, cut: tuple[bool, bool] = (False, False)) -> str:
        """Return the text with pseudonyms for names."""
        found = self.find(text, source, cut=cut)
        if not found:
            return text
        out, at = [], 0
        for start, end, pseudonym in found:
            out += [text[at:start], pseudonym]
            at = end
        return "".join([*out, text[at:]])

    def called(self, pseudonym: str) -> list[str]:
        """Return the names that a pseudonym (in any case) stands for, as `word_key` writes them.

        Each comes with its genitive in s as well, which is replaced along with it.
        """
        wanted = pseudonym.casefold()
        names = [
            "".join(x for pair in zip(n.words, (*n.between, ""), strict=True) for x in pair)
            for known in self._by.values()
            for n in known
            if any(p.casefold() == wanted for p in n.owners)
        ]
        out = [form for name in names for form in (name, f"{name}s")]
        return out + [text for text, p in self._loose_names.items() if wanted in p.casefold().split("/")]

    def capital_words(self) -> frozenset[str]:
        """Return the names of one word that are replaced only when capitalised, as `word_key` writes them."""
        return frozenset(n.words[0] for names in self._by.values() for n in names if n.capital and len(n.words) == 1)

    def _at(
        self,
        names: list[_Name] | None,
        text: str,
        words: list[tuple[int, int]],
        i: int,
        source: str,
        out: list[Found],
        *,
        owned: bool = False,
    ) -> int:
        """Add the longest of these names that is at word i to `out`; return how many words it takes, 0 when none is there."""
        for name in names or ():
            size = len(name.words)
            if i + size > len(words) or (owned and size > 1):
                continue
            end = words[i][1] - owned
            for k in range(1, size):
                a, b = words[i + k]
                between = " ".join(text[words[i + k - 1][1] : a].split(" "))
                if not _BETWEEN.fullmatch(between) and " ".join(between.split()) != name.between[k - 1].strip():
                    break
                key = word_key(text[a:b])
                end = b
                if key != name.words[k]:
                    if k < size - 1 or key != name.words[k] + "s":
                        break
                    end = b - 1
            else:
                if name.capital and not text[words[i + size - 1][0]].isupper():
                    continue
                if name.tail:
                    if not text.startswith(name.tail, end):
                        continue
                    end += len(name.tail)
                out.append(Found(words[i][0], end, name.shown(source)))
                return size
        return 0

    @cached_property
    def _pieces(self) -> tuple[dict[str, _Name], dict[str, _Name]]:
        """Return names of one word by their beginnings and by their ends, of three letters or more; the first name wins."""
        starts: dict[str, _Name] = {}
        ends: dict[str, _Name] = {}
        for names in self._by.values():
            for name in names:
                if len(name.words) == 1:
                    word = name.words[0]
                    for k in range(3, len(word)):
                        starts.setdefault(word[:k], name)
                        ends.setdefault(word[-k:], name)
        return starts, ends

    def _piece(self, text: str, a: int, b: int, key: str, cut: tuple[bool, bool], out: list[Found]) -> None:
        """Add a name that was cut off in the text (`Jans…`) to `out`."""
        if text[b : b + 1] == "…" or (cut[1] and b == len(text)):
            name = self._pieces[0].get(key)
            if name is not None and (not name.capital or text[a].isupper()):
                out.append(Found(a, b, name.shown("")))
        elif text[max(a - 1, 0) : a] == "…" or (cut[0] and a == 0):
            name = self._pieces[1].get(key)
            if name is not None:
                out.append(Found(a, b, name.shown("")))


def _writings(text: str) -> set[str]:
    return {text, unicodedata.normalize("NFD", text)}
