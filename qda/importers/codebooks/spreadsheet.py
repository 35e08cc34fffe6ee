"""Codebooks as a table: the columns of `qda codebook list --format csv`, or Taguette's `tag`, `name` or `path` with
`description`. The path says where a code is at home, or a column `parent`, which names the home alone."""

from __future__ import annotations

import csv
import io
import json
import re

from qda.core.cells import undefuse
from qda.core.errors import QdaError
from qda.core.names import key
from qda.importers.codebooks import LARGEST, Book, DraftCode, walk
from qda.importers.common.encoding import refuse_binary, which
from qda.importers.tables.columns import squashed

# A field's names in the tables of other programs (MAXQDA, NVivo, ATLAS.ti, Dedoose, QDA Miner, QualCoder, Taguette) and in the
# codebooks of content analysis, in English, German, Dutch, French and Spanish. Compared without case, spaces and signs.
COLUMNS = {
    "name": (
        "code", "name", "tag", "code name", "title", "label", "node", "theme", "codename", "codes", "knoten", "bezeichnung",
        "naam", "kode", "codenaam", "thema", "nom", "nombre", "código",
    ),
    "path": ("path", "hierarchical name", "code path", "full path", "pfad", "hierarchischer name", "codepfad", "pad"),
    "parent": (
        "parent", "home", "parent code", "parent name", "parent node", "parent tag", "obercode", "übergeordneter code",
        "elterncode", "hoofdcode", "bovenliggende code", "code parent", "código padre", "parent id",
    ),
    "category": ("category", "code category", "kategorie", "categorie", "hauptkategorie", "catégorie", "categoría"),
    "level": ("level", "ebene", "niveau", "depth", "nivel"),
    "definition": (
        "definition", "description", "beschreibung", "kategoriendefinition", "definitie", "omschrijving", "beschrijving",
        "définition", "definición", "descripción",
    ),
    "memo": (
        "code memo", "comment", "memo", "note", "notes", "comments", "codememo", "kommentar", "anmerkung", "notiz", "opmerking",
        "toelichting", "notitie", "commentaire", "comentario", "code comment",
    ),
    "include": (
        "include", "inclusion", "inclusion criteria", "when to use", "coding rule", "coding rules", "kodierregel", "kodierregeln",
        "codierregel", "einschluss", "einschlusskriterien", "insluiten", "inclusie", "codeerregel",
    ),
    "exclude": (
        "exclude", "exclusion", "exclusion criteria", "when not to use", "ausschluss", "ausschlusskriterien", "uitsluiten",
        "exclusie",
    ),
    "example": (
        "example", "examples", "anchor example", "example quote", "ankerbeispiel", "ankerbeispiele", "beispiel", "voorbeeld",
        "ankervoorbeeld", "exemple", "ejemplo",
    ),
    "aliases": ("aliases", "alias", "code alias", "nickname", "synonyms", "synonyme", "synoniemen"),
    "categories": (
        "categories", "code groups", "code group", "code group 1", "groups", "codegruppen", "code gruppen", "codegroepen",
    ),
    "colour": ("colour", "color", "farbe", "kleur", "couleur", "code color", "code colour"),
    "uuid": ("uuid", "guid"),
    "id": ("id", "code id", "tag id", "cid"),
}  # fmt: skip
_OURS = frozenset(("codings", "sources", "origin"))  # of our own listing: told by the study, not by a table
_RGB = re.compile(r"(?:rgba?)?\(?\s*(\d{1,3})\s*[,;]\s*(\d{1,3})\s*[,;]\s*(\d{1,3})(?:\s*[,;]\s*[\d.]+)?\s*\)?", re.I)
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_ROOT = re.compile(r"^[^\\]+\\\\")  # "Codes\\\\", over all paths of NVivo


def read(raw: bytes) -> Book:
    """The codebook in the bytes of a CSV file."""
    encoding, note = which(raw)
    try:
        text = raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeError:
        raise QdaError(f"is not valid {encoding}: save it as UTF-8") from None
    head = text.partition("\n")[0]
    refuse_binary(text if "\0" in text else head)  # what a code's texts hold is the person's own
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(LARGEST)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    notes = [str(note)] if note else []  # no encoding can be given for a codebook: the sentence without its code
    try:
        header = next(rows, [])
        at = _columns(header)
        lines = [(row, f"line {rows.line_num}") for row in rows if any(cell.strip() for cell in row)]
    except csv.Error:
        raise QdaError(
            f"line {rows.line_num}: is not a table that can be read: is a quotation mark not closed?"
        ) from None
    known = set(at.values())
    deep = _depths(lines, at)
    if (
        "path" not in at or squashed(header[at["path"]]) != "path"
    ):  # ours parts names, which may hold any sign, by slashes
        _slash(lines, at)
    drafts = [_draft(row, at, where) for row, where in lines]
    if "parent" in at and _by_number(lines, header, at):
        _name_parents(lines, at, drafts)
    elif "parent" not in at and "path" not in at and deep:
        _nest(deep, drafts)
    if "category" in at and "parent" not in at and "path" not in at:
        drafts = _with_categories(lines, at, drafts)
    if (
        "categories" in at and squashed(header[at["categories"]]) != "categories"
    ):  # groups of another program have no rows
        have = {key(code.name) for _, code in drafts}
        groups = {key(g): (g, code.where) for _, code in drafts for g in code.categories if key(g) not in have}
        drafts = [("", DraftCode(name, where=where, level="category")) for name, where in groups.values()] + drafts
    unread = [c for i, c in enumerate(header) if c.strip() and i not in known and key(c) not in _OURS]
    if unread:
        some = ", ".join(" ".join(c.split()) for c in unread[:12]) + (", …" if len(unread) > 12 else "")
        notes.append(f"{len(unread)} column{'s' * (len(unread) > 1)} not read: {some}")
    return Book(_tree(drafts, "name" in at), notes)


def _columns(header: list[str]) -> dict[str, int]:
    words = [squashed(cell) for cell in header]
    at: dict[str, int] = {}
    for field, names in COLUMNS.items():
        found = next((words.index(w) for w in map(squashed, names) if w in words), None)
        if found is not None and found not in at.values():
            at[field] = found
    if "name" not in at and "path" not in at and "category" in at:  # a table of categories alone
        at["name"] = at.pop("category")
    if "definition" not in at and "memo" in at:
        at["definition"] = at.pop("memo")
    if "name" not in at and "path" not in at:
        seen = ", ".join(header[:6]) or "nothing"
        raise QdaError(
            f"line 1: no column says the code's name: one of code, name, tag or path is needed, there is {seen}"
        )
    return at


def _cell(row: list[str], at: dict[str, int], field: str) -> str:
    return undefuse(row[at[field]]).strip() if field in at and at[field] < len(row) else ""


def _depths(lines: list[tuple[list[str], str]], at: dict[str, int]) -> list[int]:
    """Return the depth of each code if the column of levels holds numbers, which are not our levels; [] for all others."""
    cells = [_cell(row, at, "level") for row, _ in lines]
    if not cells or not all(c.isascii() and c.isdigit() and len(c) < 4 for c in cells):
        return []
    del at["level"]
    return [int(c) for c in cells]


def _nest(deep: list[int], drafts: list[tuple[str, DraftCode]]) -> None:
    """Give each code the path that the depths say: it belongs to the nearest one above it that is less deep."""
    above: list[tuple[int, str]] = []
    for i, (n, (_, code)) in enumerate(zip(deep, drafts, strict=True)):
        while above and above[-1][0] >= n:
            above.pop()
        path = f"{above[-1][1]}/{code.name}" if above else code.name
        above.append((n, path))
        drafts[i] = (path, code)


def _by_number(lines: list[tuple[list[str], str]], header: list[str], at: dict[str, int]) -> bool:
    """True if the column of parents holds the numbers that another column gives to the codes."""
    ids = {_cell(row, at, "id") for row, _ in lines} - {""}
    named = {_cell(row, at, "parent") for row, _ in lines} - {"", "0", "-1"}
    if not ids or not named or not named <= ids:
        return False
    return squashed(header[at["parent"]]).endswith("id") or not named <= {_cell(row, at, "name") for row, _ in lines}


def _name_parents(lines: list[tuple[list[str], str]], at: dict[str, int], drafts: list[tuple[str, DraftCode]]) -> None:
    """Give each code the path that the numbers of its parents say."""
    by_id = {_cell(row, at, "id"): i for i, (row, _) in enumerate(lines)}
    up = [by_id.get(_cell(row, at, "parent")) for row, _ in lines]
    for i, (_, code) in enumerate(drafts):
        names, seen, j = [code.name], {i}, up[i]
        while j is not None:
            if j in seen:
                raise QdaError(
                    f"{code.where}: the parents of {code.name!r} lead back to it: one of them must be at the top"
                )
            seen.add(j)
            names.append(drafts[j][1].name)
            j = up[j]
        code.home = ""
        drafts[i] = ("/".join(reversed(names)), code)


def _with_categories(
    lines: list[tuple[list[str], str]], at: dict[str, int], drafts: list[tuple[str, DraftCode]]
) -> list[tuple[str, DraftCode]]:
    """The codes with the categories that a column beside them names; those without a row of their own are made."""
    have = {key(code.name) for _, code in drafts}
    made: dict[str, DraftCode] = {}
    for (row, where), (_, code) in zip(lines, drafts, strict=True):
        category = " ".join(_cell(row, at, "category").split())
        if not category or key(category) == key(code.name):
            continue
        code.home = category
        if key(category) not in have and key(category) not in made:
            made[key(category)] = DraftCode(category, where=where, level="category")
    return [("", c) for c in made.values()] + drafts


def _draft(row: list[str], at: dict[str, int], where: str) -> tuple[str, DraftCode]:
    cells = {
        field: undefuse(row[i]) if i < len(row) else "" for field, i in at.items() if field not in ("id", "category")
    }
    path, parent = cells.pop("path", ""), " ".join(cells.pop("parent", "").split())
    code = DraftCode(cells.pop("name", "") or path, where=where, home=parent)
    memo = cells.pop("memo", "").strip()
    if memo and memo != cells.get("definition", "").strip():
        cells["definition"] = f"{cells.get('definition', '')}\n\n{memo}".strip()
    for field, cell in cells.items():
        setattr(code, field, _list(cell, where) if field in ("aliases", "categories") else cell)
    code.colour = _colour(code.colour.strip())
    return path, code


def _slash(lines: list[tuple[list[str], str]], at: dict[str, int]) -> None:
    """Write paths with backslashes (MAXQDA, NVivo) as ours are; what is the very name of a code stays."""
    names = {_cell(row, at, "name") for row, _ in lines}
    for row, _ in lines:
        for field in ("path", "parent"):
            cell = _cell(row, at, field)
            if "\\" in cell and (field == "path" or cell not in names):
                row[at[field]] = "/".join(p.strip() for p in _ROOT.sub("", cell).split("\\") if p.strip())


def _colour(cell: str) -> str:
    """A colour as #RRGGBB, of one written as three numbers or without the sign."""
    found = _RGB.fullmatch(cell)
    if found and all(int(n) < 256 for n in found.groups()):
        return "#" + "".join(f"{int(n):02x}" for n in found.groups())
    return f"#{cell}" if _HEX.fullmatch(cell) else cell


def _list(cell: str, where: str) -> list[str]:
    """JSON, as we write it, or names parted by semicolons."""
    if not cell.strip().startswith("["):
        return [part.strip() for part in cell.split(";") if part.strip()]
    try:
        return [str(item) for item in json.loads(cell)]
    except ValueError:
        raise QdaError(f"{where}: {cell[:40]!r} is not a list") from None


def _tree(drafts: list[tuple[str, DraftCode]], named: bool) -> list[DraftCode]:
    """Codes put in their homes by their paths.

    With a column for the name, what the path has before it is the home. Without one, the home is the longest other path
    that this one begins with, so that a name with a slash in it stays whole.
    """
    rows: dict[str, list[tuple[int, DraftCode]]] = {}
    for n, (path, code) in enumerate(drafts):
        rows.setdefault(key(path or code.name), []).append((n, code))
    top: list[DraftCode] = []
    parents = Parents(drafts)
    for n, (path, code) in enumerate(drafts):
        home = _home(path, code, rows, named)
        if code.home and not (home and _ends(home, code.home)):
            if home:
                raise QdaError(f"{code.where}: the path {path!r} and the parent {code.home!r} name two homes: keep one")
            held_by = parents.of(code)
            (held_by.codes if held_by else top).append(code)
            code.home = "" if held_by else code.home
            continue
        code.home = ""
        if not home:
            top.append(code)
        elif key(home) in rows:
            held = rows[key(home)]  # the nearest row above, when two paths read alike
            held[max((i for i, (m, _) in enumerate(held) if m < n), default=0)][1].codes.append(code)
            if not named:
                code.name = path[len(home) + 1 :]
        else:
            code.home = home
            top.append(code)
    parents.reach(top)
    return top


def _ends(path: str, last: str) -> bool:
    """True if a path is, or ends in, another."""
    return f"/{key(path)}".endswith(f"/{key(last)}")


class Parents:
    """The codes of the file that a column `parent` may name: by name, or by a path when several have the name."""

    def __init__(self, drafts: list[tuple[str, DraftCode]]) -> None:
        self.drafts = drafts
        self.named: dict[str, list[tuple[str, DraftCode]]] = {}
        for path, code in drafts:
            above = path[: -len(code.name) - 1] if _ends(path, code.name) else ""
            self.named.setdefault(key(code.name), []).append((above or code.home, code))

    def of(self, code: DraftCode) -> DraftCode | None:
        """The code of the file that is the home of one; None when the file has none of that name."""
        found = [c for _, c in self.named.get(key(code.home), ())]
        if not found:
            found = self._by_path(code.home)
        others = [c for c in found if c is not code]
        if len(others) > 1:
            where = ", ".join(c.where for c in others[:5])
            raise QdaError(
                f"{code.where}: the parent {code.home!r} of {code.name!r} is any of {len(others)} codes ({where}): give its path"
            )
        if found and not others:
            raise QdaError(f"{code.where}: {code.name!r} is named as its own parent")
        return others[0] if others else None

    def _by_path(self, path: str) -> list[DraftCode]:
        at = path.find("/")
        while at > 0:
            above, last = path[:at], key(path[at + 1 :])
            hits = [c for home, c in self.named.get(last, ()) if home and (_ends(above, home) or _ends(home, above))]
            if hits:
                return hits
            at = path.find("/", at + 1)
        return []

    def reach(self, top: list[DraftCode]) -> None:
        """Refuses codes that are each other's home."""
        found = {id(code) for code in walk(top)}
        for _, code in self.drafts:
            if id(code) not in found:
                raise QdaError(
                    f"{code.where}: the parents of {code.name!r} lead back to it: one of them must be at the top"
                )


def _home(path: str, code: DraftCode, rows: dict[str, list[tuple[int, DraftCode]]], named: bool) -> str:
    if not path or (named and key(path) == key(code.name)):
        return ""
    if named:
        if not path.endswith("/" + code.name):
            raise QdaError(f"{code.where}: the path {path!r} does not end in the code's name {code.name!r}")
        return path[: -len(code.name) - 1]
    at = path.rfind("/")
    while at > 0:
        if key(path[:at]) in rows:
            return path[:at]
        at = path.rfind("/", 0, at)
    return ""
