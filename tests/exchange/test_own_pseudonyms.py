"""Rows of qda's own while people are shown by pseudonym: no name in any cell, and all that is counted fits the shown text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from own_data import empty, rows, take, written

from qda.ops.coding import coding
from qda.ops.sources import edit, import_list, pseudonyms
from qda.ops.sources.masking import Veiled
from qda.ops.theory import categories, memos, relations
from qda.store import check, project
from qda.store.analysis import codings
from qda.store.exchange import carried
from qda.store.exchange.carried import Carried
from qda.store.project import Study
from qda.store.revisions.segments import inside, own_words
from qda.store.texts import sources

TALK = """Interviewer: Hoe was het in Loenersloot, mevrouw Hogendoorn?

Trijntje Hogendoorn: Goed. Ik sprak Wiebe van der Meulen over vertrouwen. Hogendoorns plan is af, zei Trijntje
Hogendoorn.

Interviewer: En daarna?

Wiebe van der Meulen: TRIJNTJE zegt dat ook. Vertrouwen groeit, zei ik tegen Trijntje.
"""
NOTHING = "Een tekst zonder iemand. Vertrouwen, zegt men.\n"
NAMES = ("hogendoorn", "trijntje", "wiebe", "meulen")


@pytest.fixture
def named(tmp_path: Path) -> Iterator[Study]:
    """A study full of names, shown by pseudonym."""
    folder = tmp_path / "named"
    with project.create(folder / "qda.db", name="Het plan van Trijntje", coder="anna", language="nl") as study:
        (folder / "gesprek-hogendoorn.txt").write_text(TALK, encoding="utf-8")
        (folder / "los.txt").write_text(NOTHING, encoding="utf-8")
        import_list.import_texts(study, [str(folder / "gesprek-hogendoorn.txt"), str(folder / "los.txt")])
        edit.set_values(study, "gesprek-hogendoorn", {"plaats": "bij Trijntje", "title": "Gesprek met Trijntje"})
        for quote, code in (
            ("sprak Wiebe van der Meulen over vertrouwen", "vertrouwen"), ("rijntje\nHogendoor", "half een naam"),
            ("Hogendoorns plan is af, zei Trijntje\nHogendoorn", "plan van Hogendoorn"), ("groeit", "groei"),
        ):  # fmt: skip
            coding.code(study, "gesprek-hogendoorn", [code], quote=quote, note="Wiebe zei het")
        coding.code(study, "los", ["vertrouwen"], quote="Vertrouwen")
        for code in ("vertrouwen", "plan van Hogendoorn"):
            categories.category(study, code)
        relations.relate(study, "vertrouwen", "causes", "plan van Hogendoorn", note="volgens Trijntje")
        text = "Wiebe en [[participant:Wiebe van der Meulen]] over [[segment:gesprek-hogendoorn#4]]."
        memos.add(study, text, title="Over Trijntje", on=["coding:1", "segment:gesprek-hogendoorn#4"])
        with study.change("test") as c:
            xml = '<PDFSelection name="zei Trijntje &amp; co"><Description>Hogendoorn &lt;b&gt;</Description></PDFSelection>'
            file = {"path": "internal://hogendoorn.pdf", "sha256": "0" * 64, "bytes": 3, "name": "0.pdf"}
            carried.add(c, [Carried("area", "a1", 1, "", xml, (file,), "vlak van Wiebe", "NVivo")])
            c.summary = "carried"
        (tmp_path / "keys").mkdir()
        pseudonyms.pseudonymise(study, str(tmp_path / "keys" / "key.csv"))
        yield study


def test_no_cell_has_a_name_and_the_study_is_whole(named: Study, tmp_path: Path) -> None:
    veiled = Veiled(named)
    lines = written(named, shown=veiled)
    told = "".join(lines).casefold()
    assert not [n for n in NAMES if n in told]
    assert "anna" in told, "coders are shown by their own names"
    assert len(lines) == len(written(named)), "nothing but names is left out"
    shown = {}
    for id, uuid, name, text in named.db.execute("select id, uuid, name, text from source"):
        borders = [x for s in sources.segments(named.db, id) for x in (s.start, s.end)]
        page = veiled.page(text, name, borders)
        shown[uuid] = text if page is None else page.text
    with empty(tmp_path / "other" / "qda.db") as other:
        take(other, lines, shown.__getitem__)
        db = other.db
        assert list(check.run(db)) == []
        quotes = {c: t[a:b] for c, t, a, b in db.execute(
            'select c.name, s.text, g.start, g."end" from coding g join code c on c.id = g.code join source s '
            "on s.id = g.source where s.id = 1"
        )}  # fmt: skip
        assert quotes["groei"] == "groeit"
        assert quotes["vertrouwen"].startswith("sprak P") and quotes["vertrouwen"].endswith("over vertrouwen")
        assert len(quotes) == 4 and quotes["half een naam"].startswith("P"), "a part of a name is the whole pseudonym"
        for source, layout in sources.layouts(db, [1, 2]):
            for s in layout.segments:
                assert s.words == own_words(layout.text, s, inside(layout.segments, s.id))
            counted = [s.words for s in layout.segments if s.kind not in sources.UNCOUNTED]
            assert db.execute("select words from source where id = ?", (source,)).fetchone() == (sum(counted),)
            for start, end, *place in db.execute(
                'select start, "end", words, segment, last_segment, characters from coding where source = ?', (source,)
            ):
                assert tuple(place) == codings.place(layout, start, end)
        assert db.execute("select count(*) from link where segment is not null and place = 'text'").fetchone() == (1,)
        (files,) = db.execute("select files from carried").fetchone()
        assert json.loads(files)[0]["bytes"] == 3


def test_a_source_without_names_is_as_it_is(named: Study) -> None:
    plain, veiled = written(named), written(named, shown=Veiled(named))
    apart = [(a, b) for a, b in zip(plain, veiled, strict=True) if a != b]
    assert not [a for a, _ in apart if rows(a)[0] == "source" and rows(a)[2] == "los"]
    assert all(rows(a)[1] == rows(b)[1] for a, b in apart if rows(a)[0] not in ("setting", "segment", "value")), (
        "uuids stay"
    )


def test_the_same_study_by_pseudonym_is_the_same_bytes(named: Study) -> None:
    assert written(named, shown=Veiled(named)) == written(named, shown=Veiled(named))
