"""Strauss and Corbin (1990, Basics of Qualitative Research): open, axial and selective coding, the paradigm, the storyline."""

from qda.core.message import phrase
from qda.core.schools import School

SCHOOL = School(
    "straussian",
    "Strauss and Corbin",
    {"open": "Open coding", "axial": "Axial coding", "selective": "Selective coding"},
    "docs/tutorial.md",
    {
        "Properties": phrase("Properties and dimensions"),
        "Paradigm": phrase("Paradigm model"),
        "{phenomenon}: the paradigm": phrase("{phenomenon}: the paradigm model"),
        "The paradigm around {name}": phrase("The paradigm model around {name}"),
        "Axial list": phrase("Axial coding: the relations"),
        "Axial types": phrase("Axial coding: types of relations"),
        "Selective candidates": phrase("Selective coding: candidates for the core category"),
        "Selective check": phrase("Selective coding: what the storyline leaves open"),
    },
)
