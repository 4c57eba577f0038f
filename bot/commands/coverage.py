"""`coverage`: was somebody covered on a day, and what did each refresh know of it."""

import sys
import time
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from bot.settings import settings

if TYPE_CHECKING:
    from handlers.coverage_known import DayKnown, Known

_LAST_SHOWN = 4  # figures of the NIK


def coverage(
    context: typer.Context,
    day: Annotated[
        datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day that is asked about.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Was somebody covered on a day, by today's data and by that of each refresh.

    The NIK is read from standard input or asked for; as an argument other users would see it.
    """
    from bot.opening import open_database
    from handlers.catalog import catalog
    from handlers.coverage_known import in_words, known_about
    from handlers.programme import load
    from storage.store import Store

    if context.args:  # click's own refusal would quote them
        raise typer.BadParameter("the NIK is read from standard input.", param_hint="NIK")
    nik = _nik()
    chosen = settings()
    programme = load(chosen.programme)
    with closing(open_database(chosen)) as database, database.read() as connection:
        now = time.time()
        store = Store(connection, database.sealer, now=now, real_now=now)
        known = known_about(store, nik, day.date())
    if as_json:
        typer.echo(msgspec.json.encode(_as_object(nik, known)))
        return
    for line in in_words(catalog(programme.default_language), programme, known):
        typer.echo(line)


def _nik() -> str:
    """Raises typer.BadParameter, which never quotes what was given."""
    from handlers import parsing
    from handlers.problems import Problem

    if sys.stdin.isatty():
        said = typer.prompt("NIK", hide_input=True, err=True)
    else:
        said = sys.stdin.readline()
    try:
        return parsing.nik(said)
    except Problem:
        wanted = "give one NIK, 16 digits, on standard input."
        raise typer.BadParameter(wanted, param_hint="NIK") from None


def _as_object(nik: str, known: "DayKnown") -> dict[str, object]:
    """`covered` and `status` are today's; null before the first refresh."""
    now = known.now
    return {
        "nik": "*" * (len(nik) - _LAST_SHOWN) + nik[-_LAST_SHOWN:],
        "on": known.day,
        "covered": now.said.covered if now else None,
        "status": now.said.status if now else None,
        "as_of": now.last_as_of if now else None,
        "run": now.last_run if now else None,
        "then": _known(known.then) if known.then else None,
        "known": [_known(each) for each in known.history],
    }


def _known(each: "Known") -> dict[str, int | str | bool | date | None]:
    return {
        "first_run": each.first_run,
        "last_run": each.last_run,
        "first_as_of": each.first_as_of,
        "last_as_of": each.last_as_of,
        "covered": each.said.covered,
        "status": each.said.status,
        "start": each.said.start,
        "until": each.said.until,
        "since": each.said.since,
        "reason": each.said.reason,
    }
