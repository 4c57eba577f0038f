"""A few words without a subject of their own go on about the topic before: `gmn caranya`."""

from handlers.understanding.normalise import normalise
from handlers.words import words

_MOST_WORDS = 6


def follow_up(said: str, topic: str | None) -> str | None:
    """The intent that is meant; None where the message has a subject, or nothing went before."""
    meant = words()["follow_up"]["topics"].get(topic)
    named = aspect(said)
    if meant is None or named is None:
        return None
    intent: str | None = meant.get(named)
    return intent


def aspect(said: str) -> str | None:
    """What is asked of the topic (amount, duration, …), where the words ask of nothing else."""
    table = words()["follow_up"]
    spoken = normalise(said).replace("?", " ").split()
    if not 0 < len(spoken) <= _MOST_WORDS:
        return None
    aspects = {word: each for each, listed in table["aspects"].items() for word in listed}
    if any(word not in aspects and word not in table["filler"] for word in spoken):
        return None
    named = [word for word in spoken if word in aspects]
    strong = [word for word in named if word not in table["weak"]] or named
    return str(aspects[strong[0]]) if strong else None


def asks(said: str) -> bool:
    """True with a word that asks, or a question mark."""
    known = words()["follow_up"]["asks"]
    return any(word == "?" or word in known for word in normalise(said).split())
