"""A block of `Key: value` lines at the top of a text: what the text says of itself."""

from __future__ import annotations

from qda.importers.common.dates import parse_date
from qda.importers.common.headings import is_hash, shaped, title_of
from qda.importers.common.lines import Page
from qda.importers.common.rules import Rules


def pair(s: str) -> tuple[str, str] | None:
    """The key and value of a line such as `Datum: 3 maart`, `**Plaats:** Gent` or `- Duur: 45 minuten`, or None."""
    if s[:1] in "-*•" and s[1:2] in " \t\xa0":
        s = s[1:].lstrip()
    at = s.find(":", 0, 44)
    if at < 1 or s[at + 1 : at + 3] == "//":
        return None
    key, value = s[:at].strip(" *_\xa0"), s[at + 1 :].strip("\xa0 *_\t")
    if not key or not key[0].isalpha() or len(key.split()) > 4 or any(c in key for c in '[](){}<>.!?,;="|#'):
        return None
    return key, value


def read_header(page: Page) -> None:
    """Reads the block of keys at the top of the page, if there is one, into its metadata, and marks it as boilerplate.

    Sets `page.rest` to the first line after it; one or two lines above the block that look like a title stay headings.
    """
    lines, r = page.lines, page.rules
    n = len(lines)
    i = 0
    if lines[0].s == "---":  # YAML front matter
        for j in range(1, min(n, 60)):
            if lines[j].s == "---":
                keys = [pair(lines[k].s) for k in range(1, j)]
                if keys and all(keys):
                    _take(page, 0, j + 1, [k for k in keys if k])
                return
    while i < min(n, 3) and pair(lines[i].s) is None and shaped(lines[i]):
        i += 1
    if i >= min(n, 3) and pair(lines[min(i, n - 1)].s) is None:
        return
    found: list[tuple[str, str]] = []
    j = i
    while j < n and lines[j].norm and (lines[j].block == lines[i].block or (i and j == i)) and (kv := pair(lines[j].s)):
        found.append(kv)
        j += 1
    if found and (cut := _turns_begin(found, r, j < n and lines[j].block == lines[j - 1].block)):
        found, j = found[:cut], i + cut
    elif not found or (j < n and lines[j].block == lines[j - 1].block) or j >= n:
        return
    if not _is_header(found, page, j, r, bool(i)):
        return
    if i and len(found) == 1 and r.header.get(found[0][0].casefold()) == "author":
        return  # a byline under a title: the article's business
    for k in range(i):
        if page.title and not is_hash(lines[k]):
            break
        lines[k].kind = "heading"
        page.title = page.title or title_of(lines[k])
    _take(page, i, j, found)


def _turns_begin(found: list[tuple[str, str]], r: Rules, goes_on: bool) -> int:
    """Find a conversation that begins right under the keys, without a blank line: a repeated label, or a role's."""
    keys = [k.casefold() for k, _ in found]
    for n, k in enumerate(keys):
        if keys.count(k) > 1 or (goes_on and (k in r.researcher or k in r.participant)):
            return n if n and all(keys.count(x) == 1 for x in keys[:n]) else 0
    return 0


def _is_header(found: list[tuple[str, str]], page: Page, j: int, r: Rules, titled: bool) -> bool:
    keys = [k.casefold() for k, _ in found]
    if len(set(keys)) < len(keys) or any(len(v) > 200 for _, v in found):
        return False
    kinds = [r.header.get(k) for k in keys]
    plain = [k for k, kind in zip(keys, kinds, strict=True) if kind and not (k in r.researcher or k in r.participant)]
    if plain:
        return True
    if len(keys) < 2 or titled or any(k in r.researcher or k in r.participant or k in r.not_speakers for k in keys):
        return False
    later = {kv[0].casefold() for line in page.lines[j:] if (kv := pair(line.s[:60]))}
    return not later & set(keys) and all(0 < len(v) <= 80 and not v.endswith((".", "?", "!")) for _, v in found)


def _take(page: Page, i: int, j: int, found: list[tuple[str, str]]) -> None:
    r = page.rules
    for key, value in found:
        value = value.strip("\"'")
        as_ = r.header.get(key.casefold())
        if not value:
            continue
        page.metadata.setdefault(key, value)
        if as_ == "date" and page.date is None:
            page.date = parse_date(value)
        elif as_ == "title" and (not page.title or page.lines[0].kind != "heading"):
            page.title = value
        elif as_ == "author" and page.author is None:
            page.author = value
            page.metadata.setdefault("author", value)
    for line in page.lines[i:j]:
        line.kind = "boilerplate"
    page.flat(0, j)
    page.rest = j
