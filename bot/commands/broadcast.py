"""`broadcast`: notices to many, from the draft to the report."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.commands import notice_desk
from bot.commands.failing import Misused, Refused
from bot.commands.notice_desk import act, check_template, notice, officer, put
from bot.commands.notice_report import report
from storage.audit import OPERATOR

if TYPE_CHECKING:
    from handlers.broadcasting import NoticeDesk
    from handlers.notice_plan import Plan
    from storage.broadcasts import Broadcast
    from storage.officers import Officer

app = typer.Typer(no_args_is_help=True, help="Notices to many people, each once.")
app.command()(report)
_MOMENTS = ["%Y-%m-%d %H:%M", *(f"%Y-%m-%dT%H:%M{rest}" for rest in ("", "%z", ":%S", ":%S%z"))]
Number = Annotated[int, typer.Argument(metavar="ID", help="Of the notice.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Now = Annotated[bool, typer.Option("--now", help="Also in the quiet hours; with --by.")]
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

    contents = Contents(title, text, template)

    def draft(desk: "NoticeDesk") -> "tuple[Broadcast, Plan]":
        moment = at.replace(tzinfo=at.tzinfo or desk.now.tzinfo).timestamp() if at else None
        made, plan = broadcasting.create(
            desk, None, contents, purpose=purpose, conditions=where or (), start_at=moment
        )
        notice_desk.warn(desk, contents)
        if broadcasting.is_for_everybody(desk, plan):
            typer.echo(f"This notice is for everybody: {plan.people} people.", err=True)
        return made, plan

    made, plan = act(draft)
    if as_json:
        put(
            {
                "id": made.id,
                "recipients": plan.recipients,
                "unreachable": plan.unreachable,
                "channels": plan.channels,
                "needs_approval": made.state == "waiting_approval",
                "state": made.state,
                "code": made.code,
                "plan": notice_desk.as_json(plan),
            }
        )
    else:
        typer.echo(f"Notice {made.id} ({made.state}).\n{notice_desk.in_words(plan)}")


@app.command()
def preview(number: Number, as_json: AsJson = False) -> None:
    """Three real recipients' messages as they would see them, and how long it takes."""
    from handlers import broadcasting

    def look(desk: "NoticeDesk") -> "tuple[list[str], Plan]":
        known = notice(desk, number)
        notice_desk.warn(desk, known.contents)
        desk.store.audit.record(OPERATOR, "notice.preview", notice=number)
        return broadcasting.examples(desk, known)

    shown, plan = act(look)
    if as_json:
        put({"id": number, "examples": shown, "plan": notice_desk.as_json(plan)})
        return
    for text in shown:
        typer.echo("\n".join(f"  {line}".rstrip() for line in text.splitlines()))
        typer.echo("  ---")
    typer.echo(notice_desk.in_words(plan))


@app.command()
def test(number: Number, to: Annotated[str, typer.Option(help="A joined officer's name.")]) -> None:
    """Send one real recipient's message, marked as a test, to an officer's chat only."""
    from handlers import broadcasting

    chat = act(lambda desk: broadcasting.send_test(desk, notice(desk, number), officer(desk, to)))
    typer.echo(f"One example of notice {number} goes to {to} on {chat.channel}.", err=True)


@app.command()
def approve(number: Number, by: Annotated[str, typer.Option(help="An approver's name.")]) -> None:
    """Freeze recipients and text; by an approver who did not write it."""
    from handlers import broadcasting

    def decide(desk: "NoticeDesk") -> "tuple[Broadcast, Plan]":
        return broadcasting.approve(desk, notice(desk, number), officer(desk, by))

    made, plan = act(decide)
    goes = "at its time" if made.start_at else f"after `sapa broadcast start {number}`"
    typer.echo(
        f"Notice {number} is approved: {plan.recipients} recipients, {goes}.",
        err=True,
    )


@app.command()
def start(number: Number, now: Now = False, by: By = None) -> None:
    """Let it run, in the service that delivers; returns at once."""
    from handlers import broadcasting

    check_template(number)

    def begin(desk: "NoticeDesk") -> "Broadcast":
        over = _over(desk, now, by)
        who = officer(desk, by) if by else None
        return broadcasting.start(desk, notice(desk, number), who, over_quiet_hours=over)

    made = act(begin)
    typer.echo(f"Notice {number} is {made.state}.", err=True)


@app.command()
def pause(number: Number) -> None:
    """Stop it; what has left arrives, the rest waits for `resume`."""
    from handlers import broadcasting

    act(lambda desk: broadcasting.pause(desk, notice(desk, number), None))
    typer.echo(f"Notice {number} is paused.", err=True)


@app.command()
def resume(
    number: Number,
    only: Annotated[
        Literal["pending", "failed", "all"], typer.Option(help="Which recipients go on.")
    ] = "pending",
    now: Now = False,
    by: By = None,
) -> None:
    """Go on where it stopped; nobody who has it gets it again."""
    from handlers import broadcasting

    def go_on(desk: "NoticeDesk") -> "Broadcast":
        over = _over(desk, now, by)
        who = officer(desk, by) if by else None
        return broadcasting.resume(desk, notice(desk, number), who, only, over_quiet_hours=over)

    made = act(go_on)
    typer.echo(f"Notice {number} is {made.state}.", err=True)


@app.command()
def cancel(number: Number) -> None:
    """End it; who has it has it."""
    from handlers import broadcasting

    act(lambda desk: broadcasting.cancel(desk, notice(desk, number), None))
    typer.echo(f"Notice {number} is cancelled.", err=True)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """All notices, newest first."""
    known = act(lambda desk: desk.store.broadcasts.all(), looks=True)
    if as_json:
        put({"notices": [{"id": n.id, "title": n.contents.title, "state": n.state} for n in known]})
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
        return act(lambda desk: status_of(desk, notice(desk, number)), looks=True)

    if follow:
        follow_it(look)
    found = look()
    if as_json:
        put(found)
    else:
        typer.echo("\n".join(f"{name}: {value}" for name, value in found.items()))


def _over(desk: "NoticeDesk", now: bool, by: str | None) -> "Officer | None":
    """Who overrides the quiet hours."""
    if not now:
        return None
    if by is None:
        raise Refused("--now overrides the quiet hours: say with --by which approver does.")
    return officer(desk, by)
