"""Drafts written into a study: sources, segments and people, in batches; values of variables."""

from __future__ import annotations

from qda.core.drafts import Draft, DraftSegment
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import intake, people


def draft(kind: str = "forum", *labels: tuple[str, str], **what: object) -> Draft:
    text = "x" * max(len(labels), 1)
    parts = [DraftSegment("turn", n, n + 1, label, role=role) for n, (label, role) in enumerate(labels)]
    return Draft("d", text, kind, segments=parts, **what)  # type: ignore[arg-type]


def bring(study: Study, *drafts: Draft) -> intake.Writer:
    with study.change("import") as c:
        writer = intake.Writer(c)
        for n, d in enumerate(drafts, len(intake.taken(c.db))):
            writer.add(f"{d.name}{n}", d)
        writer.flush()
    return writer


def test_who_is_joined_and_who_stays_apart(study: Study) -> None:
    asked = (("Interviewer", "researcher"), ("Zorg Kundig", "participant"), ("ZORG kundig", "participant"))
    writer = bring(study, draft("interview", *asked), draft("interview", *asked[:2]), draft("forum", ("Ada Bos", "participant")),
                   draft("forum", ("ada BOS", "participant"), ("Ada Bos", "participant")))  # fmt: skip
    rows = study.db.execute("select name, source, role from participant order by id").fetchall()
    assert rows == [
        ("Interviewer", 1, "researcher"), ("Zorg Kundig", 1, "participant"), ("Interviewer", 2, "researcher"),
        ("Zorg Kundig", 2, "participant"), ("Ada Bos", None, "participant"), ("ada BOS", 4, "participant"),
    ]  # fmt: skip
    assert (
        writer.apart == {"zorg kundig": [2, 4]} and writer.joined == {5: {4}} and (writer.count, writer.batch) == (4, 1)
    )
    with study.change("participant") as c:
        people.rename(c, 4, "Zorg Kundig", None)
    writer = bring(study, draft("interview", *asked[:2]))
    assert writer.apart == {} and writer.joined == {4: {5}}, "a doubtful name is joined with one whom the study knows"


def test_what_is_written_of_a_draft(study: Study) -> None:
    text = "Een twee. Drie vier vijf, zes. Zeven"
    d = Draft(
        "gesprek", text, "forum", title="T", language="nl", date="2026-01-02", sha256="s", origin="a/b.html",
        segments=[
            DraftSegment("post", 0, 30, "Ada Bos", "2026-01-01", metadata={"id": 7}),
            DraftSegment("quoted", 10, 25, parent=0),
            DraftSegment("comment", 31, 36, "Ada Bos", reply_to=0),
        ],
        metadata={"é": 1}, variables={"Plaats": "Ede", "leeg": ""}, participants={"Ada Bos": {"role": "quoted", "leeftijd": 40}},
    )  # fmt: skip
    bring(study, d)
    db = study.db
    columns = "name, key, kind, title, language, text, characters, words, sha256, origin, date, metadata"
    assert db.execute(f"select {columns} from source").fetchall() == [
        ("gesprek0", "gesprek0", "forum", "T", "nl", text, 36, 4, "s", "a/b.html", "2026-01-02", '{"é": 1}')
    ]  # fmt: skip
    columns = 'n, kind, parent, participant, author, date, reply_to, start, "end", words, metadata'
    assert db.execute(f"select {columns} from segment").fetchall() == [
        (1, "post", None, 1, "Ada Bos", "2026-01-01", None, 0, 30, 3, '{"id": 7}'),
        (2, "quoted", 1, None, None, None, None, 10, 25, 3, None),
        (3, "comment", None, 1, "Ada Bos", None, 1, 31, 36, 1, None),
    ]  # fmt: skip
    assert db.execute("select name, holder from variable").fetchall() == [
        ("Plaats", "source"),
        ("leeg", "source"),
        ("leeftijd", "participant"),
    ]
    assert db.execute("select variable, source, participant, value from value").fetchall() == [
        (1, 1, None, "Ede"),
        (3, None, 1, "40"),
    ]
    assert db.execute("select role from participant").fetchall() == [("quoted",)]


def test_batches_and_places_to_go_back_to(study: Study) -> None:
    ada = draft("forum", ("Ada Bos", "participant"))
    with study.change("import") as c:
        writer = intake.Writer(c)
        writer.BATCH = 2
        writer.add("a", ada)
        assert writer.batch == 0
        writer.add("b", ada)
        assert writer.batch == 1 and writer.characters == 0
        writer.mark()
        writer.add("c", draft("forum", ("Bea Kok", "participant")))
        writer.add("d", ada)
        writer.back()
        assert (writer.count, writer.joined) == (2, {1: {2}})
        writer.BATCH, writer.BATCH_CHARACTERS = 400, 2
        writer.add("e", draft("forum", ("Bea Kok", "participant"), ("Ada Bos", "participant")))
        assert writer.batch == 4
        writer.back()
        writer.flush()
    assert study.db.execute("select name from source order by id").fetchall() == [("a",), ("b",), ("e",)]
    assert study.db.execute("select name from participant order by id").fetchall() == [("Ada Bos",), ("Bea Kok",)]


def values(c: Change) -> list[tuple[object, ...]]:
    return c.db.execute(
        "select x.name, v.source, v.participant, v.value from value v join variable x on x.id = v.variable order by v.id"
    ).fetchall()


def test_values_come_and_go(filled: Study) -> None:
    with filled.change("set") as c:
        before = values(c)
        intake.set_value(c, "Plaats", "Ede", source=1)
        intake.set_value(c, "plaats", "Delft", source=1)
        intake.set_value(c, "plaats", 7, participant=1)
        intake.set_value(c, "leeg", None, source=1)
        intake.set_value(c, "leeg", "", source=2)
        assert values(c)[len(before) :] == [("Plaats", 1, None, "Delft"), ("plaats", None, 1, "7")]
        intake.set_value(c, "PLAATS", "", source=1)
        assert values(c)[len(before) :] == [("plaats", None, 1, "7")]
        assert not intake.take_value(c, "plaats", source=1) and not intake.take_value(c, "nee", participant=1)
        intake.set_value(c, "plaats", "8", participant=2)
        assert intake.take_value(c, "Plaats", participant=1)
        assert people.variables(c.db, "participant").keys() == {"gender", "plaats"}
        assert intake.take_value(c, "plaats", participant=2)
        assert people.variables(c.db, "participant").keys() == {"gender"} and values(c) == before
    assert intake.taken(filled.db) == {"thread-1", "thread-2", "interview-01"}
