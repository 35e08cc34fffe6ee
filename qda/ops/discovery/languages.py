"""Show with what each language is read, and what more could be installed."""

from __future__ import annotations

from qda.core.message import say
from qda.core.results import Table
from qda.nlp import extra, pipeline
from qda.nlp.lexicon import lexicon
from qda.store.project import Study
from qda.store.queries import discovery


def table(study: Study | None) -> Table:
    """Return the languages of the study with what reads each: language, pipeline, tokens, sentences, lemmas,
    parts_of_speech, from. Dutch and English are always among them; without a study these alone.
    """
    of: set[str] = set()
    if study is not None:
        of = {code[:2].lower() for code in discovery.languages_used(study.db)}
        of.add((study.setting("language") or "")[:2].lower())
    have = pipeline.versions()
    rows = []
    notes: list[str] = []
    for code in sorted({"nl", "en"} | of - {""}):
        pass_, known = pipeline.of(code), lexicon(code)
        lemmas = pass_.name if pass_.lemmas else (f"simplemma {have['simplemma']}" if known.has_lemmas else None)
        tokens = f"spaCy {have['spacy']}" if pass_.key else "rules"
        packs = [
            f"{n} {have[n]}"
            for n, ok in (
                ("wordfreq", known.has_frequencies),
                ("stopwordsiso", known.has_stops and have["stopwordsiso"]),
            )
            if ok
        ]
        rows.append((
            code, pass_.name or None, tokens, "rules", lemmas, pass_.name if pass_.tags else None, ", ".join(packs) or None,
        ))  # fmt: skip
        if pass_.note:
            notes.append(pass_.note)
    if gone := extra.missing():
        notes.append(say("not installed: {packages}. {how}", packages=", ".join(gone), how=extra.INSTALL))
    if not any(pipeline.of(r[0]).name for r in rows):
        notes.append(
            say(
                "no trained spaCy pipeline is installed; one adds lemmas in context and parts of speech, and nothing needs "
                "it: {command}",
                command="python -m spacy download nl_core_news_md",
            )
        )
    return Table(
        ("language", "pipeline", "tokens", "sentences", "lemmas", "parts_of_speech", "from"), rows, notes=notes
    )
