"""Other libraries compute the same on random tables: krippendorff, irrCAC, nltk and statsmodels, in an environment of their own.

`nox -s peers` makes it and runs these tests; `QDA_AGREEMENT_PEERS` names its Python.
"""

from __future__ import annotations

import json
import os
import random
import subprocess

import pytest
from tables import rated, value

PYTHON = os.environ.get("QDA_AGREEMENT_PEERS", "")
pytestmark = pytest.mark.skipif(
    not PYTHON, reason="QDA_AGREEMENT_PEERS names no Python that has the peers: run `nox -s peers`"
)
ASK = """
import json, sys, warnings
warnings.simplefilter("ignore")
import numpy as np, pandas as pd, krippendorff
from irrCAC.raw import CAC
from nltk.metrics.agreement import AnnotationTask
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa, to_table
out = []
for table in json.load(sys.stdin):
    values = sorted({v for row in table for v in row if v != "."})
    numbers = np.array([[np.nan if v == "." else values.index(v) for v in row] for row in table])
    found = {"alpha": krippendorff.alpha(reliability_data=numbers, level_of_measurement="nominal")}
    frame = pd.DataFrame([[None if v == "." else v for v in unit] for unit in zip(*table)])
    cac = CAC(frame, digits=12)
    found["ac1"] = cac.gwet()["est"]["coefficient_value"]
    found["percent"] = cac.gwet()["est"]["pa"]
    found["fleiss irrCAC"] = cac.fleiss()["est"]["coefficient_value"]
    if not np.isnan(numbers).any():
        found["fleiss"] = fleiss_kappa(aggregate_raters(numbers.T.astype(int))[0])
        if len(table) == 2:
            found["cohen"] = cohens_kappa(to_table(numbers.T.astype(int), bins=len(values))[0], return_results=False)
            task = AnnotationTask([(str(c), str(i), v) for c, row in enumerate(table) for i, v in enumerate(row)])
            found["cohen nltk"] = task.kappa()
    out.append(found)
print(json.dumps(out))
"""


def tables() -> list[list[list[str]]]:
    source = random.Random(11)
    out = []
    for n in range(12):
        coders, units = 2 + n % 3, 20 + n
        missing = n % 2 and coders > 2
        out.append([[source.choice("abc" + "." * bool(missing)) for _ in range(units)] for _ in range(coders)])
    for table in out:  # every unit keeps two readers at least, so that all libraries leave out the same
        for unit in range(len(table[0])):
            for coder in (0, 1):
                if table[coder][unit] == ".":
                    table[coder][unit] = "a"
    return out


def test_the_same_as_they_do() -> None:
    made = tables()
    done = subprocess.run([PYTHON, "-c", ASK], input=json.dumps(made), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    compared = 0
    for table, theirs in zip(made, json.loads(done.stdout), strict=True):
        tally, codes = rated({f"C{n}": row for n, row in enumerate(table)})
        for name, expected in theirs.items():
            assert value(tally, name.split()[0], "sets", list(codes.values())) == pytest.approx(expected, abs=1e-9), (
                name
            )
            compared += 1
    assert compared >= 12 * 4
