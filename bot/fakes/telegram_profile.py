"""What a bot tells about itself: commands, name, descriptions, menu button, each by language."""

import json
import re
from collections.abc import Callable
from typing import Any

from bot.fakes.telegram_calls import Call
from bot.fakes.telegram_chats import Wire
from bot.fakes.telegram_refusals import bad_request

_LONGEST = {"name": 64, "description": 512, "short_description": 120}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MOST_COMMANDS, _LONGEST_DESCRIPTION = 100, 256


class Profile:
    """A language that was not set falls back to the one without a name."""

    def __init__(self, name: str) -> None:
        self._words: dict[tuple[str, str], str] = {("name", ""): name}
        self._commands: dict[tuple[str, str], list[Wire]] = {}
        self._menu_buttons: dict[str, Wire] = {}

    def sets(self, field: str) -> Callable[[Call], bool]:
        def answer(call: Call) -> bool:
            words = call.text(field)
            if len(words) > _LONGEST[field]:
                raise bad_request(f"bot {field.replace('_', ' ')} is too long")
            self._words[field, call.text("language_code")] = words
            return True

        return answer

    def gets(self, field: str) -> Callable[[Call], Wire]:
        def answer(call: Call) -> Wire:
            own = self._words.get((field, call.text("language_code")))
            return {field: own or self._words.get((field, ""), "")}

        return answer

    def set_commands(self, call: Call) -> bool:
        commands = call.structure("commands")
        if not isinstance(commands, list) or len(commands) > _MOST_COMMANDS:
            raise bad_request("can't parse commands")
        for each in commands:
            if not _COMMAND.fullmatch(each["command"].removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(each["description"]) <= _LONGEST_DESCRIPTION:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self._commands[_scope(call)] = commands
        return True

    def commands(self, call: Call) -> list[Wire]:
        return self._commands.get(_scope(call), [])

    def set_menu_button(self, call: Call) -> bool:
        button: Any = call.structure("menu_button") or {"type": "default"}
        self._menu_buttons[call.text("chat_id")] = button
        return True

    def menu_button(self, call: Call) -> Wire:
        default = self._menu_buttons.get("", {"type": "default"})
        return self._menu_buttons.get(call.text("chat_id"), default)


def _scope(call: Call) -> tuple[str, str]:
    scope = call.structure("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), call.text("language_code")
