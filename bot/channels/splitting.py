"""Long texts in pieces that a platform takes, cut where a reader would pause."""

import re

_PAUSES = (re.compile(r"\n\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?]) "), re.compile(r" "))


def pieces(text: str, longest: int) -> list[str]:
    """At most `longest` characters each: cut at a paragraph, a line, a sentence, a word."""
    found = []
    while len(text) > longest:
        cut = _last_pause(text, longest)
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*found, text]


def _last_pause(text: str, longest: int) -> int:
    for pause in _PAUSES:
        ends = [match.end() for match in pause.finditer(text, 0, longest + 1)]
        fitting = [end for end in ends if longest // 3 < end <= longest]
        if fitting:
            return fitting[-1]
    return longest
