"""The exported weights say what scikit-learn says, and the committed ones are good enough."""

import zlib
from pathlib import Path

import msgspec
import numpy as np
import pytest

from bot.training.corpus import Line, corpus
from bot.training.fit import Fitted, compared, exported, fit
from bot.training.noise import with_noise
from bot.training.trial import tried
from handlers.understanding.features import characters, word_pairs
from handlers.understanding.intents import Model, Weights, WeightsError
from handlers.understanding.normalise import normalise
from handlers.understanding.understand import WEIGHTS, model

HERE = Path(__file__).parent
FEW = [line for n, line in enumerate(corpus()) if n % 12 == 0]


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return fit(FEW).at(0.8)


@pytest.mark.parametrize(
    "text",
    ["kartu saya hilang", "a", "ab abc", "", "?", "kapan ? 17 👍", "é日本 kapan", "x" * 40, "a  b"],
)
def test_features_are_scikit_learns(fitted: Fitted, text: str) -> None:
    by_letters, by_words = (each.build_analyzer() for each in fitted.vectorizers)

    assert sorted(characters(text)) == sorted(by_letters(text))
    assert sorted(word_pairs(text)) == sorted(by_words(text))


def test_export_scores_like_scikit_learn_on_2000_lines(fitted: Fitted) -> None:
    said = [line.said for line in with_noise(corpus()[::5], copies=1)][:2_000]

    found = compared(fitted, exported(fitted), said)

    assert found.lines >= 1_900
    assert found.same_intent >= 0.99
    assert found.largest_difference < 0.03


def test_the_same_lines_give_the_same_bytes(fitted: Fitted) -> None:
    assert exported(fit(FEW).at(0.8)) == exported(fitted)
    assert with_noise(FEW) == with_noise(FEW)


def test_the_temperature_softens(fitted: Fitted) -> None:
    sharp, soft = (Model.read(exported(fitted.at(heat))) for heat in (0.5, 2.0))

    highest = [max(each.probabilities("kartu saya hilang").values()) for each in (sharp, soft)]
    assert highest[0] > highest[1]


def test_probabilities_add_up_to_one() -> None:
    for line in corpus()[::50]:
        assert sum(model().probabilities(normalise(line.said)).values()) == pytest.approx(1)


DAMAGED = {
    "empty": b"",
    "not compressed": b"weights",
    "cut": WEIGHTS.read_bytes()[:-100],
    "other content": zlib.compress(b"{}"),
    "other version": zlib.compress(
        msgspec.msgpack.encode(
            msgspec.structs.replace(
                msgspec.msgpack.decode(zlib.decompress(WEIGHTS.read_bytes()), type=Weights),
                version=0,
            )
        )
    ),
}


@pytest.mark.parametrize("stored", DAMAGED.values(), ids=DAMAGED)
def test_damaged_weights_are_refused_with_the_way_out(stored: bytes, tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(stored)

    with pytest.raises(WeightsError, match="sapa train"):
        Model.load(path)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="sapa train"):
        Model.load(tmp_path / "weights.bin")


def test_committed_weights_are_small_and_know_every_taught_intent() -> None:
    assert WEIGHTS.stat().st_size < 3_000_000
    assert set(model().intents) == {line.intent for line in corpus()}


TARGETS = {"dev": (0.94, 0.98, 0.90, 0.02, 0.04), "test": (0.88, 0.95, 0.75, 0.04, 0.04)}


@pytest.mark.parametrize(("split", "bounds"), TARGETS.items(), ids=TARGETS)
def test_committed_weights_understand_strangers(
    split: str, bounds: tuple[float, float, float, float, float]
) -> None:
    top, top_three, right, wrong, strangers = bounds

    trial = tried(model(), corpus(HERE / split))

    assert trial.top >= top
    assert trial.top_three >= top_three
    assert trial.share("answer", right=True) >= right
    assert trial.share("answer", right=False) <= wrong
    assert trial.strangers_accepted <= strangers


def test_noise_bends_words_but_keeps_the_intent() -> None:
    lines = with_noise([Line("card_lost", "kartu saya hilang di laut kemarin")], copies=30)

    assert {line.intent for line in lines} == {"card_lost"}
    assert len(np.unique([line.said for line in lines])) > 20
