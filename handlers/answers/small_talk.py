"""Greeting, menu, thanks, goodbye, and what is not our subject."""

from handlers.conversation import Chat, Reply
from handlers.registry import answers

TOPICS = (
    "membership_status",
    "card_number",
    "coverage_period",
    "renewal",
    "claim_death",
    "report_accident",
    "claim_status",
    "claim_documents",
    "heirs",
    "scholarship",
    "benefit_death",
    "benefit_accident",
    "programs",
    "contribution_payer",
    "contribution_amount",
    "eligibility",
    "registration",
    "card_lost",
    "change_data",
    "office",
    "officer",
    "scam",
    "privacy",
    "delete_data",
    "legal_basis",
    "unsubscribe",
    "subscribe",
    "language",
)
FIRST_TOPICS = ("membership_status", "card_number", "claim_death", "report_accident", "menu")


@answers("greeting")
def greeting(chat: Chat) -> Reply:
    text = chat.text("greeting", regency=chat.programme.regency_title)
    return Reply(text, chat.choices(*FIRST_TOPICS))


@answers("menu")
def menu(chat: Chat) -> Reply:
    return Reply(chat.text("menu"), chat.choices(*TOPICS))


@answers("thanks")
def thanks(chat: Chat) -> Reply:
    return Reply(chat.text("thanks"), chat.choices("menu"))


@answers("goodbye")
def goodbye(chat: Chat) -> Reply:
    return Reply(chat.text("goodbye"))


@answers("out_of_scope")
def out_of_scope(chat: Chat) -> Reply:
    return Reply(chat.text("out_of_scope"), chat.choices(*FIRST_TOPICS, "officer"))
