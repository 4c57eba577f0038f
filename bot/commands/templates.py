"""`templates`: the WhatsApp messages that Meta approves beforehand."""

import asyncio
from typing import TYPE_CHECKING, Any

import typer

from bot.commands.failing import Failed
from bot.settings import settings

if TYPE_CHECKING:
    from bot.channels.whatsapp.client import Graph
    from handlers.notice_templates import TemplateFile

app = typer.Typer(
    no_args_is_help=True, help="WhatsApp messages that Meta approves: locales/*/templates/*.toml."
)
Known = dict[tuple[str, str], dict[str, Any]]


@app.command()
def preview() -> None:
    """Show every template as people would read it, with its examples filled in."""
    for each in _files():
        typer.echo(f"{each.name} ({each.language})")
        lines = each.text(each.contents.examples).splitlines()
        typer.echo("\n".join(f"  {line}".rstrip() for line in lines))
        for reply in each.contents.replies:
            typer.echo(f"  [{reply.label}]")
        typer.echo()


@app.command()
def push() -> None:
    """Create at Meta what is not there yet; what is there is left alone."""
    refused = asyncio.run(_push(_files()))
    if refused:
        raise Failed(f"Meta refused: {', '.join(refused)}.")


@app.command()
def status() -> None:
    """What Meta says of each template; exit 1 where one cannot be sent."""
    bad = asyncio.run(_status(_files()))
    if bad:
        raise Failed(f"Cannot be sent: {', '.join(bad)}.")


def _files() -> "tuple[TemplateFile, ...]":
    from handlers.notice_templates import TemplateError, templates

    try:
        return templates()
    except TemplateError as error:
        raise Failed(f"{error}.") from None


def graph() -> "Graph":
    from bot.channels.whatsapp.client import Graph

    chosen = settings()
    token, account = chosen.whatsapp_token, chosen.whatsapp_business_account_id
    if not token or not account:
        raise Failed("WHATSAPP_TOKEN and WHATSAPP_BUSINESS_ACCOUNT_ID are needed.")
    number = chosen.whatsapp_phone_number_id or ""
    return Graph(token, chosen.whatsapp_api_url, number, account)


async def known(meta: "Graph") -> Known:
    """Raises Failed where Meta does not say."""
    import aiohttp

    from bot.channels.whatsapp.errors import GraphError

    try:
        listed = await meta.templates()
    except GraphError as error:
        raise Failed(f"Meta refuses ({error.code}): run `sapa doctor`.") from None
    except aiohttp.ClientError as error:
        raise Failed(f"Meta cannot be reached: {type(error).__name__}.") from None
    return {(each["name"], each["language"]): each for each in listed}


async def _push(files: "tuple[TemplateFile, ...]") -> list[str]:
    """The names that were refused."""
    from bot.channels.whatsapp.errors import GraphError

    refused = []
    async with graph() as meta:
        listed = await known(meta)
        for each in files:
            if (each.name, each.language) in listed:
                typer.echo(f"{each.name} ({each.language}): is there")
                continue
            try:
                state = await meta.create_template(each.wire())
            except GraphError as error:
                refused.append(f"{each.name} ({error.code})")
            else:
                typer.echo(f"{each.name} ({each.language}): {state.lower()}")
    return refused


async def _status(files: "tuple[TemplateFile, ...]") -> list[str]:
    """The names that cannot be sent, or that Meta would bill as marketing."""
    bad = []
    async with graph() as meta:
        listed = await known(meta)
        for each in files:
            found = listed.get((each.name, each.language), {})
            state = str(found.get("status", "not there")).lower()
            category = str(found.get("category", "")).lower()
            typer.echo(f"{each.name} ({each.language}): {state} {category}".rstrip())
            if state != "approved" or category != "utility":
                bad.append(each.name)
    return bad
