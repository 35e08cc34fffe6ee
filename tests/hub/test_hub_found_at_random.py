"""What random work over a hub found, each as the smallest team that shows it."""

from __future__ import annotations

from team import Team


def test_a_code_comes_back_though_who_made_it_has_another_number(team: Team) -> None:
    team.begun("ben")
    team.q("ben", "axial category", "in the dark", "--from", "waiting")
    team.q("ben", "push")
    team.q("lea", "pull")
    team.q("lea", "undo")
    team.q("lea", "codebook", "define", "waiting", "--definition", "to be kept in a queue")
    team.sync("lea", "ben")
    team.same("lea", "ben")
    for who in ("lea", "ben"):
        assert "in the dark/waiting" in {r["path"] for r in team.rows(who, "codebook", "list")}, who


def test_the_versions_of_a_memo_come_back_though_who_wrote_them_has_another_number(team: Team) -> None:
    team.begun("ben")
    team.q("lea", "memo", "add", "They wait.", "--title", "Waiting")
    team.sync("lea", "ben")
    team.q("ben", "memo", "edit", "1", "--text", "They wait in a queue.")
    team.q("ben", "push")
    team.q("lea", "pull")
    team.q("lea", "undo")  # and ben is not here any more
    team.q("lea", "memo", "remove", "1")
    team.sync("lea", "ben")
    team.same("lea", "ben")
    for who in ("lea", "ben"):
        held = [(r["coder"], r["text"]) for r in team.rows(who, "memo", "show", "1", "--versions")]
        assert held == [("lea", "They wait."), ("ben", "They wait in a queue.")], who


def test_links_to_a_segment_that_another_joined_with_the_next_move_on(team: Team) -> None:
    team.begun("ben")
    (team.folder / "four.txt").write_text("One is here.\n\nTwo is here.\n\nThree is here.\n\nFour is here.\n")
    team.q("lea", "import", "four.txt", "--as", "plain")
    for n in (2, 3, 4):
        team.q("lea", "memo", "add", f"See [[segment:four#{n}]].", "--on", f"segment:four#{n}")

    def see(*numbers: int) -> None:
        team.sync("lea", "ben")
        team.same("lea", "ben")
        for who in ("lea", "ben"):
            memos = [(r["text"], r["on"]) for r in team.rows(who, "memo", "list")]
            assert memos == [(f"See [[segment:four#{n}]].", [f"segment:four#{n}"]) for n in numbers], who

    see(2, 3, 4)
    team.q("ben", "segment", "join", "four#2", "four#3")
    see(2, 2, 3)
    team.q("lea", "segment", "join", "four#1", "four#2")
    see(1, 1, 2)


def test_what_both_made_and_one_removed_comes_back_where_it_was_used_since(team: Team) -> None:
    team.begun("ben")
    for who, quote in (("ben", "Then I gave up"), ("lea", "Nobody told me why")):
        team.code(who, "hope", quote)
    team.sync("ben", "lea")  # lea's is one with ben's, by whose name the hub has it
    team.q("lea", "codebook", "remove", "hope")
    team.code("ben", "hope", "It was not worth the wait")
    team.sync("ben", "lea", "ben")
    for who in ("lea", "ben"):
        assert [r["code"] for r in team.rows(who, "codebook", "list")].count("hope") == 1, who
        assert {c[2] for c in team.codings(who)} == {"waiting", "hope"}, who


def test_all_codings_of_a_code_that_another_merged_meanwhile_go_with_it(team: Team) -> None:
    team.begun("ben")
    for who, quote in (("ben", "Then I gave up"), ("lea", "Nobody told me why")):
        team.code(who, "hope", quote)
    team.sync("ben", "lea")
    team.q("lea", "codebook", "merge", "hope", "--into", "waiting")
    (team.folder / "codings.csv").write_text(
        "source,code,start,end\n" + "".join(f"one,hope,{n},{n + 9}\n" for n in range(40, 60, 4))
    )
    team.q("ben", "import", "codings.csv", "--as", "codings")
    team.sync("ben", "lea", "ben")
    for who in ("lea", "ben"):
        assert {c[2] for c in team.codings(who)} == {"waiting"}, who
        assert len(team.codings(who)) == 8, who


def test_what_a_decision_put_into_the_layer_is_held_by_it_again_when_it_comes_back(team: Team) -> None:
    team.begun("ben")
    team.code("ben", "hope", "I waited a long time")
    team.sync("ben", "lea")
    (place,) = [r["id"] for r in team.rows("lea", "codings") if r["code"] == "hope"]
    team.q("lea", "resolve", place, "--keep", "ben", "--note", "so they say")
    team.sync("lea", "ben")
    (kept,) = [r["id"] for r in team.rows("ben", "codings", "--coder", "consensus")]
    team.q("ben", "uncode", kept)
    team.q("ben", "push")
    team.q("lea", "pull")
    team.q("lea", "undo")
    team.q("lea", "codebook", "define", "waiting", "--definition", "to be kept in a queue")
    team.sync("lea", "ben", "lea")
    team.same("lea", "ben")
    for who in ("lea", "ben"):
        assert team.rows(who, "push") == [], who
