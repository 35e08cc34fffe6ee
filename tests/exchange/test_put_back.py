"""What came with other programs' projects goes back into an export: where it was, valid whatever it was like."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from helpers_export import XSD, Project
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from qda.exporters.projects.put_back import PutBack, tag_of
from qda.exporters.projects.schema import ELEMENTS, TYPES
from qda.ops.exchange.export import export
from qda.ops.sources.import_list import import_texts
from qda.store.exchange import carried
from qda.store.exchange.carried import Carried
from qda.store.project import Study

G = [f"0000000{n}-0000-4000-8000-000000000000" for n in range(10)]
MADE = f'creatingUser="{G[9]}" creationDateTime="2021-02-03T04:05:06Z"'
PICTURE = (
    f'<PictureSource guid="{G[0]}" name="quay &amp; sea" path="internal://quay.jpg" {MADE} odd="1">'
    f'<Coding guid="{G[2]}"><CodeRef targetGUID="{G[3]}"/></Coding><Unknown/>'
    f'<PictureSelection guid="{G[1]}" firstX="1" firstY="2" secondX="3" secondY="4"><Description>a boat</Description>'
    f"</PictureSelection></PictureSource>"
)
AREA = (
    f'<PDFSelection guid="{G[4]}" name="A page" page="3" firstX="1" firstY="2" secondX="3" secondY="4">'
    f'<Coding guid="{G[5]}"><CodeRef targetGUID="{G[3]}"/></Coding></PDFSelection>'
)
SHELL = f'<PDFSource guid="{G[6]}" name="old name" path="internal://report.pdf"/>'
EMPTY = f'<PlainTextSelection guid="{G[7]}" startPosition="8" endPosition="8"/>'
LINK = f'<Link guid="{G[8]}" name="sees" direction="Sideways" originGUID="{G[1]}" targetGUID="{G[4].upper()}"/>'
GRAPH = f'<Graph guid="{G[2]}"><Edge guid="{G[3]}" sourceVertex="{G[4]}"/><Vertex guid="{G[4]}" firstX="x"/></Graph>'
SET = f'<Set guid="{{{G[1].upper()}}}"><MemberNote targetGUID="{G[2]}"/><Description>some</Description></Set>'


def kept(path: Path, data: bytes) -> dict[str, Any]:
    """A file in the folder of media, as a row names it."""
    digest = sha256(data).hexdigest()
    path.mkdir(exist_ok=True)
    (path / f"{digest}.bin").write_bytes(data)
    return {"sha256": digest, "bytes": len(data), "name": f"{digest}.bin"}


@pytest.fixture
def carrying(study: Study, tmp_path: Path) -> Study:
    """A study with two texts and something of each kind that is carried."""
    (tmp_path / "report.txt").write_text("One 😀 page.\nAnother.\n", encoding="utf-8")
    (tmp_path / "letter.txt").write_text("A letter.\n", encoding="utf-8")
    import_texts(study, [str(tmp_path / "report.txt")])
    import_texts(study, [str(tmp_path / "letter.txt")])
    media = tmp_path / "media"
    picture = {"path": "internal://quay.jpg", **kept(media, b"\xff\xd8 quay")}
    pdf = {"path": "internal://report.pdf", **kept(media, b"%PDF report")}
    rich = {"path": "internal://the letter.docx", **kept(media, b"PK letter")}
    uuid = {name: u for u, name in study.db.execute("select uuid, name from source")}
    with study.change("import") as c:
        carried.add(
            c,
            [
                Carried("source", G[0], None, "", PICTURE, (picture,), "a picture", "Other"),
                Carried("source", G[6], 1, uuid["report"], SHELL, (pdf,), "the file itself"),
                Carried("area", G[4], 1, uuid["report"], AREA),
                Carried("selection", G[7], 1, uuid["report"], EMPTY),
                Carried("media", G[8], 2, uuid["letter"], "", (rich,)),
                Carried("link", G[8], None, "", LINK),
                Carried("graph", G[2], None, "", GRAPH),
                Carried("set", G[1], None, "", SET),
                Carried("memo", G[5], None, "", f'<Note guid="{G[5]}" plainTextPath="internal://gone.txt"/>'),
            ],
        )
    return study


def out(study: Study, tmp_path: Path, **how: Any) -> tuple[Project, dict[str, dict[str, Any]]]:
    said = export(study, str(tmp_path / "out.qdpx"), force=True, **how)
    assert said.table is not None
    made = Project(tmp_path / "out.qdpx")
    assert made.faults() == []
    return made, {row["thing"]: row for row in said.table.dicts()}


def test_everything_is_where_it_was(carrying: Study, tmp_path: Path) -> None:
    made, rows = out(carrying, tmp_path)
    for thing, n in {"area": 1, "selection": 1, "link": 1, "graph": 1, "set": 1, "media": 3, "source": 3}.items():
        assert (rows[thing]["found"], rows[thing]["kept"]) == (n, n), thing
    assert rows["source"]["as"] == "PDFSources; TextSources; sources"
    picture = made.one("PictureSource")
    assert [e.tag.rpartition("}")[2] for e in picture] == ["PictureSelection", "Coding"]
    assert picture.get("odd") is None and picture.get("creationDateTime") == "2021-02-03T04:05:06Z"
    assert made.entries["sources/quay.jpg"] == b"\xff\xd8 quay"
    pdf = made.one("PDFSource")
    uuid = carrying.db.execute("select uuid from source where id = 1").fetchone()[0]
    assert (pdf.get("guid"), pdf.get("name"), pdf.get("path")) == (uuid, "report", "internal://report.pdf")
    assert [e.tag.rpartition("}")[2] for e in pdf] == ["PDFSelection", "Representation"]
    (layer,) = made.children(pdf, "Representation")
    assert made.text(layer) == "One 😀 page.\nAnother.\n"
    assert [s.get("startPosition") for s in made.children(layer, "PlainTextSelection")] == ["8"]
    letter = made.one("TextSource", name="letter")
    assert letter.get("richTextPath") == "internal://the_letter.docx"
    assert made.entries["sources/the_letter.docx"] == b"PK letter"
    assert made.one("Link", name="sees").get("targetGUID") == G[4]
    (group,) = made.every("Set")
    assert (group.get("guid"), group.get("name")) == (G[1], "")
    assert made.one("Vertex").get("firstX") == "0" and made.every("Edge") == [], "an edge needs two ends"


def test_places_are_counted_as_the_program_counts(carrying: Study, tmp_path: Path) -> None:
    made, _ = out(carrying, tmp_path, program="nvivo")
    (selection,) = (s for s in made.every("PlainTextSelection") if s.get("guid") == G[7])
    assert (selection.get("startPosition"), selection.get("endPosition")) == ("9", "9")


def test_a_file_that_is_away_or_another_is_lost_and_told(carrying: Study, tmp_path: Path) -> None:
    first, second, third = sorted((tmp_path / "media").iterdir())
    first.unlink()
    second.write_bytes(b"changed")
    _, rows = out(carrying, tmp_path)
    assert (rows["media"]["kept"], rows["media"]["lost"]) == (1, 2)
    assert sorted(rows["media"]["note"].split("; ")) == [
        "1 another file now than the one that came", "1 not in the folder of media",
    ]  # fmt: skip
    (tmp_path / "elsewhere").mkdir()
    third.rename(tmp_path / "elsewhere" / third.name)
    assert out(carrying, tmp_path)[1]["media"]["lost"] == 3
    assert out(carrying, tmp_path, media=str(tmp_path / "elsewhere"))[1]["media"]["kept"] == 1


def test_files_of_one_name_stand_side_by_side(carrying: Study, tmp_path: Path) -> None:
    other = {"path": "relative:///a/quay.jpg", **kept(tmp_path / "media", b"another quay")}
    uuid = carrying.db.execute("select uuid from source where id = 2").fetchone()[0]
    text = {"path": f"internal://{uuid}.txt", **kept(tmp_path / "media", b"no text of ours")}
    with carrying.change("import") as c:
        xml = PICTURE.replace(G[0], G[3]).replace("internal://quay.jpg", "relative:///a/quay.jpg")
        carried.add(
            c, [Carried("source", G[3], None, "", xml, (other,)), Carried("media", G[0], None, "", "", (text,))]
        )
    made, _ = out(carrying, tmp_path)
    paths = [p.get("path", "").removeprefix("internal://") for p in made.every("PictureSource")]
    assert [made.entries[f"sources/{p}"] for p in paths] == [b"\xff\xd8 quay", b"another quay"]
    assert made.text(made.one("TextSource", name="letter")) == "A letter.\n"
    with zipfile.ZipFile(tmp_path / "out.qdpx") as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))


def test_some_sources_take_what_is_theirs_along(carrying: Study, tmp_path: Path) -> None:
    made, rows = out(carrying, tmp_path, source=["letter"])
    assert made.every("PDFSource") == [] and made.every("PictureSource") == []
    assert (rows["media"]["found"], rows["source"]["found"]) == (1, 1) and "area" not in rows


def test_what_fits_nowhere_is_only_kept_by_us(carrying: Study, tmp_path: Path) -> None:
    uuid = carrying.db.execute("select uuid from source where id = 2").fetchone()[0]
    with carrying.change("import") as c:
        carried.add(
            c,
            [
                Carried("area", G[1], 2, uuid, AREA.replace("PDFSelection", "AudioSelection")),
                Carried("coding-of-source", G[2], 2, uuid, f'<Coding guid="{G[1]}"/>'),
                Carried("link", G[3], None, "", "no XML at all <"),
            ],
        )
    _, rows = out(carrying, tmp_path)
    assert (rows["area"]["kept"], rows["area"]["carried"]) == (1, 1)
    assert rows["coding-of-source"]["carried"] == rows["link"]["carried"] == 1
    assert "only qda reads it back" in rows["area"]["note"]
    assert out(carrying, tmp_path, plain=True)[1]["area"]["lost"] == 1


def test_names_in_what_is_carried_are_shown_by_pseudonym(carrying: Study, tmp_path: Path) -> None:
    class Veil:
        def shown(self, text: str, source: str = "") -> str:
            return text.replace("boat", "P01").replace("quay", "P02")

        def page(self, *_: object) -> None:
            return None

    made, rows = out(carrying, tmp_path, veiled=Veil())
    assert b"boat" not in made.xml and made.one("PictureSource").get("name") == "P02 & sea"
    assert rows["media"]["lost"] == 3 and "pseudonym" in rows["media"]["note"]
    assert [n for n in made.entries if n.startswith("sources/")] == [
        f"sources/{uuid}.txt" for (uuid,) in carrying.db.execute("select uuid from source order by id")
    ]


NAMES = sorted({n for t in TYPES.values() for n in t.children} | set(ELEMENTS) | {"Odd"})
ATTRIBUTES = sorted({n for t in TYPES.values() for n in t.attributes} | {"odd"})
VALUES = st.one_of(
    st.sampled_from([G[0], f"{{{G[1].upper()}}}", "7", "-3", "x", "", "2021-02-30T00:00:00Z", "2021-02-03T04:05:06Z",
                     "OneWay", "#f00", "Oval", "dashed", "true", "1.5", "2021-02-03"]),
    st.text(alphabet="<&>\"'\t\n é😀\x01]", max_size=6),
)  # fmt: skip
VALUE = VALUES.map(lambda v: "".join(c if c >= " " or c in "\t\n" else "?" for c in v))


def _tree(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(
        st.sampled_from(NAMES), st.dictionaries(st.sampled_from(ATTRIBUTES), VALUE, max_size=6),
        st.one_of(VALUE, st.lists(children, max_size=4)),
    )  # fmt: skip


LEAF = st.tuples(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(ATTRIBUTES), VALUE, max_size=6), VALUE)
TREES = st.recursive(LEAF, _tree, max_leaves=12)


def _element(tree: Any) -> Any:
    name, attributes, inside = tree
    made = etree.Element(name, **attributes)
    if isinstance(inside, str):
        made.text = inside
    else:
        made.extend([_element(t) for t in inside])
    return made


SECTION = {"Note": "Notes", "Link": "Links", "Set": "Sets", "Graph": "Graphs", "Case": "Cases"}
INSIDE = {
    "PlainTextSelection": "TextSource", "PDFSelection": "PDFSource", "PictureSelection": "PictureSource",
    "AudioSelection": "AudioSource", "VideoSelection": "VideoSource", "Coding": "TextSource",
}  # fmt: skip


@given(st.sampled_from([n for n in sorted(ELEMENTS) if n != "TranscriptSelection"]), TREES)
def test_whatever_it_was_like_it_is_valid(name: str, tree: Any) -> None:
    xml = PutBack().element(etree.tostring(_element((name, *tree[1:])), encoding="unicode"))
    if name in INSIDE:
        xml = f'<{INSIDE[name]} guid="{G[0]}">{xml}</{INSIDE[name]}>'
    section = SECTION.get(name, "Sources")
    inside = f"<{section}>{xml}</{section}>" if xml else ""
    whole = f'<Project xmlns="urn:QDA-XML:project:1.0" name="x">{inside}</Project>'
    assert XSD.validate(etree.fromstring(whole.encode())), (str(XSD.error_log), xml)


@given(st.sampled_from(sorted(ELEMENTS)), TREES)
def test_twice_is_once(name: str, tree: Any) -> None:
    once = PutBack().element(etree.tostring(_element((name, *tree[1:])), encoding="unicode"))
    assert PutBack().element(once) == once


def test_what_is_no_element_is_nothing() -> None:
    for xml in ("", "text", "<", "<Project/>", "<Odd/>", '<!DOCTYPE a [<!ENTITY e "x">]><Set name="&no;"/>'):
        assert PutBack().element(xml) == ""
    assert tag_of(' <q:Link a="1"/>') == "Link" and tag_of("none") == ""
    assert PutBack().element('<q:Link xmlns:q="urn:x" name="a"/>').startswith('<Link guid="')
