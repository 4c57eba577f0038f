"""A report that was wrong, and a family that wants its notes gone."""

from handlers.answers import notices
from handlers.answers.claim_result import actions, purpose
from handlers.conversation import Chat, Reply
from storage.claim_cases import KINDS, Case


def wrong(chat: Chat, case: Case, _value: str) -> list[Reply]:
    return [Reply(chat.text("case.wrong.ask"), actions(chat, "wrong_yes", "mine", case=case))]


def wrong_yes(chat: Chat, case: Case, _value: str) -> list[Reply]:
    """The report is taken back; what waited because of it goes on, but for who mourns another."""
    cases, outbox = chat.storage.claim_cases, chat.storage.outbox
    cases.withdraw(case)
    outbox.take_back(purpose(case))
    family = {each.id for each in cases.family(case)}
    outbox.release_notices(family - cases.mourners(family, but=case))
    return [Reply(chat.text("case.wrong.done"), chat.choices("menu"))]


def erase(chat: Chat) -> list[Reply]:
    """What waited because of an erased death goes on, but for who mourns another."""
    cases, outbox = chat.storage.claim_cases, chat.storage.outbox
    own = [case for kind in KINDS for case in cases.all_own(chat.contact, kind)]
    families = [(case, {each.id for each in cases.family(case)}) for case in own]
    for case in own:
        outbox.take_back(purpose(case))
    cases.erase(chat.contact)
    chat.dialogue.kept.clear()
    for case, family in families:
        if case.kind == "death":
            outbox.release_notices(family - cases.mourners(family, but=case))
    lines = [chat.text("case.erased"), notices.forgotten(chat)]
    return [Reply("\n\n".join(line for line in lines if line), chat.choices("menu"))]
