"""Quotations in a text (`>`, or wholly in quotation marks with a reference), and whom a line over one names."""

from __future__ import annotations

import re
from functools import cache

from qda.importers.common.dates import find_date, parse_time
from qda.importers.common.lines import Page
from qda.importers.common.rules import tables
from qda.importers.common.thread_dates import FIGURES

_PAIRS = {"“": "”“", "„": "“”", "‘": "’", "‚": "‘’", "«": "»", "»": "«", '"': '"', "'": "'"}
_LONGEST = 20_000  # characters of a paragraph that is looked at
YEAR = r"\b(?:1[5-9]|20)\d\d[a-z]?\b"
# What follows the closing mark: "(Jansen, 2012, p. 4)", "[Jansen 2012]", "– Marga Dool", ", Jansen (2012)".
_REFERENCE = re.compile(
    r"\s*[.,]?\s*(?:\((?P<a>[^()]{2,120}(?:\([^()]{1,30}\)[^()]{0,40})?)\)|\[(?P<b>[^\[\]]{2,120})\]"
    rf"|[-–—―]{{1,2}}\s*(?P<c>[^\W\d_][^“”\"«»]{{1,80}}?)|,?\s*(?P<d>[^\W\d_][^“”\"«»()]{{1,60}}?\s*\((?:{YEAR})[^()]{{0,20}}\)))\s*\.?$"
)
_PAGES = re.compile(r"\b(?:pp?|blz|pag|S|f)\.\s?\d", re.I)
_LEADS = re.compile(
    r"^(?:aldus|volgens|uit|bron|naar|citaat|according to|from|source|quoted from|aus|nach|quelle|selon|d’après|según)\s?:?\s+",
    re.I,
)
_JOIN = re.compile(r"(?:^|\s)(?:on|op|am|le|at|om|um|à|the)\s*$", re.I)
_CUT = re.compile(rf"[,;:]?\s*\(?(?:{YEAR}|\b(?:z\.?\s?j|n\.?\s?d|o\.?\s?J)\b)|[,;:]\s*(?:\b(?:pp?|blz|pag|S)\.|\d)")


def mark_quotes(page: Page, i: int, j: int) -> None:
    """Mark as quoted, among lines i to j, those that begin with `>` and paragraphs that are a quotation as a whole.

    Such a paragraph begins with a quotation mark and ends with a reference: a name, a year, a page. Where every paragraph
    would be quoted, none is: then the page itself says it.
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


def _quoted(text: str) -> str | None:
    """Return the quoted person if a paragraph is wholly a quotation ("" if the reference names no one); None for others."""
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
            re.search(YEAR, reference)
            or _PAGES.search(reference)
            or found["c"]
            or re.search(r"[A-Z]{1,3}\d{1,3}$", reference)
        )
        return who if sure or (who and len(who.split()) > 1) else None
    return None


def _whole(inside: str, opening: str, close: str) -> bool:
    """True if a quotation runs to its last closing mark: it is not closed before, and quotations inside it are whole."""
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


@cache
def _said() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Read the words before and after the name in a line over a quotation, from the rules' [quotes]."""
    said: list[str] = []
    before: list[str] = []
    for _, table in tables():
        said += table.get("quotes", {}).get("said", [])
        before += table.get("quotes", {}).get("before", [])
    either = ["|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)" for words in (said, before)]
    return (
        re.compile(rf"\s(?:{either[0]})(?!\w)|\s*:\s*$|↑", re.I),
        re.compile(rf"^(?:(?:{either[1]})(?!\w)\s*:?\s*)+", re.I),
    )


def quoted_name(text: str) -> str:
    """Return the name in a line over a quotation: `Anna` of "Anna wrote:", "Originally posted by Anna", "Quote from: Anna"."""
    after, before = _said()
    text = before.sub("", " ".join(text.split())[:200].strip(' :«»"“”'))
    if found := after.search(text):
        text = text[: found.start()]
    dated = find_date(text)
    at = (dated[1], dated[2]) if dated else (m.start(), m.end()) if (m := FIGURES.search(text)) else None
    if at:
        head, rest = _JOIN.sub("", text[: at[0]].strip(" ,()»«")), text[at[1] :]
        text = head or (rest if not parse_time(rest[:12]) else rest.partition(")")[2] or rest[12:])
    text = before.sub("", _JOIN.sub("", stray(text, " ,»«")))
    return stray(text, ' :,»«"“”↑').removeprefix("@")[:100]


def stray(text: str, signs: str) -> str:
    """Return a name without these signs around it, and without brackets that are not closed or that hold all of it."""
    text = text.strip(signs)
    whole = text.startswith("(") or text.count("(") != text.count(")")
    return text.strip(signs + "()") if whole else text
