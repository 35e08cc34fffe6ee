"""Rich text (.rtf): words, headings, tables and notes, with what was deleted under tracked changes left out.

A reader of our own: striprtf drops footnotes and takes words that were deleted for text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common.text_builder import OFF, ON, Extract
from qda.importers.plain.text_file import extracted

# A control word, a hexadecimal byte, a control symbol, a brace, or plain bytes; no branch can give back what it took.
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.S
)
# Groups that hold no words of the text.
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf "
    b"listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping latentstyles datastore xmlnstbl "
    b"fldinst filetbl private xe tc rxe txe nonshppict bkmkstart bkmkend atnid atndate atnref atntime atnparent "
    b"atrfstart atrfend mmathPr wgrffmtfilter pnseclvl shpinst sp blipuid falt panose fontemb ftnsep ftnsepc ftncn "
    b"aftnsep aftnsepc aftncn userprops docvar passwordhash protusertbl listname background".split()
)
_KEPT_STAR = frozenset(b"footnote shptxt annotation atnauthor pntext".split())  # of the groups that begin with \*
_CHARS = {
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
    b"tab": "\t", b"line": "\n", b"emspace": "\u2003", b"enspace": "\u2002", b"qmspace": " ", b"zwj": "\u200d",
    b"zwnj": "\u200c", b"rtlmark": "\u200f", b"ltrmark": "\u200e",
}  # fmt: skip
_SYMBOLS = {
    b"~": "\xa0",
    b"_": "\u2011",
    b"-": "",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\n": "\r",
    b"\r": "\r",
    b"\t": "\t",
}
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_APART = {
    b"footnote": "note",
    b"annotation": "comment",
    b"atnauthor": "author",
    b"listtext": "label",
    b"pntext": "label",
}
_SHOWN = {b"b": 1, b"i": 2, b"ul": 4, b"scaps": 8, b"caps": 16}
_DEEP = 500


@dataclass(slots=True)
class _State:
    """State of a group: where its words go, its encoding, and its switches."""

    into: str = "text"  # text, note, comment, author, label (of an item of a list), or "" for nowhere
    codec: str = "cp1252"
    skip: int = 1  # bytes after a \u that stand for the same character
    hidden: bool = False
    deleted: bool = False
    shown: int = 0  # bold, italic, underlined: a bit each


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The draft of a rich text; QdaError when it is none, cut off before any text, or without text."""
    if not raw.lstrip()[:5].lower().startswith(b"{\\rtf"):
        raise QdaError("not rich text: an .rtf file begins with {\\rtf; open it in its program and save it anew")
    reader = _Reader(raw)
    reader.walk()
    if reader.depth > 0:
        reader.out.notes.append("the file ends before it should: it may have been cut off")
    return extracted(reader.out, raw, name, origin, options)


class _Reader:
    """Reads the tokens of a rich text and fills an Extract."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.out = raw, Extract()
        self.fonts, self.headings = _fonts(raw), _headings(raw)
        self.state = _State()
        self.stack: list[_State] = []
        self.depth = 0
        self.words: dict[str, list[str]] = {"text": [], "note": [], "comment": [], "author": [], "label": []}
        self.notes: list[str] = []
        self.cells: list[str] = []
        self.rows: list[list[str]] = []
        self.table = False
        self.heading = False
        self.pending = b""  # bytes of an encoding with several a character
        self.skip = 0
        self.high = 0
        self.comments: list[dict[str, str]] = []

    def walk(self) -> None:
        """Reads all tokens."""
        raw, pos, size = self.raw, 0, len(self.raw)
        star = fresh = False
        while pos < size:
            m = _TOKEN.match(raw, pos)
            if m is None:  # a backslash at the very end, or before what is no token
                pos += 1
                continue
            pos = m.end()
            word, number, code, symbol, brace, plain = m.groups()
            if brace:
                self._bytes()
                fresh, star = brace == b"{", False
                if fresh:
                    self._open()
                elif not self._close():
                    break
            elif word:
                if fresh and word in _SKIPPED:
                    self.state.into = ""
                    self.out.left_out["pictures"] |= int(word == b"pict")
                elif star and word not in _KEPT_STAR and word != b"shppict":
                    self.state.into = ""
                elif word == b"bin":
                    pos = min(size, pos + max(0, int(number or 0)))
                else:
                    self._word(word, int(number) if number else None)
                fresh = star = False
            elif symbol == b"*":
                star, fresh = True, False
            else:
                fresh = star = False
                if code:
                    self._byte(bytes.fromhex(code.decode("ascii")))
                elif symbol:
                    said = _SYMBOLS.get(symbol, "")
                    if said == "\r":
                        self._paragraph()
                    elif said:
                        self._say(said)
                elif plain:
                    self._plain(plain)
        self._bytes()
        self._paragraph()
        self._end_table()
        self.out.left_out = +self.out.left_out
        if self.comments:
            self.out.metadata["comments"] = self.comments
            n = len(self.comments)
            self.out.notes.append(
                f"{n} comment{'s' if n > 1 else ''} kept apart from the text, in the source's metadata"
            )

    def _open(self) -> None:
        self.depth += 1
        if self.depth > _DEEP:
            raise QdaError(f"groups {_DEEP} deep: damaged; open it in a word processor and save it anew")
        self.stack.append(replace(self.state))

    def _close(self) -> bool:
        """Ends a group; False at the end of the document."""
        self.depth -= 1
        if not self.stack:
            return False
        now, self.state = self.state, self.stack.pop()
        if now.into != self.state.into and now.into in ("note", "comment", "author", "label"):
            said = "".join(self.words[now.into]).strip()
            if now.into == "label" and said.endswith(":") and any(c.isalpha() for c in said):
                self.words[self.state.into or "text"].append(said + " ")  # a list of speakers: "Interviewer:"
            elif now.into == "note" and said:
                self.notes.append(said)
            elif now.into == "comment" and said:
                author = "".join(self.words["author"]).strip()
                self.comments.append({"author": author, "text": said} if author else {"text": said})
            if now.into != "author":
                self.words[now.into] = []
        return self.depth > 0

    def _say(self, text: str) -> None:
        s = self.state
        self._bytes()
        if s.into and not s.hidden and not s.deleted:
            self.words[s.into].append(f"{ON}{text}{OFF}" if s.shown and s.into == "text" and text.strip() else text)
        elif s.into and text.strip():
            self.out.left_out["words deleted with changes tracked" if s.deleted else "hidden text"] = 1

    def _plain(self, plain: bytes) -> None:
        if self.skip:
            n = min(self.skip, len(plain))
            self.skip -= n
            plain = plain[n:]
        if plain and (plain.isascii() and not self.pending):
            self._say(plain.decode("ascii"))
        elif plain:
            self.pending += plain

    def _byte(self, one: bytes) -> None:
        if self.skip:
            self.skip -= 1
        else:
            self.pending += one

    def _bytes(self) -> None:
        """Decodes the bytes that wait, once no more of them can follow."""
        if self.pending:
            held, self.pending = self.pending, b""
            self._say(held.decode(self.state.codec, "replace"))

    def _word(self, word: bytes, n: int | None) -> None:
        s = self.state
        if word != b"u":
            self._bytes()
        if word in (b"par", b"sect", b"page", b"column"):
            self._paragraph()
        elif word == b"u" and n is not None:
            self._unicode(n & 0xFFFF if -0x8000 <= n < 0 else n)
            self.skip = s.skip
        elif word == b"uc":
            s.skip = max(0, min(n if n is not None else 1, 16))
        elif word in _CHARS:
            self._say(_CHARS[word])
        elif word in (b"ansicpg", b"f"):
            self._codec(word, n or 0)
        elif word == b"mac":
            s.codec = "mac_roman"
        elif word == b"pc":
            s.codec = "cp437"
        elif word == b"pard" and s.into != "label":
            self.heading = self.table = False
        elif word in (b"s", b"outlinelevel"):
            self.heading = self.heading or word == b"outlinelevel" or n in self.headings
        elif word == b"intbl":
            self.table = True
        elif word in (b"cell", b"nestcell"):
            self.cells.append("".join(self.words["text"]).strip())
            self.words["text"] = []
        elif word in (b"row", b"nestrow"):
            self.rows.append(self.cells)
            self.cells = []
        elif word in _SHOWN:
            s.shown = s.shown & ~_SHOWN[word] if n == 0 else s.shown | _SHOWN[word]
        elif word == b"ulnone":
            s.shown &= ~_SHOWN[b"ul"]
        elif word in (b"v", b"deleted", b"plain"):
            s.shown = 0 if word == b"plain" else s.shown
            on = word != b"plain" and n != 0
            s.hidden = on if word in (b"v", b"plain") else s.hidden
            s.deleted = on if word in (b"deleted", b"plain") else s.deleted
        elif s.into and word in _APART:
            s.into = _APART[word]
            self.words[s.into] = []

    def _codec(self, word: bytes, n: int) -> None:
        codec = f"cp{n}" if word == b"ansicpg" else self.fonts.get(n, "")
        if codec == "cp10000":
            codec = "mac_roman"
        elif codec == "cp65001":
            codec = "utf-8"
        try:
            "".encode(codec or "ascii")
        except LookupError:
            return
        if codec:
            self.state.codec = codec

    def _unicode(self, n: int) -> None:
        if 0xD800 <= n < 0xDC00:
            self.high = n
            return
        if 0xDC00 <= n < 0xE000:
            n = 0x10000 + ((self.high - 0xD800) << 10) + (n - 0xDC00) if self.high else 0xFFFD
        self.high = 0
        self._say(chr(n) if 0 < n < 0x110000 else "\ufffd")

    def _paragraph(self) -> None:
        self._bytes()
        if self.state.into in ("note", "comment"):
            self.words[self.state.into].append("\n")
            return
        if self.state.into != "text":
            return
        words = self.words["text"]
        if self.table or self.cells:
            words.append("\n")
            return
        self._end_table()
        text, self.words["text"] = "".join(words), []
        self.out.add(" ".join(text.split("\n")) if self.heading else text, "heading" if self.heading else "")
        for note in self.notes:
            self.out.add(note, "note")
        self.notes = []

    def _end_table(self) -> None:
        if self.cells:
            self.rows.append(self.cells)
            self.cells = []
        if self.rows:
            rows, self.rows = self.rows, []
            self.out.table(rows)


def _group(raw: bytes, start: bytes) -> bytes:
    """The group that begins with these bytes, cut off at 2 MB; empty when there is none."""
    at = raw.find(start)
    if at < 0:
        return b""
    depth = 0
    for m in re.finditer(rb"\\[{}\\]|[{}]", raw[at : at + 2_000_000]):
        if m[0] in (b"{", b"}"):
            depth += 1 if m[0] == b"{" else -1
            if depth == 0:
                return raw[at : at + m.end()]
    return raw[at : at + 2_000_000]


def _fonts(raw: bytes) -> dict[int, str]:
    """The encoding of each font that has one of its own."""
    out: dict[int, str] = {}
    font = -1
    for m in re.finditer(rb"\\f(?:(\d{1,6})|charset(\d{1,4}))", _group(raw, b"{\\fonttbl")):
        if m[1]:
            font = int(m[1])
        elif codec := _CHARSETS.get(int(m[2])):
            out[font] = codec
    return out


def _headings(raw: bytes) -> set[int]:
    """The numbers of the styles that are headings or the title: by name or outline level."""
    out: set[int] = set()
    for m in re.finditer(rb"\{(?:\\\*)?\\s(\d{1,5})([^{}]{0,2000})", _group(raw, b"{\\stylesheet")):
        name = re.sub(rb"\\[a-z]+-?\d* ?", b"", m[2]).strip(b"; \r\n").lower()
        if name.startswith((b"heading", b"title", b"subtitle")) or b"\\outlinelevel" in m[2]:
            out.add(int(m[1]))
    return out
