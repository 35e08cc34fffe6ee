"""Every figure of the table of published and recomputed values, from the pure functions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tables import rated, stretched, unitized, value

from qda.agreement.replicates import Replicates, interval

KNOWN = Path(__file__).resolve().parents[3] / "shared" / "data" / "agreement-known.json"
if not KNOWN.exists():
    pytest.skip(f"the known values are not here: {KNOWN}", allow_module_level=True)
STUDIES: list[dict[str, Any]] = json.loads(KNOWN.read_text(encoding="utf-8"))["studies"]


def test_all_of_them_are_read() -> None:
    assert len(STUDIES) == 18 and sum(len(s["expect"]) for s in STUDIES) == 403


@pytest.mark.parametrize("study", STUDIES, ids=lambda s: str(s["id"]))
def test_known(study: dict[str, Any]) -> None:
    if "spans" in study:
        line, codes = unitized(study["spans"], study["length"])
    else:
        tally, codes = rated({k: v.split() for k, v in study["coders"].items()}, study["uncoded"])
    for x in study["expect"]:
        chosen = [codes[x["code"]]] if x["code"] else list(codes.values())
        if "spans" in study:
            found = stretched(line, x["coefficient"], x["over"], chosen)
        else:
            found = value(tally, x["coefficient"], x["over"], chosen)
        assert found == pytest.approx(x["value"], abs=0.5 * 10 ** -x["digits"] + 1e-9), x
    for x in study.get("interval", ()):
        s = Replicates(range(tally.units), x["n"], x["seed"])
        low, high = interval(value(tally, x["coefficient"], x["over"], list(codes.values()), s)) or (0, 0)
        assert (low, high) == pytest.approx((x["low"], x["high"]), abs=1e-8), x
