"""`broadcast`: notices to many, from the draft to the report."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from bot.commands.failing import Failed, Misused, Refused
from bot.commands.notice_report import report
from bot.settings import settings

if TYPE_CHECKING:
    from handlers.broadcasting import Desk, NoticeError
    from handlers.notice_plan import Plan
    from storage.broadcasts import Broadcast
    from storage.officers import Officer

app = typer.Typer(no_args_is_help=True, help="Notices to many people, each once.")
app.command()(report)
_Result = TypeVar("_Result")
_KINDS = {"usage": Misused, "state": Failed, "safety": Refused}
_MOMENTS = ["%Y-%m-%d %H:%M", *(f"%Y-%m-%dT%H:%M{rest}" for rest in ("", "%z", ":%S", ":%S%z"))]
Number = Annotated[int, typer.Argument(metavar="ID", help="Of the notice.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
By = Annotated[str | None, typer.Option("--by", help="An officer's name.")]


@app.command()
def create(
    title: Annotated[str, typer.Option(help="For officers; the people do not read it.")],
    purpose: Annotated[
        Literal["own_coverage", "news"], typer.Option(help="What it is about: who stopped that?")
    ] = "own_coverage",
    text: Annotated[
        str | None, typer.Option(help="Words with {name} {village} {coverage_end} {office}.")
    ] = None,
    template: Annotated[
        str | None, typer.Option(help="A file of locales/*/templates, needed on WhatsApp.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            help="village=… district=… category=… coverage_end<=… status=… …; repeatable."
        ),
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(formats=_MOMENTS, help="Not before this moment of the regency's clock."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a draft: nothing is sent. Without --where it is for everybody."""
    from handlers import broadcasting
    from storage.broadcasts import Contents

    if (text is None) == (template is None):
        raise Misused("Give either --text or --template.")

    def act(desk: "Desk") -> "tuple[Broadcast, Plan]":
        moment = at.replace(tzinfo=at.tzinfo or desk.now.tzinfo).timestamp() if at else None
        contents = Contents(title, text, template)
        return broadcasting.create(
            desk, None, contents, purpose=purpose, conditions=where or (), start_at=moment
        )

    made, plan = _act(act)
    if not where:
        typer.echo("No --where: this notice is for everybody.", err=True)
    if as_json:
        _print(
            {
                "id": made.id,
                "recipients": plan.recipients,
                "unreachable": plan.unreachable,
                "channels": plan.channels,
                "needs_approval": made.state == "waiting_approval",
                "state": made.state,
                "code": made.code,
                "plan": _plan(plan),
            }
        )
    else:
        typer.echo(f"Notice {made.id} ({made.state}).\n{_in_words(plan)}")


@app.command()
def preview(number: Number, as_json: AsJson = False) -> None:
    """Three real recipients' messages as they would see them, and how long it takes."""
    from handlers import broadcasting

    shown, plan = _act(lambda desk: broadcasting.examples(desk, _found(desk, number)))
    if as_json:
        _print({"id": number, "examples": shown, "plan": _plan(plan)})
        return
    for text in shown:
        typer.echo("\n".join(f"  {line}".rstrip() for line in text.splitlines()))
        typer.echo("  ---")
    typer.echo(_in_words(plan))


@app.command()
def approve(number: Number, by: Annotated[str, typer.Option(help="An approver's name.")]) -> None:
    """Freeze recipients and text; by an approver who did not write it."""
    from handlers import broadcasting

    made, plan = _act(
        lambda desk: broadcasting.approve(desk, _found(desk, number), _officer(desk, by))
    )
    typer.echo(f"Notice {made.id} is approved: {plan.recipients} recipients.", err=True)


@app.command()
def start(
    number: Number,
    now: Annotated[bool, typer.Option("--now", help="Also in the quiet hours; with --by.")] = False,
    by: By = None,
) -> None:
    """Let it run, in the service that delivers; returns at once."""
    from handlers import broadcasting

    if now and by is None:
        raise Refused("--now overrides the quiet hours: say with --by which approver does.")

    def act(desk: "Desk") -> "Broadcast":
        officer = _officer(desk, by) if by else None
        over = officer if now else None
        return broadcasting.start(desk, _found(desk, number), officer, over_quiet_hours=over)

    made = _act(act)
    typer.echo(f"Notice {made.id} is {made.state}.", err=True)


@app.command()
def pause(number: Number) -> None:
    """Stop it; what has left arrives, the rest waits for `resume`."""
    from handlers import broadcasting

    _act(lambda desk: broadcasting.pause(desk, _found(desk, number), None))
    typer.echo(f"Notice {number} is paused.", err=True)


@app.command()
def resume(
    number: Number,
    only: Annotated[
        Literal["pending", "failed", "all"], typer.Option(help="Which recipients go on.")
    ] = "pending",
) -> None:
    """Go on where it stopped; nobody who has it gets it again."""
    from handlers import broadcasting

    _act(lambda desk: broadcasting.resume(desk, _found(desk, number), None, only))
    typer.echo(f"Notice {number} goes on.", err=True)


@app.command()
def cancel(number: Number) -> None:
    """End it; who has it has it."""
    from handlers import broadcasting

    _act(lambda desk: broadcasting.cancel(desk, _found(desk, number), None))
    typer.echo(f"Notice {number} is cancelled.", err=True)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """All notices, newest first."""
    known = _act(lambda desk: desk.store.broadcasts.all())
    if as_json:
        _print(
            {"notices": [{"id": n.id, "title": n.contents.title, "state": n.state} for n in known]}
        )
        return
    for each in known:
        typer.echo(f"{each.id}\t{each.state}\t{each.contents.title}")


@app.command()
def status(
    number: Number,
    as_json: AsJson = False,
    follow: Annotated[bool, typer.Option("--follow", help="Show progress until it ends.")] = False,
) -> None:
    """How far it has come."""
    from bot.broadcast_status import follow as follow_it
    from bot.broadcast_status import status_of

    def look() -> dict[str, object]:
        return _act(lambda desk: status_of(desk, _found(desk, number)))

    if follow:
        follow_it(look)
    found = look()
    if as_json:
        _print(found)
    else:
        typer.echo("\n".join(f"{name}: {value}" for name, value in found.items()))


def _act(act: "Callable[[Desk], _Result]") -> _Result:
    """In one transaction; what the rules refuse is a sentence and an exit code."""
    from bot.broadcasting import desk
    from bot.opening import open_database
    from handlers.broadcasting import NoticeError
    from handlers.programme import load

    chosen = settings()
    database = open_database(chosen)
    try:
        with database.write() as connection:
            programme, tier = load(chosen.programme), chosen.whatsapp_tier
            tier = tier if chosen.whatsapp_token else 0
            return act(desk(connection, database, programme, whatsapp_tier=tier))
    except NoticeError as error:
        raise _KINDS[error.kind](_sentence(error)) from None
    finally:
        database.close()


def _sentence(error: "NoticeError") -> str:
    from handlers.catalog import catalog

    return catalog("en").text(error.key, **error.values)


def _found(desk: "Desk", number: int) -> "Broadcast":
    found = desk.store.broadcasts.get(number)
    if found is None:
        raise Failed(f"There is no notice {number}: see `sapa broadcast list`.")
    return found


def _officer(desk: "Desk", name: str) -> "Officer":
    found = desk.store.officers.named(name)
    if found is None:
        raise Refused(f"No officer is called {name!r}: see `sapa officers list`.")
    return found


def _plan(plan: "Plan") -> dict[str, object]:
    return {
        "direct": plan.by_other_ways,
        "open_window": plan.free,
        "paid_templates": plan.paid,
        "days": plan.days,
        "seconds": round(plan.seconds),
        "unreachable": plan.unreached,
    }


def _in_words(plan: "Plan") -> str:
    from handlers.catalog import catalog
    from handlers.notice_plan import in_words

    return in_words(plan, catalog("en"))


def _print(found: dict[str, object]) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False))
