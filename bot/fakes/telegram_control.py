"""`/_control`: what a test does in Python, another process does by HTTP.

curl -d '{"do": "says", "chat_id": 1001, "text": "halo"}' http://127.0.0.1:8091/_control
curl -d '{"do": "fails", "fault": "cut_after", "times": 2}' http://127.0.0.1:8091/_control
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import validate_call

from bot.fakes.telegram_limits import Limits

if TYPE_CHECKING:
    from bot.fakes.telegram import FakeTelegram

_VERBS = (
    "knows", "says", "sends", "edits", "presses", "shares_contact", "sends_photo",
    "sends_document", "sends_voice", "sends_sticker", "sends_location", "sends_poll", "blocks",
    "unblocks", "deactivates", "migrates", "pushes", "fails", "heals",
)  # fmt: skip


def control(fake: "FakeTelegram") -> Handler:
    """`do` is a verb of FakeTelegram, the rest its arguments; answers what the verb returns."""
    deeds: dict[str, Callable[..., Any]] = {each: getattr(fake, each) for each in _VERBS}
    deeds["limits"] = lambda **given: _limit(fake, **given)

    async def answer(request: web.Request) -> web.Response:
        try:
            arguments = json.loads(await request.read())
            deed = validate_call(deeds[arguments.pop("do")])
            return web.json_response({"result": deed(**arguments)})
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    return answer


def state(fake: "FakeTelegram") -> Handler:
    """What was delivered in order, how often each method was called, updates still waiting."""

    async def answer(request: web.Request) -> web.Response:
        delivered = [
            {
                "chat_id": each.chat_id,
                "message_id": each.message["message_id"],
                "text": each.text,
                "buttons": each.buttons,
                "at": each.at,
            }
            for each in fake.delivered
        ]
        calls = [{"method": each.method, "at": each.at} for each in fake.calls]
        waiting = len(fake.updates.pending)
        return web.json_response({"delivered": delivered, "calls": calls, "waiting": waiting})

    return answer


def _limit(fake: "FakeTelegram", on: bool = True, **limits: Any) -> None:
    fake.flood.limits = Limits(**limits) if on else None
