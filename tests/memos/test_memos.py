"""Memos: what is written, linked, versioned, refused; every change can be taken back and brought back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qda.cli.messages import sentence
from qda.core.errors import NotFound, QdaError, UsageError
from qda.ops.coding import codebook, coding
from qda.ops.study import study as whole
from qda.ops.theory import memos
from qda.store import check
from qda.store.analysis import links
from qda.store.analysis import memos as kept
from qda.store.analysis.memos import COLUMNS, first_words
from qda.store.analysis.scope import Filters
from qda.store.project import Study

Dump = Callable[[Any], Any]


def rows(table: Any) -> list[dict[str, Any]]:
    return list(table.dicts())


def sound(study: Study) -> None:
    assert list(check.run(study.db)) == []


def write(study: Study) -> None:
    """Memos 1 to 3; 3 links to 1."""
    memos.add(study, "Trust comes first, says [[coding:4]].", title="Trust", on=["code:trust", "coding:6"])
    memos.add(study, "My own view.", type="reflexive")
    memos.add(study, "See [[memo:1]] and [[category:public value]].", on=["study", "source:thread", "segment:thread#1"])


CHANGES: dict[str, Callable[[Study], object]] = {
    "add": lambda s: memos.add(s, "New [[memo:2]] [[source:article]]", on=["property:the secretary's role/autonomy"]),
    "edit text": lambda s: memos.edit(s, 1, text="Other words, [[relation:1]]."),
    "edit title": lambda s: memos.edit(s, 1, title="Not yet"),
    "edit type and date": lambda s: memos.edit(s, 1, type="journal", date="2026-02-03"),
    "edit takes a link out": lambda s: memos.edit(s, 3, text="See [[memo:1]]."),
    "remove": lambda s: memos.remove(s, [1]),
    "remove several": lambda s: memos.remove(s, [3, 1]),
    "link": lambda s: memos.link(s, 2, ["category:public value", "participant:Anna Bos", "memo:1"]),
    "unlink": lambda s: memos.unlink(s, 3, ["source:thread", "study"]),
    "remove a code that memos are on": lambda s: codebook.remove(s, "trust"),
    "remove a coding that memos are on": lambda s: coding.uncode(s, [4, 6]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_taken_back_and_brought_back(
    coded: Study, dump: Dump, change: Callable[[Study], object]
) -> None:
    write(coded)
    before = dump(coded.db)
    logged = coded.db.execute("select count(*) from change").fetchone()[0]
    change(coded)
    after = dump(coded.db)
    assert after != before
    assert coded.db.execute("select count(*) from change").fetchone()[0] == logged + 1
    assert coded.db.execute("select summary from change order by id desc").fetchone()[0]
    sound(coded)
    whole.undo(coded)
    assert dump(coded.db) == before
    sound(coded)
    whole.redo(coded)
    assert dump(coded.db) == after
    sound(coded)


@pytest.mark.parametrize(
    ("on", "type", "kept"),
    [
        ([], "", "theoretical"),
        (["code:trust"], "", "code"),
        (["category:public value"], "", "code"),
        (["source:thread", "coding:1"], "", "code"),
        (["source:thread"], "", "theoretical"),
        (["coding:1"], "Journal", "journal"),
    ],
)
def test_type(coded: Study, on: list[str], type: str, kept: str) -> None:
    assert rows(memos.add(coded, "x", type=type, on=on).table)[0]["type"] == kept


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Heading\n\nText", "Heading"),
        ("\n\n- **bold** and *more*\nnext", "bold and more"),
        ("See [[code:TRUST]] and [[coding:3]].", "See trust and coding 3."),
        ("word " * 40, "word word word word word word word word word word word word…"),
        ("x" * 100, "x" * 59 + "…"),
        ("---\n***", "--- ***"),
        ("\x1b[31mred", "[31mred"),
    ],
)
def test_a_title_is_made_of_the_first_words(coded: Study, text: str, title: str) -> None:
    assert rows(memos.add(coded, text).table)[0]["title"] == title


def test_a_title_made_of_the_text_follows_it_and_a_given_one_stays(coded: Study) -> None:
    memos.add(coded, "First words")
    memos.add(coded, "First words", title="Mine")
    memos.edit(coded, 1, text="Other words")
    memos.edit(coded, 2, text="Other words")
    assert [r["title"] for r in rows(memos.listing(coded))] == ["Other words", "Mine"]


@pytest.mark.parametrize(
    ("on", "what"),
    [
        ("source:thread", "source:thread"),
        ("source:art", "source:article"),
        ("segment:thread#2", "segment:thread#2"),
        ("coding:3", "coding:3"),
        ("coding:#3", "coding:3"),
        ("code:TRUST", "code:trust"),
        ("category:public value", "category:public value"),
        ("code:public value/not being asked", "code:not being asked"),
        ("property:the secretary's role/autonomy", "property:the secretary's role/autonomy"),
        ("relation:1", "relation:1"),
        ("participant:Anna Bos", "participant:Anna Bos"),
        ("participant:Interviewer (interview-1)", "participant:Interviewer (interview-1)"),
        ("memo:1", "memo:1"),
        ("study", "study:study"),
        ("study:study", "study:study"),
        ("Source: thread", "source:thread"),
    ],
)
def test_what_a_memo_can_be_on_and_link_to(coded: Study, on: str, what: str) -> None:
    memos.add(coded, "the first")
    assert rows(memos.add(coded, "x", on=[on]).table)[0]["on"] == [what]
    assert [r["id"] for r in rows(memos.listing(coded, on=[on]))] == [2]
    if not on.startswith("study"):
        assert rows(memos.add(coded, f"a [[{on}]] b").table)[0]["text"] == f"a [[{what}]] b"
    memos.unlink(coded, 2, [on])
    assert rows(memos.listing(coded))[1]["on"] == []
    sound(coded)


@pytest.mark.parametrize(
    ("on", "says"),
    [
        ("code:trsut", "'trust'"),
        ("category:publik value", "'public value'"),
        ("source:treads", "'thread'"),
        ("segment:thread#9", "segments 1 to 2"),
        ("segment:thread", "SOURCE#N"),
        ("coding:99", "qda codings"),
        ("coding:x", "qda codings"),
        ("memo:9", "qda memo list"),
        ("relation:9", "qda axial list"),
        ("property:the secretary's role/autonomie", "there is no property"),
        ("property:autonomy", "CATEGORY/PROPERTY"),
        ("participant:Ana Bos", "'Anna Bos'"),
        ("kode:trust", "'code'"),
        ("comparison:1", "report comparisons"),
        ("negative:1", "report negative-cases"),
        ("sampling:1", "sampling list"),
    ],
)
def test_a_link_to_nothing_is_refused_with_the_nearest(coded: Study, dump: Dump, on: str, says: str) -> None:
    before = dump(coded.db)
    for text, about in (("x", [on]), (f"x [[{on}]] y", [])):
        with pytest.raises(QdaError) as refused:
            memos.add(coded, text, on=about)
        assert says in sentence(refused.value)
    assert dump(coded.db) == before


@pytest.mark.parametrize(
    ("attempt", "error"),
    [
        (lambda s: memos.add(s, ""), QdaError),
        (lambda s: memos.add(s, " \n\t\n"), QdaError),
        (lambda s: memos.add(s, "a\0b"), QdaError),
        (lambda s: memos.add(s, "a\ud800b"), QdaError),
        (lambda s: memos.add(s, "x", type="theory"), UsageError),
        (lambda s: memos.add(s, "x", date="yesterday"), QdaError),
        (lambda s: memos.add(s, "x", date="2026-02-30"), QdaError),
        (lambda s: memos.add(s, "x", date="20260230"), QdaError),
        (lambda s: memos.add(s, "x", title="two\nlines"), QdaError),
        (lambda s: memos.edit(s, 9, text="x"), NotFound),
        (lambda s: memos.edit(s, 1, text="  "), QdaError),
        (lambda s: memos.edit(s, 1, text="x [[code:nothing]]"), NotFound),
        (lambda s: memos.remove(s, [1, 9]), NotFound),
        (lambda s: memos.show(s, 9), NotFound),
        (lambda s: memos.versions(s, 9), NotFound),
        (lambda s: memos.link(s, 9, ["code:trust"]), NotFound),
        (lambda s: memos.link(s, 1, ["memo:1"]), QdaError),
        (lambda s: memos.unlink(s, 1, ["source:thread"]), QdaError),
        (lambda s: memos.unlink(s, 1, ["source:nowhere"]), NotFound),
    ],
)
def test_refused_and_untouched(
    coded: Study, dump: Dump, attempt: Callable[[Study], object], error: type[Exception]
) -> None:
    write(coded)
    before = dump(coded.db)
    with pytest.raises(error):
        attempt(coded)
    assert dump(coded.db) == before
    sound(coded)


def test_listing_and_its_filters(coded: Study) -> None:
    write(coded)
    coded._coder = "ben"
    memos.add(coded, "By Ben", on=["category:trust"])
    table = memos.listing(coded)
    assert tuple(table.columns) == COLUMNS
    assert COLUMNS[:9] == ("id", "uuid", "title", "type", "on", "coder", "created_at", "updated_at", "text")
    assert [r["id"] for r in rows(table)] == [1, 2, 3, 4]
    assert [r["id"] for r in rows(memos.listing(coded, Filters(coder=("ben",))))] == [4]
    assert [r["id"] for r in rows(memos.listing(coded, types=["code"]))] == [1, 4]
    assert [r["id"] for r in rows(memos.listing(coded, types=["reflexive", "theoretical"]))] == [2, 3]
    assert [r["id"] for r in rows(memos.listing(coded, on=["code:trust"]))] == [1, 4]
    assert [r["id"] for r in rows(memos.listing(coded, on=["coding:6", "study"]))] == [1, 3]
    with pytest.raises(NotFound):
        memos.listing(coded, on=["code:nothing"])


def test_the_date_of_a_new_memo_is_the_one_that_is_given(coded: Study) -> None:
    memos.add(coded, "One", date="2026-02-03")
    memos.add(coded, "Two")
    assert coded.db.execute("select date from memo order by id").fetchall() == [("2026-02-03",), (None,)]


def test_earlier_versions_are_kept_with_who_wrote_them(coded: Study) -> None:
    memos.add(coded, "One [[code:trust]]", title="T")
    coded._coder = "ben"
    memos.edit(coded, 1, text="Two [[coding:1]]")
    coded._coder = "cem"
    memos.edit(coded, 1, title="U", date="2026-01-01")
    memos.edit(coded, 1, date="2026-01-02")  # a date has no versions
    codebook.rename(coded, "trust", "faith")
    got = [(r["version"], r["title"], r["coder"], r["text"]) for r in rows(memos.versions(coded, 1))]
    assert got == [
        (1, "T", "anna", "One [[code:faith]]"),
        (2, "T", "ben", "Two [[coding:1]]"),
        (3, "U", "cem", "Two [[coding:1]]"),
    ]
    assert memos.show(coded, 1).fields["versions"] == 3
    assert memos.show(coded, 1).fields["coder"] == "anna"
    codebook.remove(coded, "faith")
    assert "(removed)" in rows(memos.versions(coded, 1))[0]["text"]


def test_an_edit_that_changes_nothing_is_not_logged(coded: Study, dump: Dump) -> None:
    write(coded)
    before, log = dump(coded.db), whole.log(coded).rows
    n = len(list(log))
    said = memos.edit(coded, 1, text=memos.text(coded, 1) + "\n\n", title="Trust", type="code")
    assert "nothing was changed" in said.notes[0]
    memos.link(coded, 1, ["category:trust"])
    assert dump(coded.db) == before and len(list(whole.log(coded).rows)) == n


def test_links_to_what_is_gone_say_so_and_survive_an_edit(coded: Study) -> None:
    write(coded)
    memos.add(coded, "On [[code:trust]] and [[coding:4]]", on=["code:trust"])
    codebook.remove(coded, "trust")
    memos.remove(coded, [1])
    got = {r["id"]: r for r in rows(memos.listing(coded))}
    gone = "coding:4, trust: “Vertrouwen is het begin van alles.” (removed)"
    assert got[4]["text"] == f"On [[code:trust (removed)]] and [[{gone}]]"
    assert got[4]["links"] == ["code:trust (removed)", gone]
    stored = kept.one(coded.db, 4).stored
    for form in (gone, "coding:4 (removed)"):  # by its number alone it is the same link
        memos.edit(coded, 4, text=f"Now on [[code:trust (removed)]] and [[{form}]]")
        assert kept.one(coded.db, 4).stored == stored.replace("On", "Now on", 1)
    assert got[4]["on"] == ["code:trust (removed)"]
    assert got[3]["text"] == "See [[memo:1 (removed)]] and [[category:public value]]."
    assert [r["id"] for r in rows(memos.listing(coded, on=["code:trust (removed)"]))] == [4]
    memos.edit(coded, 4, text="Still on [[code:trust (removed)]]")
    assert memos.text(coded, 4) == "Still on [[code:trust (removed)]]"
    sound(coded)
    memos.unlink(coded, 4, ["code:trust (removed)"])
    assert memos.show(coded, 4).fields["on"] == []
    codebook.add(coded, "trust")
    assert memos.text(coded, 4) == "Still on [[code:trust (removed)]]"  # another code of that name is another code
    sound(coded)


def test_removing_a_memo_tells_which_memos_linked_to_it(coded: Study) -> None:
    write(coded)
    assert "memo 3" in memos.remove(coded, [1]).notes[0]
    assert memos.remove(coded, [2]).notes == []


def test_a_link_stays_what_it_was_when_names_no_longer_tell(coded: Study) -> None:
    memos.add(coded, "On [[code:trust]]")
    codebook.add(coded, "trust", under="public value")  # now two are called so
    codebook.move(coded, "trust", under="what the city gains")
    codebook.rename(coded, "what the city gains", "gains [of the city]")
    memos.add(coded, "x")
    stored = coded.db.execute("select text from memo where id = 1").fetchone()[0]
    memos.edit(coded, 1, text=memos.text(coded, 1) + " again")
    assert coded.db.execute("select text from memo where id = 1").fetchone()[0] == stored + " again"
    with pytest.raises(QdaError, match="2 codes are called"):
        memos.edit(coded, 2, text="On [[code:trust]]")
    sound(coded)


def test_a_link_to_a_name_with_brackets_survives_an_edit(coded: Study) -> None:
    memos.add(coded, "On [[code:trust]]")
    codebook.rename(coded, "trust", "[trust]")
    memos.edit(coded, 1, text=memos.text(coded, 1) + "!")
    assert memos.text(coded, 1) == "On [[code:[trust]]]!"
    assert links.of(coded.db, "memo", 1, "text")[0].target is not None
    sound(coded)


def test_text_is_kept_as_it_is_but_for_line_ends_and_blanks_around_it(coded: Study) -> None:
    text = "\ufeff\r\n\r\n  indented\r\n\r\nThe [[not a link]] and [ [code:x] ] =1+1 <script>\r\n\r\n"
    got = rows(memos.add(coded, text).table)[0]["text"]
    assert got == "  indented\n\nThe [[not a link]] and [ [code:x] ] =1+1 <script>"


def test_a_memo_may_link_to_itself_and_go(coded: Study, dump: Dump) -> None:
    memos.add(coded, "x")
    memos.edit(coded, 1, text="I am [[memo:1]]")
    before = dump(coded.db)
    memos.remove(coded, [1])
    whole.undo(coded)
    assert dump(coded.db) == before
    sound(coded)


def test_show_has_the_quotes(coded: Study) -> None:
    write(coded)
    fields = memos.show(coded, 1).fields
    assert [(q["id"], q["source"], q["code"]) for q in fields["quotes"]] == [
        (6, "thread", "trust"),
        (4, "interview-2", "trust"),
    ]
    for q in fields["quotes"]:
        text = coded.db.execute("select text from source where name = ?", (q["source"],)).fetchone()[0]
        assert text[q["start"] : q["end"]] == q["text"]


def test_first_words_never_fail() -> None:
    for text in ("", "#", "[[code:x]]", "\u202e", "a" * 10_000, "* * *"):
        assert 0 < len(first_words(text)) <= 61


def test_what_a_removed_coding_was_fits_into_a_link(coded: Study) -> None:
    """A long quote is cut at a word, brackets in it end no link, and undo brings the coding's number back."""
    codebook.add(coded, "waiting")
    text = coded.db.execute("select text from source where id = 1").fetchone()[0]
    assert len(text) > 70
    coding.code(coded, coded.db.execute("select name from source where id = 1").fetchone()[0], ["waiting"], span="0:70")
    id = coded.db.execute("select max(id) from coding").fetchone()[0]
    memos.add(coded, f"Why [[coding:{id}]]?", on=[f"coding:{id}"])
    mine = coded.db.execute("select max(id) from memo").fetchone()[0]
    codebook.remove(coded, "waiting")
    (on,) = memos.show(coded, mine).fields["on"]
    cut = " ".join(text[:60].split()).translate(str.maketrans("[]", "()")).rpartition(" ")[0]
    assert on == f"coding:{id}, waiting: “{cut} …” (removed)"
    assert memos.text(coded, mine) == f"Why [[{on}]]?"
    memos.unlink(coded, mine, [f"coding:{id} (removed)"])
    assert memos.show(coded, mine).fields["on"] == []
    whole.undo(coded, 2)
    assert memos.show(coded, mine).fields["on"] == [f"coding:{id}"]
    sound(coded)
