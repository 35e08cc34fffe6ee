"""Profiles of forum software: where on a page its posts stand, and what of them is where. Data: `profiles/*.toml`.

A place (`common/places.py`) stands under the post, in `[thread]` on the page. A list is tried in turn.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qda.core.errors import QdaError, place_of
from qda.importers.common.places import Place, check, pattern, place

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

FOLDER = Path(__file__).parent.parent / "profiles"

_PLACES = {
    "thread": ("title", "id", "url", "page", "pages", "site", "saved"),
    "post": ("author", "date", "day", "number", "id", "link", "title", "reply_to", "indent"),
    "quote": ("author", "post"),
    "article": ("author", "date"),
}
_LISTS = {
    "": ("holds", "recognise"),
    "post": ("each", "head", "body", "leave_out", "signature", "advert", "not_if", "hidden", "guest"),
    "quote": ("each", "before"),
    "article": ("body", "leave_out"),
}
_OTHER = {"": ("name", "kind"), "post": ("signature_line", "nested", "quote_answers", "reply_by")}


@dataclass(slots=True)
class Profile:
    """One forum software: what tells it (`holds`: any of these strings; `recognise`: any of these selectors) and its places."""

    name: str
    file: str = ""
    kind: str = "post"
    lists: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)
    flags: dict[str, Any] = field(default_factory=dict)

    def css(self, key: str) -> str:
        """The selectors of a list as one, "" when there are none."""
        return ", ".join(self.lists.get(key, ()))

    def fits(self, raw: str, page: LexborHTMLParser) -> bool:
        """True if a page comes from this software."""
        holds, recognise = self.lists.get("holds", ()), self.css("recognise")
        if holds and not any(h in raw for h in holds):
            return False
        return not recognise or page.css_first(recognise) is not None


@cache
def built_in() -> tuple[Profile, ...]:
    """The profiles that come along, by file name."""
    return tuple(load(f) for f in sorted(FOLDER.glob("*.toml")))


def of_folder(folder: str) -> tuple[Profile, ...]:
    """A person's own profiles: `*.toml` of a folder that need not be there. QdaError for one that cannot be used."""
    if not folder:
        return ()
    files = tuple(sorted(str(f) for f in Path(folder).glob("*.toml")))
    return _own(files, tuple(Path(f).stat().st_mtime_ns for f in files))


@cache
def _own(files: tuple[str, ...], changed: tuple[int, ...]) -> tuple[Profile, ...]:
    del changed  # a file that changes is read again
    return tuple(load(Path(f)) for f in files)


def _why(e: Exception) -> str:
    if isinstance(e, OSError):
        return f" ({(e.strerror or 'no file').lower()})"
    return ", which is no UTF-8 text" if isinstance(e, UnicodeDecodeError) else f": it is no TOML{place_of(e)}"


def load(file: Path) -> Profile:
    """The profile in a file; QdaError naming the file and what in it cannot be used."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise QdaError(f"the forum profile {file.name} cannot be read{_why(e)}: mend it or take it away") from None
    return make(told, file.name)


def make(told: dict[str, Any], file: str) -> Profile:
    """The profile that a file's tables tell."""
    profile = Profile(str(told.get("name") or file.rpartition(".")[0]), file)
    tables = {"": {k: v for k, v in told.items() if not isinstance(v, dict)}}
    tables.update({k: v for k, v in told.items() if isinstance(v, dict)})
    for table, entries in tables.items():
        known = (*_PLACES.get(table, ()), *_LISTS.get(table, ()), *_OTHER.get(table, ()))
        if not known:
            raise _bad(file, f"[{table}] is no table of a profile", [t for t in (*_PLACES, *_LISTS) if t])
        for key, value in entries.items():
            where = f"{table}.{key}" if table else key
            if key not in known:
                raise _bad(file, f"{where} is no key of a profile", list(known))
            if key in _PLACES.get(table, ()):
                profile.places[where] = [
                    place(v, f"the forum profile {file}: {where}") for v in _texts(value, file, where)
                ]
            elif key in _LISTS.get(table, ()):
                profile.lists[where] = _texts(value, file, where)
                if key != "holds":
                    for css in profile.lists[where]:
                        check(css, f"the forum profile {file}: {where}")
            elif key == "signature_line":
                profile.flags[where] = pattern(str(value), f"the forum profile {file}: {where}")
            elif where not in ("name", "kind"):
                profile.flags[where] = value
    profile.kind = str(told.get("kind", "post"))
    if profile.kind not in ("post", "comment"):
        raise _bad(file, f"kind is {profile.kind!r}", ["post", "comment"])
    for needed in ("post.each", "post.body"):
        if not profile.lists.get(needed):
            raise QdaError(
                f"the forum profile {file} has no {needed}: it needs the selectors of a post and of its text"
            )
    if not profile.lists.get("holds") and not profile.lists.get("recognise"):
        raise QdaError(
            f"the forum profile {file} has no recognise: by which selectors is a page of this software known?"
        )
    return profile


def _bad(file: str, what: str, known: list[str]) -> QdaError:
    return QdaError(f"the forum profile {file}: {what}; there are {', '.join(known)}")


def _texts(value: Any, file: str, where: str) -> list[str]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(t, str) and t.strip() for t in texts):
        raise QdaError(f"the forum profile {file}: {where} must be a text or a list of texts")
    return texts
