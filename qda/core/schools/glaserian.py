"""Glaser (1978, Theoretical Sensitivity; 1992): substantive and theoretical codes, the core category, sorting of memos.

Codes relate by theoretical codes of many families, of which no paradigm is the only one; memos come before the theory.
"""

from qda.core.message import phrase
from qda.core.schools import School

SCHOOL = School(
    "glaserian",
    "Glaser",
    {"open": "Open coding", "selective": "Selective coding", "axial": "Theoretical coding"},
    "docs/tutorial-glaser.md",
    {
        "Codes": phrase("Substantive codes"),
        "Relations": phrase("Theoretical codes"),
        "Paradigm": phrase("Theoretical codes around it"),
        "{phenomenon}: the paradigm": phrase("{phenomenon}: its theoretical codes"),
        "The paradigm around {name}": phrase("The theoretical codes around {name}"),
        "Phenomenon": phrase("Category in the middle"),
        "Missing roles": phrase("Not found yet"),
        "Causal conditions": phrase("Causes"),
        "causal conditions": phrase("causes"),
        "Context": phrase("Contexts"),
        "Intervening conditions": phrase("Contingencies"),
        "intervening conditions": phrase("contingencies"),
        "Storyline": phrase("Theoretical outline"),
        "Storyline: {study}": phrase("Theoretical outline: {study}"),
        "No storyline has been written yet.": phrase("No theoretical outline has been written yet."),
        "Axial list": phrase("Theoretical codes between categories"),
        "Axial types": phrase("Theoretical codes by family"),
        "Selective candidates": phrase("Candidates for the core category"),
        "Selective check": phrase("What the outline leaves open"),
    },
)
