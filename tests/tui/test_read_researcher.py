"""In the full-screen coder too a researcher's words are marked as such."""

from __future__ import annotations

from pathlib import Path

from read_study import Player, play

from qda.ops.coding import coding
from qda.ops.study.study import open_study
from qda.tui.screens.axial_steps import quote_of
from qda.tui.widgets.link_text_area import link_items


def test_the_panel_the_lists_and_the_links_mark_a_researcher(read_file: Path) -> None:
    with open_study(read_file) as s:
        (made,) = coding.code(s, "interview", ["trust"], quote="How do people come to trust the office?").table.rows  # type: ignore[union-attr]

    async def script(p: Player) -> None:
        p.go("People trust us")
        await p.keys("K")
        await p.until(lambda: p.main.compared.panel is not None, "the panel")
        told = p.main.compared._text().plain
        assert "Interviewer (researcher) · interview" in told
        assert "R1 (researcher)" not in told
        assert quote_of(p.study, made[0]).endswith(f"(trust, coding {made[0]}, researcher)")
        details = [item.detail for item in link_items(p.study, ("coding",))]
        assert [d.endswith(" · researcher") for d in details].count(True) == 1

        p.main.start(
            p.main.show_quotes(
                p.main.session.study.db.execute("select id from code where name = 'trust'").fetchone()[0]
            )
        )
        await p.screen("Choose")
        items = p.app.screen.items  # type: ignore[attr-defined]
        assert sorted("Interviewer (researcher)" in i.detail for i in items) == [False, True]
        await p.keys("escape")
        p.go("How do people")
        await p.keys("backslash")
        await p.until(lambda: "Interviewer (researcher)" in str(p.main.query_one("#here").render()), "the side panel")

    play(read_file, script, size=(160, 40))
