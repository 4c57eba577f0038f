"""Exported weights -> probabilities of intents, with integers in place of numpy.

All weights of one n-gram stand side by side in one big integer, three bytes an intent, so that one
addition adds them for every intent at once: a tenth of the time of nested loops.
"""

import math
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from handlers.understanding.features import characters, word_pairs

VERSION = 1
ZERO = 128  # weights are stored as 1..255; this one means 0
_LANE = 3
_COMMON = math.log(10 / 3)  # of idf: in nine lines, where the rarest n-gram stands in two


class Block(msgspec.Struct, frozen=True):
    """One kind of n-gram; `rows` holds a byte for each n-gram and intent, n-gram after n-gram."""

    grams: str  # one a line
    idf: bytes  # float32 each
    rows: bytes


class Weights(msgspec.Struct, frozen=True):
    """The whole artefact, before compression."""

    version: int
    intents: tuple[str, ...]
    intercepts: tuple[float, ...]
    scales: tuple[float, ...]  # a stored step of weight, by intent
    temperature: float
    blocks: tuple[Block, Block]


class WeightsError(ValueError):
    """The file is no weights of this version: run `sapa train`."""


class _Scorer:
    """One block, unpacked for adding; an n-gram's big integer is made when it is first met."""

    def __init__(self, block: Block, intents: int) -> None:
        grams = block.grams.split("\n") if block.grams else []
        self.place = dict(zip(grams, range(len(grams)), strict=True))
        self.idf = array("f", block.idf)
        self.rows, self.intents = block.rows, intents
        self.met: dict[int, int] = {}

    def sums(self, grams: Iterable[str]) -> tuple[bytes, int, float]:
        """Little-endian lanes, how many rows were added, and one over the length of tf-idf."""
        idf, met = self.idf, self.met
        total, added, square = 0, 0, 0.0
        rows: dict[int, int] = Counter(map(self.place.get, grams))  # type: ignore[arg-type]
        rows.pop(None, None)  # type: ignore[call-overload]
        for row, count in rows.items():
            square += (count * idf[row]) ** 2
            added += count
            lanes = met.get(row) or self._meet(row)
            total += lanes if count == 1 else count * lanes
        width = _LANE * self.intents
        return total.to_bytes(width, "little"), added, 1 / math.sqrt(square) if square else 0.0

    def _meet(self, row: int) -> int:
        lanes = bytearray(_LANE * self.intents)
        lanes[::_LANE] = self.rows[row * self.intents : (row + 1) * self.intents]
        self.met[row] = int.from_bytes(lanes, "little")
        return self.met[row]


class Model:
    """Scores a normalised text."""

    def __init__(self, weights: Weights) -> None:
        self.intents = weights.intents
        self._intercepts, self._scales = weights.intercepts, weights.scales
        self._temperature = weights.temperature
        self._scorers = tuple(_Scorer(block, len(weights.intents)) for block in weights.blocks)

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Raises WeightsError where the file is missing, damaged or of another version."""
        try:
            return cls.read(path.read_bytes())
        except OSError as error:
            raise WeightsError(f"{path.name} cannot be read: run `sapa train`") from error

    @classmethod
    def read(cls, stored: bytes) -> "Model":
        try:
            weights = msgspec.msgpack.decode(zlib.decompress(stored), type=Weights)
        except (zlib.error, msgspec.MsgspecError) as error:
            raise WeightsError("the intent weights are damaged: run `sapa train`") from error
        if weights.version != VERSION:
            raise WeightsError("the intent weights are of another version: run `sapa train`")
        return cls(weights)

    def scores(self, text: str) -> list[float]:
        """Decision values in the order of `intents`."""
        values: Iterable[float] = self._intercepts
        for scorer, grams in zip(self._scorers, (characters(text), word_pairs(text)), strict=True):
            lanes, added, share = scorer.sums(grams)
            base = added * ZERO
            sums = (
                low + (middle << 8) + (high << 16) - base
                for low, middle, high in zip(lanes[::3], lanes[1::3], lanes[2::3], strict=True)
            )
            values = [
                value + sum_ * scale * share
                for value, sum_, scale in zip(values, sums, self._scales, strict=True)
            ]
        return list(values)

    def common_words(self) -> frozenset[str]:
        """Words that stand in about three utterances and their noisy copies, or in more."""
        scorer = self._scorers[1]
        rarest = max(scorer.idf, default=0.0)
        return frozenset(
            gram
            for gram, row in scorer.place.items()
            if " " not in gram and scorer.idf[row] <= rarest - _COMMON
        )

    def probabilities(self, text: str) -> dict[str, float]:
        """They add up to 1."""
        values = [value / self._temperature for value in self.scores(text)]
        highest = max(values)
        powers = [math.exp(value - highest) for value in values]
        whole = sum(powers)
        return {intent: power / whole for intent, power in zip(self.intents, powers, strict=True)}
