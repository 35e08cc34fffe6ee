"""REFI-QDA files as programs write them, and XML that is not as one would like it."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
from helpers_qdpx import CODES, SHARED, TEXT, coding, g, project, qdpx, read, refused, selection, sources, text_source

from qda.importers.projects import refi

INTEROP = SHARED / "interop"
EXPECTED = INTEROP / "expected.json"


def files() -> list[str]:
    return sorted(n for n in json.loads(EXPECTED.read_text()) if n.startswith("qdpx/")) if EXPECTED.exists() else []


@pytest.mark.skipif(not EXPECTED.exists(), reason="the folder of other programs' files is not beside the project")
@pytest.mark.parametrize("name", files() or ["none"])
def test_real_projects(name: str) -> None:
    expected = json.loads(EXPECTED.read_text())[name]
    form = refi.read(str(INTEROP / name))
    every = list(form.sources())
    form.close()
    assert form.origin == expected["origin"] and form.name == expected["project"]
    assert len(form.codes) == expected["codes"] and len(form.coders) == expected["users"]
    assert len([c for c in form.codes if not c.codable]) == expected["uncodable"]
    assert sum(bool(c.colour) for c in form.codes) == expected["coloured"]
    assert sum(not c.parent for c in form.codes) == expected["top_level"]
    for thing, key in (("sets", "sets"), ("graphs", "graphs"), ("variables", "variables"), ("cases", "cases")):
        assert len(getattr(form, thing)) == expected[key], thing
    assert len(form.memos) == expected["notes"] and len(form.links) == expected["links"]
    values = sum(len(x.values) for x in form.cases) + sum(len(s.values) for s in every)
    assert values == expected["variable_values"]
    kinds = Counter(s.kind for s in every if s.kind != "transcript")
    names = {"text": "TextSource", "pdf": "PDFSource", "picture": "PictureSource", "audio": "AudioSource"}
    assert {names.get(k, "VideoSource"): n for k, n in kinds.items()} == expected["sources"]
    stood = [x.codings for s in every for x in s.selections] + [x.codings for s in every for x in s.areas]
    assert len(stood) == sum(expected["selections"].values())
    inner = sum(map(len, stood))
    whole = sum(len(s.whole) for s in every)
    assert inner + whole == expected["codings"] and whole == expected["source_level_codings"]
    assert not form.lost.get("coding")
    if "quotes_sha256" in expected:
        called = {c.guid: c.name for c in form.codes}
        rows = [
            (s.name, called[c.code], s.text[x.start : x.end])
            for s in every
            if s.text is not None
            for x in s.selections
            for c in x.codings
        ]
        told = hashlib.sha256("\x1e".join(sorted("\x1f".join(row) for row in rows)).encode()).hexdigest()
        assert told[:16] == expected["quotes_sha256"] and len(rows) == expected["quotes"]


def test_namespaces_comments_and_encodings(tmp_path: Path) -> None:
    body = CODES + text_source("<!-- c -->" + selection(200, 0, 3, coding(300, 11)))
    plain = project(body)
    (wanted,), known = sources(tmp_path, plain, {"a.txt": TEXT})
    second = plain.replace("<Project ", '<Project xmlns:x="urn:x" ').replace(
        "<Code ", '<x:Other n="1"/><Code x:more="2" '
    )
    ways: list[str | bytes] = [
        plain.replace("urn:QDA-XML:project:1.0", "urn:QDA-XML:project:1:5"),
        plain.replace(' xmlns="urn:QDA-XML:project:1.0"', ""),
        second,
        plain.replace("<Sources>", '<x:Sources xmlns:x="urn:x">').replace("</Sources>", "</x:Sources>"),
        plain.replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16"),
        plain.encode("utf-8-sig"),
        plain.replace('"utf-8"', '"iso-8859-1"').encode("latin-1"),
    ]
    for xml in ways:
        with read(tmp_path, xml, {"a.txt": TEXT}) as form:
            assert list(form.sources()) == [wanted], xml[:200]
            assert [c.guid for c in form.codes] == [c.guid for c in known.codes]


def test_xml_that_is_refused(tmp_path: Path) -> None:
    good = project(CODES)
    assert "not well-formed XML at line 4" in refused(tmp_path, good[:-12])
    assert "at line 4" in refused(tmp_path, good.replace("</CodeBook>", "&x;</CodeBook>"))
    assert "at line 3" in refused(tmp_path, good.replace("place", "pl\x01ace"))
    assert "well-formed" in refused(tmp_path, "") and "well-formed" in refused(tmp_path, "words")
    assert "holds <x>, not a project" in refused(tmp_path, '<?xml version="1.0"?><x/>')
    assert "a codebook" in refused(tmp_path, '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>')
    for head in ('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "<!-- <p> --><!DOCTYPE Project>"):
        xml = good.replace("?>\n", f"?>\n{head}")
        assert "document type" in refused(tmp_path, xml)
        assert "document type" in refused(tmp_path, xml.replace('"utf-8"', '"utf-16"').encode("utf-16"))
    assert "too long" in refused(tmp_path, project("<a>" * 300 + "</a>" * 300))


def test_the_line_is_told_far_down_and_nothing_is_left_open(tmp_path: Path) -> None:
    many = "\n".join(f'<Set guid="{g(n)}" name="s"/>' for n in range(5000))
    assert "at line 5003" in refused(tmp_path, project(f"<Sets>{many}\n</Set></Sets>"))


def test_a_part_without_end_is_refused_in_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qda.importers.projects.refi_xml.MARKS", 2000)
    assert "more than 2,000 elements" in refused(tmp_path, project("<CodeBook>" + "<x/>" * 40_000 + "</CodeBook>"))
    many = "".join(selection(n, 0, 3, coding(n, 11)) for n in range(3000, 9000))
    (one,), _ = sources(tmp_path, project(CODES + text_source(many)), {"a.txt": TEXT})
    assert len(one.selections) == 6000  # what is through with is freed


def test_memory_does_not_grow_with_the_number_of_sources(tmp_path: Path) -> None:
    def peak(n: int) -> int:
        texts: dict[str, str | bytes] = {f"{i}.txt": f"{TEXT}{i}" for i in range(n)}
        inner = "".join(
            f'<TextSource guid="{g(i)}" plainTextPath="{i}.txt">'
            + "".join(selection(10**6 + 10 * i + k, 0, 3, coding(10**7 + 10 * i + k, 11)) for k in range(10))
            + "</TextSource>"
            for i in range(n)
        )
        path = qdpx(tmp_path / "many.qdpx", project(CODES + f"<Sources>{inner}</Sources>"), texts)
        del inner, texts
        tracemalloc.start()
        form = refi.read(path)
        before = tracemalloc.get_traced_memory()[0]
        assert sum(len(s.selections) for s in form.sources()) == 10 * n
        most = tracemalloc.get_traced_memory()[1] - before
        tracemalloc.stop()
        form.close()
        return most

    small, large = peak(50), peak(500)
    assert large - small < 4500 * 400, (small, large)  # bytes: the guids that were there, not the forms
