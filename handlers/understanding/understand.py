"""What somebody wants: an intent, how sure, what to do about it, and whether danger comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from handlers.plain import plain
from handlers.programme_facts import Danger
from handlers.understanding import guards
from handlers.understanding.entities import Entities, entities
from handlers.understanding.intents import Model
from handlers.understanding.policy import (
    NOTHING,
    Decision,
    Ranking,
    beside,
    decision,
    is_sure,
    lifted,
    offered,
    ranked,
    torn,
    weightiest,
)
from handlers.understanding.sentences import asides, heard, meant, readings, sentences
from handlers.villages import Village
from handlers.words import LOCALES

__all__ = ["Entities", "Understood", "understand"]

WEIGHTS = Path(__file__).with_name("weights.bin")
ALTERNATIVES = 5
DEATHS = ("claim_death", "benefit_death")
NOT_ABOUT_INACTIVE = (*DEATHS, "card_lost", "card_number", NOTHING)


@dataclass(frozen=True)
class Understood:
    """`distress` is the kind of danger now (sea, hurt, self_harm, missing); it goes first.

    `also` is a second question of the message. Entities are read when they are first asked for.
    """

    text: str
    intent: str
    confidence: float
    alternatives: Ranking
    decision: Decision
    distress: Danger | None
    also: str | None
    today: date
    villages: Sequence[Village]

    @cached_property
    def entities(self) -> Entities:
        return entities(self.text, self.today, self.villages)


def understand(
    said: str, *, today: date, villages: Sequence[Village], language: str = "id"
) -> Understood:
    """Never fails, whatever was said; the time is bounded.

    A language without guards.toml is read as Indonesian, which its speakers write too.
    """
    text = plain(said)
    language = _readable(language)
    parts = sentences(text, language)
    ranking, danger = _judged(parts, model(), language)
    (intent, confidence), *others = ranking
    return Understood(
        text=text,
        intent=intent,
        confidence=confidence,
        alternatives=tuple(others[:ALTERNATIVES]),
        decision=decision(ranking),
        distress=danger,
        also=_second(parts, ranking, language) if danger is None else None,
        today=today,
        villages=villages,
    )


@lru_cache(maxsize=8)
def _readable(language: str) -> str:
    return language if (LOCALES / language / "guards.toml").is_file() else "id"


@lru_cache(maxsize=1)
def model() -> Model:
    return Model.load(WEIGHTS)


def judged(said: str, using: Model, language: str = "id") -> tuple[Ranking, Danger | None]:
    """All intents, best first, after the guards; and the danger that somebody is in."""
    return _judged(sentences(said, language), using, language)


def _judged(parts: list[list[str]], using: Model, language: str) -> tuple[Ranking, Danger | None]:
    words, asked = heard(parts), meant(parts, language)
    ranking = _ranking(asked, using, language)
    if danger := guards.danger(words, language):
        calm = "officer" if danger == "self_harm" else "report_accident"
        return lifted(ranking, calm), danger
    if topics := guards.topics(" ".join(asked), language):
        return offered(ranking, topics), None
    return _guarded(ranking, words, language), None


def _second(parts: list[list[str]], ranking: Ranking, language: str) -> str | None:
    """Another question beside the one that is answered."""
    if decision(ranking) != "answer":
        return None
    return beside(ranking[0][0], _scored(asides(parts, language), model()))


def _scored(texts: Sequence[str], using: Model) -> list[Ranking]:
    return [ranked(using.probabilities(each).items()) for each in texts]


def _ranking(parts: list[str], using: Model, language: str) -> Ranking:
    """Where nothing can be read, nothing is asked."""
    if not parts:
        others = (intent for intent in using.intents if intent != NOTHING)
        return ((NOTHING, 0.0), *((intent, 0.0) for intent in others))
    return weightiest(_scored(readings(parts, language), using))


def _guarded(ranking: Ranking, words: str, language: str) -> Ranking:
    """A question about the rule is one; a card or thing that is `mati` is no death.

    A plain question of guards.toml is what it says, where the classifier is not sure.
    """
    best = ranking[0][0]
    if not is_sure(ranking) and (intent := guards.phrase(words, language)):
        return lifted(ranking, intent)
    if guards.asks_for_rule(words, language) and not (best == "scam" and is_sure(ranking)):
        return lifted(ranking, "legal_basis")
    dead = guards.mati(words, language)
    if dead == "card" and best in NOT_ABOUT_INACTIVE:
        return lifted(ranking, "membership_status")
    if dead in ("card", "thing"):
        return ranked((name, 0.0 if name in DEATHS else share) for name, share in ranking)
    if dead == "unclear" and best == "claim_death":
        return torn(ranking, "membership_status")
    meant_instead = guards.elsewhere(words, best, language)
    if meant_instead is None:
        return ranking
    if meant_instead:
        return offered(ranking, meant_instead)
    return _guarded(
        ranked((n, 0.0 if n == best else share) for n, share in ranking), words, language
    )
