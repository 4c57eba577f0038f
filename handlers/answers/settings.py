"""The language of the conversation."""

from dataclasses import replace

from handlers.conversation import Chat, Choice, Reply
from handlers.registry import answers


@answers("language")
def language(chat: Chat) -> Reply:
    """The programme's languages in its order, the default first."""
    codes = chat.programme.languages
    choices = tuple(Choice(chat.text(f"language.{code}"), f"lang:{code}") for code in codes)
    return Reply(chat.text("language.ask"), choices)


def speaking(chat: Chat, code: str) -> Chat | None:
    """The chat in that language from now on; None where the programme does not speak it."""
    if code not in chat.programme.languages:
        return None
    contact = chat.storage.conversations.speak(chat.contact, code)
    return replace(chat, contact=contact, words=chat.words.speaking(code))


def language_changed(chat: Chat) -> Reply:
    return Reply(chat.text("language.changed"), chat.choices("menu"))
