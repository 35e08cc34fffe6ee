"""Read text and Markdown files: find out which kind of page a text is, and make a draft of it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from qda.core.drafts import Draft, DraftSegment, ReadOptions
from qda.core.errors import QdaError
from qda.core.text.language import guess
from qda.importers.common.encoding import Decoded, decode
from qda.importers.common.lines import Page, lines_of
from qda.importers.common.opening import LARGEST, too_large
from qda.importers.common.rules import Rules, rules

if TYPE_CHECKING:
    from qda.importers.common.text_builder import Extract, Leads, Mark

NO_RULE = "no rule fits: came in as paragraphs"
_SPACES = " \t\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_BLANK = _SPACES + "\n\u200b\u200c\u200d\u2060\ufeff\u00ad"  # and what has no width
_MARKS = frozenset("@#>[(<*_-–—•{|0123456789©" + _SPACES)
_QUOTES = frozenset("“„‘‚«»\"'")
_SHORT = 76  # a line as long as this, in text that is wrapped, is no greeting, label or heading


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """Return the draft of a text file's bytes; QdaError when they are too many, empty, binary or unreadable."""
    if len(raw) > LARGEST and not options.large:
        raise too_large(f"{len(raw) / 1e6:.0f} MB")
    decoded: Decoded = decode(raw, options.encoding)
    draft = recognise(decoded.text, name, options)
    draft.origin = origin
    draft.sha256 = sha256(raw).hexdigest()
    if decoded.note:
        draft.notes.append(decoded.note)
    if decoded.text[:1] == "<" and decoded.text[:200].lower().startswith(("<!doctype html", "<html")):
        draft.notes.append("HTML, whose tags are now part of the text: save the page as plain text for less of it")
    return draft


def extracted(out: Extract, raw: bytes, name: str, origin: str, options: ReadOptions, empty: str = "") -> Draft:
    """Return the draft of what a reader found in a document. QdaError when that is too much, or nothing (`empty` says why)."""
    if not out.parts:
        raise QdaError(empty or "empty: there is no text in it")
    if out.size > LARGEST and not options.large:
        raise too_large(f"{out.size / 1e6:.0f} million characters of text", "20")
    draft = recognise("".join(out.parts), name, options, out.marks, out.leads)
    draft.origin, draft.sha256 = origin, sha256(raw).hexdigest()
    for k, v in out.metadata.items():
        draft.metadata.setdefault(k, v)
    draft.notes += out.notes
    if out.left_out:
        what = ", ".join(f"{n} {k}" if n > 1 else k for k, n in out.left_out.items())
        draft.notes.append(f"left out: {what}")
    return draft


def recognise(
    text: str, name: str, options: ReadOptions, marks: Sequence[Mark] = (), leads: Leads | None = None
) -> Draft:
    """The draft of a text as it will be stored: its kind and segments by the rules, or by `options.form`.

    `marks` are what a file's format tells of whole lines (see `extract.Mark`); the rules take them over; `leads` are the
    bold or italic words with which lines begin. The segments tile what is not white space. Raises QdaError for a text of
    white space alone.
    """
    if not text or text.isspace() or (len(text) < 1000 and not text.strip(_BLANK)):
        raise QdaError("empty: there is nothing to read")
    r = rules()
    language = guess(text) or options.language
    form = options.form
    if (
        form == "auto"
        and not marks
        and not leads
        and not options.speakers
        and (draft := _quick(text, name, r)) is not None
    ):
        draft.language = language
        return draft
    if form in ("auto", "forum") and not marks and not options.speakers:
        from qda.importers.chats import chat_text

        if (draft := chat_text.recognise(text, name, options)) is not None:
            return draft
    page = Page(text, lines_of(text), r, speakers=options.speakers)
    if marks:
        from qda.importers.common.text_builder import hide

        page.title = hide(page, marks)
    if leads:
        for line in page.lines:
            if found := leads.get(line.start):
                line.lead = found[0] - line.start, min(found[1], line.end) - line.start
    if page.lines:
        _fit(page, form)
        if page.seen is not None:
            from qda.importers.transcripts.interview import doubt

            doubt(page)
    if page.date:
        page.metadata.setdefault("date", page.date)
    draft = Draft(name, text, page.kind, page.title, language, page.date, page.segments, page.metadata)
    draft.notes = page.notes
    if marks:
        from qda.importers.common.text_builder import lay_over

        lay_over(draft, marks)
    return draft


def _fit(page: Page, form: str) -> None:
    """Tries the recognisers in turn: the first that fits takes the page."""
    if form == "plain":
        page.flat(0, len(page.lines))
        return
    from qda.importers.common.headings import part_glued
    from qda.importers.common.quotations import mark_quotes
    from qda.importers.plain import article, forum
    from qda.importers.plain.boilerplate import mark
    from qda.importers.plain.header import read_header
    from qda.importers.transcripts import interview

    read_header(page)
    part_glued(page)
    if form in ("auto", "interview") and interview.recognise(page, form == "interview"):
        return
    marks = mark(page)
    if form in ("auto", "forum") and forum.recognise(page, marks, form == "forum"):
        return
    if form != "interview" and article.recognise(page, marks, form == "article"):
        return
    mark_quotes(page, page.rest, len(page.lines))
    page.flat(page.rest, len(page.lines), page.author)
    if form in ("forum", "interview"):
        page.notes.append(f"no posts or turns found: it came in as paragraphs, not as {form}")
    elif not page.rest:
        page.notes.append(NO_RULE)


def _quick(text: str, name: str, r: Rules) -> Draft | None:
    """The draft of a text that is a header and paragraphs, in one pass over its lines; None when any rule may fit.

    Most files of a large study are such texts, and a draft of one must cost no more than reading it. A line is looked
    at by its first character and first word only; no pattern is tried.
    """
    lines = text.split("\n")
    segments: list[DraftSegment] = []
    draft = Draft(name, text)
    author, i, pos = None, 0, 0
    first = r.first.get
    if ": " in lines[0][:60]:
        got = _quick_header(draft, lines, r)
        if not got:
            return None
        i, pos, author = got
        segments.append(DraftSegment("boilerplate", 0, pos - 1))
    start = end = -1
    count = asked = 0
    add = segments.append
    for line in lines[i:] if i else lines:
        if not line or (line[-1].isspace() and line.isspace()):
            if start >= 0:
                if count == 1 and end - start <= 110 and text[end - 1] != ".":
                    if asked or text[end - 1] != "?" or not draft.title or not text[start].isupper():
                        return None
                    asked = len(segments) + 1  # a question on its own: a heading if text follows
                    if text.count(" ", start, end) > 14:
                        asked = 0
                elif (text[start] in _QUOTES and end - start > 20) or (
                    text[end - 1].isalpha() and count and end - start > 80
                ):
                    return None  # a quotation, or a heading glued to the paragraph before it
                elif asked:
                    segments[asked - 1] = segments[asked - 1]._replace(kind="heading")
                    asked = 0
                add(DraftSegment("paragraph", start, end, author))
                start = -1
            pos += len(line) + 1
            continue
        size = len(line)
        if start < 0 or size < _SHORT:
            if line[0] in _MARKS or line[-1].isdigit() or ":" in line:
                return None
            near = first(line[:24].partition(" ")[0].rstrip(",.!:;").lower())
            if near and " ".join(line[:160].split()).casefold().startswith(near):
                return None
            if start < 0:
                if _labelled(line):
                    return None
                start = pos
                count = 0
        count += 1
        end = pos + size if not line[-1].isspace() else pos + len(line.rstrip())
        pos += size + 1
    if start >= 0:
        if count == 1 and end - start <= 110 and text[end - 1] != ".":
            return None
        if asked:
            segments[asked - 1] = segments[asked - 1]._replace(kind="heading")
            asked = 0
        add(DraftSegment("paragraph", start, end, author))
    draft.segments = segments
    if i:
        draft.kind = "article"
    else:
        draft.notes.append(NO_RULE)
    return draft


def _labelled(line: str) -> bool:
    """True if the first line of a paragraph may begin with, or be, a label without a colon."""
    head = line[:48]
    if (
        head[:2].isupper()
        or head[1:2].isdigit()
        or head[1:2] == "."
        or (len(line) < 41 and line[-1] not in '.?!…,;"”’')
    ):
        return True
    return "\t" in head or ">" in head or "|" in head or " - " in head or "–" in head or "—" in head


def _quick_header(draft: Draft, lines: list[str], r: Rules) -> tuple[int, int, str | None] | None:
    """Reads the plainest header (known keys with values) into the draft: the next line, its offset, the author."""
    from qda.importers.common.dates import parse_date

    pos, author, known = 0, None, r.header
    for i, line in enumerate(lines):
        if not line:
            if not i or i + 1 >= len(lines):
                return None
            draft.metadata = {k.strip(): v.strip() for k, _, v in (x.partition(":") for x in lines[:i])}
            if len(draft.metadata) < i:
                return None
            if author:
                draft.metadata.setdefault("author", author)
            if draft.date:
                draft.metadata.setdefault("date", draft.date)
            return i, pos, author
        key, colon, value = line.partition(":")
        key, as_ = key.strip(), known.get(key.strip().lower())
        value = value.strip()
        if as_ in (None, "known", "researcher") or not colon or not value or line[0].isspace() or line[-1].isspace():
            return None
        if as_ == "date":
            draft.date = draft.date or parse_date(value)
        elif as_ == "title":
            draft.title = value
        else:
            author = author or value
        pos += len(line) + 1
    return None
