"""`read`: the full-screen coder. The only command that loads Textual, and only once there is something to show."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.env import ENV
from qda.core.errors import QdaError, UsageError

if TYPE_CHECKING:
    from qda.tui.session.settings import Settings


def read(
    source: Annotated[
        str,
        typer.Argument(metavar="[SOURCE]", help="The source to open (else the one read last).", show_default=False),
    ] = "",
    at: Annotated[
        str, typer.Option("--at", metavar="POS", help="Where to begin: an offset in the text, or words to look for.")
    ] = "",
    screenshot: Annotated[
        str, typer.Option("--screenshot", metavar="FILE", help="Write a picture of the screen (.svg) and open nothing.")
    ] = "",
    size: Annotated[
        str, typer.Option("--size", metavar="WxH", help="Columns and lines of the picture (else 100x30).")
    ] = "",
    theme: Annotated[
        str, typer.Option("--theme", metavar="dark|light", help="The colours (else those of the settings file).")
    ] = "",
    disagreements: Annotated[
        bool,
        typer.Option("--disagreements", help="Begin with the places where coders differ, to settle them one by one."),
    ] = False,
) -> None:
    """Open the full-screen coder: read a source and code it, with the keyboard alone or with the mouse. `?` shows the keys.

    Names are shown by pseudonym where the study is set so; codings still refer to the stored text. A picture needs no
    terminal and changes nothing; a source that is named is shown from its beginning, or at the place given.

    Example: qda read interview-03

    Example: qda read interview-03 --at "we never asked" --screenshot page.svg --theme light
    """
    _checked(at, screenshot, size, theme, disagreements)
    if screenshot:
        _picture(source, at, screenshot, size or "100x30", theme)
        return
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise QdaError(
            "`qda read` needs a terminal of its own, not a pipe or a file; `qda source lines` prints a source, "
            "--screenshot makes a picture"
        )
    with ENV.study() as study:
        from qda.cli import streams
        from qda.tui import app

        held = _settings(theme)
        streams.leave()
        study.db.waiting = None  # the screen says itself what it waits for
        ENV.interactive()
        app.run(study, source, held, ENV.veiled, at, disagreements=disagreements)


def _checked(at: str, screenshot: str, size: str, theme: str, disagreements: bool) -> None:
    """Refuse what is wrong before anything is opened."""
    if size and not screenshot:
        raise UsageError("--size is the size of a picture: name its file with --screenshot FILE.svg")
    if screenshot and not screenshot.lower().endswith(".svg"):
        raise UsageError(f"{screenshot}: a picture of the screen is written to a file that ends in .svg")
    if screenshot and disagreements:
        raise UsageError("--screenshot is a picture of a source: leave out --disagreements")
    if at and not at.strip():
        raise UsageError("--at is empty: give an offset in the text, or words to look for")
    if theme:
        from qda.core.names import one_of

        one_of("theme", theme, ("dark", "light"))


def _settings(theme: str) -> Settings:
    from qda.core.names import key
    from qda.tui.session import settings

    held = settings.load()
    held.theme = key(theme) or held.theme
    return held


def _picture(source: str, at: str, output: str, size: str, theme: str) -> None:
    """Draw the screen without a terminal, and write it when it is whole."""
    from qda.core.files import replacing
    from qda.tui import app, screenshot

    wanted = screenshot.size_of(size)
    ENV.writable(output)
    with ENV.reading() as study:
        made = app.picture(study, source, _settings(theme), ENV.veiled, at=at, size=wanted)
        with replacing(output) as out:
            out.write(made.encode("utf-8"))
    ENV.shown = True
