"""Find names, greetings and sign-offs in a line: who is spoken to, and who wrote."""

from __future__ import annotations

import re
from typing import NamedTuple

from qda.core.text.language import function_word
from qda.importers.common.lines import Line
from qda.importers.common.rules import Rules

_WORD = re.compile(r"[^\W\d_][\w.'’`´-]*$")
_CLOSING = " \t\xa0,.;:!?)(-–—~*_:"
_MARKS = ",!.:;"  # what may stand after a name that is greeted
_SMALL = frozenset("van de der den ten ter het 't ’t von of du la le da dos del di &".split())  # noqa: SIM905


class Greeting(NamedTuple):
    """A post's first words to someone: the names as written, [] when it greets everyone; `alone` on its line or not."""

    names: list[str]
    alone: bool


class SignOff(NamedTuple):
    """A post's last words: the name, "" when it must stand on the next line; `strong` when the words alone tell."""

    name: str
    strong: bool


def plain_name(text: str, rules: Rules, lower: bool = False) -> str:
    """Return the name that a short line consists of, as written, or "".

    One to four words that begin with a capital (particles aside), nothing after them but a remark in brackets; with
    `lower`, after a sign-off, one word without a capital will do.
    """
    text = re.split(r"\s*[(|,/]|\s[-–—]\s", text, maxsplit=1)[0] if len(text) <= 80 else ""
    text = text.strip(_CLOSING)
    words = text.split()
    if not words or len(words) > 5 or words[0].casefold() in rules.not_names:
        return ""
    if lower and _small_name(words, rules):
        return " ".join(words)
    capitals = 0
    for w in words:
        if not _WORD.match(w) and not (len(w) > 1 and w[0] in "'’" and w[1:].isalpha()):
            return ""
        if w[0].isupper():
            capitals += 1
        elif w.casefold() not in rules.particles and w not in rules.honorifics and not (lower and len(words) == 1):
            return ""
    if (capitals == 0 and not (lower and len(words) == 1)) or capitals > 4 or words[-1].casefold() in rules.particles:
        return ""
    return " ".join(words)


def name_like(name: str) -> bool:
    """True if a label looks like a name: up to four words that begin with a capital, a figure or a caseless letter."""
    words = name.split("(", 1)[0].split()
    return (
        0 < len(words) <= 4
        and _opens(words[0][0])
        and all(_opens(w[0]) or w[0].isdigit() or w in _SMALL for w in words)
    )


def _opens(c: str) -> bool:
    return c.isalpha() and not c.islower()


def organisation(name: str, rules: Rules) -> bool:
    """True if a name has a word for an organisation ("Gemeente Utrecht"); after a particle that word is a last name."""
    before = ""
    for word in name.casefold().split():
        if word.strip(_CLOSING) in rules.organisations and before not in rules.particles:
            return True
        before = word
    return False


def _small_name(words: list[str], rules: Rules) -> bool:
    """True if the words are a name in small letters ("t. de vries", "karin jansen"): two words, no phrase."""
    own = [w for w in words if w not in rules.particles]
    if (
        len(own) != 2
        or words[0] in rules.particles
        or words[-1] in rules.particles
        or any(w != w.lower() for w in words)
    ):
        return False
    given, last = own
    initials = given.endswith(".") and len(given) <= 6 and given.replace(".", "").isalpha()
    common = {*rules.not_names, *rules.everyone, *rules.ands, *rules.strong, *rules.weak}
    alpha = (initials or given.isalpha()) and last.isalpha()
    return alpha and not ({given, last} & common) and not function_word(given) and not function_word(last)


def phrase_length(words: list[str], table: dict[str, list[tuple[str, ...]]]) -> int:
    """Return how many of the words (casefolded) make up the phrase of the table that they begin with, or 0."""
    for rest in table.get(words[0].rstrip(",.!;:)") if words else "", ()):
        n = len(rest)
        if not n:
            return 1
        if tuple(w.rstrip(",.!;:)") for w in words[1 : n + 1]) == tuple(x.rstrip(".") for x in rest):
            return n + 1
    return 1 if words and words[0].rstrip(",!") in table and () in table[words[0].rstrip(",!")] else 0


class _Addressed(NamedTuple):
    """Whom the words after a greeting's phrase speak to."""

    names: list[str]
    everyone: bool  # a word for all ("allemaal"), or one that only goes with people ("mevrouw")
    closed: bool  # a comma, an exclamation mark or the like ends it
    end: int  # the position of the word after it


def greeting(line: Line, rules: Rules) -> Greeting | None:
    """Return the greeting that a line is or begins with, or None."""
    head = line.s[:100]
    if head[0] == "@":
        return _mention(head, line.s)
    if head.split(None, 1)[0].casefold().rstrip(",.!") not in rules.greetings:
        return None
    words = head.split()
    folded = [w.casefold().replace("’", "'") for w in words]
    n = phrase_length(folded, rules.greetings)
    if not n:
        return None
    if folded[n - 1].endswith((",", "!", ".")) and len(folded[n - 1]) > 2:  # "Hallo," and no more
        return Greeting([], len(words) == n)
    to = _addressed(words, folded, n, rules)
    alone = to.end >= len(words) and len(head) == len(line.s)
    return Greeting(_as_names(to.names), alone) if _is_whole(to, words, n, alone) else None


def _mention(head: str, line: str) -> Greeting | None:
    """A line that begins with a handle: "@Anna de Wit, ..."."""
    found = re.match(r"@([^\W\d_][\w'’.-]{1,30}(?: [A-Z][\w'’-]{1,30})?)\s*[,:!]?(?:\s|$)", head)
    return Greeting([found[1].rstrip(".")], len(line) == found.end()) if found else None


def _addressed(words: list[str], folded: list[str], n: int, rules: Rules) -> _Addressed:
    """Read names, "and" and words for everyone after a greeting of n words, up to a mark that closes it."""
    names: list[str] = []
    current: list[str] = []
    k, closed, everyone = n, False, False
    while k < len(words) and k < n + 7:
        word, closed = _unmarked(words, folded, k, rules)
        low = folded[k].rstrip(_MARKS)
        k += 1
        if low in rules.ands and (current or names or everyone):
            names, current = [*names, " ".join(current)], []
        elif low in rules.everyone or (_honorific(low, rules) and not current):
            everyone = True
        elif word:
            current.append(word)
        if closed:
            if not _last_name_follows(words, k):
                break
            names, current, closed = [*names, " ".join(current)], [], False
    return _Addressed([x for x in [*names, " ".join(current)] if x], everyone, closed, k)


def _unmarked(words: list[str], folded: list[str], k: int, rules: Rules) -> tuple[str, bool]:
    """Word k without the marks after it, and whether these close the greeting: an initial's or a title's dot does not."""
    word = words[k].rstrip(_MARKS)
    if words[k][-1:] == "." and (len(word) <= 2 or "." in word) and k + 1 < len(words):  # "Beste D. de Wit,"
        return words[k], False
    return word, words[k] != word and folded[k].rstrip(_MARKS) + "." not in rules.honorifics


def _honorific(low: str, rules: Rules) -> bool:
    return low in rules.honorifics or low + "." in rules.honorifics


def _last_name_follows(words: list[str], k: int) -> bool:
    """True if a comma before word k parts two names of which the second ends the line: "Beste Jan, Piet,"."""
    return words[k - 1].endswith(",") and k < len(words) <= k + 2 and words[-1].endswith((",", "!"))


def _is_whole(to: _Addressed, words: list[str], n: int, alone: bool) -> bool:
    """True if what was read after a greeting's phrase makes it one: closed by a mark, or alone on its line."""
    capitals = all(any(c.isupper() for c in name) for name in to.names)
    if len(" ".join(to.names).split()) > 6:
        return False
    if not to.closed:
        return alone and ((capitals and bool(to.names or to.everyone)) or len(words) == n)
    return alone or (capitals and words[to.end - 1][-1] in ",!:")


def _as_names(names: list[str]) -> list[str]:
    """Those with a capital; where none has one, single words."""
    return [x for x in names if any(c.isupper() for c in x)] or [x for x in names if len(x.split()) == 1]


def signoff(line: Line, rules: Rules) -> SignOff | None:
    """Return the sign-off that a line is, with the name if the line has it, or None."""
    if not line.norm or len(line.s) > 90:
        return None
    first = line.norm.split(" ", 1)[0].rstrip(",.!;:)")
    begins = first in rules.strong or first in rules.weak
    noun = 0 if begins and len(line.s) > 60 else _noun(line, rules)
    if not begins and not noun:
        return None
    words = line.s.split()
    folded = [w.casefold().replace("’", "'") for w in words]
    for table, strong in ((rules.strong, True), (rules.weak, False)):
        n = phrase_length(folded, table) or (noun if strong else 0)
        if not n:
            continue
        rest = " ".join(words[n:])
        if not rest.strip(_CLOSING):
            return SignOff("", strong)
        further = folded[n:]
        m = phrase_length(further, rules.strong)  # "Bedankt en groeten, Anja", "Alvast bedankt, groet Kees"
        if further[0] in rules.ands and len(further) > 1:
            m = phrase_length(further[1:], rules.strong)
            m = m + 1 if m else 0
        if m:
            rest, strong = " ".join(words[n + m :]), True
            if not rest.strip(_CLOSING):
                return SignOff("", True)
        if further[0] in rules.particles and further[0] in ("van", "uit", "from", "of"):
            rest = " ".join(words[n + 1 :])  # "groetjes van Anja"
        sep = words[n - 1][-1:] in ",.!;:" or strong
        name = plain_name(rest, rules, lower=strong)
        if name and sep and not line.s.endswith(("?", ":")):
            return SignOff(name, strong)
    return None


def _noun(line: Line, rules: Rules) -> int:
    """Count the words of a sign-off that ends with one of its nouns ("Met frisse groet,"): two to four, or 0."""
    words = line.norm.split(" ", 5)[:5]
    for n, word in enumerate(words[1:4], 2):
        bare = word.rstrip(",.!")
        if bare in rules.nouns:
            last = n == len(line.norm.split())
            return n if last or bare != word or line.s.split()[n][0].isupper() else 0
    return 0


def closing_signoff(line: Line, rules: Rules) -> SignOff | None:
    """Return the sign-off with a name at the end of a longer line ("… graag! Groeten, Anja"), or None."""
    tail = line.s[-90:]
    for found in reversed(list(re.finditer(r"[.!?)…]\s+(?=\w)", tail))):
        last = Line(0, tail[found.end() :], 0)
        off = signoff(last, rules)
        if off and off.strong and off.name:
            return off
        if len(tail) - found.end() > 60:
            break
    return None


def author_forms(author: str) -> set[str]:
    """Return the names by which a greeting may mean an author, casefolded: the whole, the first name, the last names."""
    written = author.split()
    while len(written) > 2 and len(written[-1]) > 1 and written[-1].isupper() and not author.isupper():
        written.pop()  # "Nel Kok MPA"
    words = " ".join(written or author.split()).casefold().split()
    halves = words[-1].split("-") if words and "-" in words[-1] else []  # "Bakker-Smit" is greeted as "mevrouw Bakker"
    return (
        {words[0], *(" ".join(words[i:]) for i in range(min(len(words), 5))), *filter(None, halves)} if words else set()
    )


def greeted_forms(name: str) -> tuple[str, str]:
    """Return what to look for in `author_forms` for a greeted name: the whole name, and its first word."""
    low = name.casefold()
    return low, low.split()[0] if " " in low else low
