"""A blind hub: coders get sources, the codebook and their own work; the rest comes when it is open again."""

from __future__ import annotations

import json

from team import Team


def test_blind_hides_and_open_brings(team: Team) -> None:
    team.begun("ben", "kim")
    team.q("lea", "hub", "blind", "on")
    team.code("kim", "blind one", "It was not worth the wait")
    team.q("kim", "push")
    for who in ("ben", "lea"):
        team.q(who, "pull")
    assert "blind one" not in json.dumps(team.rows("ben", "codings")) + json.dumps(team.rows("ben", "log"))
    assert "blind one" in json.dumps(team.rows("lea", "codings"))
    team.q("lea", "hub", "blind", "off")
    team.q("ben", "pull")
    assert "blind one" in json.dumps(team.rows("ben", "codings"))
    team.same("ben", "lea", "kim")
