"""Which of the kept cases is meant."""

from handlers.conversation import Chat
from storage.claim_cases import Case


def case_of(chat: Chat) -> Case | None:
    """One's own, else the family's of a person to whom one is linked (not of oneself)."""
    cases = chat.storage.claim_cases
    if own := cases.own(chat.contact, "death"):
        return own
    for link in chat.storage.links.of(chat.contact):
        found = cases.of_family(link.nik_index, "death") if link.relation != "self" else None
        if found:
            return found
    return cases.own(chat.contact, "accident") or cases.own(chat.contact, "living")


def numbered(chat: Chat, number: str) -> Case | None:
    """The case that a tapped tick names, if it is one of the asker's."""
    cases = chat.storage.claim_cases
    own = [cases.own(chat.contact, kind) for kind in ("death", "accident", "living")]
    return next((each for each in (case_of(chat), *own) if each and str(each.id) == number), None)


def shown(chat: Chat) -> Case | None:
    """The case whose checklist was offered last."""
    ticks = [value for _, value in chat.dialogue.offered if value.startswith("case:tick:")]
    return numbered(chat, ticks[0].split(":")[2]) if ticks else None


def wrongly_reported(chat: Chat) -> Case | None:
    """Also the person's own: whoever is reported dead and writes may undo it."""
    for link in chat.storage.links.of(chat.contact):
        if found := chat.storage.claim_cases.of_family(link.nik_index, "death"):
            return found
    return chat.storage.claim_cases.own(chat.contact, "death")
