"""What is said where nothing could be answered: always with a way on, never a dead end."""

from dataclasses import replace

from handlers.answers.small_talk import FIRST_TOPICS, TOPICS
from handlers.conversation import Chat, Choice, Reply
from handlers.registry import answer_to

OFFERED = 3
BESIDE_LOCATION = ("office", "report_accident", "officer", "menu")
_FILES = ("voice", "photo", "document", "sticker", "location")


def not_understood(chat: Chat) -> Reply:
    return Reply(chat.text("unclear.menu"), chat.choices(*FIRST_TOPICS, "officer"))


def offer(chat: Chat) -> Reply:
    """The three likeliest topics to choose from."""
    said = chat.understood
    intents = [said.intent, *(intent for intent, _ in said.alternatives)]
    likely = [intent for intent in intents if intent in TOPICS]
    return Reply(chat.text("unclear.offer"), chat.choices(*likely[:OFFERED], "menu"))


def with_second_question(chat: Chat, replies: list[Reply]) -> list[Reply]:
    """What else the message asked, as the last choice of the last reply."""
    also = chat.understood.also
    if also is None or answer_to(also) is None or not replies:
        return replies
    *before, last = replies
    (second,) = chat.choices(also)
    if second in last.choices:
        return replies
    return [*before, replace(last, choices=(*last.choices, second))]


def nothing_to_read(chat: Chat, attachment: str | None) -> Reply:
    kind = attachment if attachment in _FILES else "other"
    key = f"file.{kind}" if attachment else "unclear.empty"
    topics = BESIDE_LOCATION if kind == "location" else FIRST_TOPICS
    return Reply(chat.text(key), chat.choices(*topics))


def cancelled(chat: Chat, *, was_open: bool) -> Reply:
    key = "form.cancelled" if was_open else "form.nothing_open"
    return Reply(chat.text(key), chat.choices(*FIRST_TOPICS))


def old_choice(chat: Chat) -> Reply:
    return Reply(chat.text("choice.old"), chat.choices("menu"))


def no_such_number(chat: Chat) -> Reply:
    """The list that was offered, once more."""
    offered = tuple(Choice(label, value) for label, value in chat.dialogue.offered)
    return Reply(chat.text("choice.no_such_number", count=len(offered)), offered)


def phone_noted(chat: Chat, *, known: bool) -> Reply:
    key = "phone.known" if known else "phone.unknown"
    return Reply(chat.text(key), chat.choices("membership_status", "card_number", "menu"))
