"""Names of files from names of things: safe on Windows, macOS and Linux, and different from one another on each of them."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120  # bytes in UTF-8 of a name without its suffix: paths on Windows may have 260 characters
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_UNSAFE_ENDS = '<>:"/\\|?* .'
# Devices of Windows, which are found whatever suffix follows.
_DEVICE = re.compile("(con|prn|aux|nul|clock[$]|conin[$]|conout[$]|(com|lpt)[0-9\u00b9\u00b2\u00b3])", re.IGNORECASE)


def folded(path: str) -> str:
    """Return the form in which file systems that ignore case and composition of accents compare paths."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())


def safe(name: str, otherwise: str) -> str:
    """Return a name as that of a file, without a suffix; `otherwise` where nothing is left of it."""
    kept = "".join(map(_character, unicodedata.normalize("NFC", name)))
    kept = " ".join(kept.split()).strip(_UNSAFE_ENDS)
    kept = _cut(_UNSAFE.sub("_", kept), LONGEST) or otherwise
    if kept.startswith("-") or _DEVICE.fullmatch(kept.partition(".")[0].strip()):
        kept = f"_{kept}"
    return kept


def _character(c: str) -> str:
    kind = unicodedata.category(c)
    if kind in ("Cf", "Cs"):
        return ""
    return " " if kind.startswith("Z") or c.isspace() else "_" if kind == "Cc" else c


def _cut(name: str, most: int) -> str:
    """Cut a name to so many bytes, between characters, and take off what Windows drops at an end: blanks and dots."""
    data = name.strip(" .").encode("utf-8")
    return data[:most].decode("utf-8", "ignore").strip(" .")


class FileNames:
    """Names of the files of one folder; each is given once, whatever the case of letters."""

    def __init__(self, folder: str, suffix: str, otherwise: str) -> None:
        self._folder, self._suffix, self._otherwise = folder, suffix, otherwise
        self._taken: set[str] = set()

    def name(self, of: str, number: int) -> str:
        """Return the path of the file for a thing; its `number` stands in it where another has the name already."""
        stem = base = safe(of, self._otherwise)
        more = 0
        while folded(stem) in self._taken:
            end = f" ({number})" if not more else f" ({number}-{more})"
            stem = _cut(base, LONGEST - len(end)) + end
            more += 1
        self._taken.add(folded(stem))
        return f"{self._folder}/{stem}{self._suffix}"
