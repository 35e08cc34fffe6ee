"""What a label says of a person at an import, and in which forms a name is said and hidden."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qda.core import pseudonym_key
from qda.core.drafts import Draft, DraftSegment
from qda.core.errors import NotFound, Refused
from qda.core.pseudonym_key import Row
from qda.store.analysis import codes
from qda.store.project import Study
from qda.store.texts import intake, people, pseudonyms, sources
from qda.store.texts.pseudonyms import Person


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Anna de Vries", ["Anna de Vries", "A. de Vries", "de Vries", "Anna", "Vries"]),
        ("mw. A. de Vries", ["mw. A. de Vries", "de Vries", "Vries"]),
        ("Prof. dr. Jan-Willem van den Berg", ["Prof. dr. Jan-Willem van den Berg", "Jan-Willem van den Berg", "J. van den Berg",
                                               "van den Berg", "Jan-Willem", "Jan", "Willem", "Berg"]),
        ("jan_72", ["jan_72"]),
        ("Anna (gesprek 2)", ["Anna (gesprek 2)", "Anna"]),
        ("burgemeester Kuipers", ["burgemeester Kuipers", "Kuipers"]),
        ("Wethouder", []),
        ("Anna Anna Boer", ["Anna Anna Boer", "A. Boer", "Boer", "Anna"]),
        ("anna de vries", ["anna de vries", "a. de vries", "de vries", "anna", "vries"]),
        ("El Al", ["El Al", "E. Al", "Al"]),
        (" Wim  Bos ", ["Wim Bos", "W. Bos", "Bos", "Wim"]),
        ("J. Bos", ["J. Bos", "Bos"]),
        ("Dr. de Wit", ["Dr. de Wit", "de Wit", "Wit"]),
        ("Mia kok", ["Mia kok", "M. kok", "kok", "Mia"]),
        ("Kim, Boer", ["Kim, Boer", "K. Boer", "Boer", "Kim"]),
        ("R1", []),
        ("dr. X", []),
    ],
)  # fmt: skip
def test_how_a_name_is_said(name: str, forms: list[str]) -> None:
    assert pseudonyms.forms(name) == forms


def test_labels_that_name_no_one() -> None:
    for label in (
        "R1",
        "Interviewer 2",
        "wethouder",
        "de",
        "dr. X",
        "(A)",
        "A/B",
        "12",
        "",
        "...",
        "王 伟 明",
        "123456",
    ):
        assert pseudonyms.nameless(label), label
    for label in ("Jo", "R1 Bos", "06-12345678", "1234567", "Wethouder Kok", "…"):
        assert not pseudonyms.nameless(label), label


def test_names_that_are_words_too() -> None:
    for form in ("Braak", "de Wit", "ter Braak"):
        assert pseudonyms.capital_only(form), form
    for form in ("Anna Braak", "braak", "Jan72", "Jan_x", "@Jan"):
        assert not pseudonyms.capital_only(form), form
    said = pseudonyms.as_forms("Braak", "P01", "gesprek")
    assert said == ("Braak", "P01", True, "gesprek") and pseudonyms.as_forms("Braak", "P01", anyhow=True) == (
        "Braak",
        "P01",
        False,
        "",
    )


def test_who_there_is_and_was(filled: Study) -> None:
    with filled.change("participant") as c:
        people.rename(c, 4, "Piet Kok", None)
        c.update("segment", 7, author="P. Puk")
        gone = people.add(c, "Ada Bos", "participant")
    with filled.change("participant") as c:
        c.update("participant", gone, name="Ada Vos", key="ada vos")
    uuid = people_uuid(filled, gone)
    with filled.change("participant") as c:
        c.delete("participant", gone)
    found = pseudonyms.people(filled.db)
    assert found[3] == Person(
        people_uuid(filled, 4), "Piet Kok", "participant", frozenset({"Piet Kok", "Piet Puk", "P. Puk"})
    )
    assert found[5] == Person(people_uuid(filled, 6), "R1", "participant", frozenset({"R1"}), "interview-01")
    assert [p for p in found if p.role == pseudonyms.FORMER] == [
        Person(uuid, "Ada Vos", "former", frozenset({"Ada Vos"}))
    ]
    assert pseudonyms.naming_changed(filled.db, 0) >= {"participant", "segment", "source", "setting", "coder"}
    last = pseudonyms.last_row_of_history(filled.db)
    assert last > 100 and pseudonyms.naming_changed(filled.db, last) == set()
    assert pseudonyms.naming_changed(filled.db, last - 1) == {"participant"}


def people_uuid(study: Study, id: int) -> str:
    return str(study.db.execute("select uuid from participant where id = ?", (id,)).fetchone()[0])


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "keys").mkdir()
    return tmp_path / "keys" / "key.csv"


def test_where_the_key_is(filled: Study, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pseudonyms.place(filled) is None and pseudonyms.place(filled, "x.csv") == Path("x.csv")
    with pytest.raises(
        Refused, match=r"^names are shown by pseudonym here and the key is not at None: bring it there or set QDA_KEY"
    ):
        pseudonyms.rows(filled)
    pseudonym_key.write(key, [Row("P01", "Jan de Vries", (), people_uuid(filled, 1))])
    monkeypatch.chdir(key.parent)
    with filled.change("pseudonyms") as c:
        pseudonyms.put_on(c, Path("key.csv"))
    assert json.loads(filled.setting("pseudonyms") or "") == {"key": str(key), "digest": pseudonyms.digest(key)}
    assert pseudonyms.place(filled) == key and pseudonyms.rows(filled) == [
        Row("P01", "Jan de Vries", (), people_uuid(filled, 1))
    ]
    monkeypatch.setenv("QDA_KEY", str(tmp_path / "elsewhere.csv"))
    assert pseudonyms.place(filled) == tmp_path / "elsewhere.csv" and pseudonyms.place(filled, "x") == Path("x")
    with pytest.raises(Refused) as e:
        pseudonyms.rows(filled)
    assert str(e.value).startswith(
        f"names are shown by pseudonym here and the key is not at {tmp_path / 'elsewhere.csv'}: bring it"
    )
    assert e.value.message.code == "key-away"  # type: ignore[attr-defined]
    monkeypatch.delenv("QDA_KEY")
    with filled.change("pseudonyms") as c:
        pseudonyms.put_on(c, key)
        assert pseudonyms.put_off(c) == str(key) and pseudonyms.put_off(c) is None
    assert filled.setting("pseudonyms") is None


def test_the_key_of_another_study(filled: Study, key: Path) -> None:
    pseudonym_key.write(key, [Row("P01", "Jan de Vries", (), "another")])
    with filled.change("pseudonyms") as c:
        pseudonyms.put_on(c, key)
    assert len(pseudonyms.rows(filled)) == 1, "the one with which it was put on, whoever is left of it"
    pseudonym_key.extend(key, [Row("P02", "Wim", (), "one more")])
    with pytest.raises(Refused) as e:
        pseudonyms.rows(filled)
    assert str(e.value) == f"{key} is the key of another study: bring this study's, or set QDA_KEY=FILE"
    assert e.value.message.code == "key-of-another"  # type: ignore[attr-defined]
    pseudonym_key.extend(key, [Row("P03", "Piet Puk", (), people_uuid(filled, 4))])
    assert len(pseudonyms.rows(filled)) == 3


def test_how_people_are_shown(filled: Study) -> None:
    rows = [
        Row("P01", "Jan de Vries", ("Jantje",), people_uuid(filled, 1)), Row("", "Piet Puk", (), people_uuid(filled, 4)),
        Row("P05", "Ridderkerk"), Row("", "Ede"), Row("P06", "R1", ("Ruud",), people_uuid(filled, 6)),
    ]  # fmt: skip
    names = pseudonyms.masker(filled, rows)
    mask = names.masker.mask
    assert mask("Jan de Vries, J. de Vries, Jantje, jan de vries") == "P01, P01, P01, P01"
    assert mask("Piet Puk in Ridderkerk en Ede") == "Piet Puk in P05 en Ede"
    assert mask("Öztürk en öztürk; Mia") == "P?1 en P?1; P?1", "one whom the key does not have, in small letters too"
    assert mask("Interviewer, anoniem.") == "Interviewer, anoniem."
    assert mask("R1 (interview-01)") == "P06" and mask("Ruud", "interview-01") == "P06"
    assert names.new == 1 and names.coders == {"anna", "ben"}


def test_a_form_of_the_key_is_of_its_person_s_source(filled: Study) -> None:
    rows = [
        Row("P03", "Kim", ("Kimmie",), people_uuid(filled, 3)),
        Row("P06", "Kim", ("Kimmie",), people_uuid(filled, 6)),
    ]
    mask = pseudonyms.masker(filled, rows).masker.mask
    assert (
        mask("Kimmie", "thread-1") == "P03" and mask("Kimmie", "interview-01") == "P06" and mask("Kimmie") == "P03/P06"
    )


def test_a_pseudonym_that_is_a_name_is_refused(filled: Study) -> None:
    with pytest.raises(Refused) as e:
        pseudonyms.masker(filled, [Row("Mia", "Jan de Vries", (), people_uuid(filled, 1))])
    assert str(e.value) == "a pseudonym of the key is, or holds, a name that is shown as 'P?1': choose another"
    assert e.value.message.code == "pseudonym-is-a-name"  # type: ignore[attr-defined]


# What a label says of a person


@pytest.mark.parametrize(
    "name",
    [
        "Anna Boer",
        "A. Boer",
        "Jan van der Berg",
        "Marga de Wit",
        "Dr. Anna Boer",
        "Anna-Marie Bos",
        "Dr. Jan Smit",
        "Li Wu",
    ],
)
def test_a_full_name(name: str) -> None:
    assert intake.full_name(name) and intake.like_full_name(name)


@pytest.mark.parametrize(
    "name",
    ["Anna", "anna Boer", "Anna boer", "mevrouw De Wit", "Van der Meer", "Anna B", "Anna B.", "R1 Boer", "Interviewer Boer", "",
     "Wethouder Smit", "De Wit", "Anna 2 Boer", "- Boer"],
)  # fmt: skip
def test_no_full_name(name: str) -> None:
    assert not intake.full_name(name) and not intake.like_full_name(name)


def test_a_job_has_the_form_of_a_name() -> None:
    assert (
        not intake.full_name("Head Nurse")
        and intake.like_full_name("Head Nurse")
        and intake.full_name("Head Nurse", jobs=True)
    )


def test_generic_labels() -> None:
    for label in ("Respondent", "Spreker 2", "Anonieme gast", "I", "R1", "Q:", "(a)", "INTERVIEWER:"):
        assert intake.generic(label), label
    for label in ("A. Smit", "Anna", "I Smit", "", "Gasten"):
        assert not intake.generic(label), label


def draft(kind: str = "forum", *labels: tuple[str, str], **what: object) -> Draft:
    text = "x" * max(len(labels), 1)
    parts = [DraftSegment("turn", n, n + 1, label, role=role) for n, (label, role) in enumerate(labels)]
    return Draft("d", text, kind, segments=parts, **what)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("label", "of", "who"),
    [
        ("Anna  Boer", draft(), ("Anna Boer", "", True)),
        ("Anna", draft(), ("Anna", "", False)),
        ("@anna_b", draft(metadata={"site": "a.nl"}), ("anna_b", "a.nl", True)),
        ("@anna_b", draft(), ("anna_b", "", True)),
        ("kaasbaas", draft("posts", origin="f.csv"), ("kaasbaas", "f.csv", True)),
        ("kaasbaas", draft("posts", origin="f.csv", metadata={"site": "a.nl"}), ("kaasbaas", "a.nl", True)),
        ("Anna", draft("posts", origin="f.csv"), ("Anna", "", False)),
        ("Anna2", draft("posts", origin="f.csv"), ("Anna2", "f.csv", True)),
        ("anoniem", draft("posts", origin="f.csv"), ("anoniem", "", False)),
        ("anna boer", draft("posts", origin="f.csv"), ("anna boer", "", False)),
        ("Lies Bakker (interviewer)", draft(), ("Lies Bakker", "", True)),
        ("Nora Bakker (NB)", draft(), ("Nora Bakker", "", True)),
        ("Nora (NB)", draft(), ("Nora (NB)", "", False)),
        ("Nora Bakker (Ede)", draft(), ("Nora Bakker (Ede)", "", False)),
    ],
)
def test_who_a_label_is(label: str, of: Draft, who: tuple[str, str, bool]) -> None:
    assert intake.identity(label, of) == who
    if not label.startswith("@") and "(" not in label:
        assert intake.identity(label, draft(metadata={"site": "b.nl"}), handle=True) == (
            " ".join(label.split()),
            "b.nl",
            True,
        )


def test_a_name_that_may_be_a_job() -> None:
    asked = (("Interviewer", "researcher"), ("Zorg Kundig", "participant"))
    assert intake.identity("Zorg Kundig", draft("interview", *asked)) == ("Zorg Kundig", "", False)
    assert intake.identity("Zorg Kundig", draft("forum", *asked))[2] is True
    assert intake.identity("Zorg Kundig", draft("interview", ("Zorg Kundig", "participant")))[2] is True
    assert intake.identity("Zorg Kundig", draft("interview", ("Ada Bos", "researcher")))[2] is True
    assert (
        intake.identity("Zorg Kundig", draft("interview", *asked, metadata={"participant": "zorg kundig, Ede"}))[2]
        is True
    )
    assert intake.identity("Anna Kundig", draft("interview", *asked))[2] is True, "a given name that is known"
    assert (
        intake.identity("Z. Kundig", draft("interview", *asked))[2] is True
        and intake.identity("Zorg van Dal", draft("interview", *asked))[2] is True
    )


def test_a_name_that_is_free() -> None:
    one = draft(origin="")
    assert (
        intake.free_name(one, []) == "d"
        and intake.free_name(one, ["D"]) == "d"
        and intake.free_name(one, ["d"]) == "d (2)"
    )
    assert intake.free_name(one, {"d", "d (2)", "d (3)"}) == "d (4)"
    deep = draft(origin="a/./b/../c/d.txt")
    assert intake.free_name(deep, iter(["d"])) == "c/d" and intake.free_name(deep, ["d", "c/d"]) == "b/c/d"
    assert (
        intake.free_name(deep, ["d", "c/d", "b/c/d"]) == "a/b/c/d"
        and intake.free_name(deep, ["d", "c/d", "b/c/d", "a/b/c/d"]) == "d (2)"
    )


def test_a_pseudonym_finds_whom_and_what_it_stands_for(filled: Study) -> None:
    """Where names are shown by pseudonym, what a person reads is what they may type."""
    with filled.change("test") as c:
        c.update("code", 6, name="plan van Piet Puk", key="plan van piet puk")
        c.update("source", 2, name="gesprek met Piet Puk", key="gesprek met piet puk")
    for given in ("P4", "plan van P4", "gesprek met P4"):
        for find in (people.find, codes.find, sources.find):
            with pytest.raises(NotFound):
                find(filled.db, given)
    filled.db.shown = lambda text: text.replace("Piet Puk", "P4")
    assert people.find(filled.db, "p4") == 4 and sources.find(filled.db, "Gesprek met P4") == 2
    assert codes.find(filled.db, "Plan van P4") == 6 == codes.lookup(filled.db, "plan van p4")
    with pytest.raises(NotFound):
        people.find(filled.db, "P5")
