"""Axial and selective work on the screen: every question and every key, what it leaves in the study, and escape.

Over 400 lines: the screens are one walk through the same small study.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from dialog_app import OPEN, DialogApp, build, changes, dump, flow, log, play, screen_text, sound
from textual.widgets import TextArea

from qda.ops.coding import coding
from qda.ops.sources import participants
from qda.ops.theory import categories as ops
from qda.ops.theory import relations, selective
from qda.reports.theory import axial as reports
from qda.reports.theory import selective as stories
from qda.store import project
from qda.store.analysis import codes, theory
from qda.store.project import Study
from qda.tui.screens import axial_steps
from qda.tui.screens.axial_steps import split
from qda.tui.screens.base import Quotes
from qda.tui.screens.paradigm import ParadigmScreen, paradigm
from qda.tui.screens.selective import SelectiveScreen
from qda.tui.widgets.list_view import Row, Rows

BIG = (200, 60)


@pytest.fixture
def coded(study: Study) -> Study:
    return build(study)


def code(study: Study, name: str) -> int:
    return codes.find(study.db, name)


def home(study: Study, name: str) -> str:
    return codes.paths(study.db)[code(study, name)]


def relation(study: Study, id: int) -> theory.Relation:
    return theory.relation(study.db, id)


class TestPutUnder:
    def test_a_category_that_is_there(self, coded: Study) -> None:
        n = changes(coded)
        flow(coded, lambda a: axial_steps.put_under(a, a, code(coded, "lone")), "'pub", "enter")
        assert home(coded, "lone") == "public value/lone"
        assert changes(coded) == n + 1 and log(coded)[0][0] == "axial category" and sound(coded)

    def test_a_new_category_with_its_definition(self, coded: Study) -> None:
        flow(
            coded,
            lambda a: axial_steps.put_under(a, a, code(coded, "lone")),
            "'power",
            "enter",
            "'who decides",
            "enter",
        )
        assert home(coded, "lone") == "power/lone"
        row = codes.row(coded.db, code(coded, "power"))
        assert (row["level"], row["definition"]) == ("category", "who decides")

    def test_a_code_with_a_home_stays_or_moves(self, coded: Study) -> None:
        flow(coded, lambda a: axial_steps.put_under(a, a, code(coded, "waiting")), "'pub", "enter", "enter")
        assert home(coded, "waiting") == "the secretary's role/waiting"
        assert code(coded, "waiting") in codes.gathered(coded.db)[code(coded, "public value")]
        flow(coded, lambda a: axial_steps.put_under(a, a, code(coded, "starting")), "'pub", "enter", "down", "enter")
        assert home(coded, "starting") == "public value/starting"

    def test_asks_which_code_where_none_is_at_hand(self, coded: Study) -> None:
        flow(coded, lambda a: axial_steps.put_under(a, a), "'lon", "enter", "'tru", "enter")
        assert home(coded, "lone") == "trust/lone"

    def test_a_focused_code_stays_one(self, coded: Study) -> None:
        flow(coded, lambda a: axial_steps.declare_focused(a, a, code(coded, "waiting")))
        flow(coded, lambda a: axial_steps.put_under(a, a, code(coded, "lone")), "'wait", "enter")
        assert home(coded, "lone") == "the secretary's role/waiting/lone"
        assert codes.row(coded.db, code(coded, "waiting"))["level"] == "focused"

    def test_a_ring_is_refused_in_a_line(self, coded: Study) -> None:
        before = dump(coded)
        app = flow(coded, lambda a: axial_steps.put_under(a, a, code(coded, "waiting")), "escape")
        assert app.result is None
        ops.category(coded, "trust", ["public value"])
        before = dump(coded)
        app = flow(coded, lambda a: axial_steps.put_under(a, a, code(coded, "trust")), "'pub", "enter")
        assert "cannot gather it" in app.refused[0] and dump(coded) == before

    @pytest.mark.parametrize("steps", [("escape",), ("'pub", "escape"), ("'power", "enter", "escape"),
                                       ("'pub", "enter", "escape")])  # fmt: skip
    def test_escape_changes_nothing(self, coded: Study, steps: tuple[str, ...]) -> None:
        before = dump(coded)
        flow(coded, lambda a: axial_steps.put_under(a, a, code(coded, "waiting")), *steps)
        assert dump(coded) == before


class TestFocused:
    def test_declares(self, coded: Study) -> None:
        flow(coded, lambda a: axial_steps.declare_focused(a, a), "'lon", "enter")
        assert codes.row(coded.db, code(coded, "lone"))["level"] == "focused"
        assert log(coded)[0][:2] == ("axial category", "'lone': raised to a focused code")

    def test_a_category_is_refused(self, coded: Study) -> None:
        app = flow(coded, lambda a: axial_steps.declare_focused(a, a, code(coded, "trust")))
        assert "is a category already" in app.refused[0]

    def test_escape(self, coded: Study) -> None:
        before = dump(coded)
        flow(coded, lambda a: axial_steps.declare_focused(a, a), "escape")
        assert dump(coded) == before


class TestRelate:
    def test_a_type_b_status_note(self, coded: Study) -> None:
        n = changes(coded)
        steps = ("'tru", "enter", "'cau", "enter", "'pub", "enter", "enter", "'why not", "enter")
        flow(coded, lambda a: axial_steps.relate(a, a), *steps)
        r = relation(coded, 3)
        names = codes.names(coded.db)
        assert (names[r.a], r.type, names[r.b], r.status) == ("trust", "causes", "public value", "hypothesis")
        assert r.note == "why not" and changes(coded) == n + 1 and sound(coded)

    def test_with_the_coding_at_hand(self, coded: Study) -> None:
        first = ("'tru", "enter", "'cau", "enter", "'pub", "enter")
        flow(coded, lambda a: axial_steps.relate(a, a, coding=4), *first, "enter", "'supp", "enter", "enter")
        assert (relation(coded, 3).supporting, relation(coded, 3).status) == ([4], "supported")
        flow(coded, lambda a: axial_steps.relate(a, a, coding=3), *first, "down", "enter", "'qual", "enter", "enter")
        assert (relation(coded, 3).opposing, relation(coded, 3).status) == ([3], "qualified")

    def test_a_status_without_its_quote_is_refused(self, coded: Study) -> None:
        before = dump(coded)
        steps = ("'tru", "enter", "'cau", "enter", "'pub", "enter", "'supp", "enter", "enter")
        app = flow(coded, lambda a: axial_steps.relate(a, a), *steps)
        assert "supported needs a quote" in app.refused[0] and dump(coded) == before

    @pytest.mark.parametrize("n", range(6))
    def test_escape_at_every_question(self, coded: Study, n: int) -> None:
        before = dump(coded)
        steps = [("'tru", "enter"), ("'cau", "enter"), ("'pub", "enter"), ("enter",), ("enter",)][:n]
        flow(coded, lambda a: axial_steps.relate(a, a, coding=4), *(s for step in steps for s in step), "escape")
        assert dump(coded) == before


class TestPlace:
    def placed(self, study: Study, coding: int) -> list[tuple[str, float | None, str]]:
        return [(p.value, p.position, p.note) for p in theory.placements(study.db, coding=coding)]

    def test_on_a_point(self, coded: Study) -> None:
        n = changes(coded)
        flow(coded, lambda a: axial_steps.place(a, a, 1), "enter", "down", "enter", "'waits", "enter")
        assert self.placed(coded, 1) == [("shared", None, "waits")]
        assert changes(coded) == n + 1 and log(coded)[0][0] == "axial place" and sound(coded)

    def test_on_a_number_between(self, coded: Study) -> None:
        flow(coded, lambda a: axial_steps.place(a, a, 1), "enter", "'0.75", "enter", "enter")
        assert self.placed(coded, 1) == [("0.75", 0.75, "")]
        before = dump(coded)
        flow(coded, lambda a: axial_steps.place(a, a, 1), "enter", "'75", "enter", "escape")
        assert dump(coded) == before

    def test_again_and_off(self, coded: Study) -> None:
        flow(coded, lambda a: axial_steps.place(a, a, 1), "enter", "enter", "enter")
        flow(coded, lambda a: axial_steps.place(a, a, 1), "enter", "end", "enter", "enter")
        assert self.placed(coded, 1) == [("subordinate", None, "")]  # `end` moves in the line, not in the list
        flow(coded, lambda a: axial_steps.place(a, a, 1), "enter", "up", "enter")
        assert self.placed(coded, 1) == []

    def test_makes_a_range(self, coded: Study) -> None:
        steps = ("'tempo", "enter", "enter", "'slow", "enter", "ctrl+u", "'slow, steady, fast", "enter")
        flow(coded, lambda a: axial_steps.place(a, a, 1), *steps, "'fast", "enter", "enter")
        top = code(coded, "the secretary's role")
        assert theory.find_property(coded.db, top, "tempo").points == ["slow", "steady", "fast"]
        assert self.placed(coded, 1) == [("fast", None, "")] and sound(coded)

    def test_makes_kinds(self, coded: Study) -> None:
        steps = ("'in whom", "enter", "down", "enter", "'us; them, the others", "enter", "down", "enter", "enter")
        flow(coded, lambda a: axial_steps.place(a, a, 4), *steps)
        assert self.placed(coded, 4) == [("them, the others", None, "")]

    def test_a_coding_in_no_category_gets_one_first(self, coded: Study) -> None:
        steps = ("enter", "'tru", "enter", "'depth", "enter", "enter", "'none, all", "enter", "enter", "enter")
        flow(coded, lambda a: axial_steps.place(a, a, 5), *steps)
        assert home(coded, "lone") == "trust/lone" and self.placed(coded, 5) == [("none", None, "")]

    @pytest.mark.parametrize("n", range(3))
    def test_escape(self, coded: Study, n: int) -> None:
        before = dump(coded)
        flow(coded, lambda a: axial_steps.place(a, a, 1), *["enter"] * n, "escape")
        flow(coded, lambda a: axial_steps.place(a, a, 1), "'tempo", *["enter"] * (n + 1), "escape")
        flow(coded, lambda a: axial_steps.place(a, a, 5), "n")
        assert dump(coded) == before

    def test_values_with_commas(self) -> None:
        assert split(" a, b ,,c ") == ["a", "b", "c"] and split("a, b; c") == ["a, b", "c"]


def role(study: Study, name: str = "public value") -> ParadigmScreen:
    return ParadigmScreen(DialogApp(study), code(study, name))


def see(into: list[str]) -> Callable[[DialogApp], None]:
    return lambda app: into.append(screen_text(app))


class TestParadigm:
    def test_shows_roles_and_what_is_missing(self, coded: Study) -> None:
        seen: list[str] = []
        play(coded, role(coded), see(seen), size=(80, 24))
        assert "missing: causal conditions, context, consequences" in seen[0]
        assert "What brings it about?" in seen[0] and "~" not in seen[0]
        assert "? the secretary's role" in seen[0] and "hypothesis, 1 for, 1 against" in seen[0]
        assert "trust (of the secretary's role)" in seen[0]
        play(coded, role(coded), see(seen), size=BIG)
        for title in ("Causal conditions", "Context", "Intervening conditions", "Strategies", "Consequences"):
            assert f"─ {title} ─" in seen[1] or f"━ {title} ━" in seen[1]
        assert "╔" in seen[1] and "1 codes under it, 1 codings" in seen[1] and "hypothesis, 1 for, 1 against" in seen[1]

    @pytest.mark.parametrize("size", [(80, 24), BIG])
    def test_relate_into_a_role(self, coded: Study, size: tuple[int, int]) -> None:
        play(coded, role(coded), "a", "'tru", "enter", "enter", "enter", size=size)
        r = relation(coded, 3)
        assert (codes.names(coded.db)[r.a], r.type, r.role) == ("trust", "causes", "causal_conditions")
        assert log(coded)[0][0] == "axial relate" and sound(coded)

    def test_enter_on_a_missing_role_relates_too(self, coded: Study) -> None:
        play(coded, role(coded), "tab", "enter", "'tru", "enter", "enter", "enter")
        assert relation(coded, 3).role == "context"

    def test_a_role_of_a_strategy(self, coded: Study) -> None:
        play(coded, role(coded), "shift+tab", "a", "down", "enter", "'tru", "enter", "enter", "enter")
        r = relation(coded, 3)
        assert (r.role, r.b) == ("consequences", code(coded, "the secretary's role"))

    def test_evidence(self, coded: Study) -> None:
        seen: list[str] = []
        steps = ("tab", "tab", "tab", "e", see(seen), "'starting", "escape")
        before = dump(coded)
        play(coded, role(coded), *steps)
        assert "We decide together." in seen[0] and dump(coded) == before
        play(coded, role(coded), "tab", "tab", "tab", "e", "'decide tog", "enter", "enter")
        assert relation(coded, 1).supporting == [1, 3]

    def test_the_coding_at_hand_is_offered_first(self, coded: Study) -> None:
        screen = ParadigmScreen(DialogApp(coded), code(coded, "public value"), coding=5)
        play(coded, screen, "tab", "tab", "tab", "e", "enter", "down", "enter")
        assert relation(coded, 1).opposing == [2, 5]

    def test_status_with_its_reason(self, coded: Study) -> None:
        play(coded, role(coded), "tab", "tab", "tab", "s", "'qual", "enter", "'seen both ways", "enter")
        assert relation(coded, 1).status == "qualified"
        assert log(coded)[0][0] == "axial status" and log(coded)[0][2] == "seen both ways"
        assert coded.because == ""

    def test_a_refused_status_is_told_in_a_line(self, coded: Study) -> None:
        before, seen = dump(coded), list[str]()
        play(coded, role(coded), "tab", "tab", "s", "'refut", "enter", "enter", see(seen))
        assert "! refuted needs a quote against" in seen[0] and dump(coded) == before

    def test_note_and_remove_and_undo_and_redo(self, coded: Study) -> None:
        play(coded, role(coded), "tab", "tab", "n", "'often", "enter")
        assert relation(coded, 2).note == "often"
        before = dump(coded)
        play(coded, role(coded), "tab", "tab", "x", "n")
        assert dump(coded) == before
        play(coded, role(coded), "tab", "tab", "x", "y")
        assert [r.id for r in theory.relations(coded.db)] == [1]
        play(coded, role(coded), "u")
        assert dump(coded) == before
        play(coded, role(coded), "r")
        assert [r.id for r in theory.relations(coded.db)] == [1] and sound(coded)

    def test_quotes_lead_to_their_source(self, coded: Study) -> None:
        seen: list[str] = []
        app = play(coded, role(coded), "tab", "tab", "tab", "enter", see(seen), "down", "enter")
        assert "for (1)" in seen[0] and "“I wait for the council.”" in seen[0] and "Eva Smit" in seen[0]
        assert app.result == 2
        assert play(coded, role(coded), "tab", "tab", "v", "escape", "escape").result is None

    def test_another_phenomenon(self, coded: Study) -> None:
        seen: list[str] = []
        play(coded, role(coded), "D", "'sec", "enter", see(seen))
        assert "Paradigm: “the secretary's role”" in seen[0]

    def test_opens_from_anywhere(self, coded: Study) -> None:
        seen: list[str] = []
        app = flow(coded, lambda a: paradigm(a, a), "'tru", "enter", see(seen), "escape")
        assert "Paradigm: “trust”" in seen[0] and app.result is None

    @pytest.mark.parametrize(
        "keys",
        [
            ("a",), ("a", "'tru", "enter"), ("tab", "tab", "e"), ("tab", "tab", "s"), ("e",), ("D",),
            ("tab", "tab", "s", "'qual", "enter"), ("tab", "tab", "n", "'x"),
        ],
    )  # fmt: skip
    def test_escape_changes_nothing(self, coded: Study, keys: tuple[str, ...]) -> None:
        before = dump(coded)
        play(coded, role(coded), *keys, "escape")
        assert dump(coded) == before

    def test_work_by_another_program_is_seen(self, coded: Study) -> None:
        seen: list[str] = []

        def elsewhere(app: DialogApp) -> None:
            with project.open_study(coded.path, coder="ben") as other:
                relations.relate(other, "trust", "causes", "public value")
            app.screen.look()  # type: ignore[attr-defined]

        play(coded, role(coded), elsewhere, see(seen))
        assert "? trust " in seen[0] and "What brings it about?" not in seen[0]

    def test_a_phenomenon_that_went_away_leaves(self, coded: Study) -> None:
        assert play(coded, role(coded, "trust"), *["u"] * 9).result is None

    def test_names_are_shown_as_text(self, study: Study) -> None:
        seen: list[str] = []
        ops.category(study, "[red]a[/] b", definition="x \x1b[2J [bold]y")
        for size in ((80, 24), BIG):
            play(study, role(study, "[red]a[/] b"), see(seen), size=size)
            assert "[red]a[/] b" in seen[-1] and "\x1b" not in seen[-1]
        assert "␛[2J [bold]y" in seen[1]


def chosen(study: Study) -> SelectiveScreen:
    return SelectiveScreen(DialogApp(study))


def write(text: str) -> Callable[[DialogApp], None]:
    """Put a text into the editor, as pasting it over everything does."""

    def put(app: DialogApp) -> None:
        story = app.screen.query_one("#story", TextArea)
        story.replace(text, (0, 0), story.document.end)

    return put


class TestSelective:
    def test_candidates(self, coded: Study) -> None:
        seen: list[str] = []
        play(coded, chosen(coded), see(seen))
        assert "no core category yet" in seen[0] and "counts cannot choose a core" in seen[0]
        row = next(x for x in seen[0].splitlines() if "the secretary's" in x and "▸" in x)
        assert row.split()[-7:-5] == ["2", "2"]  # places, codings
        play(coded, chosen(coded), see(seen), size=BIG)
        assert "participants" in seen[1] and "linked share" in seen[1]

    def test_core_needs_a_reason_and_keeps_it(self, coded: Study) -> None:
        before = dump(coded)
        play(coded, chosen(coded), "c", "enter", "escape")
        assert dump(coded) == before
        play(coded, chosen(coded), "c", "'it ties all together", "enter")
        assert theory.core(coded.db) == [code(coded, "the secretary's role")]
        assert log(coded)[0][0] == "selective core" and log(coded)[0][2] == "it ties all together"
        play(coded, chosen(coded), "w", "escape")
        assert theory.core(coded.db)
        play(coded, chosen(coded), "w", "'too near", "enter")
        assert theory.core(coded.db) == [] and log(coded)[0][2] == "too near" and sound(coded)

    def test_no_core_to_withdraw(self, coded: Study) -> None:
        seen: list[str] = []
        play(coded, chosen(coded), "w", see(seen))
        assert "! there is no core category to withdraw" in seen[0]

    def test_judge(self, coded: Study) -> None:
        play(coded, chosen(coded), "j", "p", "tab", "y", "tab", "'nearly", "enter")
        top = code(coded, "the secretary's role")
        assert theory.judgements(coded.db)[top] == [
            {"coder": "anna", "explains_variation": "partly", "abstract": "yes", "note": "nearly"}
        ]
        n = changes(coded)
        play(coded, chosen(coded), "enter", "right", "ctrl+s")
        assert theory.judgements(coded.db)[top][0]["explains_variation"] == "no"
        assert theory.judgements(coded.db)[top][0]["note"] == "nearly" and changes(coded) == n + 1
        before, seen = dump(coded), list[str]()
        play(coded, chosen(coded), "j", "ctrl+s", see(seen), "escape")
        assert "escape leaves" in seen[0] and dump(coded) == before

    def test_the_storyline_is_saved_as_a_version(self, coded: Study) -> None:
        seen: list[str] = []
        play(coded, chosen(coded), "s", "ctrl+end", "'More of it.", "ctrl+s", see(seen))
        versions = theory.storylines(coded.db)
        assert len(versions) == 2 and versions[-1].text.endswith("More of it.\n")
        assert "saved as version 2" in seen[0] and log(coded)[0][0] == "selective storyline" and sound(coded)

    def test_links_are_completed(self, coded: Study) -> None:
        play(coded, chosen(coded), "s", "ctrl+end", "'[[", "'tru", "enter", "' by [[", "'people tr", "enter", "ctrl+s")
        text = stories.storyline(coded).fields["text"]
        assert text.endswith("[[category:trust]] by [[coding:4]]\n")

    def test_a_link_to_nothing_keeps_the_text(self, coded: Study) -> None:
        before, seen = dump(coded), list[str]()
        app = play(coded, chosen(coded), "s", write("[[category:nowhere]] is it"), "ctrl+s", see(seen),
                   "escape", "escape", "y")  # fmt: skip
        assert "! there is no code 'nowhere'" in seen[0] and "[[category:nowhere]] is it" in seen[0]
        assert app.result is None and dump(coded) == before

    def test_what_it_leaves_open_leads_to_the_sentence(self, coded: Study) -> None:
        selective.write(coded, "One.\n\n[[category:trust]] is bare. [[category:public value]] too.\n")
        seen: list[str] = []

        def selected(app: DialogApp) -> None:
            seen.append(app.screen.query_one("#story", TextArea).selected_text)

        def to(kind: str) -> Callable[[DialogApp], None]:
            def go(app: DialogApp) -> None:
                rows = app.screen.query_one("#findings", Rows)
                rows.go(next(i for i, r in enumerate(rows.rows) if r.text.startswith(kind)))

            return go

        play(coded, chosen(coded), "k", to("no quotes: public"), "enter", selected)
        assert seen == ["[[category:public value]] too."]
        play(coded, chosen(coded), "k", to("left out"), "enter", see(seen))
        assert "no sentence to go to" in seen[-1]

    def test_findings_are_read_again_at_saving(self, coded: Study) -> None:
        seen: list[str] = []
        play(coded, chosen(coded), see(seen), "s", write("[[category:trust]] is bare."), "ctrl+s", see(seen), size=BIG)
        assert "no quotes: trust" not in seen[0] and "no quotes: trust" in seen[1]

    def test_leaving_asks_when_something_would_be_lost(self, coded: Study) -> None:
        before = dump(coded)
        assert play(coded, chosen(coded), "s", "'x", "escape", "escape", "n", "ctrl+s").result == OPEN
        assert dump(coded) != before
        before = dump(coded)
        assert play(coded, chosen(coded), "s", "'x", "escape", "escape", "y").result is None
        assert play(coded, chosen(coded), "escape").result is None
        assert dump(coded) == before

    def test_undo_and_redo(self, coded: Study) -> None:
        before = dump(coded)
        play(coded, chosen(coded), "s", "'x", "ctrl+s", "escape", "u")
        assert dump(coded) == before
        seen: list[str] = []
        play(coded, chosen(coded), "r", see(seen))
        assert len(theory.storylines(coded.db)) == 2 and "xThe [[category" in seen[0]

    def test_another_programs_version(self, coded: Study) -> None:
        def elsewhere(app: DialogApp) -> None:
            with project.open_study(coded.path, coder="ben") as other:
                selective.write(other, "Mine is better.")
            app.screen.look()  # type: ignore[attr-defined]

        seen: list[str] = []
        play(coded, chosen(coded), elsewhere, see(seen))
        assert "Mine is better." in seen[0]
        with_text: list[Any] = []
        play(coded, chosen(coded), "s", "'x", elsewhere_again(coded), see(seen), "ctrl+r", "y",
             lambda a: with_text.append(a.screen.query_one("#story", TextArea).text))  # fmt: skip
        assert "version 3 of the storyline is by ben" in seen[1] and with_text == ["No, mine.\n"]

    def test_what_is_written_when_the_app_ends_is_saved(self, coded: Study) -> None:
        play(coded, chosen(coded), "s", write("[[category:nowhere]] and [[coding:1]]"), lambda a: a.exit())
        assert stories.storyline(coded).fields["text"] == "[ [category:nowhere]] and [ [coding:1]]\n"
        assert sound(coded)

    def test_an_empty_study(self, study: Study) -> None:
        seen: list[str] = []
        play(study, chosen(study), see(seen), "c", "j", "k", "enter", "s", "'A beginning.", "ctrl+s")
        assert "no categories yet" in seen[0] and len(theory.storylines(study.db)) == 1

    def test_a_coders_undo_is_her_own(self, coded: Study) -> None:
        with project.open_study(coded.path, coder="ben") as other:
            selective.core(other, "trust")
        coded.named = "anna"
        play(coded, chosen(coded), "u")
        assert theory.core(coded.db) == [code(coded, "trust")]


def elsewhere_again(study: Study) -> Callable[[DialogApp], None]:
    def run(app: DialogApp) -> None:
        with project.open_study(study.path, coder="ben") as other:
            selective.write(other, "No, mine.")
        app.screen.look()  # type: ignore[attr-defined]

    return run


def test_quotes_without_any(study: Study) -> None:
    assert play(study, Quotes("Quotes", [], {}), "enter", "escape").result is None


def test_a_researchers_words_are_marked_and_carry_a_relation_with_a_reason_alone(coded: Study) -> None:
    """Until a reason is given the status stays."""
    who = coded.db.execute(
        "select m.author from coding g join segment m on m.id = g.segment where g.id = 1"
    ).fetchone()[0]
    shown = reports.quotes(coded.db, [1])
    before = play(coded, Quotes("Quotes", [Row("“x”", who, 1)], shown), lambda a: a.seen.append(screen_text(a)))
    participants.set_values(coded, who, {"role": "researcher"})
    shown = reports.quotes(coded.db, [1])
    after = play(coded, Quotes("Quotes", [Row("“x”", who, 1)], shown), lambda a: a.seen.append(screen_text(a)))
    assert f"{who} (researcher)" in after.seen[0] and "(researcher)" not in before.seen[0]

    (made,) = coding.code(coded, "two", ["waiting"], quote="And you?").table.rows  # type: ignore[union-attr]
    ops.category(coded, "hush")
    relations.relate(coded, "hush", "causes", "public value", supporting=[made[0]])
    (id,) = coded.db.execute("select max(id) from relation").fetchone()

    def try_it(*keys: str) -> DialogApp:
        screen = ParadigmScreen(DialogApp(coded), code(coded, "public value"))

        def there(_: DialogApp) -> None:
            rows = screen.rows_of("causal_conditions")
            rows.focus()
            rows.go(next(i for i, r in enumerate(rows.rows) if not r.heading and r.value.relation == id))

        return play(coded, screen, there, "s", "'supp", "enter", *keys, size=BIG)

    try_it("enter")
    assert relation(coded, id).status == "hypothesis"
    try_it("'seen there", "enter")
    assert relation(coded, id).status == "supported" and relation(coded, id).on_researchers() and sound(coded)
