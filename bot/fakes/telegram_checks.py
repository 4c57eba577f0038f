"""What may be sent: text, captions and keyboards within the limits of the Bot API."""

from typing import Any

from bot.fakes.telegram_calls import Call
from bot.fakes.telegram_html import Entity, parse, utf16_length
from bot.fakes.telegram_refusals import bad_request

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
MOST_CALLBACK_BYTES = 64
MOST_BUTTONS, MOST_BUTTONS_IN_A_ROW = 100, 8
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
)  # fmt: skip
_REQUESTS = {"request_contact": "phone number", "request_location": "location"}
_OTHER_MARKUPS = ("remove_keyboard", "force_reply")


def text(call: Call) -> dict[str, Any]:
    """The fields `text` and `entities` of the message."""
    if not call.text("text"):
        raise bad_request("message text is empty")
    words, entities = _formatted(call, "text", "entities")
    if not words:
        raise bad_request("text must be non-empty")
    if utf16_length(words) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": words, **({"entities": entities} if entities else {})}


def caption(call: Call) -> dict[str, Any]:
    """The fields `caption` and `caption_entities`, if there is a caption."""
    words, entities = _formatted(call, "caption", "caption_entities")
    if utf16_length(words) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    fields = {"caption": words, "caption_entities": entities}
    return {name: value for name, value in fields.items() if value}


def reply_markup(call: Call, private: bool) -> dict[str, Any]:
    """Empty if none was given; raises RefusalError for a keyboard that cannot be shown."""
    markup = call.structure("reply_markup")
    if markup is None:
        return {}
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        _check_inline(_rows(markup["inline_keyboard"]))
    elif "keyboard" in markup:
        _check_reply(_rows(markup["keyboard"]), private)
    elif markup and not any(markup.get(each) for each in _OTHER_MARKUPS):
        raise bad_request("object expected as reply markup")
    return markup


def _formatted(call: Call, field: str, entities: str) -> tuple[str, list[Entity]]:
    """UTF-16 units are counted, the stricter reading of "characters"."""
    mode = call.text("parse_mode").lower()
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    if mode:
        return _stripped(*parse(call.text(field)))
    return _stripped(call.text(field), call.structure(entities) or [])


def _stripped(words: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """White space around a message is cut off, as the real server does."""
    stripped = words.strip()
    cut, size = utf16_length(words) - utf16_length(words.lstrip()), utf16_length(stripped)
    kept = []
    for each in entities:
        start = min(max(each["offset"] - cut, 0), size)
        end = min(max(each["offset"] + each["length"] - cut, 0), size)
        if end > start:
            kept.append({**each, "offset": start, "length": end - start})
    return stripped, kept


def _rows(keyboard: Any) -> list[list[dict[str, Any]]]:
    if not isinstance(keyboard, list) or not all(isinstance(row, list) for row in keyboard):
        raise bad_request("can't parse reply keyboard markup JSON object")
    rows = [[{"text": each} if isinstance(each, str) else each for each in row] for row in keyboard]
    if any(not isinstance(each, dict) for row in rows for each in row):
        raise bad_request("can't parse keyboard button: KeyboardButton must be an Object")
    if any(not str(each.get("text", "")).strip() for row in rows for each in row):
        raise bad_request("keyboard button text must be non-empty")
    return rows


def _check_inline(rows: list[list[dict[str, Any]]]) -> None:
    """A longer row is refused where the real server may only cut it: a lost button must be seen."""
    if sum(map(len, rows)) > MOST_BUTTONS or max(map(len, rows), default=0) > MOST_BUTTONS_IN_A_ROW:
        raise bad_request("reply markup is too long")
    for button in (each for row in rows for each in row):
        actions = [each for each in _ACTIONS if each in button]
        if len(actions) != 1:
            words = "Text buttons are unallowed in the inline keyboard"
            raise bad_request(f"can't parse inline keyboard button: {words}")
        size = len(str(button.get("callback_data", "?")).encode())
        if not 1 <= size <= MOST_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")


def _check_reply(rows: list[list[dict[str, Any]]], private: bool) -> None:
    for button in (each for row in rows for each in row):
        for request, what in _REQUESTS.items():
            if button.get(request) and not private:
                raise bad_request(f"{what} can be requested in private chats only")
