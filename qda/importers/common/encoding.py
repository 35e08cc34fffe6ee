"""Turn bytes into text: find the encoding by its marks, by strict decoding, by what is plausible, and only then guess."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from qda.core.errors import QdaError, Refused
from qda.core.message import Message

SAMPLE = 200_000  # bytes looked at where the whole file would be slow
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f") + b"\x7f"
_NO_TEXT = frozenset({"unicode-escape", "raw-unicode-escape", "undefined", "idna", "punycode"})
_ODD = frozenset(map(chr, _CONTROL)) | {"\x1b"}
_NOT_CONTROL = bytes(c for c in range(256) if c not in _CONTROL)
# What cp1252 has in western European prose: letters of its languages, typographic marks, currency.
_WESTERN_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüßœÿÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒ")
_WESTERN_MARKS = frozenset("€‚„…‘’“”•–—™©®«»°§·´`¡¿£¢¥\xa0½¼¾ªº†‡²³¹±×÷µ¶¨¯¸‹›ˆ˜")


_MAGIC = ((b"%PDF-", "a PDF"), (b"{\\rtf", "an RTF document"), (b"%!PS", "a PostScript document"))


class Decoded(NamedTuple):
    """A file's text as it is stored (no byte order mark, LF line ends), its encoding, a note for the person or ""."""

    text: str
    encoding: str
    note: str = ""


def decode(raw: bytes, encoding: str = "") -> Decoded:
    """Return the text of a file's bytes.

    Tried in turn: `encoding` when given, a byte order mark, UTF-8, UTF-16 without a mark, cp1252, a guess. Raises
    QdaError for an unknown encoding, bytes that do not fit it, and a binary file. Nothing is trimmed or normalised.
    """
    try:  # nearly every file: UTF-8 without a mark, without NUL
        text = raw.decode("utf-8", "strict")
        name = "utf-8"
    except UnicodeDecodeError:
        text = name = ""
    if raw[:1] in b"%{":
        refuse_other_formats(raw)
    if encoding or not name or text[:1] == "\ufeff" or "\0" in text:
        plain, (name, note) = text, which(raw, encoding)
        if encoding and plain and "\0" not in plain and not raw.isascii() and name != "utf-8-sig":
            note = Message(
                "encoding-not-needed", "its bytes are valid UTF-8: where letters look wrong, give no encoding"
            )
        if encoding and plain and "\0" not in plain and name.replace("-", "").startswith(("utf16", "utf32")):
            raise Refused("encoding-refuted", "not {encoding}: its bytes are UTF-8; give no encoding", encoding=name)
        text = _strictly(raw, name)
    else:
        note = ""
    if raw[:SAMPLE].translate(None, _NOT_CONTROL):  # the rare text with a control character gets a closer look
        refuse_binary(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, name, note)


def which(raw: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the encoding of a file's bytes (or of their first part, if it ends at a line's end) and a note about it.

    Raises QdaError when the bytes are binary or when no encoding can be told.
    """
    if encoding:
        return _known(encoding), ""
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return name, ""
    if b"\0" in raw:
        wide = _utf16_without_mark(raw)
        if not wide:
            raise QdaError("a binary file, not text: export it as text first")
        return wide, _guessed(wide)
    try:
        raw.decode("utf-8", "strict")
        return "utf-8", ""
    except UnicodeDecodeError:
        pass
    if re.search(rb"\xed[\xa0-\xbf][\x80-\xbf]", raw) and _decodes(raw, "utf-8", "surrogatepass"):
        raise QdaError("half a surrogate pair in it: save it as UTF-8 again")
    if _is_western(raw):
        return "cp1252", Message("encoding-western", "read as cp1252 (Windows western)")
    guess = _guess(raw)
    return guess, _guessed(guess)


def _guessed(encoding: str) -> str:
    return Message("encoding-guessed", "read as {encoding}: a guess", encoding=encoding)


def refuse_other_formats(raw: bytes) -> None:
    """Raise QdaError for documents that begin like text: PDF and RTF under a text file's name."""
    head = raw[:16]
    for mark, name in _MAGIC:
        if head.startswith(mark):
            raise QdaError(f"{name} under another name, not text: save it as plain text (.txt) first")


def refuse_binary(text: str) -> None:
    """Raise QdaError if a text has a NUL, half a surrogate pair or many control characters: then it is no text."""
    if "\0" in text:
        raise QdaError("NUL characters: a binary file, not text")
    sample = text[:SAMPLE]
    controls = sum(map(sample.count, map(chr, _CONTROL)))
    if controls > 4 and controls * 50 > len(sample):
        raise QdaError("a binary file, not text: export it as text first")
    try:
        text.encode("utf-8", "strict")
    except UnicodeEncodeError:
        raise QdaError("half a surrogate pair in it: save it as UTF-8 again") from None


def _known(encoding: str) -> str:
    try:
        info = codecs.lookup(encoding)
    except LookupError:
        raise QdaError(f"unknown encoding {encoding!r}: try utf-8, utf-16, cp1252, iso-8859-15 or koi8-r") from None
    if not getattr(info, "_is_text_encoding", True) or info.name.replace("_", "-") in _NO_TEXT:
        raise QdaError(f"{encoding!r} is no encoding of text: try utf-8, utf-16 or cp1252")
    return "utf-8-sig" if info.name == "utf-8" else info.name


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding, "strict")
    except (UnicodeError, LookupError) as e:
        at = f" at byte {e.start}" if isinstance(e, UnicodeDecodeError) else ""
        raise Refused(
            "encoding-not-valid",
            "not valid {encoding}{at}: say which encoding it has",
            encoding=encoding.removesuffix("-sig"),
            at=at,
        ) from None
    if text[:1] == "\ufeff":
        text = text[1:]
    refuse_binary(text)
    return text


def _utf16_without_mark(raw: bytes) -> str:
    """`utf-16-le` or `utf-16-be` when every second byte is mostly NUL, as in western text; else ""."""
    if len(raw) % 2 or len(raw) < 2:
        return ""
    sample = raw[: SAMPLE // 10 * 2]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    for mine, other, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if mine * 10 >= half * 6 and other * 50 <= half:
            try:
                text = raw.decode(name, "strict")
            except UnicodeDecodeError:
                continue
            if "\0" not in text and not any(c in _ODD for c in text[:SAMPLE]):
                return name
    return ""


def _is_western(raw: bytes) -> bool:
    """True if the bytes are plausible western text in cp1252; its five undefined bytes mean that they are not."""
    try:
        text = raw[:SAMPLE].decode("cp1252", "strict")
        raw.decode("cp1252", "strict")
    except UnicodeDecodeError:
        return False
    plain = sum(c.isalpha() for c in text if c < "\x80")
    high = [i for i, c in enumerate(text) if c >= "\x80"]
    if sum(text[i].isalpha() for i in high) > max(3, plain * 0.3):
        return False  # Cyrillic, Greek and the like are nearly all high bytes
    odd = 0
    for i in high:
        c = text[i]
        before, after = text[i - 1 : i], text[i + 1 : i + 2]
        if c in _WESTERN_LETTERS:
            # A capital inside a word ("hiÃ«rarchie"), or two of them in a row, is another encoding's letter.
            odd += c.isupper() and before.islower()
        elif c in _WESTERN_MARKS:
            odd += c not in "’´‘·\xa0–—…•" and before.isalpha() and after.isalpha() and c not in "“”„«»"
        else:
            odd += 1
    return odd * 8 <= len(high)


def _decodes(raw: bytes, encoding: str, errors: str = "strict") -> bool:
    try:
        return "\0" not in raw.decode(encoding, errors)
    except (UnicodeError, LookupError):
        return False


def _guess(raw: bytes) -> str:
    import chardet

    found = chardet.detect(raw[:SAMPLE])
    name = str(found.get("encoding") or "").lower()
    if name == "maccyrillic" and _decodes(raw, "windows-1251"):
        name = "windows-1251"  # the two differ in a few letters, and the one is rare
    if name and _decodes(raw, name):
        return name
    raise Refused(
        "encoding-unknown",
        "its encoding cannot be recognised: save it as UTF-8, or say which it is (such as cp1252 or koi8-r)",
    )
