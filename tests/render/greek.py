"""A study whose own words hold no letter of ASCII: what of a document still has some is the program's."""

from __future__ import annotations

from qda.core.drafts import Draft, DraftSegment
from qda.ops.agreement import done, resolve
from qda.ops.coding import codebook, coding
from qda.ops.sources import edit, participants
from qda.ops.theory import categories as axial
from qda.ops.theory import comparisons, conditions, memos, relations, sampling, selective, summaries
from qda.ops.theory import negative_cases as negatives
from qda.reports.agreement import disagreements
from qda.store.project import Study
from qda.store.texts import intake

TEXT = "Περιμένουμε το συμβούλιο. Αποφασίζουμε μαζί. Πώς αποφασίζετε; Μας εμπιστεύονται οι κάτοικοι."
NOTE = "Εδώ λέγεται κάτι άλλο"
WAITING, DECIDING, TRUST = "αναμονή", "απόφαση", "εμπιστοσύνη"
SOURCE = "πηγή-1"


def fill(study: Study) -> None:
    """Fill a study with something of everything that reports tell of."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        for n in range(1, 4):
            ask = TEXT.index("Πώς")
            end = TEXT.index("Μας")
            segments = [
                DraftSegment("turn", 0, ask, f"Άννα{n}", date="2026-03-01"),
                DraftSegment("turn", ask, end, "Ερευνητής", role="researcher"),
                DraftSegment("turn", end, len(TEXT), f"Νίκος{n}", date="2026-03-02T14:05:00"),
            ]
            draft = Draft(f"πηγή-{n}", TEXT, "interview", language="el", segments=segments, sha256=str(n))
            writer.add(draft.name, draft)
        writer.flush()
    for n in range(1, 4):
        for code, quote in (
            (WAITING, "Περιμένουμε το συμβούλιο."),
            (DECIDING, "Αποφασίζουμε μαζί."),
            (TRUST, "Μας εμπιστεύονται"),
        ):
            coding.code(study, f"πηγή-{n}", [code], quote=quote, note=NOTE if n == 1 else "")
        coding.code(study, f"πηγή-{n}", ["σκέψη"], quote="Περιμένουμε το")
    coding.code(study, SOURCE, [DECIDING], quote="Πώς αποφασίζετε;")
    with study.change("test") as c:
        c.update("coding", 2, confirmed=0, origin="autocode")
    edit.set_values(study, SOURCE, {"date": "2026-03-01", "περιοχή": "βορράς"})
    participants.set_values(study, "Άννα1", {"ηλικία": "μεγάλη"})
    axial.category(study, "ρόλος", [WAITING, "σκέψη"], definition=NOTE)
    axial.category(study, "αξία", [DECIDING])
    axial.category(study, "δεσμός", [TRUST])
    axial.property(study, "ρόλος", "μέγεθος", low="μικρό", points=["μέσο"], high="μεγάλο")
    axial.property(study, "δεσμός", "σε ποιον", kinds=["εμάς", "άλλους"])
    axial.place(study, 1, "μέγεθος", "low", note=NOTE)
    axial.place(study, 3, "σε ποιον", "εμάς")
    relations.relate(study, "ρόλος", "is-strategy-for", "αξία", supporting=[1], opposing=[2], note=NOTE)
    relations.relate(study, "δεσμός", "intervenes-in", "ρόλος", supporting=[3], status="supported")
    relations.relate(study, "αξία", "is-consequence-of", "δεσμός", supporting=[13])
    selective.core(study, "αξία")
    conditions.add(study, "δεσμός", "condition", "individual", codings=[3], relation=2, note=NOTE)
    conditions.add(study, "αξία", "consequence", "national")
    selective.judge(study, "αξία", explains_variation="partly", abstract="yes", note=NOTE)
    links = "Δες [[category:αξία]] και [[coding:1]] και [[relation:1]] και [[source:πηγή-1]]."
    for kind in ("code", "theoretical", "methodological", "reflexive", "sampling", "journal"):
        memos.add(study, f"Τίτλος\n\nΜια σκέψη.\n\n{links} Κορεσμός.", type=kind, on=["category:ρόλος", "coding:1"])
    memos.add(study, f"Άλλος\n\nΜια σκέψη.\n\n{links} [[memo:1]]", type="theoretical")
    comparisons.record(study, 1, 5, "same", note=NOTE)
    comparisons.record(study, 1, f"code:{DECIDING}", "differs", note=NOTE, property="ρόλος/μέγεθος")
    negatives.add(study, 2, "relation:1", NOTE)
    negatives.add(study, 6, "category:αξία", NOTE)
    negatives.resolve(study, 2, "bounded", NOTE)
    sampling.add(study, NOTE, about="ρόλος/μέγεθος", seek=NOTE)
    sampling.add(study, NOTE, about="αξία")
    sampling.close(study, 2, [SOURCE], changed=NOTE)
    selective.write(study, f"{links} Το [[category:ρόλος]] μένει. Η [[category:αξία]] έρχεται.\n")
    codebook.define(study, WAITING, include=NOTE, exclude=NOTE, example=NOTE)


def second(study: Study) -> None:
    """Let another coder code the same sources otherwise, say that one is read, and settle a place."""
    for source, code, quote in (
        (SOURCE, WAITING, "Περιμένουμε το συμβούλιο."),
        (SOURCE, DECIDING, "Αποφασίζουμε"),
        ("πηγή-2", TRUST, "Αποφασίζουμε μαζί."),
        ("πηγή-2", "νέος", "Περιμένουμε"),
    ):
        coding.code(study, source, [code], quote=quote)
    done.done(study, [SOURCE])
    (place, *_) = disagreements.run(study).dicts()
    resolve.resolve(study, [place["id"]], drop=True, note=NOTE)
    summaries.put(study, SOURCE, WAITING, f"{NOTE} [[coding:1]]")
    summaries.put(study, "Άννα1", WAITING, NOTE, rows="participant")
