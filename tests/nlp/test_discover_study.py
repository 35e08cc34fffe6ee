"""Candidates of a study: exact quotes, numbers that stay, every decision, what is left out, and honest words on too little."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="needs the extra `discover`")
pytest.importorskip("wordfreq", reason="needs the extra `discover`")

from suggest_study import SUBJECTS, add, draft

from qda.cli.app import run as command
from qda.cli.messages import sentence
from qda.core import extras
from qda.core.document import Document
from qda.core.drafts import ReadOptions
from qda.core.errors import NotFound, QdaError
from qda.nlp import pipeline
from qda.ops.coding import coding
from qda.ops.discovery import candidates, discovering, families
from qda.ops.sources import edit, participants, update
from qda.ops.study import study as ops
from qda.store import check, project
from qda.store.analysis.scope import Filters
from qda.store.project import Study

CORPUS = Path(__file__).parents[2] / "corpora" / "publieke-meerwaarde"


@pytest.fixture
def texts(study: Study) -> Study:
    """Three subjects, a page each, every post by somebody else, each said twice in other words."""
    for subject, posts in SUBJECTS.items():
        more = [p.replace(".", ", zei men.") if subject != "work" else p.replace(".", ", they said.") for p in posts]
        add(study, draft(subject, [("post", f"{subject} {n}", p) for n, p in enumerate([*posts, *more])],
                         "en" if subject == "work" else "nl"))  # fmt: skip
    return study


def rows(study: Study, **more: Any) -> list[dict[str, Any]]:
    return list(discovering.run(study, **more).table.dicts())


def log(study: Study) -> list[str]:
    return [c for (c,) in study.db.execute("select command from change order by id")]


def text(study: Study, source: str) -> str:
    return str(study.db.execute("select text from source where name = ?", (source,)).fetchone()[0])


def test_quotes_are_exact_whole_and_hold_a_term(texts: Study) -> None:
    found = rows(texts)
    assert len(found) >= 3
    for c in found:
        assert len(c["quotes"]) >= 2
        words = {w for t in c["terms"] for w in t["term"].casefold().split()}
        for q in c["quotes"]:
            assert text(texts, q["source"])[q["start"] : q["end"]] == q["text"]
            assert q["text"][0].isupper() and q["text"][-1] in ".!?"
            assert any(w[:4] in q["text"].casefold() for w in words)
        assert c["participants"] >= 1 and c["sources"] == len({q["source"] for q in c["quotes"]})
    assert [c["rank"] for c in found] == list(range(1, len(found) + 1))
    assert [c["score"] for c in found] == sorted((c["score"] for c in found), reverse=True)
    assert {"water", "school", "work"} == {q["source"] for c in found for q in c["quotes"]}


def test_counts_of_terms_are_those_of_the_texts(texts: Study) -> None:
    terms = {t["term"]: t for c in rows(texts) for t in c["terms"]}
    for word, source in (("dijk", "water"), ("klas", "school"), ("factory", "work")):
        if word in terms:
            assert terms[word]["count"] == text(texts, source).casefold().count(word)
            assert terms[word]["sources"] == 1
    assert {"dijk", "factory"} & terms.keys()


def test_the_same_again_and_nothing_written(texts: Study) -> None:
    first = rows(texts)
    before = log(texts)
    assert before[-1] == "discover"
    assert rows(texts) == first
    assert log(texts) == before, "what is as it was is not written again"


def test_what_is_asked_for_is_made_and_no_more(texts: Study) -> None:
    both = discovering.run(texts)
    assert isinstance(both.document, Document) and list(both.table.rows)
    rows_alone, document_alone = discovering.run(texts, want="rows"), discovering.run(texts, want="document")
    assert rows_alone.document is None and list(rows_alone.table.rows) == list(both.table.rows)
    assert list(document_alone.table.rows) == [] and document_alone.table.columns == discovering.COLUMNS
    assert document_alone.document == both.document and document_alone.notes == both.notes


def test_what_is_read_from_the_cache_is_what_was_found(texts: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    first = rows(texts)
    monkeypatch.setattr(discovering, "_find", lambda *a, **k: pytest.fail("looked for again"))
    assert rows(texts) == first
    monkeypatch.undo()
    participants.set_values(texts, "water 0", {"role": "researcher"})
    assert rows(texts) != first, "another person's role is another question"


def test_numbers_stay_when_texts_are_added_and_undo_passes_over(texts: Study) -> None:
    before = {c["label"]: c["id"] for c in rows(texts)}
    coding.code(texts, "water", ["dijk"], quote="De dijk brak", nth=1)
    add(texts, draft("meer", [("post", "nieuw", "De dijk brak weer en het water stond in de kelder, net als toen.")]))
    after = {c["label"]: c["id"] for c in rows(texts)}
    same = before.keys() & after.keys()
    assert same and all(before[k] == after[k] for k in same)
    said = ops.undo(texts, 1)
    assert "import" in str(said.notes), "the import, not the look at candidates"


def test_a_researchers_words_and_filters(texts: Study) -> None:
    for n in range(12):
        participants.set_values(texts, f"water {n}", {"role": "researcher"})
    assert "water" not in {q["source"] for c in rows(texts) for q in c["quotes"]}
    assert "water" in {q["source"] for c in rows(texts, include_researcher=True) for q in c["quotes"]}
    only = rows(texts, filters=Filters(source=["school"]))
    assert {q["source"] for c in only for q in c["quotes"]} == {"school"}
    with pytest.raises(QdaError, match="no words count"):
        rows(texts, filters=Filters(source=["water"]))


def test_boilerplate_and_quoted_posts_stay_out(study: Study) -> None:
    parts = [("post", f"p{n}", f"De dijk brak in {w} en het water kwam in de kelder.") for n, w in enumerate("abcdef")]
    noise = [("boilerplate", "", "Cookies en advertenties over fietsen en fietsbanden.")] * 6
    add(study, draft("een", [x for pair in zip(parts, noise, strict=True) for x in pair]))
    assert "fiets" not in json.dumps([c["terms"] for c in rows(study)])


def test_accept_makes_a_code_with_unconfirmed_codings(texts: Study) -> None:
    first = rows(texts)[0]
    said = candidates.accept(texts, [first["id"]], name="hoog water")
    assert said.table is not None
    made = texts.db.execute(
        'select g.start, g."end", g.confirmed, g.origin, c.name, c.level from coding g join code c on c.id = g.code order by g.id'
    ).fetchall()
    assert sorted(m[:2] for m in made) == sorted((q["start"], q["end"]) for q in first["quotes"])
    assert {m[2:] for m in made} == {(0, "discover", "hoog water", "code")}
    assert len(list(said.table.rows)) == len(made)
    after = rows(texts)
    assert first["id"] not in {c["id"] for c in after}
    assert first["id"] in {c["id"] for c in rows(texts, every=True)}
    assert next(c for c in rows(texts, every=True) if c["id"] == first["id"])["known"] == ["hoog water"]
    with pytest.raises(NotFound, match="accepted"):
        candidates.accept(texts, [first["id"]])
    ops.undo(texts, 1)
    assert texts.db.execute("select count(*) from code").fetchone()[0] == 0
    assert rows(texts)[0] == first
    assert list(check.run(texts.db)) == []


def test_reject_is_remembered_and_taken_back(texts: Study) -> None:
    first, second = rows(texts)[:2]
    candidates.reject(texts, [first["id"], second["id"]])
    assert not {first["id"], second["id"]} & {c["id"] for c in rows(texts)}
    assert "2 rejected; --all shows them" in map(sentence, discovering.run(texts).notes)
    ops.undo(texts, 1)
    assert rows(texts)[:2] == [first, second]


def test_rename_and_merge(texts: Study) -> None:
    first, second = rows(texts)[:2]
    candidates.rename(texts, second["id"], "samen")
    candidates.merge(texts, [first["id"]], second["id"])
    joined = next(c for c in rows(texts) if c["id"] == second["id"])
    assert joined["label"] == "samen"

    def places(c: dict[str, Any]) -> set[tuple[str, int, int]]:
        return {(q["source"], q["start"], q["end"]) for q in c["quotes"]}

    assert places(joined) == places(first) | places(second)
    assert joined["score"] == pytest.approx(first["score"] + second["score"], abs=0.11)
    assert first["id"] not in {c["id"] for c in rows(texts)}
    candidates.accept(texts, [second["id"]])
    assert texts.db.execute("select count(*) from coding").fetchone()[0] == len(places(joined))
    with pytest.raises(QdaError, match="into itself"):
        candidates.merge(texts, [rows(texts)[0]["id"]], rows(texts)[0]["id"])


def test_a_source_that_went_takes_no_coding_along(texts: Study) -> None:
    found = rows(texts)
    of_water = next(c for c in found if {q["source"] for q in c["quotes"]} == {"water"})
    edit.remove(texts, "water")
    said = candidates.accept(texts, [of_water["id"]])
    assert texts.db.execute("select count(*) from coding").fetchone()[0] == 0
    assert any("in no source" in n for n in said.notes)


def test_a_quote_whose_text_has_changed_is_not_coded(texts: Study, tmp_path: Path) -> None:
    found = rows(texts)
    of_water = next(c for c in found if {q["source"] for q in c["quotes"]} == {"water"})
    newer = tmp_path / "water.txt"
    newer.write_text("Vooraf een regel.\n\n" + text(texts, "water"), encoding="utf-8")
    update.update(texts, "water", str(newer), ReadOptions(form="plain"))
    said = candidates.accept(texts, [of_water["id"]])
    assert texts.db.execute("select count(*) from coding").fetchone()[0] == 0
    assert any(f"{len(of_water['quotes'])} of its quotes left out: their text has changed" in n for n in said.notes)
    ops.undo(texts, 1)
    again = rows(texts)
    assert all(text(texts, q["source"])[q["start"] : q["end"]] == q["text"] for c in again for q in c["quotes"])
    candidates.accept(texts, [next(c["id"] for c in again if "water" in {q["source"] for q in c["quotes"]})])
    assert texts.db.execute("select count(*) from coding").fetchone()[0] >= 2


@pytest.mark.parametrize(
    "parts",
    [[("post", "a", "Dag.")], [("post", "a", "Wij zagen vertrouwen groeien in de buurt.")], [("boilerplate", "", "Menu")],
     [("post", f"p{n}", "Precies dezelfde zin over vertrouwen.") for n in range(9)], [("post", "a", "12 34 !!")]],
    ids=["a word", "a sentence", "only boilerplate", "all equal", "no words"],
)  # fmt: skip
def test_too_little_is_said_plainly(study: Study, parts: list[tuple[str, str, str]]) -> None:
    add(study, draft("kort", parts))
    try:
        found = rows(study)
    except QdaError as e:
        assert "no words count" in str(e) and "\n" not in str(e)
    else:
        assert all(len(c["quotes"]) >= 2 for c in found)
        if not found:
            assert discovering.run(study).notes[0].startswith("no candidate")


def test_no_text_at_all(study: Study) -> None:
    with pytest.raises(QdaError, match="no texts yet"):
        rows(study)
    with pytest.raises(QdaError, match="no texts yet"):
        families.terms(study)


def test_a_language_without_resources_is_served_with_less(study: Study) -> None:
    posts = [("post", f"p{n}", f"Lumo kaj akvo {'abcdefgh'[n]} lumo fluas kun akvo.") for n in range(8)]
    add(study, draft("eo", posts, "xx"))
    report = discovering.run(study)
    assert any("without lemmas, frequencies or stop words" in n for n in report.notes)
    assert all(len(c["quotes"]) >= 2 for c in report.table.dicts())


GERMAN = [
    f"Der Bürgermeister sucht Vertrauen in {'abcdefgh'[n]}. Die Bürgermeister wollen Vertrauen." for n in range(8)
]
CHINESE = [f"市长{'甲乙丙丁戊己庚辛'[n]}寻求信任。信任很重要。" for n in range(8)]


@pytest.mark.parametrize(("language", "posts", "term"), [("de", GERMAN, "Bürgermeister"), ("zh", CHINESE, "信")],
                         ids=["de", "zh"])  # fmt: skip
def test_a_language_without_a_file_of_its_own(study: Study, language: str, posts: list[str], term: str) -> None:
    add(study, draft(language, [("post", f"p{n}", p) for n, p in enumerate(posts)], language))
    found = rows(study)
    assert any(term in t["term"] for c in found for t in c["terms"]), found


def test_a_missing_package_is_one_line(
    texts: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    path = texts.path
    texts.close()
    for words in (["discover"], ["discover", "terms"]):
        assert command(["--project", str(path), *words]) == 1
        out, err = capsys.readouterr()
        assert out == "" and err.startswith("error: discover") and err.count("\n") == 1 and "pip install" in err


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(pipeline, "installed", lambda: ["nl_core_broken_sm"])
    pipeline.of.cache_clear()
    yield
    pipeline.of.cache_clear()


def test_a_broken_pipeline_is_named_and_done_without(texts: Study, broken: None) -> None:
    report = discovering.run(texts)
    assert any("nl_core_broken_sm cannot be loaded" in n for n in report.notes)
    assert list(report.table.rows)


def test_a_pipeline_of_the_users_tells_lemmas_and_nouns(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule-made pipeline stands in for a trained one: its lemmas are taken, its verbs name no group."""
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("nl")
    ruler = nlp.add_pipe("attribute_ruler", name="tagger")
    for form, lemma, tag in (
        ("dijken", "WATERKERING", "NOUN"),
        ("dijk", "WATERKERING", "NOUN"),
        ("breken", "breken", "VERB"),
    ):
        ruler.add([[{"LOWER": form}]], {"LEMMA": lemma, "POS": tag})
    nlp.to_disk(tmp_path / "model")
    monkeypatch.setattr(pipeline, "installed", lambda: ["nl_core_rules_sm"])
    load = spacy.load
    monkeypatch.setattr(spacy, "load", lambda name, **more: load(tmp_path / "model", **more))
    pipeline.of.cache_clear()
    try:
        posts = [("post", f"p{n}", f"De dijken breken en de dijk {w} breken wij.") for n, w in enumerate("abcdefgh")]
        add(study, draft("water", posts))
        found = rows(study)
        assert (
            study.db.execute("select count(*) from language_pass where pipeline like 'nl_core_rules_sm.%'").fetchone()[
                0
            ]
            == 1
        )
        read: list[str] = []

        def again(*_: object) -> Iterator[object]:
            read.append("again")
            return iter(())

        monkeypatch.setattr(pipeline, "_read", again)
        assert rows(study) == found and not read, "a pass is made once"
        assert "breken" not in {c["label"] for c in found}
        counts = {tuple(sorted(f["form"] for f in r["forms"])): r["count"] for r in families.terms(study).dicts()}
        assert counts.get(("dijk", "dijken")) == 16, ("dijk and dijken are one word to the pipeline", counts)
    finally:
        pipeline.of.cache_clear()


def test_the_projects_own_corpus_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(["init", "--language", "nl"]) == 0
    assert command(["import", *map(str, sorted(CORPUS.glob("*.txt")))]) == 0
    capsys.readouterr()
    assert command(["discover", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found[0]) == list(discovering.COLUMNS)
    assert any("meerwaarde" in t["term"] for c in found for t in c["terms"])
    assert command(["discover", "terms", "--format", "json", "--top", "500"]) == 0
    shown = {f["family"]: f for f in json.loads(capsys.readouterr().out)}
    assert list(shown["secretaris"]) == list(families.COLUMNS)
    assert {f["form"] for f in shown["secretaris"]["forms"]} >= {"secretaris", "gemeentesecretaris"}
    for form in ("md", "html", "docx", "csv"):
        assert command(["discover", "-o", f"out.{form}"]) == 0
        assert (tmp_path / f"out.{form}").stat().st_size > 500
    assert command(["language"]) == 0
    assert "simplemma" in capsys.readouterr().out


def test_the_five_pages(tmp_path: Path) -> None:
    """The user's own pages, where they are at hand: both subjects of the study, in two candidates, each with a quote."""
    folder = Path(__file__).parents[3] / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the user's pages are not beside the project")
    from qda.ops.sources import import_list

    with project.create(tmp_path / project.FILE, name="five", coder="anna", language="nl") as study:
        import_list.import_texts(study, sorted(map(str, folder.glob("*.txt"))))
        found = rows(study)[:8]
        value = [c for c in found if c["label"].casefold() in ("publieke meerwaarde", "public value")]
        role = [c for c in found if any("secretaris" in t["term"] for t in c["terms"][:7])]
        assert value and any(a["id"] != b["id"] for a in value for b in role)
        assert any("secretaris" in q["text"] for c in role for q in c["quotes"])
        eric = next(n for (n,) in study.db.execute("select name from participant where name = 'Eric'"))
        participants.set_values(study, eric, {"role": "researcher"})
        assert all(c["participants"] <= 1 for c in rows(study) if any("secretaris" in t["term"] for t in c["terms"]))
