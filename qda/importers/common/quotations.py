"""What stands in texts and is not the writer's: quotations (`>`, or wholly in quotation marks with a reference), credits."""

from __future__ import annotations

import re

from qda.importers.common.dates import find_date
from qda.importers.common.lines import Line, Page
from qda.importers.transcripts.line_labels import name_like

_PAIRS = {"“": "”“", "„": "“”", "‘": "’", "‚": "‘’", "«": "»", "»": "«", '"': '"', "'": "'"}
_LONGEST = 20_000  # characters of a paragraph that is looked at
_YEAR = r"\b(?:1[5-9]|20)\d\d[a-z]?\b"
# What follows the closing mark: "(Jansen, 2012, p. 4)", "[Jansen 2012]", "– Marga Dool", ", Jansen (2012)".
_REFERENCE = re.compile(
    r"\s*[.,]?\s*(?:\((?P<a>[^()]{2,120}(?:\([^()]{1,30}\)[^()]{0,40})?)\)|\[(?P<b>[^\[\]]{2,120})\]"
    rf"|[-–—―]{{1,2}}\s*(?P<c>[^\W\d_][^“”\"«»]{{1,80}}?)|,?\s*(?P<d>[^\W\d_][^“”\"«»()]{{1,60}}?\s*\((?:{_YEAR})[^()]{{0,20}}\)))\s*\.?$"
)
_MAKERS = re.compile(r"[,;/|&()©]| (?:en|and|und|et|y|e) ")
_YEARS = re.compile(_YEAR)
_PAGES = re.compile(r"\b(?:pp?|blz|pag|S|f)\.\s?\d", re.I)
_LEADS = re.compile(
    r"^(?:aldus|volgens|uit|bron|naar|citaat|according to|from|source|quoted from|aus|nach|quelle|selon|d’après|según)\s?:?\s+",
    re.I,
)
_CUT = re.compile(rf"[,;:]?\s*\(?(?:{_YEAR}|\b(?:z\.?\s?j|n\.?\s?d|o\.?\s?J)\b)|[,;:]\s*(?:\b(?:pp?|blz|pag|S)\.|\d)")


def mark_quotes(page: Page, i: int, j: int) -> None:
    """Marks among lines i to j those that begin with `>`, and paragraphs that are wholly a quotation, as quoted.

    Such a paragraph stands in quotation marks from its first character on and ends with a reference: a name, a year, a page.
    Where all that there is would be quoted, nothing is: then it is what the page says.
    """
    lines = page.lines
    for line in lines[i:j]:
        if line.s[0] == ">" and line.kind == "paragraph":
            line.kind = "quoted"
    found: list[tuple[int, int, str]] = []
    k = i
    while k < j:
        n = k + 1
        if lines[k].kind == "paragraph":
            while n < j and lines[n].block == lines[k].block and lines[n].kind == "paragraph":
                n += 1
            whole = [(k, n), *((m, m + 1) for m in range(k, n) if n - k > 1)]
            for a, b in whole:  # all lines of the block, else each for itself
                if lines[a].s[0] in _PAIRS and not lines[a].given:
                    said = _quoted(page.text[lines[a].start : lines[b - 1].end])
                    if said is not None:
                        found.append((a, b, said))
                        if (a, b) == (k, n):
                            break
        k = n
    taken = sum(n - k for k, n, _ in found)
    if taken == sum(x.kind == "paragraph" for x in lines[i:j]):
        return
    for k, n, who in found:
        for line in lines[k:n]:
            line.kind, line.by = "quoted", who or None


def mark_credits(page: Page, i: int, j: int) -> int:
    """Marks among lines i to j as boilerplate the blocks that say who made a picture or the text: "Photo: Jan de Boer".

    All lines of such a block are a word for what was made, a colon, and names or a date; a caption's sentence stays. Who
    wrote the text becomes the page's author. Returns how many lines were marked.
    """
    from qda.importers.plain.boilerplate import byline

    lines = page.lines
    marked = 0
    k = i
    while k < j:
        n = k + 1
        while n < j and lines[n].block == lines[k].block:
            n += 1
        some = lines[k:n]
        if all(x.kind == "paragraph" and len(x.s) <= 100 and is_credit(x.s, page) for x in some):
            for at in range(k, n):
                if not byline(page, at):
                    lines[at].kind = "boilerplate"
            marked += n - k
        k = n
    return marked


def is_credit(s: str, page: Page) -> bool:
    """Whether a line says who made a picture or the text, and nothing else."""
    key, colon, who = s.strip("*_()[]# ").partition(":")
    if not colon or key.strip("*_ ").casefold() not in page.rules.credits:
        return False
    who = who.strip("*_ ")
    if when := find_date(who):
        who = f"{who[: when[1]]} {who[when[2] :]}"
    parts = [p.strip(" .©*_") for p in _MAKERS.split(_YEARS.sub(" ", who)) if p.strip(" .©*_")]
    return bool(who.strip()) and len(parts) <= 6 and all(name_like(p) for p in parts)


def _quoted(text: str) -> str | None:
    """Who is quoted in a paragraph that is wholly a quotation ("" where the reference names no one); None for any other."""
    if len(text) > _LONGEST or len(text.split()) < 5:
        return None
    close = _PAIRS[text[0]]
    tail = max(len(text) - 160, 1)
    for at in range(len(text) - 1, tail - 1, -1):
        if text[at] not in close or not (found := _REFERENCE.match(text, at + 1)):
            continue
        if not _whole(text[1:at], text[0], close):
            continue
        reference = next(x for x in found.groups() if x).strip()
        who = _who(reference)
        sure = (
            re.search(_YEAR, reference)
            or _PAGES.search(reference)
            or found["c"]
            or re.search(r"[A-Z]{1,3}\d{1,3}$", reference)
        )
        return who if sure or (who and len(who.split()) > 1) else None
    return None


def _whole(inside: str, opening: str, close: str) -> bool:
    """Whether a quotation goes on to its last closing mark: it is not closed before, and others inside are whole."""
    if opening in close:  # the same mark at both ends
        return opening not in inside or (opening == "'" and not re.search(r"'(?!\w)", inside))
    depth = 1
    for n, c in enumerate(inside):
        if c == opening:
            depth += 1
        elif c in close and not (c == "’" and (inside[n + 1 : n + 2].isalnum())):
            depth -= 1
            if depth == 0:
                return False
    return depth == 1


def _who(reference: str) -> str:
    """The name in a reference, without year and pages: "Jansen", "Karin Smit", "Jansen & De Vries"."""
    name = _CUT.split(_LEADS.sub("", reference), maxsplit=1)[0].strip(" ,.;:–—-(")
    name = name.split(";")[0].strip()
    words = name.split()
    return (
        name
        if words and len(words) <= 7 and words[0][0].isupper() and not any(c.isdigit() for c in words[0][:-3])
        else ""
    )


_GLUED = re.compile(
    r"(?:[^\W\d_]{3,}[.…]+|\w[?!]+)[”\"’»)]?(?P<head>[^\W\d_a-zß-öø-ÿ][\w’'-]*(?:,? [\w’'&-]+){0,7}\??)$"
)


def part_glued(page: Page) -> None:
    """Makes a heading that is glued to the full stop before it ("… in the town.Roles") a line and a block of its own.

    It ends a long paragraph, and another paragraph follows.
    """
    out: list[Line] = page.lines[: page.rest]
    for i in range(page.rest, len(page.lines)):
        line = page.lines[i]
        out.append(line)
        if (
            len(line.s) < 80
            or line.s[-1] in '.!:;,…”"’)'
            or not page.last_of_block(i)
            or i + 1 >= len(page.lines)
            or line.given
        ):
            continue
        found = _GLUED.search(line.s[-90:])
        after = page.lines[i + 1].s
        if not found or len(found["head"]) > 60 or len(after) < 60 or not after.lstrip("“\"‘'«„¿¡([")[:1].isupper():
            continue
        cut = len(line.s) - len(found["head"])
        body, head = Line(line.start, line.s[:cut], line.block), Line(line.start + cut, found["head"], -i - 1)
        body.kind, body.lead = line.kind, line.lead
        out[-1:] = [body, head]
    page.lines = out
