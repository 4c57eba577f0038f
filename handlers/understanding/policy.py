"""From shares of intents to what is done: answer, offer three, or show the menu."""

from collections.abc import Iterable, Sequence
from typing import Literal

Decision = Literal["answer", "offer", "menu"]
Ranking = tuple[tuple[str, float], ...]

SURE = 0.75
MARGIN = 0.50
SURE_STRANGE = 0.85  # whoever is told that it is not our subject goes away
STRANGE = 0.10  # more of a share for out of scope, and no question is answered unasked
WORTH_OFFERING = 0.15
OFFERED = 3
NOTHING = "out_of_scope"
CHATTER = ("greeting", "thanks", "goodbye", NOTHING)
ABOUT_A_DEATH = ("claim_documents", "claim_status", "heirs", "scholarship", "benefit_death")


def decision(ranking: Ranking) -> Decision:
    """What is done with the best intent, on its share and its lead."""
    if is_sure(ranking):
        return "answer"
    return "offer" if ranking[0][1] >= WORTH_OFFERING else "menu"


def is_sure(ranking: Ranking) -> bool:
    (best, share), (_, next_share) = ranking[:2]
    if best == NOTHING:
        return share >= SURE_STRANGE
    strange = dict(ranking).get(NOTHING, 0.0) > STRANGE
    return share >= SURE and share - next_share >= MARGIN and not strange


def beside(first: str, readings: Sequence[Ranking]) -> str | None:
    """A second question of the message: of the parts that surely ask another, the surest.

    A death is told more often than claimed: it comes after what is asked.
    """
    others = [each for each in readings if is_sure(each) and each[0][0] not in (first, *CHATTER)]
    surest = max(others, key=lambda each: (each[0][0] != "claim_death", each[0][1]), default=None)
    return surest[0][0] if surest else None


def weightiest(readings: Sequence[Ranking]) -> Ranking:
    """Of the whole message (first) and its sentences: accident, death, fraud, then the rest.

    A death is only told, not claimed, where the whole message asks about what follows from one.
    """
    whole = readings[0]
    sure = [each for each in readings if is_sure(each)]
    for intent in ("report_accident", "claim_death", "scam"):
        urgent = [each for each in sure if each[0][0] == intent]
        told = intent == "claim_death" and is_sure(whole) and whole[0][0] in ABOUT_A_DEATH
        if urgent and not told:
            return urgent[0]
    asking = [each for each in sure if each[0][0] not in CHATTER]
    if whole in asking or (is_sure(whole) and not asking and whole[0][0] != NOTHING):
        return whole
    return max(asking or readings, key=lambda each: (each[0][0] not in CHATTER, each[0][1]))


def lifted(ranking: Ranking, intent: str) -> Ranking:
    """The same ranking with one intent as good as certain."""
    share = max(0.9, dict(ranking).get(intent, 0.0))
    others = (pair for pair in ranking if pair[0] != intent)
    return ((intent, share), *ranked(others, whole=1 - share))


def offered(ranking: Ranking, intents: Sequence[str]) -> Ranking:
    """The same with these first, each too weak to be answered unasked."""
    first = ((intent, 0.3 - 0.01 * place) for place, intent in enumerate(intents))
    rest = [pair for pair in ranking if pair[0] not in intents]
    chosen = tuple(first)
    return (*chosen, *ranked(rest, whole=1 - sum(share for _, share in chosen)))


def torn(ranking: Ranking, intent: str) -> Ranking:
    """The first and another share what both had, so that neither is answered unasked."""
    first, both = ranking[0][0], ranking[0][1] + dict(ranking)[intent]
    rest = (pair for pair in ranking if pair[0] not in (first, intent))
    return ((first, both / 2), (intent, both / 2), *rest)


def ranked(shares: Iterable[tuple[str, float]], whole: float = 1.0) -> Ranking:
    """Best first; the values add up to `whole`."""
    found = sorted(shares, key=lambda pair: -pair[1])
    total = sum(value for _, value in found) or 1.0
    return tuple((name, value * whole / total) for name, value in found)
