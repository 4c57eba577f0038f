"""From a message of the outbox to requests of the Graph API, within its limits.

Limits of Meta's OpenAPI v23.0. User-supplied text must not format: `*`, `_`, `~` and backticks
that would are replaced by signs that look alike; bold is only in our templates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.channels.splitting import numbered, pieces
from storage.outbox import Body, Part, Template

LONGEST_TEXT = 4096
LONGEST_BODY = 1024
LONGEST_CAPTION = 1024
MOST_BUTTONS, LONGEST_BUTTON, LONGEST_BUTTON_ID = 3, 20, 256
MOST_ROWS, LONGEST_ROW, LONGEST_ROW_TEXT, LONGEST_ROW_ID = 10, 24, 72, 200
Wire = dict[str, Any]
_Choices = tuple[tuple[str, str], ...]

_FORMATS = re.compile(r"(?<!\w)([*_~])(?=\S)([^\n]*?\S)\1(?!\w)")
_ALIKE = {"*": "∗", "_": "＿", "~": "∼"}
_TAGS = {"*": "b", "_": "i", "~": "s"}
_PAUSES = ("\n\n", "\n", ". ", " ")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request's `type` and content; a `file` is uploaded first and its id put in."""

    kind: str
    content: Wire
    file: Part | None = None

    def request(self, to: Wire, callback: str, media_id: str | None = None) -> Wire:
        content = self.content if media_id is None else {"id": media_id, **self.content}
        return {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **to,
            "type": self.kind,
            self.kind: content,
            "biz_opaque_callback_data": callback,
        }


def address(known: str, phone: str | None) -> Wire:
    """`to` a number, or `recipient` for somebody whose number is not shown."""
    if known.isdecimal():
        return {"to": known}
    return {"to": phone.removeprefix("+")} if phone else {"recipient": known}


def messages(body: Body, open_list: str) -> list[Outgoing]:
    """Files first, the words with the last one where they fit; choices with the last words.

    `open_list` is the label that opens a list of choices.
    """
    text = plain(body.text)
    captioned = bool(body.parts) and not body.choices and len(text) <= LONGEST_CAPTION
    files = [_file(part) for part in body.parts]
    if captioned and text:
        last = files[-1]
        return [*files[:-1], Outgoing(last.kind, {**last.content, "caption": text}, last.file)]
    return [*files, *_words(text, body.choices, open_list)]


def template(called: Template) -> Outgoing:
    """The variables of an approved template, filled in."""
    components: list[Wire] = []
    if called.header is not None:
        components.append({"type": "header", "parameters": [_parameter(called.header)]})
    if called.values:
        filled = [_parameter(value) for value in called.values]
        components.append({"type": "body", "parameters": filled})
    for place, value in enumerate(called.replies):
        payload = {"type": "payload", "payload": value}
        button = {"type": "button", "sub_type": "quick_reply", "index": str(place)}
        components.append({**button, "parameters": [payload]})
    language = {"policy": "deterministic", "code": called.language}
    content: Wire = {"name": called.name, "language": language}
    if components:
        content["components"] = components
    return Outgoing("template", content)


def plain(text: str) -> str:
    """The same to the eye, and nothing of it formats."""
    text = text.replace("`", "ˋ")
    while (formatted := _FORMATS.sub(_without_format, text)) != text:
        text = formatted
    return text


def formatted(text: str, tags: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """As WhatsApp shows a text: pieces, each with the HTML tags of its formats."""
    begin = 0
    for match in _FORMATS.finditer(text):
        yield text[begin : match.start()], tags
        yield from formatted(match[2], (*tags, _TAGS[match[1]]))
        begin = match.end()
    yield text[begin:], tags


def shortened(label: str, longest: int) -> str:
    """Cut at a word's end, with an ellipsis."""
    if len(label) <= longest:
        return label
    cut = label[:longest]
    kept = cut[: cut.rfind(" ")] if " " in cut else cut[:-1]
    return f"{kept.rstrip(' ,.:;')}…"


def _without_format(match: re.Match[str]) -> str:
    sign = _ALIKE[match[1]]
    return f"{sign}{match[2]}{sign}"


def _parameter(value: str) -> Wire:
    """A variable takes one line: Meta refuses line breaks and wide gaps in it."""
    return {"type": "text", "text": " ".join(plain(value).split())}


def _file(part: Part) -> Outgoing:
    if part.kind == "photo":
        return Outgoing("image", {}, part)
    return Outgoing("document", {"filename": part.name}, part)


def _words(text: str, choices: _Choices, open_list: str) -> list[Outgoing]:
    if not choices:
        return [_text(piece) for piece in pieces(text, LONGEST_TEXT)]
    different = tuple(dict.fromkeys(choices))
    action = _buttons(different) or _list(different, open_list)
    if action is None:
        return _words(numbered(text, choices), (), open_list)
    *first, last = _with_short_end(text)
    kind, details = action
    interactive = {"type": kind, "body": {"text": last}, "action": details}
    return [*(_text(piece) for piece in first), Outgoing("interactive", interactive)]


def _text(words: str) -> Outgoing:
    return Outgoing("text", {"body": words, "preview_url": False})


def _buttons(choices: _Choices) -> tuple[str, Wire] | None:
    """Only where every label fits whole."""
    labels = {label for label, _ in choices}
    if len(choices) > MOST_BUTTONS or len(labels) < len(choices):
        return None
    fits = all(
        len(label) <= LONGEST_BUTTON and len(value) <= LONGEST_BUTTON_ID for label, value in choices
    )
    if not fits:
        return None
    buttons = [{"type": "reply", "reply": {"id": v, "title": label}} for label, v in choices]
    return "button", {"buttons": buttons}


def _list(choices: _Choices, open_list: str) -> tuple[str, Wire] | None:
    """A label that does not fit is cut, and stands whole beneath."""
    titles = {shortened(label, LONGEST_ROW) for label, _ in choices}
    values = {value for _, value in choices}
    if len(choices) > MOST_ROWS or min(len(titles), len(values)) < len(choices):
        return None
    if any(
        len(value) > LONGEST_ROW_ID or len(label) > LONGEST_ROW_TEXT for label, value in choices
    ):
        return None
    rows = [_row(label, value) for label, value in choices]
    return "list", {"button": open_list[:LONGEST_BUTTON], "sections": [{"rows": rows}]}


def _row(label: str, value: str) -> Wire:
    row = {"id": value, "title": shortened(label, LONGEST_ROW)}
    return row if row["title"] == label else {**row, "description": label}


def _with_short_end(text: str) -> list[str]:
    """In pieces of which the last one fits above choices, and holds as much as it may."""
    if len(text) <= LONGEST_BODY:
        return [text]
    earliest = len(text) - LONGEST_BODY
    for pause in _PAUSES:
        found = text.find(pause, earliest)
        if found != -1 and text[found:].strip():
            cut = found + len(pause)
            return [*pieces(text[:cut].rstrip(), LONGEST_TEXT), text[cut:].lstrip()]
    return [*pieces(text[:earliest], LONGEST_TEXT), text[earliest:]]
