"""Ways to tell intents apart, each trained without one writer and tried on that writer's lines.

    .venv/bin/python -m benchmarks.understanding [--only NAME …] [--policy] [--curve] [--speed]

Prints the tables that docs/understanding.md quotes: systems, costs of thresholds, learning curve,
speed; all of it takes about a quarter of an hour.
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

from benchmarks.keywords import heard_by_rule
from bot.training.corpus import Line, corpus
from bot.training.fit import SEEN_AT_LEAST, STRANGERS, STRENGTH, exported, fit
from bot.training.noise import with_noise
from handlers.understanding.features import CHARACTERS, WORDS
from handlers.understanding.intents import Model
from handlers.understanding.normalise import normalise
from handlers.understanding.policy import MARGIN, NOTHING, STRANGE, SURE, SURE_STRANGE
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


def ruled(said: list[str], intents: list[str], asked: list[str]) -> tuple[Shares, list[str]]:
    """Keyword rules learn nothing: one intent, surely, and no second choice."""
    classes = sorted(set(intents))
    shares = np.zeros((len(asked), len(classes)))
    for row, words in enumerate(asked):
        shares[row, classes.index(heard_by_rule(words))] = 1
    return shares, classes


class Tried(NamedTuple):
    """A system and how its lines are prepared."""

    system: System
    normalised: bool = True
    always: bool = False  # answers whatever it heard
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
    "keyword rules": Tried(ruled, always=True, copies=0),
    "nearest utterance (rapidfuzz)": Tried(nearest, copies=0),
    "80 % shipped + 20 % nearest": Tried(blended),
    "word clusters of our corpus": Tried(clustered),
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", nargs="*", default=list(SYSTEMS), choices=list(SYSTEMS))
    asked.add_argument("--policy", action="store_true", help="only the cost of thresholds")
    asked.add_argument("--curve", action="store_true", help="only the learning curve")
    asked.add_argument("--speed", action="store_true", help="only the speed")
    options = asked.parse_args()
    parts = {"policy": _policy, "curve": _curve, "speed": _speed}
    chosen = [part for name, part in parts.items() if getattr(options, name)]
    if not chosen:
        _systems(options.only)
    with threadpool_limits(limits=1):
        for part in chosen or parts.values():
            part()


def _systems(names: Sequence[str]) -> None:
    print("| system | top-1 | top-3 | answered right | answered wrong | strangers answered |")
    print("|---|---|---|---|---|---|", flush=True)
    for name in names:
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
    scores = np.log(shares + 1e-9)
    scores[:, classes.index(NOTHING)] += np.log(STRANGERS)
    shares = _honest(scores, wanted)
    order = np.argsort(-shares, axis=1)
    first, second = (np.take_along_axis(shares, order[:, [n]], 1)[:, 0] for n in (0, 1))
    right = order[:, 0] == wanted
    nothing = classes.index(NOTHING)
    strange = wanted == nothing
    answered = (first >= SURE) & (first - second >= MARGIN) & (shares[:, nothing] <= STRANGE)
    answered = np.where(order[:, 0] == nothing, first >= SURE_STRANGE, answered) | tried.always
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


THRESHOLDS = ((0.5, 0.25, 1.0, 0.5), (0.65, 0.4, 0.1, 0.85), (0.75, 0.5, 0.1, 0.85),
              (0.75, 0.5, 0.05, 0.85), (0.85, 0.7, 0.1, 0.9))  # fmt: skip
WRONG, OFFERED = 5, 1  # what an answer that misleads and one more tap cost
STEPS = (10, 20, 40, 60, 80)


def _policy() -> None:
    """Thresholds by their cost, each writer's lines heard by a model that never saw them."""
    heard = [_heard(*fold) for fold in _folds(corpus())]
    print("\n| sure | lead | strange | sure it is strange | right | wrong | strangers | cost |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for limits in THRESHOLDS:
        found = [_cost(shares, wanted, nothing, limits) for shares, wanted, nothing in heard]
        means = [statistics.fmean(values) for values in zip(*found, strict=True)]
        print(f"| {' | '.join(map(str, limits))} | {' | '.join(f'{m:.3f}' for m in means)} |")


def _heard(known: list[Line], new: list[Line]) -> tuple[Shares, NDArray[np.int64], int]:
    fitted = fit(with_noise(known, copies=1))
    classes = list(fitted.regression.classes_)
    wanted = np.array([classes.index(line.intent) for line in new])
    scores = np.asarray(fitted.scores([normalise(line.said) for line in new]))
    return _honest(scores, wanted), wanted, classes.index(NOTHING)


def _cost(
    shares: Shares, wanted: NDArray[np.int64], nothing: int, limits: tuple[float, ...]
) -> tuple[float, float, float, float]:
    sure, lead, strange, sure_strange = limits
    order = np.argsort(-shares, axis=1)
    first, second = (np.take_along_axis(shares, order[:, [n]], 1)[:, 0] for n in (0, 1))
    answered = (first >= sure) & (first - second >= lead) & (shares[:, nothing] <= strange)
    answered = np.where(order[:, 0] == nothing, first >= sure_strange, answered)
    right, strangers = order[:, 0] == wanted, wanted == nothing
    offered = ((order[:, :3] == wanted[:, None]).any(axis=1) | strangers) & ~answered
    wrong, lost = answered & ~right, ~answered & ~offered
    cost = WRONG * wrong.mean() + OFFERED * offered.mean() + 2 * OFFERED * lost.mean()
    taken = (wrong & strangers).sum() / strangers.sum()
    return (answered & right).mean(), wrong.mean(), taken, cost


def _curve() -> None:
    """By utterances an intent of the writers that are known: is it still rising?"""
    print(
        "\n| utterances an intent | top-1 | top-3 | answered right | answered wrong | strangers |"
    )
    print("|---|---|---|---|---|---|", flush=True)
    for most in (*STEPS, len(corpus())):
        found = [
            _figures(SYSTEMS["one noisy copy"], _first(known, most), new)
            for known, new in _folds(corpus())
        ]
        means = [statistics.fmean(values) for values in zip(*found, strict=True)]
        name = most if most in STEPS else "all"
        print(f"| {name} | {' | '.join(f'{mean:.3f}' for mean in means)} |", flush=True)


def _first(lines: Sequence[Line], most: int) -> list[Line]:
    """So many of each intent, spread over its writers; of out of scope three times as many."""
    kept = []
    for intent in {line.intent: None for line in lines}:
        mine = [line for line in lines if line.intent == intent]
        count = most * 3 if intent == NOTHING else most
        step = max(1.0, len(mine) / count)
        kept += [mine[int(place * step)] for place in range(min(count, len(mine)))]
    return kept


def _speed() -> None:
    day = date(2026, 3, 5)
    print(f"\n{len(SPOKEN)} characters, understood: {_timed(lambda: _understood(SPOKEN, day))}")
    lines = corpus()
    words = [normalise(line.said) for line in lines[::20]]
    fitted = fit(with_noise(lines, copies=0))
    known = [normalise(line.said) for line in lines]
    ours = Model.read(exported(fitted))
    systems: dict[str, Callable[[str], object]] = {
        "exported weights": ours.probabilities,
        "scikit-learn's predict": lambda said: fitted.regression.predict(fitted.features([said])),
        "nearest utterance (rapidfuzz)": lambda said: process.extractOne(
            said, known, scorer=fuzz.token_sort_ratio
        ),
        "keyword rules": heard_by_rule,
    }
    print("\n| system | messages a second on one core | against ours |\n|---|---|---|")
    rates = {name: _rate(system, words) for name, system in systems.items()}
    for name, rate in rates.items():
        print(f"| {name} | {rate:,.0f} | {rate / rates['exported weights']:.2f} |", flush=True)


def _understood(said: str, day: date) -> object:
    return understand(said, today=day, villages=())


def _timed(act: Callable[[], object], times: int = 2_000) -> str:
    act()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(1_000 * (time.perf_counter() - start))
    slow = statistics.quantiles(taken, n=100)[98]
    return f"median {statistics.median(taken):.2f} ms, p99 {slow:.2f} ms"


def _rate(system: Callable[[str], object], words: Sequence[str]) -> float:
    for each in words:
        system(each)
    start = time.perf_counter()
    for each in words:
        system(each)
    return len(words) / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
