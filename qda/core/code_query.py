"""The query language of codings: terms joined by AND, OR, NOT, IN, AROUND, NEAR/N and THEN/N, in capitals, and brackets.

It asks where codes lie in the texts; the language that searches the texts themselves is `qda.core.text.query`, which is
also what a term `text:…` is read by. NOT, IN, AROUND, NEAR and THEN bind alike, from left to right; then AND, then OR.
What is wrong is told with the number of its character, from 1.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qda.core.errors import QdaError
from qda.core.message import Message
from qda.core.names import short
from qda.core.text import query as search
from qda.core.text.query import Query

BINDS = {"OR": 1, "AND": 2, "NOT": 3, "IN": 3, "AROUND": 3, "NEAR": 3, "THEN": 3}
BY_DISTANCE = ("NEAR", "THEN")
MOST = 10_000  # characters of a query


class Term(NamedTuple):
    """What is to be found: the code `name` (or those that it matches as a glob), or `words` of the texts.

    `alone` leaves out the codes under it. `at` is the number of the character at which the term begins.
    """

    at: int
    name: str
    alone: bool = False
    words: Query | None = None


class Operator(NamedTuple):
    """What is done with the two results before it; `distance` is the N of NEAR and THEN."""

    at: int
    word: str
    distance: int = 1


class CodeQuery(NamedTuple):
    """A parsed query: its steps in the order in which they are done, an operator after what it works on."""

    steps: tuple[Term | Operator, ...]

    @property
    def terms(self) -> list[Term]:
        """Return the terms, as they stand in the query."""
        return [step for step in self.steps if isinstance(step, Term)]

    @property
    def operators(self) -> list[Operator]:
        """Return the operators, in the order in which they are done."""
        return [step for step in self.steps if isinstance(step, Operator)]


def parse(query: str) -> CodeQuery:
    """Parse a query. QdaError with the number of the character and what was expected there."""
    if len(query) > MOST:
        raise QdaError(f"the query has over {MOST:,} characters: make it simpler")
    steps: list[Term | Operator] = []
    held: list[Operator | int] = []  # operators that wait for what follows; a bracket as its place
    pos, term = 0, True  # term: whether one is expected here
    while (pos := _skip(query, pos)) < len(query):
        if term and query[pos] == "(":
            held.append(pos)
            pos += 1
        elif term:
            found, pos = _term(query, pos)
            steps.append(found)
            term = False
        elif query[pos] == ")":
            while held and isinstance(held[-1], Operator):
                steps.append(held.pop())  # type: ignore[arg-type]
            if not held:
                raise wrong(pos, f"{OPERATOR} or the end, found ) without a ( before it")
            held.pop()
            pos += 1
        else:
            operator, pos = _operator(query, pos)
            while held and isinstance(top := held[-1], Operator) and BINDS[top.word] >= BINDS[operator.word]:
                held.pop()
                steps.append(top)
            held.append(operator)
            term = True
    if term:
        raise wrong(pos, f"{TERM}, found the end")
    while held:
        top = held.pop()
        if not isinstance(top, Operator):
            raise wrong(pos, f") for the ( at character {top + 1}, found the end")
        steps.append(top)
    return CodeQuery(tuple(steps))


def wrong(pos: int, why: str) -> QdaError:
    """Return the refusal that says what was expected at an offset of the query."""
    return QdaError(Message("", "character {at} of the query: expected {why}", at=pos + 1, why=why))


def written(name: str) -> str:
    """Return the name of a code as a query has it: in double quotes where it would be read as something else."""
    bare = _NAME.fullmatch(name) and not _OPERATOR.fullmatch(name) and not name.startswith(("=", _WORDS))
    return name if bare else '"' + name.replace('"', '""') + '"'


TERM = "a code or text:WORD"
OPERATOR = "an operator (AND, OR, NOT, IN, AROUND, NEAR, THEN)"
_WORDS = "text:"
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')
# A bracket within a word is a part of it when the word closes it: trust(late) is a name.
_NAME = re.compile(r'[^\s()"](?:[^\s()"]|\([^\s()"]*+\))*+')
_OPERATOR = re.compile(r"(?:AND|OR|NOT|IN|AROUND)|(?:NEAR|THEN)(?:/.*)?")
_BARE = re.compile(r'[^\s()"]++')


def _skip(query: str, pos: int) -> int:
    while pos < len(query) and query[pos].isspace():
        pos += 1
    return pos


def _term(query: str, pos: int) -> tuple[Term, int]:
    """Return the term at an offset, and the offset behind it."""
    at = pos + 1
    if query.startswith(_WORDS, pos):
        pos += len(_WORDS)
        text, end, _ = _named(query, pos, "a word or a phrase in double quotes after text:")
        if text.strip() and query.startswith("*", end):
            text, end = text + "*", end + 1
        if not text.replace("*", "").strip():
            raise wrong(pos, "a word or a phrase in double quotes after text:, found nothing to look for")
        return Term(at, query[at - 1 : end], words=search.phrase(text)), end
    alone = query[pos] == "="
    name, end, quoted = _named(query, pos + alone, "a code after =" if alone else TERM)
    if not quoted and not alone and _OPERATOR.fullmatch(name):
        how = "NOT stands between two terms, as in A NOT B; " if name == "NOT" else ""
        raise wrong(pos, f"{TERM}, found {name}: {how}a code of that name stands in double quotes")
    if not name.strip():
        raise wrong(pos + alone, f"{TERM}, found quotation marks with nothing in them")
    return Term(at, name, alone), end


def _named(query: str, pos: int, expected: str) -> tuple[str, int, bool]:
    """Return what stands at an offset, in double quotes or as one word: the text, the offset behind it, whether quoted."""
    if m := _QUOTED.match(query, pos):
        return m[1].replace('""', '"'), m.end(), True
    if query.startswith('"', pos):
        raise wrong(len(query), f'" for the one at character {pos + 1}, found the end')
    if m := _NAME.match(query, pos):
        return m[0], m.end(), False
    raise wrong(pos, f"{expected}, found {_found(query, pos)}")


def _found(query: str, pos: int) -> str:
    if pos == len(query):
        return "the end"
    if query[pos].isspace():
        return "a blank"
    m = _BARE.match(query, pos)
    return short(m[0]) if m else query[pos]


def _operator(query: str, pos: int) -> tuple[Operator, int]:
    """Return the operator at an offset, and the offset behind it."""
    m = _BARE.match(query, pos)
    word = m[0] if m else ""
    name, slash, digits = word.partition("/")
    if name in BY_DISTANCE:
        if slash and not re.fullmatch(r"[0-9]{1,9}", digits):
            after = pos + len(name) + 1
            raise wrong(after, f"a whole number of at most nine figures after {name}/, found {_found(query, after)}")
        return Operator(pos + 1, name, int(digits) if slash else 1), pos + len(word)
    if word in BINDS:
        return Operator(pos + 1, word), pos + len(word)
    if name.upper() in BINDS:
        raise wrong(pos, f"{OPERATOR} or the end, found {short(word)}: write {name.upper()} in capitals")
    raise wrong(
        pos, f"{OPERATOR} or the end, found {_found(query, pos)}: a code of several words stands in double quotes"
    )
