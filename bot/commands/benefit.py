"""`benefit`: what is due after a death or an accident; asks the programme file, changes nothing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, get_args

import msgspec
import typer

from bot.commands.failing import Failed
from bot.settings import settings
from handlers.due import Due, Item, NotDueError
from handlers.problems import Problem
from handlers.programme_money import LevelCode

if TYPE_CHECKING:
    from handlers.programme import Programme
    from handlers.scholarships import Child

app = typer.Typer(no_args_is_help=True, help="What is due after a death or an accident.")

Day = Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="The day it happened.")]
Wage = Annotated[
    int | None,
    typer.Option(help="Wage base in rupiah a month; the lowest one if not given."),
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

# What the chat refuses too, as one sentence: its Problem's key and values.
_REFUSED = {
    "in_the_future": "{day} has not come yet",
    "too_old": "{day} is too long ago",
    "before_rules": "no rule is held for {day}; the first one holds from {first}",
    "after_death": "{day} is after the day it happened, {died_on}",
    "too_low": "no wage below {least} rupiah a month is counted",
    "too_high": "no wage above {most} rupiah a month is counted",
}


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

    told = _told(day, wage, registered_on)
    with _in_one_sentence():
        due = benefits.death(
            told.programme,
            told.on,
            work_accident=work_accident,
            wage=wage,
            registered_on=told.registered_on,
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

    told = _told(day, wage, registered_on)
    injury = benefits.Injury(months_off, total_disability, disability_percent, function_lost)
    with _in_one_sentence():
        due = benefits.accident(
            told.programme,
            told.on,
            wage=wage,
            registered_on=told.registered_on,
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


@dataclass(frozen=True)
class _Told:
    """What both commands are told, after the checks that the chat makes."""

    programme: "Programme"
    on: date
    registered_on: date | None


def _told(day: datetime, wage: int | None, registered_on: datetime | None) -> _Told:
    """Raises typer.BadParameter (exit code 2) for what the chat refuses."""
    from handlers import benefit_facts, wages
    from handlers.programme import in_force, load

    programme = load(settings().programme)
    today = datetime.now(UTC).astimezone(programme.timezone).date()
    since = registered_on.date() if registered_on else None
    with _refused("--date"):
        on = benefit_facts.countable(day.date(), today, programme)
    with _refused("--registered-on"):
        since = since and benefit_facts.joined(since, today, on)
    with _refused("--wage"):
        if wage is not None:
            wages.countable(wage, in_force(programme.wage_bases, on)[0].amount)
    return _Told(programme, on, since)


@contextmanager
def _refused(option: str) -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        from handlers.catalog import Rupiah

        values = {
            name: f"{value.amount:,}" if isinstance(value, Rupiah) else value
            for name, value in problem.values.items()
        }
        said = _REFUSED[problem.key].format(**values)
        raise typer.BadParameter(f"{said}.", param_hint=option) from None


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
