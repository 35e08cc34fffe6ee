"""Codes and piles of another qda into a study: by uuid, else by path; the others are made, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterable

from qda.core.names import key
from qda.store.exchange.reading import Block, Row, wrong
from qda.store.exchange.shape import Shape
from qda.store.exchange.standing import Standing


def take(t: Standing, shape: Shape, blocks: Iterable[Block]) -> None:
    """Take the file's codes, or piles, in; codes that had no home come under `into`."""
    table, into = shape.table, t.into if shape.table == "code" else None
    rows: list[Row] = []
    lines: list[int] = []
    for block in blocks:
        rows += block.rows
        lines += range(block.line, block.line + len(block.rows))
    parent, name, named = (shape.at(n) for n in ("parent", "name", "key"))
    uuid = shape.uuid
    homes = [row[parent] for row in rows]  # places, 1 for the first
    for home, line in zip(homes, lines, strict=True):
        if home is not None and not 1 <= home <= len(rows):
            raise wrong(line, f"names {table} {home}, which the file does not have")
    by_uuid: dict[str, int] = {}
    for n in range(0, len(rows), 1000):
        by_uuid |= t.found_by_uuid(table, [row[uuid] for row in rows[n : n + 1000]])
    by_path = {(k, p): id for id, k, p in t.db.execute(f"select id, key, parent from {table}")}
    stands = [0] * len(rows)  # the study's code; minus the place of the row in the file for one that is to be made
    first: dict[tuple[str, int | None], int] = {}
    for i in _parents_first(table, homes, lines):
        row, home = rows[i], homes[i]
        row[named] = key(row[name])
        at = stands[home - 1] if home is not None else into
        place = (row[named], at)
        stands[i] = by_uuid.get(row[uuid], 0) or by_path.get(place, 0) or first.get(place, 0)
        if not stands[i]:
            stands[i] = first[place] = -(i + 1)
    new = [i for i, id in enumerate(stands) if id == -(i + 1)]
    numbers = {-(i + 1): n for n, i in enumerate(new, t.c.next_id(table))}
    ids = [numbers.get(id, id) for id in stands]
    has_core = t.db.execute("select 1 from code where level = 'core'").fetchone()
    made: list[Row] = []
    for i, (row, line) in enumerate(zip(rows, lines, strict=True)):
        home = homes[i]
        row[parent] = None
        t.refer(shape, row, line)
        row[parent] = ids[home - 1] if home is not None else into
        if stands[i] > 0:
            t.compare(shape, ids[i], row, ("parent",) if home is None and into else ())
        elif stands[i] == -(i + 1):
            level = shape.at("level")
            if table == "code" and row[level] == "core" and has_core:
                row[level] = "category"
                t.notes.append(f"{row[name]!r} came in as a category: the study has a core category")
            made.append(row)
        else:  # a code of the file that another one of it stands for
            t.fates[table].joined += 1
            t.renamed[row[uuid]] = rows[-stands[i] - 1][uuid]
    t.insert(shape, made, [lines[i] for i in new])
    t.ids[table].extend(ids)


def _parents_first(table: str, homes: list[int | None], lines: list[int]) -> list[int]:
    """Return the places of rows so that a code or pile comes after its home; refused where some lie under themselves."""
    children: dict[int | None, list[int]] = {}
    for i, home in enumerate(homes):
        children.setdefault(None if home is None else home - 1, []).append(i)
    out = list(children.get(None, ()))
    for i in out:  # grows on the way
        out += children.get(i, ())
    if len(out) < len(homes):
        left = set(range(len(homes))) - set(out)
        raise wrong(lines[min(left)], f"is a {table} that lies under itself")
    return out
