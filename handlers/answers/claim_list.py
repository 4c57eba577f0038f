"""The checklist of a case: ticks, how to get what is missing, the page to print, the letter."""

import re
from typing import Literal

from msgspec.structs import replace

from handlers.answers.claim_checklist import checklist, condition, is_paid, named, needed
from handlers.answers.claim_checklist import papers as papers_of
from handlers.answers.claim_found import cases_of, shown, which
from handlers.answers.claim_page import sheet
from handlers.answers.claim_result import actions, packed, pages
from handlers.claim_facts import listed_numbers
from handlers.claim_sheet import drawn
from handlers.conversation import Attachment, Chat, Reply
from handlers.plain import plain
from handlers.programme_money import Document
from handlers.words import words
from storage.claim_cases import Case

Mark = Literal["have", "lack", "needless"]
_MARKS: dict[str, Mark] = {  # by the pattern of the words, the first that fits
    "needless": "needless",
    "have": "have",
    "lack": "lack",
    "numbers": "have",
}


def ticked(chat: Chat) -> list[Reply] | None:
    """`sudah 1 3 4`, `belum 2`, `9 tidak perlu`, `1, 3` behind the list; None for others."""
    said = " ".join(plain(chat.understood.text).lower().split())
    is_shown = any(value.startswith("case:tick:") for _, value in chat.dialogue.offered)
    for name, mark in _MARKS.items():
        found = re.match(words()["claim"][name], said)
        if found is None or (name == "numbers" and not is_shown):
            continue
        running = cases_of(chat)  # after the words: most messages are no ticks
        if case := shown(chat) or (running[0] if len(running) == 1 else None):
            return _tick_places(chat, case, listed_numbers(found["numbers"]), mark)
        if running:
            return which(chat, "mine", running, asked="case.tick.which")
    return _ticked_without_numbers(chat, said) if is_shown else None


def _ticked_without_numbers(chat: Chat, said: str) -> list[Reply] | None:
    """`sudah semua`; a paper that is named might be another one: its number is asked."""
    case = shown(chat)
    if case and re.match(words()["claim"]["everything"], said):
        return _marked(chat, case, {each.code for each in needed(chat, case)}, "have")
    if case and re.match(words()["claim"]["by_name"], said):
        return [Reply(chat.text("case.tick.by_number")), checklist(chat, case)]
    return None


def _tick_places(chat: Chat, case: Case, places: list[int], mark: Mark) -> list[Reply]:
    listed = papers_of(chat, case)
    if not all(1 <= place <= len(listed) for place in places):
        text = chat.text("case.tick.no_such", count=len(listed))
        return [Reply(text), checklist(chat, case)]
    meant = [listed[place - 1] for place in places]
    if mark == "needless" and not all(condition(chat, each, case) for each in meant):
        return [Reply(chat.text("case.tick.needed")), checklist(chat, case)]
    return _marked(chat, case, {each.code for each in meant}, mark)


def tick(chat: Chat, case: Case, code: str) -> list[Reply] | None:
    """A tap turns one paper round; one of another list is old."""
    if code not in {each.code for each in papers_of(chat, case)}:
        return None
    is_marked = code in (*case.facts.have, *case.facts.needless)
    return _marked(chat, case, {code}, "lack" if is_marked else "have")


def _marked(chat: Chat, case: Case, codes: set[str], mark: Mark) -> list[Reply]:
    """A paper is at hand, or not needed, or neither; nothing is marked once the claim is paid."""
    if is_paid(chat, case):
        return [checklist(chat, case)]
    have, needless = set(case.facts.have) - codes, set(case.facts.needless) - codes
    if mark == "have":
        have |= codes
    elif mark == "needless":
        needless |= codes
    facts = replace(case.facts, have=tuple(sorted(have)), needless=tuple(sorted(needless)))
    return [checklist(chat, chat.storage.claim_cases.keep(case, facts))]


def papers(chat: Chat, case: Case, value: str) -> list[Reply] | None:
    """How to get what is still missing, from whom."""
    missing = [each for each in needed(chat, case) if each.code not in case.facts.have]
    lines = [
        chat.text("case.how_to.line", paper=_beside_help(chat, each, case), how=each.help)
        for each in missing
        if each.help
    ]
    if not lines:
        return [Reply(chat.text("case.how_to.nothing"), actions(chat, "mine", "pdf", case=case))]
    texts = packed([chat.text("case.how_to"), *lines], "\n")
    return pages(chat, case, texts, f"papers:{value}", ("mine", "pdf", "letter"))


def _beside_help(chat: Chat, each: Document, case: Case) -> str:
    """With its condition, unless the help is just that."""
    return each.label if each.help == each.when else named(chat, each, case)


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
