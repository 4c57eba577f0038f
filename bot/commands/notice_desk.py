"""What every `broadcast` command does: one transaction, and refusals as sentences."""

import asyncio
import json
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

import typer

from bot.commands.failing import Failed, Misused, Refused
from bot.settings import settings

if TYPE_CHECKING:
    from handlers.broadcasting import NoticeDesk, NoticeError
    from handlers.notice_plan import Plan
    from storage.broadcasts import Broadcast, Contents
    from storage.officers import Officer

_Result = TypeVar("_Result")
_KINDS = {"usage": Misused, "state": Failed, "safety": Refused}


def act(work: "Callable[[NoticeDesk], _Result]", *, looks: bool = False) -> _Result:
    """What the rules refuse is a sentence and an exit code; who only `looks` locks nothing."""
    from bot.broadcasting import desk
    from bot.opening import open_database
    from handlers.broadcasting import NoticeError
    from handlers.programme import load

    chosen = settings()
    tier = chosen.whatsapp_tier if chosen.whatsapp_token else 0
    with closing(open_database(chosen)) as database:
        within = database.read if looks else database.write
        try:
            with within() as connection:
                return work(desk(connection, database, load(chosen.programme), whatsapp_tier=tier))
        except NoticeError as error:
            raise _KINDS[error.kind](_sentence(error)) from None


def notice(desk: "NoticeDesk", number: int) -> "Broadcast":
    known = desk.store.broadcasts.get(number)
    if known is None:
        raise Failed(f"There is no notice {number}: see `sapa broadcast list`.")
    return known


def officer(desk: "NoticeDesk", name: str) -> "Officer":
    known = desk.store.officers.named(name)
    if known is None:
        raise Refused(f"No officer is called {name!r}: see `sapa officers list`.")
    return known


def check_template(number: int) -> None:
    """Refused where Meta has not approved what people outside their window would get.

    Where Meta does not say the notice may start: an unapproved template pauses it at once.
    """
    chosen = settings()
    name = act(lambda desk: _paid_template(desk, number), looks=True)
    if name is None or not chosen.whatsapp_token or not chosen.whatsapp_business_account_id:
        return
    try:
        states = asyncio.run(_states(name))
    except Failed as error:
        typer.echo(f"{error} Whether {name} is approved is not known.", err=True)
        return
    bad = [f"{language}: {state}" for language, state in states.items() if state != "approved"]
    if bad:
        raise Refused(
            f"The template {name} is not approved at Meta ({', '.join(bad)}), and notice "
            f"{number} needs it on WhatsApp: see `sapa templates status`. No option overrides this."
        )


def warn(desk: "NoticeDesk", contents: "Contents") -> None:
    """Links that make a genuine notice look like a fraud."""
    from handlers.notice_text import strange_links

    links = strange_links(contents, desk.programme)
    if links:
        typer.echo(
            f"Not the agency's links: {', '.join(links)}. People are told to trust none of them: "
            "leave them out if you can.",
            err=True,
        )


def in_words(plan: "Plan") -> str:
    from handlers.catalog import catalog
    from handlers.notice_plan import in_words as said

    return said(plan, catalog("en"))


def as_json(plan: "Plan") -> dict[str, object]:
    return {
        "people": plan.people,
        "direct": plan.by_other_ways,
        "open_window": plan.free,
        "paid_templates": plan.paid,
        "days": plan.days,
        "seconds": round(plan.seconds),
        "unreachable": plan.unreached,
    }


def put(found: dict[str, object]) -> None:
    """One object on one line of stdout."""
    typer.echo(json.dumps(found, ensure_ascii=False))


def _sentence(error: "NoticeError") -> str:
    from handlers.catalog import catalog

    return catalog("en").text(error.key, **error.values)


def _paid_template(desk: "NoticeDesk", number: int) -> str | None:
    """The name of the template that somebody will get who is outside the window."""
    from handlers.notice_people import WHATSAPP, window_since

    known = notice(desk, number)
    waiting = desk.store.delivery(known).pending_outside(WHATSAPP, window_since(desk.now))
    return known.contents.template if waiting else None


async def _states(name: str) -> dict[str, str]:
    """By language, what Meta says of the files that we have. Raises Failed."""
    from bot.commands.templates import graph, known
    from handlers.notice_templates import templates

    async with graph() as meta:
        listed = await known(meta)
    return {
        each.language: str(listed.get((name, each.language), {}).get("status", "not there")).lower()
        for each in templates()
        if each.name == name
    }
