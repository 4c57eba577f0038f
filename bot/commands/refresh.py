"""`refresh`: bring the agency's data up to date, go back a generation, or list the runs."""

from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from bot.commands.failing import Failed, Refused
from bot.settings import Settings, settings

if TYPE_CHECKING:
    from rich.progress import TaskID

    from storage.database import Database
    from storage.refresh import Outcome, Run


class DatasetName(StrEnum):
    """What `--only` takes."""

    participants = "participants"
    claims = "claims"
    agreements = "agreements"


def refresh(
    source: Annotated[
        str | None,
        typer.Argument(
            help="A folder, a CSV or XLSX file, or http(s)://…; AGENCY_URL if not given."
        ),
    ] = None,
    only: Annotated[
        DatasetName | None, typer.Option(help="Read one data set, leave the others as they are.")
    ] = None,
    allow_drop: Annotated[
        float | None,
        typer.Option(
            metavar="PERCENT",
            min=0,
            max=100,
            help="Share of people that may be dropped or end, and of bad rows; usually 5.",
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Date of the data; also lets an older feed in."),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, help="Write the rejected rows here, as CSV; no personal data."
        ),
    ] = None,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to before the last change.")
    ] = False,
    history: Annotated[
        bool, typer.Option("--history", help="List the runs, newest first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Read the agency's feed and apply it whole, or leave everything as it was."""
    from bot.opening import open_database

    if sum((bool(source), rollback, history)) > 1:
        raise typer.BadParameter("a SOURCE, --rollback and --history do not go together")
    chosen = settings()
    source = source or chosen.agency_url
    if not (source or rollback or history):
        raise typer.BadParameter("name a SOURCE, or set AGENCY_URL")
    with closing(open_database(chosen)) as database:
        if history:
            _show_history(database, as_json=as_json)
        elif rollback or not source:
            from storage.refresh import rollback as go_back

            _show(go_back(database), as_json=as_json)
        else:
            wanted = _Wanted(only, allow_drop, as_of.date() if as_of else None, report)
            _show(_refreshed(database, chosen, source, wanted), as_json=as_json)


@dataclass(frozen=True)
class _Wanted:
    """The options of a refresh."""

    only: str | None
    allow_drop_percent: float | None
    as_of: date | None
    report: Path | None


def _refreshed(database: "Database", chosen: Settings, source: str, wanted: _Wanted) -> "Outcome":
    from rich.console import Console
    from rich.progress import Progress

    from bot.feed_rules import rules_of
    from handlers.programme import load
    from storage.refresh import refresh as bring_up_to_date

    with Progress(console=Console(stderr=True), transient=True) as bars:
        bar_of: dict[str, TaskID] = {}

        def show(dataset: str, done: int, total: int | None) -> None:
            if dataset not in bar_of:
                bar_of[dataset] = bars.add_task(dataset, total=total)
            bars.update(bar_of[dataset], completed=done)

        try:
            return bring_up_to_date(
                database,
                source,
                rules=rules_of(load(chosen.programme)),
                token=chosen.agency_token,
                progress=show,
                **asdict(wanted),
            )
        except OSError as error:
            raise Failed(f"{error.filename} cannot be written: {error.strerror}.") from None


def _show(outcome: "Outcome", *, as_json: bool) -> None:
    """Raises Failed or Refused after the outcome is printed."""
    for notice in outcome.notices:
        typer.echo(notice, err=True)
    if as_json:
        typer.echo(msgspec.json.encode(_as_json(outcome)))
    elif outcome.reason is None:
        typer.echo(_in_words(outcome))
    if outcome.status == "refused":
        raise Refused(outcome.reason or "")
    if outcome.status == "failed":
        raise Failed(outcome.reason or "")


def _as_json(outcome: "Outcome") -> dict[str, object]:
    return {
        "run": outcome.run,
        "status": outcome.status,
        "as_of": outcome.as_of,
        **outcome.counts,
        "seconds": round(outcome.seconds, 3),
        "reason": outcome.reason,
        "notices": outcome.notices,
    }


def _in_words(outcome: "Outcome") -> str:
    lines = [f"Run {outcome.run}: {outcome.status}, data of {outcome.as_of}."]
    for name, counts in outcome.counts.items():
        if counts.read or counts.unchanged:
            said = ", ".join(
                f"{count:,} {what}" for what, count in msgspec.structs.asdict(counts).items()
            )
            lines.append(f"{name}: {said}")
    return "\n".join(lines)


def _show_history(database: "Database", *, as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from storage.refresh import history

    runs = history(database)
    if as_json:
        typer.echo(msgspec.json.encode({"runs": [_run_as_json(run) for run in runs]}))
        return
    table = Table("run", "", "status", "data of", "started", "source", "reason")
    for run in runs:
        started = datetime.fromtimestamp(run.started_at).astimezone()
        table.add_row(
            str(run.id),
            "current" if run.is_current else "",
            run.status,
            str(run.as_of or ""),
            f"{started:%Y-%m-%d %H:%M}",
            run.source,
            run.reason or "",
        )
    Console().print(table)


def _run_as_json(run: "Run") -> dict[str, object]:
    return {
        "run": run.id,
        "status": run.status,
        "is_current": run.is_current,
        "as_of": run.as_of,
        "started_at": _moment(run.started_at),
        "finished_at": _moment(run.finished_at),
        "source": run.source,
        "synthetic": run.synthetic,
        "reason": run.reason,
        **run.counts,
    }


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
