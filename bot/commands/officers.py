"""`officers`: who of regency and villages works with the bot; `claims`: what they follow."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from bot.commands.failing import Failed
from bot.settings import settings
from storage.audit import OPERATOR

if TYPE_CHECKING:
    from handlers.answers.families import OnTheWay
    from handlers.programme import Programme
    from storage.officers import Officer
    from storage.store import Store

app = typer.Typer(no_args_is_help=True, help="Officers: added here, they join with a code by chat.")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on one line.")]


class RoleName(StrEnum):
    """What `--role` takes."""

    officer = "officer"
    approver = "approver"
    admin = "admin"


@app.command()
def add(
    name: Annotated[str, typer.Option(help="As colleagues know them.")],
    role: Annotated[RoleName, typer.Option(help="`approver` and `admin` may approve notices.")],
    village: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Only this village; again for each. None: all of them."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Register an officer; prints the code that they send to the bot, once, within a day."""
    if not name.strip():
        raise typer.BadParameter("is empty", param_hint="--name")
    with _opened() as (store, programme, _now):
        villages = tuple(dict.fromkeys(_village(programme, each) for each in village or ()))
        try:
            officer, code = store.officers.add(" ".join(name.split()), role.value, villages)
        except ValueError:
            raise Failed(
                "An officer of that name is registered: remove that one first, or add another name."
            ) from None
        store.audit.record(OPERATOR, "officer.added", officer=officer.id, role=officer.role)
        until = datetime.fromtimestamp(officer.code_until or 0, programme.timezone)
    if as_json:
        typer.echo(msgspec.json.encode(_as_json(officer) | {"code": code, "code_until": until}))
        return
    typer.echo(f"Code: {code}")
    typer.echo(
        f"To be sent to the bot, once, until {until:%Y-%m-%d %H:%M}. Show it to nobody else."
    )


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """Those who are registered, and whether they have joined."""
    with _opened() as (store, _programme, _now):
        known = store.officers.all()
    if as_json:
        rows = [_as_json(each) | {"joined": each.contact_id is not None} for each in known]
        typer.echo(msgspec.json.encode({"officers": rows}))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "name", "role", "villages", "joined")
    for each in known:
        villages = ", ".join(each.villages) or "all"
        joined = "no" if each.contact_id is None else "yes"
        table.add_row(str(each.id), each.name, each.role, villages, joined)
    Console().print(table)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="As `officers list` shows it.")]) -> None:
    """Take an officer's powers away, at once."""
    with _opened() as (store, _programme, _now):
        officer = store.officers.named(name)
        if officer is None:
            raise Failed("No officer of that name is registered: see `sapa officers list`.")
        store.officers.remove(officer)
        store.audit.record(OPERATOR, "officer.removed", officer=officer.id)
    typer.echo("Removed.")


def claims(
    village: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only the families of this village.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Families on the way to a claim: since when, the agency's word, missing papers."""
    from handlers.answers.families import on_the_way

    with _opened() as (store, programme, now):
        only = _village(programme, village) if village else None
        known = [
            each for each in on_the_way(store, programme, now) if only in (None, each.village_code)
        ]
        store.audit.record(OPERATOR, "claims.listed", cases=[each.case.id for each in known])
    if as_json:
        typer.echo(msgspec.json.encode({"families": [_family_as_json(each) for each in known]}))
    else:
        _show(known, programme)


def _show(known: "list[OnTheWay]", programme: "Programme") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("case", "village", "who", "kind", "since", "state", "missing", "")
    for each in known:
        village = programme.village(each.village_code or "")
        table.add_row(
            str(each.case.id),
            village.name if village else "",
            each.who or "",
            each.case.kind,
            str(each.since),
            each.state or "",
            ", ".join(paper.code for paper in each.missing),
            "stuck" if each.stuck else "" if each.confirmed else "not confirmed",
        )
    Console().print(table)


@contextmanager
def _opened() -> "Iterator[tuple[Store, Programme, datetime]]":
    """One transaction; what is shown of people is recorded in it."""
    from bot.opening import open_database
    from handlers.programme import load
    from storage.store import Store

    chosen = settings()
    programme = load(chosen.programme)
    with closing(open_database(chosen)) as database, database.write() as connection:
        now = datetime.now(programme.timezone)
        at = now.timestamp()
        yield Store(connection, database.sealer, now=at, real_now=at), programme, now


def _village(programme: "Programme", said: str) -> str:
    """The dotted code. BadParameter: no village of the programme."""
    figures = said.replace(".", "").strip()
    dotted = ".".join((figures[:2], figures[2:4], figures[4:6], figures[6:]))
    if programme.village(dotted) is None:
        raise typer.BadParameter(
            f"{said} is no village of {programme.name}; its code has ten digits, as 74.07.01.1002",
            param_hint="--village",
        )
    return dotted


def _as_json(officer: "Officer") -> dict[str, object]:
    return {
        "id": officer.id,
        "name": officer.name,
        "role": officer.role,
        "villages": officer.villages,
    }


def _family_as_json(each: "OnTheWay") -> dict[str, object]:
    return {
        "case": each.case.id,
        "village_code": each.village_code,
        "who": each.who,
        "kind": each.case.kind,
        "since": each.since,
        "state": each.state,
        "missing": [paper.code for paper in each.missing],
        "stuck": each.stuck,
        "confirmed": each.confirmed,
    }
