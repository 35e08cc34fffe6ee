"""Find out what a file really is whose suffix says text, or nothing: JSON, XML, HTML and programs are never read as words.

Such a file goes to the reader of its kind, or is refused in one line.
"""

from __future__ import annotations

import json
import re

from qda.core.errors import QdaError, Refused
from qda.importers.common.encoding import decode
from qda.importers.threads.dump_records import unwrapped

_CODE = re.compile(
    rb"[\s;]{0,200}(?:/[*/]|(?:window|self|globalThis|document|module|exports)\.|(?:var|let|const|import|export|function) "
    rb"|function\(|[(!]+function|\(\(|[\"']use strict)"
)
_PROGRAM = re.compile(
    r"""\s*(?:["']use\ strict["'];?|[!(]+function\s*\(|\(\(\w*(?:,\s*\w+)*\)\s*=>|(?:async\s+)?function\s+[\w$]+\s*\(
    |(?:var|let|const)\s+(?:[\w$]+|\{[^}\n]*\})\s*=|(?:window|self|globalThis|document|module|exports)\.[\w.$]+\s*=
    |import\s[^\n]{1,200}\sfrom\s+["']|export\s+(?:default|const|function|class)\b|document\.\w+\()""",
    re.X,
)
_COMMENT = re.compile(r"\s*(?://[^\n]*\n|/\*.*?\*/)", re.S)
_SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx")
_BEGUN = re.compile(r'\s*[\[{]\s*(?:[\[{]\s*){0,4}"[^"\n]{1,80}"\s*:')
_TAG = re.compile(r"<([A-Za-z][\w:.-]{0,60})(?:\s[^<>]{0,2000})?>")
_HTML = frozenset(
    [
        "html",
        "head",
        "body",
        "p",
        "div",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "article",
        "section",
        "main",
        "span",
        "blockquote",
        "dl",
        "font",
        "center",
    ]
)
_TEXT = (".txt", ".text", ".md", ".markdown")
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def reader(raw: bytes, suffix: str, encoding: str = "") -> str:
    """Return the name in `IMPORTERS` of what reads a file that its suffix says is text; "" where it is text.

    QdaError for JSON lines of no forum, for XML that is not known, and for a program.
    """
    head = raw[:400].lstrip()
    marked = raw.startswith(_BOMS)
    if not (marked or head[:1] in (b"{", b"[", b"<") or suffix in _SUFFIXES or _CODE.match(raw[:400])):
        return ""
    text = decode(raw, encoding).text.strip()
    if not text:
        return ""
    named = f", though it is named {suffix}" if suffix in _TEXT else ""
    if text[0] in "{[":
        return _json(text, named)
    if text[0] == "<":
        return _marked_up(text, suffix, named)
    if (inner := unwrapped(text)) is not text and _values(inner):
        return "forum_json"
    bare = text
    while found := _COMMENT.match(bare):
        bare = bare[found.end() :]
    if suffix in _SUFFIXES or (
        (_PROGRAM.match(bare) and any(c in bare for c in "{;") and "(" in bare) or text[:11] == "window.YTD."
    ):
        raise QdaError(
            f"a program in JavaScript{named}: no text to read, and none of the exports that are known (tweets.js)"
        )
    return ""


def _values(text: str) -> bool:
    """True if a text is JSON with content: an object, or a list of more than figures."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) or (isinstance(told, list) and any(not isinstance(x, int | float) for x in told))


def _json(text: str, named: str) -> str:
    if _values(text):
        return "forum_json"
    lines = [line for line in text[:200_000].split("\n") if line.strip()]
    if _is_object(lines[0]) and (len(lines) < 2 or _is_object(lines[1])):
        from qda.importers.threads.json_dump import is_forum

        if is_forum(lines[:5]):
            return "forum_json"
        raise Refused(
            "json-lines-by-suffix",
            "JSON lines{named}: give it the suffix .jsonl, and say whether its rows are posts or people",
            named=named,
        )
    if _BEGUN.match(text[:1000]):
        raise QdaError(f"JSON{named}, that cannot be read: it may have been cut off")
    return ""


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _marked_up(text: str, suffix: str, named: str) -> str:
    low = text[:2000].casefold()
    xml = low.startswith("<?xml")
    if low.startswith(("<!doctype html", "<html")) or (xml and "<html" in low):
        return "html"
    first = next((m for m in _TAG.finditer(text[:4000]) if not m[1].startswith("!")), None)
    root = first[1] if first else ""
    if root == "disqus":
        return "disqus"
    whole = bool(root) and first is not None and text[: first.start()].strip() == "" and text.endswith(f"</{root}>")
    fragment = root.casefold() in _HTML and first is not None and first.start() == 0
    if fragment and suffix not in (".md", ".markdown") and text.endswith(">") and text.count("</") > 1:
        return "html"
    if xml or low.startswith(("<!doctype", "<!entity")) or (whole and not fragment):
        raise QdaError(
            f"XML of a kind that is not known (<{root}>){named}: save it as text, or as what another program reads"
        )
    return ""
