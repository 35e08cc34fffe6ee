"""Three people work with random commands and push and pull: in the end all files hold the same, whole, and nothing is lost.

The commands are those of the undo tests. `QDA_EXAMPLES=100 pytest tests/hub/test_hub_random.py` looks further.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import canon
import commands
import psycopg
import pytest
from cluster import Cluster
from random_work import findings, work

from qda.ops.teams import hub, push
from qda.store import project

EXAMPLES = int(os.environ.get("QDA_EXAMPLES", "3"))
FIRST = int(os.environ.get("QDA_SEED", "0"))
WORDS = sorted(set(commands.COMMANDS) - {"participant pseudonymise"})
FOUND = () if "QDA_SEED" in os.environ else (38, 69, 115)  # faults that no shorter way was found to


@pytest.mark.parametrize("seed", [*range(FIRST, FIRST + EXAMPLES), *FOUND])
def test_three_come_to_one_state(cluster: Cluster, filled_file: Path, tmp_path: Path, seed: int) -> None:
    database = f"random{seed}_{os.getpid()}"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as db:
        db.execute(f"create database {database} template template0")
        db.execute(f"grant create on database {database} to lea")
    files = {"lea": tmp_path / "lea.db"}
    shutil.copy(filled_file, files["lea"])
    with project.open_study(files["lea"], coder="lea") as study:
        hub.init(study, cluster.url("lea", database))
        for login in ("ben", "kim"):
            hub.member(study, login, as_coder=login, role="lead")
        push.push(study)
    for who in ("ben", "kim"):
        files[who] = tmp_path / f"{who}.db"
        hub.join(cluster.url(who, database), files[who])
        assert not (told := canon.differences(canon.at(files["lea"]), canon.at(files[who]))), "\n".join(told)
    rng = random.Random(seed)
    for turn in range(3):
        for who in files:
            work(files[who], who, rng.randrange(1 << 30), 6, WORDS)
        order = rng.sample(sorted(files), 3)
        for _ in range(6):
            if not sum(pushed(files[who], who) for who in order):
                break
        else:
            pytest.fail("they never come to an end")
        held = canon.at(files[order[0]])
        for who in order[1:]:
            told = canon.differences(held, canon.at(files[who]))
            assert not told, "\n".join([f"{turn} {order[0]} {who}", *told])


def pushed(path: Path, who: str) -> int:
    """Push; return how many things went out. The study is whole after it."""
    with project.open_study(path, coder=who) as study:
        said = push.push(study)
        assert findings(study.db) == [], who
        assert said.table is not None
        return sum(row[3] for row in said.table.rows)
