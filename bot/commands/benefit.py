"""`benefit`: what is due after a death or an accident; asks the programme file, changes nothing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, get_args

import msgspec
import typer

from bot.commands.failing import Failed
from bot.settings import settings
from handlers.due import Due, Item, NotDueError
from handlers.programme_money import LevelCode

if TYPE_CHECKING:
    from handlers.scholarships import Child

app = typer.Typer(no_args_is_help=True, help="What is due after a death or an accident.")

Day = Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="The day it happened.")]
Wage = Annotated[
    int | None,
    typer.Option(min=1, help="Wage base in rupiah a month; the lowest one if not given."),
]
Registered = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="First day of membership; else it counts as long."),
]
Children = Annotated[
    list[str] | None,
    typer.Option(
        "--child",
        metavar="LEVEL",
        help="tk, sd, smp, sma or kuliah; sd:4 = four years left there. Again for each child.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on one line.")]


@app.command()
def death(
    day: Day,
    *,
    work_accident: Annotated[
        bool, typer.Option("--work-accident", help="It was found to be a work accident (JKK).")
    ] = False,
    wage: Wage = None,
    registered_on: Registered = None,
    child: Children = None,
    as_json: AsJson = False,
) -> None:
    """What the heirs are due."""
    from handlers import benefits
    from handlers.programme import load

    with _in_one_sentence():
        due = benefits.death(
            load(settings().programme),
            day.date(),
            work_accident=work_accident,
            wage=wage,
            registered_on=_date(registered_on),
            children=_children(child),
        )
    _show(due, as_json=as_json)


@app.command()
def accident(
    day: Day,
    *,
    wage: Wage = None,
    registered_on: Registered = None,
    child: Children = None,
    months_off: Annotated[int, typer.Option(min=0, help="Months unfit for work so far.")] = 0,
    total_disability: Annotated[
        bool, typer.Option("--total-disability", help="Found to be disabled for good, wholly.")
    ] = False,
    disability_percent: Annotated[
        float, typer.Option(min=0, max=100, help="Percent of the annexed table.")
    ] = 0,
    function_lost: Annotated[
        float, typer.Option(min=0, max=100, help="Percent of the function that is lost.")
    ] = 100,
    as_json: AsJson = False,
) -> None:
    """What a member hurt at work is due; what nobody has found yet is conditional."""
    from handlers import benefits
    from handlers.programme import load

    injury = benefits.Injury(months_off, total_disability, disability_percent, function_lost)
    with _in_one_sentence():
        due = benefits.accident(
            load(settings().programme),
            day.date(),
            wage=wage,
            registered_on=_date(registered_on),
            children=_children(child),
            injury=injury,
        )
    _show(due, as_json=as_json)


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    try:
        yield
    except NotDueError as reason:
        raise Failed(str(reason)) from None


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _children(said: list[str] | None) -> "tuple[Child, ...]":
    return tuple(_child(each) for each in said or ())


def _child(said: str) -> "Child":
    from handlers.scholarships import Child

    level, _, years = said.lower().partition(":")
    if level not in get_args(LevelCode) or (years and not years.isdecimal()):
        levels = ", ".join(get_args(LevelCode))
        raise typer.BadParameter(f"{said!r}: one of {levels}, or one with the years left, as sd:4")
    return Child(level, int(years) if years else None)  # type: ignore[arg-type]


def _show(due: Due, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(_as_object(due)) + b"\n")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{due.program}, {due.date}: {due.rule_in_force}", show_footer=True)
    table.add_column("", footer="total")
    table.add_column("Rp", footer=_rupiah(due.total), justify="right")
    table.add_column("condition")
    table.add_column("source")
    for each in (*due.items, *due.conditional):
        amount = "as needed" if each.amount is None else _rupiah(each.amount)
        table.add_row(each.label, amount, each.condition or "", f"{each.source} ({each.sure})")
    Console().print(table)


def _as_object(due: Due) -> dict[str, Any]:
    return {
        "date": due.date,
        "program": due.program,
        "rule_in_force": due.rule_in_force,
        "wage": due.wage,
        "items": [_item(each) for each in due.items],
        "conditional": [{**_item(each), "condition": each.condition} for each in due.conditional],
        "total": due.total,
    }


def _item(each: Item) -> dict[str, Any]:
    return {
        "code": each.code,
        "label": each.label,
        "amount": each.amount,
        "source": each.source,
        "as_of": each.as_of,
        "sure": each.sure,
    }


def _rupiah(amount: int) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(amount, locale="id"))
