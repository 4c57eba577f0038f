"""Typed words that pick an offered choice, or that are a command."""

import re
import tomllib
from functools import lru_cache
from typing import Any, Literal, cast

from rapidfuzz import fuzz, process

from handlers import asking
from handlers.conversation import Chat
from handlers.plain import plain
from handlers.words import LOCALES

Command = Literal["start", "menu", "cancel", "back", "stop", "stop_all", "resume"]
OfficerOrder = Literal["desk", "leave"]
_NUMBER = re.compile(r"(?:(?:no|nomor|nmr|nomer|pilih|pilihan|yang|yg|angka)\W*)*(\d{1,2})\W*")
_LABEL_LIKENESS = 90
_SHORTEST_FUZZY = 5
_DIGITS = 9  # what both databases take


def command(text: str) -> Command | None:
    """The order that the whole message is, if it is one; `/start` may carry a payload."""
    return _commands().get(_bare(text.split(maxsplit=1)[0] if text.startswith("/") else text))


def officer_order(text: str) -> OfficerOrder | None:
    """What the whole message orders where a joined officer says it."""
    said = _bare(text)
    listed = _table()["officer"].items()
    return next((cast(OfficerOrder, name) for name, words in listed if said in words), None)


def picked(chat: Chat, text: str) -> str | None:
    """What a typed number or label of an offered choice means, a `/topic`, or a fixed phrase."""
    if text.startswith("/") and (topic := _table()["topics"].get(_bare(text))):
        return f"go:{topic}"
    offered = chat.dialogue.offered
    said = _bare(plain(text))
    if phrase := _table()["phrases"].get(said):
        return str(phrase)
    if not offered or not said:
        return None
    number = _NUMBER.fullmatch(said)
    if number and not asking.numbers_are_answers(chat):
        place = int(number[1])
        return offered[place - 1][1] if 1 <= place <= len(offered) else None
    labels = {_bare(plain(label)): value for label, value in offered}
    if said in labels:
        return labels[said]
    if len(said) < _SHORTEST_FUZZY:
        return None
    near = process.extractOne(said, labels, scorer=fuzz.ratio, score_cutoff=_LABEL_LIKENESS)
    return labels[near[0]] if near else None


def out_of_range(chat: Chat, text: str) -> bool:
    """A bare number beyond what was offered."""
    number = _NUMBER.fullmatch(_bare(text))
    return bool(number and chat.dialogue.offered and not asking.numbers_are_answers(chat))


def number(said: str) -> int | None:
    """A figure in a choice's value; None for all else: anybody may send any value."""
    return int(said) if said.isdecimal() and len(said) <= _DIGITS else None


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


@lru_cache(maxsize=1)
def _commands() -> dict[str, Command]:
    return {word: cast(Command, name) for name, listed in _table()["words"].items()
            for word in listed}  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((LOCALES / "id" / "commands.toml").read_text(encoding="utf-8"))
