"""A study full of names, shown by pseudonym, and what to look for in what is shown of it."""

from __future__ import annotations

import re
from pathlib import Path

from qda.core.drafts import ReadOptions
from qda.ops.coding import codebook, coding
from qda.ops.sources import import_list, participants, pseudonyms
from qda.ops.study import study
from qda.ops.theory import categories, comparisons, memos, relations, selective
from qda.store.project import FILE

TALK = """\
Interviewer: Hoe was het, mevrouw Zandbergen, met Wolkje72?

Fenna Zandbergen: Goed. Ik sprak Sjoerd ter Braak over vertrouwen, en Fenna's moeder. Zandbergens plan is af, zei Fenna
Zandbergen. Dat telt.

Interviewer: Wat telt er dan?

Sjoerd ter Braak: Ja. FENNA en ZANDBERGEN zeggen dat ook. Noe\u0308lla Ruiter twijfelt nog altijd.
"""
POSTS = (
    "text,author,thread,title\nVertrouwen van wolkje72 in Noëlla,wolkje72,draad-ruiter,Over Zandbergen\n"
    "Wolkje72 heeft gelijk,Noëlla Ruiter,draad-ruiter,Over Zandbergen\n"
)
TALKED, THREAD = "gesprek-zandbergen", "draad-ruiter"
REAL = re.compile(r"zandbergen|fenna|sjoerd|ter braak|braak|wolkje72|ruiter|noe\u0308?lla|noëlla", re.I)
FENNA, SJOERD = "P01", "P02"


def leaks(text: str) -> list[str]:
    """Real names in a text."""
    return [m[0] for m in REAL.finditer(text)]


def make(folder: Path, key: Path) -> Path:
    """The study, closed; its key is written to `key`."""
    folder.mkdir(parents=True)
    (folder / f"{TALKED}.txt").write_text(TALK, encoding="utf-8")
    (folder / "posts.csv").write_text(POSTS, encoding="utf-8")
    study.init(folder, name="Het plan van Zandbergen", coder="coder", language="nl")
    with study.open_study(folder) as s:
        import_list.import_texts(s, [str(folder / f"{TALKED}.txt")], ReadOptions(form="interview"))
        import_list.import_texts(s, [str(folder / "posts.csv")], ReadOptions(form="posts"))
        coding.code(s, TALKED, ["vertrouwen", "plan van Zandbergen"], quote="Sjoerd ter Braak over vertrouwen",
                    note="Fenna wijst naar Braak")  # fmt: skip
        coding.code(s, TALKED, ["vertrouwen"], quote="Zandbergens plan is af, zei Fenna")
        coding.code(s, THREAD, ["vertrouwen"], quote="van wolkje72 in")
        codebook.define(s, "vertrouwen", definition="Zoals Fenna het zegt.", example="Noëlla Ruiter")
        categories.category(s, "steun van Sjoerd", ["vertrouwen"])
        categories.category(s, "rond Noëlla", ["plan van Zandbergen"])
        categories.property(s, "steun van Sjoerd", "graad van Fenna", low="geen Fenna", high="veel Fenna")
        relations.relate(s, "rond Noëlla", "causes", "steun van Sjoerd", note="zegt Fenna", supporting=[1])
        comparisons.record(s, 1, 3, "differs", note="Fenna is anders dan wolkje72")
        memos.add(s, "Fenna Zandbergen en [[participant:Sjoerd ter Braak]] over [[coding:1]].", title="Bij Zandbergen",
                  on=["coding:1"])  # fmt: skip
        memos.add(s, "Over Noëlla.", on=["code:vertrouwen"])
        memos.add(s, "Bij wie Fenna hoort.", on=[f"source:{TALKED}"])
        selective.judge(s, "steun van Sjoerd", abstract="yes", note="Fenna vindt van wel")
        selective.core(s, "steun van Sjoerd")
        selective.write(s, "Eerst Fenna, dan [[category:steun van Sjoerd]] van Zandbergen. Later Braak.\n")
        participants.set_values(s, "Fenna Zandbergen", {"baan": "chef"})
        pseudonyms.pseudonymise(s, str(key))
        s.db.execute("pragma wal_checkpoint(truncate)")
    return folder / FILE
