"""A message -> its sentences in normalised words, and the pieces that are short enough to score."""

import re
from collections.abc import Iterator

from handlers.understanding.guards import BETWEEN, is_only_data, turns, without_denied
from handlers.understanding.normalise import masked, spelt_out

LONGEST = 150  # characters scored at once
MOST = 32  # pieces scored; 4,000 characters hold hardly more of that length

_END = re.compile(r"(?<=\?)(?!\?)|[.!]+(?=\s|$)|(?<=[a-z]{3})[.!](?=[a-z]{3})|[\n;]+")
_COMMA = re.compile(r",+(?!\d)")


def sentences(said: str, language: str) -> list[list[str]]:
    """Each as its clauses in normalised words."""
    found = []
    for sentence in _END.split(masked(said)):
        clauses = [
            turn
            for clause in _COMMA.split(sentence)
            for turn in turns(spelt_out(clause, language), language)
        ]
        if clauses:
            found.append(clauses)
    return found


def heard(parts: list[list[str]]) -> str:
    """All words, for the guards."""
    return BETWEEN.join(" ".join(clauses) for clauses in parts)


def meant(parts: list[list[str]], language: str) -> list[str]:
    """Sentences without the clauses that say what is not meant, and without bare data."""
    kept = (" ".join(without_denied(clauses, language)) for clauses in parts)
    return [sentence for sentence in kept if not is_only_data(sentence, language)]


def readings(parts: list[str]) -> list[str]:
    """What is scored: the whole message where it is short enough, and each sentence."""
    whole = " ".join(parts)
    pieces = [piece for part in parts for piece in _pieces(part)][:MOST]
    if len(whole) > LONGEST or len(pieces) <= 1:
        return pieces
    return [whole, *pieces]


def _pieces(sentence: str) -> Iterator[str]:
    """Cut between words; each piece begins with the second half of the one before."""
    words: list[str] = []
    fresh = False
    for word in sentence.split():
        if len(" ".join((*words, word))) > LONGEST and words:
            yield " ".join(words)
            words, fresh = words[(len(words) + 1) // 2 :], False
        words.append(word[:LONGEST])
        fresh = True
    if fresh:
        yield " ".join(words)
