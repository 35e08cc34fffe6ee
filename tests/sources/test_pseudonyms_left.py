"""What `participant pseudonymise --dry-run --left` lists: what looks like someone and is not replaced, in texts and in notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qda.core.drafts import ReadOptions
from qda.core.text.masking import Form, Masker
from qda.ops.coding import codebook, coding
from qda.ops.sources import edit, import_list, participants, pseudonyms
from qda.ops.sources.unmasked_names import Residue
from qda.ops.study import study
from qda.ops.theory import categories, comparisons, memos, relations, selective
from qda.store.project import Study

FOUND = [
    ("Bel 06-12345678 vandaag.", ("telephone number", "06-12345678")),
    ("Of (020) 123 45 67.", ("telephone number", "(020) 123 45 67")),
    ("Or +44 20 7946 0958 now.", ("telephone number", "+44 20 7946 0958")),
    ("Call 555-867-5309.", ("telephone number", "555-867-5309")),
    ("Mail jan.smit@gemeente-ede.nl graag.", ("e-mail", "jan.smit@gemeente-ede.nl")),
    ("Rekening NL91 ABNA 0417 1643 00.", ("IBAN", "NL91 ABNA 0417 1643 00")),
    ("Wij wonen in de Dorpsstraat 12a daar.", ("address", "Dorpsstraat 12a")),
    ("Er wohnt in der Lindenstraße 5 dort.", ("address", "Lindenstraße 5")),
    ("She lives at 12 Old Mill Road now.", ("address", "12 Old Mill Road")),
    ("Postcode 6711 AB.", ("postcode", "6711 AB")),
    ("Near SW1A 1AA.", ("postcode", "SW1A 1AA")),
    ("Wij spraken burgemeester Kuipers.", ("name?", "Kuipers")),
    ("We met Mr. Hopkins there.", ("name?", "Hopkins")),
    ("Daar was Truus Vos ook.", ("name?", "Truus Vos")),
    ("Zo zei de boer.", ("name in small letters", "boer")),
]


def left(*texts: str, language: str = "nl") -> set[tuple[str, str]]:
    """What is listed of these texts, each a source."""
    residue = Residue(Masker([Form("Boer", "P01", True), Form("Anna", "P02", True)]))
    for n, text in enumerate(texts):
        residue.read(f"s{n}", language, text)
    return {(x.kind, x.text) for x in residue.left()}


@pytest.mark.parametrize(("text", "found"), FOUND, ids=[t for t, _ in FOUND])
def test_what_looks_like_someone_is_listed(text: str, found: tuple[str, str]) -> None:
    assert found in left(text)


@pytest.mark.parametrize(
    "text",
    [
        "Op 07-02-2019 en in 2024 was het af.", "Het kostte 12.345,67 euro.", "Dat zegt de burgemeester. Een dag later niet.",
        "Ja, zei Anna. Boer ook.", "Waarde telt. Waarde telt. Wij ook.", "Het staat op bladzijde 1234 en in artikel 12.",
    ],
)  # fmt: skip
def test_and_what_does_not_is_not(text: str) -> None:
    assert left(text) == set()


def test_a_value_is_no_sentence() -> None:
    residue = Residue(Masker([]))
    residue.read("", "de", "Truus Vos", where="participant:x (partner)", bare=True)
    residue.read("s", "de", "Dort war Truus Vos. Mail truus@vos.nl.")
    found = {x.text: x for x in residue.left()}
    assert found["Truus Vos"][2:] == (1, 0, "participant:x (partner)"), "the words of an address are no small words"
    assert found["truus@vos.nl"].where == "source:s"


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Study]:
    """A study with something of each kind that researchers write, and someone in each who is no participant."""
    (tmp_path / "talk.txt").write_text("R1: It works. It is so.\n\nR2: No.\n\nR1: Yes.\n\nR2: No.\n", encoding="utf-8")
    study.init(tmp_path, name="left", coder="me", language="en")
    with study.open_study(tmp_path, because="asked Mr. Reason") as s:
        import_list.import_texts(s, [str(tmp_path / "talk.txt")], ReadOptions(form="interview"))
        coding.code(s, "talk", ["works"], quote="It works.", note="said Mr. Note")
        coding.code(s, "talk", ["no"], quote="No.", nth=1)
        categories.category(s, "top", ["works"])
        codebook.define(s, "works", definition="as Mr. Definition has it", example="so Mr. Example")
        codebook.rename(s, "no", "as Mr. Alias had it")
        codebook.rename(s, "as Mr. Alias had it", "nope")
        categories.property(s, "top", "pace", low="slow", high="as Mr. Point")
        categories.place(s, 1, "top/pace", "slow", note="where Mr. Place is")
        categories.category(s, "other", ["nope"])
        relations.relate(s, "top", "causes", "other", note="as Mr. Relation says")
        comparisons.record(s, 1, 2, "differs", note="like Mr. Compared")
        selective.judge(s, "top", abstract="yes", note="as Mr. Judged")
        selective.write(s, "First [[category:top]] of Mr. Story.")
        selective.write(s, "Then [[category:top]] of Mr. Story.")
        memos.add(s, "Call Mr. Memo at 555-867-5309.", title="On Mr. Title")
        memos.edit(s, 1, text="Call Mr. Later at 555-867-5309.")
        edit.set_values(s, "talk", {"title": "With Mr. Heading", "place": "at Mr. Place"})
        participants.set_values(
            s, next(r[1] for r in s.db.execute("select id, name from participant")), {"boss": "Ann Other"}
        )
        yield s


PLACES = {
    "Note": "coding:1 (note)", "Definition": "code:top/works (definition)", "Example": "code:top/works (example)",
    "Alias": "code:other/nope (alias)", "Point": "property:top/pace", "Place": "coding:1 (placed), source:talk (place)",
    "Relation": "relation:1 (note)", "Compared": "comparison:1 (note)", "Judged": "category:top (judged)",
    "Story": "storyline, storyline (a version)", "Title": "memo:1 (title)", "Later": "memo:1", "Memo": "memo:1 (a version)",
    "Heading": "source:talk (title)", "555-867-5309": "memo:1, memo:1 (a version)",
}  # fmt: skip


@pytest.mark.parametrize("text", sorted(PLACES))
def test_what_researchers_wrote_is_read_too(text: str, written: Study) -> None:
    said = pseudonyms.pseudonymise(written, dry_run=True, left=True)
    assert said.table is not None
    found = {r["text"]: r for r in said.table.dicts()}
    assert found[text]["where"] == PLACES[text]
    assert found[text]["sources"] == 0
    assert found["Ann Other"]["where"].endswith("(boss)")
    assert found["Reason"]["where"].startswith("the log, change 2 (reason)")


def test_a_word_with_a_capital_that_comes_back_may_be_a_name() -> None:
    assert ("name?", "Ridderkerk") in left("Wij gaan naar Ridderkerk.", "Zij komt uit Ridderkerk.")
    assert left("Dort war Haus und Hof.", "Und das Haus.", language="de") == set(), "in German every noun has a capital"
