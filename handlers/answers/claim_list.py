"""The checklist of a case: ticks, how to get what is missing, the page to print, the letter."""

import re

from handlers.answers.claim_found import cases_of, shown, which
from handlers.answers.claim_page import sheet
from handlers.answers.claim_result import actions, checklist, packed
from handlers.answers.claim_result import papers as papers_of
from handlers.claim_facts import listed_numbers
from handlers.claim_sheet import drawn
from handlers.conversation import Attachment, Chat, Reply
from handlers.plain import plain
from handlers.words import words
from storage.claim_cases import Case, Facts


def ticked(chat: Chat) -> list[Reply] | None:
    """`sudah 1 3 4`, `belum 2`, `1, 3, 4` behind the checklist; None for any other words."""
    said = " ".join(plain(chat.understood.text).lower().split())
    is_shown = any(value.startswith("case:tick:") for _, value in chat.dialogue.offered)
    for name in ("have", "lack", "numbers"):
        found = re.match(words()["claim"][name], said)
        if found is None or (name == "numbers" and not is_shown):
            continue
        running = cases_of(chat)  # after the words: most messages are no ticks
        if case := shown(chat) or (running[0] if len(running) == 1 else None):
            return _tick_places(chat, case, listed_numbers(found["numbers"]), name != "lack")
        if running:
            return which(chat, "mine", running)
    return _ticked_without_numbers(chat, said) if is_shown else None


def _ticked_without_numbers(chat: Chat, said: str) -> list[Reply] | None:
    """`sudah semua`; a paper that is named might be another one: its number is asked."""
    case = shown(chat)
    if case and re.match(words()["claim"]["everything"], said):
        places = list(range(1, len(papers_of(chat, case)) + 1))
        return _tick_places(chat, case, places, True)
    if case and re.match(words()["claim"]["by_name"], said):
        return [Reply(chat.text("case.tick.by_number")), checklist(chat, case)]
    return None


def _tick_places(chat: Chat, case: Case, places: list[int], have: bool) -> list[Reply]:
    listed = papers_of(chat, case)
    if not all(1 <= place <= len(listed) for place in places):
        text = chat.text("case.tick.no_such", count=len(listed))
        return [Reply(text), checklist(chat, case)]
    codes = {listed[place - 1].code for place in places}
    kept = set(case.facts.have) | codes if have else set(case.facts.have) - codes
    return [checklist(chat, _kept(chat, case, kept))]


def tick(chat: Chat, case: Case, code: str) -> list[Reply] | None:
    """A tap turns one paper round; one of another list is old."""
    if code not in {each.code for each in papers_of(chat, case)}:
        return None
    return [checklist(chat, _kept(chat, case, set(case.facts.have) ^ {code}))]


def _kept(chat: Chat, case: Case, have: set[str]) -> Case:
    return chat.storage.claim_cases.keep(case, Facts(case.facts.slots, tuple(sorted(have))))


def papers(chat: Chat, case: Case, _value: str) -> list[Reply]:
    """How to get what is still missing, from whom."""
    missing = [each for each in papers_of(chat, case) if each.code not in case.facts.have]
    lines = [
        chat.text("case.how_to.line", paper=each.label, how=each.help)
        for each in missing
        if each.help
    ]
    if not lines:
        return [Reply(chat.text("case.how_to.nothing"), actions(chat, "mine", "pdf", case=case))]
    texts = packed([chat.text("case.how_to"), *lines], "\n")
    return [
        *map(Reply, texts[:-1]),
        Reply(texts[-1], actions(chat, "mine", "pdf", "letter", case=case)),
    ]


def pdf(chat: Chat, case: Case, _value: str) -> list[Reply]:
    page = Attachment("document", f"{chat.text('case.pdf.file')}.pdf", drawn(sheet(chat, case)))
    return [
        Reply(
            chat.text("case.pdf"), actions(chat, "mine", "letter", case=case), attachments=(page,)
        )
    ]


def letter(chat: Chat, case: Case, _value: str) -> list[Reply]:
    return [Reply(chat.text("case.letter.intro")),
            Reply(chat.text("case.letter"), actions(chat, "mine", "pdf", case=case))]  # fmt: skip
