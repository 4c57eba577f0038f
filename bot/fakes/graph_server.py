"""The HTTP side: messages, media, templates, the number, its webhook subscription, the control."""

import hashlib
import hmac
import itertools
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.fakes.faults import cut
from bot.fakes.graph_checks import recipient
from bot.fakes.graph_control import control, state
from bot.fakes.graph_errors import RefusalError
from bot.fakes.graph_faults import Breakage, Fault
from bot.fakes.graph_people import ACCOUNT_ID, PHONE_NUMBER_ID, Wire

if TYPE_CHECKING:
    from bot.fakes.graph import FakeGraph

LARGEST_UPLOAD = 100 * 1024 * 1024
_TEMPLATE_NAME = re.compile(r"[a-z0-9_]{1,512}", re.ASCII)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(fake: "FakeGraph") -> web.Application:
    """`/v23.0/…` as the Graph API; `/_control` is ours."""
    app = web.Application(client_max_size=LARGEST_UPLOAD)
    number, account = f"/v23.0/{PHONE_NUMBER_ID}", f"/v23.0/{ACCOUNT_ID}"
    for method, path, answer in (
        ("POST", f"{number}/messages", _messages(fake)),
        ("POST", f"{number}/media", _media(fake)),
        ("GET", number, _number(fake)),
        ("GET", f"{account}/subscribed_apps", _subscribed(fake)),
        ("GET", f"{account}/message_templates", _templates(fake)),
        ("POST", f"{account}/message_templates", _new_template(fake)),
        ("GET", "/v23.0/debug_token", _token(fake)),
    ):
        app.router.add_route(method, path, _checked(fake, answer))
    app.router.add_post("/_control", control(fake))
    app.router.add_get("/_control", state(fake))
    return app


def _checked(fake: "FakeGraph", answer: Answer) -> Handler:
    """The token, and refusals as Graph words them."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            if request.headers.get("Authorization") != f"Bearer {fake.token}":
                raise RefusalError(190)
            _check_proof(fake, request)
            return await answer(request)
        except RefusalError as refusal:
            return web.json_response(refusal.body(), status=refusal.status)

    return handle


def _check_proof(fake: "FakeGraph", request: web.Request) -> None:
    given = request.query.get("appsecret_proof")
    right = hmac.new(fake.webhook.secret.encode(), fake.token.encode(), hashlib.sha256).hexdigest()
    if given is not None and given != right:
        raise RefusalError(100, "Invalid appsecret_proof provided in the API argument")


def _messages(fake: "FakeGraph") -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        body = _json(await request.read())
        if body.get("status") == "read":
            fake.acknowledge(body)
            return web.json_response({"success": True})
        fake.record(body)
        breakage = fake.faults.strike(recipient(body))
        if breakage is None:
            return web.json_response(await fake.accept(body))
        return await _broken(fake, request, body, breakage)

    return answer


async def _broken(
    fake: "FakeGraph", request: web.Request, body: Wire, breakage: Breakage
) -> web.StreamResponse:
    match breakage.fault:
        case Fault.refused:
            raise RefusalError(breakage.code)
        case Fault.server_error:
            return web.Response(status=breakage.status, text="upstream connect error")
        case Fault.cut_before:
            return cut(request)
        case Fault.cut_after:
            await fake.accept(body)
            return cut(request)
        case Fault.malformed:
            whole = json.dumps(await fake.accept(body))
            return web.Response(text=whole[: len(whole) // 2], content_type="application/json")
        case Fault.fails_later:
            return web.json_response(await fake.accept(body, later=breakage.code))
        case Fault.slow:
            answer = web.json_response(await fake.accept(body))
            with suppress(TimeoutError):
                await fake.changes.until(lambda: fake.stopped, breakage.seconds)
            return answer


def _media(fake: "FakeGraph") -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        file = form.get("file")
        if form.get("messaging_product") != "whatsapp" or not isinstance(file, web.FileField):
            raise RefusalError(131008, "file and messaging_product are required")
        return web.json_response({"id": fake.upload(file.file.read())})

    return answer


def _number(_fake: "FakeGraph") -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(
            {
                "id": PHONE_NUMBER_ID,
                "display_phone_number": "+62 811-0000-0000",
                "verified_name": "Sapa Jamsos (tiruan)",
                "quality_rating": "GREEN",
            }
        )

    return answer


def _subscribed(fake: "FakeGraph") -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        apps: list[Wire] = [{"whatsapp_business_api_data": {"id": "1", "name": "tiruan"}}]
        return web.json_response({"data": apps if fake.subscribed else []})

    return answer


def _token(fake: "FakeGraph") -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        scopes = ["whatsapp_business_management", "whatsapp_business_messaging"]
        data = {"is_valid": True, "expires_at": fake.token_expires_at, "scopes": scopes}
        return web.json_response({"data": data})

    return answer


def _templates(fake: "FakeGraph") -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        name = request.query.get("name")
        found = [each for each in fake.templates.values() if name in (None, each["name"])]
        return web.json_response({"data": found})

    return answer


def _new_template(fake: "FakeGraph") -> Answer:
    numbers = itertools.count(1)

    async def answer(request: web.Request) -> web.StreamResponse:
        body = _json(await request.read())
        name, language = str(body.get("name")), str(body.get("language"))
        if not _TEMPLATE_NAME.fullmatch(name) or not body.get("components"):
            raise RefusalError(100, "Invalid template name or parameters")
        if (name, language) in fake.templates:
            raise RefusalError(100, "Content in this language already exists")
        given = {**body, "id": str(next(numbers)), "status": "PENDING"}
        fake.templates[name, language] = given
        answered = {each: given[each] for each in ("id", "status", "category")}
        return web.json_response(answered)

    return answer


def _json(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except ValueError:
        raise RefusalError(100, "Invalid JSON in request body") from None
    if not isinstance(body, dict):
        raise RefusalError(100, "Invalid JSON in request body")
    return body
