"""`code`, `coding set`, `uncode`, `confirm`, `autocode`, `codings`, `quotes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import People, Sources, View, Where, changing, listing
from qda.cli.texts import read_texts

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

Ids = Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of codings (`qda codings` shows them).")]
Quote = Annotated[
    str | None, typer.Option("--quote", metavar="TEXT", help="The words as in the text; - reads standard input.")
]
Span = Annotated[
    str | None, typer.Option("--span", metavar="START:END", help="Code these characters; the end is exclusive.")
]
Note = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="A note on the coding; - reads standard input.")
]


@changing
def code(
    study: Study,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The source's name, or a unique beginning of it.")],
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="CODE…", help="One or more codes.", show_default=False)
    ] = None,
    quote: Quote = None,
    nth: Annotated[
        int | None, typer.Option("--nth", metavar="N", help="Which place, when the quote occurs more than once.")
    ] = None,
    span: Span = None,
    sentence: Annotated[
        str | None,
        typer.Option("--sentence", metavar="N[:M]", help="A sentence or a range; `qda source lines` numbers them."),
    ] = None,
    segment: Annotated[
        int | None, typer.Option("--segment", metavar="N", help="Code a whole segment: a post, turn or paragraph.")
    ] = None,
    note: Note = None,
    in_vivo: Annotated[bool, typer.Option("--in-vivo", help="Use the participant's own words as the code.")] = False,
    existing: Annotated[bool, typer.Option("--existing", help="Refuse codes that do not exist yet.")] = False,
) -> Said:
    """Code a stretch of text: give a quote, a sentence, a segment or a span one or more codes. New codes are made.

    Example: qda code interview-03 "taking responsibility" --quote "I took it upon myself"
    """
    from qda.ops.coding import coding

    texts = read_texts(quote=quote, note=note)
    return coding.code(
        study, source, codes or [], quote=texts["quote"], nth=nth, span=span, sentence=sentence, segment=segment,
        note=texts["note"], in_vivo=in_vivo, existing=existing,
    )  # fmt: skip


@changing
def uncode(study: Study, ids: Ids) -> Said:
    """Remove codings; the codes stay.

    Example: qda uncode 12 13
    """
    from qda.ops.coding import coding

    return coding.uncode(study, ids)


@changing
def coding_set(
    study: Study,
    ids: Ids,
    code: Annotated[
        str | None, typer.Option("--code", metavar="NAME", help="Give the codings this code instead.")
    ] = None,
    span: Span = None,
    quote: Quote = None,
    note: Note = None,
    pin: Annotated[
        bool | None, typer.Option("--pin/--no-pin", help="Show it first among the quotes of its category.")
    ] = None,
) -> Said:
    """Change codings: their code, stretch or note. A coding keeps its number, its memos and its place in the theory.

    Example: qda coding set 12 --code "own course"
    """
    from qda.ops.coding import coding

    texts = read_texts(quote=quote, note=note)
    return coding.set_coding(study, ids, code=code, span=span, quote=texts["quote"], note=texts["note"], pin=pin)


@changing
def confirm(study: Study, ids: Ids) -> Said:
    """Confirm codings made by pattern or from a candidate: you have read them and stand by them.

    Any coding can be confirmed, a stale one (`qda codings --stale`) too: it still fits the definition that its code has now.

    Example: qda confirm 31 32 35
    """
    from qda.ops.coding import coding

    return coding.confirm(study, ids)


@changing
def autocode(
    study: Study,
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code; a new one is made.")],
    match: Annotated[
        str | None,
        typer.Option("--match", metavar="TEXT", help="Find these whole words in any case; - reads standard input."),
    ] = None,
    regex: Annotated[
        str | None, typer.Option("--regex", metavar="RE", help="Find this regular expression in any case.")
    ] = None,
    part: Annotated[bool, typer.Option("--part", help="With --match: find it inside words too.")] = False,
    unit: Annotated[
        str,
        typer.Option("--unit", metavar="match|sentence|segment", help="Code the match, its sentence or its segment."),
    ] = "sentence",
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Search boilerplate, quotations and researchers' words too.")
    ] = False,
    include_researcher: Annotated[
        bool, typer.Option("--include-researcher", help="Search researchers' words too.")
    ] = False,
    existing: Annotated[bool, typer.Option("--existing", help="Refuse a code that does not exist yet.")] = False,
    source: Sources = [],  # noqa: B006 (typer copies it)
    participant: People = [],  # noqa: B006
    where: Where = [],  # noqa: B006
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be coded; change nothing.")] = False,
) -> Said:
    """Code every match of a phrase or pattern. The codings are unconfirmed until you have read and confirmed them.

    Example: qda autocode "public value" --match "publieke meerwaarde" --unit sentence
    """
    from qda.ops.coding import autocode as ops
    from qda.store.analysis.scope import Filters

    filters = Filters(source=source, participant=participant, where=where)
    return ops.autocode(
        study, code, match=read_texts(match=match)["match"], regex=regex, part=part, unit=unit, everywhere=everywhere,
        include_researcher=include_researcher, existing=existing, filters=filters, dry_run=dry_run,
        tick=ENV.progress("codings"),
    )  # fmt: skip


@listing("source", "participant", "code", "coder", "where")
def codings(
    view: View,
    with_codes: Annotated[bool, typer.Option("--with-codes", help="With --code: list the codes under it too.")] = False,
    stale: Annotated[
        bool,
        typer.Option("--stale", help="Only those made under another definition of their code, with both definitions."),
    ] = False,
) -> None:
    """List codings with their quotes, in the order of the texts.

    A coding is stale when the definition, inclusion or exclusion of its code was changed after it was made, given this code or
    confirmed. `qda confirm` says that it still fits, `qda coding set --code` gives it another code.

    Example: qda codings --code "taking responsibility" --format csv
    """
    from dataclasses import replace

    from qda.ops.coding import coding
    from qda.reports.common import unconfirmed
    from qda.store.analysis import scope

    with ENV.reading() as study:
        table = coding.listing(study, view.filters, with_codes=with_codes, stale=stale)
        wide = replace(view.filters, code=()) if with_codes else view.filters
        unconfirmed.unconfirmed(study.db, table, scope.resolve(study.db, wide))
        view.show(table)


@listing("source", "participant", "coder", "where")
def quotes(
    view: View,
    codes: Annotated[list[str], typer.Argument(metavar="CODE…", help="One or more codes or categories.")],
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=0, help="Characters of context to show on either side.")
    ] = 0,
) -> None:
    """Show all quotes of codes and of the codes under them.

    Example: qda quotes "public value" --context 80
    """
    from qda.reports.common import quotes as report

    with ENV.reading() as study:
        view.show(report.run(study, codes, view.filters, context=context, want=view.want))
