"""What the fake Bot API answers: results that keep to the schema, refusals word for word."""

import asyncio
from collections.abc import Iterator
from html import escape
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import TOKEN, FakeTelegram, serving
from bot.fakes.telegram_html import parse
from bot.fakes.telegram_people import PNG
from bot.fakes.telegram_refusals import RefusalError
from tests.bot.telegram_schema import call_problems, result_problems
from tests.bot.telegram_talk import (
    BUTTONS,
    CONTACT,
    GROUP,
    SITI,
    UDIN,
    post,
)


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeTelegram]:
    """For tests that leave nothing behind which another could trip over."""
    with in_thread(serving(FakeTelegram(limits=None))) as served:
        served.knows(SITI, "Siti")
        served.says(GROUP, "halo semua", sender=SITI)
        yield served


@pytest.fixture(scope="module")
def client(fake: FakeTelegram) -> Iterator[httpx.Client]:
    # On a busy machine 10 MB take longer than httpx's own five seconds.
    with httpx.Client(base_url=f"{fake.address}/bot{TOKEN}", timeout=60) as opened:
        yield opened


RESULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "me": ("getMe", {}),
    "message": ("sendMessage", {"chat_id": SITI, "text": "<i>x</i>", "parse_mode": "html"}),
    "buttons": ("sendMessage", {"chat_id": str(SITI), "text": "x", "reply_markup": BUTTONS}),
    "group": ("sendMessage", {"chat_id": GROUP, "text": "x"}),
    "no webhook": ("getWebhookInfo", {}),
    "commands": ("getMyCommands", {"scope": {"type": "all_private_chats"}}),
    "menu button": ("getChatMenuButton", {}),
    "name": ("getMyName", {}),
    "action": ("sendChatAction", {"chat_id": SITI, "action": "typing"}),
}


@pytest.mark.parametrize(("method", "parameters"), RESULTS.values(), ids=RESULTS)
def test_result_keeps_to_the_schema(
    client: httpx.Client, method: str, parameters: dict[str, Any]
) -> None:
    answer = client.post(f"/{method}", json=parameters).json()

    assert answer["ok"] is True
    assert result_problems(method, answer["result"]) == []


def test_schema_finds_what_is_wrong(fake: FakeTelegram, client: httpx.Client) -> None:
    client.post("/sendMessage", json={"chat_id": 1.5, "colour": "red", "reply_markup": []})

    assert sorted(call_problems(fake.calls[-1])) == [
        "sendMessage.chat_id: not a Integer",
        "sendMessage.colour: unknown",
        "sendMessage.reply_markup: not an object",
        "sendMessage.text: missing",
    ]


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x", **button}]]}


def many(buttons: int, in_a_row: int) -> dict[str, Any]:
    row = [{"text": "x", "callback_data": "x"}] * in_a_row
    return {"inline_keyboard": [row] * (buttons // in_a_row)}


NO_ACTION = "Text buttons are unallowed in the inline keyboard"
REFUSED: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "unknown method": ("sendTelepathy", {}, 404, "Not Found: method not found"),
    "no chat": ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
    "unknown chat": (
        "sendMessage", {"chat_id": 9, "text": "x"}, 400, "Bad Request: chat not found",
    ),
    "chat by name": (
        "sendMessage", {"chat_id": "@siti", "text": "x"}, 400, "Bad Request: chat not found",
    ),
    "no text": ("sendMessage", {"chat_id": SITI}, 400, "Bad Request: message text is empty"),
    "spaces": (
        "sendMessage", {"chat_id": SITI, "text": " \n"}, 400, "Bad Request: text must be non-empty",
    ),
    "long text": (
        "sendMessage", {"chat_id": SITI, "text": "x" * 4097}, 400,
        "Bad Request: message is too long",
    ),
    "bad markup": (
        "sendMessage", {"chat_id": SITI, "text": "<b>x", "parse_mode": "HTML"}, 400,
        'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    ),
    "parse mode": (
        "sendMessage", {"chat_id": SITI, "text": "x", "parse_mode": "BBCode"}, 400,
        "Bad Request: unsupported parse_mode",
    ),
    "no reply": (
        "sendMessage", {"chat_id": SITI, "text": "x", "reply_parameters": {"message_id": 999}}, 400,
        "Bad Request: message to be replied not found",
    ),
    "markup no JSON": (
        "sendMessage", {"chat_id": SITI, "text": "x", "reply_markup": "{"}, 400,
        "Bad Request: can't parse reply markup JSON object",
    ),
    "button without action": (
        "sendMessage", {"chat_id": SITI, "text": "x", "reply_markup": inline()}, 400,
        f"Bad Request: can't parse inline keyboard button: {NO_ACTION}",
    ),
    "button without text": (
        "sendMessage",
        {"chat_id": SITI, "text": "x", "reply_markup": inline(text="", callback_data="x")}, 400,
        "Bad Request: keyboard button text must be non-empty",
    ),
    "long data": (
        "sendMessage",
        {"chat_id": SITI, "text": "x", "reply_markup": inline(callback_data="é" * 33)}, 400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    "empty data": (
        "sendMessage",
        {"chat_id": SITI, "text": "x", "reply_markup": inline(callback_data="")}, 400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    "long row": (
        "sendMessage", {"chat_id": SITI, "text": "x", "reply_markup": many(9, 9)}, 400,
        "Bad Request: reply markup is too long",
    ),
    "many buttons": (
        "sendMessage", {"chat_id": SITI, "text": "x", "reply_markup": many(104, 8)}, 400,
        "Bad Request: reply markup is too long",
    ),
    "contact in a group": (
        "sendMessage", {"chat_id": GROUP, "text": "x", "reply_markup": CONTACT}, 400,
        "Bad Request: phone number can be requested in private chats only",
    ),
    "no photo": (
        "sendPhoto", {"chat_id": SITI}, 400, "Bad Request: there is no photo in the request",
    ),
    "unknown file": (
        "sendDocument", {"chat_id": SITI, "document": "FAKE-1"}, 400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    ),
    "address": (
        "sendDocument", {"chat_id": SITI, "document": "https://example.org/a.pdf"}, 400,
        "Bad Request: failed to get HTTP URL content",
    ),
    "action": (
        "sendChatAction", {"chat_id": SITI, "action": "dance"}, 400,
        "Bad Request: wrong parameter action in request",
    ),
    "old press": (
        "answerCallbackQuery", {"callback_query_id": "1"}, 400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    "nothing to edit": (
        "editMessageReplyMarkup", {"chat_id": SITI, "message_id": 999}, 400,
        "Bad Request: message to edit not found",
    ),
    "file to download": (
        "getFile", {"file_id": "FAKE-1"}, 400,
        "Bad Request: wrong file_id or the file is temporarily unavailable",
    ),
    "command": (
        "setMyCommands", {"commands": [{"command": "Kartu Saya", "description": "x"}]}, 400,
        "Bad Request: BOT_COMMAND_INVALID",
    ),
    "webhook without TLS": (
        "setWebhook", {"url": "http://example.org/telegram"}, 400,
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ),
    "webhook port": (
        "setWebhook", {"url": "https://example.org:8000/telegram"}, 400,
        "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    "webhook secret": (
        "setWebhook", {"url": "https://example.org/telegram", "secret_token": "a b"}, 400,
        "Bad Request: secret token contains unallowed characters",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("method", "parameters", "status", "words"), REFUSED.values(), ids=REFUSED)
def test_refusal(
    client: httpx.Client, method: str, parameters: dict[str, Any], status: int, words: str
) -> None:
    answer = client.post(f"/{method}", json=parameters)

    assert answer.json() == {"ok": False, "error_code": status, "description": words}
    assert answer.status_code == status


FILES = {
    "long caption": ("photo", PNG, {"caption": "x" * 1025}, "message caption is too long"),
    "no picture": ("photo", b"%PDF", {}, "IMAGE_PROCESS_FAILED"),
    "empty": ("document", b"", {}, "file must be non-empty"),
    "large photo": (
        "photo",
        PNG.ljust(10 * 2**20 + 1),
        {},
        "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes",
    ),
}


@pytest.mark.parametrize(("kind", "content", "more", "words"), FILES.values(), ids=FILES)
def test_refused_file(
    client: httpx.Client, kind: str, content: bytes, more: dict[str, str], words: str
) -> None:
    upload = {kind: ("x", content)}
    answer = client.post(f"/send{kind.title()}", data={"chat_id": SITI, **more}, files=upload)

    assert answer.json()["description"] == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("token", "status", "words"),
    [("7000000001:WRONG", 401, "Unauthorized"), ("nonsense", 404, "Not Found")],
    ids=["wrong", "no token"],
)
def test_wrong_token(fake: FakeTelegram, token: str, status: int, words: str) -> None:
    before = len(fake.calls)

    answer = httpx.get(f"{fake.address}/bot{token}/getMe")

    assert (answer.status_code, answer.json()["description"]) == (status, words)
    assert len(fake.calls) == before


PARSED: dict[str, tuple[str, str, list[tuple[str, int, int]]]] = {
    "plain": ("3 &lt; 4 &amp; 5 &quot;x&quot;", '3 < 4 & 5 "x"', []),
    "numbers": ("&#233;&#xE9;", "éé", []),
    "unknown reference": ("&nbsp;&copy", "&nbsp;&copy", []),
    "nested": ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    "capitals": ("<B>a</b >", "a", [("bold", 0, 1)]),
    "utf-16": ("👍<b>x</b>", "👍x", [("bold", 2, 1)]),
    "link": ("<a href='https://example.org?a=1&amp;b=2'>x</a>", "x", [("text_link", 0, 1)]),
    "link to nowhere": ('<a href="kartu">x</a>', "x", []),
    "empty": ("<b></b>x", "x", []),
    "expandable": ("<blockquote expandable>x</blockquote>", "x", [("blockquote", 0, 1)]),
    "spoiler": ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    "short end": ("<i>x</>", "x", [("italic", 0, 1)]),
}


@pytest.mark.parametrize(("source", "text", "entities"), PARSED.values(), ids=PARSED)
def test_html(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    words, found = parse(source)

    assert words == text
    assert [(each["type"], each["offset"], each["length"]) for each in found] == entities


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_words_arrive_as_they_were(words: str) -> None:
    assert parse(escape(words, quote=False)) == (words, [])


UNPARSED = {
    "comparison": ("é 3 < 4", 'Unsupported start tag "" at byte offset 5'),
    "tag": ("<nama>", 'Unsupported start tag "nama" at byte offset 0'),
    "cut": ("x <b", "Unclosed start tag at byte offset 2"),
    "cut in an attribute": ('<a href="x', "Unclosed start tag at byte offset 0"),
    "no attribute": ("<b =>x</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
    "span": ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    "end": ("x</b>", "Unexpected end tag at byte offset 1"),
    "cut end": ("<b>x</b", "Unclosed end tag at byte offset 4"),
    "crossed": (
        "<b><i>x</b></i>",
        'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    ),
    "open": ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
}


@pytest.mark.parametrize(("source", "words"), UNPARSED.values(), ids=UNPARSED)
def test_bad_html(source: str, words: str) -> None:
    with pytest.raises(RefusalError) as refusal:
        parse(source)

    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


def test_space_around_a_message_is_cut(fake: FakeTelegram, client: httpx.Client) -> None:
    html = {"chat_id": SITI, "text": " <b>\n👍 x </b> ", "parse_mode": "HTML"}
    client.post("/sendMessage", json=html)

    newest = fake.messages(SITI)[-1]
    assert newest.text == "👍 x"
    assert newest.message["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


def test_waiting_in_vain_says_what_happened(fake: FakeTelegram, client: httpx.Client) -> None:
    client.get("/getMe")

    with pytest.raises(TimeoutError, match=r"calls \{.*'getMe': \d"):
        fake.blocking_wait_for(lambda: fake.texts(UDIN), 0.01)
    with pytest.raises(TimeoutError, match=r"delivered \d"):
        asyncio.run(fake.wait_for(lambda: fake.texts(UDIN), 0.01))


@pytest.mark.parametrize("late", [False, True], ids=["in time", "too late"])
def test_press_is_answered_only_in_time(late: bool) -> None:
    async def scenario() -> bool:
        async with serving(FakeTelegram()) as fake:
            fake.knows(SITI)
            await post(fake, "sendMessage", chat_id=SITI, text="x", reply_markup=BUTTONS)
            query = fake.presses(SITI, "card", too_late=late)["callback_query"]
            answer = await post(fake, "answerCallbackQuery", callback_query_id=query["id"])
            return bool(answer["ok"])

    assert asyncio.run(scenario()) is not late


def test_button_that_is_not_there_cannot_be_pressed(fake: FakeTelegram) -> None:
    with pytest.raises(LookupError, match="Pensiun"):
        fake.presses(SITI, "Pensiun")


def test_same_buttons_again_are_no_edit() -> None:
    async def scenario() -> tuple[Any, Any]:
        async with serving(FakeTelegram()) as fake:
            fake.knows(SITI)
            sent = await post(fake, "sendMessage", chat_id=SITI, text="x", reply_markup=BUTTONS)
            which = {"chat_id": SITI, "message_id": sent["result"]["message_id"]}
            same = await post(fake, "editMessageReplyMarkup", **which, reply_markup=BUTTONS)
            return same, await post(fake, "editMessageReplyMarkup", **which)

    same, removed = asyncio.run(scenario())
    assert same["description"].startswith("Bad Request: message is not modified: specified new")
    assert removed["ok"]
    assert "reply_markup" not in removed["result"]
