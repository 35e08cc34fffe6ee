"""QualCoder's drawings of codes and categories, as graphs of REFI-QDA that are only carried."""

from __future__ import annotations

from qda.core.projects import GraphForm
from qda.importers.projects.native_forms import Identifiers, colour
from qda.importers.projects.refi_pieces import element
from qda.importers.projects.sqlite_files import Foreign, label, number, text

# Tables of what a drawing shows: what each stands for, by the columns with its number.
_SHOWN = (
    ("gr_cdct_text_item", "displaytext", (("cid", "code_name"), ("catid", "code_cat"))),
    ("gr_case_text_item", "displaytext", (("caseid", "cases"),)),
    ("gr_file_text_item", "displaytext", (("fid", "source"),)),
    ("gr_free_text_item", "free_text", (("freetextid", ""),)),
)
_LINES = ("gr_cdct_line_item", "gr_free_line_item")
_ENDS = (
    ("cid", "code_name"),
    ("catid", "code_cat"),
    ("caseid", "cases"),
    ("fileid", "source"),
    ("freetextid", ""),
)


def graphs(db: Foreign, ids: Identifiers) -> list[GraphForm]:
    """Return a project's drawings: texts are vertices, lines between them edges; pictures and film in them are left out."""
    vertices: dict[int, dict[tuple[str, int], str]] = {}
    drawn: dict[int, list[str]] = {}
    for table, words, means in _SHOWN:
        columns = [column for column, _ in means]
        for n, row in enumerate(db.rows(table, "grid", "x", "y", "color", words, *columns)):
            graph, x, y, tint, said, *numbers = row
            of = number(graph)
            what = next(
                ((to, k) for (_, to), v in zip(means, numbers, strict=True) if (k := number(v)) is not None), None
            )
            if of is None or what is None:
                continue
            guid = ids("graph", of, table, n)
            vertices.setdefault(of, {}).setdefault(what, guid)
            attributes: dict[str, object] = {
                "guid": guid,
                "representedGUID": ids(*what) if what[0] else "",
                "name": label(said),
                "firstX": number(x) or 0,
                "firstY": number(y) or 0,
                "color": colour(tint),
            }
            drawn.setdefault(of, []).append(element("Vertex", attributes))
    for table in _LINES:
        columns = [f"{side}{column}" for side in ("from", "to") for column, _ in _ENDS]
        for n, row in enumerate(db.rows(table, "grid", "color", "label", *columns)):
            graph, tint, said, *numbers = row
            of = number(graph)
            known = vertices.get(of, {}) if of is not None else {}
            half = len(_ENDS)
            ends = [
                next(
                    (
                        known[key]
                        for (_, to), v in zip(_ENDS, part, strict=True)
                        if (key := (to, number(v) or 0)) in known
                    ),
                    "",
                )
                for part in (numbers[:half], numbers[half:])
            ]
            if of is not None and all(ends):
                attributes = {
                    "guid": ids("graph", of, table, n),
                    "name": label(said),
                    "sourceVertex": ends[0],
                    "targetVertex": ends[1],
                    "color": colour(tint),
                }
                drawn.setdefault(of, []).append(element("Edge", attributes))
    out = []
    for number_, name in db.rows("graph", "grid", "name"):
        if (of := number(number_)) is not None:
            guid = ids("graph", of)
            out.append(
                GraphForm(guid, text(name), element("Graph", {"guid": guid, "name": text(name)}, drawn.get(of, [])))
            )
    return out
