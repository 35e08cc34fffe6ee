"""A study as a .qdpx: valid, every quote exact for a reader of its own, everything accounted for, always the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers_export import Project, local

import qda as api
from qda.cli.app import run
from qda.core.errors import QdaError, Refused, UsageError
from qda.core.projects import derived, reading
from qda.ops.exchange.export import export
from qda.store import project
from qda.store.analysis import sampling
from qda.store.project import Study

TALK = (
    "Interviewer: How did the ferry stop?\n\nAna Müller: The ferry \U0001f600 went first; the shop <followed> & closed.\n\n"
    "Interviewer: And then?\n\nAna Müller: Nobody came any more, and the quay was empty.\n"
)
LETTER = "The council wrote to us twice.\nNobody answered, and that was that.\n"
Qda = Callable[..., tuple[str, str]]


@pytest.fixture
def qda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Qda:
    """Run a command in the folder of a study that has something of everything; stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")

    def call(*args: str, status: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        got = run(list(args))
        out, err = capsys.readouterr()
        assert got == status, err
        return out, err

    call("init", "--coder", "ina", "--name", "Quay & <sea>")
    call("import", "talk.txt", "--as", "interview")
    call("import", "letter.txt", "--as", "plain")
    call("source", "set", "talk", "group=north", "year=071", "title=A talk")
    call("source", "set", "letter", "group=south", "year=2")
    call("participant", "set", "Ana Müller", "age=40")
    call("code", "talk", "loss", "--quote", "The ferry \U0001f600 went first", "--note", "first <loss>\nof two")
    call("--coder", "bo", "code", "talk", "loss", "--quote", "The ferry \U0001f600 went first")
    call("code", "talk", "silence", "--quote", "Nobody came any more")
    call("code", "letter", "silence", "--quote", "Nobody answered, and that was that.")
    call("codebook", "define", "loss", "--definition", "What went.", "--include", "ferries\nand shops")
    call("codebook", "rename", "silence", "quiet")
    call("axial", "category", "decline", "--from", "loss", "--move")
    call("axial", "category", "distance", "--from", "quiet", "--from", "loss")
    return call


@pytest.fixture
def full(qda: Qda) -> Qda:
    """The same with properties, relations, ledgers, memos and a storyline."""
    qda("axial", "property", "decline", "pace", "--low", "slow", "--point", "steady", "--high", "sudden")
    qda("axial", "place", "1", "decline/pace", "sudden", "--note", "at once")
    qda("axial", "relate", "decline", "causes", "distance", "--for", "1", "--against", "3", "--note", "so they say")
    qda("compare", "record", "1", "3", "--outcome", "differs", "--note", "a thing and a mood")
    qda("negative", "add", "4", "--against", "category:decline", "--note", "it was never there")
    qda("sampling", "add", "ask the skipper", "--for", "decline/pace", "--seek", "crews")
    qda("selective", "judge", "decline", "--explains-variation", "partly", "--abstract", "yes", "--note", "nearly")
    for kind in ("source:talk", "code:quiet", "coding:1", "relation:1", "segment:letter#1", "participant:Ana Müller",
                 "study", "property:decline/pace", "negative:1", "sampling:1", "comparison:1", "memo:1"):  # fmt: skip
        qda("memo", "add", f"On {kind.partition(':')[0]}.", "--on", kind)
    qda("memo", "add", "See [[code:quiet]] and [[coding:1]].", "--title", "two <links>")
    Path("story.md").write_text("Things end: [[category:decline]].\n", encoding="utf-8")
    qda("selective", "storyline", "--file", "story.md")
    Path("story.md").write_text("Things end: [[category:decline]], as [[coding:1]] shows.\n", encoding="utf-8")
    qda("selective", "storyline", "--file", "story.md")
    return qda


def table(out: str) -> dict[str, dict[str, Any]]:
    """The rows of the table by thing; each adds up."""
    rows = {row["thing"]: row for row in json.loads(out)}
    for row in rows.values():
        assert row["found"] == row["kept"] + row["carried"] + row["lost"]
        assert bool(row["note"]) >= bool(row["carried"] or row["lost"])
    return rows


def exported(qda: Qda, *args: str, name: str = "out.qdpx", **how: Any) -> tuple[Project, dict[str, dict[str, Any]]]:
    out, _ = qda("export", name, "--force", "--format", "json", *args)
    made = Project(Path(name), **how)
    assert made.faults() == []
    return made, table(out)


def codings(qda: Qda) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(qda("codings", "--format", "json")[0])
    return found


def test_a_reader_of_its_own_finds_every_quote(full: Qda) -> None:
    made, rows = exported(full)
    known = codings(full)
    assert made.quotes() == sorted((r["source"], r["code"], r["text"]) for r in known)
    assert {c.get("guid") for c in made.every("Coding")} == {r["uuid"] for r in known}
    assert {c.get("creationDateTime") for c in made.every("Coding")} == {r["created_at"] for r in known}
    users = {u.get("guid"): u.get("name") for u in made.every("User")}
    assert sorted(users[c.get("creatingUser")] or "" for c in made.every("Coding")) == ["bo", "ina", "ina", "ina"]
    assert made.root.get("name") == "Quay & <sea>"
    assert made.root.get("origin") == f"qda {api.__version__}"
    assert {name: rows[name]["kept"] for name in ("coder", "code", "source", "coding", "participant")} == {
        "coder": 2, "code": 4, "source": 2, "coding": 4, "participant": 2,
    }  # fmt: skip
    lost = {thing for thing, row in rows.items() if row["lost"]}
    assert lost == {"history"} and rows["history"]["note"].endswith(" changes: qda backup keeps it")


def test_texts_are_files_as_they_are_stored(full: Qda) -> None:
    made, _ = exported(full)
    for source, text in (("talk", TALK), ("letter", LETTER)):
        element = made.one("TextSource", name=source)
        assert element.get("plainTextPath") == f"internal://{element.get('guid')}.txt"
        assert made.text(element) == text
    assert made.times == {(1980, 1, 1, 0, 0, 0)}
    assert made.said(made.one("TextSource", name="talk"), "Description") == "Title: A talk"


def test_a_stretch_is_one_selection_with_the_codings_of_all_coders(full: Qda) -> None:
    made, _ = exported(full)
    talk = made.one("TextSource", name="talk")
    found = [s for s in made.children(talk, "PlainTextSelection") if len(made.children(s, "Coding")) == 2]
    assert [made.quote(talk, s) for s in found] == ["The ferry \U0001f600 went first"]
    start, end = found[0].get("startPosition"), found[0].get("endPosition")
    assert found[0].get("guid") == derived(talk.get("guid") or "", "selection", start, end)
    assert found[0].get("name") == "The ferry \U0001f600 went first"
    coding = next(c for c in made.children(found[0], "Coding") if made.children(c, "NoteRef"))
    note = derived(coding.get("guid") or "", "note")
    assert note in [r.get("targetGUID") for r in made.children(coding, "NoteRef")]
    assert made.note(note) == "first <loss>\nof two"


def test_the_name_of_a_selection_is_the_beginning_of_its_quote(qda: Qda) -> None:
    qda("code", "talk", "all of it", "--span", "0:150")
    made, _ = exported(qda)
    (name,) = (s.get("name") for s in made.every("PlainTextSelection") if s.get("endPosition") == "150")
    assert name == TALK[:70], "with its line ends"


def test_the_codebook_is_described_as_in_a_codebook_file(full: Qda) -> None:
    made, rows = exported(full)
    loss, quiet = made.one("Code", name="loss"), made.one("Code", name="quiet")
    assert made.said(loss, "Description") == "What went.\n-- qda --\nInclude: ferries\n  and shops"
    assert made.said(quiet, "Description") == "\n-- qda --\nAlias: silence"
    assert loss in list(made.one("Code", name="decline")), "nested"
    (members,) = made.every("Set")
    category = made.one("Code", name="distance").get("guid") or ""
    assert (members.get("name"), members.get("guid")) == ("distance", derived(category, "set"))
    assert [m.get("targetGUID") for m in made.children(members, "MemberCode")] == [loss.get("guid")]
    assert (rows["membership"]["kept"], rows["alias"]["kept"]) == (1, 1)
    assert {c.get("isCodable") for c in made.every("Code")} == {"true"}


def test_what_came_as_a_category_is_one_again_until_somebody_codes_with_it(study: Study, tmp_path: Path) -> None:
    from qda.ops.coding.coding import code
    from qda.ops.sources.import_list import import_texts
    from qda.store.analysis import codes

    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    import_texts(study, [str(tmp_path / "letter.txt")])
    with study.change("import") as c:
        for name in ("theirs", "used"):
            codes.change(c, codes.make(c, name, level="category"), codable=0)
    code(study, "letter", ["used"], quote="council")
    export(study, str(tmp_path / "out.qdpx"))
    made = Project(tmp_path / "out.qdpx")
    theirs, used = made.one("Code", name="theirs"), made.one("Code", name="used")
    assert (theirs.get("isCodable"), made.said(theirs, "Description")) == ("false", "")
    assert (used.get("isCodable"), made.said(used, "Description")) == ("true", "\n-- qda --\nLevel: category")


def test_people_are_cases_with_the_selections_of_their_segments(full: Qda) -> None:
    made, rows = exported(full)
    talk = made.one("TextSource", name="talk")
    ana = made.one("Case", name="Ana Müller")
    values = {}
    for value in made.children(ana, "VariableValue"):
        ref, said = list(value)
        values[made.one("Variable", guid=ref.get("targetGUID") or "").get("name")] = (local(said), said.text)
    assert values == {"age": ("IntegerValue", "40"), "role": ("TextValue", "participant")}
    assert [r.get("targetGUID") for r in made.children(ana, "SourceRef")] == [talk.get("guid")]
    refs = [r.get("targetGUID") for r in made.children(ana, "SelectionRef")]
    own = {s.get("guid"): s for s in made.children(talk, "PlainTextSelection")}
    assert [made.quote(talk, own[r]) for r in refs if r in own] == [
        "The ferry \U0001f600 went first; the shop <followed> & closed.",
        "Nobody came any more, and the quay was empty.",
    ]
    for guid in refs:
        selection = own[guid]
        start = selection.get("startPosition")
        assert guid == derived(talk.get("guid") or "", "segment", start)
        assert selection.get("name") == "Ana Müller" and not made.children(selection, "Coding")
    assert rows["segment"]["kept"] == 5, "four turns, and one without a person that has a memo"
    assert rows["segment"]["carried"] == rows["segment"]["found"] - 5


def test_segments_that_begin_at_one_place_are_told_apart(filled: Study, tmp_path: Path) -> None:
    with filled.change("segment split") as c:
        c.update("segment", 2, start=0, end=5)  # inside the first, whose start it shares
        c.update("segment", 2, parent=1, participant=1)
    export(filled, str(tmp_path / "out.qdpx"))
    guids = [s.get("guid") for s in Project(tmp_path / "out.qdpx").every("PlainTextSelection")]
    assert len(guids) == len(set(guids))


def test_variables_have_the_narrowest_type_that_writes_every_value_back(full: Qda) -> None:
    full("source", "set", "talk", "flag=true", "ratio=0.25", "seen=2026-11-22", "at=2026-11-22T14:30:00Z")
    full("source", "set", "letter", "flag=false", "ratio=-12.5", "seen=2024-02-29", "at=2026-11-22T14:30:00+02:00")
    made, rows = exported(full)
    types = {(v.get("name"), v.get("typeOfVariable")) for v in made.every("Variable")}
    assert types == {
        ("group", "Text"), ("year", "Text"), ("age", "Integer"), ("role", "Text"), ("flag", "Boolean"),
        ("ratio", "Float"), ("seen", "Date"), ("at", "DateTime"),
    }  # fmt: skip
    assert rows["variable"]["kept"] == 7, "the role is a field of people"
    assert rows["value"]["kept"] == 13
    uuids = {v["uuid"] for v in made.rows() if isinstance(v, dict)}
    assert uuids == set(), "rows are lists"


def test_memos_are_notes_on_what_they_are_about(full: Qda) -> None:
    made, rows = exported(full)
    memos = json.loads(full("memo", "list", "--format", "json")[0])
    assert {n.get("guid") for n in made.every("Note")} >= {m["uuid"] for m in memos}
    assert (rows["memo"]["found"], rows["memo"]["kept"]) == (13, 13)
    talk, letter = made.one("TextSource", name="talk"), made.one("TextSource", name="letter")
    assert "On source." in made.notes_on(talk)
    assert "On code." in made.notes_on(made.one("Code", name="quiet"))
    (noted,) = (c for c in made.every("Coding") if "On coding." in made.notes_on(c))
    assert noted.get("guid") == codings(full)[0]["uuid"]
    (link,) = (x for x in made.every("Link") if x.get("name") == "causes")
    assert "On relation." in made.notes_on(link)
    (spoken,) = (s for s in made.children(letter, "PlainTextSelection") if "On segment." in made.notes_on(s))
    assert not made.children(spoken, "Coding") and made.quote(letter, spoken) in LETTER
    assert "On study." in made.notes_on(made.root)
    ana = made.one("Case", name="Ana Müller").get("guid")
    (about,) = (x for x in made.every("Link") if x.get("targetGUID") == ana)
    assert made.note(about.get("originGUID") or "") == "On participant."
    (links,) = (n for n in made.every("Note") if n.get("name") == "two <links>")
    assert (
        made.said(links, "PlainTextContent")
        == "See [[code:quiet]] and [[coding:loss: “The ferry \U0001f600 went first”]]."
    )


def test_what_has_no_element_is_told_in_sentences_that_an_import_knows_again(full: Qda) -> None:
    made, rows = exported(full)
    told = ("property", "placement", "comparison", "negative", "sampling", "judgement", "storyline")
    assert [rows[thing]["kept"] for thing in told] == [1] * 7
    assert (rows["storyline"]["found"], rows["storyline"]["carried"]) == (2, 1)
    memos = {m["uuid"] for m in json.loads(full("memo", "list", "--format", "json")[0])}
    known = 0
    for holder in made.root.iter():
        for ref in made.children(holder, "NoteRef"):
            guid = ref.get("targetGUID") or ""
            if guid in memos or guid == derived(holder.get("guid") or "", "note"):
                continue
            assert guid == reading(holder.get("guid") or "", made.note(guid))
            known += 1
    assert known == 8, "the seven, and what a relation says"
    decline = "\n".join(made.notes_on(made.one("Code", name="decline")))
    assert "Property of the category decline: pace. It ranges from slow to sudden: slow – steady – sudden." in decline
    assert "Theoretical sampling for decline/pace: ask the skipper\nTo look for: crews\nOpen." in decline
    assert "Judged by ina as a core category: explains variation: partly; abstract: yes.\nnearly" in decline
    (link,) = (x for x in made.every("Link") if x.get("name") == "causes")
    assert (link.get("direction"), link.get("originGUID")) == ("OneWay", made.one("Code", name="decline").get("guid"))
    assert (
        "decline causes distance. Status: hypothesis.\nso they say\nQuotes for it:\n"
        "- “The ferry \U0001f600 went first” (talk), loss\nQuotes against it:\n- “Nobody came any more” (talk), quiet"
    ) in made.notes_on(link)
    of_codings = "\n".join(note for c in made.every("Coding") for note in made.notes_on(c))
    assert "Placed on pace, a property of decline: sudden.\nat once" in of_codings
    assert "Compared with “Nobody came any more” (talk), quiet. Outcome: differs.\na thing and a mood" in of_codings
    assert "Negative case: this speaks against the category decline.\nit was never there\nOpen." in of_codings
    assert (
        "Things end: [[category:decline]], as [[coding:loss: “The ferry \U0001f600 went first”]] shows.\n"
        in made.notes_on(made.root)
    )


def test_two_that_read_alike_are_one_note(full: Qda, tmp_path: Path) -> None:
    with project.open_study(tmp_path / "qda.db", coder="ina") as study, study.change("sampling add") as c:
        first = sampling.read(study.db)[0]
        sampling.add(c, first.text, first.category, first.property, first.seek)
    made, rows = exported(full)
    assert rows["sampling"]["kept"] == 2
    guids = [n.get("guid") for n in made.every("Note")]
    assert len(guids) == len(set(guids))


def test_the_data_of_our_own_names_the_xml_that_it_belongs_to(full: Qda) -> None:
    made, _ = exported(full)
    head = json.loads(made.entries["qda/study.jsonl"].split(b"\n", 1)[0])
    assert head["project"] == hashlib.sha256(made.xml).hexdigest()
    assert list(made.entries)[-2:] == ["project.qde", "qda/study.jsonl"]
    plain, rows = exported(full, "--plain", name="plain.qdpx")
    assert plain.xml == made.xml and not [n for n in plain.entries if n.startswith("qda/")]
    assert rows["segment"]["lost"] and not any(row["carried"] for row in rows.values())


def test_the_same_study_gives_the_same_bytes_and_is_not_changed(full: Qda, tmp_path: Path) -> None:
    before = (tmp_path / "qda.db").read_bytes()
    exported(full, name="one.qdpx")
    exported(full, name="two.qdpx")
    assert Path("one.qdpx").read_bytes() == Path("two.qdpx").read_bytes()
    assert (tmp_path / "qda.db").read_bytes() == before


def test_some_sources_with_what_is_on_them(full: Qda) -> None:
    full("memo", "add", "On the letter.", "--on", "source:letter")
    full("memo", "add", "On both.", "--on", "source:letter", "--on", "source:talk")
    full("memo", "add", "See [[coding:4]] and [[negative:1]].", "--on", "code:quiet", "--on", "negative:1")
    made, rows = exported(full, "--source", "ta*")
    assert [s.get("name") for s in made.every("TextSource")] == ["talk"]
    assert [c.get("name") for c in made.every("Case")] == ["Interviewer (talk)", "Ana Müller"]
    assert (rows["source"]["found"], rows["coding"]["found"], rows["code"]["found"]) == (1, 3, 4)
    assert "negative" not in rows, "its coding stays here"
    notes = [made.said(n, "PlainTextContent") for n in made.every("Note")]
    assert "On both." in notes and "On the letter." not in notes and "On negative." not in notes
    assert "See [[coding:quiet]] and [[negative:left out]]." in notes
    whole = b"".join(made.entries.values())
    assert b"council" not in whole and b"south" not in whole and b"never there" not in whole
    _, err = full("export", "out.qdpx", "--source", "nothing", status=1)
    assert "nothing" in err


def test_refusals_leave_what_is_there(full: Qda, tmp_path: Path) -> None:
    Path("there.qdpx").write_bytes(b"mine")
    out, err = full("export", "there.qdpx", status=1)
    assert out == "" and "there.qdpx exists already; nothing was overwritten; --force replaces it" in err
    assert Path("there.qdpx").read_bytes() == b"mine"
    assert "maxqda" in full("export", "out.qdpx", "--for", "maxqd", status=2)[1]
    assert "there is no folder" in full("export", "nowhere/out.qdpx", status=1)[1]
    Path("folder.qdpx").mkdir()
    assert "is a folder" in full("export", "folder.qdpx", "--force", status=1)[1]
    with project.open_study(tmp_path / "qda.db") as study:
        with pytest.raises(Refused):
            export(study, "there.qdpx")
        with pytest.raises(UsageError):
            export(study, "out.db")
    assert not Path("out.qdpx").exists()


def test_a_dry_run_says_the_same_and_writes_nothing(full: Qda) -> None:
    dry = table(full("export", "out.qdpx", "--dry-run", "--format", "json")[0])
    assert not Path("out.qdpx").exists()
    assert dry == exported(full)[1]
    before = Path("out.qdpx").read_bytes()
    _, err = full("export", "out.qdpx", "--dry-run", "--for", "nvivo")
    assert "nothing was written to out.qdpx, which exists already" in err
    assert Path("out.qdpx").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files, which Windows does not know")
def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_beside(full: Qda, tmp_path: Path) -> None:
    import resource

    noise = random.Random(7)
    Path("long.txt").write_text(" ".join(f"{noise.getrandbits(64):x}" for _ in range(12_000)), encoding="utf-8")
    full("import", "long.txt")
    Path("out.qdpx").write_bytes(b"mine")
    names = sorted(p.name for p in tmp_path.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for most in (40_000, 80_000):  # SQLite's own files have 32 KiB
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
        try:
            out, err = full("export", "out.qdpx", "--force", status=1)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert out == "" and "file too large" in err.lower() and "out.qdpx" in err
        assert Path("out.qdpx").read_bytes() == b"mine"
        assert sorted(p.name for p in tmp_path.iterdir()) == names


def test_what_is_lost_and_texts_that_others_may_misread_are_told(full: Qda) -> None:
    _, err = full("export", "out.qdpx")
    assert "note: lost: " in err and " of history" in err
    assert "beyond U+FFFF in talk:" in err and "--for nvivo" in err and "letter" not in err
    _, err = full("export", "out.qdpx", "--force", "--for", "qualcoder")
    assert "U+FFFF" not in err


def test_an_empty_study_is_a_project_as_well(study: Study, tmp_path: Path) -> None:
    said = export(study, str(tmp_path / "out.qdpx"))
    made = Project(tmp_path / "out.qdpx")
    assert made.faults() == [] and [local(e) for e in made.root] == ["Users"]
    assert said.table is not None and [row[0] for row in said.table.rows] == ["coder", "history"]


def test_everything_of_the_filled_study_goes_out_and_is_valid(filled: Study, tmp_path: Path) -> None:
    for program in ("", "nvivo", "maxqda", "atlasti", "qualcoder"):
        export(filled, str(tmp_path / "out.qdpx"), program=program, force=True)
        assert Project(tmp_path / "out.qdpx").faults() == []


HARD = 'a "b" <c> & \x01\x1b[31m ]]> \u2028 \ufffe e\u0301 \U0001f469\u200d\U0001f469'


def test_hostile_texts_stay_texts(qda: Qda, tmp_path: Path) -> None:
    with project.open_study(tmp_path / "qda.db", coder="ina") as study:
        with study.change("source set") as c:
            c.update("coding", 1, note=HARD + "\r\n\tend")
            c.update("code", 1, name=HARD, definition=HARD + "\r")
            c.update("source", 1, title=HARD, metadata=json.dumps({HARD: HARD, "earlier": ["hash"], "n": 3}))
            c.update("segment", 2, author=HARD)
        export(study, str(tmp_path / "out.qdpx"))
    made = Project(tmp_path / "out.qdpx")
    held = HARD.replace("\x01", "\ufffd").replace("\x1b", "\ufffd").replace("\ufffe", "\ufffd")
    assert made.faults() == []
    assert held + "\r\n\tend" in [made.said(n, "PlainTextContent") for n in made.every("Note")]
    assert made.one("Code", name=held) is not None
    described = made.said(made.one("TextSource", name="talk"), "Description")
    assert described.startswith(f"Title: {held}\n") and f"{held}: {held}" in described and "earlier" not in described


def test_a_pseudonym_has_its_own_offsets(full: Qda, tmp_path: Path) -> None:
    full("code", "talk", "who", "--quote", "Ana Müller: Nobody came any more")
    full("memo", "add", "Ana Müller knows.", "--on", "participant:Ana Müller", "--title", "on Ana")
    keys = tmp_path.parent / f"{tmp_path.name}-keys"
    keys.mkdir()
    full("participant", "pseudonymise", "--key", str(keys / "key.csv"))
    made, _ = exported(full)
    everything = b"".join([*made.entries.values(), *(n.encode() for n in made.entries)]).decode()
    assert "Ana" not in everything and "Müller" not in everything
    talk = made.one("TextSource", name="talk")
    shown = {r["code"]: r["text"] for r in codings(full)}
    assert [q for s, c, q in made.quotes() if c == "who"] == [shown["who"]] == ["P01: Nobody came any more"]
    assert "P01" in made.text(talk)
    for selection in made.children(talk, "PlainTextSelection"):
        if selection.get("name") == "P01":
            assert made.quote(talk, selection)[:9] in ("The ferry", "Nobody ca")
    _, err = full("--reveal", "export", "real.qdpx")
    assert "the real names are in it" in err and "Ana" in Project(Path("real.qdpx")).xml.decode()


def test_progress_is_told_for_each_source(full: Qda, tmp_path: Path) -> None:
    ticks = []
    with project.open_study(tmp_path / "qda.db") as study:
        export(study, str(tmp_path / "out.qdpx"), tick=lambda *_: ticks.append(1))
    assert len(ticks) == 2


def test_from_python(full: Qda, tmp_path: Path) -> None:
    with api.open(tmp_path) as study:
        said = api.export_project(study, "out.qdpx", source=["talk"])
        assert said.table is not None and {r["thing"] for r in said.table.dicts()} >= {"code", "source", "coding"}
        with pytest.raises(QdaError):
            api.export_project(study, "out.qdpx")
    assert os.path.getsize("out.qdpx") > 1000
