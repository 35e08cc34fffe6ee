"""Find families of terms: a word with its inflections, its compounds and the phrases that it stands in."""

from __future__ import annotations

from typing import Any

from qda.core.message import say
from qda.core.results import Table
from qda.nlp import extra
from qda.nlp.lexicon import lexicon
from qda.ops.discovery import elsewhere, passages
from qda.ops.discovery.passages import Tick, still
from qda.store.analysis.scope import Filters
from qda.store.project import Study

COLUMNS = ("family", "forms", "count", "sources", "keyness", "patterns")


def terms(
    study: Study, filters: Filters | None = None, *, top: int = 50, include_researcher: bool = False, jobs: int = 1,
    cluster: str = "", tick: Tick = still,
) -> Table:  # fmt: skip
    """Return families of terms, those first that stand out most against ordinary language.

    Rows: family, forms [{form, count}], count, sources, keyness (z of the log-odds), patterns [{pattern, count}].
    jobs, cluster: who reads the texts (`elsewhere.spread`). Errors: a package of the extra `discover` is missing; there is
    nothing to read; those of `elsewhere.spread`.
    """
    from qda.nlp import corpus as corpora
    from qda.nlp import families
    from qda.nlp import terms as terms_

    passages.at_least_one(top)
    extra.need("discover terms", "simplemma", "wordfreq", "stopwordsiso")
    filters = filters or Filters()
    keep = not filters.any() and study.may_write
    rows: list[tuple[Any, ...]] = []
    notes: list[str] = []
    with elsewhere.spread(study, jobs, cluster, notes) as spread:
        gathered = passages.gather(study, filters, include_researcher, keep=keep, tick=tick, spread=spread)
        if not gathered:
            raise passages.nothing(study, filters)
        for p in gathered:
            known = lexicon(p.language)
            corpus = corpora.build(p.rows, p.words(), known, p.names)
            found = terms_.find(corpus, known, at_least=1 if p.around is not None else 0)
            for f in families.families(corpus, found, known):
                spread_over = len({corpus.rows[r].source for r in f.rows})
                rows.append((
                    f.name, [{"form": w, "count": n} for w, n in f.forms], f.times, spread_over, round(f.keyness, 1),
                    [{"pattern": w, "count": n} for w, n in f.patterns],
                ))  # fmt: skip
            notes += passages.about(passages.reading(p, known, len(corpus.form)))
    rows.sort(key=lambda r: (-r[4], r[0]))
    notes.append(
        say(
            "{n:,} of {all:,} families; keyness (z of the log-odds against ordinary language) only orders",
            n=min(top, len(rows)),
            all=len(rows),
        )
    )
    return Table(COLUMNS, rows[:top], title=say("Families of terms"), notes=notes)
