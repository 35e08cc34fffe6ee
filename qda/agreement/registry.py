"""The table of coefficients: a new one is a file of this room and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from qda.agreement import (
    ac1,
    alpha,
    cohen,
    coverage,
    cu_alpha,
    fleiss,
    holsti,
    ku_alpha,
    percent,
    u_alpha,
    u_alpha_binary,
)
from qda.agreement.sums import Amount, Parts

EVERYWHERE = ("code", "sets", "pooled")


class Coefficient(NamedTuple):
    """A coefficient: what it is computed from, over what, and by which formula of which source.

    `on` is what it is measured on: the units that were asked for, or `character`. `sums` names what `value` takes:
    `ratings`, `pair`, `continuum`, `binary`, `meeting` or `met`; of `pair` there is a value for each two coders. `over`:
    `code` each code, `sets` all codes as one variable, `pooled` the mean over codes. `parts` are the observed and expected
    agreement of which the pooled value is made.
    """

    name: str
    value: Callable[[Any], Amount]
    on: str
    sums: str
    formula: str
    source: str
    over: tuple[str, ...] = EVERYWHERE
    parts: Callable[[Any], Parts] | None = None

    @property
    def pairs(self) -> bool:
        """True if there is a value for each pair of coders."""
        return self.sums == "pair"


_ALL = (
    Coefficient("percent", percent.percent, "unit", "ratings", "mean over units of agreeing pairs of readers / pairs",
                "", parts=percent.parts),
    Coefficient("holsti", holsti.holsti, "unit", "pair", "2M / (N1 + N2)", "Holsti 1969", ("code", "pooled")),
    Coefficient("cohen", cohen.cohen, "unit", "pair", "po, pe from each coder's own margins", "Cohen 1960",
                parts=cohen.parts),
    Coefficient("fleiss", fleiss.fleiss, "unit", "ratings", "po = percent, pe = sum of p²", "Fleiss 1971; Gwet 2014",
                parts=fleiss.parts),
    Coefficient("ac1", ac1.ac1, "unit", "ratings", "po = percent, pe = sum of p(1-p) / (q-1)", "Gwet 2008",
                parts=ac1.parts),
    Coefficient("alpha", alpha.alpha, "unit", "ratings", "nominal, by coincidences, each unit's pairs / (n-1)",
                "Krippendorff 2011", parts=alpha.parts),
    Coefficient("u-alpha", u_alpha.u_alpha, "character", "continuum", "lengths of agreement on codes and gaps",
                "Krippendorff et al. 2016; Krippendorff 2019, 12.6", parts=u_alpha.parts),
    Coefficient("u-alpha-binary", u_alpha_binary.u_alpha_binary, "character", "binary", "u-alpha, marked or not",
                "Krippendorff et al. 2016; Krippendorff 2019, 12.6", ("sets",)),
    Coefficient("cu-alpha", cu_alpha.cu_alpha, "character", "meeting", "codes where stretches meet",
                "Krippendorff et al. 2016; Krippendorff 2019, 12.6", ("sets",)),
    Coefficient("coverage", coverage.coverage, "character", "meeting", "the share of text where stretches meet",
                "Krippendorff et al. 2016", ("sets",)),
    Coefficient("ku-alpha", ku_alpha.ku_alpha, "character", "met", "one code where stretches meet",
                "Krippendorff et al. 2016; Krippendorff 2019, 12.6", ("code",)),
)  # fmt: skip

COEFFICIENTS: dict[str, Coefficient] = {c.name: c for c in _ALL}
DEFAULT = ("percent", "alpha", "u-alpha")
