"""The n-grams of a normalised text, exactly as scikit-learn's TfidfVectorizer makes them."""

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

CHARACTERS = (2, 5)
WORDS = (1, 2)

_TOKEN = re.compile(r"(?u)\b\w\w+\b")


def characters(text: str) -> list[str]:
    """`analyzer="char_wb"`: inside words, a space on either side of each."""
    return [gram for word in text.split() for gram in _inside(word)]


@lru_cache(maxsize=4096)  # people use the same words
def _inside(word: str) -> tuple[str, ...]:
    grams: list[str] = []
    padded = f" {word} "
    length = len(padded)
    for size in range(CHARACTERS[0], CHARACTERS[1] + 1):
        if size >= length:
            grams.append(padded)
            break
        grams += [padded[start : start + size] for start in range(length - size + 1)]
    return tuple(grams)


def word_pairs(text: str) -> list[str]:
    """`analyzer="word"`: words of two letters and more, then pairs of them."""
    tokens = _TOKEN.findall(text)
    return [*tokens, *map(" ".join, _pairs(tokens))]


def _pairs(tokens: list[str]) -> Iterator[tuple[str, str]]:
    return itertools.pairwise(tokens)
