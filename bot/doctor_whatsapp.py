"""What an operator should know of WhatsApp: token, number, secret, webhook, templates, tier."""

import time
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.channels.whatsapp.client import Graph
from bot.channels.whatsapp.errors import GraphError, means
from bot.doctor_check import Check
from bot.settings import Settings
from handlers.notice_templates import TemplateError, templates

SOON_SECONDS = 14 * 24 * 3600
_SCOPES = {"whatsapp_business_messaging", "whatsapp_business_management"}
_MAKE_ANEW = (
    "At business.facebook.com > Settings > System users make a token without expiry, with the "
    "permissions whatsapp_business_messaging and whatsapp_business_management."
)


async def examine_whatsapp(chosen: Settings) -> list[Check]:
    """Nothing is changed at Meta."""
    if not chosen.whatsapp_token:
        fix = "See docs/whatsapp.md, if people are to use WhatsApp."
        return [Check("whatsapp", "warn", "WHATSAPP_TOKEN is not set.", fix)]
    number_id = chosen.whatsapp_phone_number_id or ""
    account = chosen.whatsapp_business_account_id
    async with Graph(chosen.whatsapp_token, chosen.whatsapp_api_url, number_id, account) as graph:
        try:
            number = await graph.number()
        except GraphError as error:
            return [_refused(error)]
        except aiohttp.ClientError as error:
            what = f"Meta cannot be asked: {type(error).__name__}."
            fix = "Check the network, and WHATSAPP_API_URL if set."
            return [Check("whatsapp", "fail", what, fix)]
        name = number.get("verified_name", "no name yet")
        checks = [Check("whatsapp", "ok", f"The token reaches the number of {name}.")]
        checks += [await _token(graph), await _secret(graph, chosen)]
        if account is None:
            what = "WHATSAPP_BUSINESS_ACCOUNT_ID is not set: webhook and templates are unchecked."
            fix = "Copy it from WhatsApp > API Setup."
            return [*checks, Check("whatsapp account", "warn", what, fix), _tier(chosen)]
        return [*checks, await _webhook(graph), await _templates(graph), _tier(chosen)]


def _refused(error: GraphError) -> Check:
    if means(error.code) == "token":
        return Check("whatsapp", "fail", f"Meta refuses the token ({error.code}).", _MAKE_ANEW)
    what = f"Meta does not know the number ({error.code})."
    fix = "Copy the Phone number ID, not the number, from WhatsApp > API Setup."
    return Check("whatsapp", "fail", what, fix)


async def _token(graph: Graph) -> Check:
    name = "whatsapp token"
    try:
        said = await graph.token()
    except (GraphError, aiohttp.ClientError, LookupError) as error:
        what = f"Its expiry cannot be asked: {type(error).__name__}."
        return Check(name, "warn", what, "Look at developers.facebook.com/tools/debug/accesstoken.")
    missing = _SCOPES - set(said.get("scopes", ()))
    if missing:
        return Check(name, "fail", f"It lacks {', '.join(sorted(missing))}.", _MAKE_ANEW)
    expires_at = int(said.get("expires_at") or 0)
    if not expires_at:
        return Check(name, "ok", "It has no end.")
    day = datetime.fromtimestamp(expires_at, UTC).date()
    if expires_at - time.time() > SOON_SECONDS:
        return Check(name, "ok", f"It ends on {day}.")
    return Check(name, "warn", f"It ends on {day}.", _MAKE_ANEW)


async def _secret(graph: Graph, chosen: Settings) -> Check:
    """Meta refuses a call that was proved with another app's secret."""
    name = "whatsapp secret"
    try:
        await graph.number(chosen.whatsapp_app_secret)
    except (GraphError, aiohttp.ClientError):
        fix = "Copy the App secret of the token's app from App settings > Basic."
        return Check(name, "fail", "WHATSAPP_APP_SECRET is not that of the token's app.", fix)
    return Check(name, "ok", "It is that of the token's app.")


async def _webhook(graph: Graph) -> Check:
    name = "whatsapp webhook"
    fix = (
        "At WhatsApp > Configuration enter PUBLIC_URL/whatsapp and WHATSAPP_VERIFY_TOKEN while "
        "`serve` runs, subscribe to the field messages, then subscribe the app to the account."
    )
    try:
        apps = await graph.subscribed_apps()
    except (GraphError, aiohttp.ClientError, LookupError):
        return Check(name, "fail", "Meta does not know the account.", "Check its id.")
    if apps:
        return Check(name, "ok", f"{len(apps)} app gets this account's messages.")
    return Check(name, "fail", "No app gets this account's messages.", fix)


async def _templates(graph: Graph) -> Check:
    name, fix = "whatsapp templates", "Run `sapa templates push`, then `sapa templates status`."
    try:
        files, known = templates(), await graph.templates()
    except TemplateError as error:
        return Check(name, "fail", f"{error}.", "Correct the file.")
    except (GraphError, aiohttp.ClientError, LookupError):
        return Check(name, "fail", "Meta does not list them.", "Check the account's id.")
    bad = [each.name for each in files if not _usable(known, each.name, each.language)]
    if bad:
        return Check(name, "warn", f"Not approved as utility: {', '.join(bad)}.", fix)
    return Check(name, "ok", f"All {len(files)} are approved.")


def _usable(known: list[dict[str, Any]], name: str, language: str) -> bool:
    return any(
        each.get("name") == name
        and each.get("language") == language
        and each.get("status") == "APPROVED"
        and each.get("category") == "UTILITY"
        for each in known
    )


def _tier(chosen: Settings) -> Check:
    most = chosen.whatsapp_tier
    what = f"{most} people may be written to first within 24 hours." if most else "No limit is set."
    return Check("whatsapp tier", "ok", f"{what} Compare with WhatsApp Manager > Insights.")
