"""A few words without a subject of their own go on about the topic before: `gmn caranya`."""

from handlers.conversation import Chat
from handlers.understanding.normalise import normalise
from handlers.words import words

_MOST_WORDS = 6


def follow_up(chat: Chat) -> str | None:
    """The intent that is meant; None where the message has a subject, or nothing went before."""
    table = words()["follow_up"]
    meant = table["topics"].get(chat.dialogue.topic)
    if meant is None:
        return None
    spoken = normalise(chat.understood.text).replace("?", " ").split()
    if not 0 < len(spoken) <= _MOST_WORDS:
        return None
    aspects = {word: aspect for aspect, listed in table["aspects"].items() for word in listed}
    if any(word not in aspects and word not in table["filler"] for word in spoken):
        return None
    named = [aspects[word] for word in spoken if word in aspects]
    intent: str | None = meant.get(named[0]) if named else None
    return intent
