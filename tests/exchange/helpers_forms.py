"""Forms of projects for tests, by short numbers, and what the study shows of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import qda
from qda.core.projects import (
    CaseForm,
    CodeForm,
    CoderForm,
    CodingForm,
    GraphForm,
    LinkForm,
    MediaForm,
    NoteForm,
    ProjectForm,
    SelectionForm,
    SetForm,
    SourceForm,
    VariableForm,
)
from qda.ops.exchange import taking_in
from qda.ops.sources.edit import show
from qda.ops.theory import memos
from qda.store.project import Study

Table = dict[str, dict[str, Any]]
TEXT = "Interviewer: Hoe ging dat?\nMarit: De bakker sloot als eerste.\nMarit: Daarna de bus. Nu niets meer.\n"
OTHER = "De markt is op zaterdag.\n\nVroeger stonden er twaalf kramen.\n"


def g(n: int) -> str:
    return f"{n:08x}-0000-4000-8000-000000000000"


def source(n: int, text: str | None = TEXT, **given: Any) -> SourceForm:
    return SourceForm(g(n), given.pop("kind", "text"), given.pop("name", f"bron {n}"), text=text, **given)


def at(quote: str, n: int, *codes: int, text: str = TEXT, **given: Any) -> SelectionForm:
    """The selection `n` of a quote; each code on it is a coding whose number is that of both."""
    start = text.index(quote)
    codings = [CodingForm(g(n * 100 + code), g(code)) for code in codes]
    return SelectionForm(
        g(n), start, start + len(quote), codings=codings, xml=f'<PlainTextSelection guid="{g(n)}"/>', **given
    )


def project(*sources: SourceForm, codes: tuple[CodeForm, ...] | None = None, **given: Any) -> ProjectForm:
    known = codes if codes is not None else (CodeForm(g(1), "verlies"), CodeForm(g(2), "vervoer"))
    return ProjectForm("Ander", name="Dorp", codes=list(known), sources=lambda: iter(sources), **given)


def take(study: Study, form: ProjectForm, **given: Any) -> Table:
    said = taking_in.take(study, form, "dorp.qdpx", **given)
    assert said.table is not None
    rows = {row["thing"]: row for row in said.table.dicts()}
    for row in rows.values():
        assert row["found"] == row["kept"] + row["carried"] + row["lost"], row
        assert row["note"] or not (row["carried"] or row["lost"]), row
    return rows


def counts(table: Table, thing: str) -> tuple[int, int, int, int]:
    row = table[thing]
    return row["found"], row["kept"], row["carried"], row["lost"]


def codings(study: Study) -> list[dict[str, Any]]:
    return list(qda.codings(study).dicts())


def book(study: Study) -> dict[str, dict[str, Any]]:
    from qda.ops.coding.codebook import listing

    return {row["path"]: row for row in listing(study).dicts()}


def people(study: Study) -> dict[str, dict[str, Any]]:
    from qda.ops.sources.participants import listing

    return {row["participant"]: row for row in listing(study).dicts()}


def about(study: Study, name: str) -> dict[str, Any]:
    record = show(study, name)
    return dict(record.fields)


def notes(study: Study) -> dict[str, dict[str, Any]]:
    return {row["text"]: row for row in memos.listing(study).dicts()}


def whole() -> ProjectForm:
    """A project with something of every kind."""
    one = source(
        10,
        selections=[
            at("De bakker sloot als eerste.", 11, 1, 2, notes=[g(42)]),
            at("Nu niets meer", 12, description="wat is niets?"),
            at("Daarna de bus", 13),
            SelectionForm(g(14), 5, 5, xml="<PlainTextSelection/>"),
            SelectionForm(g(15), -1, -1, raw="900:950"),
        ],
        whole=[CodingForm(g(90), g(2))],
        notes=[g(40)],
        values=[(g(30), "noord")],
        description="eerste gesprek",
    )
    two = source(20, None, why="text file missing", xml="<TextSource/>", selections=[at("markt", 21, 1, text=OTHER)])
    return project(
        one,
        two,
        source(25, OTHER),
        coders=[CoderForm(g(3), "els")],
        sets=[
            SetForm(g(5), "groep", codes=[g(1), g(2)]),
            SetForm(g(6), "wijken", sources=[g(10), g(25)]),
            SetForm(g(7), "leeg", xml="<Set/>"),
        ],
        variables=[VariableForm(g(30), "wijk"), VariableForm(g(31), "leeftijd", "Integer")],
        cases=[CaseForm(g(35), "Marit", values=[(g(31), "071")], sources=[g(10)])],
        memos=[
            NoteForm(g(40), "Over de bron", "een goed gesprek", coder=g(3), created_at="2024-05-01T10:00:00+02:00"),
            NoteForm(g(41), "Los", "nergens over"),
            NoteForm(g(42), "", "op de selectie"),
            NoteForm(g(43), "weg", None, "file missing", xml="<Note/>"),
        ],
        links=[
            LinkForm(g(50), "leidt tot", "OneWay", g(1), g(2)),
            LinkForm(g(51), "", "Associative", g(41), g(1)),
            LinkForm(g(52), "volgt op", "OneWay", g(11), g(12), xml="<Link/>"),
        ],
        graphs=[GraphForm(g(60), "kaart", "<Graph/>")],
    )


def media(path: str, content: bytes) -> MediaForm:
    return MediaForm(
        path, path.rpartition("/")[2], len(content), lambda target: void(Path(target).write_bytes(content))
    )


def void(_: object) -> None:
    return None


def with_media() -> ProjectForm:
    files = [media("internal://a.JPG", b"jpg"), MediaForm("relative:///weg.png")]
    picture = source(10, None, kind="picture", xml="<PictureSource/>", media=files)
    text = source(11, media=[media("internal://a.docx", b"docx"), MediaForm("internal://weg.docx")])
    return project(picture, text)
