"""`/_control`: what a test does in Python, another process does by HTTP.

curl -d '{"do": "says", "who": "6281234500001", "text": "halo"}' http://127.0.0.1:8092/_control
curl -d '{"do": "fails", "fault": "cut_after", "times": 2}' http://127.0.0.1:8092/_control
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.fakes.graph_faults import Fault

if TYPE_CHECKING:
    from bot.fakes.graph import FakeGraph

_VERBS = ("says", "taps", "reacts", "changes_number", "sends", "heals")


def control(fake: "FakeGraph") -> Handler:
    """`do` is a verb of FakeGraph, the rest its arguments; answers what the verb returns."""
    deeds: dict[str, Callable[..., Any]] = {each: getattr(fake, each) for each in _VERBS}
    deeds["fails"] = lambda fault, **more: fake.fails(Fault(fault), **more)

    async def answer(request: web.Request) -> web.Response:
        try:
            arguments = json.loads(await request.read())
            deed = deeds[arguments.pop("do")]
            return web.json_response({"result": deed(**arguments)})
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    return answer


def state(fake: "FakeGraph") -> Handler:
    """What was accepted in order, how many calls there were, webhooks still waiting."""

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(
            {
                "sent": [asdict(each) for each in fake.sent],
                "calls": len(fake.calls),
                "receipts": len(fake.receipts),
                "webhook": {"waiting": len(fake.webhook.waiting), "answers": fake.webhook.answers},
            }
        )

    return answer
