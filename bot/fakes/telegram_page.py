"""A page to watch the talk and to speak as somebody: no script, one form a button."""

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.fakes.telegram_chats import Wire

if TYPE_CHECKING:
    from bot.fakes.telegram import FakeTelegram

_MOST_MESSAGES = 200
_KINDS = ("photo", "document", "voice", "sticker", "contact", "location", "poll")
_STYLE = """<meta charset="utf-8"><style>
body{font:15px system-ui;margin:1em auto;max-width:44em} form{display:inline}
p{white-space:pre-wrap;margin:.4em 0;padding:.5em;border-radius:.5em;background:#eef}
p.bot{background:#efe} small{color:#666} iframe{width:100%;height:80vh;border:0}
</style>"""
_FRAME = f"""<!doctype html><title>Fake Telegram</title>{_STYLE}
<form method="post" action="/talk" target="talk">
<input name="chat_id" value="1001" size="12" aria-label="chat">
<input name="text" size="50" autofocus aria-label="text"> <button>Say</button></form>
<iframe name="talk" src="/talk"></iframe>
"""


async def frame(_: web.Request) -> web.Response:
    return web.Response(text=_FRAME, content_type="text/html")


def talk(fake: "FakeTelegram") -> Handler:
    async def answer(_: web.Request) -> web.Response:
        messages = fake.chats.newest_first()[:_MOST_MESSAGES]
        shown = "\n".join(_shown(each) for each in messages)
        page = f'<!doctype html><meta http-equiv="refresh" content="2">{_STYLE}{shown}'
        return web.Response(text=page, content_type="text/html")

    return answer


def act(fake: "FakeTelegram") -> Handler:
    """Says a text, or presses a button, in the name of the chat's person."""

    async def answer(request: web.Request) -> web.Response:
        form = await request.post()
        try:
            chat_id = int(str(form["chat_id"]))
            if "press" in form:
                fake.presses(chat_id, str(form["press"]))
            else:
                fake.says(chat_id, str(form["text"]))
        except (ValueError, LookupError):
            raise web.HTTPBadRequest from None
        raise web.HTTPSeeOther("/talk")

    return answer


def _shown(message: Wire) -> str:
    at = datetime.fromtimestamp(message["date"], UTC).astimezone().strftime("%H:%M:%S")
    who, chat_id = message["from"], message["chat"]["id"]
    kinds = "".join(f"[{each}] " for each in _KINDS if each in message)
    words = kinds + escape(message.get("text") or message.get("caption") or "")
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = "".join(_button(chat_id, each) for row in rows for each in row)
    css = ' class="bot"' if who["is_bot"] else ""
    title = f"<small>{at} {escape(who['first_name'])} ({chat_id})</small>"
    return f"<p{css}>{title}\n{words}\n{buttons}</p>"


def _button(chat_id: int, button: Wire) -> str:
    """The address of a link is shown and not opened."""
    label = escape(button["text"])
    if "callback_data" not in button:
        return f"<small>{label}: {escape(button.get('url', ''))}</small> "
    return (
        f'<form method="post" action="/talk"><input type="hidden" name="chat_id" value="{chat_id}">'
        f'<button name="press" value="{escape(button["callback_data"])}">{label}</button></form> '
    )
