"""Where what came in meets what was there: links to things that are back, places of codings, the storyline, and a last look."""

from __future__ import annotations

import re

from qda.core.projects import derived
from qda.store.analysis import links, theory
from qda.store.exchange.reading import wrong
from qda.store.exchange.standing import Standing
from qda.store.revisions import segments
from qda.store.texts import sources

_KIND = {"source": "source", "coding": "coding", "code": "code", "property": "property", "relation": "relation",
         "participant": "participant", "memo": "other", "comparison": "comparison", "negative": "negative",
         "sampling": "sampling"}  # fmt: skip


class Seam:
    """Made before the rows come in; `close` joins them to the study."""

    def __init__(self, t: Standing) -> None:
        self.t = t
        self._story = theory.storyline(t.db)

    def close(self) -> None:
        """Join what came in to what was there; refused where a row that came in does not fit the others of the file."""
        t = self.t
        self._without_place()
        self._look_at_segments()
        for table, column in _KIND.items():
            for link, id in t.db.execute(
                f"select l.id, x.id from link l join {table} x on x.uuid = l.uuid where l.{column} is null"
            ).fetchall():
                t.c.update("link", link, **{column: id})
        self._look_at_links()
        for source, layout in sources.layouts(t.db, t.torn):
            segments.place_codings(t.c, source, layout, [s.id for s in layout.segments])
        self._tell_on()

    def _without_place(self) -> None:
        """Leave decisions out that came in and all of whose places did not."""
        t = self.t
        for (id,) in t.db.execute(
            "select id from decision where id >= ? and id not in (select decision from decision_place)",
            (t.first["decision"],),
        ).fetchall():
            t.c.delete("decision", id)
            t.fates["decision"].new -= 1
            t.fates["decision"].left["a place whose codings are not here"] += 1

    def _look_at_segments(self) -> None:
        """Refuse segments that overlap, or that belong to segments of other sources."""
        t = self.t
        first = t.first["segment"]
        for column in ("parent", "reply_to"):
            row = t.db.execute(
                f"select s.id from segment s join segment o on o.id = s.{column} where s.id >= ? and o.source <> s.source",
                (first,),
            ).fetchone()
            if row:
                raise wrong(t.line("segment", row[0]), f"has a segment of another source as {column}")
        for column in ("segment", "last_segment"):
            row = t.db.execute(
                f"select g.id from coding g join segment m on m.id = g.{column} where g.id >= ? and m.source <> g.source",
                (t.first["coding"],),
            ).fetchone()
            if row:
                raise wrong(t.line("coding", row[0]), "lies in a segment of another source")
        outer = (0, 0, 0)
        for id, source, parent, start, end in t.db.execute(
            'select id, source, parent, start, "end" from segment where id >= ? order by source, n', (first,)
        ):
            if parent is None:
                if outer[0] == source and start < outer[2]:
                    raise wrong(t.line("segment", id), "begins before the segment in front of it ends")
                outer = (source, start, end)
            elif outer[0] != source or not outer[1] <= start < end <= outer[2]:
                raise wrong(t.line("segment", id), "does not lie inside the segment that it belongs to")

    def _look_at_links(self) -> None:
        """Refuse links in texts that no row of the file explains, and rows that name another thing than they point at."""
        t = self.t
        for table, column in _KIND.items():
            row = t.db.execute(
                f"select l.id from link l join {table} x on x.id = l.{column} where l.id >= ? and x.uuid <> l.uuid",
                (t.first["link"],),
            ).fetchone()
            if row:
                raise wrong(t.line("link", row[0]), f"points at another {table} than it names")
        for holder, column in links.HOLDERS.items():
            for id, text in t.db.execute(
                f"select id, {column} from {holder} where id >= ? and instr({column}, '[[')", (t.first[holder],)
            ).fetchall():
                rows = t.db.execute(f"select kind, uuid from link where {holder} = ? and place = 'text'", (id,))
                known = set(rows)
                for m in re.finditer(links.IN_TEXT, text):
                    if (m[1], m[2]) not in known:
                        raise wrong(t.line(holder, id), f"has a link [[{m[1]}:{m[2]}]] that no line explains")

    def _tell_on(self) -> None:
        """Where the study has a storyline of its own, let it stay the one that stands, after the versions that came in."""
        t, was = self.t, self._story
        if was is None or not t.fates["storyline"].new:
            return
        (id, text, coder) = t.db.execute("select id, text, coder from storyline where uuid = ?", (was.uuid,)).fetchone()
        if id in t.ids["storyline"]:
            return  # the file goes on from it
        last = t.db.execute("select uuid from storyline order by id desc limit 1").fetchone()[0]
        again = t.c.insert(
            "storyline", uuid=derived(was.uuid, "again", last), text=text, coder=coder, created_at=t.c.at
        )
        names = [n for n in t.c.columns("link") if n not in ("storyline", "created_at")]
        quoted = ", ".join(f'"{n}"' for n in names)
        for row in t.db.execute(f"select {quoted} from link where storyline = ? order by id", (id,)).fetchall():
            values = dict(zip(names, row, strict=True))
            t.c.insert("link", **{n: v for n, v in values.items() if v is not None}, storyline=again, created_at=t.c.at)
        n = t.fates["storyline"].new
        t.notes.append(f"the storyline stays as it is here; {n} version{'s' * (n > 1)} came in before it")
