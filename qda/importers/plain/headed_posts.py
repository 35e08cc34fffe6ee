"""Read a post or comment under its head line, and find the post that it answers: by the person whom it greets or thanks."""

from __future__ import annotations

from qda.importers.common.greetings import author_forms, greeted_forms, greeting, phrase_length, plain_name
from qda.importers.common.lines import Line, Page
from qda.importers.common.quotations import mark_quotes
from qda.importers.common.rules import Rules
from qda.importers.plain.boilerplate import Marks


def headed(page: Page, m: Marks, i: int, kind: str) -> int:
    """Add head line i as boilerplate and what follows, up to the next head, as one segment; return the line after it."""
    head = m.heads[i]
    j = i + 1
    while j < len(page.lines) and j not in m.heads and j not in m.tweets:
        j += 1
    page.flat(i, i + 1)
    mark_quotes(page, i + 1, j)
    page.outer(
        kind,
        i + 1,
        j,
        author=head.name,
        date=head.date,
        reply_to=answered(page, i + 1, j),
        metadata={"age": head.age} if head.age else None,
    )
    return j


def answered(page: Page, i: int, j: int) -> int | None:
    """Return the position of the latest earlier post by the person whom lines i to j greet first, or None."""
    k = i
    while k < j and page.lines[k].kind in ("boilerplate", "quoted"):
        k += 1
    hello = greeting(page.lines[k], page.rules) if k < j else None
    if k < j and not hello and (name := thanked(page.lines[k], page.rules)):
        return position(page, [name])
    return position(page, hello.names) if hello else None


def thanked(line: Line, r: Rules) -> str:
    """Return the name in a line such as "Dank Theo," or "Thanks Anna!", or ""."""
    words = line.s.split(None, 7)
    n = phrase_length([w.casefold() for w in words], r.weak) if len(words) <= 6 and line.s[-1] in ",!." else 0
    return plain_name(" ".join(words[n:]), r) if n else ""


def position(page: Page, names: list[str]) -> int | None:
    """Return the position of the latest post or comment so far by the first of the names that wrote one, or None."""
    for at in range(page.indexed, len(page.segments)):
        seg = page.segments[at]
        if seg.author and seg.parent is None and seg.kind in ("post", "comment"):
            page.writers.update(dict.fromkeys(author_forms(seg.author), at))
            if " " not in seg.author:
                page.writers["1 " + seg.author.casefold()] = at
    page.indexed = len(page.segments)
    for name in names:
        whole, first = greeted_forms(name)
        at = max(page.writers.get(whole, -1), page.writers.get("1 " + first, -1))
        if at >= 0:
            return at
    return None
