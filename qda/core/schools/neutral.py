"""No school: the words that qda has of itself."""

from qda.core.schools import School

SCHOOL = School(
    "none",
    "no school",
    {"open": "Open coding", "axial": "Axial coding", "selective": "Selective coding"},
    "docs/tutorial.md",
)
