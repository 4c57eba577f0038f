"""The utterances: enough of them, truly different, each under one intent."""

from collections import Counter
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from bot.training.corpus import Line, corpus
from handlers.understanding.normalise import normalise

HERE = Path(__file__).parent
LIKENESS = 85
FEWEST = 100
FEWEST_OUT_OF_SCOPE = 600

INTENTS = {
    *("greeting", "thanks", "goodbye", "menu", "membership_status", "card_number", "card_lost"),
    *("coverage_period", "renewal", "contribution_amount", "contribution_payer", "eligibility"),
    *("registration", "programs", "benefit_death", "benefit_accident", "report_accident"),
    *("claim_death", "claim_documents", "heirs", "claim_status", "scholarship", "office"),
    *("officer", "change_data", "legal_basis", "privacy", "delete_data", "unsubscribe"),
    *("subscribe", "scam", "language", "out_of_scope"),
}
TAUGHT = corpus()
HELD_OUT = {split: corpus(HERE / split) for split in ("dev", "test")}


def test_every_intent_is_taught_and_tried() -> None:
    for lines in (TAUGHT, *HELD_OUT.values()):
        assert {line.intent for line in lines} == INTENTS


def test_every_intent_has_enough_utterances() -> None:
    counts = Counter(line.intent for line in TAUGHT)

    few = {intent: counts[intent] for intent in INTENTS if counts[intent] < FEWEST}
    assert not few
    assert counts["out_of_scope"] >= FEWEST_OUT_OF_SCOPE


def test_no_line_stands_twice() -> None:
    lines = [*TAUGHT, *HELD_OUT["dev"], *HELD_OUT["test"]]
    counts = Counter(normalise(line.said) for line in lines)

    assert [said for said, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_utterances_of_an_intent_are_truly_different(intent: str) -> None:
    said = [normalise(line.said) for line in TAUGHT if line.intent == intent]

    assert _alike(said, said) == []


@pytest.mark.parametrize("split", HELD_OUT)
def test_what_is_held_out_was_never_taught(split: str) -> None:
    taught = [normalise(line.said) for line in TAUGHT]
    if split == "test":
        taught += [normalise(line.said) for line in HELD_OUT["dev"]]

    assert _alike([normalise(line.said) for line in HELD_OUT[split]], taught) == []


@pytest.mark.parametrize("line", TAUGHT[::40], ids=lambda line: line.said)
def test_utterances_are_short_and_hold_no_real_number(line: Line) -> None:
    assert len(line.said) <= 300
    assert "nomornik" not in normalise(line.said)


def _alike(said: list[str], others: list[str]) -> list[tuple[str, str]]:
    scores = process.cdist(said, others, scorer=fuzz.ratio, score_cutoff=LIKENESS + 0.001)
    pairs = zip(*scores.nonzero(), strict=True)
    return [(said[a], others[b]) for a, b in pairs if said is not others or a < b]
