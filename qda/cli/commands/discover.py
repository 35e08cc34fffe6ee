"""`discover` and the commands for its candidates; `language`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.cli.options import Cluster, Jobs, Researcher, View, changing, listing

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

Ids = Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of candidates (`qda discover` shows them).")]
Id = Annotated[int, typer.Argument(metavar="ID", help="Number of a candidate (`qda discover` shows it).")]


@listing("source", "participant", "where")
def discover(
    view: View,
    top: Annotated[
        int, typer.Option("--top", metavar="N", help="How many candidates; a longer list has narrower ones.")
    ] = 12,
    include_researcher: Researcher = False,
    every: Annotated[bool, typer.Option("--all", help="Show accepted and rejected ones too.")] = False,
    jobs: Jobs = 1,
    cluster: Cluster = "",
) -> None:
    """Find candidate categories: words that go together in the texts, with quotes that show them.

    Use the list to find your way before coding, or to check afterwards what you missed; it does not replace open coding.
    Boilerplate, quoted posts and researchers' words are left out. A candidate keeps its number.

    Example: qda discover --top 8

    Example: qda discover -o candidates.html
    """
    from qda.ops.discovery import discovering

    with ENV.study() as study:
        tick = ENV.progress("sources read")
        view.show(
            discovering.run(
                study,
                view.filters,
                top=top,
                include_researcher=include_researcher,
                every=every,
                jobs=jobs,
                cluster=cluster,
                tick=tick,
                want=view.want,
            )
        )


@listing("source", "participant", "where")
def terms(
    view: View,
    top: Annotated[int, typer.Option("--top", metavar="N", help="How many families to list.")] = 50,
    include_researcher: Researcher = False,
    jobs: Jobs = 1,
    cluster: Cluster = "",
) -> None:
    """List families of terms that stand out: a word with its inflections, compounds and phrases; rare ones too.

    Example: qda discover terms --top 30
    """
    from qda.ops.discovery import families

    with ENV.study() as study:
        tick = ENV.progress("sources read")
        view.show(
            families.terms(
                study,
                view.filters,
                top=top,
                include_researcher=include_researcher,
                jobs=jobs,
                cluster=cluster,
                tick=tick,
            )
        )


@changing
def accept(
    study: Study,
    ids: Ids,
    name: Annotated[str | None, typer.Option("--as", metavar="NAME", help="Give the code this name.")] = None,
) -> Said:
    """Accept candidates as codes. Each quote becomes an unconfirmed coding; read the codings, then confirm them.

    Example: qda discover accept 4 --as "public value"
    """
    from qda.ops.discovery import candidates

    return candidates.accept(study, ids, name=name)


@changing
def reject(study: Study, ids: Ids) -> Said:
    """Reject candidates so that they are not offered again.

    Example: qda discover reject 9 11
    """
    from qda.ops.discovery import candidates

    return candidates.reject(study, ids)


@changing
def rename(study: Study, id: Id, name: Annotated[str, typer.Argument(metavar="NAME", help="Its new name.")]) -> Said:
    """Rename a candidate.

    Example: qda discover rename 5 "the secretary's role"
    """
    from qda.ops.discovery import candidates

    return candidates.rename(study, id, name)


@changing
def merge(
    study: Study, ids: Ids, into: Annotated[int, typer.Option("--into", metavar="ID", help="The candidate to keep.")]
) -> Said:
    """Merge candidates into one that has the terms and quotes of all of them.

    Example: qda discover merge 7 --into 4
    """
    from qda.ops.discovery import candidates

    return candidates.merge(study, ids, into)


@listing()
def language(view: View) -> None:
    """Show the language tools in use for each language of the study, and those that could be installed.

    Example: qda language
    """
    from qda.core.errors import QdaError
    from qda.ops.discovery import languages
    from qda.store import project

    try:
        project.find(ENV.project or None)
    except QdaError:
        if ENV.project:
            raise
        view.show(languages.table(None))  # outside a study: what is installed
        return
    with ENV.reading() as study:
        view.show(languages.table(study))
