"""Recognise what survey tools add to the answers: extra rows of labels, ids and dates of rows, columns of their own.

The names are in `rules/surveys.toml`. A tool is never asked for by name: what counts is what the columns and the first rows say.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from qda.core.names import MAX_LENGTH, key, short
from qda.importers.tables.columns import squashed
from qda.importers.tables.rows import Rows, clean
from qda.importers.tables.timestamps import stamp

ROLES = ("id", "recorded", "ended", "started", "other")
DATES = ("recorded", "ended", "started")
_LOOKED = 3  # rows under the header that may be labels
_SAMPLE = 200  # rows in which a column of dates is looked at
_IMPORT_ID = re.compile(r"\{\s*(['\"])ImportId\1\s*:")  # older exports have it in single quotation marks
_CODE = re.compile(r"([A-Za-z]\w*(?:\[[^\]]*\])*)(\.|:| -)\s+(?=\S)")
_NUMBERED = re.compile(r"[A-Z]{1,3}_?\d{1,3}")  # V1, Q12: a column that says nothing itself
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LETTER = re.compile(r"[^\W\d_]")
_NO_VALUE = frozenset(("not completed", "null", "none", "nan", "n/a", "na"))


class Layout(NamedTuple):
    """Layout of a survey's table.

    `headings` and `names` have a column each: a question's wording over its answers, and what its variable is called, each
    name once. `labels` are the numbers of the rows that are further rows of the header; `who` the column that says who a row is;
    `dates` the columns of dates, the best first; `undated` those that should hold dates by their name and do not, with their
    first cell; `own` those that the tool wrote itself; `plain` says that nothing points to a survey tool.
    """

    headings: list[str]
    names: list[str]
    labels: list[int]
    who: int | None
    dates: list[int]
    undated: list[tuple[int, str]]
    own: set[int]
    plain: bool


@cache
def _vocabulary() -> tuple[dict[str, dict[str, int]], frozenset[str], frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Role -> name -> rank, the names that are common elsewhere, second heads that say nothing, endings, beginnings."""
    from qda.importers.common.rules import tables

    found = next(t["survey"] for name, t in tables() if name == "surveys.toml")
    roles = {role: {squashed(n): i for i, n in reversed(list(enumerate(found[role])))} for role in ROLES}
    common = frozenset(map(squashed, found["common"]))
    response = frozenset(map(squashed, found["response"]))
    return roles, common, response, tuple(found["endings"]), tuple(b.casefold() for b in found["beginnings"])


def _role(column: str) -> str:
    """Find the role of a column by its name, or by its code or text if it has both (`id. Response ID`); "" for a question."""
    roles, _, _, endings, beginnings = _vocabulary()
    code = _CODE.match(column)
    for name in (column, *((code[1], column[code.end() :]) if code else ())):
        known = squashed(name)
        if role := next((r for r in ROLES if known in roles[r]), ""):
            return role
    folded = column.casefold()
    if folded.endswith(endings) or folded.startswith(beginnings):
        return "recorded" if folded.endswith(endings[0]) else "other"
    return ""


def _rank(column: str, role: str) -> int:
    names = _vocabulary()[0][role]
    code = _CODE.match(column)
    return min(
        (names[k] for n in (column, *((code[1], column[code.end() :]) if code else ())) if (k := squashed(n)) in names),
        default=len(names),
    )


def layout(rows: Rows) -> Layout:
    """Reads a table's header and first rows for what a survey tool wrote there."""
    columns = rows.columns
    roles = [_role(c) for c in columns]
    first = list(islice(rows, _LOOKED + _SAMPLE))
    count, found = _label_rows(rows, roles, first[: _LOOKED + 1])
    labels, body = first[:count], first[count:]
    if count and not any(roles):  # names such as V1: the labels say what the columns are
        roles = [next((r for _, row in labels if (r := _role(row[i]))), "") for i in range(len(columns))]
    written = _headings(rows, roles, [row for _, row in labels]) if found != "response" else _under(rows, labels[0][1])
    stripped = _without_codes(written)
    headings = [_plain(h) for h in stripped]
    who = _best(columns, roles, "id", lambda i: any(row[i].strip() for _, row in body))
    dates = [
        i
        for role in DATES
        for i in sorted((i for i, r in enumerate(roles) if r == role), key=lambda i: (_rank(columns[i], role), i))
        if _dated(row[i] for _, row in body)
    ]
    plain = not count and stripped is written and not _telling(columns, roles)
    if who is None and any(map(_of_redcap, columns)) and not roles[0] and _numbers_people(row[0] for _, row in body):
        who = 0
    timed = [i for i, r in enumerate(roles) if r == "recorded" or (r in DATES and not plain)]
    cells = ((i, next((c for _, row in body if (c := clean(row[i]).strip())), "")) for i in timed if i not in dates)
    undated = [(i, first) for i, first in cells if first and squashed(first) not in _NO_VALUE]
    if plain:
        dates = [i for i in dates if roles[i] == "recorded"]
        own = {*dates, *(() if who is None else (who,))}
    else:
        own = {i for i, r in enumerate(roles) if r and not (r in DATES and i not in dates)}
    return Layout(headings, _unique(headings), [n for n, _ in labels], who, dates, undated, own, plain)


def _telling(columns: Sequence[str], roles: Sequence[str]) -> bool:
    """True if the columns are those of a survey tool: two that only such a tool writes, or one with two that it may write."""
    common = _vocabulary()[1]
    telling = sum(
        squashed(c) not in common and _rank(c, r) < len(_vocabulary()[0][r])
        for c, r in zip(columns, roles, strict=True)
        if r
    )
    return telling > 1 or (telling == 1 and sum(map(bool, roles)) > 2)


def _of_redcap(column: str) -> bool:
    """True if REDCap wrote a column: its first column identifies the row, whatever a project calls it."""
    return column.casefold().startswith("redcap_") or column.casefold().endswith("_complete")


def _numbers_people(cells: Iterable[str]) -> bool:
    """True if each row has a short one-word value, like the number of a person."""
    signs = [clean(c).strip() for c in cells]
    return bool(signs) and all(s and len(s) <= 40 and len(s.split()) == 1 for s in signs)


def _best(columns: Sequence[str], roles: Sequence[str], role: str, filled: object) -> int | None:
    assert callable(filled)
    known = sorted((_rank(c, role), i) for i, c in enumerate(columns) if roles[i] == role and filled(i))
    return known[0][1] if known else None


def _dated(cells: Iterable[str]) -> bool:
    """True if a column holds dates: half of its filled cells can be read as one."""
    filled = [c for c in cells if c.strip()]
    return bool(filled) and sum(stamp(clean(c)) is not None for c in filled) * 2 >= len(filled)


def _label_rows(rows: Rows, roles: Sequence[str], first: Sequence[tuple[int, list[str]]]) -> tuple[int, str]:
    """Count the rows of labels under the header, and say what showed them: `id`, `labels` or `response`; (0, "") for none."""
    for n in range(min(_LOOKED, len(first)), 0, -1):
        filled = [c for c in first[n - 1][1] if c.strip()]
        if filled and sum(bool(_IMPORT_ID.match(clean(c).strip())) for c in filled) * 2 >= len(filled):
            return n, "id"
    for n in range(min(_LOOKED, len(first)), 0, -1):
        if all(_restates(rows.columns, roles, first[m][1], [r for _, r in first[n:]]) for m in range(n)):
            return n, "labels"
    if first and _second_head(rows, roles, first):
        return 1, "response"
    return 0, ""


def _restates(columns: Sequence[str], roles: Sequence[str], row: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """True if a row repeats the names of a tool's columns, where the rows under it have values."""
    said: set[str] = set()
    named = 0
    vocabulary, common = _vocabulary()[:2]
    for i, (column, role) in enumerate(zip(columns, roles, strict=True)):
        cell = clean(row[i]).strip()
        word = squashed(cell)
        if not word or word in _NO_VALUE or any(clean(r[i]).strip() == cell for r in rest):
            continue
        if role and (
            word == squashed(column) or (word in vocabulary[role] and (role != "other" or word not in common))
        ):
            named += 1
        elif not role and _NUMBERED.fullmatch(column):
            if not any(word in vocabulary[r] for r in ROLES):
                continue
        elif not (
            role in DATES
            and _LETTER.search(cell)
            and "[" not in cell
            and stamp(cell) is None
            and _dated(r[i] for r in rest)
        ):
            continue
        said.add(word)
    return len(said) >= 3 or (len(said) == 2 and named > 0)


def _second_head(rows: Rows, roles: Sequence[str], first: Sequence[tuple[int, list[str]]]) -> bool:
    """True if the first row holds choices and `Response` under the questions, and nothing in the tool's own columns."""
    row, rest = first[0][1], first[1:]
    own = [i for i, r in enumerate(roles) if r]
    if len(own) < 2 or "id" not in roles or any(row[i].strip() for i in own):
        return False
    if rest and not any(r[i].strip() for _, r in rest for i in own if roles[i] == "id"):
        return False
    words = [squashed(c) for c in row if c.strip()]
    choices = any(c.strip() and not rows.header[i] for i, c in enumerate(row))
    return bool(words) and (choices or any(w in _vocabulary()[2] for w in words))


def _headings(rows: Rows, roles: Sequence[str], labels: Sequence[Sequence[str]]) -> list[str]:
    """The header, or of header and labels the row that has most words in the columns of questions; own columns keep theirs."""
    lines = [rows.columns, *([clean(c).strip() for c in row] for row in labels)]
    lines = [[("" if _IMPORT_ID.match(c) else c) for c in line] for line in lines]
    asked = [i for i, r in enumerate(roles) if not r] or list(range(len(roles)))
    best = max(reversed(lines), key=lambda line: sum(len(line[i].split()) for i in asked))
    return [column if roles[i] else best[i] or column for i, column in enumerate(rows.columns)]


def _under(rows: Rows, second: Sequence[str]) -> list[str]:
    """The headings where a question stands over its first column and the choices under it: `question: choice`."""
    response = _vocabulary()[2]
    out: list[str] = []
    over = ""
    for i, column in enumerate(rows.columns):
        over = column if rows.header[i] or not over else over
        below = clean(second[i]).strip()
        out.append(f"{over}: {below}" if below and squashed(below) not in response else over)
    return out


def _without_codes(headings: list[str]) -> list[str]:
    """The wording alone where the header has code and text (`G01Q02. What …`), as the tool's own columns then have too."""
    roles = _vocabulary()[0]
    found = [_CODE.match(h) for h in headings]
    signs = {
        m[2]
        for m, h in zip(found, headings, strict=True)
        if m and any(squashed(m[1]) in roles[r] and squashed(h[m.end() :]) in roles[r] for r in ROLES)
    }
    if not signs:
        return headings
    return [h[m.end() :] if m and m[2] in signs else h for m, h in zip(found, headings, strict=True)]


def _plain(heading: str) -> str:
    """A heading on one line, without the tags of a form's own formatting."""
    if "<" in heading and _TAG.search(heading):
        heading = _TAG.sub(" ", heading)
    if "&" in heading and ";" in heading:
        heading = html.unescape(heading)
    return " ".join(heading.split())


def _unique(headings: Sequence[str]) -> list[str]:
    """Names for the variables: no longer than a name may be, each once."""
    taken: set[str] = set()
    out = []
    for heading in headings:
        name, n = short(heading, MAX_LENGTH), 1
        while key(name) in taken:
            n += 1
            name = f"{short(heading, MAX_LENGTH - 6)} ({n})"
        taken.add(key(name))
        out.append(name)
    return out
