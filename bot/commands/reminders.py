"""`broadcast reminders`: what is going to be said of the end of covers, and stopping it."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.broadcast import AsJson, By
from bot.commands.failing import Misused
from bot.commands.notice_desk import act, officer

if TYPE_CHECKING:
    from handlers.broadcasting import NoticeDesk
    from handlers.reminder_rounds import Planned

_KEY = typer.Option(metavar="KEY", help="A reminder of the plan, as 30:2026-12-31; with --by.")


def reminders(
    days: Annotated[int, typer.Option(min=0, max=366, help="How far ahead to look.")] = 40,
    stop: Annotated[str | None, _KEY] = None,
    resume: Annotated[str | None, _KEY] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """The plan of automatic reminders, by what is known today; stop one, or let it go on."""
    from handlers import reminder_rounds

    if stop is not None and resume is not None:
        raise Misused("Give either --stop or --resume.")
    key = stop if stop is not None else resume
    if key is not None:
        if by is None:
            raise Misused("Say with --by which officer decides.")
        change = reminder_rounds.stop if stop is not None else reminder_rounds.resume
        act(lambda desk: change(desk, key, officer(desk, by)))
        typer.echo(f"Reminder {key} {'is stopped' if stop is not None else 'goes on'}.", err=True)

    def look(desk: "NoticeDesk") -> "list[tuple[Planned, str | None]]":
        return [(each, _stopped_by(desk, each)) for each in reminder_rounds.plan(desk, days)]

    planned = act(look)
    if as_json:
        found = [_shape(each, stopped_by) for each, stopped_by in planned]
        typer.echo(json.dumps({"days": days, "reminders": found}, ensure_ascii=False))
        return
    for each, stopped_by in planned:
        stopped = f"\tstopped by {stopped_by}" if stopped_by else ""
        reached = f"{each.people} people, {each.recipients} chats, {each.unreachable} unreachable"
        typer.echo(f"{each.day}\t{each.message.key}\t{each.message.template}\t{reached}{stopped}")


def _stopped_by(desk: "NoticeDesk", planned: "Planned") -> str | None:
    """The officer's name, also of one who was removed since."""
    if planned.stopped_by is None:
        return None
    number = planned.stopped_by.removeprefix("officer:")
    found = desk.store.officers.known(int(number)) if number.isdigit() else None
    return found.name if found else planned.stopped_by


def _shape(each: "Planned", stopped_by: str | None) -> dict[str, object]:
    return {
        "key": each.message.key,
        "date": each.day.isoformat(),
        "stage": each.message.stage,
        "coverage_end": each.message.end.isoformat(),
        "template": each.message.template,
        "people": each.people,
        "recipients": each.recipients,
        "unreachable": each.unreachable,
        "stopped": stopped_by is not None,
        "stopped_by": stopped_by,
    }
