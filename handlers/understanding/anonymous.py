"""A message without what tells a person: what may be kept where KEEP_UNCLEAR is on."""

import re
from collections.abc import Sequence
from functools import lru_cache

from handlers.understanding.normalise import PLACEHOLDERS, masked, slang, spelt_out
from handlers.understanding.understand import model
from handlers.village_names import tokens_of
from handlers.villages import Village
from handlers.words import words

GAP = "…"
LONGEST = 300
_WORD = re.compile(r"[^\W_]+|\?")
_LONGEST_FIGURES = 2


def anonymous(said: str, villages: Sequence[Village], language: str = "id") -> str:
    """Lower-case words; numbers, names, places and every word that we do not know become `…`."""
    places, after_name = _places(tuple(villages)), False
    kept: list[str] = []
    for word in _WORD.findall(masked(said[:LONGEST])):
        known = word == "?" or (not (after_name or word in places) and _is_known(word, language))
        after_name = word in words(language)["anonymous"]["before_a_name"]
        if known:
            kept.append(word)
        elif kept[-1:] != [GAP]:
            kept.append(GAP)
    return " ".join(kept)


def _is_known(word: str, language: str) -> bool:
    if word in PLACEHOLDERS:
        return False
    if word.isdigit():
        return len(word) <= _LONGEST_FIGURES
    spelt = spelt_out(word, language).split()
    return word in slang(language) or all(part in _vocabulary() for part in spelt)


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """Words that several utterances hold, without the names among them."""
    return model().common_words() - frozenset(words()["anonymous"]["names"])


@lru_cache(maxsize=4)
def _places(villages: tuple[Village, ...]) -> frozenset[str]:
    named = (
        name
        for each in villages
        for name in (each.name, each.district, *each.spellings, *each.district_spellings)
    )
    common = words()["villages"]["common"]
    return frozenset(
        token for name in named for token in tokens_of(name) if token.isalpha()
    ).difference(common)
