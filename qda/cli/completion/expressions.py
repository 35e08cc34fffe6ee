"""Find what may follow in a query of codes that is being typed: a code, `text:`, or an operator after a term."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from qda.core.code_query import BINDS, BY_DISTANCE, written

_AWAITS = re.compile(rf"(?:^|[\s(])(?:(?:{'|'.join(BINDS)})(?:/\d*)?\s*|\(\s*)$")  # ends with an operator or a bracket
SAID = {
    "AND": "what both cover", "OR": "what either covers", "NOT": "what the next does not overlap",
    "IN": "what lies within the next", "AROUND": "what holds the next", "NEAR": "NEAR/N: N sentences away at most",
    "THEN": "THEN/N: from the one to the next",
}  # fmt: skip


def offers(
    before: Sequence[str], typed: str, codes: Callable[[str], Iterable[tuple[str, str]]]
) -> Iterator[tuple[str, str, bool]]:
    """Yield the word to put for `typed`, what is said of it, and whether more is to be typed, as the shell asks.

    `before` are the words of the query that stand before it, `codes` gives those that may be meant by a beginning.
    """
    at = typed.rindex('"') if typed.count('"') % 2 else max((m.end() for m in re.finditer(r"[\s(]", typed)), default=0)
    head, begun = typed[:at], typed[at:]
    if begun.startswith("="):
        head, begun = head + "=", begun[1:]
    all_before = " ".join([*before, head])
    if all_before.strip() and not head.endswith("=") and not _AWAITS.search(all_before):
        for word, said in SAID.items():
            yield head + word, said, bool(head) or word in BY_DISTANCE
        return
    quoted = begun.startswith('"')
    for name, said in codes(begun.lstrip('"')):
        term = '"' + name.replace('"', '""') + '"' if quoted else written(name)
        yield head + term, said, bool(head)
    if not quoted and not head.endswith("="):
        yield f"{head}text:", "a word of the texts", True
