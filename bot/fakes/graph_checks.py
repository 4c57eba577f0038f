"""What the Graph API takes as a message: the limits of Meta's OpenAPI v23.0, else a refusal."""

from typing import Any

from bot.fakes.graph_errors import RefusalError

LONGEST_TEXT, LONGEST_BODY, LONGEST_CAPTION = 4096, 1024, 1024
MOST_BUTTONS, LONGEST_TITLE, LONGEST_ID = 3, 20, 256
MOST_ROWS, LONGEST_ROW_TITLE, LONGEST_ROW_TEXT, LONGEST_ROW_ID = 10, 24, 72, 200
LONGEST_CALLBACK = 512
Wire = dict[str, Any]


def recipient(body: Wire) -> str:
    """`to` wins where both are given."""
    found = body.get("to") or body.get("recipient")
    if not isinstance(found, str) or not found:
        raise RefusalError(131008, "to is required")
    return found.removeprefix("+")


def check(body: Wire, media: dict[str, bytes], templates: dict[tuple[str, str], Wire]) -> str:
    """What the message shows as text; raises RefusalError."""
    if body.get("messaging_product") != "whatsapp":
        raise RefusalError(100, "messaging_product must be whatsapp")
    if len(str(body.get("biz_opaque_callback_data", ""))) > LONGEST_CALLBACK:
        raise RefusalError(131009, "biz_opaque_callback_data is too long")
    kind = body.get("type", "text")
    content = body.get(kind)
    if not isinstance(content, dict):
        raise RefusalError(131008, f"{kind} is required")
    match kind:
        case "text":
            return _text(content.get("body"), LONGEST_TEXT, "text.body")
        case "interactive":
            return _interactive(content)
        case "image" | "document":
            if content.get("id") not in media:
                raise RefusalError(131053, "no such media")
            caption = content.get("caption")
            return _text(caption, LONGEST_CAPTION, "caption") if caption is not None else ""
        case "template":
            return _template(content, templates)
    raise RefusalError(131009, f"type {kind} is not played here")


def _text(value: Any, longest: int, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RefusalError(131008, f"{name} is required")
    if len(value) > longest:
        raise RefusalError(131009, f"{name} is longer than {longest}")
    return value


def _interactive(content: Wire) -> str:
    words = _text(content.get("body", {}).get("text"), LONGEST_BODY, "interactive.body.text")
    action = content.get("action", {})
    if content.get("type") == "button":
        buttons = [each.get("reply", {}) for each in action.get("buttons", [])]
        _choices(buttons, MOST_BUTTONS, LONGEST_TITLE, LONGEST_ID)
    elif content.get("type") == "list":
        _text(action.get("button"), LONGEST_TITLE, "action.button")
        rows = [row for section in action.get("sections", []) for row in section.get("rows", [])]
        _choices(rows, MOST_ROWS, LONGEST_ROW_TITLE, LONGEST_ROW_ID)
        if any(len(row.get("description", "")) > LONGEST_ROW_TEXT for row in rows):
            raise RefusalError(131009, "row description is too long")
    else:
        raise RefusalError(131009, "interactive.type is not played here")
    return words


def _choices(choices: list[Wire], most: int, longest_title: int, longest_id: int) -> None:
    if not 1 <= len(choices) <= most:
        raise RefusalError(131009, f"1 to {most} choices are allowed")
    for name, longest in (("title", longest_title), ("id", longest_id)):
        values = [_text(each.get(name), longest, name) for each in choices]
        if len(set(values)) < len(values):
            raise RefusalError(131009, f"{name}s must be unique")
        if any(value != value.strip() for value in values):
            raise RefusalError(131009, f"a {name} has spaces around it")


def _template(content: Wire, templates: dict[tuple[str, str], Wire]) -> str:
    """The body with its variables filled in."""
    key = (str(content.get("name")), str(content.get("language", {}).get("code")))
    known = templates.get(key)
    if known is None:
        raise RefusalError(132001)
    if known["status"] == "PAUSED":
        raise RefusalError(132015)
    text = next((c["text"] for c in known["components"] if c["type"].upper() == "BODY"), "")
    bodies = [c for c in content.get("components", []) if c.get("type") == "body"]
    values = [p.get("text", "") for c in bodies for p in c.get("parameters", [])]
    if text.count("{{") != len(values):
        raise RefusalError(132000)
    for number, value in enumerate(values, start=1):
        text = text.replace(f"{{{{{number}}}}}", _text(value, LONGEST_BODY, "parameter"))
    return str(text)
