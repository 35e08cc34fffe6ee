"""`segment …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.options import changing
from qda.cli.texts import read_texts
from qda.core.names import pairs

if TYPE_CHECKING:
    from qda.core.results import Said
    from qda.store.project import Study

Place = Annotated[str, typer.Argument(metavar="SOURCE#N", help="The segment: its source and number.")]


@changing
def segment_set(
    study: Study,
    place: Annotated[
        str, typer.Argument(metavar="SOURCE#N", help="The segment: its source and number; with --where, the source.")
    ],
    fields: Annotated[
        list[str],
        typer.Argument(metavar="FIELD=VALUE…", help="author, kind, date or reply_to; an empty value clears it."),
    ],
    where: Annotated[
        list[str],
        typer.Option(
            "--where",
            metavar="FIELD=GLOB",
            help="Set all segments of SOURCE with this author, participant, role, kind or date.",
        ),
    ] = [],  # noqa: B006 (typer copies it)
) -> Said:
    """Correct who wrote a segment, its kind, its date, or which segment it answers. Codings stay where they are.

    The kinds are post, comment, turn, answer, paragraph, heading, quoted, note and boilerplate. A date is ISO 8601.
    reply_to is the number of the segment it answers. With --where, SOURCE is a source's name or a GLOB, and all matching
    segments are set in one change. Example: qda segment set interview-3 --where author="R*" author="Marga Dool"
    """
    if where:
        from qda.ops.sources import segments_many

        return segments_many.correct(study, place, where, pairs("segment set", fields))
    from qda.ops.sources import segments

    return segments.correct(study, place, pairs("segment set", fields))


@changing
def segment_split(
    study: Study,
    place: Place,
    before: Annotated[str, typer.Option("--before", metavar="TEXT", help="The first words of the second part.")],
    nth: Annotated[
        int | None, typer.Option("--nth", metavar="N", help="Which place, when the words occur more than once.")
    ] = None,
) -> Said:
    """Split a segment in two; both parts keep the author, kind and date.

    Example: qda segment split thread-7#3 --before "Beste mensen,"
    """
    from qda.ops.sources import segments

    return segments.split(study, place, read_texts(before=before)["before"] or "", nth=nth)


@changing
def segment_join(
    study: Study,
    first: Place,
    second: Annotated[str, typer.Argument(metavar="SOURCE#M", help="Its neighbour.")],
) -> Said:
    """Join two neighbouring segments; the author, kind and date of the first are kept.

    Example: qda segment join thread-7#3 thread-7#4
    """
    from qda.ops.sources import segments

    return segments.join(study, first, second)
