"""Charmaz (2014, Constructing Grounded Theory): initial, focused and theoretical coding, tentative categories, memos early.

A central category is not asked for, and axial coding is one way among others.
"""

from qda.core.message import phrase
from qda.core.schools import School

SCHOOL = School(
    "charmaz",
    "Charmaz",
    {"open": "Initial and focused coding", "axial": "Theoretical coding", "selective": "Theoretical integration"},
    "docs/tutorial-charmaz.md",
    {
        "Codes": phrase("Initial and focused codes"),
        "Emerging categories: {study}": phrase("Tentative categories: {study}"),
        "Paradigm": phrase("What it depends on and leads to"),
        "{phenomenon}: the paradigm": phrase("{phenomenon}: what it depends on and leads to"),
        "The paradigm around {name}": phrase("What {name} depends on and leads to"),
        "Phenomenon": phrase("Category in the middle"),
        "Missing roles": phrase("Not found yet"),
        "Causal conditions": phrase("Conditions under which it arises"),
        "causal conditions": phrase("conditions under which it arises"),
        "Intervening conditions": phrase("Conditions under which it changes"),
        "intervening conditions": phrase("conditions under which it changes"),
        "Strategies": phrase("What people do about it"),
        "strategies": phrase("what people do about it"),
        "Core category": phrase("Central category"),
        "core category": phrase("central category"),
        " (core category)": phrase(" (central category)"),
        "{name} (core category)": phrase("{name} (central category)"),
        "No core category has been chosen yet.": phrase("No central category has been chosen; none has to be."),
        "Storyline": phrase("Analytic story"),
        "Storyline: {study}": phrase("Analytic story: {study}"),
        "No storyline has been written yet.": phrase("No analytic story has been written yet."),
        "Axial list": phrase("Relations of categories"),
        "Axial types": phrase("Types of relations"),
        "Selective candidates": phrase("Candidates for a central category"),
        "Selective check": phrase("What the analytic story leaves open"),
    },
)
