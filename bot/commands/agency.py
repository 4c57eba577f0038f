"""`agency`: a synthetic, reproducible agency feed, served on loopback or written as files."""

import asyncio
import signal
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.fakes.agency_feed import PEOPLE, SEED, Dataset, Feed, Row
from bot.fakes.agency_names import MOST_PEOPLE
from handlers.dates import local_today


class Format(StrEnum):
    """How `--write` writes."""

    csv = "csv"
    xlsx = "xlsx"


def agency(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: any free port.")] = 8_090,
    rows: Annotated[
        int, typer.Option(min=1, max=MOST_PEOPLE, help="Number of people; each has 1 to 5 rows.")
    ] = PEOPLE,
    seed: Annotated[int, typer.Option(help="The same seed and date give the same feed.")] = SEED,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the feed; today.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(file_okay=False, help="Write files here, serve nothing.")
    ] = None,
    file_format: Annotated[
        Format, typer.Option("--format", help="Of the files: three CSV or one feed.xlsx.")
    ] = Format.csv,
    token: Annotated[
        str | None, typer.Option(help="Bearer token to ask for; AGENCY_TOKEN if that is set.")
    ] = None,
) -> None:
    """Serve or write a synthetic agency feed; nobody in it is real."""
    try:
        feed = Feed(as_of.date() if as_of else local_today(), rows, seed)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    try:
        if write is None:
            asyncio.run(_serve(feed, port, token))
        else:
            _write(feed, write, file_format)
    except OSError as error:
        typer.echo(
            f"The feed could not be {'served' if write is None else 'written'}: {error}", err=True
        )
        raise typer.Exit(1) from None


async def _serve(feed: Feed, port: int, token: str | None) -> None:
    """Until Ctrl-C or SIGTERM, which are a clean end."""
    from bot.fakes.agency import serving
    from bot.settings import settings

    stopped = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stopped.set)
    async with serving(feed, port, token or settings().agency_token) as address:
        typer.echo(address)
        _tell(feed, "Ctrl-C ends it.")
        await stopped.wait()


def _write(feed: Feed, folder: Path, file_format: Format) -> None:
    """Raises typer.Exit: 2 for more rows than a sheet holds, 3 for a folder of other files."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.fakes import agency_files

    largest = max(dataset.total for dataset in feed.datasets.values())
    if file_format is Format.xlsx and largest > agency_files.MOST_SHEET_ROWS:
        raise typer.BadParameter(
            f"{largest} rows are more than the {agency_files.MOST_SHEET_ROWS} of a sheet: write csv"
        )
    try:
        agency_files.claim_folder(feed, folder)
    except agency_files.FolderRefusedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(3) from None
    write = agency_files.write_csv if file_format is Format.csv else agency_files.write_xlsx
    with Progress(console=Console(stderr=True)) as progress:

        def watch(name: str, dataset: Dataset) -> Iterable[Row]:
            return progress.track(dataset.rows(), dataset.total, description=name)

        write(feed, folder, watch)
    _tell(feed, f"Written to {folder}.")


def _tell(feed: Feed, ending: str) -> None:
    totals = ", ".join(f"{name} {each.total:,}" for name, each in feed.datasets.items())
    people = f"{feed.size:,} synthetic people, seed {feed.seed}, as of {feed.as_of}"
    typer.echo(f"{people} (rows: {totals}). {ending}", err=True)
