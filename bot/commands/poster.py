"""`poster`: a page a village for its notice board, with the square codes of the bot."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import Failed
from bot.settings import settings

if TYPE_CHECKING:
    from handlers.programme import Programme
    from handlers.villages import Village

_OPTION = "--village"


def poster(
    village: Annotated[
        list[str] | None,
        typer.Option(_OPTION, metavar="CODE|NAME", help="This village; again for each."),
    ] = None,
    everywhere: Annotated[bool, typer.Option("--all", help="Every village.")] = False,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", file_okay=False, help="Where the PDF files go.")
    ] = Path("posters"),
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="As `id`; the regency's own if not given.")
    ] = None,
) -> None:
    """Write a printable A4 page a village: how to reach the bot, and how to know the real one."""
    from handlers.poster_words import has_address
    from handlers.programme import load

    if bool(village) == everywhere:
        raise typer.BadParameter("name villages, or choose --all", param_hint=_OPTION)
    programme = load(settings().programme)
    language = language or programme.default_language
    if language not in programme.languages:
        known = ", ".join(programme.languages)
        raise typer.BadParameter(f"{language} is none of {known}", param_hint="--language")
    if not has_address(programme):
        raise Failed(
            f"Nobody could find the bot: set telegram_name or whatsapp_number in [bot] of the "
            f"programme file ({settings().programme})."
        )
    chosen = programme.villages if everywhere else _named(programme, village or ())
    for path in _written(programme, chosen, out, language):
        typer.echo(path)


def _named(programme: "Programme", said: Sequence[str]) -> "tuple[Village, ...]":
    """Each once. Raises Failed for a name that is no village's, or that of several."""
    codes = {_code(programme, each) for each in said}
    return tuple(each for each in programme.villages if each.code in codes)


def _code(programme: "Programme", said: str) -> str:
    from handlers.problems import Problem
    from handlers.villages import village

    try:
        return village(said, programme.villages)
    except Problem as problem:
        options = problem.values.get("options")
        if not isinstance(options, tuple):
            raise Failed(f"{said} is no village of {programme.regency_title}.") from None
        listed = ", ".join(f"{each.code} {each.name} ({each.district})" for each in options)
        raise Failed(f"{said} may be several: name one by its code: {listed}.") from None


def _written(
    programme: "Programme", villages: "Sequence[Village]", folder: Path, language: str
) -> list[Path]:
    from rich.console import Console
    from rich.progress import track

    from handlers.catalog import catalog
    from handlers.poster import drawn
    from handlers.poster_words import file_name, poster_of

    words, today = catalog(language), datetime.now(programme.timezone).date()
    console, paths = Console(stderr=True), []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in track(villages, "Posters", console=console, disable=len(villages) == 1):
            page = drawn(poster_of(words, programme, each, today))
            paths.append(folder / file_name(each))
            paths[-1].write_bytes(page)
    except OSError as error:
        raise Failed(f"{folder} cannot be written: {error.strerror}.") from None
    return paths
