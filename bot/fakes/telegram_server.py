"""The HTTP side: the Bot API, files to download, faults, the page and the control."""

import math
import re
import time
from contextlib import suppress
from hmac import compare_digest
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.fakes.faults import cut
from bot.fakes.telegram_calls import Call, received
from bot.fakes.telegram_control import control, state
from bot.fakes.telegram_faults import Breakage, Fault
from bot.fakes.telegram_methods import UPLOAD_BYTES
from bot.fakes.telegram_page import act, frame, talk
from bot.fakes.telegram_refusals import RefusalError, too_many

if TYPE_CHECKING:
    from bot.fakes.telegram import FakeTelegram

_HTML_ERROR = """<html>\r
<head><title>{status} {words}</title></head>\r
<body>\r
<center><h1>{status} {words}</h1></center>\r
<hr><center>nginx/1.18.0</center>\r
</body>\r
</html>\r
"""


def application(fake: "FakeTelegram") -> web.Application:
    """`/bot<token>/<method>` and `/file/bot<token>/<path>`; `/_control` and `/` are ours."""

    async def method(request: web.Request) -> web.StreamResponse:
        try:
            _check_token(fake, request)
            call = await received(request, request.match_info["method"], time.time())
            breakage = fake.faults.strike(call)
            if breakage is None:
                return _ok(await fake.answer(call))
            return await _broken(fake, request, call, breakage)
        except RefusalError as refusal:
            return _refused(refusal)

    app = web.Application(client_max_size=UPLOAD_BYTES + 2**20)
    app.router.add_route("*", "/bot{token}/{method}", method)
    app.router.add_get("/file/bot{token}/{path:.+}", _download(fake))
    app.router.add_post("/_control", control(fake))
    app.router.add_get("/_control", state(fake))
    app.router.add_get("/", frame)
    app.router.add_get("/talk", talk(fake))
    app.router.add_post("/talk", act(fake))
    return app


def _download(fake: "FakeTelegram") -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            _check_token(fake, request)
        except RefusalError as refusal:
            return _refused(refusal)
        content = fake.files.content(request.match_info["path"].removeprefix("files/"))
        return web.Response(status=404) if content is None else web.Response(body=content)

    return answer


def _check_token(fake: "FakeTelegram", request: web.Request) -> None:
    token = request.match_info["token"]
    if not re.fullmatch(r"\d+:[\w-]+", token, re.ASCII):
        raise RefusalError(404, "Not Found")
    if not compare_digest(token, fake.token):
        raise RefusalError(401, "Unauthorized")


async def _broken(
    fake: "FakeTelegram", request: web.Request, call: Call, breakage: Breakage
) -> web.StreamResponse:
    """What struck before the message was accepted leaves only the call in the record."""
    match breakage.fault:
        case Fault.too_many:
            fake.record(call)
            raise too_many(max(1, math.ceil(breakage.seconds)))
        case Fault.server_error:
            fake.record(call)
            page = _HTML_ERROR.format(
                status=breakage.status, words=HTTPStatus(breakage.status).phrase
            )
            return web.Response(status=breakage.status, text=page, content_type="text/html")
        case Fault.cut_before:
            fake.record(call)
            return cut(request)
        case Fault.cut_after:
            await fake.answer(call)
            return cut(request)
        case Fault.malformed:
            whole = _ok(await fake.answer(call)).text or ""
            return web.Response(text=whole[: len(whole) // 2], content_type="application/json")
        case Fault.slow:
            answer = _ok(await fake.answer(call))
            with suppress(TimeoutError):
                await fake.changes.until(lambda: fake.stopped, breakage.seconds)
            return answer


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refused(refusal: RefusalError) -> web.Response:
    wait = refusal.parameters.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else {}
    return web.json_response(refusal.body(), status=refusal.status, headers=headers)
