"""Ways to tell intents apart, each trained without one writer and tried on that writer's lines.

    .venv/bin/python -m benchmarks.understanding [--only NAME …] [--speed]

Prints the table that docs/understanding.md quotes; the whole of it takes about ten minutes.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from scipy.sparse import hstack
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bot.training.corpus import Line, corpus
from bot.training.fit import SEEN_AT_LEAST, STRENGTH
from bot.training.noise import with_noise
from handlers.understanding.features import CHARACTERS, WORDS
from handlers.understanding.normalise import normalise
from handlers.understanding.policy import MARGIN, NOTHING, SURE
from handlers.understanding.understand import understand

SPOKEN = (
    "assalamualaikum pak, suami sy nelayan di mola sdh meninggal bulan lalu, "
    "dokumen apa yg dibawa ke kantor"
)
WRITERS = ("a", "b", "c")
Shares = NDArray[np.float64]
System = Callable[[list[str], list[str], list[str]], tuple[Shares, list[str]]]


class Figures(NamedTuple):
    """Shares of all lines; `strangers` of the out-of-scope lines answered as a question."""

    top: float
    top_three: float
    answered_right: float
    answered_wrong: float
    strangers: float


def features() -> FeatureUnion:
    """The shipped n-grams."""
    tfidf = {"lowercase": False, "min_df": SEEN_AT_LEAST}
    return FeatureUnion(
        [
            ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=CHARACTERS, **tfidf)),
            ("words", TfidfVectorizer(analyzer="word", ngram_range=WORDS, **tfidf)),
        ]
    )


def regression(**options: Any) -> LogisticRegression:
    return LogisticRegression(**{"C": STRENGTH, "max_iter": 400, "tol": 1e-4, **options})


def piped(*steps: Any) -> System:
    """A scikit-learn pipeline as a system."""

    def system(said: list[str], intents: list[str], asked: list[str]) -> tuple[Shares, list[str]]:
        model = make_pipeline(*steps)
        model.fit(said, intents)
        return model.predict_proba(asked), list(model.classes_)

    return system


def hashed() -> FeatureUnion:
    options = {"lowercase": False, "n_features": 2**16, "alternate_sign": False}
    return FeatureUnion(
        [
            (
                "characters",
                HashingVectorizer(analyzer="char_wb", ngram_range=CHARACTERS, **options),
            ),
            ("words", HashingVectorizer(analyzer="word", ngram_range=WORDS, **options)),
        ]
    )


def two_stages(said: list[str], intents: list[str], asked: list[str]) -> tuple[Shares, list[str]]:
    """First whether the line is ours at all, then which intent."""
    grams = features()
    known, new = grams.fit_transform(said), grams.transform(asked)
    ours = np.array([intent != NOTHING for intent in intents])
    scope = regression(class_weight="balanced").fit(known, ours)
    inside = scope.predict_proba(new)[:, 1:]
    which = regression().fit(known[ours], np.array(intents)[ours])
    shares = np.hstack([which.predict_proba(new) * inside, 1 - inside])
    return shares, [*which.classes_, NOTHING]


def nearest(said: list[str], intents: list[str], asked: list[str]) -> tuple[Shares, list[str]]:
    """The likest utterance of each intent, by rapidfuzz."""
    classes = sorted(set(intents))
    likeness = process.cdist(asked, said, scorer=fuzz.token_sort_ratio, dtype=np.float32)
    best = np.zeros((len(asked), len(classes)))
    of = np.array(intents)
    for place, intent in enumerate(classes):
        best[:, place] = likeness[:, of == intent].max(axis=1)
    shares = np.exp(best / 6)
    return shares / shares.sum(axis=1, keepdims=True), classes


def blended(said: list[str], intents: list[str], asked: list[str]) -> tuple[Shares, list[str]]:
    ours, classes = piped(features(), regression())(said, intents, asked)
    likest, _ = nearest(said, intents, asked)
    return 0.8 * ours + 0.2 * likest, classes


def clustered(said: list[str], intents: list[str], asked: list[str]) -> tuple[Shares, list[str]]:
    """Words that stand beside the same words in our own lines share a cluster: one more feature."""
    counts = CountVectorizer(lowercase=False, min_df=3)
    beside = counts.fit_transform(said)
    together = normalize(np.log1p((beside.T @ beside).toarray()))
    places = TruncatedSVD(60, random_state=1).fit_transform(together)
    numbers = KMeans(200, random_state=1, n_init=1).fit_predict(normalize(places))
    cluster = dict(zip(counts.get_feature_names_out(), numbers, strict=True))

    def in_clusters(lines: list[str]) -> list[str]:
        return [" ".join(f"k{cluster[w]}" for w in line.split() if w in cluster) for line in lines]

    grams, groups = features(), TfidfVectorizer(min_df=2)
    known = hstack([grams.fit_transform(said), groups.fit_transform(in_clusters(said))], "csr")
    new = hstack([grams.transform(asked), groups.transform(in_clusters(asked))], "csr")
    model = regression().fit(known, intents)
    return model.predict_proba(new), list(model.classes_)


class Tried(NamedTuple):
    """A system and how its lines are prepared."""

    system: System
    normalised: bool = True
    copies: int = 1  # noisy copies of a line; the shipped three change little and take long


SHIPPED = piped(features(), regression())
SYSTEMS = {
    "shipped, three noisy copies": Tried(SHIPPED, copies=3),
    "one noisy copy": Tried(SHIPPED),
    "no noisy copies": Tried(SHIPPED, copies=0),
    "raw text": Tried(SHIPPED, normalised=False),
    "C = 10": Tried(piped(features(), regression(C=10))),
    "C = 100": Tried(piped(features(), regression(C=100))),
    "class weights": Tried(piped(features(), regression(class_weight="balanced"))),
    "calibrated linear SVM": Tried(
        piped(features(), CalibratedClassifierCV(LinearSVC(C=0.5), cv=3))
    ),
    "complement naive Bayes": Tried(piped(features(), ComplementNB(alpha=0.3))),
    "hashing, 2 x 65,536": Tried(piped(hashed(), regression())),
    "scope first, then intent": Tried(two_stages),
    "nearest utterance (rapidfuzz)": Tried(nearest, copies=0),
    "80 % shipped + 20 % nearest": Tried(blended),
    "word clusters of our corpus": Tried(clustered),
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", nargs="*", default=list(SYSTEMS), choices=list(SYSTEMS))
    asked.add_argument("--speed", action="store_true", help="time one message instead")
    options = asked.parse_args()
    if options.speed:
        _speed()
        return
    print("| system | top-1 | top-3 | answered right | answered wrong | strangers answered |")
    print("|---|---|---|---|---|---|", flush=True)
    for name in options.only:
        with threadpool_limits(limits=1):
            found = [_figures(SYSTEMS[name], *fold) for fold in _folds(corpus())]
        means = [statistics.fmean(values) for values in zip(*found, strict=True)]
        print(f"| {name} | {' | '.join(f'{mean:.3f}' for mean in means)} |", flush=True)


def _folds(lines: Sequence[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    for writer in WRITERS:
        known = [line for line in lines if line.batch != writer]
        yield known, [line for line in lines if line.batch == writer]


def _figures(tried: Tried, known: list[Line], new: list[Line]) -> Figures:
    words = normalise if tried.normalised else str.lower
    lines = with_noise(known, tried.copies)
    shares, classes = tried.system(
        [words(line.said) for line in lines],
        [line.intent for line in lines],
        [words(line.said) for line in new],
    )
    wanted = np.array([classes.index(line.intent) for line in new])
    shares = _honest(np.log(shares + 1e-9), wanted)
    order = np.argsort(-shares, axis=1)
    first, second = (np.take_along_axis(shares, order[:, [n]], 1)[:, 0] for n in (0, 1))
    answered = (first >= SURE) & (first - second >= MARGIN)
    right = order[:, 0] == wanted
    strange = wanted == classes.index(NOTHING)
    return Figures(
        right.mean(),
        (order[:, :3] == wanted[:, None]).any(axis=1).mean(),
        (answered & right).mean(),
        (answered & ~right).mean(),
        (answered & ~right & strange).sum() / strange.sum(),
    )


def _honest(scores: Shares, wanted: NDArray[np.int64]) -> Shares:
    """At the temperature that suits the system best, so that the policy treats all alike."""

    def at(heat: float) -> Shares:
        powers = np.exp((scores - scores.max(axis=1, keepdims=True)) / heat)
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    rows = np.arange(len(wanted))
    heats = np.geomspace(0.1, 5.0, 40)
    return at(min(heats, key=lambda heat: -np.log(at(heat)[rows, wanted] + 1e-12).mean()))


def _speed() -> None:
    day = date(2026, 3, 5)
    understand(SPOKEN, today=day, villages=())
    times = []
    for _ in range(2_000):
        start = time.perf_counter()
        understand(SPOKEN, today=day, villages=())
        times.append(1_000 * (time.perf_counter() - start))
    median, slow = statistics.median(times), statistics.quantiles(times, n=100)[98]
    print(f"{len(SPOKEN)} characters: median {median:.2f} ms, p99 {slow:.2f} ms")


if __name__ == "__main__":
    main()
