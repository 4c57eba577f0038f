"""What the whole understanding, guards and policy included, makes of lines with known intents."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.training.corpus import Line
from handlers.understanding.intents import Model
from handlers.understanding.policy import NOTHING, OFFERED, decision
from handlers.understanding.understand import judged


class Outcome(NamedTuple):
    """One line: what was understood, how sure, what would be done, which choices are offered."""

    line: Line
    intent: str
    confidence: float
    decision: str
    offered: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.intent == self.line.intent


class Score(NamedTuple):
    """Of one intent."""

    intent: str
    lines: int
    precision: float
    recall: float


@dataclass(frozen=True)
class Trial:
    """Every outcome, and the figures that are quoted."""

    outcomes: tuple[Outcome, ...]

    def share(self, *decisions: str, right: bool | None = None, offered: bool = False) -> float:
        """Of all lines: those decided so, right or wrong, or with the right one on offer."""
        chosen = [
            each
            for each in self.outcomes
            if each.decision in decisions
            and (right is None or each.right is right)
            and (not offered or each.line.intent in each.offered)
        ]
        return len(chosen) / max(1, len(self.outcomes))

    @property
    def top(self) -> float:
        return self.share("answer", "offer", "menu", right=True)

    @property
    def top_three(self) -> float:
        return self.share("answer", "offer", "menu", offered=True)

    @property
    def strangers_accepted(self) -> float:
        """Of the out-of-scope lines: those that are answered as if they asked for something."""
        strange = [each for each in self.outcomes if each.line.intent == NOTHING]
        taken = [each for each in strange if each.decision == "answer" and not each.right]
        return len(taken) / max(1, len(strange))

    def by_intent(self) -> list[Score]:
        wanted = Counter(each.line.intent for each in self.outcomes)
        heard = Counter(each.intent for each in self.outcomes)
        right = Counter(each.intent for each in self.outcomes if each.right)
        return [
            Score(
                intent,
                wanted[intent],
                right[intent] / max(1, heard[intent]),
                right[intent] / wanted[intent],
            )
            for intent in sorted(wanted)
        ]

    def confusions(self) -> list[tuple[str, str, int]]:
        """Wanted, heard instead, how often; the commonest first."""
        pairs = Counter((each.line.intent, each.intent) for each in self.outcomes if not each.right)
        return [(*pair, count) for pair, count in pairs.most_common()]


def tried(model: Model, lines: Sequence[Line]) -> Trial:
    return Trial(tuple(_outcome(model, line) for line in lines))


def _outcome(model: Model, line: Line) -> Outcome:
    ranking, _ = judged(line.said, model)
    offered = tuple(intent for intent, _ in ranking[:OFFERED])
    return Outcome(line, *ranking[0], decision(ranking), offered)
