"""Training lines as hasty thumbs would type them: a fixed seed gives the same copies each time."""

import random
import re
from collections.abc import Callable, Iterable, Iterator

from bot.training.corpus import Line
from handlers.words import words

COPIES = 3
SEED = 20_260_305
_VOWELS = re.compile(r"(?<=[a-z])[aiueo](?=[a-z])")
_SHORTEST = 4  # letters of a word that is bent


def with_noise(lines: Iterable[Line], copies: int = COPIES) -> list[Line]:
    """The lines themselves, each followed by its noisy copies."""
    dice = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    return [each for line in lines for each in (line, *_copies(line, copies, dice))]


def _copies(line: Line, copies: int, dice: random.Random) -> Iterator[Line]:
    for _ in range(copies):
        said = _politely(line.said.lower(), dice)
        yield line._replace(said=_bent(said, dice))


def _politely(said: str, dice: random.Random) -> str:
    known = words()["noise"]
    if dice.random() < 0.20:
        said = f"{dice.choice(known['before'])} {said}"
    if dice.random() < 0.20:
        said = f"{said} {dice.choice(known['after'])}"
    return said


def _bent(said: str, dice: random.Random) -> str:
    spelt = said.split()
    for place, word in enumerate(spelt):
        if len(word) >= _SHORTEST and word.isalpha() and dice.random() < 0.25:
            spelt[place] = dice.choice(_SLIPS)(word, dice)
    if len(spelt) > 2 and dice.random() < 0.15:
        place = dice.randrange(len(spelt) - 1)
        spelt[place : place + 2] = [spelt[place] + spelt[place + 1]]
    return " ".join(spelt)


def _without_vowel(word: str, dice: random.Random) -> str:
    return _VOWELS.sub(lambda vowel: "" if dice.random() < 0.6 else vowel[0], word)


def _doubled(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word))
    return word[:place] + word[place] + word[place:]


def _without_letter(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _swapped(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _neighbour(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word))
    near: str = words()["noise"]["neighbours"].get(word[place], word[place])
    return word[:place] + dice.choice(near) + word[place + 1 :]


def _split(word: str, dice: random.Random) -> str:
    place = dice.randrange(2, len(word) - 1)
    return f"{word[:place]} {word[place:]}"


def _ending(word: str, dice: random.Random) -> str:
    """`kartunya` -> `kartux`, `kartu` -> `kartunya`, `anak` -> `anak2`."""
    if word.endswith("nya"):
        return word[:-3] + dice.choice(("x", "na", " nya"))
    return word + dice.choice(("nya", "x", "mi", "ji"))


_SLIPS: tuple[Callable[[str, random.Random], str], ...] = (
    _without_vowel,
    _without_vowel,
    _doubled,
    _without_letter,
    _swapped,
    _neighbour,
    _split,
    _ending,
)
