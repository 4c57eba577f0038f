"""How far the probabilities may be trusted: the temperature that makes them honest."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from bot.training.corpus import Line
from bot.training.fit import fit
from bot.training.noise import with_noise
from handlers.understanding.normalise import normalise

BINS = 10


class Bin(NamedTuple):
    """Answers of about the same confidence: how sure they were, how many were right."""

    confidence: float
    right: float
    answers: int


def temperature(lines: Sequence[Line]) -> float:
    """What the scores are divided by so that 70 % sure is right seven times in ten.

    Measured on the wording of strangers: each writer's lines, scored without that writer.
    """
    folds = [_strangers_scores(lines, batch) for batch in _writers(lines)]
    scores = np.concatenate([each for each, _ in folds])
    wanted = np.concatenate([each for _, each in folds])

    def surprise(heat: float) -> float:
        scaled = scores / heat
        scaled -= scaled.max(axis=1, keepdims=True)
        wholes = np.log(np.exp(scaled).sum(axis=1))
        return float((wholes - scaled[np.arange(len(wanted)), wanted]).mean())

    found = minimize_scalar(surprise, bounds=(0.2, 5.0), method="bounded")
    return round(float(found.x), 3)


def _writers(lines: Sequence[Line]) -> list[str]:
    """Those who wrote enough to stand for people."""
    counts = Counter(line.batch for line in lines)
    return sorted(batch for batch, count in counts.items() if count >= len(lines) / 5)


def _strangers_scores(
    lines: Sequence[Line], batch: str
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Scores of one writer's lines by a model that never saw them, and the right columns."""
    fitted = fit(with_noise(line for line in lines if line.batch != batch))
    new = [line for line in lines if line.batch == batch]
    columns = {intent: place for place, intent in enumerate(fitted.regression.classes_)}
    wanted = np.array([columns[line.intent] for line in new])
    return fitted.scores([normalise(line.said) for line in new]), wanted


def curve(confidences: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """The answers in ten steps of confidence; empty steps are left out."""
    steps: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, is_right in zip(confidences, right, strict=True):
        steps[min(int(confidence * BINS), BINS - 1)].append((confidence, is_right))
    return [
        Bin(
            sum(confidence for confidence, _ in step) / len(step),
            sum(is_right for _, is_right in step) / len(step),
            len(step),
        )
        for step in steps
        if step
    ]
