"""A message -> its sentences in normalised words, and the pieces that are short enough to score."""

import re
from collections.abc import Iterator

from handlers.understanding.guards import (
    BETWEEN,
    is_only_data,
    turns,
    without_data,
    without_denied,
)
from handlers.understanding.normalise import masked, spelt_out

LONGEST = 150  # characters scored at once
FEWEST_WORDS = 3  # of a clause that asks something by itself
MOST = 24  # pieces scored: about 2,000 characters, longer than any question
MOST_ASIDES = 8

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


def asides(parts: list[list[str]], language: str) -> list[str]:
    """Clauses of several words: a second question may hide in one."""
    clauses = [clause for sentence in parts for clause in without_denied(sentence, language)]
    long = [clause for clause in clauses if clause.count(" ") >= FEWEST_WORDS - 1]
    return long[:MOST_ASIDES] if len(clauses) > 1 else []


def readings(parts: list[str], language: str = "id") -> list[str]:
    """What is scored: the whole message where it is short enough, and each sentence.

    Beside numbers and dates also what is left without them: `nik 7407… masih aktif kah`.
    """
    whole = " ".join(parts)
    pieces = [piece for part in parts for piece in _pieces(part)][:MOST]
    bare = without_data(whole[: 2 * LONGEST], language)
    if bare:
        pieces.append(bare[:LONGEST])
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
