"""Every figure of the reports, computed again slowly from the JSON of `codings` and `source show`, on random studies.

The reference knows the contract and nothing of the code: it is given what a person could print, and the tree of codes
that the study was made with.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from qda.cli.app import run
from qda.core.drafts import Draft, DraftSegment
from qda.store import project
from qda.store.analysis import codings as stored
from qda.store.file.ids import new_uuid
from qda.store.texts import intake, sources

PEOPLE = ("Ada Bos", "Bram Kok", "Cato Vos", "Dirk Mol")
RESEARCHER = "Resa Zoeker"
INNER = ("quoted", "note", "boilerplate")
WORDS = "de raad van stad kiest voor een lange weg, en dat is goed. Vertrouwen groeit… langzaam 😀 bij één".split()  # noqa: SIM905
Json = dict[str, Any]


def printed(folder: Path, *words: str) -> Any:
    """What a command line prints as JSON."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()) as said:
        status = run(["--project", str(folder / "qda.db"), *words, "--format", "json"])
    assert status == 0, said.getvalue()
    out.flush()
    return json.loads(raw.getvalue())


def _some(rng: random.Random, least: int, most: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(least, most)))


def _draft(rng: random.Random, name: str) -> Draft:
    """A thread: posts of people and of a researcher, some with a part quoted inside, some boilerplate between."""
    text, segments = "", []
    for _ in range(rng.randint(2, 5)):
        text += "\n\n" if text else ""
        start = len(text)
        if rng.random() < 0.2:
            text += _some(rng, 1, 5)
            segments.append(DraftSegment("boilerplate", start, len(text)))
            continue
        who = rng.choice((*PEOPLE, RESEARCHER))
        text += _some(rng, 2, 12)
        inner = None
        if rng.random() < 0.4:
            text += "\n"
            inner = len(text), len(text := text + _some(rng, 1, 6))
            text += "\n" + _some(rng, 2, 8) if rng.random() < 0.7 else ""
        role = "researcher" if who == RESEARCHER else "participant"
        segments.append(DraftSegment("post", start, len(text), who, role=role))
        if inner:
            segments.append(DraftSegment("quoted", *inner, parent=len(segments) - 1))
    return Draft(name, text, "forum", language="nl", segments=segments, sha256=name)


@dataclass
class Made:
    """A random study and what only its maker knows: homes, memberships, levels."""

    folder: Path
    under: dict[str, set[str]] = field(default_factory=dict)  # code -> itself and all codes under it
    level: dict[str, str] = field(default_factory=dict)


def make(folder: Path, seed: int) -> Made:
    """A study by seed: a tree of codes with memberships (now and then a ring), codings by two coders anywhere."""
    rng = random.Random(seed)
    made = Made(folder)
    names = [f"code {n}" for n in range(9)]
    below: dict[str, set[str]] = {n: set() for n in names}
    with project.create(folder / "qda.db", name="study", coder="anna", language="nl") as study:
        with study.change("import") as c:
            writer = intake.Writer(c)
            for n in range(rng.randint(1, 4)):
                writer.add(f"s{n}", _draft(rng, f"s{n}"))
            writer.flush()
        with study.change("code") as c:
            ids: dict[str, int] = {}
            for n, name in enumerate(names):
                home = rng.choice(names[:n]) if n and rng.random() < 0.6 else None
                made.level[name] = rng.choice(("code", "code", "focused", "category"))
                ids[name] = c.insert(
                    "code", uuid=new_uuid(), name=name, key=name, parent=ids[home] if home else None,
                    level=made.level[name], origin="hand", coder=c.coder_id, created_at=c.at,
                )  # fmt: skip
                if home:
                    below[home].add(name)
            for _ in range(4):
                a, b = rng.sample(names, 2)  # a ring is possible: it does no harm
                if b not in below[a] and a not in below[b]:
                    c.insert("membership", code=ids[b], category=ids[a])
                    below[a].add(b)
            ben = c.insert("coder", uuid=new_uuid(), name="ben", key="ben", created_at=c.at)
            seen: set[tuple[Any, ...]] = set()
            for _ in range(rng.randint(5, 60)):
                source = rng.choice([i for (i,) in c.db.execute("select id from source")])
                layout = sources.layout(c.db, source)
                start, end = sorted(rng.sample(range(len(layout.text) + 1), 2))
                if rng.random() < 0.7:  # most are short
                    end = min(end, start + rng.randint(1, 40))
                code, coder = ids[rng.choice(names)], rng.choice((c.coder_id, ben))
                if (source, start, end, code, coder) not in seen:
                    seen.add((source, start, end, code, coder))
                    origin = rng.choice(("hand", "autocode"))
                    id = stored.add(c, source, layout, start, end, code, coder=coder, origin=origin,
                                    confirmed=origin == "hand" or rng.random() < 0.5)  # fmt: skip
                    c.update("coding", id, pinned=int(rng.random() < 0.1))
    for top in names:
        todo, all_ = [top], {top}
        while todo:
            for name in below[todo.pop()] - all_:
                all_.add(name)
                todo.append(name)
        made.under[top] = all_
    return made


class Reference:
    """The contract's definitions, one after the other, on lists of printed codings."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.codings: list[Json] = printed(made.folder, "codings")
        self.source: dict[str, Json] = {
            r["source"]: printed(made.folder, "source", "show", r["source"])
            for r in printed(made.folder, "source", "list")
        }
        self.order = [r["code"] for r in printed(made.folder, "codebook", "list")]

    def segment_at(self, source: str, at: int) -> Json:
        """The innermost segment that holds the position; in a blank between two, the next one in the text."""
        segments: list[Json] = self.source[source]["segments"]
        holding = [s for s in segments if s["start"] <= at < s["end"]]
        if holding:
            return max(holding, key=lambda s: int(s["start"]))
        after = [s for s in segments if s["start"] > at]
        return min(after, key=lambda s: int(s["start"])) if after else segments[-1]

    def signs(self, of: list[Json], researchers: bool = False) -> dict[str, set[int]]:
        """By source the characters covered by these codings that count, each once."""
        out: dict[str, set[int]] = {}
        for g in of:
            own = self.segment_at(g["source"], g["start"])
            for at in range(g["start"], g["end"]):
                holding = [s for s in self.source[g["source"]]["segments"] if s["start"] <= at < s["end"]]
                if not holding:
                    continue
                s = max(holding, key=lambda s: int(s["start"]))
                if s["kind"] == "boilerplate" or (s["kind"] in INNER and s["n"] != own["n"]):
                    continue
                if s["author"] == RESEARCHER and not researchers:
                    continue
                out.setdefault(g["source"], set()).add(at)
        return out

    def of(self, code: str) -> list[Json]:
        return [g for g in self.codings if g["code"] == code]

    def with_codes(self, code: str) -> list[Json]:
        return [g for g in self.codings if g["code"] in self.made.under[code]]

    def figures(self, of: list[Json]) -> dict[str, int]:
        """What is counted of a list of codings, but words and characters."""
        places = {(g["source"], g["start"], g["end"]) for g in of}
        return {
            "codings": len(of),
            "stretches": len(places),
            "segments": len({(g["source"], g["segment"]) for g in of}),
            "sources": len({g["source"] for g in of}),
            "participants": len({g["author"] for g in of} - {None, RESEARCHER}),
            "unconfirmed": sum(not g["confirmed"] for g in of),
            "codings_researcher": sum(g["author"] == RESEARCHER for g in of),
        }

    def nearly(self, of: list[Json], words: int, characters: int) -> None:
        """Words and characters of the covered text: blanks between parts may be counted, letters just once."""
        signs = self.signs(of)
        text = {s: self.source[s]["text"] for s in signs}
        dark = sum(not text[s][i].isspace() for s, all_ in signs.items() for i in all_)
        blank = sum(
            text[g["source"]][i].isspace() for g in of if g["source"] in text for i in range(g["start"], g["end"])
        )
        assert dark <= characters <= dark + blank
        runs = sum(
            sum(1 for i in all_ if not text[s][i].isspace() and (i - 1 not in all_ or text[s][i - 1].isspace()))
            for s, all_ in signs.items()
        )
        cuts = 2 * len(of)  # stretches that touch in the middle of a word are two words or one
        assert runs <= words <= runs + cuts
        if not blank:
            assert characters == dark


def frequencies(ref: Reference, folder: Path) -> None:
    total = len(ref.codings)
    rows = printed(folder, "report", "frequencies")
    assert [r["code"] for r in rows] == [r["code"] for r in printed(folder, "codebook", "list")]
    assert sum(r["codings"] for r in rows) == total == printed(folder, "info")["codings"]
    for r in rows:
        own, more = ref.of(r["code"]), ref.with_codes(r["code"])
        assert {k: r[k] for k in ref.figures(own)} == ref.figures(own)
        assert r["level"] == ref.made.level[r["code"]]
        assert (r["codings_with_codes"], r["stretches_with_codes"]) == (
            len(more), ref.figures(more)["stretches"],
        )  # fmt: skip
        assert r["share"] == pytest.approx(len(own) / total, abs=1e-4)
        ref.nearly(own, r["words"], r["characters"])
    for r in printed(folder, "report", "frequencies", "--level", "category"):
        more = ref.with_codes(r["code"])
        assert r["level"] in ("category", "core")
        assert {k: r[k] for k in ref.figures(more)} == ref.figures(more)
        assert r["share"] == pytest.approx(len(more) / total, abs=1e-4)
        ref.nearly(more, r["words"], r["characters"])
        (alone,) = printed(folder, "report", "frequencies", "--level", "category", "--code", r["code"])
        assert alone["codings"] == r["codings"] and alone["share"] == (1.0 if more else 0.0)
    frequencies_by(ref, folder)


def frequencies_by(ref: Reference, folder: Path) -> None:
    for by in ("source", "participant", "coder", "kind"):

        def value(g: Json, by: str = by) -> Any:
            if by == "kind":
                return ref.segment_at(g["source"], g["start"])["kind"]
            return g["author"] if by == "participant" else g[by]

        rows = printed(folder, "report", "frequencies", "--by", by)
        assert sum(r["codings"] for r in rows) == len(ref.codings)
        per = Counter(value(g) for g in ref.codings)
        for r in rows:
            own = [g for g in ref.of(r["code"]) if value(g) == r[by]]
            more = [g for g in ref.with_codes(r["code"]) if value(g) == r[by]]
            assert {k: r[k] for k in ref.figures(own)} == ref.figures(own)
            assert r["codings_with_codes"] == len(more) > 0
            assert r["share"] == pytest.approx(len(own) / per[r[by]], abs=1e-4)
        for measure, wanted in (("codings", ref.of), ("stretches_with_codes", ref.with_codes)):
            wide = printed(folder, "report", "frequencies", "--by", by, "--wide", "--measure", measure)
            assert {r[by] for r in wide} == set(per)
            for r in wide:
                assert set(r) == {by, *ref.made.level}
                for code in ref.made.level:
                    here = [g for g in wanted(code) if value(g) == r[by]]
                    assert r[code] == (len(here) if measure == "codings" else ref.figures(here)["stretches"])


def cooccurrence(ref: Reference, folder: Path) -> None:
    for within, across in product(("overlap", "segment", "source"), (False, True)):
        for coder in (None, "anna", "ben"):
            these = [g for g in ref.codings if coder in (None, g["coder"])]
            if coder and not these:
                continue
            words = [
                "--within",
                within,
                *(["--across-coders"] if across else []),
                *(["--coder", coder] if coder else []),
            ]
            got = printed(folder, "report", "cooccurrence", *words)
            assert [tuple(r.values()) for r in got] == going_together(ref, these, within, across), words


def going_together(ref: Reference, these: list[Json], within: str, across: bool) -> list[tuple[Any, ...]]:
    """The rows of `cooccurrence` from pairs of printed codings, and from lists of single characters."""

    def touches(g: Json) -> set[int]:
        return {s["n"] for s in ref.source[g["source"]]["segments"] if s["start"] < g["end"] and g["start"] < s["end"]}

    def together(x: Json, y: Json) -> bool:
        if x["source"] != y["source"] or not (across or x["coder"] == y["coder"]):
            return False
        if within == "source":
            return True
        if within == "segment":
            return bool(touches(x) & touches(y))
        return bool(x["start"] < y["end"] and y["start"] < x["end"])

    of = {c: [g for g in these if g["code"] == c] for c in ref.made.level}
    signs = {
        c: {(None if across else g["coder"], g["source"], i) for g in held for i in range(g["start"], g["end"])}
        for c, held in of.items()
    }
    order = ref.order
    rows: list[tuple[Any, ...]] = []
    for n, a in enumerate(order):
        for b in order[n + 1 :]:
            k = sum(together(x, y) for x, y in product(of[a], of[b]))
            if not k:
                continue
            na, nb = len(of[a]), len(of[b])
            c = k / (na + nb - k) if na + nb > k else 2
            jaccard = len(signs[a] & signs[b]) / len(signs[a] | signs[b])
            rows.append((a, b, k, na, nb, round(jaccard, 4), round(c, 4) if 0 <= c <= 1 else None))
    return rows


def categories(ref: Reference, folder: Path) -> None:
    tops = [c for c, level in ref.made.level.items() if level == "category"]
    rows = printed(folder, "report", "categories")
    assert [r["category"] for r in rows] == sorted(
        tops, key=lambda c: (-ref.figures(ref.with_codes(c))["stretches"], c)
    )
    with project.open_study(folder / "qda.db") as study:
        pinned = {i for (i,) in study.db.execute("select id from coding where pinned")}
    place = {s: n for n, s in enumerate(ref.source)}
    for r in rows:
        of, figures = ref.with_codes(r["category"]), ref.figures(ref.with_codes(r["category"]))
        assert {k: r[k] for k in ("codings", "stretches", "sources", "participants")} == {
            k: figures[k] for k in ("codings", "stretches", "sources", "participants")
        }
        assert r["codes"] == len(ref.made.under[r["category"]]) - 1 >= r["new_codes_recent"]
        assert r["first"] == min((g["created_at"] for g in of), default=None)
        assert r["last"] == max((g["created_at"] for g in of), default=None)
        assert [q["id"] for q in r["quotes"]] == chosen(of, pinned, place, 5)
        assert {g["id"] for g in printed(folder, "quotes", r["category"])} == {g["id"] for g in of}
        shown = printed(folder, "axial", "show", r["category"])
        assert {k: shown[k] for k in ("codings", "stretches", "sources", "participants")} == {
            k: figures[k] for k in ("codings", "stretches", "sources", "participants")
        }
        assert {*shown["codes"], r["category"]} == ref.made.under[r["category"]]
    for r in printed(folder, "selective", "candidates"):
        figures = ref.figures(ref.with_codes(r["category"]))
        assert {k: r[k] for k in ("codings", "stretches", "sources", "participants")} == {
            k: figures[k] for k in ("codings", "stretches", "sources", "participants")
        }
        assert r["relations"] == r["memos"] == 0 and not r["linked_share"]


def chosen(of: list[Json], pinned: set[int], place: dict[str, int], n: int) -> list[int]:
    """Pinned, another participant, another source, confirmed, 8 to 60 words, text order; a researcher's last."""
    left, out = list(of), list[Json]()
    while left and len(out) < n:
        people, held = {g["author"] for g in out} | {None, RESEARCHER}, {g["source"] for g in out}
        best = min(
            left,
            key=lambda g: (
                g["id"] not in pinned, g["author"] == RESEARCHER and g["id"] not in pinned, g["author"] in people,
                g["source"] in held, not g["confirmed"], not 8 <= counted(g) <= 60, place[g["source"]], g["start"],
                g["end"], g["id"],
            ),
        )  # fmt: skip
        out.append(best)
        left = [g for g in left if (g["source"], g["start"], g["end"]) != (best["source"], best["start"], best["end"])]
    return [g["id"] for g in out]


def counted(g: Json) -> int:
    return int(g["words"])


def evidence(ref: Reference, folder: Path) -> None:
    want: Counter[tuple[int, str | None]] = Counter()
    for g in ref.codings:
        over = [c for c in ref.made.under if ref.made.level[c] == "category" and g["code"] in ref.made.under[c]]
        want.update((g["id"], c) for c in over or (None,))
    assert Counter((r["coding"], r["category"]) for r in printed(folder, "report", "evidence")) == want


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_again(tmp_path: Path, seed: int) -> None:
    made = make(tmp_path, seed)
    ref = Reference(made)
    with project.open_study(
        tmp_path / "qda.db"
    ) as study:  # how many words of a coding count is tested in `frequencies`
        words = dict(study.db.execute("select id, words from coding"))
    for g in ref.codings:
        g["words"] = words[g["id"]]
        assert g["text"] == ref.source[g["source"]]["text"][g["start"] : g["end"]]
        assert g["segment"] == ref.segment_at(g["source"], g["start"])["n"]
    frequencies(ref, tmp_path)
    cooccurrence(ref, tmp_path)
    categories(ref, tmp_path)
    evidence(ref, tmp_path)
