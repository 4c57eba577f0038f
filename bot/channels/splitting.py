"""Words for a platform: long texts in pieces cut where a reader would pause, choices as a list."""

import re
from collections.abc import Sequence

_PAUSES = (re.compile(r"\n\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?]) "), re.compile(r" "))


def pieces(text: str, longest: int) -> list[str]:
    """At most `longest` characters each: cut at a paragraph, a line, a sentence, a word."""
    found = []
    while len(text) > longest:
        cut = _last_pause(text, longest)
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*found, text]


def numbered(text: str, choices: Sequence[tuple[str, str]]) -> str:
    """For where nothing can be tapped: the number is typed."""
    lines = [f"{number}. {label}" for number, (label, _) in enumerate(choices, start=1)]
    return "\n".join([text, "", *lines]) if lines else text


def _last_pause(text: str, longest: int) -> int:
    for pause in _PAUSES:
        ends = [match.end() for match in pause.finditer(text, 0, longest + 1)]
        fitting = [end for end in ends if longest // 3 < end <= longest]
        if fitting:
            return fitting[-1]
    return longest
