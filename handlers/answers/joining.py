"""What the programmes are, who may join, and how."""

from handlers.answers.law import basis, meanings
from handlers.answers.offices import department
from handlers.conversation import Chat, Reply
from handlers.registry import answers


@answers("programs")
def programs(chat: Chat) -> list[Reply]:
    ways = chat.choices("benefit_death", "benefit_accident", "menu")
    return [*meanings(chat), Reply(chat.text("programs"), ways)]


@answers("eligibility")
def eligibility(chat: Chat) -> list[Reply]:
    categories = "\n".join(f"- {each.label}" for each in chat.programme.categories if each.payer)
    text = chat.text("eligibility", categories=categories, regency=chat.programme.regency_title)
    ways = chat.choices("registration", "membership_status", "legal_basis", "menu")
    meant = meanings(chat, besides="eligibility")
    return [*meant, Reply(text + basis(chat, "eligibility"), ways)]


@answers("registration")
def registration(chat: Chat) -> list[Reply]:
    text = chat.text("registration", department=department(chat))
    ways = chat.choices("eligibility", "office", "officer", "menu")
    return [*meanings(chat), Reply(text, ways)]
