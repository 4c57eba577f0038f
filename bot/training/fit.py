"""Utterances -> a fitted classifier -> the weights that handlers/understanding/intents.py reads."""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import msgspec
import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bot.training.corpus import Line
from handlers.understanding.features import CHARACTERS, WORDS
from handlers.understanding.intents import VERSION, ZERO, Block, Model, Weights
from handlers.understanding.normalise import normalise
from handlers.understanding.policy import NOTHING

STRENGTH = 30.0  # C of the regression
STRANGERS = 0.3  # out of scope is met less often than in the corpus, where it is every fifth line
SEEN_AT_LEAST = 2  # lines that an n-gram must stand in
_STEPS = 127


@dataclass(frozen=True)
class Fitted:
    """scikit-learn's own objects; `temperature` softens its probabilities."""

    vectorizers: tuple[TfidfVectorizer, TfidfVectorizer]
    regression: LogisticRegression
    temperature: float = 1.0

    def at(self, temperature: float) -> "Fitted":
        return replace(self, temperature=temperature)

    def features(self, texts: Sequence[str]) -> csr_matrix:
        return hstack([each.transform(texts) for each in self.vectorizers], format="csr")

    def scores(self, texts: Sequence[str]) -> Any:
        """Decision values of normalised texts: a row a text, a column an intent."""
        return self.regression.decision_function(self.features(texts))


def fit(lines: Sequence[Line], seen_at_least: int = SEEN_AT_LEAST) -> Fitted:
    """One thread, so that the same lines give the same bytes."""
    texts = [normalise(line.said) for line in lines]
    vectorizers = (
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=CHARACTERS, lowercase=False, min_df=seen_at_least
        ),
        TfidfVectorizer(analyzer="word", ngram_range=WORDS, lowercase=False, min_df=seen_at_least),
    )
    with threadpool_limits(limits=1):
        features = hstack([each.fit_transform(texts) for each in vectorizers], format="csr")
        regression = LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-4)
        regression.fit(features, [line.intent for line in lines])
    regression.intercept_[regression.classes_ == NOTHING] += math.log(STRANGERS)
    return Fitted(vectorizers, regression)


class Compared(NamedTuple):
    """Export and scikit-learn on the same lines: share of equal intents, largest difference."""

    lines: int
    same_intent: float
    largest_difference: float


def compared(fitted: Fitted, stored: bytes, said: Sequence[str]) -> Compared:
    """How far eight-bit weights are from those that were fitted, in probabilities."""
    texts = [normalise(each) for each in said]
    model = Model.read(stored)
    ours = np.array([list(model.probabilities(text).values()) for text in texts])
    scores = fitted.scores(texts) / fitted.temperature
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    theirs = powers / powers.sum(axis=1, keepdims=True)
    same = ours.argmax(axis=1) == theirs.argmax(axis=1)
    return Compared(len(texts), float(same.mean()), float(np.abs(ours - theirs).max()))


def exported(fitted: Fitted) -> bytes:
    """The same bytes for the same fit."""
    idf = np.concatenate([each.idf_ for each in fitted.vectorizers])
    weights = fitted.regression.coef_ * idf  # a row an intent
    scales = np.abs(weights).max(axis=1) / _STEPS
    stored = (np.rint(weights / scales[:, None]) + ZERO).astype(np.uint8).T
    blocks, start = [], 0
    for vectorizer in fitted.vectorizers:
        grams = vectorizer.get_feature_names_out()
        end = start + len(grams)
        blocks.append(
            Block(
                grams="\n".join(grams),
                idf=vectorizer.idf_.astype("<f4").tobytes(),
                rows=np.ascontiguousarray(stored[start:end]).tobytes(),
            )
        )
        start = end
    whole = Weights(
        version=VERSION,
        intents=tuple(map(str, fitted.regression.classes_)),
        intercepts=tuple(map(float, fitted.regression.intercept_)),
        scales=tuple(map(float, scales)),
        temperature=fitted.temperature,
        blocks=(blocks[0], blocks[1]),
    )
    return zlib.compress(msgspec.msgpack.encode(whole), 9)
