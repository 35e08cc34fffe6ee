"""Any form of a project, however odd: it comes in, the table adds up, again changes nothing, one undo takes it back."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filled_study import Dump

import qda
from qda.core.projects import (
    AreaForm,
    CaseForm,
    CodeForm,
    CoderForm,
    CodingForm,
    GraphForm,
    LinkForm,
    NoteForm,
    ProjectForm,
    SelectionForm,
    SetForm,
    SourceForm,
    Values,
    VariableForm,
    derived,
    reading,
)  # fmt: skip
from qda.ops.exchange import taking_in
from qda.store.project import FILE, Study, create

SEEDS = range(int(os.environ.get("QDA_FORMS", "40")))
TEXTS = (
    "Interviewer: Hoe ging dat?\nMarit: De bakker sloot.\nInterviewer: En toen?\nMarit: Daarna de bus.\n",
    "De markt is op zaterdag. \U0001f600\n\nVroeger stonden er twaalf kramen.\n",
    "Nora Bakker: Wij gingen weg.\nWim de Wit: Ik bleef.\nNora Bakker: Ja.\nWim de Wit: Nog altijd.\n",
    " ", "", None, "x",
)  # fmt: skip
NAMES = (
    "Marit",
    "marit",
    "De bus",
    "a/b",
    "",
    " \n",
    "\u202e",
    "y" * 250,
    "Nora Bakker",
    "role",
    "group",
    "Interviewer",
    "x [[code:a]]",
)
TIMES = ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00+02:00", "ooit", "", "0001-01-01T00:00:00")


class Forms:
    """Makes a project of a seed: the same seed, the same project."""

    def __init__(self, seed: int) -> None:
        self.any = random.Random(seed)
        self.made = 0
        self.ours = self.any.random() < 0.3
        self.codes = self.guids(5)
        self.coders = self.guids(2)
        self.notes = self.guids(5)
        self.variables = self.guids(3)
        self.sources = self.guids(4)
        self.selections: list[str] = []
        self.codings: list[str] = []
        self.cases = [*self.guids(3), self.codes[0]]

    def guids(self, n: int) -> list[str]:
        self.made += n
        return [derived("", "any", self.made - i, self.any.random()) for i in range(n)]

    def guid(self) -> str:
        return self.guids(1)[0]

    def some(self, things: list[str], most: int = 2) -> list[str]:
        return [self.any.choice([*things, self.guid()]) for _ in range(self.any.randint(0, most))]

    def name(self) -> str:
        return self.any.choice(NAMES)

    def values(self) -> Values:
        return [(v, self.any.choice(["1", "true", "participant", ""])) for v in self.some(self.variables)]

    def coding(self) -> CodingForm:
        guid = self.guid()
        self.codings.append(guid)
        return CodingForm(
            guid, self.any.choice([*self.codes, self.guid()]), self.any.choice(["", *self.coders, self.guid()]),
            self.any.choice(TIMES), self.any.choice(["", "noot"]), self.some(self.notes, 1), self.any.random() < 0.2,
        )  # fmt: skip

    def selection(self, source: str, text: str) -> SelectionForm:
        size = len(text)
        start = self.any.choice([-1, 0, 5, size // 2, size, self.any.randint(0, size)])
        end = self.any.choice([start, start + 9, size, size + 3])
        guid = self.any.choice([self.guid(), derived(source, "segment", start)])
        guid = self.guid() if guid in self.selections else guid
        self.selections.append(guid)
        codings = [self.coding() for _ in range(self.any.randint(0, 2))]
        return SelectionForm(
            guid, start, end, self.name(), self.any.choice(["", "dit"]), codings, self.some(self.notes, 1),
            xml='<PlainTextSelection startPosition="1" endPosition="2"/>', raw="1:2",
        )  # fmt: skip

    def source(self, guid: str) -> SourceForm:
        text = self.any.choice(TEXTS)
        selections = [self.selection(guid, text or "") for _ in range(self.any.randint(0, 6))]
        areas = [
            AreaForm(
                self.guid(),
                "pdf",
                "<PDFSelection/>",
                self.any.choice(["De bakker", "Marit", ""]),
                codings=[self.coding()],
            )
            for _ in range(self.any.randint(0, 2))
        ]
        return SourceForm(
            guid, "text", self.name(), self.any.choice(["", "map/a.txt"]), text, "weg" if text is None else "",
            self.any.choice(["", "over"]), selections, [self.coding() for _ in range(self.any.randint(0, 1))], areas,
            self.some(self.notes), self.values(), xml="<TextSource/>", shell=self.any.choice(["", "<PDFSource/>"]),
        )  # fmt: skip

    def set(self) -> SetForm:
        members = self.some(self.codes), self.some(self.sources), self.some(self.notes, 1)
        return SetForm(self.guid(), self.name(), "", *members, "<Set/>")

    def project(self) -> ProjectForm:
        sources = [self.source(guid) for guid in self.sources]
        codes = [
            CodeForm(
                guid, self.name(), self.any.choice([*self.codes[:i], "", "weg"]), self.any.choice(["", "#ff0000"]),
                self.any.random() < 0.7, self.any.choice(["", "wat\n-- qda --\nLevel: core\nAlias: b"]), self.some(self.notes),
                self.any.choice(["", *self.coders]), self.any.choice(TIMES),
            )
            for i, guid in enumerate(self.codes)
        ]  # fmt: skip
        cases = [
            CaseForm(
                guid, self.name(), self.any.choice(["", "wie"]), [], self.values(), self.some(self.sources),
                self.some(self.selections), self.some(self.notes, 1),
            )
            for guid in self.cases
        ]  # fmt: skip
        things = [*self.codes, *self.sources, *self.cases, *self.notes, *self.selections, *self.codings, self.guid()]
        links = [
            LinkForm(
                self.guid(), self.name(), self.any.choice(["OneWay", "Bidirectional", "Associative"]), self.any.choice(things),
                self.any.choice(things), self.some(self.notes, 1), "<Link/>",
            )
            for _ in range(8)
        ]  # fmt: skip
        told = NoteForm(reading(self.codes[1], "gelezen"), "", "gelezen")
        codes[1].notes.append(told.guid)
        memos = [
            NoteForm(
                guid, self.name(), self.any.choice(["", "tekst", "zie [[code:Marit]] [[coding:1]]", None]), "", "", "",
                self.any.choice(["", "journal", "iets"]), self.some([*things, "study"], 1), "<Note/>",
            )
            for guid in self.notes
        ]  # fmt: skip

        def each() -> Iterator[SourceForm]:
            yield from sources

        return ProjectForm(
            "Ander", self.name(), "", self.any.choice(["", "over alles"]), self.ours,
            [CoderForm(guid, self.any.choice(["els", "Anna", ""])) for guid in self.coders], codes,
            [self.set() for _ in range(3)],
            [VariableForm(guid, self.name()) for guid in self.variables], cases, [*memos, told], links,
            [GraphForm(self.guid(), "", "<Graph/>")], self.some(self.notes, 1), each,
        )  # fmt: skip


def rows(study: Study, seed: int, **given: Any) -> list[dict[str, Any]]:
    table = taking_in.take(study, Forms(seed).project(), "a.qdpx", **given).table
    assert table is not None
    found = list(table.dicts())
    for row in found:
        assert row["found"] == row["kept"] + row["carried"] + row["lost"] > 0, row
        assert row["note"] or not (row["carried"] or row["lost"]), row
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_any_project_comes_in_and_goes_again(seed: int, tmp_path: Path, dump: Callable[..., Dump]) -> None:
    with create(tmp_path / FILE, name="x", coder="anna", language="nl") as study:
        if seed % 2:  # into a study that has another project, or some of this one's texts and codes
            rows(study, seed + 1000)
        before = dump(study.db)
        dry = rows(study, seed, dry_run=True)
        assert dump(study.db) == before
        assert rows(study, seed) == dry
        full, log = dump(study.db), len(list(qda.log(study).rows))
        assert not list(qda.check(study).rows)
        assert rows(study, seed) == dry
        assert dump(study.db) == full and len(list(qda.log(study).rows)) == log
        qda.undo(study)
        assert dump(study.db) == before
