"""The search language: words are joined by AND, "…" is a phrase, * ends a prefix, OR and NOT in capitals, ( ) group.

NOT binds strongest, then the unwritten AND, then OR. `Query.matches` decides whether a query holds, on the text of one
segment. `Query.fts` is only a first sieve for SQLite's full-text index; it lets through everything that can match.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from qda.core.errors import QdaError
from qda.core.text.find import Folded, Span, fold, in_word, occurrences


class Node(NamedTuple):
    """A part of a query. op is `term`, `and`, `or` or `not`; a term has its folded text and whether it is a prefix."""

    op: str
    children: tuple[Node, ...] = ()
    text: str = ""
    prefix: bool = False


class Query(NamedTuple):
    """A parsed query: `root` is its tree, `source` what was typed."""

    root: Node
    source: str

    def matches(self, text: str) -> list[Span]:
        """Return where the terms are: (start, end) in order, each once; [] when the query as a whole does not hold.

        Whole words, without regard to case, accents and typographic variants. Terms under NOT are left out, and so are
        those of a branch of OR that does not hold.
        """
        found = _holds(self.root, fold(text, plain=True))
        return sorted(set(found)) if found else []

    def named(self, called: Callable[[str], Sequence[str]]) -> Query:
        """Return the query in which each pseudonym also finds the names that `called` gives for it."""
        root = _named(self.root, called)
        return self if root is self.root else Query(root, self.source)

    def fts(self) -> str | None:
        """Return an FTS5 expression that every matching text meets; None when the index cannot narrow the search.

        For the tokenizer `unicode61 remove_diacritics 2`. NOT is left out, so that rows may be segments or whole
        sources (a segment without a word may be in a source that has it); so are words that the index folds differently
        from Unicode. Safe for any query: only quoted strings, AND, OR, brackets and *.
        """
        return _sieve(self.root)


def _named(node: Node, called: Callable[[str], Sequence[str]]) -> Node:
    if node.op == "term":
        terms = (fold(name, plain=True).text.strip() for name in (() if node.prefix else called(node.text)))
        names = [Node("term", (), term) for term in terms if term]
        return Node("or", (node, *names)) if names else node
    children = tuple(_named(child, called) for child in node.children)
    return node if all(a is b for a, b in zip(children, node.children, strict=True)) else Node(node.op, children)


def parse(query: str) -> Query:
    """Parse a query. QdaError when it has nothing to find, NOT alone, an unclosed quotation mark, or OR without a word."""
    if len(query) > 2000 or query.count(_OPENING) > 50:
        raise QdaError("the query has over 2000 characters or 50 brackets: make it simpler")
    tokens = _tokens(query)
    if not tokens:
        raise QdaError("the query is empty: give a word, or a phrase in quotation marks")
    root, rest = _either(tokens, query)
    if rest:
        raise QdaError(
            f"{rest[0]} in the query {query!r} needs a word on both sides: to find the word itself, quote it"
        )
    if not _positive(root):
        raise QdaError(f"the query {query!r} says only what to leave out: add a word to find (in each part of an OR)")
    return Query(root, query)


def phrase(text: str) -> Query:
    """Return the query for words that follow each other, whatever they mean in a query; a * at the end makes a prefix.

    QdaError when there is nothing to find.
    """
    return Query(_term(text, False, text), text)


def sieve(words: str) -> str | None:
    """Return the FTS5 expression that every text meets in which these words follow each other as whole words, else None."""
    return _sieve_term(fold(words, plain=True).text.strip())


_PHRASE = re.compile(r'"([^"]*)"(\*?)|[“„”]([^“„”"]*)[“”](\*?)')
_OPENING, _CLOSING = "(", ")"


def _tokens(query: str) -> list[str | Node]:
    """Return terms as nodes; OR, NOT, AND, ( and ) as strings."""
    out: list[str | Node] = []
    pos = 0
    brackets = _grouping(query)
    while pos < len(query):
        c = query[pos]
        if c.isspace():
            pos += 1
        elif pos in brackets:
            out.append(c)
            pos += 1
        elif m := _PHRASE.match(query, pos):
            plain, curly = m[1], m[3]
            out.append(_term(plain if plain is not None else curly, bool(m[2] or m[4]), query))
            pos = m.end()
        elif c == '"':
            raise QdaError(f"a quotation mark in the query {query!r} is not closed: close it or leave it out")
        else:
            end = pos + 1
            while end < len(query) and not query[end].isspace() and query[end] != '"' and end not in brackets:
                end += 1
            word = query[pos:end]
            if word in ("OR", "NOT", "AND"):
                out.append(word)
            else:
                out.append(_term(word, False, query))
            pos = end
    return out


def _grouping(query: str) -> set[int]:
    """Return the positions of brackets that group: pairs at the edges of words, outside quotation marks.

    `(raad OR college) wet` groups; in `(on)mogelijkheden` and `:-)` brackets are characters like others.
    """
    quoted = [m.span() for m in _PHRASE.finditer(query)]
    open_at: list[int] = []
    pairs: set[int] = set()
    for i, c in enumerate(query):
        if c not in "()" or any(a <= i < b for a, b in quoted):
            continue
        if c == _OPENING:
            open_at.append(i)
        elif open_at:
            start = open_at.pop()
            left = start == 0 or query[start - 1].isspace() or query[start - 1] == _OPENING
            right = i + 1 == len(query) or query[i + 1].isspace() or query[i + 1] == _CLOSING
            if left and right and query[start + 1 : i].strip():
                pairs |= {start, i}
    return pairs


def _term(text: str, prefix: bool, query: str) -> Node:
    if text.endswith("*"):
        text, prefix = text.rstrip("*"), True
    folded = fold(text, plain=True).text.strip()
    if not folded:
        raise QdaError(f"the query {query!r} holds a * or quotation marks with nothing to find: add a word")
    return Node("term", (), folded, prefix)


def _either(tokens: list[str | Node], query: str) -> tuple[Node, list[str | Node]]:
    branches: list[Node] = []
    while True:
        node, tokens = _both(tokens, query)
        branches.append(node)
        if not tokens or tokens[0] != "OR":
            break
        tokens = tokens[1:]
    return (branches[0] if len(branches) == 1 else Node("or", tuple(branches))), tokens


def _both(tokens: list[str | Node], query: str) -> tuple[Node, list[str | Node]]:
    parts: list[Node] = []
    while tokens:
        first = tokens[0]
        if isinstance(first, Node):
            parts.append(first)
            tokens = tokens[1:]
        elif first == "AND" and parts and len(tokens) > 1 and tokens[1] not in ("OR", "AND", _CLOSING):
            tokens = tokens[1:]  # not needed, but people write it
        elif first in ("NOT", _OPENING):
            node, tokens = _single(tokens, query)
            parts.append(node)
        else:
            break
    if not parts:
        word = tokens[0] if tokens else "OR"
        raise QdaError(f"{word} in the query {query!r} needs a word on both sides: to find the word itself, quote it")
    return (parts[0] if len(parts) == 1 else Node("and", tuple(parts))), tokens


def _single(tokens: list[str | Node], query: str) -> tuple[Node, list[str | Node]]:
    """Parse NOT and what follows it, or a group."""
    negations = 0
    while tokens and tokens[0] == "NOT":
        negations += 1
        tokens = tokens[1:]
    if not tokens or tokens[0] in ("OR", "AND", _CLOSING):
        raise QdaError(f'NOT in the query {query!r} needs a word after it: to find the word itself, write "NOT"')
    first, tokens = tokens[0], tokens[1:]
    if isinstance(first, Node):
        node = first
    else:
        node, tokens = _either(tokens, query)
        if not tokens or tokens[0] != _CLOSING:
            raise QdaError(f"a bracket in the query {query!r} is not closed: close it or leave it out")
        tokens = tokens[1:]
    return (Node("not", (node,)) if negations % 2 else node), tokens


def _positive(node: Node) -> bool:
    """True if everything that the node matches has one of its words."""
    if node.op == "or":
        return all(map(_positive, node.children))
    if node.op == "and":
        return any(map(_positive, node.children))
    return node.op == "term"


def _holds(node: Node, text: Folded) -> list[Span] | None:
    """Return where the node's terms are, None when it does not hold. A NOT that holds gives []."""
    if node.op == "term":
        term = node.text
        left = may_index if in_word(term[0]) else None
        right = in_word if in_word(term[-1]) and not node.prefix else None
        return occurrences(text, term, left=left, right=right) or None
    if node.op == "not":
        return [] if _holds(node.children[0], text) is None else None
    found: list[Span] = []
    some = False
    for child in node.children:
        spans = _holds(child, text)
        if spans is not None:
            found += spans
            some = True
        elif node.op == "and":
            return None
    return found if some else None


# Letters that the index and Unicode fold alike in any spelling; and the signs that may replace two or three letters.
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789œđłðþı")
_LIGATURES = {"ss": "ß", "ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ", "st": "ﬆﬅ"}
_MOST = 24  # spellings of one phrase; beyond it the words are looked up one by one, then by their beginnings


def _sieve(node: Node) -> str | None:
    if node.op == "not":
        return None
    if node.op == "term":
        return _sieve_term(node.text)
    parts = [_sieve(child) for child in node.children]
    if node.op == "or":
        return None if None in parts else _join("OR", [p for p in parts if p])
    return _join("AND", [p for p in parts if p])


def _join(word: str, parts: list[str]) -> str | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return "(" + f" {word} ".join(dict.fromkeys(parts)) + ")"


def _sieve_term(term: str) -> str | None:
    """Return a folded term as quoted strings, each a prefix, since the index joins signs it does not know to a word."""
    words = [w for w in "".join(c if may_index(c) else " " for c in term).split(" ") if w]
    if not words:
        return None
    heads: list[tuple[str, bool]] = []  # the part of a word that can be looked up, and whether it is all of it
    for w in words:
        n = next((i for i, c in enumerate(w) if c not in _SAFE), len(w))
        if w[n : n + 1] == "ʾ" and n:
            n -= 1  # ẚ folds to a and this, and is another letter in the index
        if n:
            heads.append((w[:n], n == len(w)))
    if len(heads) == len(words) and all(whole for _, whole in heads[:-1]):
        spellings = _spellings(" ".join(h for h, _ in heads))
        if spellings:
            return _join("OR", [f'"{s}" *' for s in spellings])
    return _join("AND", [p for head, _ in heads if (p := _sieve_head(head))])


def _sieve_head(head: str) -> str | None:
    while head:
        spellings = _spellings(head)
        if spellings:
            return _join("OR", [f'"{s}" *' for s in spellings])
        head = head[:-1].rstrip("fs")  # not within what may be one sign
    return None


def _spellings(words: str) -> list[str]:
    """Return the words in every spelling with ligatures or without; [] when there are too many."""
    rest = [[""]]  # spellings of what follows a place, from the end
    for i in range(len(words) - 1, -1, -1):
        here = [words[i] + r for r in rest[-1]]
        for letters, signs in _LIGATURES.items():
            if words.startswith(letters, i):
                here += [sign + r for sign in signs for r in rest[-len(letters)]]
        if len(here) > _MOST:
            return []
        rest.append(here)
    return rest[-1]


# Signs that SQLite's tables of Unicode 6.1 do not know and so take as part of a word: first and last in hexadecimal.
_UNKNOWN = """
58d 58e 605 605 61c 61d 7fe 7ff 888 8e2 9fd 9fd a76 a76 c77 c77 c84 c84 d4f d4f 1b7d 1b7e 2066 2069 20ba 20cf 218a 218f
23f4 23ff 2427 243f 2700 2700 2b4d 2b4f 2b5a 2bff 2e3c 2e7f 31e4 31ef 32ff 32ff a8fc a8fc ab5b ab6b fbc2 fbd2 fd40 fdcf
fdfe fdff 1018c 101cf 1056f 1056f 10877 10878 10ac8 10af6 10b99 10f89 110cd 110cd 11174 11175 111cd 1166c 116b9 11fff
12474 16e9a 16fe2 1cfff 1d1de 1d1ff 1d800 1edff 1f0bf 1f0bf 1f0e0 1f10f 1f12f 1f12f 1f16c 1f16f 1f19b 1f1e5 1f23b 1f23f
1f249 1f24f 1f252 1f2ff 1f321 1f32f 1f336 1f336 1f37d 1f37f 1f394 1f39f 1f3c5 1f3c5 1f3cb 1f3df 1f3f1 1f3ff 1f43f 1f43f
1f441 1f441 1f4f8 1f4f8 1f4fd 1f4ff 1f53e 1f53f 1f544 1f54f 1f568 1f5fa 1f641 1f644 1f650 1f67f 1f6c6 1f6ff 1f774 3ffff
"""


@functools.cache
def _unknown() -> list[int]:
    return [int(x, 16) + at % 2 for at, x in enumerate(_UNKNOWN.split())]


@functools.lru_cache(8192)
def may_index(c: str) -> bool:
    """True if the full-text index may take a character as part of a word, as an older SQLite does with newer emoji."""
    if c <= "\x7f":
        return c.isalnum()
    return in_word(c) or (unicodedata.category(c)[0] in "PSC" and bisect_right(_unknown(), ord(c)) % 2 == 1)
